"""Tags of characters: where a name of which type begins, goes on and ends; the likeliest lawful row of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.segment.viterbi import NEVER, likeliest

TYPES = ("PERSON", "ORG", "LOC")
TAGS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BIES"))
Floats = npt.NDArray[np.float32]


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


LAWFUL = np.array([[0 if _lawful(a, b) else NEVER for b in TAGS] for a in TAGS], dtype=np.float32)
FIRST = np.array([0 if tag[0] in "OBS" else NEVER for tag in TAGS], dtype=np.float32)
LAST = np.array([0 if tag[0] in "OES" else NEVER for tag in TAGS], dtype=np.float32)


def best_tags(scores: Floats, lengths: npt.NDArray[np.intp]) -> npt.NDArray[np.int8]:
    """The likeliest lawful tags of a batch of sentences: `scores` [sentences, characters, tags] are log probabilities.

    Behind a sentence's length its row holds 0.
    """
    return likeliest(scores, lengths, FIRST, LAWFUL, LAST)


def names_in(tags: npt.NDArray[np.int8]) -> list[tuple[int, int, str]]:
    """Start, end and type of each name in one row of tags.

    >>> names_in(np.array([0, 5, 7, 0, 12], dtype=np.int8))
    [(1, 3, 'ORG'), (4, 5, 'LOC')]
    """
    found, start = [], 0
    for at in np.flatnonzero(tags):
        tag = TAGS[tags[at]]
        if tag[0] in "BS":
            start = int(at)
        if tag[0] in "ES":
            found.append((start, int(at) + 1, tag[2:]))
    return found
