"""Words that say of a bare 亿 or 万 beside them that it is money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class MoneyCue:
    """One word; `place` says whether the number stands after it (融资5亿) or before it (30亿免单)."""

    surface: str
    place: Literal["before", "after"]


@cache
def money_cues(place: Literal["before", "after"]) -> frozenset[str]:
    """The words that stand `before` or `after` the number.

    >>> "融资" in money_cues("before"), "现金" in money_cues("after")
    (True, True)
    """
    return frozenset(row.surface for row in read_rows("money_cues.tsv", MoneyCue) if row.place == place)
