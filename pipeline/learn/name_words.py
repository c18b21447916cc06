"""The dictionary of the model of names: jieba's words and the lexicon's, each with its classes and its share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.linalg import svds

from pipeline.lexicon.entities import load_entities
from pipeline.lexicon.name_words import characters, name_words, place_characters, surnames
from pipeline.segment.jieba_rows import jieba_rows
from pipeline.segment.name_signals import mask_of
from pipeline.segment.words import ALL_WORDS

# jieba's part-of-speech tags in the order of the classes they make; what is in no group is class 12.
_TAGS = (
    "nr",
    "nrt nrfg",
    "ns",
    "nt",
    "nz",
    "n ng s f",
    "v vn vg vd vq vi",
    "a ad an ag b z",
    "d",
    "i l",
    "m mq q t tg",
)
_TAG_CLASS = MappingProxyType({tag: k for k, tags in enumerate((*_TAGS, "j")) for tag in tags.split()})
_OTHER, _FREQUENT, _RARE = 12, 13, 14
_TYPES = MappingProxyType(
    {"ORG": 15, "PERSON": 16, "GPE": 17, "LOC": 18, "FAC": 19, "PRODUCT": 20, "WORK": 20, "EVENT": 20}
)
_RISKY, _ROLE = 21, 22
_ROLES = (
    ("company", "legal"),
    ("industry", "brandish"),
    ("organ", "media", "team", "office"),
    ("facility", "road"),
    ("place", "admin", "nature", "block"),
    ("event",),
    ("title",),
    ("verb", "org_after"),
    ("stop",),
    ("generic", "ordinary"),
)
_SURNAME = MappingProxyType({"common": 32, "rare": 33, "double": 34, "japanese": 34})
_SOUND, _PLACE_CHARACTER = 35, 36
_ENTITY_COUNT = 20  # how often a name of the lexicon is taken to be counted, where jieba has not counted it
_OFTEN, _SELDOM = 100, 5
SIZE = 64


def _classes() -> Iterator[tuple[str, int]]:
    for word, count, tag in jieba_rows():
        yield word, _TAG_CLASS.get(tag, _OTHER)
        if len(word) > 1 and (count >= _OFTEN or count <= _SELDOM):
            yield word, _FREQUENT if count >= _OFTEN else _RARE
    table = load_entities()
    for alias, entity in table.safe.items():
        yield alias, _TYPES[table.rows[entity].type]
    for alias in table.risky:
        yield alias, _RISKY
    for k, roles in enumerate(_ROLES):
        for role in roles:
            for word in name_words().get(role, ()):
                yield word, _ROLE + k
    for surname, kind in surnames().items():
        yield surname, _SURNAME[kind]
    for character in characters("transliteration"):
        yield character, _SOUND
    for character in place_characters():
        yield character, _PLACE_CHARACTER


def model_words() -> dict[str, tuple[int, float]]:
    """Every word with its class mask and the logarithm of its share.

    >>> model_words()["阿里云"][1] < model_words()["的"][1]
    True
    """
    counts = {word: count for word, count, _ in jieba_rows()}
    masks: dict[str, int] = {}
    for word, number in _classes():
        masks[word] = masks.get(word, 0) | mask_of([number])
    least = {w: 1 if len(w) == 1 else _ENTITY_COUNT for w in masks}
    return {w: (m, math.log(max(counts.get(w, least[w]), 1) / ALL_WORDS)) for w, m in masks.items()}


def _neighbours() -> Mapping[tuple[str, str], float]:
    """How often each character of jieba's words stands in which place of which kind of word, beside which other."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for word, count, tag in jieba_rows():
        weight = count**0.75
        kind = _TAG_CLASS.get(tag, _OTHER)
        for i, character in enumerate(word):
            place = "S" if len(word) == 1 else "B" if i == 0 else "E" if i == len(word) - 1 else "I"
            found[character, f"{place}{kind}:{min(len(word), 5)}"] += weight
            if i:
                found[character, "<" + word[i - 1]] += weight
                found[word[i - 1], ">" + character] += weight
    return found


def character_vectors(wanted: frozenset[str]) -> tuple[list[str], npt.NDArray[np.float32]]:
    """The characters of jieba's dictionary that are common enough or wanted, each as `SIZE` numbers of unit spread.

    Positive pointwise mutual information of characters with their places and neighbours in words, cut to its first
    singular vectors.
    """
    cells = _neighbours()
    weights: dict[str, float] = defaultdict(float)
    for (character, _), weight in cells.items():
        weights[character] += weight
    kept = sorted(c for c, w in weights.items() if w > _OFTEN or c in wanted)
    rows = {c: i for i, c in enumerate(kept)}
    columns = {f: i for i, f in enumerate(sorted({f for c, f in cells if c in rows}))}
    inside = [(rows[c], columns[f], w) for (c, f), w in cells.items() if c in rows]
    x, y, value = (np.array(part) for part in zip(*inside, strict=True))
    row_sums, column_sums = np.bincount(x, value), np.bincount(y, value) ** 0.75
    column_sums *= value.sum() / column_sums.sum()
    told = np.maximum(np.log(value * value.sum() / (row_sums[x] * column_sums[y])), 0)
    matrix = csr_matrix(coo_matrix((told, (x, y)), shape=(len(rows), len(columns))))
    left, strengths, _ = svds(matrix, k=SIZE, v0=np.ones(min(matrix.shape)))
    signs = np.sign(left[np.abs(left).argmax(0), np.arange(SIZE)])
    vectors = left * np.sqrt(strengths) * signs
    return kept, (vectors / vectors.std()).astype(np.float32)
