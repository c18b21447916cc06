"""Rows of sum_cues.tsv: words that tie figures of one article together (合计, 其中, 每), as patterns with a reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows

SumCueKind = Literal[
    "total", "of_which", "among", "each", "last_period", "follows", "keeps", "loses", "converted"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SumCue:
    """A word of one kind: `total` before a sum, `of_which` and `among` before parts, `each` before a unit value."""

    kind: SumCueKind
    surface: str


@cache
def _words(kind: SumCueKind) -> str:
    surfaces = sorted(
        (r.surface for r in read_rows("sum_cues.tsv", SumCue) if r.kind == kind), key=lambda s: (-len(s), s)
    )
    return "|".join(map(re.escape, surfaces))


@cache
def cue_before(kind: SumCueKind, reach: int) -> re.Pattern[str]:
    """Matches at the end of a text: a word of the kind, then at most `reach` characters of the same clause.

    >>> bool(cue_before("total", 14).search("三地合计超"))
    True
    """
    return re.compile(rf"(?:{_words(kind)})[^，,。；;\d]{{0,{reach}}}$")


@cache
def cue_after(kind: SumCueKind, reach: int) -> re.Pattern[str]:
    """Matches at the start of a text: at most `reach` characters of the same line, then a word of the kind.

    >>> bool(cue_after("of_which", 12).match("奖牌，其中"))
    True
    """
    return re.compile(rf"^[^；;\n]{{0,{reach}}}?(?:{_words(kind)})")


@cache
def cue_in_brackets(kind: SumCueKind) -> re.Pattern[str]:
    """Matches what stands between a figure and its bracketed restatement: `（约`, `（折合人民币`."""
    return re.compile(rf"^[（(](?:{_words(kind)})?[^，,。；;）)\d]{{0,6}}$")
