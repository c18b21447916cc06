"""Clock times: 14时05分, 下午3点半, 15:37, 3pm."""

from __future__ import annotations

import functools
import re

from pipeline.extract.time_numbers import read_whole
from pipeline.extract.time_words import CLOCK, DAY, NUMERALS
from pipeline.extract.when import When
from pipeline.lexicon.times import near

_HOUR = f"[0-9]{{1,2}}|[{NUMERALS}]{{1,3}}"
_NOON = r"(?: ?(a\.?m\.?|p\.?m\.?|A\.?M\.?|P\.?M\.?|p|a)(?![A-Za-z]))?"
_MINUTE = f"[0-9]{{1,2}}(?![0-9])|[{NUMERALS}]{{1,3}}"
_WORDED = re.compile(
    f"({_HOUR}) ?(点钟|点|时)(?:(半)|([一二三123])刻|(?:过|又)?(?:({_MINUTE}) ?分(?!之|钟)(?: ?({_MINUTE}) ?秒)?"
    f"|([0-5][0-9](?![0-9])|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)))?(?:整|钟)?{_NOON}"
)
_COLONED = re.compile(
    rf"([0-9]{{1,2}})[:：]([0-5][0-9])(?:[:：]([0-5][0-9])(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}}(?![0-9]))?)?(?![0-9:：]){_NOON}"
)
_LATIN = re.compile(r"([0-9]{1,2}) ?(a\.?m\.?|p\.?m\.?|AM|PM)(?![A-Za-z])")
_BARE_LEFT = re.compile(f"({_HOUR})(?= ?(?:至|到|—{{1,2}}|–|-|~|～) ?(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,2}}) ?[点时])")
_CANTONESE = re.compile(f"({_HOUR})点(?:踏)?([{NUMERALS}]{{1,2}})(?:个字)?(?![{NUMERALS}0-9点分万亿])")
_STOPS = frozenset("，。、；：:,（()） \n~～–—-")
_DECIMALS = frozenset(NUMERALS + "0123456789")
_SPACED_DECIMAL = re.compile(f" [{NUMERALS}0-9] ?[{NUMERALS}万亿成倍%％ ]")  # 六 点 五 成
_TO_HOUR = re.compile(f" ?(?:至|到|—{{1,2}}|–|-|~|～) ?(?:{_HOUR})点(?![{NUMERALS}0-9几多])")
_DAYS_BEFORE = re.compile(f"(?<!第)(?<![0-9{NUMERALS}])[0-9{NUMERALS}]{{1,4}}天[零又]?$")  # 8天20时 took so long


def read_clock(text: str, at: int, when: When, whole: bool) -> int:
    """Reads a clock time at `at` into `when`; -1 where there is none, or where 点 counts points and 3:1 is a score.

    >>> found = When(0, 0)
    >>> read_clock("14时05分", 0, found, False), found.has["clock"]
    (6, (14, 5, None))
    """
    if when.level >= CLOCK or (0 < when.level < DAY and "month" not in when.has and "opened" not in when.has):
        return -1
    if (match := _COLONED.match(text, at)) is not None:
        return _coloned(text, match, when, whole)
    if "part" in when.has and when.has["part"].word in near("parts-of-cantonese"):
        end = _cantonese(_CANTONESE.match(text, at), when)
        if end >= 0:
            return end
    if (match := _WORDED.match(text, at)) is not None:
        return _worded(text, match, when, whole)
    if (match := _LATIN.match(text, at)) is not None:
        return _add(when, match.end(), int(match[1]), None, None, match[2])
    if (match := _BARE_LEFT.match(text, at)) is not None:
        hour = read_whole(match[1])
        if hour is not None and hour <= 24 and (when.level >= DAY or (whole and at == 0)):
            return _add(when, match.end(), hour, None, None, None)
    return -1


def _cantonese(match: re.Match[str] | None, when: When) -> int:
    """晏昼三点三: Cantonese counts the minutes in fives, from one to eleven."""
    if match is None:
        return -1
    hour, fives = read_whole(match[1]), read_whole(match[2])
    if hour is None or fives is None or match[2][0] in "零〇" or not 1 <= fives <= 11:
        return -1
    return _add(when, match.end(), hour, 5 * fives, None, None)


def _add(when: When, end: int, hour: int, minute: int | None, second: int | None, noon: str | None) -> int:
    if hour > 24 or (minute or 0) > 59 or (second or 0) > 59 or (noon and hour > 12 and noon[0] in "aA"):
        return -1
    if noon:
        when.has["noon"] = "pm" if noon[0] in "pP" else "am"
    return when.add(end, CLOCK, "clock", (hour, minute, second))


def _coloned(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    start, end = match.span()
    if text[start - 1 : start] in tuple(":：.,/%") and when.level == 0:
        return -1
    if when.level < DAY and not match[4]:
        if len(match[1]) == 1 and match[3] and (match[2][0] == "0" or _is_split(text, start, end)):
            return -1
        if _score_pattern().search(text, max(0, start - 12), end + 12) is not None:
            return -1
    return _add(when, end, int(match[1]), int(match[2]), int(match[3]) if match[3] else None, match[4])


def _is_split(text: str, start: int, end: int) -> bool:
    """Whether 2:27:55 is what a race took: its clause speaks of one."""
    return _race_pattern().search(text, max(0, start - 24), end + 12) is not None


@functools.cache
def _race_pattern() -> re.Pattern[str]:
    return re.compile("|".join(near("split-near")))


@functools.cache
def _score_pattern() -> re.Pattern[str]:
    return re.compile("|".join(near("score-near")))


def _worded(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    hour = read_whole(match[1])
    if hour is None or hour > 24 or match[1][0] == "元":
        return -1
    minute = 30 if match[3] else None
    if match[4]:
        minute = 15 * (read_whole(match[4]) or 0)
    elif match[5] or match[7]:
        minute = read_whole(match[5] or match[7])
    second = read_whole(match[6]) if match[6] else None
    if minute is None and not match[8] and not _hour_alone(text, match, when, whole):
        return -1
    if minute is not None and match[5] is None and _fraction_follows(text, match):
        return -1
    return _add(when, match.end(), hour, minute, second, match[8])


def _fraction_follows(text: str, match: re.Match[str]) -> bool:
    """五点十五 before a unit or more numerals is a decimal, not a clock."""
    after = text[match.end() : match.end() + 1]
    return (
        bool(after)
        and after in f"{NUMERALS}0123456789万亿%％个倍元吨米度级分"
        and match[3] is None
        and match[4] is None
    )


def _hour_alone(text: str, match: re.Match[str], when: When, whole: bool) -> bool:
    """Whether an hour without minutes is one: 9点 after a day, 15时, but not 三点建议 or 上涨5点."""
    start, end = match.span()
    if match[2] == "点" and (text[end : end + 1] in _DECIMALS or _SPACED_DECIMAL.match(text, end)):
        return False
    if match[2] == "时" and when.level == 0 and _DAYS_BEFORE.search(text, max(0, start - 6), start):
        return False
    dated = when.level >= DAY and match[1].isascii()  # 7月2日17点关门
    if match[2] == "点" and not dated and text.startswith(near("points-not-before"), end):
        return False
    if match[2] == "时" and text.startswith(near("hour-not-before"), end):
        return False
    if (
        "opened" in when.has
        or match[2] == "点钟"
        or when.level >= DAY
        or (whole and start == 0 and end == len(text) and match[1] != "一")
    ):
        return True
    if match[2] == "时" and match[1].isascii():
        return text[start - 1 : start] not in tuple("第每")
    before, after = text[start - 1 : start], text[end : end + 1]
    opened = not before or before in _STOPS or before in near("hour-after")
    if opened and match[2] == "点" and (other := _TO_HOUR.match(text, end)) is not None:
        return not text.startswith(near("points-not-before"), other.end())  # 两点到三点
    if match[1] in ("一", "两") or (match[2] == "时" and len(match[1]) == 1):
        return False
    return opened and (not after or after in _STOPS or text.startswith(near("hour-before"), end))
