"""The short way for the most frequent times: whole dates and single words that nothing goes on."""

from __future__ import annotations

import functools
import re
from datetime import date, datetime
from typing import Any

from pipeline.extract.anchors import Anchor
from pipeline.extract.dates import read_number_date
from pipeline.extract.phrases import AS_OF, openers
from pipeline.extract.pieces import Openings, may_follow, to_openings
from pipeline.extract.time_resolving import Resolved, resolve
from pipeline.extract.time_words import CLOCK, DAY, DIGITS, MONTH, NUMERALS, YEAR, Word, word_at, words
from pipeline.extract.when import Phrase, When
from pipeline.lexicon import times as lexicon
from pipeline.lexicon.times import near

_DATE = re.compile(
    "(?:((?:1[5-9]|20)[0-9]{2})年)?(?:(1[0-2]|0?[1-9])月(?:([12][0-9]|3[01]|0?[1-9])日)?)?(?![0-9]|财|度|版|代|份)"
)
_JOINS = frozenset(" 至到—–―─-~～－〜和与及同许左前起止的")


def read_plain(text: str, at: int) -> Phrase | None:
    """A date such as 2026年2月6日 or a word such as 今年, where no other piece, bound or range can go on; else None.

    >>> read_plain("公司2月6日公告", 2).left.has, read_plain("公司2月6日前公告", 2)
    ({'month': 2, 'day': 6}, None)
    """
    digit = text[at] in DIGITS
    as_of = bool(at) and text[at - 1] in openers()
    if as_of and not (digit and text.endswith(AS_OF, 0, at)):
        return None
    phrase = _hours(text, at) or _date(text, at) if digit else _word(text, at)
    if as_of and phrase is not None:
        phrase.rules.append("as-of")
    return phrase


_HOUR = "(2[0-4]|1[0-9]|0?[0-9])"
_HOURS = re.compile(
    "(?:((?:1[5-9]|20)[0-9]{2})年)?(1[0-2]|0?[1-9])月([12][0-9]|3[01]|0?[1-9])日"
    f"{_HOUR}(?:时|(?=至|到|—|–|-|~))(?:(?:至|到|—{{1,2}}|–|-|~){_HOUR}时)?(?=[，,。；])"
)


def _hours(text: str, at: int) -> Phrase | None:
    """2月8日24时 or 2月8日0-24时 at the end of its clause: nothing goes on behind an hour there."""
    match = _HOURS.match(text, at)
    if match is None:
        return None
    year, month, day, first, last = match.groups()
    end = match.end()
    middle = end if last is None else match.end(4) + (text[match.end(4)] == "时")
    has: dict[str, Any] = {"month": int(month), "day": int(day), "clock": (int(first), None, None)}
    if year is not None:
        has = {"year": int(year), **has}
    left = When(at, middle, CLOCK, MONTH if year is None else YEAR, has)
    phrase = _phrase(at, end, left, match[0])
    if last is not None:
        opened = {"opened": True, "clock": (int(last), None, None)}
        phrase.right = When(match.start(5), end, CLOCK, CLOCK, opened)
        phrase.rules = ["range"]
    return phrase


def _date(text: str, at: int) -> Phrase | None:
    match = _DATE.match(text, at)
    if match is None:
        return _bare_day(text, at)
    year, month, day = match.groups()
    end = match.end()
    if month is None:
        if year is None or int(year) % 500 == 0 or text.startswith(near("year-not-before"), end):
            return None
        level = YEAR
    elif day is None:
        if year is None or text.startswith(near("month-not-before"), end):
            return None
        level = MONTH
    else:
        level = DAY
    stop = stops(level, False)
    if _goes_on(text, end, stop) and not _ends(text, end, level, stop):
        return None
    has: dict[str, int] = {}
    if year is not None:
        has["year"] = int(year)
    if month is not None:
        has["month"] = int(month)
    if day is not None:
        has["day"] = int(day)
    return _phrase(at, end, When(at, end, level, MONTH if year is None else YEAR, has), match[0])


def _bare_day(text: str, at: int) -> Phrase | None:
    """24日, whose month the text has named or nobody need name."""
    if text[at + 1 : at + 2] != "日" and text[at + 2 : at + 3] != "日":
        return None
    when = When(at, at)
    end = read_number_date(text, at, when, False)
    stop = stops(DAY, False)
    if end < 0 or text[end - 1] != "日" or (_goes_on(text, end, stop) and not _ends(text, end, DAY, stop)):
        return None
    return _phrase(at, end, when)


def _phrase(at: int, end: int, when: When, plain: str = "") -> Phrase:
    return Phrase(at, end, at, end, when, plain=plain)


@functools.cache
def stops(level: int, relative: bool) -> Openings:
    """What behind a time makes it more than a plain one; the end of the text too, for it may be all there is."""
    single, pairs = may_follow(level, relative)
    bounds = (bound.word for bound in lexicon.bounds().values())
    return to_openings(single, *pairs, *bounds, *_JOINS, "", "元", "圆")


def _goes_on(text: str, at: int, stop: Openings) -> bool:
    return text[at : at + 1] in stop[0] or text[at : at + 2] in stop[1]


@functools.cache
def _plain_words() -> dict[str, tuple[Word, Openings, bool]]:
    """Words that can be a time alone, with what may not stand behind them, and whether all texts of a day agree."""
    found = {}
    spans = lexicon.span_words()  # 最近 may begin 最近几天
    amounts = tuple(span + first for span in spans for first in " 的这整几数半仨" + NUMERALS + DIGITS)
    for surface, word in words().items():
        unit = getattr(word.value, "unit", "")
        if not word.alone or word.field not in _FIELDS or unit == "report" or len(surface) < 2:
            continue
        if word.field == "vague" and (surface in spans or surface.startswith(amounts)):
            continue
        fixed = unit in _FIXED and word.value.base == "reference"
        found[surface] = word, stops(word.level, word.field == "day_word"), fixed
    return found


def _ends(text: str, at: int, level: int, stop: Openings) -> bool:
    """Whether a comma or 的 ends the time, for no day of the week, date, count or finer piece follows it."""
    sign, following = text[at : at + 1], text[at + 1 : at + 2]
    if sign == "的":
        return not _goes_on(text, at + 1, stop)
    return sign in _COMMAS and following not in (_AFTER_YEAR_AND_COMMA if level == YEAR else _AFTER_COMMA)


_COMMAS = frozenset("，,")
_AFTER_COMMA = frozenset(("", *" 周星礼"))
_AFTER_YEAR_AND_COMMA = _AFTER_COMMA | frozenset(DIGITS + NUMERALS)


_FIXED = frozenset(("day", "year", "month", "week", "now"))
_FIELDS = frozenset(("day_word", "year_word", "month_word", "week_word", "vague"))


def _word(text: str, at: int) -> Phrase | None:
    known = word_at(text, at)
    entry = None if known is None else _plain_words().get(known)
    if known is None or entry is None:
        return None
    word, stop, fixed = entry
    end = at + len(known)
    has = {word.field: word.value}
    if fixed and text[end : end + 1] == "（" and (stated := _STATED.match(text, end)) is not None:
        end = stated.end()
        has["stated_day"] = int(stated[1])
    if _goes_on(text, end, stop) and not _ends(text, end, word.level, stop):
        return None
    if word.not_after and text.endswith(word.not_after, 0, at):
        return None
    if word.not_before and text.startswith(word.not_before, end):
        return None
    plain = text[at:end] if fixed else ""
    return _phrase(at, end, When(at, end, word.level, word.level, has), plain)


_STATED = re.compile("（(?:[0-9]{1,2}月)?([0-9]{1,2})日）")
_SOON, _LATELY = 25, 60  # as for every day that names no year: within these it is of the reference's year


def resolve_plain(phrase: Phrase, anchor: Anchor) -> Resolved | None:
    """What a plain word or date comes to where nothing in the text bears on it; None where something may."""
    today = anchor.today
    if today is None or anchor.filed is not None:
        return None
    has = phrase.left.has
    if ("clock" in has and anchor.alone) or ("month_word" in has and anchor.compares()):
        return None
    if "month" in has and "year" not in has:
        if anchor.alone or (anchor.year is not None and anchor.year != today.year):
            return None
        found = _resolve(phrase.plain, today, anchor.region)
        near = found is not None and found.days is not None and -_SOON <= (today - found.days[0]).days <= _LATELY
        return found if near else None
    return _resolve(phrase.plain, today, anchor.region)


@functools.lru_cache(maxsize=4096)
def _resolve(surface: str, today: date, region: str) -> Resolved | None:
    """What a plain word or date comes to in texts of one day."""
    text = surface + "。"
    phrase = _hours(text, 0) or _date(text, 0) if surface[0] in DIGITS else _word(text, 0)
    if phrase is None:
        return None
    if "month" in phrase.left.has:
        phrase.left.has.setdefault("year", today.year)
    return resolve(phrase, Anchor("", datetime(today.year, today.month, today.day), region, today))
