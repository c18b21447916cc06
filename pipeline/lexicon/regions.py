"""Rows of regions.tsv: regions whose press writes Chinese, their clock (where it knows no summer time) and names."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class RegionRow:
    """An ISO 3166 region, its minutes ahead of UTC, and the names by which outlets call themselves after it.

    >>> RegionRow("TW", 480, ("台湾", "台灣", "臺灣")).utc_minutes
    480
    """

    region: str
    utc_minutes: int
    names: tuple[str, ...]


@functools.cache
def regions() -> dict[str, RegionRow]:
    """All rows by region.

    >>> regions()["HK"].names
    ('香港',)
    """
    return {row.region: row for row in read_rows("regions.tsv", RegionRow)}
