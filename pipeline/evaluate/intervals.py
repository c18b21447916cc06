"""How far a score may be chance: intervals from resampled clusters, the same ones every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from pipeline.evaluate.score import Scores, Tally, to_scores

PARTS = ("p", "r", "f1")


def _flat(scores: Scores) -> dict[str, float]:
    flat: dict[str, float] = {}
    for name, value in scores.items():
        if isinstance(value, Mapping) and "f1" in value:
            flat |= {f"{name}.{part}": float(value[part]) for part in PARTS}
        elif isinstance(value, float):
            flat[name] = value
    return flat


def intervals(
    tallies: Mapping[str, Tally],
    samples: int = 1000,
    share: float = 0.95,
    scores: Callable[[Tally], Scores] = to_scores,
) -> dict[str, Any]:
    """The middle `share` of each score over samples of clusters, drawn with replacement; seeded, so no chance enters.

    >>> one = Tally({"aligned": 8, "pairs": 10, "gold": 10})
    >>> intervals({"甲": one, "乙": one})["alignment.p"]
    (0.8, 0.8)
    """
    names = sorted(name for name in tallies if tallies[name])
    if not names:
        return {}
    random = Random(0)
    seen: dict[str, list[float]] = {}
    for _ in range(samples):
        total = Tally()
        for name in random.choices(names, k=len(names)):
            total.update(tallies[name])
        for score, value in _flat(scores(total)).items():
            seen.setdefault(score, []).append(value)
    cut = int(samples * (1 - share) / 2)
    return {score: (sorted(values)[cut], sorted(values)[samples - 1 - cut]) for score, values in seen.items()}
