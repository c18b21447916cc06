"""What a resolved stretch of days is, and the years that pieces name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.extract.anchors import Anchor
from pipeline.extract.day_counting import Days, next_day


@dataclass(slots=True)
class Covered:
    """The days a time covers (None: unknown), its TIMEX3 value, and how fine it is: Y, Q, M, W, D or another letter.

    `start` and `end` are instants that stand for the days where an edge is known to the clock.
    """

    days: Days | None
    value: str
    grain: str
    mod: str | None = None
    start: str | None = None
    end: str | None = None


_REPUBLIC = 1911


def year_of(has: dict[str, Any], anchor: Anchor) -> int | None:
    """The year that the pieces name, or None."""
    year: int | None = has.get("year")
    if year is not None:
        if 100 <= year < 140 and anchor.region == "TW" and "before_christ" not in has:
            return year + _REPUBLIC  # 114年12月, as offices in Taiwan write it
        return -year if has.get("before_christ") else year
    if (short := has.get("short_year")) is not None:
        return _full_year(short, anchor.today)
    row = has.get("year_word")
    if row is not None:
        if row.base == "reference":
            return None if anchor.today is None else anchor.today.year + int(row.high)
        base = anchor.base_year()
        if row.word == "当年" and (anchor.last_year is None or base == (anchor.today.year if anchor.today else None)):
            return None  # back then
        return None if base is None else base + int(row.high)
    return None


def _full_year(short: int, today: date | None) -> int:
    if today is None:
        return short + (2000 if short < 50 else 1900)
    century = today.year // 100 * 100
    years = (century - 100 + short, century + short, century + 100 + short)
    return min(years, key=lambda y: (today.year - y) if y <= today.year else 4 * (y - today.year))


def one_day(day: date | None) -> Days | None:
    return None if day is None else (day, next_day(day))


def covered_day(day: date | None, otherwise: str) -> Covered:
    return Covered(None, otherwise, "D") if day is None else Covered((day, next_day(day)), day.isoformat(), "D")
