"""What the report draws, as Vega-Lite specifications: plain data, nothing rendered here.

Labels get their room from our own estimate of their width, so that a picture is the same on every machine whatever
fonts it has; text takes the page's colour (`currentColor`), marks colours that hold on light and dark ground.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from pipeline.report.model import ClaimView, FactView
from pipeline.report.phrases import Language, phrase

Spec = dict[str, Any]
SIDE_COLOURS = ("#3f7fc0", "#cf6a26", "#4d9560", "#9b62ab", "#a5832c", "#6b7f8f")
FONT = 12
PLOT_WIDTH = 460
MOST_ROWS = 14
LOG_FROM = 10
QUIET: Spec = {
    "background": None,
    "view": {"stroke": None},
    "axis": {
        **{"labelColor": "currentColor", "titleColor": "currentColor", "domainColor": "currentColor"},
        **{"tickColor": "currentColor", "labelFontSize": FONT, "titleFontSize": FONT, "labelLimit": 0},
        **{"domainOpacity": 0.4, "tickOpacity": 0.4, "gridColor": "currentColor", "gridOpacity": 0.12},
    },
    "text": {"color": "currentColor", "fontSize": FONT},
}


def text_width(text: str) -> float:
    """About how wide a label is in pixels.

    >>> text_width("95个") > text_width("95")
    True
    """
    wide = sum(1 for ch in text if unicodedata.east_asian_width(ch) in "WFA")
    return FONT * (wide + 0.58 * (len(text) - wide))


def short(text: str, limit: int = 14) -> str:
    """A label that does not run away.

    >>> short("一二三四五六七八九十一二三四五六", 8)
    '一二三四五六七…'
    """
    clean = "".join(ch if ch.isprintable() else " " for ch in text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def number_label(language: Language) -> str:
    """The expression that writes an axis' numbers as the language does: 9万, 3.8亿."""
    if language == "en":
        return "format(datum.value, ',~f')"
    ten_thousand, hundred_million = ("万", "亿") if language == "hans" else ("萬", "億")
    yi = f"abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',~f') + '{hundred_million}'"
    wan = f"abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',~f') + '{ten_thousand}'"
    return f"{yi} : {wan} : format(datum.value, ',~f')"


def frame(left: float, height: int, *, right: int = 24, bottom: int = 34, top: int = 8) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": PLOT_WIDTH,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": left, "right": right, "top": top, "bottom": bottom},
        "config": QUIET,
    }


def _side_of(view: FactView) -> dict[int, int]:
    return {claim.index: number for number, side in enumerate(view.sides) for claim in side.claims}


def _outlet(claim: ClaimView, language: Language) -> str:
    return claim.card.outlet or phrase("row.nooutlet").get(language)


def _interval_row(claim: ClaimView, number: int, side: int, language: Language) -> Spec | None:
    quantity = claim.claim.mention.quantity
    if quantity is None:
        return None
    low, high, stated = quantity.low, quantity.high, quantity.stated
    middle = stated if stated is not None else low if low is not None else high
    if middle is None:
        return None
    return {
        "row": f"{number:02d}",
        "label": f"{short(_outlet(claim, language), 10)} {short(claim.claim.text, 10)}",
        "low": float(low) if low is not None else None,
        "high": float(high) if high is not None else None,
        "middle": float(middle),
        "colour": SIDE_COLOURS[side % len(SIDE_COLOURS)],
    }


def _bounds(rows: Sequence[Spec], log: bool) -> tuple[float, float]:
    values = [row[key] for row in rows for key in ("low", "high", "middle") if row[key] is not None]
    low, high = min(values), max(values)
    if log:
        return low / 1.6, high * 1.6
    room = (high - low or abs(high) or 1.0) * 0.12
    return low - room, high + room


def _closed(row: Spec, low: float, high: float) -> Spec:
    left = row["low"] if row["low"] is not None else low
    right = row["high"] if row["high"] is not None else high
    arrow = high if row["high"] is None else low if row["low"] is None else None
    turn = "triangle-right" if row["high"] is None else "triangle-left"
    return {**row, "left": left, "right": right, "arrow": arrow, "turn": turn}


def interval_spec(view: FactView, language: Language) -> Spec | None:
    """The claims of one fact on a number line, open ends as arrows, log scale where they differ by orders.

    None where fewer than three claims are figures of one unit.
    """
    sides = _side_of(view)
    claims = sorted(view.claims, key=lambda c: (sides[c.index], c.card.published or "9", c.index))
    units = {(q.unit, q.currency) for c in claims if (q := c.claim.mention.quantity) is not None}
    found = [_interval_row(c, n, sides[c.index], language) for n, c in enumerate(claims[:MOST_ROWS])]
    rows = [row for row in found if row is not None]
    if len(rows) < 3 or len(units) != 1:
        return None
    sizes = [row["middle"] for row in rows]
    log = min(sizes) > 0 and max(sizes) / min(sizes) >= LOG_FROM and all(r["low"] is None or r["low"] > 0 for r in rows)
    low, high = _bounds(rows, log)
    data = [_closed(row, low, high) for row in rows]
    room = max(text_width(row["label"]) for row in data) + 16
    return {
        **frame(room, 24 * len(rows)),
        "data": {"values": data},
        "layer": _interval_layers(low, high, log, language),
    }


def _interval_layers(low: float, high: float, log: bool, language: Language) -> list[Spec]:
    scale = {"type": "log" if log else "linear", "domain": [low, high], "nice": False, "zero": False}
    title = phrase("chart.log").get(language) if log else None
    x_axis = {"title": title, "tickCount": 5, "labelExpr": number_label(language), "labelOverlap": True}
    y = {"field": "row", "type": "nominal", "sort": None, "axis": None}
    ink = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    dot = {"type": "point", "filled": True, "opacity": 1}
    left = {"field": "left", "type": "quantitative", "scale": scale, "axis": x_axis}
    middle, arrow = ({"field": name, "type": "quantitative", "scale": scale} for name in ("middle", "arrow"))
    turn = {"field": "turn", "type": "nominal", "scale": None, "legend": None}
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.65},
            "encoding": {"x": left, "x2": {"field": "right"}, "y": y, "color": ink},
        },
        {"mark": {**dot, "size": 70}, "encoding": {"x": middle, "y": y, "color": ink}},
        {
            "transform": [{"filter": "datum.arrow !== null"}],
            "mark": {**dot, "size": 90},
            "encoding": {"x": arrow, "y": y, "color": ink, "shape": turn},
        },
        {
            "mark": {"type": "text", "align": "right", "baseline": "middle"},
            "encoding": {"x": {"value": -8}, "y": y, "text": {"field": "label"}},
        },
    ]


def timeline_spec(view: FactView, language: Language) -> Spec | None:
    """A running figure as points over the days it holds for, named by outlet; None with fewer than three claims."""
    rows = _timeline_rows(view, language)
    if len(rows) < 3 or len({row["day"] for row in rows}) < 2:
        return None
    values = [row["value"] for row in rows]
    room = (max(values) - min(values) or abs(max(values)) or 1.0) * 0.2
    x_axis = {"title": None, "format": "%m-%d", "tickCount": {"interval": "day", "step": 1}, "labelOverlap": True}
    x = {"field": "day", "type": "temporal", "scale": {"type": "utc"}, "axis": x_axis}
    y_scale = {"domain": [min(values) - room, max(values) + room], "zero": False, "nice": False}
    y_axis = {"title": None, "tickCount": 4, "labelExpr": number_label(language)}
    y = {"field": "value", "type": "quantitative", "scale": y_scale, "axis": y_axis}
    ink = {"color": SIDE_COLOURS[0]}
    name = {"type": "text", "align": "left", "dx": 7, "dy": -9}
    widest = max(text_width(f"{value:,.0f}") for value in values)
    right = int(max(text_width(row["label"]) for row in rows)) + 12
    return {
        **frame(widest + 20, 150, right=right),
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "line", "interpolate": "step-after", "opacity": 0.6, **ink},
                "encoding": {"x": x, "y": y},
            },
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, **ink}, "encoding": {"x": x, "y": y}},
            {"mark": name, "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
        ],
    }


def _timeline_rows(view: FactView, language: Language) -> list[Spec]:
    rows: list[Spec] = []
    seen: set[tuple[str, float]] = set()
    for claim in sorted(view.claims, key=lambda c: (c.day or "", c.index)):
        quantity = claim.claim.mention.quantity
        if claim.day is None or quantity is None or quantity.stated is None:
            continue
        point = (claim.day, float(quantity.stated))
        label = f"{short(claim.claim.text, 10)} {short(_outlet(claim, language), 8)}" if point not in seen else ""
        seen.add(point)
        rows.append({"day": claim.day, "value": point[1], "label": label})
    return rows[:MOST_ROWS]
