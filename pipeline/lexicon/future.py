"""Words round a day that put it into the future: such a day says nothing of when the text was written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class Future:
    """One marker in its script forms, and on which side of the day it stands."""

    side: Literal["before", "after"]
    marker: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FutureMarkers:
    """The markers of both sides."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@cache
def future_markers() -> FutureMarkers:
    """The markers of future_days.tsv.

    >>> "将于" in future_markers().before
    True
    """
    rows = read_rows("future_days.tsv", Future)
    sides = {side: tuple(m for row in rows if row.side == side for m in row.marker) for side in ("before", "after")}
    return FutureMarkers(sides["before"], sides["after"])
