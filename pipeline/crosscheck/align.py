"""Alignment: the probability that two figures are about one fact, from readable weights, each score explainable."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.crosscheck.features import Card, crossed, pair_family, pair_features
from pipeline.crosscheck.trees import Trees, from_data
from pipeline.errors import ConfigError

PACKAGED = Path(__file__).parent.parent / "_models"
MODELS = PACKAGED if PACKAGED.is_dir() else Path(__file__).parent.parent.parent / "models"


@dataclass(frozen=True, slots=True)
class Aligner:
    """A linear model over pair features, then trees over what the other figures of the two articles say of a pair.

    `characters` weigh the characters of contexts (common ones less).
    """

    weights: Mapping[str, float]
    bias: float
    crosses: tuple[str, ...]
    characters: Mapping[str, float]
    trees: Trees

    def logit(self, a: Card, b: Card, similarity: float) -> float:
        """Log-odds that `a` and `b` are about one fact, by themselves."""
        return self.weigh(pair_features(a, b, similarity), pair_family(a, b))

    def weigh(self, features: Mapping[str, float], family: str) -> float:
        """Log-odds of a pair of a family by its features."""
        crosses = crossed(features, family, self.crosses)
        return self.bias + sum([self.weights.get(k, 0.0) * v for k, v in crosses.items() if v])

    def contributions(self, a: Card, b: Card, similarity: float) -> tuple[tuple[str, float], ...]:
        """What each feature adds to the log-odds, weightiest first."""
        features = crossed(pair_features(a, b, similarity), pair_family(a, b), self.crosses)
        parts = [(k, round(self.weights.get(k, 0.0) * v, 4)) for k, v in features.items()]
        return tuple(sorted((p for p in parts if p[1]), key=lambda p: (-abs(p[1]), p[0])))


def probability(logit: float) -> float:
    """The logistic function.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(min(logit, 60.0), -60.0)))


def read_aligner(path: Path) -> Aligner:
    """The model of one folder; raises ConfigError where it is missing or broken."""
    try:
        data = json.loads((path / "weights.json").read_text(encoding="utf-8"))
        trees = from_data(json.loads((path / "trees.json").read_text(encoding="utf-8")))
        return Aligner(data["weights"], data["bias"], tuple(data["crosses"]), data["characters"], trees)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: no alignment model ({error}); install heshu again or run `heshu train align`"
        ) from error


@cache
def load_aligner() -> Aligner:
    """The alignment model that ships with heshu."""
    return read_aligner(MODELS / "align")
