"""Days of festivals, solar terms and lunar dates; the calendar library is only loaded when one is asked for."""

from __future__ import annotations

import functools
import math
from datetime import date, timedelta

from pipeline.lexicon import holidays as lexicon

_HEBREW_EPOCH = -1373427  # ordinal of 1 Tishri 1 in the proleptic Gregorian calendar
_ISLAMIC_EPOCH = 227014  # ordinal before 1 Muharram 1 (civil tabular calendar)
_J2000 = date(2000, 1, 1).toordinal()
_LUNATION = 29.530588
_MECCA_HOURS = -5.0  # from Beijing time
_INDIA_HOURS = -2.5
_SUNSET = 17.5

Days = tuple[date, date]


@functools.lru_cache(maxsize=4096)
def lunar_day(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The day of a lunar date; `day` -1 is the last of the month, None where the month has no such day.

    >>> lunar_day(2026, 1, 1)  # 2026年正月初一
    datetime.date(2026, 2, 17)
    """
    first, length = _lunar_month(year, -month if leap else month)
    if first is None or day > length:
        return None
    return first + timedelta(days=(length if day < 0 else day) - 1)


@functools.lru_cache(maxsize=4096)
def lunar_month(year: int, month: int, leap: bool = False) -> Days | None:
    """First day of a lunar month and of the one after it.

    >>> lunar_month(2020, 4, leap=True)  # 闰四月
    (datetime.date(2020, 5, 23), datetime.date(2020, 6, 21))
    """
    first, length = _lunar_month(year, -month if leap else month)
    return None if first is None else (first, first + timedelta(days=length))


def _lunar_month(year: int, month: int) -> tuple[date | None, int]:
    from lunar_python import Lunar, LunarMonth  # the library takes 30 ms to load: only texts with such a date pay

    if not 1600 <= year <= 2200:
        return None, 0
    found = LunarMonth.fromYm(year, month)
    if found is None:
        return None, 0
    solar = Lunar.fromYmd(year, month, 1).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay()), int(found.getDayCount())


@functools.lru_cache(maxsize=256)
def _terms(year: int) -> dict[str, date]:
    from lunar_python import Solar

    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    days = {name: date(day.getYear(), day.getMonth(), day.getDay()) for name, day in table.items()}
    late = {"冬至": "DONG_ZHI"}
    return {name: days[late.get(name, name)] for name in days if days[late.get(name, name)].year == year}


def solar_term(year: int, name: str) -> date | None:
    """The day of a solar term.

    >>> solar_term(2026, "清明")
    datetime.date(2026, 4, 5)
    """
    return _terms(year).get(name) if 1600 <= year <= 2200 else None


@functools.lru_cache(maxsize=512)
def easter(year: int) -> date:
    """Easter Sunday of the Western churches.

    >>> easter(2026)  # 复活节
    datetime.date(2026, 4, 5)
    """
    century, golden = year // 100, year % 19
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    back = epact - (year + year // 4 + epact + 2 - century + century // 4) % 7
    month = 3 + (back + 40) // 44
    return date(year, month, back + 28 - 31 * (month // 4))


@functools.lru_cache(maxsize=512)
def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Orthodox churches, in the Gregorian calendar.

    >>> orthodox_easter(2013)  # 东正教复活节
    datetime.date(2013, 5, 5)
    """
    moon = (19 * (year % 19) + 15) % 30
    lead = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + lead + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def _hebrew_new_year(year: int) -> int:
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    day = 29 * months + parts // 25920
    if (3 * (day + 1)) % 7 < 3:
        day += 1
    return day


def _hebrew_delay(year: int) -> int:
    before, this, after = (_hebrew_new_year(y) for y in (year - 1, year, year + 1))
    if after - this == 356:
        return 2
    return 1 if this - before == 382 else 0


def _hebrew_first(year: int) -> int:
    return _HEBREW_EPOCH + _hebrew_new_year(year) + _hebrew_delay(year)


def _hebrew_months(year: int) -> tuple[int, ...]:
    """Lengths of the months from Nisan; the 12th or 13th is the last before the next Nisan."""
    length = _hebrew_first(year + 1) - _hebrew_first(year)
    leap = (7 * year + 1) % 19 < 7
    heshvan = 30 if length % 10 == 5 else 29
    kislev = 29 if length % 10 == 3 else 30
    adar = (30, 29) if leap else (29,)
    return (30, 29, 30, 29, 30, 29, 30, heshvan, kislev, 29, 30, *adar)


@functools.lru_cache(maxsize=512)
def hebrew_day(year: int, month: int, day: int) -> date:
    """The day in the Gregorian `year` of a Hebrew date; month 1 is Nisan, 7 Tishri, 13 the last Adar.

    >>> hebrew_day(2013, 7, 10)  # 赎罪日
    datetime.date(2013, 9, 14)
    """
    found = None
    for hebrew in (year + 3760, year + 3761):
        lengths = _hebrew_months(hebrew)
        index = min(month, len(lengths)) - 1
        if index >= 6:
            ordinal = _hebrew_first(hebrew) + sum(lengths[6:index])
        else:
            ordinal = _hebrew_first(hebrew) + sum(lengths[6:]) + sum(lengths[:index])
        found = date.fromordinal(ordinal + day - 1)
        if found.year == year:
            break
    assert found is not None
    return found


@functools.lru_cache(maxsize=2048)
def _moon_instant(number: int, full: bool) -> float:
    """Days from noon of 1 January 2000, Beijing time, to a new moon (counted from then) or the full moon after it."""
    from lunar_python.util import ShouXingUtil

    return float(ShouXingUtil.shuoHigh((number + (0.5 if full else 0.0)) * 2 * math.pi))


def _moon_number(day: date) -> int:
    return round((day.toordinal() - _J2000 - 5.6) / _LUNATION)


def _moon_day(number: int, hours: float, full: bool = False) -> date:
    """The day of a moon on a clock that is `hours` off Beijing's."""
    return date.fromordinal(_J2000 + math.floor(_moon_instant(number, full) + 0.5 + hours / 24))


@functools.lru_cache(maxsize=512)
def islamic_day(year: int, month: int, day: int) -> date | None:
    """The first day in the Gregorian `year` of an Islamic date, each month beginning on the evening after its new moon.

    Countries that wait for the crescent to be seen begin up to a day later.

    >>> islamic_day(2013, 12, 10)  # 古尔邦节
    datetime.date(2013, 10, 15)
    """
    hijri = (year - 622) * 33 // 32
    for h in range(hijri - 1, hijri + 4):
        ordinal = _ISLAMIC_EPOCH + 1 + (59 * (month - 1) + 1) // 2 + (h - 1) * 354 + (3 + 11 * h) // 30
        if not 577736 < ordinal < 803518:  # the years 1583 to 2200
            continue
        sunset = _moon_day(_moon_number(date.fromordinal(ordinal)), _MECCA_HOURS + 6)
        found = sunset + timedelta(days=day)
        if found.year == year:
            return found
    return None


@functools.lru_cache(maxsize=512)
def _indian_moon(year: int, month: int, day: int, full: bool, evening: bool) -> date:
    """The Indian day of the first new or full moon from month/day on; `evening`: the day whose sunset it follows."""
    start = date(year, month, day)
    hours = _INDIA_HOURS - (_SUNSET if evening else 0)
    number = _moon_number(start) - 2
    while (found := _moon_day(number, hours, full)) < start:
        number += 1
    return found


def weekday_of_month(year: int, month: int, nth: int, weekday: int) -> date:
    """The nth weekday (Monday is 1) of a month, the last one for -1.

    >>> weekday_of_month(2026, 5, 2, 7)  # 母亲节
    datetime.date(2026, 5, 10)
    """
    target = weekday - 1
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(target - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - target) % 7)


def earth_hour(year: int) -> date:
    """The last Saturday of March, or the one before where that is the eve of Easter.

    >>> earth_hour(2016)  # 地球一小时
    datetime.date(2016, 3, 19)
    """
    last = weekday_of_month(year, 3, -1, 6)
    return last - timedelta(days=7) if last + timedelta(days=1) == easter(year) else last


@functools.lru_cache(maxsize=8192)
def holiday(name: str, year: int, region: str) -> Days | None:
    """First day of a festival in a year, and the day after its last; None where name or year are beyond the tables.

    Jewish festivals begin at sunset: their first day is the eve.

    >>> holiday("国庆", 2013, "TW")
    (datetime.date(2013, 10, 10), datetime.date(2013, 10, 11))
    """
    row = lexicon.holidays().get(name)
    if row is None or not 1600 <= year <= 2199:
        return None
    regional = lexicon.regional_holidays().get((name, region))
    rule = regional or row
    first = _first_day(rule.calendar, rule.a, rule.b, rule.c, year)
    if first is None:
        return None
    end = first + timedelta(days=row.days)
    return (first - timedelta(days=1), end) if rule.calendar == "hebrew" else (first, end)


def _feast_in(year: int, month: int, day: int) -> date | None:
    """A lunar feast in a Gregorian year: 2026年除夕 is the eve of new year 2026, which ends the lunar year before."""
    found = lunar_day(year - 1, month, day) if month == 12 else None
    return found if found is not None and found.year == year else lunar_day(year, month, day)


def _first_day(calendar: str, a: str, b: int, c: int, year: int) -> date | None:
    match calendar:
        case "solar":
            return date(year, int(a), b)
        case "lunar":
            return _feast_in(year, int(a), b)
        case "term":
            found = solar_term(year, a)
            return None if found is None else found + timedelta(days=b)
        case "weekday":
            if int(a) == 11 and c in (5, 8):  # the Friday and the Monday after Thanksgiving
                return weekday_of_month(year, 11, b, 4) + timedelta(days=1 if c == 5 else 4)
            return weekday_of_month(year, int(a), b, c)
        case "earth_hour":
            return earth_hour(year)
        case "easter":
            return easter(year) + timedelta(days=int(a))
        case "orthodox":
            return orthodox_easter(year) + timedelta(days=int(a))
        case "hebrew":
            return hebrew_day(year, int(a), b)
        case "islamic":
            return islamic_day(year, int(a), b)
        case "newmoon" | "newmoon_eve" | "fullmoon":
            return _indian_moon(year, int(a), b, calendar == "fullmoon", calendar != "newmoon") + timedelta(days=c)
    return None


@functools.lru_cache(maxsize=1024)
def days_off(phrase: str, year: int) -> Days | None:
    """The days off round a holiday: as announced, else from its day on.

    >>> days_off("国庆假期", 2025)
    (datetime.date(2025, 10, 1), datetime.date(2025, 10, 9))
    """
    span = lexicon.holiday_spans().get(phrase)
    if span is None:
        return None
    announced = lexicon.breaks().get((span.holiday, year))
    if announced is not None:
        return date.fromisoformat(announced.first), date.fromisoformat(announced.last) + timedelta(days=1)
    found = holiday(span.holiday, year, "CN")
    return None if found is None else (found[0], found[0] + timedelta(days=span.days))
