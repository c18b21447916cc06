"""Years of two digits: 26年 names a year or counts years, 八九年 and 三四年 too."""

from __future__ import annotations

import re

from pipeline.extract.time_numbers import read_whole
from pipeline.extract.time_words import NUMERALS
from pipeline.lexicon.times import near

NUMBER = f"(?:[0-9]{{1,4}}(?![0-9])|[{NUMERALS}]{{1,8}})"
MONTH_NEXT = re.compile(
    f" ?(?:{NUMBER} ?月|第?[一二三四1234首] ?季|上半年|下半年|[前后][{NUMERALS}0-9]|第[{NUMERALS}0-9]+[个周]"
    r"|年?[初底末](?![步级中])|春|夏|秋|冬|农历|正月|腊月|元旦|春节|国庆|中秋)"
)
_BEFORE_SHORT_YEAR = frozenset("在于从自")
_JOINS_YEARS = frozenset("和与及、")
_YEAR_BEFORE = re.compile("((?:19|20)[0-9]{2}) ?年[和与及、]$")  # 1987年和89年
_YEARS_APART = 15


def is_about(text: str, match: re.Match[str], opened: bool) -> bool:
    """Whether 三四年 and 两三年 count years; 八九年 alone or behind 在, and 三四年五月, name one.

    >>> text = "住了三四年"
    >>> is_about(text, re.compile("(三四)年").search(text), False)
    True
    """
    tens, ones = read_whole(match[1][0]) or 0, read_whole(match[1][1]) or 0
    if "两" in match[1]:
        return True
    late = tens >= 7 and (opened or text[match.start() - 1 : match.start()] in _BEFORE_SHORT_YEAR)
    return ones - tens == 1 and not late and not MONTH_NEXT.match(text, match.end())


def is_short_year(text: str, match: re.Match[str], alone: bool) -> bool:
    """Whether 26年 names a year and does not count years.

    >>> is_short_year("26年3月", re.compile("(26)年").match("26年3月"), False)
    True
    """
    if match[1][0] == "0" or alone or MONTH_NEXT.match(text, match.end()):
        return True
    before = text[match.start() - 1 : match.start()]
    if text.startswith(near("amount-before"), match.end()):
        return False
    if before in _JOINS_YEARS and (year := _YEAR_BEFORE.search(text, max(0, match.start() - 8), match.start())):
        return 0 < int(match[1]) - int(year[1]) % 100 <= _YEARS_APART
    return before in _BEFORE_SHORT_YEAR and 70 <= int(match[1]) <= 99
