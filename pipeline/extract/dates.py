"""Years, months and days written in numbers."""

from __future__ import annotations

import re

from pipeline.extract.date_lists import read_bare_year, read_listed, read_season_years
from pipeline.extract.short_years import MONTH_NEXT, NUMBER, is_about, is_short_year
from pipeline.extract.time_numbers import is_digit_string, read_whole
from pipeline.extract.time_words import CENTURY, DAY, DECADE, DIGITS, MONTH, NUMERALS, PERIOD, YEAR
from pipeline.extract.when import When
from pipeline.lexicon.times import near

CONNECTOR = r" ?(?:至|到|—{1,2}|–|―{1,2}|─{1,2}|-{1,2}|~|～|－|〜) ?"
_NUMBER_UNIT = re.compile(f"({NUMBER}) ?(年代|年度|年版|年|版|月份|月|日|号|世纪)")
_BARE_LEFT = re.compile(f"({NUMBER})(?=(?:{CONNECTOR})({NUMBER}) ?(年代|年|月份|月|(?:日|号)(?![内间均移元圆])|世纪))")
_BARE_YEARS = re.compile(r"((?:1[5-9]|20)[0-9]{2})(?= ?(?:至|到|—{1,2}|–|-|~) ?((?:1[5-9]|20)[0-9]{2})(?![0-9.,年月]))")
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])(?!\2[0-9])")
ALONE = re.compile(r"((?:19|20)[0-9]{2})|([0-9]{1,2})([.-])([0-9]{1,2})\3([0-9]{1,2})")
_SHORT_DAY = re.compile(r"(?<![0-9.-])([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})(?![0-9.-])")
_ALONE_LENGTH = 8
_ISO_GLUED = re.compile(r"([0-9]{4})([-/.])([0-9]{2})\2([0-9]{2})(?=[0-2][0-9][:：][0-5][0-9](?![0-9]))")
_ISO_SPACED = re.compile(r"([0-9]{4})( )([0-9]{2}) ([0-9]{2})(?![0-9])")
_YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})([./-])(0[1-9]|1[0-2])(?![0-9])(?!\2[0-9])")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?![0-9/])")
_MONTH_DAY = re.compile(r"(0?[1-9]|1[0-2])([/.·\-])([0-3]?[0-9])(?![0-9])(?! ?个?月)(?![-/.·%％]?[0-9%％])(?:[日号])?")
_AFTER_MONTH_DAY = re.compile(r" ?(?:凌晨|清晨|早|上午|中午|午[后间夜]|下午|傍晚|晚|深?夜|[0-2]?[0-9][:：点时])")
_BARE_DAY = re.compile(f"([0-9]{{1,2}}(?![0-9])|[{NUMERALS}]{{2,3}}|[{NUMERALS}])")
_STOPS_AFTER = frozenset("，。；、,.) ）\n")
_LATIN_PERIOD = re.compile("(20[0-9]{2}|[0-9]{2}) ?(?=[QH][1-4](?![0-9A-Za-z]))")
_FISCAL = re.compile(
    r"(?:FY ?((?:20)?[0-9]{2})|((?:20)?[0-9]{2})(?:[/-](?:20)?[0-9]{2})? ?(?:财年|财政年度|财政年|会计年度))(?![0-9])"
)
_MONTH_AND_DAY = re.compile(" ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日")
_NUMBER_BEFORE = frozenset("./-:：0123456789零〇%")


def read_number_date(text: str, at: int, when: When, whole: bool) -> int:
    """Reads a year, month, day or ISO date at `at` into `when`; -1 where there is none; `whole`: nothing before it.

    >>> found = When(0, 0)
    >>> read_number_date("2026年2月6日", 0, found, False), found.has
    (5, {'year': 2026})
    """
    match = _NUMBER_UNIT.match(text, at)
    if match is not None:
        end = _UNITS[match[2]](text, match, when, whole)
        if end >= 0:
            return end
    return _read_unusual(text, at, when, whole)


def _read_unusual(text: str, at: int, when: When, whole: bool) -> int:
    if when.level == 0 and (text[at] in DIGITS or text[at] == "F"):
        if whole and at == 0 and len(text) <= _ALONE_LENGTH and (match := ALONE.fullmatch(text)) is not None:
            end = _alone(match, when)
            if end >= 0:
                return end
        if (match := _SHORT_DAY.match(text, at)) is not None and _speaks_of_a_day(text, at, match.end()):
            end = _short_day(match[1], match[2], match[3], match.end(), when)
            if end >= 0:
                return end
        for pattern in (_ISO, _ISO_SPACED, _ISO_GLUED):
            if (match := pattern.match(text, at)) is not None:
                return _add_day(when, match.end(), int(match[1]), int(match[3]), int(match[4]))
        if (match := _FISCAL.match(text, at)) is not None:
            return _fiscal(match, when)
        if (match := _LATIN_PERIOD.match(text, at)) is not None:
            return when.add(match.end(), YEAR, "year" if len(match[1]) == 4 else "short_year", int(match[1]))
        if (match := _SLASHED.match(text, at)) is not None:
            return _slashed(match, when)
        match = _YEAR_MONTH.match(text, at)
        if match is not None and (whole or _in_brackets_or_range(text, at, match.end())):
            return _add_month(when, match.end(), int(match[1]), int(match[3]))
        if (end := read_season_years(text, at, when)) >= 0:
            return end
        if (match := _BARE_YEARS.match(text, at)) is not None and _years_in_order(text, at, match):
            when.rules.append("year:range")
            return when.add(match.end(), YEAR, "year", int(match[1]))
        if (end := read_bare_year(text, at, when)) >= 0:
            return end
    if when.level < MONTH and (match := _MONTH_DAY.match(text, at)) is not None:
        end = _month_day(text, match, when, whole)
        if end >= 0:
            return end
    if (end := read_listed(text, at, when)) >= 0:
        return end
    match = _BARE_LEFT.match(text, at)
    if match is not None:
        return _bare_left(text, match, when)
    if when.level == MONTH and "month" in when.has:
        return _bare_day(text, at, when, whole)
    return -1


def _speaks_of_a_day(text: str, start: int, end: int) -> bool:
    """Whether the words beside 27-7-3 say that it is a day, and no record of wins or serial number."""
    return text.startswith(near("short-day-before"), end) or text.endswith(near("short-day-after"), 0, start)


def _alone(match: re.Match[str], when: When) -> int:
    """A text that is only 2018, or 15.3.3: a year, or year, month and day."""
    if match[1]:
        return when.add(match.end(), YEAR, "year", int(match[1]))
    return _short_day(match[2], match[4], match[5], match.end(), when)


def _short_day(first: str, second: str, third: str, end: int, when: When) -> int:
    """15-3-3, 3-7-27: year, month and day in the order that their size allows."""
    year, month, day = (third, first, second) if 12 < int(second) <= 31 else (first, second, third)
    if len(first) == 1 and len(third) == 2 and int(second) <= 12 < int(third):
        year, month, day = third, second, first
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31) or len(year) != 2:
        return -1
    when.add(end, YEAR, "short_year", int(year))
    when.add(end, MONTH, "month", int(month))
    return when.add(end, DAY, "day", int(day))


def _in_brackets_or_range(text: str, start: int, end: int) -> bool:
    return text[end : end + 1] in "-—~–至到）)" or text[start - 1 : start] in ("(", "（")


def _years_in_order(text: str, at: int, match: re.Match[str]) -> bool:
    return int(match[1]) < int(match[2]) and text[at - 1 : at] not in tuple("0123456789.-+")


def _add_day(when: When, end: int, year: int, month: int, day: int) -> int:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return -1
    when.add(end, YEAR, "year", year)
    when.add(end, MONTH, "month", month)
    return when.add(end, DAY, "day", day)


def _add_month(when: When, end: int, year: int, month: int) -> int:
    when.add(end, YEAR, "year", year)
    return when.add(end, MONTH, "month", month)


def _slashed(match: re.Match[str], when: When) -> int:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if year < 100:
        year += 1900 if year >= 50 else 2000
    day, month = (second, first) if second > 12 else (first, second)
    when.rules.append("order:day-month" if second <= 12 else "order:month-day")
    return _add_day(when, match.end(), year, month, day)


def _month_day(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    month, sign, day = int(match[1]), match[2], int(match[3])
    if not 1 <= day <= 31:
        return -1
    marked = match[0][-1] in "日号" or _AFTER_MONTH_DAY.match(text, match.end()) is not None
    if when.level == YEAR and (sign != "." or _DAY_OPENS.match(text, match.end())):
        marked = True  # 2025年1.31 may end a clause; 全年1.31港元 is money
    alone = whole and match.start() == 0 and match.end() == len(text)
    padded = match[1][0] == "0" and len(match[3]) == 2
    if sign == "/":
        taken = marked or (alone and (month > day or day > 12))
    elif sign == "·":
        taken = alone or match[0][-1] in "日号"
    elif sign == "-":
        taken = (alone and padded) or (when.level == YEAR)
    else:
        taken = (alone and padded) or (marked and len(match[3]) == 2)
    if not taken:
        return -1
    when.rules.append("month-day")
    when.add(match.end(), MONTH, "month", month)
    return when.add(match.end(), DAY, "day", day)


def _fiscal(match: re.Match[str], when: When) -> int:
    year = int(match[1] or match[2])
    return when.add(match.end(), YEAR, "fiscal", year + 2000 if year < 100 else year)


def _bare_left(text: str, match: re.Match[str], when: When) -> int:
    """The first number of 3至5日, which takes its unit from the second."""
    number, other, unit = read_whole(match[1]), read_whole(match[2]), match[3]
    if number is None or other is None:
        return -1
    if unit == "年" and when.level == 0 and _is_year_text(match[1], number):
        if len(match[2]) == 4 or (len(match[2]) == 2 and is_digit_string(match[2])):
            return when.add(match.end(), YEAR, "year", number)
        return -1
    if unit == "年代" and when.level <= CENTURY and number % 10 == 0 and 0 < number < 100:
        return when.add(match.end(), DECADE, "decade", number // 10)
    if unit == "世纪" and when.level == 0 and 0 < number < 30:
        return when.add(match.end(), CENTURY, "century", number)
    if unit in ("月", "月份") and when.level < PERIOD and 1 <= number < other <= 12:
        return when.add(match.end(), MONTH, "month", number)
    if unit in ("日", "号") and when.level in (0, MONTH) and 1 <= number <= 31 and 1 <= other <= 31:
        if when.level == 0 and _counts_days(text[match.start() - 1 : match.start()]):
            return -1
        if when.level == 0 and (unit == "号" or not match[1].isascii() or number >= other):
            return -1
        return when.add(match.end(), DAY, "day", number)
    return -1


def _is_year_text(text: str, number: int) -> bool:
    return len(text) == 4 and is_digit_string(text) and 1000 <= number < 3000


def _bare_day(text: str, at: int, when: When, whole: bool) -> int:
    """A day after its month without 日: 10月22, 一月二十三, 八月十五; Arabic ones only where no measure can follow."""
    match = _BARE_DAY.match(text, at)
    if match is None or match.end() == len(match.string) + 1:
        return -1
    number = read_whole(match[1])
    if number is None or not 1 <= number <= 31 or len(match[1]) < 2:
        return -1
    arabic, end = match[1].isascii(), match.end()
    after = text[end : end + 1]
    if (after and after in _NUMBER_BEFORE) or text.startswith(near("bare-day-not-before"), end):
        return -1
    if not (not after or after in _STOPS_AFTER or text.startswith(near("bare-day-before"), end)) and (
        arabic or not whole
    ):
        return -1
    when.has["bare_day"] = not arabic
    return when.add(match.end(), DAY, "day", number)


def _year(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    if when.level:
        return -1
    written, end = match[1], match.end()
    number = read_whole(written)
    if number is None or text.startswith(near("year-not-before"), end):
        return -1
    alone = whole and match.start() == 0 and end == len(text)
    if _is_year_text(written, number):
        if number % 500 == 0 and text.startswith(near("round-year-not-before"), end):
            return -1
        if number < 1500 and not (
            MONTH_NEXT.match(text, end) or text[match.start() - 1 : match.start()] in ("元", "在", "于")
        ):
            return -1
        return when.add(end, YEAR, "year", number)
    if len(written) == 2 and (written.isascii() or is_digit_string(written)) and "元" not in written:
        if (
            is_short_year(text, match, alone)
            if written.isascii()
            else not is_about(text, match, alone or "opened" in when.has)
        ):
            when.rules.append("year:two-digits")
            return when.add(end, YEAR, "short_year", number)
        return -1
    if 1500 <= number < 3000 and written[1] == "千" and (alone or MONTH_NEXT.match(text, end) or "零" in written):
        return when.add(end, YEAR, "year", number)
    if written.isascii() and 90 <= number < 140 and _MONTH_AND_DAY.match(text, end):
        when.rules.append("era:民国")
        return when.add(end, YEAR, "year", number + 1911)
    if len(written) == 3 and is_digit_string(written) and number >= 100:
        before = text[match.start() - 1 : match.start()]
        if (
            MONTH_NEXT.match(text, end)
            or (written.isascii() and _OF_REPUBLIC.match(text, end))
            or (before in ("在", "于", "元") and not text.startswith(near("amount-before"), end))
        ):
            return when.add(end, YEAR, "year", number)
    return -1


def _year_of(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    """2025年度 and 2015年版."""
    number = read_whole(match[1])
    if number is not None and match[1].isascii() and 100 <= number < 140 and not when.level:
        return when.add(match.end(), YEAR, "year", number)  # 114年度
    if when.level or number is None or not _is_year_text(match[1], number):
        short = number is not None and len(match[1]) == 2 and is_digit_string(match[1])
        return when.add(match.end(), YEAR, "short_year", number) if short and whole and not when.level else -1
    return when.add(match.end(), YEAR, "year", number)


def _edition(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    """2024版: an edition named after its year; 06版 is a page."""
    number = read_whole(match[1])
    if when.level or number is None or not 1900 <= number < 2100 or not is_digit_string(match[1]):
        return -1
    return when.add(match.end(), YEAR, "year", number) if text[match.end() - 2] != " " else -1


_YEARS_COUNTED = re.compile(f"(?<!第)[0-9{NUMERALS}]年$")
_DAY_NEXT = re.compile(f" ?(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}}) ?[日号]")


def _month(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    number = read_whole(match[1])
    if when.level >= PERIOD or number is None or not 1 <= number <= 12 or match[1] == "两":
        return -1
    if text.startswith(near("month-not-before"), match.end()):
        return -1
    before = text[match.start() - 1 : match.start()]
    if when.level == 0 and before == "年" and _YEARS_COUNTED.search(text, max(0, match.start() - 3), match.start()):
        return -1  # 判处3年6月
    if when.level == 0 and before in near("month-not-after") and not _DAY_NEXT.match(text, match.end()):
        return -1
    return when.add(match.end(), MONTH, "month", number)


_DAY_OPENS = re.compile(
    r" ?(?:[，。、；,)）（(\-~—电讯早晚夜至到起前后开举的]|那[天晚日]|这天|当[天日晚]"
    r"|上午|下午|[中正]午|午[后间夜]|凌晨|清晨|傍晚|[深半]夜|黄昏|黎明"
    r"|[0-2]?[0-9][:：点时]|$)"
)
_STOPS = frozenset("，。、；,( （\n")
_NIGHTS = re.compile(f"[0-9{NUMERALS}]{{1,2}}[夜晚]")


def _day(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    number = read_whole(match[1])
    if number is None or not 1 <= number <= 31 or when.level not in (0, YEAR, MONTH):
        return -1
    end = match.end()
    if when.level == MONTH:
        if match[2] == "号" and text.startswith(near("sign-not-before"), end) and len(match[1]) > 2:
            return -1
        money = text.startswith(("元", "圆"), end) and not text.startswith(near("day-before"), end)
        return -1 if money else when.add(end, DAY, "day", number)
    if when.level == YEAR or _NIGHTS.match(text, end):
        return -1
    if text.startswith(near("day-not-before"), end) and not text.startswith(near("day-before"), end):
        return -1
    before = text[match.start() - 1 : match.start()]
    if before in (":", "：") and not text[match.start() - 2 : match.start() - 1].isdigit():
        before = ""  # 快讯：25日上午
    if (_counts_days(before) and not _ends_range(text, match.start(), when)) or (before and text.startswith("后", end)):
        return -1
    if match[2] == "号":
        opened = "opened" in when.has or not before or before in _STOPS
        opened = opened or text.endswith(near("sign-after"), 0, match.start())
        if not opened or text.startswith(near("sign-not-before"), end) or not _DAY_OPENS.match(text, end):
            return -1
    elif not match[1].isascii() and (match[1] == "两" or (number < 11 and not _NUMERAL_DAY_OPENS.match(text, end))):
        return -1
    return when.add(end, DAY, "day", number)


def _ends_range(text: str, at: int, when: When) -> bool:
    """Whether the hyphen before a day joins it to the one before: 2月5日-7日."""
    return "opened" in when.has and text[at - 1 : at] == "-" and text[at - 2 : at - 1] in ("日", "号", "-")


_NUMERAL_DAY_OPENS = re.compile(r"电|讯|上午|下午|中午|凌晨|清晨|晚间|晚上|夜间|[0-2]?[0-9][:：点时]|至|到")


def _counts_days(before: str) -> bool:
    return before in _NUMBER_BEFORE or before in near("day-not-after")


_TWO_DECADES = re.compile("([一二三四五六七八])([二三四五六七八九])十")  # 八九十年代


def _decade(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    number = read_whole(match[1])
    if when.level > CENTURY:
        return -1
    if number is None and (two := _TWO_DECADES.fullmatch(match[1])) is not None:
        first, last = read_whole(two[1]) or 0, read_whole(two[2]) or 0
        when.has["last_decade"] = last
        return when.add(match.end(), DECADE, "decade", first) if last == first + 1 else -1
    if number is None:
        return -1
    if number % 10 == 0 and 0 < number < 100:
        return when.add(match.end(), DECADE, "decade", number // 10)
    if number % 10 == 0 and 1000 <= number < 2100 and when.level == 0:
        when.has["century"] = number // 100 + 1
        return when.add(match.end(), DECADE, "decade", number // 10 % 10)
    return -1


def _century(text: str, match: re.Match[str], when: When, whole: bool) -> int:
    number = read_whole(match[1])
    if number is None or when.level or not 1 <= number <= 30:
        return -1
    if (
        len(match[1]) == 1
        and not match[1].isascii()
        and text[match.start() - 1 : match.start()] not in ("", "前", "元")
    ):
        return -1
    return when.add(match.end(), CENTURY, "century", number)


_OF_REPUBLIC = re.compile("[0-9]{1,2}(?:至|到|-|~|～|—)[0-9]{1,2}月|全年|底|初|[上下]半年|第?[一二三四1-4]季|同期|度")
_UNITS = {
    "年": _year, "年度": _year_of, "年版": _year_of, "版": _edition, "月": _month, "月份": _month,
    "日": _day, "号": _day, "年代": _decade, "世纪": _century,
}  # fmt: skip
