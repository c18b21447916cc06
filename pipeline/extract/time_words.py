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
    """What a word adds to a time: it sets `field` at `level`; words that are not `alone` need a coarser piece before."""

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
        found[period.word] = Word("period", PERIOD, period)
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
def word_pattern() -> re.Pattern[str]:
    """The longest word of time at a place."""
    return re.compile(trie_pattern(words()))


# After how many digits or numerals, and before which characters, a time may stand. The run is bounded and may not begin
# inside a longer one, so that long runs of digits cost no more than short ones.
_TAIL = r" ?[年月日号时点周天小分秒星礼季世刻载晚钟多余几个半财交工:：/·.\-~—–－～至到pPaA]"
_SPACED_ISO = "|[0-9]{3} [0-9]{2} [0-9]{2}(?![0-9])"
_EXTRA_HEADS = {
    "隔": NUMERALS + DIGITS, "工": "作", "早": NUMERALS + DIGITS, "晚": NUMERALS + DIGITS, "晨": NUMERALS + DIGITS,
    "夜": NUMERALS + DIGITS, "午": NUMERALS + DIGITS, "每": "年月周天日个星礼晚早晨夜季隔逢小分秒两三四五六七八九十半0123456789上下当到",
    "F": "Y",
    "第": NUMERALS + DIGITS,
}
_SPAN_UNITS = NUMERALS + DIGITS + " 几数半仨多"


@functools.cache
def head_pattern() -> re.Pattern[str]:
    """One character at which a time may begin, seen from the characters round it.

    >>> [m.start() for m in head_pattern().finditer("公司昨日公告，3月5日复牌")]
    [2, 7, 9]
    """
    seconds: dict[str, set[str]] = {}
    for word, entry in words().items():
        if len(word) > 1 and (entry.alone or entry.field in ("holiday",)):
            seconds.setdefault(word[0], set()).add(word[1])
    for head, tails in _EXTRA_HEADS.items():
        seconds.setdefault(head, set()).update(tails)
    for era in lexicon.eras():
        seconds.setdefault(era[0], set()).add(era[1])
    for span in lexicon.span_words():
        seconds.setdefault(span[0], set()).update(span[1] if len(span) > 1 else _SPAN_UNITS)
    for plan in lexicon.plan_periods():
        seconds.setdefault(plan[0], set()).add(plan[1])
    for head in "今昨明前后本上下去":
        seconds.setdefault(head, set()).update("(（")
    for lunar in (
        "农历",
        "阴历",
        "旧历",
        "公历",
        "阳历",
        "公元",
        "正月",
        "腊月",
        "冬月",
        "闰月",
        "初一",
        "大年",
        "闰四",
    ):
        seconds.setdefault(lunar[0], set()).add(lunar[1])
    seconds.setdefault("初", set()).update("一二三四五六七八九十123456789")
    seconds.setdefault("闰", set()).update("二三四五六七八九十")
    for numeral in NUMERALS + "半几数":
        seconds.setdefault(numeral, set())
    branches = [f"{digit}(?<![0-9]{digit})(?<![0-9][.,]{digit})(?=[0-9]{{0,3}}{_TAIL}{_SPACED_ISO if digit in '12' else ''})" for digit in DIGITS]
    branches += [_word_branch(head, tails) for head, tails in seconds.items() if head not in DIGITS]
    return re.compile("|".join(branches))


def _word_branch(head: str, tails: set[str]) -> str:
    after = f"(?=[{re.escape(''.join(sorted(tails)))}])" if tails else ""
    if head not in NUMERALS + "半几数":
        return re.escape(head) + after
    number = f"(?<![{NUMERALS}]{head})(?=[{NUMERALS}0-9]{{0,7}}{_TAIL})"
    return f"{head}(?:{after}|{number})" if after else head + number
