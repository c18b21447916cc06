"""A figure on its way to a mention: what was read, with what hedge, and the record it becomes."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.amount import Amount
from pipeline.extract.hedges import interval
from pipeline.extract.ranges import Pair
from pipeline.records import Hedge, Kind, Mention, Quantity, Span, Timex

KINDS: dict[str, Kind] = {"money": "money", "percent": "percent", "bare": "number", "time": "duration"}
MODS = {
    "approx": "APPROX", "about_to": "APPROX", "more_than": "MORE_THAN", "at_least": "EQUAL_OR_MORE",
    "less_than": "LESS_THAN", "at_most": "EQUAL_OR_LESS",
}  # fmt: skip
_ISO = {"a": "Y", "{decade}": "Y", "{century}": "Y", "{quarter}": "M", "mo": "M", "wk": "W", "d": "D"}
_ISO_CLOCK = {"h": "H", "{quarter_hour}": "M", "min": "M", "s": "S"}
_ISO_TIMES = {"{decade}": 10, "{century}": 100, "{quarter}": 3, "{quarter_hour}": 15}


class Draft(NamedTuple):
    """A mention before its neighbours have had their say (lists lend units backwards)."""

    start: int
    end: int
    core: Span
    amount: Amount
    pair: Pair | None
    hedge: Hedge
    width: Decimal | None
    kind: Kind
    rules: tuple[str, ...]


def to_mention(d: Draft) -> Mention:
    quantity = _quantity(d)
    timex = _duration(d) if d.kind == "duration" else None
    return Mention(d.kind, Span(d.start, d.end), d.core, quantity, timex, d.rules)


def _quantity(d: Draft) -> Quantity:
    a = d.amount
    if a.unit == "{ratio}" and d.rules[-1].endswith(":0"):
        return Quantity(None, None, None, None, "exact", a.unit)
    if d.pair is not None:
        low, high, last = d.pair.left.value, d.pair.right.high or d.pair.right.value, d.pair.right
        return Quantity(None, low, high, last.step, "range", last.unit, last.currency)
    if a.high is not None:
        stated = None if d.hedge == "range" else a.value
        return Quantity(stated, a.value, a.high, a.step, d.hedge, a.unit, a.currency)
    if d.hedge == "exact":
        return Quantity(a.value, a.value, a.value, a.step, "exact", a.unit, a.currency)
    low_end, high_end = interval(a.value, d.hedge, d.width, a.step)
    if a.inner and a.numeral.value == 10 and d.hedge == "more_than":
        high_end = a.value * 2
    return Quantity(a.value, low_end, high_end, a.step, d.hedge, a.unit, a.currency)


def _duration(d: Draft) -> Timex:
    if d.pair is not None:
        return Timex("DURATION", f"{_iso(d.pair.left)}/{_iso(d.pair.right)}")
    return Timex("DURATION", _iso(d.amount), MODS.get(d.hedge))


def _iso(a: Amount) -> str:
    return to_iso(a.parts if len(a.parts) > 1 and a.unit != "mo" else ((a.value, a.unit or ""),))


def to_iso(parts: tuple[tuple[Decimal, str], ...]) -> str:
    """The ISO 8601 value of an amount of time; years with months are counted in months (P27M).

    >>> to_iso(((Decimal(1), "h"), (Decimal(30), "min"))), to_iso(((Decimal("3.50"), "a"),))
    ('PT1H30M', 'P3.5Y')
    """
    day, clock = "", ""
    for value, code in parts:
        if not value:
            continue
        shown = f"{value * _ISO_TIMES.get(code, 1):f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        if code in _ISO:
            day += shown + _ISO[code]
        else:
            clock += shown + _ISO_CLOCK.get(code, "S")
    return f"P{day}" + (f"T{clock}" if clock else "")
