"""The words of time as one dictionary and one pattern, and the pattern that finds where a time may begin."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.lexicon import holidays
from pipeline.lexicon import times as lexicon

DIGITS = "0123456789"
NUMERALS = "〇零一二三四五六七八九十两廿卅百千元"
WEEKDAYS = "一二三四五六日天末"

# How coarse a piece of a time is; pieces of one time follow each other from coarse to fine.
CENTURY, DECADE, YEAR, PERIOD, MONTH, WEEK, DAY, WEEKDAY, PART, CLOCK = 10, 12, 20, 25, 30, 35, 40, 45, 50, 60


@dataclass(frozen=True, slots=True)
class Word:
    """What a word adds to a time: it sets `field` at `level`; one that is not `alone` needs a coarser piece before."""

    field: str
    level: int
    value: Any
    alone: bool = True
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression for the longest of many words, without trying them one by one.

    >>> trie_pattern(["昨天", "昨日"])
    '昨(?:天|日)'
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _trie_branch(root)


def _trie_branch(node: dict[str, Any]) -> str:
    ends = "" in node
    branches = [re.escape(c) + _trie_branch(child) for c, child in node.items() if c]
    if not branches:
        return ""
    if len(branches) == 1 and not ends:
        return branches[0]
    if all(len(branch) == 1 for branch in branches):
        body = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    else:
        body = f"(?:{'|'.join(branches)})"
    return body + "?" if ends and body.startswith("(?:") else f"(?:{body})?" if ends else body


_RELATIVE_FIELDS = {
    "day": ("day_word", DAY),
    "month": ("month_word", MONTH),
    "year": ("year_word", YEAR),
    "week": ("week_word", WEEK),
    "quarter": ("period_word", PERIOD),
    "half": ("period_word", PERIOD),
    "century": ("century_word", CENTURY),
    "year_edge": ("edge_word", PERIOD),
    "month_edge": ("edge_word", WEEK),
    "turn": ("turn", 0),
    "whole_year": ("year_word", YEAR),
    "whole_day": ("day_word", DAY),
}
_WEEK_NAMES = ("周", "星期", "礼拜")
_WEEKDAY_NUMBERS = dict(zip(WEEKDAYS, (0, 1, 2, 3, 4, 5, 6, 6, 7), strict=True))


_NOT_BEFORE_WEEKDAY = {"末": ("版",), "一": ("次", "期", "更", "练", "围", "片", "趟", "回", "问")}


def _weekday_words() -> dict[str, Word]:
    """上周三, 下个星期一, 周末: every word for a week with the name of a day behind it."""
    found: dict[str, Word] = {}
    for name in _WEEK_NAMES:
        for character, number in _WEEKDAY_NUMBERS.items():
            # 周一围 and 三周一次 count weeks; 每周 is read with the repeated times
            found[name + character] = Word(
                "weekday",
                WEEKDAY,
                number,
                not_after=tuple("一二三四五六七八九十两几多0123456789半数单双庄姓"),
                not_before=_NOT_BEFORE_WEEKDAY.get(character, ()),
            )
    for row in lexicon.relative_times():
        if row.unit != "week" or not row.word.endswith(_WEEK_NAMES):
            continue
        for character, number in _WEEKDAY_NUMBERS.items():
            found[row.word + character] = Word("week_and_day", DAY, (row, number), not_after=row.not_after)
    return found


@functools.cache
def words() -> dict[str, Word]:
    """Every word that is a time or a piece of one.

    >>> words()["去年"].field
    'year_word'
    """
    found = _weekday_words()
    for row in lexicon.relative_times():
        field, level = _RELATIVE_FIELDS.get(row.unit, ("vague", DAY))
        found[row.word] = Word(field, level, row, True, row.not_after, row.not_before)
    parts = {part.word: part for part in lexicon.dayparts()}
    for part in parts.values():
        found[part.word] = Word("part", PART, part, part.alone, (), part.not_before)
    for both in lexicon.day_dayparts():
        found[both.word] = Word("day_and_part", DAY, (both, parts[both.daypart]))
    for season in lexicon.seasons():
        found[season.word] = Word("season", PERIOD, season, season.alone)
    for period in lexicon.periods().values():
        found[period.word] = Word("period", PERIOD, period, True, period.not_after, period.not_before)
    for phrase, span in holidays.holiday_spans().items():
        found[phrase] = Word("days_off", DAY, span)
    for name, holiday in holidays.holidays().items():
        found[name] = Word("holiday", DAY, name, not holiday.weak)
    for zone, iana in lexicon.zones().items():
        found[zone] = Word("zone", 0, iana)
    for trap in lexicon.traps():
        found[trap] = Word("trap", 0, trap)
    return found


@functools.cache
def _by_pair() -> tuple[dict[str, tuple[int, ...]], frozenset[str]]:
    """The lengths of the words that begin with two characters, longest first, and the words of one character."""
    lengths: dict[str, set[int]] = {}
    for word in words():
        if len(word) > 1:
            lengths.setdefault(word[:2], set()).add(len(word))
    pairs = {pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()}
    return pairs, frozenset(word for word in words() if len(word) == 1)


def word_at(text: str, at: int) -> str | None:
    """The longest word of time at a place.

    >>> word_at("截至目前", 0), word_at("截至目前", 2), word_at("公司", 0)
    ('截至目前', '目前', None)
    """
    pairs, single = _by_pair()
    lengths = pairs.get(text[at : at + 2])
    if lengths is not None:
        known = words()
        for length in lengths:
            word = text[at : at + length]
            if word in known:
                return word
    first = text[at : at + 1]
    return first if first in single else None
