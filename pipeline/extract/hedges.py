"""Hedges round a number, and the interval a hedged number means."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pipeline.lexicon.figure_cues import CueRole, figure_cues
from pipeline.lexicon.hedges import HedgeRow, Place, hedges
from pipeline.records import Hedge

_WIDTH = Decimal("0.05")
_COMPARED_NOT = ("对", "相", "占", "环", "同", "可", "性")  # 对比, 占比 are words of their own
_COMPARED_ENDS = frozenset("一二三四五六七八九十两几出了得些点很许不")
_BOUNDS = ("more_than", "at_least", "less_than", "at_most", "about_to")


_COMPARED: tuple[tuple[CueRole, Hedge], ...] = (("compared_above", "more_than"), ("compared_below", "less_than"))


class Hedged(NamedTuple):
    """The hedge words found and where they end (before the number: begin)."""

    at: int
    hedge: Hedge
    width: Decimal | None


Ends = dict[str, tuple[tuple[int, ...], dict[str, HedgeRow]]]  # by last character: lengths, longest first, and rows


@cache
def _by_end() -> Ends:
    """Hedges before a number, by last character."""
    places: tuple[Place, ...] = ("before_power", "before_limit", "before")
    grouped: dict[str, dict[str, HedgeRow]] = {}
    for place in places:
        for surface, row in hedges(place).items():
            grouped.setdefault(surface[-1], {})[surface] = row
    return {last: (tuple(sorted({len(s) for s in rows}, reverse=True)), rows) for last, rows in grouped.items()}


@cache
def _by_start(place: Place) -> dict[str, tuple[tuple[str, HedgeRow], ...]]:
    grouped: dict[str, list[tuple[str, HedgeRow]]] = {}
    for surface in sorted(hedges(place), key=lambda s: (-len(s), s)):
        grouped.setdefault(surface[0], []).append((surface, hedges(place)[surface]))
    return {first: tuple(rows) for first, rows in grouped.items()}


@cache
def after_words() -> dict[str, tuple[str, ...]]:
    """The hedges after a number, by first character."""
    return {first: tuple(surface for surface, _ in rows) for first, rows in _by_start("after").items()}


@cache
def first_characters(place: Place) -> frozenset[str]:
    """The characters that hedges of one place begin with."""
    return frozenset(surface[0] for surface, row in hedges(place).items() if row.hedge != "none")


@cache
def last_characters() -> frozenset[str]:
    """The characters that hedges before a number, and verbs between the two, end with."""
    return frozenset((*_by_end(), *_verbs()))


def hedge_before(text: str, start: int, floor: int, power: bool, sized: bool = False) -> Hedged | None:
    """The hedges that end where the number begins; `power` says that the number is a bare 百, 万 or 亿,
    `sized` that it measures a size.

    >>> hedge_before("客户超过约400家", 5, 0, False)
    Hedged(at=2, hedge='more_than', width=None)
    >>> hedge_before("双方签约3家", 4, 0, False) is None
    True
    """
    found: Hedged | None = None
    while True:
        end = start - 1 if start > floor and text[start - 1] == " " else start
        row = _row_before(text, end, floor, power, sized)
        if row is None or row.hedge == "none":
            return found or _over_verb(text, end, floor)
        start = end - len(row.surface)
        hedge, width = row.hedge, row.width
        if found is not None and (found.hedge in _BOUNDS and hedge not in _BOUNDS):
            hedge, width = found.hedge, found.width
        found = Hedged(start, hedge, width)


@cache
def _verbs() -> dict[str, tuple[str, ...]]:
    """Verbs that may stand between a bound and its number, by last character."""
    grouped: dict[str, list[str]] = {}
    for verb in figure_cues("bound_verb"):
        grouped.setdefault(verb[-1], []).append(verb)
    return {last: tuple(found) for last, found in grouped.items()}


def _over_verb(text: str, end: int, floor: int) -> Hedged | None:
    """至少再投700亿, 至少造成5人死亡: a bound with its verb before the number."""
    verbs = _verbs().get(text[end - 1]) if end > floor else None
    verb = next((v for v in verbs if text.endswith(v, floor, end)), None) if verbs else None
    if verb is None or not text.endswith(figure_cues("bound_open"), floor, end - len(verb)):
        return None
    row = _row_before(text, end - len(verb), floor, False, False)
    return None if row is None or row.hedge == "none" else Hedged(end - len(verb) - len(row.surface), row.hedge, None)


def _row_before(text: str, end: int, floor: int, power: bool, sized: bool) -> HedgeRow | None:
    entry = _by_end().get(text[end - 1]) if end > floor else None
    if entry is None:
        return None
    lengths, rows = entry
    for length in lengths:
        row = rows.get(text[end - length : end]) if end - length >= floor else None
        if row is None or (row.place == "before_limit" and sized):
            continue
        if row.place == "before_power" and not power and not _passes(text, end - length, row):
            continue
        if length > 1 and row.surface[0] == "约" and _ends_word(text, end - length + 1, floor):
            continue
        return row
    return None


def _ends_word(text: str, end: int, floor: int) -> bool:
    """Whether the first character of a hedge ends another word: 约 of 合约跌0.35%."""
    entry = _by_end().get(text[end - 1])
    if entry is None:
        return False
    ending = (entry[1].get(text[end - length : end]) for length in entry[0] if length > 1 and end - length >= floor)
    return any(row is not None and row.hedge == "none" for row in ending)


def _passes(text: str, at: int, row: HedgeRow) -> bool:
    """Whether 过 at `at` means beyond: what is measured stands before it (占比过20), not what was done (去过20国)."""
    return row.hedge == "more_than" and text.endswith(figure_cues("measured_before"), 0, at)


def compared(text: str, start: int, end: int, floor: int) -> tuple[int, int, Hedge] | None:
    """比三十大, 比 170 低: where the comparison begins and ends, and the bound it gives; None where there is none.

    >>> compared("他比三十大一些", 2, 4, 0), compared("比5米高的墙", 1, 3, 0)
    ((1, 5, 'more_than'), None)
    """
    first = start - 1 - (text[start - 1 : start] == " ")
    if first < floor or text[first] != "比" or text[first - 1 : first] in _COMPARED_NOT:
        return None
    if text.endswith(text[start:end], 0, first):  # 一年比一年好
        return None
    at = end + (text[end : end + 1] == " ")
    for role, hedge in _COMPARED:
        word = next((w for w in figure_cues(role) if text.startswith(w, at)), None)
        if word is not None:
            stop = at + len(word)
            ends = not text[stop : stop + 1].isalpha() or text[stop] in _COMPARED_ENDS
            return (first, stop, hedge) if ends else None
    return None


def hedge_after(text: str, end: int, role: str, money: bool) -> Hedged | None:
    """The hedge that begins where the number and its unit end.

    >>> hedge_after("5万元以上罚款", 3, "money", True)
    Hedged(at=5, hedge='at_least', width=None)
    """
    at = end + 1 if text[end : end + 1] == " " else end
    for surface, row in _by_start("after").get(text[at : at + 1], ()):
        if not text.startswith(surface, at):
            continue
        if row.hedge == "none" or not _holds_after(text, at + len(surface), surface, role, money):
            return None
        return Hedged(at + len(surface), row.hedge, row.width)
    return None


def _holds_after(text: str, end: int, surface: str, role: str, money: bool) -> bool:
    if surface in ("强", "弱"):
        return role in ("fraction", "times", "percent")
    if surface in ("间", "之间"):
        return False
    if surface == "起":
        return money and not text.startswith(figure_cues("start_word"), end)
    if surface in ("多", "余", "许"):
        return role != "bare" and not text.startswith(figure_cues("many_word"), end)
    if surface == "整":
        return not text[end : end + 1].isalpha()
    if surface in ("不足", "不到", "附近"):
        return surface == "附近" and role in ("count", "article", "bare")
    return True


def merged(before: Hedged | None, after: Hedged | None, inner: str | None) -> tuple[Hedge, Decimal | None]:
    """One hedge from those before, after and inside the number: bounds win over estimates.

    >>> merged(Hedged(0, "approx", None), Hedged(4, "at_least", None), None)
    ('at_least', None)
    """
    found: Hedge = "exact"
    width: Decimal | None = None
    for hedged in (before, after):
        if hedged is not None and hedged.hedge != "exact" and found in ("exact", "approx"):
            found, width = hedged.hedge, hedged.width
    if inner is not None and found in ("exact", "approx"):
        return ("approx" if inner == "approx" else "more_than"), width
    return found, width


def interval(
    value: Decimal, hedge: Hedge, width: Decimal | None, step: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """The two ends a hedged number means; None is open.

    >>> interval(Decimal(90000), "more_than", None, None)
    (Decimal('90000'), None)
    """
    if hedge == "exact":
        return value, value
    if hedge in ("more_than", "at_least"):
        return value, None
    if hedge in ("less_than", "at_most"):
        return None, value
    if hedge == "order_of_magnitude":
        return value, value * 10
    spread = abs(value) * (width or _WIDTH)
    if hedge == "about_to":
        return _trim(value - spread), value
    spread = max(spread, (step or Decimal(0)) / 2)
    return _trim(value - spread), _trim(value + spread)


def _trim(value: Decimal) -> Decimal:
    integral = value.to_integral_value()
    return integral if integral == value else value.normalize()
