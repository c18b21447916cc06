"""The characters that make up most of Chinese news, in both scripts: what a text in the right encoding is full of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class Frequent:
    """A handful of frequent characters of one script."""

    script: Literal["both", "hans", "hant"]
    characters: str


@cache
def frequent_characters() -> frozenset[str]:
    """The frequent characters of simplified and traditional news together.

    >>> "的" in frequent_characters(), "囍" in frequent_characters()
    (True, False)
    """
    return frozenset(c for row in read_rows("frequent_characters.tsv", Frequent) for c in row.characters)
