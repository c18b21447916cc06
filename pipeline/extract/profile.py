"""What an article is about, as weighted keys: its names and its rare words, by which articles of one event meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.records import Name
from pipeline.segment.words import cut, rarity

KEYS = 40
LEAD = 1200
_TYPE_WEIGHT = {
    "GPE": 0.6,
    "LOC": 0.8,
    "ORG": 1.0,
    "PERSON": 1.1,
    "PRODUCT": 1.1,
    "FAC": 1.2,
    "WORK": 1.2,
    "EVENT": 1.2,
}
_NAME_RARITY = 12.0
_COMMON = 6.0  # words up to this rarity tell nothing


def to_profile(
    text: str, title: str, names: Sequence[Name], title_names: Sequence[Name]
) -> tuple[tuple[str, float], ...]:
    """The weightiest keys of an article, `n:` names and `w:` words, by weight; at most forty.

    A key weighs by its rarity in the language, never by the other articles at hand: adding an article changes no other.
    """
    found: Counter[str] = Counter(f"n:{name.entity}" for name in (*names, *title_names, *title_names, *title_names))
    weights = {f"n:{name.entity}": _NAME_RARITY * _TYPE_WEIGHT[name.type] for name in (*names, *title_names)}
    for word, times in Counter(cut(title + "\n" + text[:LEAD])).items():
        if len(word) >= 2 and word.isalpha() and (weight := rarity(word)) > _COMMON:
            found[f"w:{word}"] = times
            weights[f"w:{word}"] = weight * 0.6
    scored = {k: round(weights[k] * (1 + min(n - 1, 4) * 0.25), 3) for k, n in found.items()}
    return tuple(sorted(scored.items(), key=lambda kv: (-kv[1], kv[0]))[:KEYS])
