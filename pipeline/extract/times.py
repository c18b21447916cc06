"""Dates, clock times, ranges of time, repeated times and relative times of a text, resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from pipeline.extract.anchors import Anchor
from pipeline.extract.phrases import read_phrase
from pipeline.extract.time_heads import find_heads
from pipeline.extract.time_plain import read_plain, resolve_plain
from pipeline.extract.time_resolving import Resolved, resolve
from pipeline.extract.time_words import CLOCK, DAY, PART, YEAR
from pipeline.extract.when import Phrase
from pipeline.records import Kind, Mention, Refusal, Span, Timex

_LONG = 370  # the days of the longest period that 去年同期 repeats
_YEARS = frozenset(("year", "short_year", "year_word", "fiscal"))
_LIMITS = ("before", "before_or_on", "until")
_BESIDE = 8  # characters between a fiscal period and its days
_QUOTES = frozenset('“「『‘"')  # a name may begin with the one before “十五五”时期
_HEAD = 120  # how far from its beginning a text may name the day on which it was filed


def find_times(
    text: str,
    reference: datetime | None,
    region: str,
    blocked: Sequence[Span] = (),
    *,
    refusals: list[Refusal] | None = None,
) -> list[Mention]:
    """The times of a simplified text, in order and without overlap, resolved against `reference` and each other.

    `region` (ISO 3166) decides festivals; nothing is found inside `blocked`; what looked like a time and was not taken
    goes to `refusals`. A text that is nothing but one time is read as the next such time.

    >>> found = find_times("公司3日至5日停牌，6日复牌。", datetime(2026, 2, 6), "CN")
    >>> [(m.timex.value, m.timex.start, m.timex.end) for m in found]
    [('2026-02-03/2026-02-05', '2026-02-03', '2026-02-06'), ('2026-02-06', '2026-02-06', '2026-02-07')]
    """
    text = text.replace("後", "后")  # simplified and traditional texts both have 后, so short ones may keep 後
    anchor = Anchor(text, reference, region, reference.date() if reference is not None else None)
    limits = iter(sorted(blocked))
    limit = next(limits, None)
    found: list[Mention] = []
    done = 0
    after = 0
    for at in find_heads(text):
        if at < after:
            continue
        after = at + 1
        while limit is not None and limit.end <= at:
            limit = next(limits, None)
        if limit is not None and limit.start < at and not (limit.start == at - 1 and text[limit.start] in _QUOTES):
            continue
        phrase = read_plain(text, at) or read_phrase(text, at)
        if isinstance(phrase, int):
            if phrase > at:
                done = after = phrase
                if refusals is not None:
                    refusals.append(Refusal(Span(at, phrase), "time:name", "a name that holds a word of time"))
            continue
        if limit is not None and phrase.end > limit.start and not _holds(text, phrase, limit):
            continue
        if phrase.start < done:
            phrase.start = phrase.core_start = done
        mention = _mention(text, phrase, anchor)
        if mention is None:
            if refusals is not None:
                refusals.append(
                    Refusal(Span(phrase.start, phrase.end), "time:unresolved", "no time that can be placed")
                )
            continue
        if "report" in phrase.left.has and found:
            found[-1] = _of_report(found[-1], mention)
        found.append(mention)
        done = after = phrase.end
    return found


def _holds(text: str, phrase: Phrase, name: Span) -> bool:
    """Whether a time takes in a whole name: a festival (圣诞节), or more than the name (三星期, 印度灯节); the year
    that a name begins with is one too (零八年奥运会)."""
    if phrase.end < name.end and phrase.start == name.start and text[phrase.end - 1] == "年":
        return phrase.left.level == YEAR and phrase.right is None
    if phrase.end < name.end or phrase.start > name.start:
        dated = "month" in phrase.left.has and "day" in phrase.left.has
        return dated and name.start == phrase.end - 1 and text[name.start] == "日"  # 5月15日股东会 holds no 日股
    ends = (phrase.left.has, phrase.right.has if phrase.right is not None else {})
    festive = any("holiday" in has or "days_off" in has for has in ends)
    return festive or (phrase.start, phrase.end) != (name.start, name.end)


def _of_report(fiscal: Mention, report: Mention) -> Mention:
    """2026财年第三季度（截至12月31日止三个月）: a fiscal period takes the days that stand right behind it."""
    said, meant = fiscal.timex, report.timex
    if said is None or meant is None or not said.value.startswith("FY") or meant.start is None:
        return fiscal
    if report.span.start - fiscal.span.end > _BESIDE:
        return fiscal
    return replace(fiscal, timex=replace(said, start=meant.start, end=meant.end))


def _mention(text: str, phrase: Phrase, anchor: Anchor) -> Mention | None:
    anchor.here = (phrase.start, phrase.end)
    anchor.alone = phrase.start == 0 and phrase.end == len(text)
    anchor.leave(phrase.start)
    resolved = (resolve_plain(phrase, anchor) if phrase.plain else None) or resolve(phrase, anchor)
    if resolved is None:
        return None
    _remember(anchor, phrase, resolved)
    timex = Timex(resolved.type, resolved.value, resolved.mod, resolved.start, resolved.end)
    span, core = Span(phrase.start, phrase.end), Span(phrase.core_start, phrase.core_end)
    return Mention(resolved.kind, span, core, None, timex, (*resolved.rules, *phrase.rules))


def _remember(anchor: Anchor, phrase: Phrase, resolved: Resolved) -> None:
    """What later times of the text count from."""
    if "clock" in phrase.left.has and resolved.start is not None and resolved.start[0] != "T":
        anchor.last_instant = datetime.fromisoformat(resolved.start)
    if resolved.days is None or phrase.every is not None:
        return
    first, end = resolved.days
    has = phrase.left.has
    if "vague" in has or "span" in has:
        return
    if "report" in has:
        anchor.report, anchor.report_end = (first, end), phrase.end
    if "offset" not in has and 4 <= (end - first).days <= _LONG:
        anchor.period = (first, end)
    named = "year" in has or "short_year" in has or ("year_word" in has and has["year_word"].base == "reference")
    if named and not _is_compared(anchor.text, phrase):
        anchor.last_year = first.year
    if "month" in has or "month_word" in has or "day" in has:
        anchor.last_month = first
    if "month" in has and "day" not in has:
        anchor.about = _latest_month(anchor, end)
    if "as-of" in phrase.rules and phrase.left.level >= DAY:
        anchor.as_of = first
    if phrase.start < _HEAD and "day" in has and anchor.today is not None:
        _file(anchor, first, phrase.end)
    if "day_word" in has and has["day_word"].base == "anchor" and getattr(has["day_word"], "low", 0) < 0:
        return  # 较前一日 compares, and the text goes on from its own day
    if phrase.bound in _LIMITS and anchor.today is not None and first > anchor.today:
        return  # 要求在3月10日前释放: 当天 is not that day
    if phrase.left.level >= DAY and (end - first).days <= 2:
        anchor.day = anchor.last_day = first
        anchor.day_end = phrase.end
    elif phrase.right is not None and phrase.left.level >= DAY:
        anchor.day = anchor.last_day = date.fromordinal(end.toordinal() - 1)
        anchor.day_end = phrase.end
    if not _YEARS.isdisjoint(has):
        anchor.year, anchor.year_fine, anchor.year_end = first.year, phrase.left.level > YEAR, phrase.end
    elif anchor.year is not None:
        anchor.year, anchor.year_end = first.year, phrase.end


def _latest_month(anchor: Anchor, end: date) -> date | None:
    """The month that ends at `end`, where it is over or runs and is later than those named before it."""
    month = date.fromordinal(end.toordinal() - 1).replace(day=1)
    if anchor.today is not None and month > anchor.today:
        return anchor.about
    return month if anchor.about is None else max(month, anchor.about)


def _is_compared(text: str, phrase: Phrase) -> bool:
    """Whether a year is only what the text measures against: 2019年同期, 较2023年; 全年 behind it is not of it."""
    return text.startswith("同期", phrase.end) or text.endswith(("较", "比"), 0, phrase.start)


def _file(anchor: Anchor, day: date, end: int) -> None:
    """新华社2月5日电 was written that day; in （吉隆坡9日讯）, a newspaper's, only 今日 counts from it."""
    assert anchor.today is not None
    if anchor.text[end : end + 1] in ("电", "讯") and 0 <= (anchor.today - day).days <= 3:
        anchor.filed = day
        if anchor.text[end] == "电":
            anchor.today = day


__all__ = ["CLOCK", "PART", "Kind", "find_times"]
