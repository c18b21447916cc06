"""Words that stand for a name said before: 该公司, 公司, 全市, 前者."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.lexicon.tables import read_rows

Way = Literal["that", "self", "place", "fixed", "owner", "person", "pair", "former", "latter", "unit", "none"]


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A word, the way it is resolved, the type it stands for and the ends its antecedent must or must never have.

    `none` are longer words that only look like one of the others. For `fixed` the one end is the entity itself.
    """

    word: str
    kind: Way
    type: str
    ends: tuple[str, ...]
    never: tuple[str, ...]


@functools.cache
def reference_rows() -> Mapping[str, ReferenceRow]:
    """Rows by word.

    >>> reference_rows()["该行"].ends[0]
    '银行'
    """
    return {row.word: row for row in read_rows("references.tsv", ReferenceRow)}
