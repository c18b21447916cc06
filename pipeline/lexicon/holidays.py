"""Festivals, solar terms and days off, by name."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class Holiday:
    """A festival and the rule that gives its first day; it lasts `days`.

    `calendar` says what a, b, c mean: solar (month, day), lunar (month, day; -1 the last), term (name of the term, days
    after it), weekday (month, which, weekday 1..7; 8 the Monday after), easter and orthodox (days after Easter),
    earth_hour (the evening of the last Saturday of March), islamic and hebrew (month, day), newmoon and fullmoon (the
    one on or after month, day; days after it).
    `weak` names are common words too and need a context.
    """

    word: str
    calendar: str
    a: str
    b: int
    c: int
    days: int
    region: str | None
    weak: bool


@dataclass(frozen=True, slots=True)
class RegionalHoliday:
    """The same name for another day in one region (国庆 in Taiwan)."""

    word: str
    region: str
    calendar: str
    a: str
    b: int
    c: int


@dataclass(frozen=True, slots=True)
class Break:
    """A holiday's days off in one year, as the government announced them; ISO dates, `last` inclusive."""

    word: str
    year: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class HolidaySpan:
    """A phrase for a holiday's days off, and how many there are where no announcement is known."""

    word: str
    holiday: str
    days: int


@functools.cache
def holidays() -> dict[str, Holiday]:
    """Festivals by name.

    >>> holidays()["端午节"].calendar
    'lunar'
    """
    return {row.word: row for row in read_rows("holidays.tsv", Holiday)}


@functools.cache
def regional_holidays() -> dict[tuple[str, str], RegionalHoliday]:
    """Festivals that fall on another day in one region.

    >>> regional_holidays()["国庆", "TW"].b
    10
    """
    return {(row.word, row.region): row for row in read_rows("holiday_regions.tsv", RegionalHoliday)}


@functools.cache
def breaks() -> dict[tuple[str, int], Break]:
    """Days off as announced.

    >>> breaks()["国庆", 2025].last
    '2025-10-08'
    """
    return {(row.word, row.year): row for row in read_rows("holiday_breaks.tsv", Break)}


@functools.cache
def holiday_spans() -> dict[str, HolidaySpan]:
    """Phrases for days off.

    >>> holiday_spans()["国庆假期"].holiday
    '国庆'
    """
    return {row.word: row for row in read_rows("holiday_spans.tsv", HolidaySpan)}
