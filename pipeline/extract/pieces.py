"""Pieces of a time that are words: relative days, festivals, lunar dates, edges, plans."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from pipeline.extract.clocks import read_clock
from pipeline.extract.dates import read_number_date
from pipeline.extract.eras import read_era_year
from pipeline.extract.stretches import read_nth, read_nth_day_off, read_offset, read_part_of, read_span
from pipeline.extract.time_numbers import read_whole
from pipeline.extract.time_words import (
    CENTURY,
    CLOCK,
    DAY,
    DECADE,
    DIGITS,
    MONTH,
    NUMERALS,
    PART,
    PERIOD,
    WEEK,
    WEEKDAY,
    YEAR,
    Word,
    trie_pattern,
    word_at,
    words,
)  # fmt: skip
from pipeline.extract.when import When
from pipeline.lexicon import times as lexicon
from pipeline.lexicon.holidays import holiday_spans
from pipeline.lexicon.times import near

_LUNAR_MARK = re.compile("(?:农历|阴历|旧历|夏历)(?:年)?")
_SOLAR_MARK = re.compile("公历|阳历|西历")
_LUNAR_MONTH = re.compile(f"(闰)?(?:(正|腊|冬)月|([{NUMERALS}]{{1,2}}|[0-9]{{1,2}})月)(?:份)?")
_LUNAR_DAY = re.compile(
    "(初 ?[一二三四五六七八九十0-9](?![0-9步级])|廿[一二三四五六七八九]?|卅|[二三]?十[一二三四五六七八九]?"
    "|[0-9]{1,2}(?![0-9]))[日号]?"
)
_PERIOD_THEN_YEAR = re.compile("([1-4]Q|[12]H)(?:20)?([0-9]{2})(?![0-9A-Za-z])")  # 3Q25, 1H2025
_UNIT_OF = {YEAR: "year", MONTH: "month", DECADE: "decade", CENTURY: "century"}


def read_piece(text: str, at: int, when: When, whole: bool) -> int:
    """Reads the piece of a time that stands at `at` into `when` and returns its end; -1 where there is none.

    >>> found = When(0, 0)
    >>> read_piece("昨日下午3点", 0, found, False), read_piece("昨日下午3点", 2, found, False)
    (2, 4)
    """
    if at >= len(text):
        return -1
    character = text[at]
    if (
        character in "1234"
        and when.level == 0
        and (match := _PERIOD_THEN_YEAR.match(text, at)) is not None
        and not _latin(text[at - 1 : at])
    ):
        when.has["period"] = lexicon.periods()[match[1][1] + match[1][0]]
        return when.add(match.end(), PERIOD, "year", 2000 + int(match[2]))
    if character in DIGITS and text[at + 1 : at + 2] not in ("Q", "季"):
        return _number_piece(text, at, when, whole)
    known = word_at(text, at)
    if known is not None:
        word, after = words()[known], at + len(known)
        if word.field == "vague" and (end := read_span(text, at, when)) > after:
            return end
        end = _word(text, at, after, word, when, whole)
        if end != -1:
            return end
    if character in NUMERALS or character in ("半", "几", "数"):
        return _number_piece(text, at, when, whole)
    return _other_piece(text, at, character, when, whole)


TRAPPED = -2


def _number_piece(text: str, at: int, when: When, whole: bool) -> int:
    if when.has.get("lunar") or "lunar_month" in when.has:
        end = _lunar(text, at, when)
        if end >= 0:
            return end
    end = -1
    if text[at] not in DIGITS:
        end = read_plan(text, at, when)
    if end < 0 and (when.level == 0 or when.level == DAY) and not _names_date(text, at):
        end = read_offset(text, at, when)
    if end < 0:
        end = read_number_date(text, at, when, whole)
        if end >= 0 and when.level == MONTH and text[end : end + 1] in "初廿正腊冬闰":
            return _lunar_after_month(text, end, when)
    return end if end >= 0 else read_clock(text, at, when, whole)


_NAMES_DATE = re.compile("[0-9]{4}年|[0-9]{1,2}月[0-9]{1,2}日")


def _names_date(text: str, at: int) -> bool:
    """Whether a year of four digits or a month and a day stand here: the most frequent beginnings, and no counts."""
    return _NAMES_DATE.match(text, at) is not None


def _lunar_after_month(text: str, at: int, when: When) -> int:
    """三月初一 and 九月廿二 are lunar; 3月初三家 is not."""
    match = _LUNAR_DAY.match(text, at)
    if match is None or text[at - 2 : at - 1].isascii() or "month" not in when.has:
        return at
    month = when.has.pop("month")
    when.has["lunar_month"] = (month, False)
    return _lunar(text, at, when)


def _other_piece(text: str, at: int, character: str, when: When, whole: bool) -> int:
    if character in "农阴旧夏正腊冬闰初廿卅":
        return _lunar(text, at, when)
    if text[at + 1 : at + 2] in ("(", "（") and (end := _bracketed(text, at, when)) >= 0:
        return end
    if character in "公阳西" and (match := _SOLAR_MARK.match(text, at)) is not None:
        return when.add(match.end(), 0, "solar", True)
    if character == "F":
        return read_number_date(text, at, when, whole)
    for read in (read_era_year, read_nth, read_part_of, read_span, read_nth_day_off):
        end = read(text, at, when)
        if end >= 0:
            return end
    return -1


_BRACKETED = re.compile(r"([今昨明前后本上下去])[(（]([0-9]{1,3})[)）]([日天晚早晨月年])")


def _bracketed(text: str, at: int, when: When) -> int:
    """今（23）日, 本（3）月: the number repeats what the word says."""
    match = _BRACKETED.match(text, at)
    word = None if match is None else words().get(match[1] + match[3])
    if match is None or word is None or when.level:
        return -1
    when.has["stated_day" if match[3] in "日天晚早晨" else "stated"] = int(match[2])
    if word.field == "day_and_part":
        when.add(match.end(), DAY, "day_word", word.value[0])
        return when.add(match.end(), PART, "part", word.value[1])
    return when.add(match.end(), word.level, word.field, word.value)


def _quoted_days_off(text: str, at: int, end: int, when: When) -> int:
    """“五一”假期: the days off of a festival that stands in quotation marks."""
    if when.level or text[end : end + 1] not in tuple('”"」』’') or text[at - 1 : at] not in tuple('“"「『‘'):
        return -1
    for length in (3, 2):
        phrase = holiday_spans().get(text[at:end] + text[end + 1 : end + 1 + length])
        if phrase is not None:
            when.start = at - 1
            return when.add(end + 1 + length, DAY, "days_off", phrase)
    return -1


def _holiday_night(text: str, end: int, when: When) -> int:
    """除夕夜8点 and 除夕夜里八点: a night gives its hours their half of the day."""
    when.has["night"] = words()["夜"].value
    return end + (text[end : end + 1] in ("里", "间"))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _word(text: str, at: int, end: int, word: Word, when: When, whole: bool) -> int:
    if word.field == "trap":
        return TRAPPED if when.level == 0 else -1
    if when.level in (YEAR, DAY) and word.level == when.level and getattr(word.value, "unit", "").startswith("whole"):
        when.end = end
        return end
    if text[end - 1].isascii() and (_latin(text[end : end + 1]) or (when.level == 0 and _latin(text[at - 1 : at]))):
        return -1
    if word.field == "season" and (
        text[end - 1 : end + 1] == "季节" or text.startswith(near("season-not-before"), end)
    ):
        return -1
    if word.level and not _follows(word, when):
        return -1
    if word.not_after and when.level == 0 and text.endswith(word.not_after, 0, at):
        return -1
    if word.not_before and text.startswith(word.not_before, end):
        return -1
    if word.field == "day_word" and text[at:end] == "今" and text[end : end + 1] != "起":
        return -1
    if word.field == "vague" and word.value.unit == "report" and not _of_report(text, at):
        return -1
    if not word.alone and when.level == 0 and not _stands_alone(text, at, end, word, whole or "opened" in when.has):
        return -1
    if word.field == "holiday" and text[end : end + 1] in tuple("月号日个点时届") and not word.alone:
        return -1
    if word.field == "weekday" and when.level == DAY:
        return -1
    if word.field == "holiday" and (found := _quoted_days_off(text, at, end, when)) >= 0:
        return found
    if word.field == "holiday" and text[end - 1] == "夜":
        end = _holiday_night(text, end, when)
    if word.field == "zone":
        when.has["zone_end"] = end
    if word.field == "week_and_day":
        when.add(end, WEEK, "week_word", word.value[0])
        return when.add(end, DAY, "weekday", word.value[1])
    if word.field == "day_and_part":
        when.add(end, DAY, "day_word", word.value[0])
        return when.add(end, PART, "part", word.value[1])
    return when.add(end, word.level, word.field, word.value)


Openings = tuple[frozenset[str], frozenset[str]]  # one character that is enough, and pairs of characters


def to_openings(found: Iterable[str], *more: str) -> Openings:
    """How words may begin: those of one character, and the first two of all others.

    >>> to_openings(["上午", "晚"])
    (frozenset({'晚'}), frozenset({'上午'}))
    """
    known = {*found, *more}
    return frozenset(word for word in known if len(word) < 2), frozenset(word[:2] for word in known if len(word) > 1)


@functools.cache
def may_follow(level: int, relative: bool) -> Openings:
    """How what goes on a time whose last piece is of `level` may begin; `relative`: its day is a word (今天).

    >>> "上午" in may_follow(DAY, False)[1], "上海" in may_follow(DAY, False)[1]
    (True, False)
    """
    when = When(0, 0, level, YEAR, {"day_word": None} if relative else {})
    found = {word for word, entry in words().items() if entry.field == "vague" or _may(entry, when)}
    found.update(hedge.word for hedge in lexicon.hedges())
    if level == DAY:
        found.update(lexicon.span_words())
    if level < DAY:
        found.update(word for _, word in lexicon.edges())
        found.update("农阴旧夏历正腊冬闰初廿卅公阳西")
    return to_openings(found, *_GOES_ON)


_GOES_ON = frozenset(DIGITS + NUMERALS + "半几数前后首头最末第之以 的，,（(星周礼T-大约工")


def _may(word: Word, when: When) -> bool:
    if getattr(word.value, "unit", "").startswith("whole") or word.level == 0:
        return word.field != "trap"
    return word.field == "weekday" or _follows(word, when) or (word.level == DAY and when.level == WEEKDAY)


def _of_report(text: str, at: int) -> bool:
    """期内 at the head of a clause or behind who reports; 任期内 and 有效期内 are others."""
    before = text[at - 1 : at]
    return not before.isalnum() or before in near("report-after")


def _follows(word: Word, when: When) -> bool:
    if when.level == 0:
        return True
    if word.field == "zone":
        return False
    if word.level == DAY and when.level == WEEKDAY and when.first == WEEKDAY:
        return True
    if word.field == "holiday" and "day" not in when.has and "holiday" not in when.has and when.level == DAY:
        return "day_word" in when.has
    if word.field == "vague":
        return word.value.unit == "now" and when.level == DAY
    if word.field in ("year_word", "month_word", "week_word") and "offset" in when.has:
        return False
    if word.field == "week_word" or (word.field == "day_word" and when.level not in (YEAR, MONTH, WEEKDAY)):
        return False
    if word.field == "week_and_day":
        return False
    return word.level > when.level


def _stands_alone(text: str, at: int, end: int, word: Word, whole: bool) -> bool:
    if whole and at == 0 and end == len(text):
        return word.field != "season"
    if word.field == "holiday":
        if whole and at and text[at] in NUMERALS:
            return True  # 每年五一
        before = text[at - 1 : at]
        counted = before != "" and before in NUMERALS + DIGITS
        return (
            not counted
            and before not in near("weak-holiday-not-after")
            and text.startswith(near("weak-holiday-before"), end)
        )
    if word.field == "part":
        return read_clock(text, end, When(at, end, PART, PART), whole) >= 0 and text[at - 1 : at] not in near(
            "late-not-after"
        )
    return False


def _lunar(text: str, at: int, when: When) -> int:
    if (match := _LUNAR_MARK.match(text, at)) is not None and when.level in (0, YEAR):
        when.has["lunar"] = True
        when.end = match.end()
        return match.end()
    if when.level < MONTH and (match := _LUNAR_MONTH.match(text, at)) is not None:
        month = {"正": 1, "冬": 11, "腊": 12}.get(match[2] or "") or read_whole(match[3] or "零")
        named = bool(match[1] or match[2]) or when.has.get("lunar")
        if named and month and 1 <= month <= 12:
            return when.add(match.end(), MONTH, "lunar_month", (month, bool(match[1])))
        return -1
    match = _LUNAR_DAY.match(text, at)
    if match is None:
        return -1
    day = read_whole(match[1].replace("初", "").strip())
    if not day or not 1 <= day <= 30:
        return -1
    if when.level == MONTH and "lunar_month" in when.has:
        return when.add(match.end(), DAY, "lunar_day", day)
    return -1


@functools.cache
def _plan_pattern() -> re.Pattern[str]:
    return re.compile(
        f'({trie_pattern(lexicon.plan_periods())})([”"」』’])?(规划期间|规划时期|期间|时期|期末|末期|末|收官|开局|以来)'
    )


def read_plan(text: str, at: int, when: When) -> int:
    """Reads a five-year plan at `at`, taking in the quotation mark before it; -1 where there is none.

    >>> found = When(1, 1)
    >>> read_plan("“十四五”期间", 1, found), found.start
    (7, 0)
    """
    if when.level:
        return -1
    match = _plan_pattern().match(text, at)
    if match is None:
        return -1
    end = match.end() if match[3].endswith(("期间", "时期")) else match.start(3)
    if match[2]:
        if text[at - 1 : at] not in tuple('“"「『‘'):
            return -1
        when.start = at - 1
    if match[3] in ("末", "末期", "期末"):
        end = match.end()
        when.has["plan_edge"] = "END"
    return when.add(end, YEAR, "plan", lexicon.plan_periods()[match[1]])


@functools.cache
def _edge_pattern(unit: str) -> re.Pattern[str]:
    return re.compile(trie_pattern(word for of, word in lexicon.edges() if of == unit))


def read_edge(text: str, at: int, when: When) -> int:
    """Reads 初, 中旬, 底, 前期 after the unit they belong to; -1 where there is none.

    >>> found = When(0, 2, MONTH, MONTH, {"month": 2})
    >>> read_edge("2月末", 2, found), found.has["edge"].mod
    (3, 'END')
    """
    unit = _UNIT_OF.get(when.level)
    if when.level == PERIOD and "period" in when.has:
        unit = "quarter" if when.has["period"].code == "Q" else "half"
    if unit is None or "lunar_month" in when.has:
        return -1
    match = _edge_pattern(unit).match(text, at)
    if match is None or not match[0]:
        return -1
    edge = lexicon.edges()[unit, match[0]]
    if edge.not_before and text.startswith(edge.not_before, match.end()):
        return -1
    if edge.only_before and match.end() < len(text) and not text.startswith(edge.only_before, match.end()):
        return -1
    return when.add(match.end(), PERIOD if unit in ("year", "decade", "century") else WEEK, "edge", edge)


__all__ = ["CLOCK", "TRAPPED", "read_edge", "read_piece", "read_plan"]
