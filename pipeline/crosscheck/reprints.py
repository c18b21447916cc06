"""Reprint families: copies of one wire story count once, across scripts too (texts are simplified before they meet).

MinHash is thirty lines here and no library, since a store keeps sketches for years and on any machine: rensa gives
others with each version of its algorithm and has no types, datasketch imports all of scipy, and a sketch takes half a
millisecond of an article's ten.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from pipeline.store.kept import Kept

_NOT_WORD = re.compile(r"[\W_]+")
SHINGLE = 6
PERMUTATIONS = 64
BANDS, ROWS = 14, 4  # for likenesses of a half and more; copies of 0.8 and more meet almost surely
LEAST_CHARS = 30
AT_ONCE = 2000

Hashes = npt.NDArray[np.uint64]
Sketches = Mapping[str, Sequence[int]]


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


def sketch(text: str) -> tuple[int, ...]:
    """What a text shares with its copies: fourteen numbers, of which two copies have one at least; none if it is short.

    >>> text = "西江省青禾县昨日发生山体滑坡，造成三人死亡，四十一人受伤，搜救仍在进行，当地已紧急转移群众六百余户。"
    >>> len(sketch(text)), sketch("短讯"), sketch(text) == sketch(text.replace("，", "、"))
    (14, (), True)
    """
    bag = shingles(text)
    if len(bag) < LEAST_CHARS:
        return ()
    values = _least_hashes(bag)
    bands = (values[i * ROWS : (i + 1) * ROWS].tobytes() for i in range(BANDS))
    digests = (blake2b(band + bytes([i]), digest_size=8).digest() for i, band in enumerate(bands))
    return tuple(int.from_bytes(digest, "little", signed=True) for digest in digests)


@cache
def _orders() -> tuple[Hashes, Hashes]:
    """Odd factors and summands that put hashes into as many orders, drawn once and for all."""
    draw = np.random.RandomState(1)
    factors, summands = draw.randint(0, (1 << 64) - 1, (2, PERMUTATIONS), dtype=np.uint64)
    return factors | np.uint64(1), summands


def _least_hashes(bag: frozenset[str]) -> Hashes:
    """MinHash: the least hash of a bag in each order."""
    factors, summands = _orders()
    digests = (blake2b(s.encode("utf-8", "surrogatepass"), digest_size=8).digest() for s in bag)
    hashes = np.frombuffer(b"".join(digests), dtype="<u8")
    least = np.full(PERMUTATIONS, (1 << 64) - 1, dtype=np.uint64)
    for since in range(0, len(hashes), AT_ONCE):
        np.minimum(least, (hashes[since : since + AT_ONCE, None] * factors + summands).min(0), out=least)
    return least >> np.uint64(32)


class Families:
    """Reprint families as they grow: each article has a root, the least of its family."""

    def __init__(self, roots: Mapping[str, str]) -> None:
        self._parent = dict(roots)

    def root(self, article: str) -> str:
        """The least article of the family."""
        parent = self._parent
        while parent.setdefault(article, article) != article:
            parent[article] = parent.setdefault(parent[article], parent[article])
            article = parent[article]
        return article

    def join(self, a: str, b: str) -> None:
        """Makes the families of two articles one."""
        low, high = sorted((self.root(a), self.root(b)))
        self._parent[high] = low


def find_families(kept: Kept, changed: Sketches, gone: Iterable[str], least: float) -> dict[str, str]:
    """The roots of the families that new, changed and missing articles touch: of every article in them.

    `changed` are the sketches of new and changed articles. Families that lost an article are put together again.
    """
    touched = {*changed, *gone}
    before = kept.families(kept.roots(touched).values())
    loose = sorted(({*before} - touched) | changed.keys())
    mine: dict[str, Sequence[int]] = dict(changed)
    for article, bands in _grouped(kept.bands(set(loose) - changed.keys())).items():
        mine[article] = bands
    there: defaultdict[int, set[str]] = defaultdict(set)
    for article in loose:
        for band in mine.get(article, ()):
            there[band].add(article)
    others = set()
    for article, band in kept.sketched(there):
        if article not in touched and article not in mine:
            there[band].add(article)
            others.add(article)
    families = Families(kept.roots(others))
    for start in range(0, len(loose), AT_ONCE):
        _join(families, loose[start : start + AT_ONCE], mine, there, kept, least)
    merged = kept.families(root for root in set(kept.roots(others).values()) if families.root(root) != root)
    return {article: families.root(article) for article in (*loose, *merged)}


def _grouped(rows: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for article, band in rows:
        found[article].append(band)
    return found


def _join(
    families: Families,
    articles: Sequence[str],
    sketches: Sketches,
    there: Mapping[int, Iterable[str]],
    kept: Kept,
    least: float,
) -> None:
    """Joins articles with those that share a band and are as like as that, on the shingles themselves."""
    met = {a: sorted({b for band in sketches.get(a, ()) for b in there[band]} - {a}) for a in articles}
    pairs = [(a, b) for a, others in met.items() for b in others if families.root(a) != families.root(b)]
    texts = kept.texts({article for pair in pairs for article in pair})
    bags: dict[str, frozenset[str]] = {}
    for a, b in pairs:
        if families.root(a) != families.root(b):
            for article in (a, b):
                if article not in bags:
                    bags[article] = shingles(texts[article])
            if resemblance(bags[a], bags[b]) >= least:
                families.join(a, b)


def sketch_rows(sketches: Sketches) -> Iterator[tuple[str, int]]:
    """Sketches as rows of the store."""
    for article, bands in sketches.items():
        yield from ((article, band) for band in bands)
