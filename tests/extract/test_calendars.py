"""Festivals on days that almanacs give."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from pipeline.extract.calendars import days_off, holiday, lunar_day, lunar_month, solar_term
from pipeline.lexicon.holidays import holidays


@pytest.mark.parametrize(
    ("name", "year", "region", "first"),
    [
        ("春节", 1900, "CN", date(1900, 1, 31)),
        ("春节", 2024, "CN", date(2024, 2, 10)),
        ("春节", 2026, "CN", date(2026, 2, 17)),
        ("春节", 2100, "CN", date(2100, 2, 9)),
        ("除夕", 2024, "CN", date(2024, 2, 9)),
        ("除夕", 2026, "CN", date(2026, 2, 16)),
        ("腊八节", 2026, "CN", date(2026, 1, 26)),
        ("端午节", 2025, "CN", date(2025, 5, 31)),
        ("中秋节", 2025, "CN", date(2025, 10, 6)),
        ("重阳节", 2025, "CN", date(2025, 10, 29)),
        ("清明", 2024, "CN", date(2024, 4, 4)),
        ("冬至", 2025, "CN", date(2025, 12, 21)),
        ("国庆", 2025, "TW", date(2025, 10, 10)),
        ("父亲节", 2025, "TW", date(2025, 8, 8)),
        ("父亲节", 2025, "CN", date(2025, 6, 15)),
        ("母亲节", 2025, "CN", date(2025, 5, 11)),
        ("感恩节", 2025, "CN", date(2025, 11, 27)),
        ("复活节", 2025, "CN", date(2025, 4, 20)),
        ("东正教复活节", 2024, "CN", date(2024, 5, 5)),
        ("开斋节", 2024, "CN", date(2024, 4, 10)),
        ("赎罪日", 2023, "CN", date(2023, 9, 24)),
        ("排灯节", 2023, "CN", date(2023, 11, 12)),
        ("卫塞节", 2013, "CN", date(2013, 5, 24)),
    ],
)
def test_first_days(name: str, year: int, region: str, first: date) -> None:
    found = holiday(name, year, region)
    assert found is not None
    assert found[0] == first


def test_every_festival_has_a_day_from_1900_to_2100() -> None:
    for name in holidays():
        for year in (1900, 1950, 2000, 2026, 2100):
            found = holiday(name, year, "CN")
            assert found is not None or holidays()[name].calendar == "islamic", (name, year)


def test_lunar_dates() -> None:
    assert lunar_day(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert lunar_day(2026, 6, 1, leap=True) is None
    assert lunar_month(2020, 4, leap=True) == (date(2020, 5, 23), date(2020, 6, 21))
    assert lunar_day(2025, 1, 31) is None


def test_solar_terms_of_a_year_lie_in_it() -> None:
    for name in ("小寒", "冬至", "立春"):
        for year in (1900, 2026, 2100):
            found = solar_term(year, name)
            assert found is not None
            assert found.year == year


def test_days_off_follow_the_announcement_or_the_festival() -> None:
    assert days_off("国庆假期", 2025) == (date(2025, 10, 1), date(2025, 10, 9))
    assert days_off("国庆假期", 1999) == (date(1999, 10, 1), date(1999, 10, 8))


def test_the_calendar_library_is_not_loaded_at_start() -> None:
    code = "import sys; from pipeline.extract.times import find_times; sys.exit('lunar_python' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
