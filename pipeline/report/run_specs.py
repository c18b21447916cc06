"""What the report draws of the whole run: conflicts by day, outlets against outlets."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

from pipeline.report.chart_specs import SIDE_COLOURS, Spec, frame, short, text_width
from pipeline.report.model import GRADES, FactView, Grade, Report
from pipeline.report.phrases import Language

GRADE_COLOURS = ("#c9423c", "#b97a1c", "#7d8b98")
MOST_OUTLETS = 14
CELL = 34
MOST_FAMILY = 50


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _step(days: list[date]) -> int:
    spread = (days[-1] - days[0]).days
    return 1 if spread < 40 else 7 if spread < 280 else 31


def _buckets(days: list[date]) -> tuple[dict[date, str], list[str]]:
    first, last, step = days[0], days[-1], _step(days)
    starts = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]
    labels = [start.isoformat() if step > 7 or first.year != last.year else start.isoformat()[5:] for start in starts]
    return {day: labels[(day - first).days // step] for day in days}, labels


def _dated(report: Report) -> list[tuple[date, Grade]]:
    return [(day, view.grade) for view in report.conflicts if view.days and (day := _day(view.days[-1]))]


def days_caption(report: Report) -> str:
    """The key of the caption of `days_spec`: by the day, the week or 31 days."""
    step = _step(sorted(day for day, _ in _dated(report)))
    return {1: "chart.days", 7: "chart.days.week"}.get(step, "chart.days.month")


def days_spec(report: Report, language: Language) -> Spec | None:
    """Conflicts by the day of their latest article, stacked by severity; None where all fall on one day.

    More than forty days are gathered by week, more than forty weeks by month.
    """
    dated = _dated(report)
    days = sorted({day for day, _ in dated})
    if len(days) < 2:
        return None
    places, labels = _buckets(days)
    found = Counter((places[day], grade) for day, grade in dated)
    rows = [
        {"day": day, "count": count, "rank": GRADES.index(grade), "colour": GRADE_COLOURS[GRADES.index(grade)]}
        for (day, grade), count in sorted(found.items())
    ]
    tallest = max(sum(found[label, grade] for grade in GRADES) for label in labels)
    x_axis = {"title": None, "labelOverlap": True, "labelAngle": 0, "grid": False}
    y_axis = {"title": None, "tickMinStep": 1, "tickCount": min(5, tallest), "format": ",d"}
    return {
        **frame(44, 160, right=40),
        "data": {"values": rows},
        "mark": {"type": "bar", "width": {"band": 0.7}},
        "encoding": {
            "x": {"field": "day", "type": "ordinal", "scale": {"domain": labels}, "axis": x_axis},
            "y": {"field": "count", "type": "quantitative", "stack": "zero", "axis": y_axis},
            "color": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
            "order": {"field": "rank", "type": "quantitative"},
        },
    }


def _against(view: FactView) -> set[tuple[str, str]]:
    speaking = [sorted({c.card.outlet for c in side.claims if c.card.outlet}) for side in view.sides]
    return {(min(a, b), max(a, b)) for one, other in combinations(speaking, 2) for a in one for b in other if a != b}


def _copying(report: Report) -> Counter[tuple[str, str]]:
    """Who copies whom, and how often: the first article of a reprint family is the origin, as far as days tell."""
    families: dict[int, list[tuple[str, str]]] = {}
    for card in report.cards:
        if card.outlet:
            families.setdefault(card.lineage, []).append((card.published or "9", card.outlet))
    found: Counter[tuple[str, str]] = Counter()
    for family in families.values():
        if len(family) > MOST_FAMILY:
            continue
        first = min(day for day, _ in family)
        origins = {outlet for day, outlet in family if day == first}
        found.update((outlet, origin) for _, outlet in family for origin in origins if outlet != origin)
    return found


def _cells(names: list[str], against: Counter[tuple[str, str]], copying: Counter[tuple[str, str]]) -> list[Spec]:
    most = max(against.values(), default=1)
    cells: list[Spec] = []
    for row, one in enumerate(names):
        for column, other in enumerate(names):
            pair = (min(one, other), max(one, other))
            count = against[pair] if one != other else 0
            share = 0.12 + 0.6 * count / most if count else 0.03
            text = str(count) if count else ""
            copies = copying[one, other] > 0
            cells.append({"row": row, "column": column, "text": text, "share": share, "copies": copies})
    return cells


def outlets_spec(report: Report, language: Language) -> Spec | None:
    """Outlets against outlets: how many figures they disagree on, a dot where one copied the other; the busiest."""
    against = Counter(pair for view in report.conflicts for pair in _against(view))
    copying = _copying(report)
    weight: Counter[str] = Counter()
    for pairs, each in ((against, MOST_FAMILY), (copying, 1)):
        for pair, number in pairs.items():
            weight.update(dict.fromkeys(pair, number * each))
    names = [name for name, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:MOST_OUTLETS]]
    if len(names) < 2:
        return None
    cells = _cells(names, against, copying)
    heads: list[Spec] = [{"place": place, "label": short(name, 12)} for place, name in enumerate(names)]
    room = max(text_width(head["label"]) for head in heads) + 14
    size = CELL * len(names)
    framed = frame(room, size, bottom=8, top=int(room * 0.72) + 12, right=int(room * 0.6))
    return {**framed, "width": size, "layer": _matrix_layers(cells, heads)}


def _matrix_layers(cells: list[Spec], heads: list[Spec]) -> list[Spec]:
    x, y, place = ({"field": name, "type": "ordinal", "axis": None} for name in ("column", "row", "place"))
    label = {"field": "label"}
    middle = {"type": "text", "baseline": "middle"}
    dot = {"type": "point", "filled": True, "size": 30, "color": SIDE_COLOURS[0], "opacity": 1, "yOffset": 10}
    return [
        {
            "data": {"values": cells},
            "mark": {"type": "rect", "color": GRADE_COLOURS[0], "stroke": None},
            "encoding": {"x": x, "y": y, "opacity": {"field": "share", "type": "quantitative", "scale": None}},
        },
        {
            "data": {"values": [cell for cell in cells if cell["text"]]},
            "mark": {**middle, "fontWeight": 600},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
        {
            "data": {"values": [cell for cell in cells if cell["copies"]]},
            "mark": dot,
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": heads},
            "mark": {**middle, "align": "right"},
            "encoding": {"x": {"value": -8}, "y": place, "text": label},
        },
        {
            "data": {"values": heads},
            "mark": {**middle, "align": "left", "angle": 315, "dy": -4},
            "encoding": {"x": place, "y": {"value": -2}, "text": label},
        },
    ]
