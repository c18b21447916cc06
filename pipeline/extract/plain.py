"""The short way for what most figures are: Arabic digits, at most one 万 or 亿, one unit, and nothing else beside them.

Whatever could hedge, join, sign or deny the figure sends it the long way, which reads the same.
"""

from __future__ import annotations

from functools import cache

from pipeline.extract.amount import Words, match_word
from pipeline.extract.hedges import first_characters, hedge_before, last_characters
from pipeline.extract.implied import currency_ends
from pipeline.extract.numerals import quick_number
from pipeline.extract.quantities import CONTINUES
from pipeline.extract.refusals import MAYBE, NEAR, PLAIN_ROLES
from pipeline.lexicon.currencies import CurrencyRow, currencies
from pipeline.lexicon.figure_cues import CueRole, figure_cues
from pipeline.lexicon.units import UnitRow
from pipeline.records import Kind, Mention, Quantity, Span

_JOINTS = frozenset("-–—―~～〜－至到乃与和跟及±级 \u3000\xa0")
_KINDS: dict[str, Kind] = {"percent": "percent"}
_ASKING: tuple[CueRole, ...] = ("speed_before", "rate_before", "doubling_before", "magnitude_before")


@cache
def _before(region: str) -> tuple[frozenset[str], frozenset[str]]:
    """Characters before a number that may belong to it, and those that may end a word that does."""
    ends = frozenset(cue[-1] for role in _ASKING for cue in figure_cues(role))
    touching = NEAR | currency_ends(region) | frozenset("第时秒钟下负−±氏度")
    return touching, last_characters() | ends | {"的"}


@cache
def _asking() -> tuple[str, ...]:
    return ("负的", *(cue for role in _ASKING for cue in figure_cues(role)))


def _free_before(text: str, at: int, floor: int, region: str) -> bool:
    """Whether nothing before the number belongs to it."""
    if at == 0:
        return True
    touching, maybe = _before(region)
    before = text[at - 1]
    if before in touching:
        return False
    return before not in maybe or (hedge_before(text, at, floor, False) is None and not text.endswith(_asking(), 0, at))


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
    >>> read_plain("超400家", 1, 0, "CN", words("CN")) is None
    True
    """
    if not _free_before(text, at, floor, region):
        return None
    number = quick_number(text, at)
    if number is None:
        return None
    end, value, step, form = number
    word = match_word(text, end, table)
    if word is None or word[0] in MAYBE:
        return None
    surface, row = word
    end += len(surface)
    shared, money = _after(region)
    if isinstance(row, UnitRow):
        if row.role not in PLAIN_ROLES or row.role == "time" or row.code == "deg" or text[end : end + 1] in shared:
            return None
        quantity = Quantity(value, value, value, step, "exact", row.code)
        kind: Kind = _KINDS.get(row.role, "quantity")
        rules: tuple[str, ...] = (form, f"unit:{row.role}")
    elif isinstance(row, CurrencyRow):
        if text[end : end + 1] in money or row.factor != 1:
            return None
        quantity = Quantity(value, value, value, step, "exact", None, row.code)
        kind = "money"
        rules = (form, f"home_currency:{row.code}") if row.region is not None else (form,)
    else:
        return None
    if text.rfind("每", max(0, at - 16), at) >= 0:
        return None
    span = Span(at, end)
    return Mention(kind, span, span, quantity, None, rules)
