"""The short way for what most figures are: Arabic digits, at most one 万 or 亿, one unit, and nothing else beside them.

Whatever could join, sign or deny the figure sends it the long way, which reads the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import get_args

from pipeline.extract.amount import words
from pipeline.extract.drafts import MODS, Draft, to_iso
from pipeline.extract.hedges import after_words, compared, first_characters, hedge_before, interval, last_characters
from pipeline.extract.implied import currencies_before
from pipeline.extract.numerals import QUICK, Form, quick_number, small_end, small_number
from pipeline.extract.quantities import CONTINUES
from pipeline.extract.refusals import MAYBE, NEAR, PLAIN_ROLES
from pipeline.extract.signs import HOLE
from pipeline.lexicon.currencies import CurrencyRow, currencies
from pipeline.lexicon.figure_cues import figure_cues
from pipeline.lexicon.units import UnitRole, UnitRow
from pipeline.records import Hedge, Kind, Mention, Quantity, Span, Timex

_JOINTS = frozenset("-–—―~～〜－至到乃±级 \u3000\xa0")
_ANDS = "与和跟及"
_STARTS = "0123456789.−-一二三四五六七八九两十百千零 "  # what after 和 may be the end of a range
_MONEY_ONLY = frozenset("钱整正(（")
_KINDS: dict[UnitRole, Kind] = {"percent": "percent", "time": "duration"}
_ARTICLES = ("article", "time")
_IRREGULAR = ("块", "成", "折")
_INNER = ("多", "余")
_ESTIMATES = ("approx", "exact")
_CLAUSE_ENDS = "，。；、,;\n"
_UNIT_RULES = {role: f"unit:{role}" for role in get_args(UnitRole)}
_JOINED = 6  # characters between two bounds of one range


@dataclass(frozen=True, slots=True, eq=False)
class PlainUnit:
    """A unit as the short way needs it.

    `sized` units measure, behind `one` 一 may be an article; `stops` are the words behind the unit, by first character,
    that ask for the long way.
    """

    size: int
    kind: Kind
    unit: str | None
    currency: str | None
    rule: str | None
    sized: bool
    one: bool
    stops: Mapping[str, tuple[str, ...]]


@cache
def _stops(region: str, money: bool) -> dict[str, tuple[str, ...]]:
    """Words that may go on behind a unit, by first character."""
    always = NEAR - {HOLE} | _JOINTS | (CONTINUES if money else CONTINUES - _MONEY_ONLY)
    table: dict[str, tuple[str, ...]] = dict(after_words())
    for joint in _ANDS:
        table[joint] = (*table.get(joint, ()), *(joint + start for start in _STARTS))
    if money:
        for surface in currencies(region):
            table[surface[0]] = (*table.get(surface[0], ()), surface)
    return table | dict.fromkeys(always, ("",))


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """What the short way asks, for outlets of one region.

    `touching` are characters before a number that may belong to it and are no hedge, `money` the currencies that may
    stand there by their last character, `hedging` the characters that hedges end with.
    """

    region: str
    touching: frozenset[str]
    money: Mapping[str, tuple[str, ...]]
    hedging: frozenset[str]
    speeds: tuple[str, ...]


@cache
def plain_words(region: str) -> Plain:
    """The tables of one region."""
    touching = NEAR - {HOLE} | frozenset("第下负−±")
    return Plain(region, touching, currencies_before(region), last_characters(), figure_cues("speed_before"))


@cache
def _units(region: str, spoken: bool, first: str) -> tuple[tuple[int, ...], Mapping[str, PlainUnit | None]] | None:
    """The words with a first character that may follow a number, or, where it is `spoken`, a Chinese one.

    None marks those that only the long way reads. They are made when a text first asks for them.
    """
    sizes, found = words(region).get(first, ((), {}))
    maybe = MAYBE - {"年"} if spoken else MAYBE
    return (
        (sizes, {surface: _plain_unit(surface, row, region, maybe) for surface, row in found.items()})
        if sizes
        else None
    )


def _plain_unit(
    surface: str, row: UnitRow | CurrencyRow | None, region: str, maybe: frozenset[str]
) -> PlainUnit | None:
    if row is None or surface in maybe or surface in _IRREGULAR:
        return None
    if isinstance(row, CurrencyRow):
        rule = f"home_currency:{row.code}" if row.region is not None else None
        stops = _stops(region, True)
        return PlainUnit(len(surface), "money", None, row.code, rule, False, False, stops) if row.factor == 1 else None
    if row.role not in PLAIN_ROLES or row.code == "deg" or (row.role == "article" and row.factor != 1):
        return None
    kind, stops = _KINDS.get(row.role, "quantity"), _stops(region, False)
    return PlainUnit(
        len(surface), kind, row.code, None, _UNIT_RULES[row.role], row.role == "measure", row.role in _ARTICLES, stops
    )


@cache
def _openings() -> frozenset[str]:
    """The characters with which the second bound of a range may begin."""
    return first_characters("before") | frozenset(_STARTS + "半几数两负$¥￥€£")


def read_plain(
    text: str, at: int, floor: int, known: Plain, drafts: Sequence[Draft | Mention] = (), each: bool = True
) -> Mention | None:
    """The figure at `at` where it is plain, else None: only the long way can tell.

    `drafts` are the figures before it, `each` says whether the text has a 每.

    >>> read_plain("新建46个公园", 2, 0, plain_words("CN")).quantity.unit
    '{item}'
    >>> read_plain("超400家", 1, 0, plain_words("CN")).span
    Span(start=0, end=5)
    >>> read_plain("第400家", 1, 0, plain_words("CN")) is None
    True
    """
    before = text[at - 1] if at else ""
    if before in known.touching:
        return None
    match = QUICK.match(text, at)
    if match is not None:
        stop = match.end()
    else:
        stop = small_end(text, at)
        if stop < 0:
            return None
    end = stop
    inner = match is not None and text[end : end + 1] in _INNER
    if inner:
        end += 1
    entry = _units(known.region, match is None, text[end : end + 1])
    if entry is None:
        return None
    for size in entry[0]:
        surface = text[end : end + size]
        if surface in entry[1]:
            break
    else:
        return None
    row = entry[1][surface]
    if row is None or (row.currency is not None and text.endswith(known.money.get(before, ()), 0, at)):
        return None
    if match is None and row.one and stop == at + 1 and text[at] == "一":
        return None
    end += row.size
    stops = row.stops.get(text[end : end + 1])
    if stops is not None and text.startswith(stops, end):
        return None
    if row.sized and text.endswith(known.speeds, 0, at):
        return None
    if before in "比的" and (text.endswith("负的", 0, at) or compared(text, at, end, floor)):
        return None
    if each and _shared(text, at):
        return None
    hedged = hedge_before(text, at, floor, False, row.sized) if before in known.hedging and at > floor else None
    if hedged is None:
        read = _read(text[at:stop], row, inner, "exact", None)
        if read is None:
            return None
        span = Span(at, end)
        return Mention(row.kind, span, span, read[0], read[1], read[2])
    hedge = hedged.hedge
    if hedge not in _ESTIMATES and (inner or (hedge != "about_to" and _may_join(text, hedged.at, end, drafts))):
        return None
    read = _read(text[at:stop], row, inner, hedge, hedged.width)
    return None if read is None else Mention(row.kind, Span(hedged.at, end), Span(at, end), *read)


def _shared(text: str, at: int) -> bool:
    """Whether 每 stands before the figure in its clause: 每股派息1.2元, 每10股转增3股."""
    base = text.rfind("每", max(0, at - 16), at)
    return base >= 0 and (base == at - 1 or not any(c in _CLAUSE_ENDS for c in text[base:at]))


@lru_cache(maxsize=16384)
def _read(
    number: str, row: PlainUnit, inner: bool, hedge: Hedge, width: Decimal | None
) -> tuple[Quantity, Timex | None, tuple[str, ...]] | None:
    """What a number with its unit and hedge comes to: texts repeat the small ones."""
    found = quick_number(number, 0)
    form: Form = "chinese" if found is None else found[3]
    value, step = small_number(number) if found is None else found[1:3]
    if inner:
        if value <= 10 or value % 10:
            return None
        hedge = "more_than"
    rules: tuple[str, ...] = (form,) if row.rule is None else (form, row.rule)
    low, high = interval(value, hedge, width, step)
    if hedge != "exact":
        rules = (*rules, f"hedge:{hedge}")
    timex = None
    if row.kind == "duration":
        timex = Timex("DURATION", to_iso(((value, row.unit or ""),)), MODS.get(hedge))
    return Quantity(value, low, high, step, hedge, row.unit, row.currency), timex, rules


def _may_join(text: str, start: int, end: int, drafts: Sequence[Draft | Mention]) -> bool:
    """Whether a bound may make one range with the figure before it or with what follows: 超过30岁，不到50岁."""
    last = drafts[-1] if drafts else None
    if isinstance(last, Draft) and start - last.end <= _JOINED:
        return True
    joins = [len(word) for word in ("", *figure_cues("bound_join")) if text.startswith(word, end)]
    return any(text[end + size : end + size + 3].lstrip(" ")[:1] in _openings() for size in joins)
