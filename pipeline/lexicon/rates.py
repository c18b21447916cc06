"""Rows of rates.tsv: between which bounds a currency stood to the US dollar; says only whether a rate is plausible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class RateRow:
    """How many units of a currency one US dollar bought, lowest and highest; sources in the note column."""

    currency: str
    low: Decimal
    high: Decimal


@cache
def _rows() -> Mapping[str, RateRow]:
    return MappingProxyType({row.currency: row for row in read_rows("rates.tsv", RateRow)})


def plausible_rate(source: str, target: str) -> tuple[Decimal, Decimal] | None:
    """The bounds of units of `target` for one of `source`; None where either currency is not in the table.

    >>> low, high = plausible_rate("USD", "CNY")
    >>> low < Decimal("7.2") < high
    True
    """
    a, b = _rows().get(source), _rows().get(target)
    if a is None or b is None:
        return None
    return b.low / a.high, b.high / a.low
