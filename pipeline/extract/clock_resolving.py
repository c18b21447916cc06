"""From a clock time and the part of the day it stands in to the instant it names."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.extract.day_counting import add_days

_MINUTES_A_DAY = 1440


def clock_minutes(has: dict[str, Any]) -> tuple[int, int]:
    """Minutes from midnight (may run into the next day) and seconds of the clock time among the pieces.

    >>> from pipeline.lexicon.times import dayparts
    >>> evening = next(part for part in dayparts() if part.word == "晚上")
    >>> clock_minutes({"clock": (9, 30, None), "part": evening})
    (1290, 0)
    """
    hour, minute, second = has["clock"]
    part = has.get("part") or has.get("night")
    noon = has.get("noon")
    if noon is not None:
        hour = hour % 12 + (12 if noon == "pm" else 0) if hour <= 12 else hour
    elif part is not None:
        hour = _hour_in(part.half, hour, part.start)
    return hour * 60 + (minute or 0), second or 0


def _hour_in(half: str, hour: int, start: int) -> int:
    if hour > 12:
        return hour
    if half == "pm":
        return hour if hour == 12 else hour + 12
    if half == "noon":
        return hour + 12 if hour < 5 else hour
    if half == "night":
        if hour == 12:
            return 24
        return hour + 12 if hour >= 5 else hour if hour == 0 or start >= 23 else hour + 24
    if half == "am" and hour == 12 and start < 5:
        return 24
    return hour


def instant(day: date | None, minutes: int, seconds: int = 0) -> str:
    """An instant, or a bare clock time where there is no day; minutes may run beyond midnight.

    >>> instant(date(2026, 3, 12), 24 * 60), instant(None, 845)
    ('2026-03-13T00:00:00', 'T14:05:00')
    """
    days, minutes = divmod(minutes, _MINUTES_A_DAY)
    clock = f"T{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return clock if day is None else (add_days(day, days) if days else day).isoformat() + clock


def clock_value(has: dict[str, Any], day: date | None, written_day: str) -> str:
    """TIMEX3 value of a clock time, as fine as it is written (T14, T14:05); `written_day` stands for a day not known.

    >>> clock_value({"clock": (9, 30, None)}, date(2026, 2, 6), ""), clock_value({"clock": (9, None, None)}, None, "")
    ('2026-02-06T09:30', 'T09')
    """
    minutes, _ = clock_minutes(has)
    _, minute, second = has["clock"]
    if minutes > _MINUTES_A_DAY and day is not None:
        day, minutes = add_days(day, 1), minutes - _MINUTES_A_DAY
    written = f"{minutes // 60 if minutes == _MINUTES_A_DAY else minutes // 60 % 24:02d}"
    if minute is not None:
        written += f":{minutes % 60:02d}"
    if second is not None:
        written += f":{second:02d}"
    return f"{written_day if day is None else day.isoformat()}T{written}"


def step_minutes(has: dict[str, Any]) -> int:
    """How long a clock time lasts as written: an hour, or a minute."""
    return 60 if has["clock"][1] is None else 1
