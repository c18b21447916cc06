"""When an article without a date was published: the days it speaks of as past, and the time its page was saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from pipeline.lexicon.future import future_markers

NEAR = timedelta(days=400)  # a day without a year is one of the year before the page was saved
FIRST_YEAR = 1990

_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d{2})\s?[年/-]\s?)?(?<!\d)(?P<m>1[0-2]|0?[1-9])\s?[月/-]\s?(?P<d>3[01]|[12]\d|0?[1-9])(?P<tail>[日号號]|(?!\d))"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?年")


class Window(NamedTuple):
    """The days between which an article was published, both included, with the reason for each end."""

    first: date | None
    last: date | None
    reason: str


def infer_window(text: str, latest: str | None = None) -> Window | None:
    """The window of an undated article; None when nothing speaks of a day.

    >>> infer_window("2026年2月4日，公司公布业绩，将于2月20日派息。", "2026-02-10T01:08:49")[:2]
    (datetime.date(2026, 2, 4), datetime.date(2026, 2, 10))
    """
    last = date.fromisoformat(latest[:10]) if latest else None
    first = max((d for d in _past_days(text, last) if last is None or d <= last), default=None)
    if first is None and last is None:
        return None
    reasons = []
    if first is not None:
        reasons.append(f"the latest day the text speaks of as past is {first}")
    if last is not None:
        reasons.append(f"the page was saved about {last}")
    return Window(first, last, "; ".join(reasons))


def window_notes(window: Window) -> tuple[str, ...]:
    """The window as notes of a RawArticle: `inferred_date:DAY:reason` and `window:FIRST/LAST:reason`.

    >>> window_notes(Window(date(2026, 2, 6), None, "…"))
    ('inferred_date:2026-02-06:…', 'window:2026-02-06/..:…')
    """
    day = window.first or window.last
    first, last = (d.isoformat() if d else ".." for d in (window.first, window.last))
    return (f"inferred_date:{day}:{window.reason}", f"window:{first}/{last}:{window.reason}")


def _past_days(text: str, last: date | None) -> Iterator[date]:
    year: int | None = None
    for match in _days_and_years(text):
        if match.re is _YEAR:
            year = int(match[1])
            continue
        own = match["y"]
        if own is not None:
            year = int(own)
        elif not match["tail"]:
            continue
        day = _resolve(int(own) if own else None, year, int(match["m"]), int(match["d"]), last)
        if day is not None and day.year >= FIRST_YEAR and not _is_future(text, match.start(), match.end()):
            yield day


def _days_and_years(text: str) -> Iterator[re.Match[str]]:
    found = [*_DAY.finditer(text), *_YEAR.finditer(text)]
    return iter(sorted(found, key=lambda m: m.start()))


def _resolve(own: int | None, near: int | None, month: int, day: int, last: date | None) -> date | None:
    """A day with its own year, else the last such day before the page was saved, else of the year named before."""
    if own is not None:
        return _date(own, month, day)
    if last is not None:
        this = _date(last.year, month, day)
        found = this if this is not None and this <= last else _date(last.year - 1, month, day)
        return found if found is not None and last - found < NEAR else None
    return None if near is None else _date(near, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_future(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 6) : start], text[end : end + 4]
    markers = future_markers()
    return any(m in before for m in markers.before) or any(after.startswith(m) for m in markers.after)
