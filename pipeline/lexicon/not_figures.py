"""Words that hold a numeral and are no figure: idioms, names, fixed words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class NotFigure:
    """One word, with what kind of word it is (idiom, name, place, word, phone, date)."""

    surface: str
    kind: str


@cache
def not_figures() -> tuple[NotFigure, ...]:
    """Every row of not_figures.tsv.

    >>> "百度" in {row.surface for row in not_figures()}
    True
    """
    return read_rows("not_figures.tsv", NotFigure)
