"""A number with its unit, and the words that may be one: units, currencies, and traps that only begin like them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pipeline.extract.numerals import Numeral
from pipeline.lexicon.currencies import CurrencyRow, currencies
from pipeline.lexicon.figure_cues import figure_cues
from pipeline.lexicon.numerals import numeral_values
from pipeline.lexicon.units import UnitRow, unit_followers, unit_rows, unit_traps

Word = UnitRow | CurrencyRow | None
Words = Mapping[str, tuple[tuple[int, ...], Mapping[str, Word]]]
HALF = Decimal("0.5")


class Amount(NamedTuple):
    """A number and its unit in `text[start:end]`; `unit` None and `currency` None where the number stands alone.

    `parts` are the values and ISO letters of an amount of time; `bare_end` is where the number itself ends.
    """

    start: int
    end: int
    bare_end: int
    numeral: Numeral
    value: Decimal
    high: Decimal | None
    step: Decimal | None
    role: str
    unit: str | None = None
    currency: str | None = None
    surface: str = ""
    inner: str | None = None
    parts: tuple[tuple[Decimal, str], ...] = ()
    rules: tuple[str, ...] = ()


@cache
def words(region: str) -> Words:
    """Everything that may follow a number, by first character; None marks words that are no unit.

    Each first character has the lengths of its words, longest first, and the words themselves.
    """
    table: dict[str, Word] = dict.fromkeys(unit_traps())
    table.update({row.surface: row for row in unit_rows()})
    for surface, row in currencies(region).items():
        if row.place != "before":
            table[surface] = row
    grouped: dict[str, dict[str, Word]] = {}
    for surface, word in table.items():
        grouped.setdefault(surface[0], {})[surface] = word
    return {first: (tuple(sorted({len(s) for s in found}, reverse=True)), found) for first, found in grouped.items()}


@cache
def _followers() -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for word in unit_followers():
        grouped.setdefault(word[0], []).append(word)
    return {first: tuple(found) for first, found in grouped.items()}


def match_word(text: str, at: int, table: Words) -> tuple[str, Word] | None:
    """The longest unit, currency or trap that begins at `at`; a trap yields to a unit that a longer word follows.

    >>> match_word("3公里", 1, words("CN"))[0], match_word("3分公司", 1, words("CN"))[1]
    ('公里', None)
    >>> match_word("5人情况稳定", 1, words("CN"))[0], match_word("5人情世故", 1, words("CN"))[1]
    ('人', None)
    """
    entry = table.get(text[at : at + 1])
    if entry is None:
        return None
    lengths, found = entry
    for length in lengths:
        surface = text[at : at + length]
        if surface in found:
            word = found[surface]
            if word is None:
                return _under_trap(text, at, length, entry) or (surface, None)
            last = surface[-1]
            if last.isascii() and last.isalpha():
                follow = text[at + length : at + length + 1]
                if follow.isascii() and follow.isalnum():
                    continue
            return surface, word
    return None


def _under_trap(
    text: str, at: int, size: int, entry: tuple[tuple[int, ...], Mapping[str, Word]]
) -> tuple[str, Word] | None:
    """The unit that begins a trap of `size` characters where a word behind it reaches beyond: 人 of 人情况."""
    lengths, found = entry
    for length in lengths:
        word = found.get(text[at : at + length]) if length < size else None
        if word is not None:
            end = at + length
            following = _followers().get(text[end : end + 1], ())
            if any(len(w) + length > size and text.startswith(w, end) for w in following):
                return text[at:end], word
    return None


def skip_spaces(text: str, at: int) -> int:
    """Past at most four blanks; a line break is none."""
    stop = at + 4
    while at < stop and text[at : at + 1] in (" ", "\u3000", "\xa0"):
        at += 1
    return at


def begins_number(char: str) -> bool:
    """Whether a number may begin with this character."""
    return char.isdigit() or char in numeral_values("digit", "tens") or char in ("十", "拾")


def ends_half(text: str, at: int) -> bool:
    """Whether 半 before `at` is a half and no word of its own (半导体, 半岛, 半决赛)."""
    return not text.startswith(figure_cues("half_word"), at)


def added(a: Amount, extra: Decimal, step: Decimal, end: int) -> Amount:
    """The amount with a smaller part of the same kind behind it, ending at `end`."""
    high = None if a.high is None else a.high + extra
    return a._replace(value=a.value + extra, high=high, step=step, end=end, rules=(*a.rules, "compound"))
