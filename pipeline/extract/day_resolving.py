"""From the pieces of a written time to the days it covers."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.extract.anchors import Anchor, choose, direction, nearest
from pipeline.extract.calendars import lunar_day, weekday_of_month
from pipeline.extract.covered import Covered, covered_day, one_day, year_of
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
from pipeline.extract.feast_resolving import resolve_edge_word, resolve_holiday, resolve_lunar, resolve_plan
from pipeline.extract.period_resolving import century_days, edge_of, fiscal_days, part_days, period_days
from pipeline.extract.when import When


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


def _year(has: dict[str, Any], anchor: Anchor) -> Covered:
    year = year_of(has, anchor)
    if year is None:
        return Covered(None, "XXXX", "Y")
    if year < 0:
        return Covered(None, f"BC{-year:04d}", "Y")
    row = has.get("year_word")
    if (last := has.get("last_year")) is not None:
        return Covered(year_days(year, last), f"{year:04d}/{last:04d}", "YY")
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
    base = _compared_month(anchor) or anchor.today if row.base == "reference" else anchor.last_month or anchor.base()
    if base is None:
        return year, None
    start = month_start(base.year, base.month + row.low)
    return (start.year if year is None else year), start.month


_STILL_NEWS = 75  # days after its beginning within which a month is still what a release compares with the one before


def _compared_month(anchor: Anchor) -> date | None:
    """5月份涨幅比上月扩大, published in June: 上月 is the month before the one that the text is about."""
    about, today = anchor.about, anchor.today
    if about is None or today is None or not anchor.compares():
        return None
    return about if 0 <= (today - about).days <= _STILL_NEWS else None


def _compared_quarter(anchor: Anchor) -> date | None:
    """三季度增速比上季度回落, published in October: 上季度 is the one before the quarter that the text is about."""
    days, today = anchor.period, anchor.today
    if days is None or today is None or not anchor.compares() or not 89 <= (days[1] - days[0]).days <= 92:
        return None
    return days[0] if 0 <= (today - days[1]).days <= _STILL_NEWS else None


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
        for step in (0, -1, 1):
            days = days_of(today.year + step)
            if days is not None and days[0].weekday() == stated:
                return today.year + step
    inherits = anchor.year is not None and (not fine or anchor.year_fine or start - anchor.year_end < 12)
    if inherits and (
        today is None or not fine or anchor.year == today.year or not _is_recent(days_of(today.year), today)
    ):
        return anchor.year
    if today is None:
        return None
    days = days_of(today.year) if fine and not (anchor.alone or anchor.back) and stated is None else None
    if days is not None and -_SOON <= (today - days[0]).days <= _LATELY:
        return today.year
    candidates = [days for year in range(today.year - 1, today.year + 2) if (days := days_of(year)) is not None]
    if not candidates:
        candidates = [days for year in range(today.year - 8, today.year + 9) if (days := days_of(year)) is not None]
    if not anchor.alone and len(candidates) > 1:  # who means the middle of next year says so
        candidates = [days for days in candidates if days[0].year <= today.year or (days[0] - today).days <= _FAR]
    found = choose(candidates, anchor, today) if stated is None else nearest(candidates, today, 0)
    return None if found is None else found[0].year


_SOON, _LATELY = 25, 60  # days from the reference within which a date is of its year, whichever way a clause looks
_HALF_YEAR = 180
_BESIDE = 8  # characters between a period and another name for it
_FAR = 180


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
        year = _choose_year(anchor, lambda y: one_day(exact_day(y, month, day)), True, has.get("stated_weekday"))
    if year is None:
        return Covered(None, f"XXXX-{month:02d}-{day:02d}", "D")
    if (
        (has.get("bare_day") or "lunar" in has)
        and (month, day) in ((8, 15), (1, 15), (9, 9), (7, 7))
        and "year" not in has
    ):
        return covered_day(lunar_day(year, month, day), f"{year:04d}")
    found = exact_day(year, month, day) if year > 0 else None
    return covered_day(found, f"{year:04d}-{month:02d}-{day:02d}")


def _relative_day(has: dict[str, Any], row: Any, anchor: Anchor) -> Covered:
    base = anchor.today if row.base == "reference" else anchor.base()
    if base is None:
        return Covered(None, "XXXX-XX-XX", "D")
    if anchor.filed is not None and row.base == "reference" and getattr(row, "high", 1) == 0 == row.low:
        base = anchor.filed
    offset = getattr(row, "offset", None)
    low, high = (row.low, row.high) if offset is None else (offset, offset)
    if row.base == "anchor" and low and anchor.last_day is None and not anchor.alone and _of_event(anchor):
        return Covered(None, "XXXX-XX-XX", "D")  # 震后次日: the day after one that is not named
    year = year_of(has, anchor)
    if year is not None and year > 0:
        base = add_months(base, 12 * (year - base.year))
    first, last = add_days(base, low), add_days(base, high)
    if low != high:
        return Covered((first, next_day(last)), f"{first.isoformat()}/{last.isoformat()}", "DD", row.mod)
    first = _as_stated(first, has)
    return Covered((first, next_day(first)), first.isoformat(), "D", None)


def _of_event(anchor: Anchor) -> bool:
    """Whether an event stands before 次日 that gives the day: 震后次日."""
    return anchor.text[anchor.here[0] - 1 : anchor.here[0]] in ("后", "的")


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
        near = None if _is_recent(one_day(exact_day(today.year, today.month, day)), today) else near
    base = near or today
    if base is None:
        return Covered(None, f"XXXX-XX-{day:02d}", "D")
    if near is None and 0 <= base.day - day <= 2 and not anchor.alone:
        return covered_day(base.replace(day=day), "")
    if near is not None and near.day == day:
        return Covered((near, next_day(near)), near.isoformat(), "D")
    months = [month_start(base.year, base.month + step) for step in (-2, -1, 0, 1, 2)]
    candidates = [days for m in months if (days := one_day(exact_day(m.year, m.month, day))) is not None]
    if near is not None:
        found = min(candidates, key=lambda days: (abs((days[0] - base).days), days[0] < base))
        if found[0] < base and direction(anchor) == 1:
            found = next((days for days in candidates if days[0] >= base), found)
    else:
        found = nearest(candidates, base, _way_of_day(anchor)) or candidates[0]
    return Covered(found, found[0].isoformat(), "D")


_CLOSE = True
_SUNDAY_FIRST = frozenset(("HK", "MO", "TW", "MY", "SG"))  # where the week begins on Sunday


def _way_of_day(anchor: Anchor) -> int:
    """A bare day of the month looks back further than ahead: news speaks of the last weeks and of the next days."""
    way = direction(anchor)
    return 4 if way in (0, 2) else way


def _weekday(has: dict[str, Any], anchor: Anchor) -> Covered:
    number, row = has["weekday"], has.get("week_word")
    length = 2 if number == 7 else 1
    offset = 5 if number == 7 else number
    if anchor.today is None:
        return Covered(None, "XXXX-WXX-WE" if number == 7 else f"XXXX-WXX-{number + 1}", "D")
    if row is not None:
        base = anchor.today if row.base == "reference" else anchor.base() or anchor.today
        if base.weekday() == 6 and row.low < 0 and anchor.region in _SUNDAY_FIRST:
            base = next_day(base)
        first = add_days(monday_of(base), 7 * row.low + offset)
    else:
        monday = monday_of(anchor.today)
        starts = [add_days(monday, 7 * week + offset) for week in (-1, 0, 1)]
        if anchor.alone and not anchor.back and length == 1 and not {"part", "clock", "stated_day"} & has.keys():
            starts = [start for start in (*starts, add_days(starts[-1], 7)) if start > anchor.today]
        found = choose([(start, add_days(start, length)) for start in starts], anchor, anchor.today)
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
        if anchor.report is not None and 0 <= anchor.here[0] - anchor.report_end < _BESIDE:
            days = anchor.report  # 截至12月31日止三个月（即2026财年第三季度）
        return Covered(days, value, "F")
    year = year_of(has, anchor)
    if year is None and (fiscal := _of_report(has, anchor.report)) is not None:
        return fiscal
    days, value = period_days(has, year, anchor)
    grain = "S" if "season" in has else "Q"
    return Covered(days, value, grain)


def _of_report(has: dict[str, Any], report: Days | None) -> Covered | None:
    """第三季 in a report on nine months that begin in April: a quarter of its fiscal year."""
    period = has.get("period")
    if report is None or period is None or period.code != "Q" or report[0].month == 1:
        return None
    if (report[1] - report[0]).days < _HALF_YEAR or report[0].day != 1:
        return None
    first = month_start(report[0].year, report[0].month + 3 * period.number - 3)
    days = first, month_start(first.year, first.month + 3)
    return Covered(days, f"{days[0].isoformat()}/{add_days(days[1], -1).isoformat()}", "Q")


def _period_word(has: dict[str, Any], anchor: Anchor) -> Covered:
    row = has["period_word"]
    base = anchor.today if row.base == "reference" else anchor.base()
    if base is None:
        return Covered(None, "XXXX-QX", "Q")
    report = anchor.report
    if report is not None and row.unit == "quarter" and row.base == "reference" and (report[1] - report[0]).days < 95:
        days = add_months(report[0], 3 * row.low), add_months(report[1], 3 * row.low)
        return Covered(days, f"{days[0].isoformat()}/{add_days(days[1], -1).isoformat()}", "Q")
    if row.unit == "half":
        first = month_start(base.year, (1 if base.month <= 6 else 7) + 6 * row.low)
        return Covered(
            (first, month_start(first.year, first.month + 6)), f"{first.year}-H{1 if first.month == 1 else 2}", "Q"
        )
    if row.base == "reference":
        base = _compared_quarter(anchor) or base
    first = month_start(base.year, floor_unit(base, "Q").month + 3 * row.low)
    return Covered((first, month_start(first.year, first.month + 3)), f"{first.year}-Q{(first.month + 2) // 3}", "Q")


_SPECIAL = (  # the first of these pieces decides
    ("holiday", resolve_holiday),
    ("days_off", resolve_holiday),
    ("lunar_month", resolve_lunar),
    ("plan", resolve_plan),
    ("edge_word", resolve_edge_word),
    ("period_word", _period_word),
)  # fmt: skip
