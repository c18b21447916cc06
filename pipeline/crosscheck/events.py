"""Which articles are about the same event or thing: those that share names, days and rare words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from itertools import combinations

LEAST = 0.08
HALF_LIFE_DAYS = 20.0
CROWD = 400

Profile = Mapping[str, float]


def similarity(a: Profile, b: Profile, a_written: datetime | None = None, b_written: datetime | None = None) -> float:
    """Cosine of two profiles, halved for every twenty days between the articles; 0 to 1.

    >>> round(similarity({"n:岷安": 3.0, "w:余震": 2.0}, {"n:岷安": 3.0}), 2)
    0.83
    """
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    dot = sum(w * large[k] for k, w in small.items() if k in large)
    if not dot:
        return 0.0
    norm = math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
    days = abs((a_written - b_written).total_seconds()) / 86400 if a_written and b_written else 0.0
    return float(dot / norm * 0.5 ** (days / HALF_LIFE_DAYS))


def same_event_pairs(
    profiles: Mapping[str, Profile], written: Mapping[str, datetime | None], least: float = LEAST
) -> dict[tuple[str, str], float]:
    """Pairs of articles, ids in order, that may be about the same event, with their similarity.

    Words that more than `CROWD` articles share bring nobody together by themselves.
    """
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for article in sorted(profiles):
        for key in profiles[article]:
            owners[key].append(article)
    pairs: set[tuple[str, str]] = set()
    for key in sorted(owners):
        if len(owners[key]) <= CROWD:
            pairs.update(combinations(owners[key], 2))
    found = {}
    for left, right in sorted(pairs):
        score = similarity(profiles[left], profiles[right], written.get(left), written.get(right))
        if score >= least:
            found[left, right] = score
    return found
