"""Currencies in every region's words and symbols, with the part of the main unit each word is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    """One word or symbol. `region` is the outlet's region that reads it so; None where every region does.

    `factor` is 1 for the main unit and 0.01 for 分; `place` says on which side of the number the word may stand.
    """

    surface: str
    code: str
    factor: Decimal
    region: str | None
    place: Literal["before", "after", "both"]


@cache
def currency_rows() -> tuple[CurrencyRow, ...]:
    """Every row of currencies.tsv, in file order.

    >>> len({row.code for row in currency_rows()}) > 100
    True
    """
    return read_rows("currencies.tsv", CurrencyRow)


@cache
def currencies(region: str) -> dict[str, CurrencyRow]:
    """Surface to row as an outlet of `region` means it; regions without words of their own read as mainland China does.

    >>> currencies("HK")["元"].code, currencies("CN")["元"].code, currencies("TW")["$"].code
    ('HKD', 'CNY', 'TWD')
    """
    table: dict[str, CurrencyRow] = {}
    for wanted in (None, "CN", region):
        table.update({row.surface: row for row in currency_rows() if row.region == wanted})
    return table


def home_currency(region: str) -> str:
    """The currency that 元 alone means in a region.

    >>> home_currency("TW")
    'TWD'
    """
    return currencies(region)["元"].code
