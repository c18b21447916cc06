"""The days of festivals, days off, lunar dates, plans, and of 年底 that names no year."""

from __future__ import annotations

from typing import Any

from pipeline.extract.anchors import Anchor, choose, direction, nearest
from pipeline.extract.calendars import days_off, holiday, lunar_day, lunar_month
from pipeline.extract.covered import Covered, covered_day, one_day, year_of
from pipeline.extract.day_counting import Days, add_days, month_days, year_days
from pipeline.extract.period_resolving import edge_of
from pipeline.lexicon.holidays import holidays


def resolve_holiday(has: dict[str, Any], anchor: Anchor) -> Covered:
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
        return covered_day(add_days(days[0], has["nth"][1] - 1), "XXXX-XX-XX")
    if (days[1] - days[0]).days == 1:
        found = Covered(days, days[0].isoformat(), "D")
        if has.get("holiday") in holidays() and holidays()[has["holiday"]].calendar == "earth_hour":
            found.start, found.end = f"{found.value}T20:30:00", f"{found.value}T21:30:00"
        return found
    return Covered(days, f"{days[0].isoformat()}/{add_days(days[1], -1).isoformat()}", "DD")


def turned(has: dict[str, Any], anchor: Anchor) -> int:
    """Which way a festival or season lies: as 上一个 and 下一个 say, else as its clause does."""
    turn = has.get("turn")
    return direction(anchor) if turn is None else 3 * int(turn.low)


def resolve_lunar(has: dict[str, Any], anchor: Anchor) -> Covered:
    month, leap = has["lunar_month"]
    day = has.get("lunar_day")
    year = year_of(has, anchor)

    def days_of(y: int) -> Days | None:
        return lunar_month(y, month, leap) if day is None else one_day(lunar_day(y, month, day, leap))

    if year is not None:
        days = days_of(year)
    elif anchor.today is None:
        days = None
    else:
        near = [d for y in range(anchor.today.year - 1, anchor.today.year + 2) if (d := days_of(y)) is not None]
        days = choose(near, anchor, anchor.today)
    if days is None:
        return Covered(None, "XXXX-XX-XX", "D")
    return Covered(
        days, days[0].isoformat() if day is not None else f"{days[0]}/{add_days(days[1], -1)}", "D" if day else "M"
    )


def resolve_plan(has: dict[str, Any], anchor: Anchor) -> Covered:
    row = has["plan"]
    if has.get("plan_edge"):
        return Covered(year_days(row.last), f"{row.first}/{row.last}", "YY", "END")
    return Covered(year_days(row.first, row.last), f"{row.first}/{row.last}", "YY")


def resolve_edge_word(has: dict[str, Any], anchor: Anchor) -> Covered:
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
