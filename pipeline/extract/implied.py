"""Currencies that stand before a number, and money that only the words beside it betray."""

from __future__ import annotations

from functools import cache

from pipeline.extract.amount import Amount, skip_spaces
from pipeline.lexicon.currencies import CurrencyRow, currencies
from pipeline.lexicon.money_cues import money_cues

_NEAR = 3  # characters that may stand between the cue and the figure: 增量为16.87万亿
_CLAUSE_END = frozenset("，。；、,;:：\n（(")


@cache
def _by_end(region: str) -> dict[str, tuple[tuple[str, CurrencyRow], ...]]:
    grouped: dict[str, list[tuple[str, CurrencyRow]]] = {}
    rows = {s: r for s, r in currencies(region).items() if r.place != "after"}
    for surface in sorted(rows, key=lambda s: (-len(s), s)):
        grouped.setdefault(surface[-1], []).append((surface, rows[surface]))
    return {last: tuple(found) for last, found in grouped.items()}


@cache
def currencies_before(region: str) -> dict[str, tuple[str, ...]]:
    """The currencies that may stand before a number, by last character."""
    return {last: tuple(surface for surface, _ in rows) for last, rows in _by_end(region).items()}


def currency_before(text: str, start: int, floor: int, region: str, a: Amount) -> tuple[int, Amount, tuple[str, ...]]:
    """The amount with the currency before it: US$3.5亿, 人民币50元, RMB100; where it begins and the rules that held.

    >>> from pipeline.extract.amount import words
    >>> from pipeline.extract.quantities import read_amount
    >>> currency_before("售HK$50", 4, 0, "CN", read_amount("售HK$50", 4, words("CN")))[1].currency
    'HKD'
    """
    end = start
    while end > floor and text[end - 1] == " " and start - end < 3:
        end -= 1
    million = a.surface == "m" and a.unit == "m"
    if end > floor and (million or a.role in ("bare", "money")):
        for surface, row in _by_end(region).get(text[end - 1], ()):
            begin = end - len(surface)
            if begin >= floor and text.startswith(surface, begin) and not _inside_word(text, begin, surface):
                if million and row.surface[-1].isalnum():
                    return start, a, ()
                read = a._replace(value=a.value * 10**6, step=a.step and a.step * 10**6) if million else a
                return (start, a, ()) if _disagrees(a, row) else (begin, *_with_currency(read, row))
    return start, a, ()


def _inside_word(text: str, begin: int, surface: str) -> bool:
    before = text[begin - 1] if begin else ""
    return surface[0].isascii() and surface[0].isalpha() and before.isascii() and before.isalpha()


def _disagrees(a: Amount, row: CurrencyRow) -> bool:
    named = a.role == "money" and not (a.rules and a.rules[0].startswith("home_currency"))
    return named and a.currency != row.code


def _with_currency(a: Amount, row: CurrencyRow) -> tuple[Amount, tuple[str, ...]]:
    rules = (f"home_currency:{row.code}",) if row.region is not None else ("named_currency",)
    unit = a.unit if a.role == "money" else None
    return a._replace(role="money", currency=row.code, unit=unit, rules=rules), ("currency_before",)


@cache
def _after() -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for word in sorted(money_cues("after")):
        grouped.setdefault(word[0], []).append(word)
    return {first: tuple(found) for first, found in grouped.items()}


@cache
def _before() -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for word in sorted(money_cues("before")):
        grouped.setdefault(word[-1], []).append(word)
    return {last: tuple(found) for last, found in grouped.items()}


def _is_round(text: str, a: Amount) -> bool:
    """Whether 万 or 亿 stands in the number: 3万, 三万六, 百亿, but not 36000."""
    return a.numeral.scale != 1 or a.numeral.form == "power" or any(c in "万亿" for c in text[a.start : a.bare_end])


def is_implied_money(text: str, hedge_start: int, end: int, floor: int, a: Amount) -> bool:
    """Whether a bare 万 or 亿 is money by the words beside it (30亿免单, 融资5亿)."""
    if a.role != "bare" or a.numeral.value < 10**4 or not _is_round(text, a):
        return False
    at = skip_spaces(text, end)
    if text.startswith(_after().get(text[at : at + 1], ()), at):
        return True
    for stop in range(hedge_start, max(floor, hedge_start - _NEAR) - 1, -1):
        before = text[stop - 1 : stop]
        if text.endswith(_before().get(before, ()), floor, stop):
            return True
        if before in _CLAUSE_END:
            return False
    return False
