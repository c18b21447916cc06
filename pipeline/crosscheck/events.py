"""Which articles are about the same event or thing: those that share names, words and figures within some weeks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

LEAST = 0.07
HALF_LIFE_DAYS = 20.0
CROWD, MOST_CROWD = 30, 240
CROWD_SHARE = 100
FLOOD = 300  # articles that may share a key even if they are all copies

Profile = Mapping[str, float]


def crowd(articles: int) -> int:
    """How many articles may share a key that still tells something: 30, a hundredth of many, in steps, at most 240.

    It moves in steps so that an article more seldom changes what the others share. Copies with the same figures count
    once, up to `FLOOD`.

    >>> crowd(500), crowd(6000), crowd(22_000), crowd(1_000_000)
    (30, 60, 120, 240)
    """
    found = CROWD
    while found < MOST_CROWD and articles >= 2 * found * CROWD_SHARE:
        found *= 2
    return found


def cosine(a: Profile, b: Profile) -> float:
    """Cosine of two profiles, 0 to 1.

    >>> round(cosine({"n:岷安": 3.0, "w:余震": 2.0}, {"n:岷安": 3.0}), 2)
    0.83
    """
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    dot = sum(w * large[k] for k, w in small.items() if k in large)
    norm = math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
    return dot / norm if norm else 0.0


def fade(likeness: float, a: datetime | None, b: datetime | None) -> float:
    """A likeness halved for every twenty days between two articles; as it is where a date is missing."""
    days = abs((a - b).total_seconds()) / 86400 if a and b else 0.0
    return likeness * float(0.5 ** (days / HALF_LIFE_DAYS))


def same_event_pairs(
    pairs: Iterable[tuple[str, str, float]], written: Mapping[str, datetime | None], least: float = LEAST
) -> Iterator[tuple[str, str, float]]:
    """Pairs of articles that may be about one event, with their likeness; `pairs` come with the profiles' cosine."""
    for left, right, likeness in pairs:
        score = fade(likeness, written.get(left), written.get(right))
        if score >= least:
            yield left, right, score
