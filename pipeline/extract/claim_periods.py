"""Which time a figure holds for: stated beside it, carried on from the figure before, or what the article is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.extract.page import Page
from pipeline.records import Mention, Span

_COMPARED = frozenset("比较同于跟与超过")
_SAME = ("同期", "相比", "的同期", "度同期", "同比")
_GRAINS = (
    (1, "day"),
    (3, "days"),
    (10, "week"),
    (31, "month"),
    (93, "quarter"),
    (186, "half"),
    (300, "months"),
    (366, "year"),
)
_LONG = frozenset({"month", "quarter", "half", "months", "year"})
_NEVER = frozenset({"open", "years"})  # 7月起 and 近三年 say no period of one figure
# What is true of a body or place through the period that an article is about, and not told with it each time.
_LASTING = frozenset({"stock", "rate", "event", "flow"})
_OWNERS = frozenset({"body", "place"})
_OF_EVENTS = frozenset({"event", "flow", "rank", "rate"})  # what happens with an event on its day
_PUBLISHES = ("公布", "发布", "宣布", "披露", "通报", "公告")
_TELLS = 12  # characters behind a time in which a word says that it is only told then


@dataclass(frozen=True, slots=True)
class Period:
    """A time that scopes figures: its half-open days, whether it is the as-of time of a count."""

    start: str | None
    end: str | None
    as_of: bool
    span: Span

    @property
    def grain(self) -> str:
        """How long it is, in one word.

        >>> Period("2026-01-01", "2026-04-01", False, Span(0, 2)).grain
        'quarter'
        """
        if self.start is None or self.end is None or self.start.startswith("T"):
            return "open"
        if len(self.start) > 10 or len(self.end) > 10:
            return "clock"
        days = (date.fromisoformat(self.end) - date.fromisoformat(self.start)).days
        return next((name for most, name in _GRAINS if days <= most), "years")

    @property
    def part_of_year(self) -> str:
        """`quarter` or `half_year` where it is one of the calendar's.

        >>> Period("2026-04-01", "2026-07-01", False, Span(0, 2)).part_of_year
        'quarter'
        """
        if self.grain not in ("quarter", "half"):
            return ""
        first, end = date.fromisoformat(str(self.start)), date.fromisoformat(str(self.end))
        months = (end.year - first.year) * 12 + end.month - first.month
        whole = first.day == end.day == 1 and months in (3, 6) and first.month % months == 1
        return {3: "quarter", 6: "half_year"}[months] if whole else ""

    @property
    def to_date(self) -> bool:
        """Whether it is the months of a year so far.

        >>> Period("2026-01-01", "2026-05-01", False, Span(0, 2)).to_date
        True
        """
        if self.grain not in ("quarter", "half", "months") or self.part_of_year:
            return False
        return str(self.start)[5:10] == "01-01" and str(self.end)[8:10] == "01" and str(self.end)[5:7] != "10"

    @property
    def moment(self) -> str | None:
        """The as-of time: of some days the last.

        >>> Period("2026-04-01", "2026-05-01", True, Span(0, 2)).moment
        '2026-04-30'
        """
        if self.end is None or self.grain in ("open", "clock", "day"):
            return self.start or self.end
        return (date.fromisoformat(self.end) - timedelta(days=1)).isoformat()


def read_period(
    page: Page, mention: Mention, sentence: Span, carried: Period | None, kind: str, owner: str, *, of_day: bool = False
) -> Period | None:
    """The time that scopes a figure: the last one before it in its clause, else in its sentence, else what held before.

    `kind` is that of its attribute, `owner` what such figures are said of: what lasts for the period that the article
    is about takes the last month, quarter or year that was told; what is said of an event of a day (`of_day`), its day.
    """
    clause = page.clause_at(mention.span, sentence)
    times = [_period(page, t) for t in page.times.within(sentence.start, mention.span.start) if _is_period(t)]
    before = [p for p in times if p.span != mention.span and not _aside(page, p, mention.span)]
    if len(before) > 1:
        before = [p for p in before if p.as_of or not _only_told(page, p.span)] or before
    chosen = ([p for p in before if p.span.start >= clause.start] or before)[-1:]
    if chosen:
        return chosen[0] if _scopes(chosen[0]) else None
    if carried is not None:
        return None if kind == "stock" and _long_past(page, carried) else carried
    if of_day:
        return _event_day(page) if kind in _OF_EVENTS else None
    return _last_long(page, sentence.start) if kind in _LASTING and owner in _OWNERS else None


def _aside(page: Page, period: Period, figure: Span) -> bool:
    """Whether a time is no figure's: what something is compared with, or when it was only made known."""
    if page.text[period.span.end : figure.start] in ("", "的"):
        return False
    return _compared(page, period.span)


def _only_told(page: Page, span: Span) -> bool:
    """选委会今日凌晨宣布: a time at which something is said."""
    end = page.clause_at(span, page.sentence_at(span.start)).end
    after = page.text[span.end : min(end, span.end + _TELLS)]
    return any(word in after for word in _PUBLISHES) and not page.figures.within(span.end, end)


def _event_day(page: Page) -> Period | None:
    """The day of the event that an article is about: the first that it tells."""
    for time in page.times.items:
        if _is_period(time):
            period = _period(page, time)
            if period.grain in ("day", "clock") and not period.as_of and not _only_told(page, period.span):
                return _whole_day(period)
    return None


def _long_past(page: Page, period: Period) -> bool:
    """Whether a time ended a year and more before the article: what stands today is told in the next sentence.

    2021年做出M6，2023年发布千问。衍生模型数量已突破20万个.
    """
    reference, end = page.article.reference, (period.end or period.start or "")[:10]
    return reference is not None and len(end) == 10 and end < (reference.date() - timedelta(days=365)).isoformat()


def _whole_day(period: Period) -> Period | None:
    start = (period.start or "")[:10]
    if len(start) < 10:
        return None
    end = (date.fromisoformat(start) + timedelta(days=1)).isoformat()
    return Period(start, end, False, period.span)


def carries_on(period: Period | None) -> Period | None:
    """What holds for the next sentence of the paragraph too: an as-of is told anew."""
    return None if period is None or period.as_of else period


def _scopes(period: Period) -> bool:
    return period.as_of or period.grain not in _NEVER


def _last_long(page: Page, end: int) -> Period | None:
    times: Sequence[Mention] = page.times.within(0, end)
    for time in reversed(times):
        if _is_period(time):
            period = _period(page, time)
            ahead = page.article.reference is not None and str(period.start) > page.article.reference.isoformat()
            if not period.as_of and period.grain in _LONG and not ahead and not _compared(page, period.span):
                return period
    return None


def _is_period(time: Mention) -> bool:
    timex = time.timex
    return timex is not None and bool(timex.start or timex.end)


def _period(page: Page, time: Mention) -> Period:
    timex = time.timex
    assert timex is not None
    return Period(timex.start, timex.end, has_as_of(page, time), time.span)


def has_as_of(page: Page, time: Mention) -> bool:
    """Whether a word beside a time makes it the moment of a running figure: 截至9日, 9日为止."""
    if "report" in time.rules:  # 截至12月31日止三个月: a period
        return False
    start, end = time.span
    for hit in page.running.within(max(0, start - 5), end + 3):
        inside = start < hit.span.start and hit.span.end < end  # 1日至8日
        if not inside and any(row.kind == "as_of" for row in hit.rows):
            return True
    return False


def _compared(page: Page, span: Span) -> bool:
    """Whether a time only says against what a figure is measured: 比上年, 较去年同期."""
    before, after = page.text[max(0, span.start - 1) : span.start], page.text[span.end : span.end + 3]
    return before in _COMPARED or after.startswith(_SAME)
