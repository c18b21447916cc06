"""Amounts of time that point somewhere: 3天后, 近三年, 前两个月, 第一周."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.anchors import ahead_pattern
from pipeline.extract.time_numbers import read_whole
from pipeline.extract.time_words import CLOCK, DAY, MONTH, NUMERALS, PERIOD, WEEK, YEAR, trie_pattern
from pipeline.extract.when import When
from pipeline.lexicon import times as lexicon
from pipeline.lexicon.times import near

_DIGITS = frozenset("一二两三四五六七八九")


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit; `number` None is an unstated few (几天); `approx` where 多, 几 or 余 stands with it."""

    number: Decimal | None
    code: str
    approx: bool = False


_NUMBER = f"(?:[0-9]{{1,5}}(?:\\.[0-9]{{1,2}})?|[{NUMERALS}仨俩]{{1,7}}|[几数半多])"
_LEVELS = {"C": YEAR, "Y": YEAR, "Q": MONTH, "M": MONTH, "W": DAY, "D": DAY}


@functools.cache
def _unit_text() -> str:
    return trie_pattern(lexicon.time_units())


@functools.cache
def _amount_text(names: str = "") -> str:
    return f"({_NUMBER})(几|多|余|来)? ?个?(多)?(半)? ?(?:个)?({_unit_text()})(半|多|余)?"


_OFFSET_ENDS = re.compile("[^，。；、：！？,;:\n]{1,48}?[前后来内]")  # what every offset comes to, in its clause


@functools.cache
def _offset_pattern() -> re.Pattern[str]:
    more = f"(?:零|又|加|加上)?{_amount_text()}"
    ends = "之前|以前|前|之后|以后|过后|后|以来|之内|以内|内|来|后的|前的"
    return re.compile(f"{_amount_text()}(?:{more})?(?:的)?({ends})")


@functools.cache
def _span_pattern() -> re.Pattern[str]:
    words = trie_pattern(lexicon.span_words())
    return re.compile(f"({words}) ?(?:的|这|整整)? ?{_amount_text()}((?:之|以)?[内来]|以来|里|间|当中|期间)?")


_FIRST_LAST = re.compile(
    f"(前|首|头|后|最后|最後|末)(?:的)? ?({_NUMBER}) ?(?:个)? ?(多)?(季度|月|周|星期|礼拜|天|日)(?!报|内)"
)
_NTH = re.compile(
    f"(?:第 ?([0-9]{{1,3}}|[{NUMERALS}]{{1,4}})|(最后一)|(首)) ?个?"
    "(?:(周|星期|礼拜)([一二三四五六日天])|(周|星期|礼拜|月|季度|天|日))"
)
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6}


def _amount(groups: tuple[str | None, ...]) -> Amount | None:
    number, more, many, half, unit, tail = groups
    assert number is not None and unit is not None
    code = lexicon.time_units()[unit].code
    approx = bool(more or many or tail in ("多", "余"))
    if number in ("几", "数", "多"):
        return Amount(None, code, True)
    if number == "半":
        value: Decimal | None = Decimal("0.5")
    elif number.isascii():
        value = Decimal(number)
    elif len(number) == 2 and number[0] in _DIGITS and number[1] in _DIGITS:
        return Amount(Decimal(read_whole(number[0]) or 0), code, True)  # 两三周: two or three
    else:
        whole = read_whole(number.replace("仨", "三").replace("俩", "两"))
        value = None if whole is None else Decimal(whole)
    if value is None:
        return None
    if half or tail == "半":
        value += Decimal("0.5")
    if code == "C":
        value, code = value * 100, "Y"
    return Amount(value, code, approx)


def read_offset(text: str, at: int, when: When) -> int:
    """Reads 3天后, 两个半月以前, 半年来 at `at`; -1 where there is none.

    >>> found = When(0, 0)
    >>> read_offset("三天后", 0, found), found.has["offset"][1]
    (3, 'after')
    """
    if 0 < when.level != DAY or _OFFSET_ENDS.match(text, at) is None:
        return -1
    match = _offset_pattern().match(text, at)
    if match is None or not _is_offset(text, match, when):
        return -1
    first = _amount(match.groups()[:6])
    second = _amount(match.groups()[6:12]) if match[7] else None
    if first is None or (match[7] and second is None):
        return -1
    role = _ROLES[match[13].rstrip("的")]
    end = match.end()
    amounts = (first,) if second is None else (first, second)
    level = _LEVELS.get(amounts[-1].code, CLOCK)
    if when.level == DAY:
        when.has["base"] = True
    return when.add(end, max(level, when.level) if level != YEAR else level, "offset", (amounts, role))


_ROLES = {
    "之前": "before", "以前": "before_open", "前": "before", "之后": "after", "以后": "after_open", "过后": "after",
    "后": "after", "以来": "since", "来": "since", "之内": "within", "以内": "within", "内": "within",
}  # fmt: skip


_NTH_DAY_OFF = re.compile(f"(?:之|以)?([前后])的?第 ?([0-9]{{1,3}}|[{NUMERALS}]{{1,4}})[天日]")


def read_nth_day_off(text: str, at: int, when: When) -> int:
    """Reads 后的第3天 behind a day at `at`; -1 where there is none.

    >>> found = When(0, 5, DAY, DAY, {"day": 13})
    >>> read_nth_day_off("2月13日后的第3天", 5, found), found.has["offset"][1]
    (10, 'after')
    """
    match = _NTH_DAY_OFF.match(text, at) if when.level == DAY else None
    number = None if match is None else read_whole(match[2])
    if match is None or not number:
        return -1
    when.has["base"] = True
    role = "before" if match[1] == "前" else "after"
    return when.add(match.end(), DAY, "offset", ((Amount(Decimal(number), "D"),), role))


def _is_offset(text: str, match: re.Match[str], when: When) -> bool:
    number, unit, suffix = match[1], match[5], match[13]
    if suffix in ("前", "后", "内") and text.startswith(near("offset-not-before"), match.end()):
        return False
    if suffix in _AFTER and not when.level and _follows_event(text, match.start()):
        return False
    if unit == "世纪" and "个" not in match[0]:
        return False
    if suffix == "来" and text.startswith(near("since-not-before"), match.end()):
        return False
    plain = not (match[2] or match[3] or match[4] or match[6] or match[7] or "个" in match[0])
    if (
        match[7]
        and unit in ("年", "月", "日", "月份")
        and (unit != "年" or _names_year(number))
        and "个" not in match[0]
    ):
        return False
    if plain and unit in ("年", "年度") and _names_year(number):
        return False
    if plain and unit in ("月", "月份") and number != "数" and number not in "两几半俩仨":
        return False
    if unit == "日" and plain and number.isascii() and suffix in ("前", "之前", "以前") and int(Decimal(number)) <= 31:
        return False
    if suffix in ("内", "以内", "之内") and not when.level and not _within_from_now(text, match, unit):
        return False
    before = text[match.start() - 1 : match.start()]
    return when.level > 0 or before not in ("第", "每", ".", "月", "号", "年")


_AFTER = frozenset(("后", "之后", "以后", "过后"))


def _follows_event(text: str, at: int) -> bool:
    """Whether the stretch counts from what the word before it says (服药24周后, 升空约5分钟后), not from now."""
    for word in (*(hedge.word for hedge in lexicon.hedges()), *near("event-hedge")):
        if text.endswith(word, 0, at):
            at -= len(word)
            break
    return text.endswith(near("after-event"), 0, at)


def _within_from_now(text: str, match: re.Match[str], unit: str) -> bool:
    """三年内 at the head of a clause or behind a word of planning runs from now; 在3小时内完售 from an event.

    24小时内 only runs from now where the text plans: 24小时内新增 looks back.
    """
    at = match.start()
    before = text[at - 1 : at]
    if not before or before in "，。；：,;: \n":
        whole = not before and match.end() == len(text)
        return whole or not lexicon.time_units()[unit].clock or ahead_pattern().search(text, at, at + 16) is not None
    return before not in "前后在" and ahead_pattern().search(text, max(0, at - 6), at) is not None


def _names_year(number: str) -> bool:
    if number.isascii():
        return number.isdigit() and (
            (len(number) == 4 and "1000" <= number < "3000") or (len(number) == 2 and number[0] == "0")
        )
    return len(number) in (2, 4) and not any(c in number for c in "十百千几两数多半廿卅")


def read_span(text: str, at: int, when: When) -> int:
    """Reads a stretch that ends or begins now at `at`: 近三年, 未来两个月, 前两周; -1 where there is none.

    >>> found = When(0, 0)
    >>> read_span("近三年营收", 0, found), found.has["span"][0].direction
    (3, 'past')
    """
    if 0 < when.level != DAY:
        return -1
    match = _span_pattern().match(text, at)
    if match is None:
        return -1
    word = lexicon.span_words()[match[1]]
    amount = _amount(match.groups()[1:7])
    if amount is None or (when.level == 0 and word.not_after and text.endswith(word.not_after, 0, at)):
        return -1
    unit, tail = match[6], match[8] or ""
    if match[1] == "近" and not tail and when.level == 0 and not _names_stretch(text, at, match.end()):
        return -1
    if word.direction in ("past", "future", "next") and not _counts_from_now(text, at, match, word, amount):
        return -1
    if match[1] == "近" and amount.code in ("H", "MIN", "S", "QUARTER") and not tail:
        return -1
    if amount.code == "D" and _goes_on().match(text, match.end()) is not None:
        return -1
    if match[1] == "近" and text.startswith(near("near-counts"), match.end()):
        return -1
    if (
        match[1] in ("下", "上")
        and unit in ("年", "月", "日", "天", "周")
        and match[2] in "一1"
        and not match[0].count("个")
    ):
        return -1
    if unit in ("年", "年度") and _names_year(match[2]) and match[2].isascii():
        return -1
    if match[1] == "前" and when.level == 0 and unit in ("日",) and not tail and match[2] not in ("两", "三"):
        return -1
    if when.level == DAY:
        when.has["base"] = True
    return when.add(match.end(), max(when.level, DAY), "span", (word, amount, tail))


@functools.cache
def _goes_on() -> re.Pattern[str]:
    """Hours behind the days: 还剩8天又二十个小时 is an amount of time, which figures read."""
    return re.compile(f"[又零]?{_NUMBER}个?(?:小时|钟头|时(?![间期候代])|分钟)")


def _counts_from_now(text: str, at: int, match: re.Match[str], word: lexicon.SpanWord, amount: Amount) -> bool:
    """前3小时 and 发售后的五天 count from an event unless they stand alone; 前两周 counts from now."""
    if not (word.aligned or word.direction == "next"):
        return not text[match.end() : match.end() + 1].isdigit()
    if at == 0 and match.end() == len(text):
        return True
    if word.aligned and amount.code in ("H", "MIN", "S", "QUARTER"):
        return False
    before = text[at - 1 : at]
    return word.direction == "past" or not before or before in _BOUNDARIES or before in "日号天年月的"


_BOUNDARIES = "，。、；：,;:（( \n在于"


def _names_stretch(text: str, at: int, end: int) -> bool:
    """近三年 at the head of a clause or before what it qualifies is a stretch; at its end (扎根近十年) it counts."""
    before, after = text[at - 1 : at], text[end : end + 1]
    return (
        not before
        or before in "，。、；：,;:（( \n在于为是的与和及对从"
        or bool(after and after not in "，。、；,;！!）)的了\n")
    )


def read_part_of(text: str, at: int, when: When) -> int:
    """Reads the first or last so many of a period at `at`: (今年)前两个月, (上月)最后五天; -1 where there is none.

    >>> found = When(0, 0)
    >>> read_part_of("前11个月", 0, found), found.has["part_of"]
    (5, ('first', 'M', 11))
    """
    match = _FIRST_LAST.match(text, at)
    if match is None:
        return -1
    number = read_whole(match[2].replace("仨", "三").replace("俩", "两")) if match[2] not in "几数半多" else None
    unit = lexicon.time_units()[match[4]].code
    side = "first" if match[1] in ("前", "首", "头") else "last"
    if number is None or number == 0:
        return -1
    if (
        when.level in (YEAR,)
        and unit in ("M", "Q", "W", "D")
        and (unit == "W" or "个" in match[0] or unit != "M" or number <= 12)
    ):
        return when.add(match.end(), PERIOD if unit in "MQ" else WEEK, "part_of", (side, unit, number))
    if when.level == MONTH and unit in ("D", "W"):
        return when.add(match.end(), WEEK, "part_of", (side, unit, number))
    if when.level == 0 and unit in "MQ" and number <= 12 and match[1] in ("前", "首", "头"):
        if text.endswith(near("first-months-not-after"), 0, at):
            return -1
        when.has["of_year"] = match[1] != "前"
        return when.add(match.end(), PERIOD, "part_of", (side, unit, number))
    return -1


def read_nth(text: str, at: int, when: When) -> int:
    """Reads the nth week, day or weekday of the period before it at `at`: 第一周, 第3个星期日; -1 where there is none.

    >>> found = When(0, 3, MONTH, MONTH, {"month": 10})
    >>> read_nth("十月第一个星期一", 2, found), found.has["nth_weekday"]
    (8, (1, 1))
    """
    festive = when.level == DAY and ("holiday" in when.has or "days_off" in when.has)
    if when.level not in (YEAR, MONTH) and not festive:
        return -1
    match = _NTH.match(text, at)
    if match is None or (festive and (match[6] not in ("天", "日") or "nth" in when.has)):
        return -1
    number = -1 if match[2] else 1 if match[3] else read_whole(match[1])
    if number is None or number == 0:
        return -1
    if match[5]:
        return (
            when.add(match.end(), DAY, "nth_weekday", (number, _WEEKDAYS[match[5]] + 1)) if when.level == MONTH else -1
        )
    code = lexicon.time_units()[match[6]].code
    if code == "M" and when.level == YEAR and 1 <= number <= 12:
        return when.add(match.end(), MONTH, "month", number)
    if code == "W" or (code == "D" and when.level >= YEAR):
        return when.add(match.end(), WEEK if code == "W" else DAY, "nth", (code, number))
    return -1
