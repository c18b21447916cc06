"""Boosted decision trees as plain data: what the model of aligned pairs answers with, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees over named features; node `i` of a tree sends a row left where its feature is at most the threshold.

    All nodes of all trees stand in one table; `roots` are the first nodes. A leaf points to itself. `value` is what a
    node adds to the log-odds if the walk ended there, so that the walk down a tree can be told as contributions.
    """

    names: tuple[str, ...]
    bias: float
    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    depth: int

    def rows(self, features: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """The features as a matrix of shape (pairs, names); a missing feature is 0."""
        columns = {name: column for column, name in enumerate(self.names)}
        matrix = np.zeros((len(features), len(columns)), dtype=np.float64)
        for line, row in zip(matrix, features, strict=True):
            for name, value in row.items():
                if value and name in columns:
                    line[columns[name]] = value
        return matrix

    def logits(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds of each row of a matrix of shape (pairs, names)."""
        steps = np.empty(2 * len(self.left), dtype=np.intp)  # where a node leads: right, then left
        steps[0::2], steps[1::2] = self.right, self.left
        feature, cells = self.feature.astype(np.intp), matrix.ravel()
        begin = (np.arange(len(matrix)) * matrix.shape[1])[:, None]
        at = np.broadcast_to(self.roots.astype(np.intp), (len(matrix), len(self.roots)))
        for _ in range(self.depth):
            low = cells.take(feature.take(at) + begin) <= self.threshold.take(at)
            at = steps.take(2 * at + low)
        total: NDArray[np.float64] = self.bias + self.value.take(at).sum(axis=1)
        return total

    def contributions(self, features: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds to the log-odds of one row, by the steps its splits take."""
        found: defaultdict[str, float] = defaultdict(float)
        for root in self.roots:
            at = int(root)
            found["bias"] += float(self.value[at])
            while self.left[at] != at:
                name = self.names[self.feature[at]]
                branch = self.left if features.get(name, 0.0) <= self.threshold[at] else self.right
                found[name] += float(self.value[branch[at]] - self.value[at])
                at = int(branch[at])
        found["bias"] += self.bias
        return dict(found)


def from_data(data: Mapping[str, Any]) -> Trees:
    """Trees from their JSON: `names`, `bias`, `trees` as lists of `[feature, threshold, left, right, value]`.

    A leaf has feature -1. Raises KeyError, ValueError or TypeError where the data are broken.

    >>> stump = [[0, 0.5, 1, 2, 0.0], [-1, 0, 0, 0, -1.0], [-1, 0, 0, 0, 1.0]]
    >>> model = from_data({"names": ["own"], "bias": 0.0, "trees": [stump]})
    >>> model.logits(model.rows([{"own": 0.9}, {}])).tolist()
    [1.0, -1.0]
    """
    nodes: list[tuple[int, float, int, int, float]] = []
    roots, depth = [], 0
    for tree in data["trees"]:
        start = len(nodes)
        roots.append(start)
        for i, (feature, threshold, left, right, value) in enumerate(tree):
            leaf = feature < 0
            low, high = (start + i, start + i) if leaf else (start + left, start + right)
            nodes.append((max(feature, 0), threshold, low, high, value))
        depth = max(depth, _depth(tree))
    feature, threshold, left, right, value = zip(*nodes, strict=True) if nodes else ((),) * 5
    return Trees(
        names=tuple(data["names"]),
        bias=float(data["bias"]),
        roots=np.array(roots, dtype=np.int32),
        feature=np.array(feature, dtype=np.int32),
        threshold=np.array(threshold, dtype=np.float64),
        left=np.array(left, dtype=np.int32),
        right=np.array(right, dtype=np.int32),
        value=np.array(value, dtype=np.float64),
        depth=depth,
    )


def _depth(tree: Sequence[Sequence[float]], node: int = 0) -> int:
    feature, _, left, right, _ = tree[node]
    return 0 if feature < 0 else 1 + max(_depth(tree, int(left)), _depth(tree, int(right)))
