"""Reprint families: copies of one wire story count once, across scripts too (texts are simplified before they meet)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from datasketch import MinHash, MinHashLSH

_NOT_WORD = re.compile(r"[\W_]+")
SHINGLE = 6
PERMUTATIONS = 64
LEAST_CHARS = 30


def shingles(text: str) -> frozenset[str]:
    """Runs of six characters without punctuation and spaces.

    >>> sorted(shingles("三人死亡,四十一人"))
    ['三人死亡四十', '人死亡四十一', '死亡四十一人']
    """
    plain = _NOT_WORD.sub("", text)
    return frozenset(plain[i : i + SHINGLE] for i in range(max(1, len(plain) - SHINGLE + 1)))


def resemblance(a: frozenset[str], b: frozenset[str]) -> float:
    """Jaccard similarity, or 0.9 of how much of the shorter lies in the longer (a cut reprint), whichever is larger."""
    shared = len(a & b)
    smaller = min(len(a), len(b))
    return max(shared / (len(a) + len(b) - shared), 0.9 * shared / smaller) if smaller else 0.0


def lineages(texts: Iterable[tuple[str, str]], least: float) -> dict[str, int]:
    """The reprint family of each article, numbered by the smallest id in it; `texts` are (id, simplified text).

    Candidates come from MinHash and are verified on the shingles themselves.
    """
    bags = {article: shingles(text) for article, text in sorted(texts)}
    index = MinHashLSH(threshold=min(least, 0.5), num_perm=PERMUTATIONS)
    parent = {article: article for article in bags}

    def root(article: str) -> str:
        while parent[article] != article:
            parent[article] = parent[parent[article]]
            article = parent[article]
        return article

    for article, bag in bags.items():
        if len(bag) < LEAST_CHARS:
            continue
        sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update_batch([s.encode("utf-8", "surrogatepass") for s in sorted(bag)])
        for other in sorted(index.query(sketch)):
            if resemblance(bag, bags[other]) >= least:
                low, high = sorted((root(article), root(other)))
                parent[high] = low
        index.insert(article, sketch)
    return _numbered({article: root(article) for article in bags})


def _numbered(roots: Mapping[str, str]) -> dict[str, int]:
    numbers = {name: i for i, name in enumerate(sorted(set(roots.values())), 1)}
    return {article: numbers[name] for article, name in roots.items()}
