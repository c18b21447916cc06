"""Numbers that lend their unit from what follows: 2024、2025年, 7、8月, 2月5、6日, 2025上半年."""

from __future__ import annotations

import functools
import itertools
import re

from pipeline.extract.time_words import DAY, MONTH, PERIOD, YEAR, trie_pattern
from pipeline.extract.when import When
from pipeline.lexicon.times import near

_MORE = "(?:[、和与及或][0-9]{1,4}){1,6}"  # bounded: a list of ten thousand numbers costs no more than one of seven
_LISTED = re.compile(f"([0-9]{{1,4}})(?=({_MORE}) ?(年(?![级期代轻])|月份?|[日号]))")
_NUMBER = re.compile("[0-9]+")
_DAYS_BEFORE = re.compile("月[0-9]{1,2}(?:、[0-9]{1,2}){0,6}、$")
_APART = 10


def read_listed(text: str, at: int, when: When) -> int:
    """Reads the first of some years, months or days that share one unit at `at`; -1 where there is none.

    >>> found = When(0, 2, MONTH, MONTH, {"month": 2})
    >>> read_listed("2月5、6日", 2, found), found.has["day"]
    (3, 5)
    """
    match = _LISTED.match(text, at)
    if match is None or match[1][0] == "0":
        return -1
    end, unit = match.end(), match[3]
    numbers = [int(match[1]), *map(int, _NUMBER.findall(match[2]))]
    rising = all(a < b for a, b in itertools.pairwise(numbers))
    before = text[at - 1 : at]
    if not rising or (when.level == 0 and before in near("day-not-after")):
        return -1
    if unit == "年":
        years = when.level == 0 and numbers[0] >= 1900 and numbers[-1] < 2100
        return when.add(end, YEAR, "year", numbers[0]) if years else -1
    if not set(match[2]).isdisjoint("和与及或") or numbers[-1] - numbers[0] > _APART:
        return -1
    after = end + len(match[2]) + len(unit)
    if unit[0] == "月":
        months = when.level < PERIOD and numbers[-1] <= 12 and not text.startswith(near("month-not-before"), after)
        return when.add(end, MONTH, "month", numbers[0]) if months else -1
    after_days = when.level == 0 and _DAYS_BEFORE.search(text, max(0, at - 24), at) is not None
    days = (when.level == MONTH or after_days) and numbers[-1] <= 31
    return when.add(end, DAY, "day", numbers[0]) if days else -1


_TWO_YEARS = re.compile("((?:19|20)[0-9]{2})[/–—-]((?:19|20)?[0-9]{2})(?![0-9])")


def read_season_years(text: str, at: int, when: When) -> int:
    """Reads the two years of a season or a school year (2025/26赛季) at `at`; -1 where there is none.

    >>> found = When(0, 0)
    >>> read_season_years("2025/26赛季", 0, found), found.has
    (7, {'last_year': 2026, 'year': 2025})
    """
    match = _TWO_YEARS.match(text, at)
    if match is None or not text.startswith(near("season-of-years"), match.end()):
        return -1
    first = int(match[1])
    if (first + 1) % 100 != int(match[2]) % 100 or (text[at - 1 : at].isalnum() and text[at - 1].isascii()):
        return -1
    when.has["last_year"] = first + 1
    return when.add(match.end(), YEAR, "year", first)


@functools.cache
def _bare_year_pattern() -> re.Pattern[str]:
    part = trie_pattern(near("bare-year-before"))
    return re.compile(f"((?:19|20)[0-9]{{2}})(?: ?(?:一整?|整)年| ?(?={part}))")


def read_bare_year(text: str, at: int, when: When) -> int:
    """Reads a year without 年 before a part of it, or the whole of it (1987一年), at `at`; -1 where there is none.

    >>> found = When(0, 0)
    >>> read_bare_year("2025上半年", 0, found), found.has["year"]
    (4, 2025)
    """
    match = _bare_year_pattern().match(text, at)
    before = text[at - 1 : at]
    if match is None or (before.isascii() and before.isalnum()):
        return -1
    if text.startswith(near("year-not-before"), match.end()):
        return -1
    when.rules.append("year:bare")
    return when.add(match.end(), YEAR, "year", int(match[1]))
