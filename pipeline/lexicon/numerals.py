"""The characters and words that write numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows

Role = Literal["digit", "spoken", "formal_rare", "small", "big", "tens", "latin", "scale", "superscript"]


@dataclass(frozen=True, slots=True)
class NumeralRow:
    """One character or word: a digit, a multiplier below 万 (`small`), from 万 on (`big`), or a Latin one."""

    surface: str
    value: int
    role: Role


@cache
def numeral_values(*roles: Role) -> dict[str, int]:
    """Surface to value, for the roles named.

    >>> numeral_values("small", "big")["亿"]
    100000000
    """
    return {row.surface: row.value for row in read_rows("numerals.tsv", NumeralRow) if row.role in roles}
