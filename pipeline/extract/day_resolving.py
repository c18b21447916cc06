"""From the pieces of a written time to the days it covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.extract.anchors import Anchor, direction, nearest
from pipeline.extract.calendars import days_off, holiday, lunar_day, lunar_month, weekday_of_month
from pipeline.extract.day_counting import (
    Days,
    add_days,
    add_months,
    exact_day,
    first_week,
    floor_unit,
    monday_of,
    month_days,
    month_start,
    next_day,
    year_days,
)  # fmt: skip
from pipeline.extract.period_resolving import century_days, edge_of, fiscal_days, part_days, period_days
from pipeline.extract.when import When


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


def cover(when: When, anchor: Anchor) -> Covered | None:
    """The days of a written time; None where it has only a part of the day or a clock time.

    >>> from datetime import datetime
    >>> anchor = Anchor("", None, "CN", date(2026, 2, 6))
    >>> cover(When(0, 0, 30, 20, {"year": 2025, "month": 5}), anchor).value
    '2025-05'
    """
    has = when.has
    for name, resolve in _SPECIAL:
        if name in has:
            return resolve(has, anchor)
    found = _calendar(has, anchor)
    if found is not None and "edge" in has and found.days is not None:
        edge = has["edge"]
        return Covered(edge_of(found.days, edge), found.value, "E" + found.grain, edge.mod)
    return found


def _calendar(has: dict[str, Any], anchor: Anchor) -> Covered | None:
    if "century" in has or "century_word" in has or "decade" in has:
        days, value, grain = century_days(has, anchor.today)
        return Covered(days, value, grain)
    if "weekday" in has:
        return _weekday(has, anchor)
    if "day" in has or "day_word" in has:
        return _day(has, anchor)
    if "month" in has or "month_word" in has:
        return _month(has, anchor)
    if "week_word" in has:
        return _week(has, anchor)
    if any(name in has for name in ("period", "period_word", "season", "part_of", "fiscal")):
        return _period(has, anchor)
    if "nth" in has or "year" in has or "year_word" in has or "short_year" in has:
        return _year(has, anchor)
    return None


def year_of(has: dict[str, Any], anchor: Anchor) -> int | None:
    """The year that the pieces name, or None."""
    year: int | None = has.get("year")
    if year is not None:
        return -year if has.get("before_christ") else year
    if (short := has.get("short_year")) is not None:
        return _full_year(short, anchor.today)
    row = has.get("year_word")
    if row is not None:
        if row.base == "reference":
            return None if anchor.today is None else anchor.today.year + int(row.high)
        base = anchor.base_year() if row.word != "当年" else anchor.last_year
        return None if base is None else base + int(row.high)
    return None


def _full_year(short: int, today: date | None) -> int:
    if today is None:
        return short + (2000 if short < 50 else 1900)
    century = today.year // 100 * 100
    years = (century - 100 + short, century + short, century + 100 + short)
    return min(years, key=lambda y: (today.year - y) if y <= today.year else 4 * (y - today.year))


def _year(has: dict[str, Any], anchor: Anchor) -> Covered:
    year = year_of(has, anchor)
    if year is None:
        return Covered(None, "XXXX", "Y")
    if year < 0:
        return Covered(None, f"BC{-year:04d}", "Y")
    row = has.get("year_word")
    if "nth" in has:
        return _nth(has["nth"], year_days(year), year)
    if row is not None and row.low != row.high:
        first = year - (row.high - row.low)
        return Covered(year_days(first, year), f"{first:04d}/{year:04d}", "YY")
    return Covered(year_days(year), f"{year:04d}", "Y")


def _nth(nth: tuple[str, int], days: Days, year: int | None) -> Covered:
    code, number = nth
    if code == "D":
        day = add_days(days[0], number - 1) if number > 0 else add_days(days[1], -1)
        return Covered((day, next_day(day)), day.isoformat(), "D")
    if year is not None:
        monday = first_week(year)
    else:
        monday = monday_of(days[0]) if days[0].weekday() == 0 else add_days(monday_of(days[0]), 7)
    monday = add_days(monday, 7 * (number - 1)) if number > 0 else monday_of(add_days(days[1], -1))
    return Covered((monday, add_days(monday, 7)), week_value(monday), "W")


def week_value(monday: date) -> str:
    """A week in ISO 8601.

    >>> week_value(date(2026, 2, 2))
    '2026-W06'
    """
    year, week, _ = monday.isocalendar()
    return f"{year:04d}-W{week:02d}"


def _month_number(has: dict[str, Any], anchor: Anchor) -> tuple[int | None, int | None]:
    """Year and month that the pieces name; either may be open."""
    year = year_of(has, anchor)
    if "month" in has:
        return year, has["month"]
    row = has.get("month_word")
    if row is None:
        return year, None
    base = anchor.today if row.base == "reference" else anchor.base()
    if base is None:
        return year, None
    start = month_start(base.year, base.month + row.low)
    return (start.year if year is None else year), start.month


def _month(has: dict[str, Any], anchor: Anchor) -> Covered:
    year, month = _month_number(has, anchor)
    if month is None:
        return Covered(None, "XXXX-XX", "M")
    if year is None:
        year = _choose_year(anchor, lambda y: month_days(y, month), fine=False)
    if year is None:
        return Covered(None, f"XXXX-{month:02d}", "M")
    if year < 0:
        return Covered(None, f"BC{-year:04d}-{month:02d}", "M")
    days = month_days(year, month)
    if "nth_weekday" in has:
        number, weekday = has["nth_weekday"]
        day = weekday_of_month(year, month, number, weekday)
        return Covered((day, next_day(day)), day.isoformat(), "D")
    if "nth" in has:
        return _nth(has["nth"], days, None)
    if "part_of" in has:
        return Covered(part_days(has["part_of"], days), f"{year:04d}-{month:02d}", "P")
    return Covered(days, f"{year:04d}-{month:02d}", "M")


def _choose_year(anchor: Anchor, days_of: Any, fine: bool, stated: int | None = None) -> int | None:
    """The year of a month or day that names none: that of its sentence, else the one a reader takes."""
    today = anchor.today
    start = anchor.here[0]
    if stated is not None and today is not None:
        for step in (0, -1, 1, -2, 2):
            days = days_of(today.year + step)
            if days is not None and days[0].weekday() == stated:
                return today.year + step
    if anchor.year is not None and (not fine or anchor.year_fine or start - anchor.year_end < 12):
        if today is None or not fine or not _is_recent(days_of(today.year), today) or anchor.year == today.year:
            return anchor.year
    if today is None:
        return None
    candidates = [days for year in range(today.year - 1, today.year + 2) if (days := days_of(year)) is not None]
    if not candidates:
        candidates = [days for year in range(today.year - 8, today.year + 9) if (days := days_of(year)) is not None]
    found = nearest(candidates, today, direction(anchor) if stated is None else 0)
    return None if found is None else found[0].year


def _is_recent(days: Days | None, today: date) -> bool:
    return days is not None and 0 <= (today - days[0]).days <= 3


def _day(has: dict[str, Any], anchor: Anchor) -> Covered:
    row = has.get("day_word")
    if row is not None:
        return _relative_day(has, row, anchor)
    year, month = _month_number(has, anchor)
    day = has["day"]
    if month is None:
        return _day_of_month(day, anchor)
    if year is None:
        year = _choose_year(anchor, lambda y: _one(exact_day(y, month, day)), True, has.get("stated_weekday"))
    if year is None:
        return Covered(None, f"XXXX-{month:02d}-{day:02d}", "D")
    if (
        (has.get("bare_day") or "lunar" in has)
        and (month, day) in ((8, 15), (1, 15), (9, 9), (7, 7))
        and "year" not in has
    ):
        return _covered_day(lunar_day(year, month, day), f"{year:04d}")
    found = exact_day(year, month, day) if year > 0 else None
    return _covered_day(found, f"{year:04d}-{month:02d}-{day:02d}")


def _one(day: date | None) -> Days | None:
    return None if day is None else (day, next_day(day))


def _covered_day(day: date | None, otherwise: str) -> Covered:
    return Covered(None, otherwise, "D") if day is None else Covered((day, next_day(day)), day.isoformat(), "D")


def _relative_day(has: dict[str, Any], row: Any, anchor: Anchor) -> Covered:
    base = anchor.today if row.base == "reference" else anchor.base()
    if base is None:
        return Covered(None, "XXXX-XX-XX", "D")
    offset = getattr(row, "offset", None)
    low, high = (row.low, row.high) if offset is None else (offset, offset)
    year = year_of(has, anchor)
    if year is not None and year > 0:
        base = add_months(base, 12 * (year - base.year))
    first, last = add_days(base, low), add_days(base, high)
    if low != high:
        return Covered((first, next_day(last)), f"{first.isoformat()}/{last.isoformat()}", "DD", row.mod)
    first = _as_stated(first, has)
    return Covered((first, next_day(first)), first.isoformat(), "D", None)


def _as_stated(day: date, has: dict[str, Any]) -> date:
    """今日（23日） is the 23rd, whatever day the article was counted from, where that is within a few days."""
    stated = has.get("stated_day")
    if stated is None or day.day == stated:
        return day
    near = [add_days(day, step) for step in (-1, 1, -2, 2, -3, 3)]
    return next((other for other in near if other.day == stated), day)


def _day_of_month(day: int, anchor: Anchor) -> Covered:
    """A day that names no month: nearest to the day named before it, else to the reference."""
    today, near = anchor.today, anchor.day
    if near is not None and today is not None and _CLOSE and 0 <= (today - near).days <= 40:
        near = None if _is_recent(_one(exact_day(today.year, today.month, day)), today) else near
    base = near or today
    if base is None:
        return Covered(None, f"XXXX-XX-{day:02d}", "D")
    months = [month_start(base.year, base.month + step) for step in (-2, -1, 0, 1, 2)]
    candidates = [days for m in months if (days := _one(exact_day(m.year, m.month, day))) is not None]
    if near is not None:
        found = min(candidates, key=lambda days: (abs((days[0] - base).days), days[0] < base))
    else:
        found = nearest(candidates, base, direction(anchor) % 2) or candidates[0]
    return Covered(found, found[0].isoformat(), "D")


_CLOSE = True


def _weekday(has: dict[str, Any], anchor: Anchor) -> Covered:
    number, row = has["weekday"], has.get("week_word")
    length = 2 if number == 7 else 1
    offset = 5 if number == 7 else number
    if anchor.today is None:
        return Covered(None, "XXXX-WXX-WE" if number == 7 else f"XXXX-WXX-{number + 1}", "D")
    if row is not None:
        base = anchor.today if row.base == "reference" else anchor.base() or anchor.today
        first = add_days(monday_of(base), 7 * row.low + offset)
    else:
        monday = monday_of(anchor.today)
        starts = [add_days(monday, 7 * week + offset) for week in (-1, 0, 1)]
        way = direction(anchor)
        found = nearest([(start, add_days(start, length)) for start in starts], anchor.today, way)
        first = found[0] if found else starts[1]
    if length == 1 and "stated_day" in has:
        weeks = [add_days(first, step) for step in (0, -7, 7)]
        first = next((day for day in weeks if day.day == has["stated_day"]), first)
    value = week_value(monday_of(first)) + "-WE" if number == 7 else first.isoformat()
    return Covered((first, add_days(first, length)), value, "WE" if number == 7 else "D")


def _week(has: dict[str, Any], anchor: Anchor) -> Covered:
    row = has["week_word"]
    base = anchor.today if row.base == "reference" else anchor.base()
    if base is None:
        return Covered(None, "XXXX-WXX", "W")
    monday = add_days(monday_of(base), 7 * row.low)
    return Covered((monday, add_days(monday, 7)), week_value(monday), "W")


def _period(has: dict[str, Any], anchor: Anchor) -> Covered:
    if "fiscal" in has:
        days, value = fiscal_days(has, anchor.text[: anchor.here[0]])
        return Covered(days, value, "F")
    year = year_of(has, anchor)
    days, value = period_days(has, year, anchor)
    grain = "S" if "season" in has else "Q"
    return Covered(days, value, grain)


def _holiday(has: dict[str, Any], anchor: Anchor) -> Covered:
    phrase = has.get("days_off")
    name = phrase.word if phrase is not None else has["holiday"]
    year = year_of(has, anchor)
    if year is None and "day_word" in has and anchor.today is not None:
        year = anchor.today.year

    def days_of(y: int) -> Days | None:
        return days_off(name, y) if phrase is not None else holiday(name, y, anchor.region)

    if year is None and anchor.today is not None:
        if anchor.year is not None and anchor.here[0] - anchor.year_end < 20:
            year = anchor.year
        else:
            near = [
                days for y in range(anchor.today.year - 1, anchor.today.year + 3) if (days := days_of(y)) is not None
            ]
            found = nearest(near, anchor.today, turned(has, anchor))
            return _covered_span(found, has)
    return _covered_span(None if year is None else days_of(year), has)


def _covered_span(days: Days | None, has: dict[str, Any]) -> Covered:
    if days is None:
        return Covered(None, "XXXX-XX-XX", "D")
    if "nth" in has:
        return _covered_day(add_days(days[0], has["nth"][1] - 1), "XXXX-XX-XX")
    if (days[1] - days[0]).days == 1:
        return Covered(days, days[0].isoformat(), "D")
    return Covered(days, f"{days[0].isoformat()}/{add_days(days[1], -1).isoformat()}", "DD")


def turned(has: dict[str, Any], anchor: Anchor) -> int:
    """Which way a festival or season lies: as 上一个 and 下一个 say, else as its clause does."""
    turn = has.get("turn")
    return direction(anchor) if turn is None else 3 * int(turn.low)


def _lunar(has: dict[str, Any], anchor: Anchor) -> Covered:
    month, leap = has["lunar_month"]
    day = has.get("lunar_day")
    year = year_of(has, anchor)

    def days_of(y: int) -> Days | None:
        return lunar_month(y, month, leap) if day is None else _one(lunar_day(y, month, day, leap))

    if year is not None:
        days = days_of(year)
    elif anchor.today is None:
        days = None
    else:
        near = [d for y in range(anchor.today.year - 1, anchor.today.year + 2) if (d := days_of(y)) is not None]
        days = nearest(near, anchor.today, direction(anchor))
    if days is None:
        return Covered(None, "XXXX-XX-XX", "D")
    return Covered(
        days, days[0].isoformat() if day is not None else f"{days[0]}/{add_days(days[1], -1)}", "D" if day else "M"
    )


def _plan(has: dict[str, Any], anchor: Anchor) -> Covered:
    row = has["plan"]
    if has.get("plan_edge"):
        return Covered(year_days(row.last), f"{row.first}/{row.last}", "YY", "END")
    return Covered(year_days(row.first, row.last), f"{row.first}/{row.last}", "YY")


def _edge_word(has: dict[str, Any], anchor: Anchor) -> Covered:
    """年底 and 月初 without a year or month before them."""
    row = has["edge_word"]
    if anchor.today is None:
        return Covered(None, "XXXX", "Y", row.mod)
    today = anchor.today
    if row.unit == "year_edge":
        year = anchor.year if anchor.year is not None and anchor.here[0] - anchor.year_end < 12 else today.year
        if direction(anchor) < 1:
            if anchor.last_year is not None and anchor.last_year == today.year - 1:
                year = anchor.last_year
            elif row.mod == "END" and today.month <= 2 and not anchor.alone:
                year -= 1
        return Covered(edge_of(year_days(year), row.word), f"{year:04d}", "EY", row.mod)
    days = month_days(today.year, today.month)
    return Covered(edge_of(days, row.word), f"{today.year:04d}-{today.month:02d}", "EM", row.mod)


def _period_word(has: dict[str, Any], anchor: Anchor) -> Covered:
    row = has["period_word"]
    base = anchor.today if row.base == "reference" else anchor.base()
    if base is None:
        return Covered(None, "XXXX-QX", "Q")
    if row.unit == "half":
        first = month_start(base.year, (1 if base.month <= 6 else 7) + 6 * row.low)
        return Covered(
            (first, month_start(first.year, first.month + 6)), f"{first.year}-H{1 if first.month == 1 else 2}", "Q"
        )
    first = month_start(base.year, floor_unit(base, "Q").month + 3 * row.low)
    return Covered((first, month_start(first.year, first.month + 3)), f"{first.year}-Q{(first.month + 2) // 3}", "Q")


_SPECIAL = (
    ("holiday", _holiday), ("days_off", _holiday), ("lunar_month", _lunar), ("plan", _plan), ("edge_word", _edge_word),
    ("period_word", _period_word),
)  # fmt: skip
