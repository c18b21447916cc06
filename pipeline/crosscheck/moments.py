"""Times as intervals that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pipeline.records import Timex

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A half-open stretch of time; `clock` where only the time of day is known (then on day one of year one)."""

    start: datetime
    end: datetime
    clock: bool = False

    @property
    def width(self) -> timedelta:
        return self.end - self.start

    @classmethod
    def lasting(cls, start: datetime, width: timedelta, clock: bool = False) -> Moment:
        """The stretch from an instant on, cut where the calendar ends.

        >>> Moment.lasting(datetime(9999, 12, 31), timedelta(days=1)).end.year
        9999
        """
        return cls(start, start + min(width, datetime.max - start), clock)


def parse_instant(text: str) -> tuple[datetime, bool] | None:
    """An ISO day, instant or bare clock time, and whether it is a bare clock; None where it is none of them.

    >>> parse_instant("T14:05:00")
    (datetime.datetime(1, 1, 1, 14, 5), True)
    """
    try:
        if text.startswith("T"):
            return datetime.combine(date.min, time.fromisoformat(text[1:])), True
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time.min), False
        return datetime.fromisoformat(text).replace(tzinfo=None), False
    except ValueError:
        return None


def to_moment(timex: Timex) -> Moment | None:
    """The stretch a time resolves to; None where either end is open or unknown.

    >>> to_moment(Timex("DATE", "2026-02-06", None, "2026-02-06", "2026-02-07")).width.days
    1
    """
    if timex.start is None:
        return None
    start = parse_instant(timex.start)
    end = parse_instant(timex.end) if timex.end is not None else None
    if start is None:
        return None
    if end is None or end[0] <= start[0]:
        if timex.type != "TIME" and not start[1]:
            return None
        return Moment.lasting(start[0], timedelta(minutes=1), start[1])
    return Moment(start[0], end[0], start[1])


def relate(left: Moment, right: Moment) -> str:
    """`equal`, `within_day` (one day, told more or less exactly), `within`, `overlap` or `apart`.

    >>> day = to_moment(Timex("DATE", "2026-02-06", None, "2026-02-06", "2026-02-07"))
    >>> evening = to_moment(Timex("TIME", "2026-02-06TEV", None, "2026-02-06T18:00:00", "2026-02-06T23:59:00"))
    >>> relate(day, evening)
    'within_day'
    """
    if left.clock != right.clock:
        left, right = (_on_day(left, right), right) if left.clock else (left, _on_day(right, left))
    if (left.start, left.end) == (right.start, right.end):
        return "equal"
    inner, outer = sorted((left, right), key=lambda m: m.width)
    if outer.start <= inner.start and inner.end <= outer.end:
        return "within_day" if outer.width <= _DAY else "within"
    if left.start < right.end and right.start < left.end:
        return "overlap"
    return "apart"


def clock_slip(left: Moment, right: Moment) -> bool:
    """Whether two instants share a telling minute and differ in the hour or the day alone: 14时31分 and 15时31分.

    >>> a, b = (Moment(datetime(2026, 3, 12, h, 31), datetime(2026, 3, 12, h, 32)) for h in (14, 15))
    >>> clock_slip(a, b)
    True
    """
    short = max(left.width, right.width) <= timedelta(minutes=1)
    if not short or left.clock != right.clock or left.start.minute == 0 or left.start.minute != right.start.minute:
        return False
    hours = left.start.date() == right.start.date() and abs(left.start.hour - right.start.hour) in (1, 12)
    days = left.start.hour == right.start.hour and abs((left.start.date() - right.start.date()).days) == 1
    return hours or days


def _on_day(clock: Moment, day: Moment) -> Moment:
    shift = datetime.combine(day.start.date(), time.min) - datetime.combine(date.min, time.min)
    return Moment.lasting(clock.start + shift, clock.width)
