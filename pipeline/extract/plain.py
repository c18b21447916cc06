"""The short way for what most figures are: Arabic digits, at most one 万 or 亿, one unit, and nothing else beside them.

Whatever could hedge, join, sign or deny the figure sends it the long way, which reads the same.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import get_args

from pipeline.extract.amount import Words, match_word
from pipeline.extract.hedges import first_characters, hedge_before, interval
from pipeline.extract.implied import currency_ends
from pipeline.extract.numerals import quick_number
from pipeline.extract.quantities import CONTINUES
from pipeline.extract.refusals import MAYBE, NEAR, PLAIN_ROLES
from pipeline.lexicon.currencies import CurrencyRow, currencies
from pipeline.lexicon.figure_cues import figure_cues
from pipeline.lexicon.units import UnitRole, UnitRow
from pipeline.records import Hedge, Kind, Mention, Quantity, Span

_JOINTS = frozenset("-–—―~～〜－至到乃与和跟及±级 \u3000\xa0")
_KINDS: dict[str, Kind] = {"percent": "percent"}
_ESTIMATES = ("approx", "about_to", "exact")
_JOINED = frozenset("，,、且并但又而的到至 ")
_UNIT_RULES = {role: f"unit:{role}" for role in get_args(UnitRole)}


@cache
def _touching(region: str) -> frozenset[str]:
    """Characters before a number that may belong to it and are no hedge."""
    return NEAR | currency_ends(region) | frozenset("第时秒钟下负−±氏度比")


@cache
def _speeds() -> tuple[str, ...]:
    return ("负的", *figure_cues("speed_before"))


@cache
def _after(region: str) -> tuple[frozenset[str], frozenset[str]]:
    """Characters after a unit that may belong to the figure; those after a currency."""
    shared = CONTINUES | first_characters() | _JOINTS | NEAR
    return shared, shared | {surface[0] for surface in currencies(region)}


def read_plain(text: str, at: int, floor: int, region: str, table: Words) -> Mention | None:
    """The figure at `at` where it is plain, or None where only the long way can tell.

    >>> from pipeline.extract.amount import words
    >>> read_plain("新建46个公园", 2, 0, "CN", words("CN")).quantity.unit
    '{item}'
    >>> read_plain("超400家", 1, 0, "CN", words("CN")).span
    Span(start=0, end=5)
    >>> read_plain("第400家", 1, 0, "CN", words("CN")) is None
    True
    """
    if at > 0 and text[at - 1] in _touching(region):
        return None
    number = quick_number(text, at)
    word = match_word(text, number[0], table) if number is not None else None
    if number is None or word is None or word[0] in MAYBE:
        return None
    end, value, step, form = number
    surface, row = word
    end += len(surface)
    shared, money = _after(region)
    unit: str | None = None
    sized = False
    currency: str | None = None
    rules: tuple[str, ...] = (form,)
    if isinstance(row, UnitRow):
        if (
            row.role not in PLAIN_ROLES
            or row.role == "time"
            or (row.role == "article" and row.factor != 1)
            or row.code == "deg"
            or text[end : end + 1] in shared
        ):
            return None
        kind: Kind = _KINDS.get(row.role, "quantity")
        unit, sized, rules = row.code, row.role == "measure", (form, _UNIT_RULES[row.role])
    elif isinstance(row, CurrencyRow):
        if text[end : end + 1] in money or row.factor != 1:
            return None
        kind, currency = "money", row.code
        if row.region is not None:
            rules = (form, f"home_currency:{currency}")
    else:
        return None
    if text.rfind("每", max(0, at - 16), at) >= 0 or text.endswith(_speeds(), 0, at):
        return None
    core = span = Span(at, end)
    low: Decimal | None = value
    high: Decimal | None = value
    hedge: Hedge = "exact"
    before = hedge_before(text, at, floor, False, sized) if at > floor else None
    if before is not None:
        joined = before.hedge != "more_than" or text[end : end + 1] in _JOINED
        if text[at - 1] == " " or (before.hedge not in _ESTIMATES and joined):
            return None  # two bounds may be one range
        hedge, span = before.hedge, Span(before.at, end)
        if hedge != "exact":
            low, high = interval(value, hedge, before.width, step)
            rules = (*rules, f"hedge:{hedge}")
    return Mention(kind, span, core, Quantity(value, low, high, step, hedge, unit, currency), None, rules)
