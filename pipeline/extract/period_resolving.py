"""The days of quarters, halves, seasons, decades, centuries, fiscal years and their edges."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.extract.anchors import Anchor, direction, nearest
from pipeline.extract.calendars import solar_term
from pipeline.extract.day_counting import Days, add_days, monday_of, month_start, year_days
from pipeline.lexicon import times as lexicon


def edge_of(days: Days, edge: Any) -> Days:
    """The beginning, middle or end of a year, quarter, month, decade or century.

    >>> edge_of((date(2026, 2, 1), date(2026, 3, 1)), lexicon.edges()["month", "末"])
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 1))
    """
    if isinstance(edge, str):
        unit = "year" if edge.startswith("年") else "month"
        edge = lexicon.edges()[unit, edge]
    first, end = days
    if edge.low < 0:
        return add_days(end, edge.low), add_days(end, edge.high + 1)
    if edge.unit == "month":
        last = add_days(end, -1).day
        return first.replace(day=min(edge.low, last)), add_days(first.replace(day=min(edge.high, last)), 1)
    if edge.unit in ("year", "half", "quarter"):
        step = first.month - 1
        return month_start(first.year, step + edge.low), month_start(first.year, step + edge.high + 1)
    year = first.year
    return month_start(year + edge.low, 1), month_start(year + edge.high + 1, 1)


def century_days(has: dict[str, Any], today: date | None) -> tuple[Days | None, str, str]:
    """Days, value and grain of a century or decade (the nineteenth: 1800 to 1899).

    >>> century_days({"century": 19, "decade": 7}, None)
    ((datetime.date(1870, 1, 1), datetime.date(1880, 1, 1)), '187', 'X')
    """
    number = has.get("century")
    if number is None and today is not None and (row := has.get("century_word")) is not None:
        number = today.year // 100 + 1 + row.low
    decade = has.get("decade")
    if number is not None and has.get("before_christ"):
        return None, f"BC{number - 1:02d}", "C"
    if decade is None:
        if number is None:
            return None, "XX", "C"
        return _century_edge(has, year_days(max((number - 1) * 100, 1), number * 100 - 1)), f"{number - 1:02d}", "C"
    if number is None:
        if today is None:
            number = 20 if decade >= 2 else 21
        else:
            number = today.year // 100 + 1 if decade * 10 <= today.year % 100 else today.year // 100
    first = (number - 1) * 100 + decade * 10
    last = (number - 1) * 100 + has.get("last_decade", decade) * 10
    value = f"{first // 10:03d}" if last == first else f"{first // 10:03d}/{last // 10:03d}"
    return year_days(first, last + 9), value, "X"


def _century_edge(has: dict[str, Any], days: Days) -> Days:
    return days


def part_days(part: tuple[str, str, int], days: Days) -> Days:
    """The first or last so many units of a period.

    >>> part_days(("last", "D", 5), (date(2021, 5, 1), date(2021, 6, 1)))
    (datetime.date(2021, 5, 27), datetime.date(2021, 6, 1))
    """
    side, unit, number = part
    first, end = days
    if unit in ("M", "Q"):
        months = number * (3 if unit == "Q" else 1)
        if side == "first":
            return first, month_start(first.year, first.month + months)
        return month_start(end.year, end.month - months), end
    if unit == "W":
        if side == "first":
            monday = monday_of(first) if first.weekday() <= 3 else add_days(monday_of(first), 7)
            return monday, add_days(monday, 7 * number)
        monday = monday_of(add_days(end, -1))
        return add_days(monday, -7 * number), monday
    return (first, add_days(first, number)) if side == "first" else (add_days(end, -number), end)


def period_days(has: dict[str, Any], year: int | None, anchor: Anchor) -> tuple[Days | None, str]:
    """Days and value of a part of the year; without a year, of the one a reader takes."""
    if year is None and anchor.year is not None:
        year = anchor.year
    if year is not None and year > 0:
        return _period_of(has, year), _period_value(has, year)
    if anchor.today is None:
        return None, _period_value(has, None)
    today = anchor.today
    whole = "part_of" in has or ("period" in has and has["period"].code == "FQ")
    if "period" in has and has["period"].code == "HM":
        days = _period_of(has, today.year, today.month)
        return days, f"{days[0]}/{add_days(days[1], -1)}"
    if "part_of" in has and has["part_of"][1] == "M":
        return _months_passed(has["part_of"][2], today, bool(has.get("of_year")))
    near = [(y, _period_of(has, y)) for y in range(today.year - 1, today.year + 2)]
    if "season" in has and anchor.alone and "turn" not in has and not anchor.back:
        near = [(y, days) for y, days in near if days[0] > today]
    way = direction(anchor) % 2 if anchor.alone and not anchor.back else direction(anchor)
    if (turn := has.get("turn")) is not None:
        way = 3 * int(turn.low)
    if whole and way < 1:
        done = [(y, days) for y, days in near if days[1] <= add_days(today, 7)]
        year, days = done[-1]
        return days, _period_value(has, year)
    found = nearest([days for _, days in near], today, way)
    year = next(y for y, days in near if days == found)
    return found, _period_value(has, year)


def _months_passed(number: int, today: date, of_year: bool) -> tuple[Days, str]:
    """前两个月 alone: the first months of this year once they are over, else the last whole ones."""
    if number < today.month or number > 3 or of_year:
        year = today.year if number < today.month else today.year - 1
        return (date(year, 1, 1), month_start(year, 1 + number)), f"{year:04d}-01/{year:04d}-{number:02d}"
    days = (month_start(today.year, today.month - number), month_start(today.year, today.month))
    return days, f"{days[0]:%Y-%m}/{add_days(days[1], -1):%Y-%m}"


def _period_of(has: dict[str, Any], year: int, month: int = 1) -> Days:
    if "part_of" in has:
        return part_days(has["part_of"], year_days(year))
    if "season" in has:
        return _season(has["season"], year)
    period = has["period"]
    number = period.number
    match period.code:
        case "H":
            return month_start(year, 6 * number - 5), month_start(year, 6 * number + 1)
        case "FQ":
            return month_start(year, 1), month_start(year, 3 * number + 1)
        case "HM":
            first = month_start(year, month)
            middle = first.replace(day=16)
            return (first, middle) if number == 1 else (middle, month_start(year, month + 1))
    return month_start(year, 3 * number - 2), month_start(year, 3 * number + 1)


_SEASONS = {"SP": (3, "立春", "立夏"), "SU": (6, "立夏", "立秋"), "FA": (9, "立秋", "立冬"), "WI": (12, "立冬", "立春")}


def _season(season: Any, year: int) -> Days:
    """A whole season runs from its solar term to the next season's (立春 to 立夏), a part of one by months."""
    first, opens, closes = _SEASONS[season.code]
    if season.last - season.first == 2:
        year += (season.first - first) // 12
        days = solar_term(year, opens), solar_term(year + (season.code == "WI"), closes)
        if days[0] is not None and days[1] is not None:
            return days[0], days[1]
        season = next(row for row in lexicon.seasons() if row.code == season.code and row.first == first)
    return month_start(year, season.first), month_start(year, season.last + 1)


def _period_value(has: dict[str, Any], year: int | None) -> str:
    written = "XXXX" if year is None else f"{year:04d}"
    if "season" in has:
        shown = written if year is None else f"{_period_of(has, year)[0].year:04d}"
        return f"{shown}-{has['season'].code}"
    if "part_of" in has:
        if year is None:
            return written
        days = _period_of(has, year)
        return f"{days[0]}/{add_days(days[1], -1)}"
    period = has["period"]
    if period.code == "FQ":
        return f"{written}-Q1/{written}-Q{period.number}"
    return f"{written}-{period.code}{period.number}"


def fiscal_days(has: dict[str, Any], before: str) -> tuple[Days | None, str]:
    """Days and value of a fiscal year or a part of it, by the company named last before it; days unknown without one.

    >>> fiscal_days({"fiscal": 2025, "period": lexicon.periods()["第三季度"]}, "苹果公司公布")
    ((datetime.date(2025, 4, 1), datetime.date(2025, 7, 1)), 'FY2025-Q3')
    """
    year, period = has["fiscal"], has.get("period")
    value = f"FY{year}" + (
        "" if period is None else f"-{'Q1/Q' if period.code == 'FQ' else period.code}{period.number}"
    )
    rows = lexicon.fiscal_years()
    named = max(rows, key=lambda name: (before.rfind(name), len(name)))
    if before.rfind(named) < 0:
        return None, value
    row = rows[named]
    first = month_start(year - 1 if row.ends and row.month > 1 else year, row.month)
    if period is None:
        return (first, month_start(first.year, first.month + 12)), value
    months = {"Q": 3, "H": 6}.get(period.code)
    if months is None:
        return (first, month_start(first.year, first.month + 3 * period.number)), value
    start = first.month + months * (period.number - 1)
    return (month_start(first.year, start), month_start(first.year, start + months)), value
