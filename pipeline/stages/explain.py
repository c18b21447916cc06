"""Why each figure was read as it was: the line of `heshu extract` with the derivation and what was refused."""

from __future__ import annotations

from typing import Any

from pipeline.codec import extract_line
from pipeline.config import Config
from pipeline.convert.dates import read_published
from pipeline.errors import ConfigError
from pipeline.records import Origin, RawArticle
from pipeline.stages.reader import Reader


def explain(text: str, config: Config | None = None, published: str | None = None) -> dict[str, Any]:
    """The reading of a text as plain values; `refused` are the stretches that looked like figures, with the reason.

    >>> [m["text"] for m in explain("超400家客户采用真武810E")["mentions"]]
    ['超400家']
    """
    reader = Reader(config, explain=True)
    if published is not None and read_published(published, reader.config.region) is None:
        raise ConfigError(f"date {published!r} names no day; write it as 2026-02-06")
    reading = reader.read(RawArticle(Origin("-"), None, "", text, published=published))
    article = reading.article
    refused = []
    for refusal in sorted(reading.refusals, key=lambda r: (r.span, r.rule)):
        start, end = article.to_raw.to_raw(*refusal.span)
        where = {"start": start, "end": end, "text": article.raw[start:end]}
        refused.append(where | {"rule": refusal.rule, "reason": refusal.reason})
    return extract_line(reading) | {"refused": refused}


def interval(low: str | None, high: str | None, hedge: str | None) -> str:
    """A value as the interval that its words give.

    >>> interval("90000", None, "more_than"), interval("95", "95", "exact"), interval("375", "385", "approx")
    ('> 90000', '95', '375 … 385')
    """
    if low is not None and low == high:
        return low
    if low is not None and high is not None:
        return f"{low} … {high}"
    if low is not None:
        return f"{'>' if hedge == 'more_than' else '≥'} {low}"
    if high is not None:
        return f"{'<' if hedge == 'less_than' else '≤'} {high}"
    return "?"


def value_of(mention: dict[str, Any]) -> str:
    """What a mention of an extract line says, in one phrase.

    >>> value_of({"timex": None, "low": "30", "high": "30", "hedge": "exact", "unit": None, "currency": "CNY"})
    '30 CNY'
    """
    timex = mention["timex"]
    if timex is not None:
        bounds = "" if timex["start"] is None and timex["end"] is None else f"  [{timex['start']}, {timex['end']})"
        return f"{timex['type']} {timex['value']}{' ' + timex['mod'] if timex['mod'] else ''}{bounds}"
    unit = mention["currency"] or mention["unit"]
    return interval(mention["low"], mention["high"], mention["hedge"]) + (f" {unit}" if unit else "")


def claim_of(claim: dict[str, Any]) -> str:
    """A claim of an extract line in one line."""
    scope = claim["scope"]
    period = scope["period"] or {"start": None, "end": None}
    parts = {
        "subject": claim["subject"]["entity"],
        "attribute": claim["attribute"]["id"] or claim["attribute"]["text"],
        "period": " – ".join(str(day) for day in (period["start"], period["end"]) if day),
        "as of": scope["as_of"],
        "place": scope["place"],
        "basis": ", ".join(scope["basis"]),
        "frame": claim["frame"],
        "attribution": claim["attribution"],
    }
    return " · ".join(f"{name} {value}" for name, value in parts.items() if value)
