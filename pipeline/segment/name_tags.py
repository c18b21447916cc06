"""Tags of characters: where a name of which type begins, goes on and ends; the likeliest lawful row of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.records import Span
from pipeline.segment.viterbi import NEVER, likeliest

TYPES = ("PERSON", "ORG", "LOC")
TAGS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BIES"))
Floats = npt.NDArray[np.float32]
Tags = npt.NDArray[np.int8]


class Found(NamedTuple):
    """A name in a piece of text with its type and the least probability of the tag of one of its characters."""

    start: int
    end: int
    type: str
    sure: float


def rows_of(codes: npt.NDArray[np.uint64], characters: npt.NDArray[np.uint64]) -> npt.NDArray[np.int32]:
    """The row of each code point in a sorted table, counted from 1; 0 for what is not there.

    >>> rows_of(np.array([5, 9], dtype=np.uint64), np.array([5, 7], dtype=np.uint64)).tolist()
    [1, 0]
    """
    at = np.minimum(np.searchsorted(characters, codes), len(characters) - 1)
    return np.where(characters[at] == codes, at + 1, 0).astype(np.int32)


def _lawful(before: str, after: str) -> bool:
    if before[0] in "BI":
        return after[0] in "IE" and after[2:] == before[2:]
    return after[0] in "OBS"


UNLAWFUL = np.array([[not _lawful(a, b) for b in TAGS] for a in TAGS])
_STEPS = np.where(UNLAWFUL, NEVER, np.float32(0)).astype(np.float32)
_FIRST, _LAST = _STEPS[0], _STEPS[:, 0]
_BEGINS, _ENDS = (np.array([tag[0] in ends for tag in TAGS]) for ends in ("BS", "ES"))


def best_tags(scores: Floats, pieces: Sequence[Span]) -> Tags:
    """The likeliest lawful tags of pieces that lie apart: `scores` are [places, tags]; 0 between the pieces.

    >>> scores = np.zeros((4, len(TAGS)), dtype=np.float32)
    >>> scores[1, TAGS.index("B-ORG")] = scores[2, TAGS.index("E-ORG")] = 5
    >>> [TAGS[tag] for tag in best_tags(scores, [Span(1, 3)])]
    ['O', 'B-ORG', 'E-ORG', 'O']
    """
    starts = np.array([piece.start for piece in pieces], dtype=np.intp)
    lengths = np.array([piece.end - piece.start for piece in pieces], dtype=np.intp)
    tags = np.zeros(len(scores), dtype=np.int8)
    places = np.arange(int(lengths.sum())) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    tags[places] = scores[places].argmax(1)
    broken = np.flatnonzero(UNLAWFUL[tags[:-1], tags[1:]]) + 1
    if len(broken):
        wrong = np.unique(np.searchsorted(starts, broken, side="right") - 1)
        starts, lengths = starts[wrong], lengths[wrong]
        steps = np.arange(int(lengths.max()))
        inside = steps < lengths[:, None]
        rows = np.minimum(starts[:, None] + steps, len(scores) - 1)
        tags[rows[inside]] = likeliest(scores[rows], lengths, _FIRST, _STEPS, _LAST)[inside]
    return tags


def find_names(scores: Floats, pieces: Sequence[Span]) -> list[list[Found]]:
    """The names of each piece, in order; pieces lie apart, in order, with a place before the first and behind the last.

    >>> scores = np.zeros((4, len(TAGS)), dtype=np.float32)
    >>> scores[1, TAGS.index("B-ORG")] = scores[2, TAGS.index("E-ORG")] = 5
    >>> [[(name.start, name.end, name.type) for name in piece] for piece in find_names(scores, [Span(1, 3)])]
    [[(0, 2, 'ORG')]]
    """
    found: list[list[Found]] = [[] for _ in pieces]
    tags = best_tags(scores, pieces)
    named = np.flatnonzero(tags)
    if not len(named):
        return found
    raised = scores[named]
    raised -= raised.max(1, keepdims=True)
    np.exp(raised, out=raised)
    sure = raised[np.arange(len(named)), tags[named]] / raised.sum(1)
    begins, ends = np.flatnonzero(_BEGINS[tags]), np.flatnonzero(_ENDS[tags]) + 1
    least = np.minimum.reduceat(sure, np.searchsorted(named, begins))
    owners = np.searchsorted([piece.start for piece in pieces], begins, side="right") - 1
    rows = zip(*(row.tolist() for row in (owners, begins, ends, tags[begins], least)), strict=True)
    for owner, begin, end, tag, probability in rows:
        since = pieces[owner].start
        found[owner].append(Found(begin - since, end - since, TAGS[tag][2:], probability))
    return found
