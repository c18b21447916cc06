"""Gathers aligned pairs into facts: claims join where they fit all that is there, on the average, not by a chain."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping

Pair = tuple[str, str]


def cluster(
    scores: Mapping[Pair, float],
    least: float,
    forbidden: Callable[[str, str], bool] = lambda a, b: False,
    beside: Callable[[str, str], bool] = lambda a, b: False,
    says: Callable[[str], Hashable] = lambda a: a,
) -> list[tuple[str, ...]]:
    """Groups of claims, each sorted, from probabilities of pairs (ids in order); average linkage of at least `least`.

    A pair without a score counts as 0, but for claims that stand `beside` each other in one article, which have none;
    `forbidden` pairs never share a group. Claims of which `says` tells the same count once, by their best pair: ten
    copies of one figure are no ten reasons against another.

    >>> cluster({("a", "b"): 0.9, ("b", "c"): 0.8, ("a", "c"): 0.7}, 0.5)
    [('a', 'b', 'c')]
    """
    groups: dict[str, tuple[str, ...]] = {}
    refused: set[tuple[tuple[str, int], tuple[str, int]]] = set()  # groups only grow: least member and size name one
    for left, right in sorted(scores, key=lambda p: (-scores[p], p)):
        if scores[left, right] < least:
            break
        a, b = groups.get(left, (left,)), groups.get(right, (right,))
        if a is b or a == b:
            continue
        both = (a[0], len(a)), (b[0], len(b))
        if both in refused:
            continue
        if _average(a, b, scores, beside, says) < least or any(forbidden(x, y) for x in a for y in b):
            refused |= {both, (both[1], both[0])}
            continue
        merged = tuple(sorted(a + b))
        for member in merged:
            groups[member] = merged
    return sorted({g for g in groups.values() if len(g) > 1})


def _average(
    a: Iterable[str],
    b: tuple[str, ...],
    scores: Mapping[Pair, float],
    beside: Callable[[str, str], bool],
    says: Callable[[str], Hashable],
) -> float:
    best: dict[tuple[Hashable, Hashable], float] = {}
    for x in a:
        for y in b:
            if not beside(x, y):
                key = says(x), says(y)
                best[key] = max(best.get(key, 0.0), scores.get((x, y) if x < y else (y, x), 0.0))
    return sum(best.values()) / len(best) if best else 0.0
