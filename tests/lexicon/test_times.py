"""The tables of times: sorted, unique, and read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.lexicon import holidays, times
from pipeline.lexicon.tables import DATA

TABLES = {
    "day_dayparts": 1, "dayparts": 1, "eras": 1, "fiscal_years": 1, "holiday_breaks": 2, "holiday_regions": 2,
    "holiday_spans": 1, "holidays": 1, "plan_periods": 1, "relative_times": 1, "seasons": 1, "time_bounds": 1,
    "time_contexts": 1, "time_directions": 1, "time_edges": 2, "time_hedges": 1, "time_periods": 1, "time_spans": 1,
    "time_traps": 1, "time_units": 1, "time_zones": 1,
}  # fmt: skip


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_tables_are_sorted_and_unique(table: str) -> None:
    found = rows(DATA / f"{table}.tsv")
    keys = [tuple(row[: TABLES[table]]) for row in found]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_every_reader_reads() -> None:
    readers = (
        times.relative_times, times.dayparts, times.day_dayparts, times.seasons, times.eras, times.bounds, times.zones,
        times.span_words, times.time_units, times.periods, times.edges, times.plan_periods, times.fiscal_years,
        times.directions, times.hedges, times.traps, holidays.holidays, holidays.regional_holidays, holidays.breaks,
        holidays.holiday_spans,
    )  # fmt: skip
    assert all(reader() for reader in readers)


def test_every_span_of_days_off_names_a_festival() -> None:
    named = {row.holiday for row in holidays.holiday_spans().values()}
    assert named <= set(holidays.holidays())


def test_every_part_of_a_day_is_known() -> None:
    parts = {row.word for row in times.dayparts()}
    assert {row.daypart for row in times.day_dayparts()} <= parts
