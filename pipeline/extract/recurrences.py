"""Repeated times: 每年, 每周三, 每天早上8点, 每隔15分钟."""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from pipeline.extract.stretches import read_nth, read_part_of
from pipeline.extract.time_numbers import read_whole
from pipeline.extract.time_words import DAY, MONTH, NUMERALS, PART, WEEK, WEEKDAY, YEAR, trie_pattern
from pipeline.extract.when import Phrase, When
from pipeline.lexicon import times as lexicon

_PARTS = {"晚": "D", "早": "D", "晨": "D", "夜": "D"}
_LEVELS = {"Y": YEAR, "Q": 25, "M": MONTH, "W": WEEK, "D": DAY}


@functools.cache
def _every_pattern() -> re.Pattern[str]:
    units = trie_pattern(lexicon.time_units())
    return re.compile(
        f"(?:工作日)?(?:每|每隔|隔|每逢|每到) ?((?:[0-9]{{1,4}}|[{NUMERALS}]{{1,3}})(?:\\.[0-9])?)?(?:个)?(半)?"
        f"(?:个)?(工作日|{units}|晚上|早上|晚|早|晨|夜|季)(?:的?工作日)?"
    )


_EVERY_DAY_NAME = re.compile("(?:每个?|每逢|每到)(?=(?:周|星期|礼拜)[一二三四五六日天末](?!天(?![气津、])))")
_NOT_EVERY = re.compile("[级龄报]|元|节(?!假)|经济新闻|邮报|电讯|优鲜|商报|镜报|快报|星报|怪谈|人物|镜报|新报")


def _iso(code: str, number: Decimal) -> str:
    value = format(number.normalize(), "f")
    if code == "Q":
        return f"P{format((number * 3).normalize(), 'f')}M"
    if code in ("H", "S"):
        return f"PT{value}{code}"
    if code in ("MIN", "QUARTER"):
        return f"PT{format((number * (15 if code == 'QUARTER' else 1)).normalize(), 'f')}M"
    return f"P{value}{code}" if code != "C" else f"P{value}00Y"


def read_every(text: str, at: int) -> Phrase | None:
    """Reads a repeated time at `at`; None where 每 counts something else.

    >>> found = read_every("每周三下午2点开会", 0)
    >>> (found.start, found.end), found.every
    ((0, 7), 'P1W')
    """
    from pipeline.extract.phrases import read_when  # the two call each other: a repeated time holds a time

    if text.startswith("工作日", at) and not text.startswith("工作日每", at):
        return _on_workdays(text, at)
    inner: When | int = at
    match = None
    if (named := _EVERY_DAY_NAME.match(text, at)) is not None:
        inner = read_when(text, named.end())
        level, every, end = WEEK, "P1W", named.end()
    elif (yearly := _every_season(text, at)) is not None:
        return yearly
    if isinstance(inner, int):
        named, match = None, _every_pattern().match(text, at)
        if match is None or _NOT_EVERY.match(text, match.end()):
            return None
        period = _period(match)
        if period is None:
            return None
        level, every = period
        end = match.end() - (1 if match[3] in _PARTS else 0)
        end = match.start(3) if match[3] in _PARTS or match[3] in ("晚上", "早上") else match.end()
        inner = read_when(text, end, opened=True)
        if isinstance(inner, int) and text[end : end + 1] in ("的",):
            inner = read_when(text, end + 1, opened=True)
        if isinstance(inner, int):
            end = match.end()
    when = When(at, end)
    phrase = Phrase(at, end, at, end, when, every=every, rules=["every:" + every])
    if isinstance(inner, int) and (nth := _nth_of(text, match, level)) is not None:
        inner = nth
    if isinstance(inner, When) and _belongs(inner, level, text[at + 1 : at + 2]):
        _past_more_weekdays(text, inner)
        _take_inner(text, phrase, inner)
    elif isinstance(inner, When):
        phrase.end = phrase.core_end = when.end = match.end() if named is None and match is not None else end
        if named is not None:
            return None
    return phrase


def _every_season(text: str, at: int) -> Phrase | None:
    """每逢春节, 每到冬天: what comes round with the year."""
    from pipeline.extract.phrases import read_when

    if not text.startswith(("每逢", "每到", "每当", "每遇"), at):
        return None
    inner = read_when(text, at + 2, opened=True)
    if isinstance(inner, int) or _YEARLY.isdisjoint(inner.has) or not _belongs(inner, YEAR, ""):
        return None
    return Phrase(at, inner.end, at, inner.end, inner, every="P1Y", rules=["every:P1Y"])


_YEARLY = frozenset(("holiday", "days_off", "season", "lunar_month", "month", "period"))
_MORE_WEEKDAYS = re.compile(
    "(?:[二三四五六日]|[、和及与](?:周|星期|礼拜)?[二三四五六日天])+(?![十百千万年月次个人家天])"
)


def _past_more_weekdays(text: str, inner: When) -> None:
    """每周一三五, 每周二、四、六上午: the days that follow the first of the week, and their clock time."""
    from pipeline.extract.phrases import read_when

    match = _MORE_WEEKDAYS.match(text, inner.end) if inner.level == WEEKDAY and "weekday" in inner.has else None
    if match is None:
        return
    inner.end = match.end()
    clock = read_when(text, inner.end, opened=True)
    if isinstance(clock, When) and clock.first >= PART:
        inner.end, inner.level = clock.end, clock.level
        inner.has.update(clock.has)


def _nth_of(text: str, match: re.Match[str] | None, level: int) -> When | None:
    """每月最后一天, 每年第一季度, 每月底: the nth day or week, or the edge, of what repeats."""
    from pipeline.extract.pieces import read_edge

    if match is None or level not in (YEAR, MONTH):
        return None
    at = match.end() + text.startswith("的", match.end())
    inner = When(at, at, level, level, {"opened": True})
    if all(read(text, at, inner) < 0 for read in (read_nth, read_part_of, read_edge)):
        return None
    inner.first = inner.level
    return inner


def _on_workdays(text: str, at: int) -> Phrase | None:
    """工作日上午9点: every working day, where a part of the day or a clock time follows."""
    from pipeline.extract.phrases import read_when

    begin = at + 3 + text.startswith("的", at + 3)
    inner = read_when(text, begin, opened=True)
    if isinstance(inner, int) or inner.first <= DAY or text[at - 1 : at] in tuple("个0123456789"):
        return None
    return Phrase(at, inner.end, at, inner.end, inner, every="P1D", rules=["every:P1D"])


def _period(match: re.Match[str]) -> tuple[int, str] | None:
    unit = match[3]
    if match[0].startswith("隔") and (
        match[1] is None or match.string[match.start() - 1 : match.start()] in lexicon.near("interval-not-after")
    ):
        return None
    code = _PARTS.get(unit[0]) if unit[0] in _PARTS else "Q" if unit == "季" else "D" if unit == "工作日" else None
    if code is None:
        code = lexicon.time_units()[unit].code
    whole = read_whole(match[1]) if match[1] and match[1].isascii() is False else None
    number = Decimal(match[1]) if match[1] and match[1].isascii() else Decimal(whole or 1)
    if match[2]:
        number = number + Decimal("0.5") if match[1] else Decimal("0.5")
    if unit == "日" and match[1] is not None and "隔" not in match[0]:
        return None
    return _LEVELS.get(code, 60), _iso(code, number)


def _belongs(inner: When, level: int, first: str) -> bool:
    if any(
        name in inner.has
        for name in ("span", "vague", "offset", "year", "year_word", "month_word", "week_word", "day_word")
    ):
        return False
    return inner.first > level or (inner.first >= DAY and level <= WEEK)


def _take_inner(text: str, phrase: Phrase, inner: When) -> None:
    from pipeline.extract.phrases import read_right_of

    phrase.left = inner
    phrase.end = phrase.core_end = inner.end
    read_right_of(text, phrase)
