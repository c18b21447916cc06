"""Words round a number that make it a bound or an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows
from pipeline.records import Hedge

Place = Literal["before", "before_power", "before_limit", "inside", "after"]


@dataclass(frozen=True, slots=True)
class HedgeRow:
    """One hedge word. `width` is the share of the number by which an estimate may be off.

    `hedge` is `none` for a word that ends like a hedge and is none (签约 ends in 约). `before_power` words
    hold before bare powers only (上百, 过亿), `before_limit` ones (最高) before what can be capped and not before
    a measured size; `inside` ones between number and multiplier or unit (3000多万).
    """

    surface: str
    place: Place
    hedge: Hedge | Literal["none"]
    width: Decimal | None


@cache
def hedges(place: Place) -> dict[str, HedgeRow]:
    """Surface to row, for the hedges of one place.

    >>> hedges("before")["逾"].hedge, hedges("after")["以下"].hedge
    ('more_than', 'at_most')
    """
    return {row.surface: row for row in read_rows("hedges.tsv", HedgeRow) if row.place == place}
