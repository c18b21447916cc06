"""Years and centuries counted from an era: 民国115年, 令和8年, 公元前221年, 公元8世纪."""

from __future__ import annotations

import functools
import re

from pipeline.extract.time_numbers import read_whole
from pipeline.extract.time_words import CENTURY, NUMERALS, YEAR, trie_pattern
from pipeline.extract.when import When
from pipeline.lexicon import times as lexicon


@functools.cache
def era_pattern() -> re.Pattern[str]:
    """A reign or era with its year: 民国115年, 令和8年, 康熙三年."""
    return re.compile(f"({trie_pattern(lexicon.eras())})(元|[0-9]{{1,3}}|[{NUMERALS}]{{1,5}})年")


_CENTURY_OF_ERA = re.compile(f"[公西]元(前)?([0-9]{{1,2}}|[{NUMERALS}]{{1,3}})世纪")
_COMMON_ERA = re.compile(f"[公西]元(前)?([0-9]{{1,4}}|[{NUMERALS}]{{1,4}})年")


def read_era_year(text: str, at: int, when: When) -> int:
    """Reads a year counted from an era at `at`; -1 where there is none.

    >>> found = When(0, 0)
    >>> read_era_year("民国115年", 0, found), found.has["year"]
    (6, 2026)
    """
    if when.level:
        return -1
    if (match := _COMMON_ERA.match(text, at)) is not None:
        number = read_whole(match[2])
        if number is None:
            return -1
        when.has["before_christ"] = bool(match[1])
        return when.add(match.end(), YEAR, "year", number)
    if (match := _CENTURY_OF_ERA.match(text, at)) is not None and (number := read_whole(match[2])):
        when.has["before_christ"] = bool(match[1])
        return when.add(match.end(), CENTURY, "century", number)
    match = era_pattern().match(text, at)
    if match is None:
        return -1
    number = read_whole(match[2])
    if not number:
        return -1
    when.rules.append("era:" + match[1])
    return when.add(match.end(), YEAR, "year", lexicon.eras()[match[1]].first + number - 1)
