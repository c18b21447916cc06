"""Chooses among what rules propose: each option has features, a linear model weighs them, the weightiest wins."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar, get_args

from pipeline.errors import ConfigError

PACKAGED = Path(__file__).parent.parent / "_models"
MODELS = PACKAGED if PACKAGED.is_dir() else Path(__file__).parent.parent.parent / "models"

Task = Literal["subject"]
Value = TypeVar("Value")
REMEMBERED = 1 << 16


def bucket(number: int, steps: Sequence[int]) -> int:
    """The index of the first step that a number does not exceed.

    >>> bucket(0, (0, 3, 8)), bucket(5, (0, 3, 8)), bucket(99, (0, 3, 8))
    (0, 2, 3)
    """
    return bisect_left(steps, number)


class Option(NamedTuple, Generic[Value]):
    """One answer that rules propose, with the features that speak for or against it, in groups that come back."""

    value: Value
    groups: tuple[tuple[str, ...], ...]

    @property
    def features(self) -> tuple[str, ...]:
        """All features.

        >>> Option("甲", (("near",), ("name", "first"))).features
        ('near', 'name', 'first')
        """
        return tuple(chain.from_iterable(self.groups))


class Decider(Protocol):
    """Who chooses: the shipped weights, or the trainer that looks on."""

    def choose(self, task: Task, place: int, options: Sequence[Option[Value]]) -> int:
        """The index of the option that is taken for the figure at `place`; there is at least one."""
        ...


@dataclass(frozen=True, slots=True)
class Chooser:
    """Weights of features for each task, to three decimals; what has no weight counts nothing.

    `known` remembers what groups of features weigh together.
    """

    weights: Mapping[str, Mapping[str, float]]
    known: dict[Task, dict[tuple[str, ...], int]] = field(default_factory=dict, compare=False)

    def choose(self, task: Task, place: int, options: Sequence[Option[Value]]) -> int:
        """The option with the greatest sum of weights, the first of equals.

        >>> chooser = Chooser({"subject": {"near": 1.0}})
        >>> chooser.choose("subject", 0, [Option("甲", (("far",),)), Option("乙", (("near",),))])
        1
        """
        known = self.known.setdefault(task, {})
        if len(known) > REMEMBERED:
            known.clear()
        best, most = 0, None
        for i, option in enumerate(options):
            total = 0
            for group in option.groups:
                weight = known.get(group)
                if weight is None:
                    weight = known[group] = self._weigh(task, group)
                total += weight
            if most is None or total > most:
                best, most = i, total
        return best

    def _weigh(self, task: Task, group: Sequence[str]) -> int:
        """The sum of the weights in thousandths, the same in any order."""
        weights = self.weights.get(task, {})
        return sum(round(1000 * weights.get(name, 0.0)) for name in group)


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
