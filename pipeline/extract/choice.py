"""Chooses among what rules propose: each option has features, a linear model weighs them, the weightiest wins."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, Literal, Protocol, TypeVar, get_args

from pipeline.errors import ConfigError

PACKAGED = Path(__file__).parent.parent / "_models"
MODELS = PACKAGED if PACKAGED.is_dir() else Path(__file__).parent.parent.parent / "models"

Task = Literal["subject"]
Value = TypeVar("Value")


def bucket(number: int, steps: Sequence[int]) -> int:
    """The index of the first step that a number does not exceed.

    >>> bucket(0, (0, 3, 8)), bucket(5, (0, 3, 8)), bucket(99, (0, 3, 8))
    (0, 2, 3)
    """
    return next((i for i, step in enumerate(steps) if number <= step), len(steps))


@dataclass(frozen=True, slots=True)
class Option(Generic[Value]):
    """One answer that rules propose, with the features that speak for or against it."""

    value: Value
    features: tuple[str, ...]


class Decider(Protocol):
    """Who chooses: the shipped weights, or the trainer that looks on."""

    def choose(self, task: Task, place: int, options: Sequence[Option[Value]]) -> int:
        """The index of the option that is taken for the figure at `place`; there is at least one."""
        ...


@dataclass(frozen=True, slots=True)
class Chooser:
    """Weights of features for each task; what has no weight counts nothing."""

    weights: Mapping[str, Mapping[str, float]]

    def choose(self, task: Task, place: int, options: Sequence[Option[Value]]) -> int:
        """The option with the greatest sum of weights, the first of equals.

        >>> chooser = Chooser({"subject": {"near": 1.0}})
        >>> chooser.choose("subject", 0, [Option("甲", ("far",)), Option("乙", ("near",))])
        1
        """
        weigh = self.weights.get(task, {}).get
        sums = [sum(weigh(name, 0.0) for name in option.features) for option in options]
        return sums.index(max(sums))


def read_chooser(path: Path) -> Chooser:
    """The model of one folder; raises ConfigError where it is missing or broken."""
    try:
        data = json.loads((path / "weights.json").read_text(encoding="utf-8"))
        return Chooser({task: dict(data.get(task, {})) for task in get_args(Task)})
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ConfigError(
            f"{path}: no model of claims ({error}); install heshu again or run `heshu train claims`"
        ) from error


@cache
def load_chooser() -> Chooser:
    """The model of claims that ships with heshu."""
    return read_chooser(MODELS / "claims")
