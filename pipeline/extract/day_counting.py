"""Calendar arithmetic on days: adding months, bounds of weeks, quarters and centuries."""

from __future__ import annotations

import functools
from datetime import date, timedelta
from decimal import Decimal

Days = tuple[date, date]
FIRST_YEAR, LAST_YEAR = 1, 9998


def month_days(year: int, month: int) -> Days:
    """A month; months run on beyond the year (13 is the next January).

    >>> month_days(2025, 14)
    (datetime.date(2026, 2, 1), datetime.date(2026, 3, 1))
    """
    return month_start(year, month), month_start(year, month + 1)


def month_start(year: int, month: int) -> date:
    """The first day of a month, counted on beyond the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(min(max(year, FIRST_YEAR), LAST_YEAR), month, 1)


def year_days(year: int, last: int | None = None) -> Days:
    """A year, or the years up to `last`.

    >>> year_days(2025)
    (datetime.date(2025, 1, 1), datetime.date(2026, 1, 1))
    """
    return month_start(year, 1), month_start((year if last is None else last) + 1, 1)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    first = month_start(day.year, day.month + months)
    last = month_start(first.year, first.month + 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def add_days(day: date, days: int) -> date:
    """A day so many days on, held inside the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.min if days < 0 else date(LAST_YEAR, 12, 31)


@functools.lru_cache(maxsize=4096)
def exact_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the month has no such day.

    >>> exact_day(2019, 2, 29) is None
    True
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return add_days(day, -day.weekday())


def first_week(year: int) -> date:
    """The Monday on which the first ISO week of a year begins.

    >>> first_week(2021)
    datetime.date(2021, 1, 4)
    """
    return monday_of(date(year, 1, 4))


def shift(day: date, number: Decimal, code: str, sign: int) -> date:
    """A day moved by an amount of years, quarters, months, weeks or days; halves of a month are 15 days.

    >>> shift(date(2026, 2, 6), Decimal("2.5"), "M", -1)
    datetime.date(2025, 11, 21)
    """
    number = min(number, Decimal(9999) if code in "CYQM" else Decimal(400000))
    months = {"C": 1200, "Y": 12, "Q": 3, "M": 1}.get(code)
    if months is None:
        return add_days(day, sign * int(number * (7 if code == "W" else 1)))
    total = number * months
    moved = add_months(day, sign * int(total))
    return add_days(moved, sign * round((total - int(total)) * 30))


def floor_unit(day: date, code: str) -> date:
    """The first day of the year, quarter, month or week that a day lies in.

    >>> floor_unit(date(2026, 2, 6), "Q")
    datetime.date(2026, 1, 1)
    """
    match code:
        case "C":
            return date(max(day.year // 100 * 100, 1), 1, 1)
        case "Y":
            return date(day.year, 1, 1)
        case "Q":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "M":
            return date(day.year, day.month, 1)
        case "W":
            return monday_of(day)
    return day


def clamp(first: date, last: date) -> Days:
    """Two days in order."""
    return (first, last) if first <= last else (last, first)


def next_day(day: date) -> date:
    """The day after."""
    return day if day == date.max else day + timedelta(days=1)
