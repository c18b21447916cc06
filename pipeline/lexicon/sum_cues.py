"""Words that tie figures of one article together (合计, 其中, 每), as patterns with a reach, and words that pair up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows

SumCueKind = Literal[
    "above", "against", "among", "below", "change_rate", "compared", "converted", "each", "follows", "from", "gap",
    "heads", "higher", "keeps", "last_period", "lasts", "left_over", "less_by", "loses", "lower", "margin",
    "more_by", "of_which", "open", "overall", "per_head", "plus", "respectively", "rest", "running", "split", "still",
    "than", "to", "total", "yearly", "apiece", "status",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SumCue:
    """A word of one kind.

    Parts and wholes: `total` before a sum, `running` before a figure that may be one, `plus` between its parts,
    `of_which`, `among` and `split` before parts, `respectively` before figures of several things, `open` after a list
    that names only some, `left_over` and `still` before the last part, `apiece` where one figure counts for several or
    is of each (滨州、威海各4例), `status` for states of patients, of which bulletins list a few (其中重症1例),
    `rest` for answers that no other share holds, `overall` for a whole without a name.
    Differences: `gap`, and `more_by` and `less_by` where the other figure is that of the `last_period` or stands
    `from` ... `to`, and `against` where it is not told; `than` before a base and `compared` after it; `above` and
    `below` compare, as `higher` and `lower` do after the base. `lasts` stands before a length of time.
    Rates: `change_rate`, `margin` (of a bargain), `yearly`, `each`, `per_head` of `heads`.
    """

    kind: SumCueKind
    surface: str


@dataclass(frozen=True, slots=True)
class ComplementPair:
    """Two words that share a whole between them: 男性 and 女性."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Subset:
    """A word for a part and one for the whole it cannot exceed: 击落 and 来袭."""

    part: str
    whole: str


@cache
def complement_pairs() -> tuple[ComplementPair, ...]:
    """The rows of complement_pairs.tsv.

    >>> ComplementPair("男性", "女性") in complement_pairs()
    True
    """
    return read_rows("complement_pairs.tsv", ComplementPair)


@cache
def subsets() -> tuple[Subset, ...]:
    """The rows of subsets.tsv.

    >>> Subset("击落", "来袭") in subsets()
    True
    """
    return read_rows("subsets.tsv", Subset)


@cache
def _words(*kinds: SumCueKind) -> str:
    surfaces = sorted(
        (r.surface for r in read_rows("sum_cues.tsv", SumCue) if r.kind in kinds), key=lambda s: (-len(s), s)
    )
    return "|".join(map(re.escape, surfaces))


@cache
def cue_before(kind: SumCueKind, reach: int, *more: SumCueKind) -> re.Pattern[str]:
    """Matches at the end of a text: a word of the kinds, then at most `reach` characters of the same clause.

    >>> bool(cue_before("total", 14).search("三地合计超"))
    True
    """
    return re.compile(rf"(?:{_words(kind, *more)})[^，,。；;\d]{{0,{reach}}}$")


@cache
def cue_after(kind: SumCueKind, reach: int) -> re.Pattern[str]:
    """Matches at the start of a text: at most `reach` characters of the same line, then a word of the kind.

    >>> bool(cue_after("of_which", 12).match("奖牌，其中"))
    True
    """
    return re.compile(rf"^[^；;\n]{{0,{reach}}}?(?:{_words(kind)})")


@cache
def cue_in(kind: SumCueKind, *more: SumCueKind) -> re.Pattern[str]:
    """Matches a word of the kinds anywhere.

    >>> bool(cue_in("plus").search("国盟9席，加上独立人士"))
    True
    """
    return re.compile(_words(kind, *more))


@cache
def cue_in_brackets(kind: SumCueKind) -> re.Pattern[str]:
    """Matches what stands between a figure and its bracketed restatement: `（约`, `（折合人民币`."""
    return re.compile(rf"^[（(](?:{_words(kind)})?[^，,。；;）)\d]{{0,6}}$")
