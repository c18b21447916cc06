"""What an article is about, as weighted keys: its names and its rare words, by which articles of one event meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.records import Name
from pipeline.segment.words import cut_words, rarity

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


def to_profile(
    text: str, title: str, names: Sequence[Name], title_names: Sequence[Name]
) -> tuple[tuple[str, float], ...]:
    """The weightiest keys of an article, `n:` names and `w:` words, by weight; at most forty.

    A key weighs by its rarity in the language, never by the other articles at hand: adding an article changes no other.
    """
    found: Counter[str] = Counter()
    weights: dict[str, float] = {}
    for name in (*names, *title_names):
        key = f"n:{name.entity}"
        found[key] += 1
        weights[key] = _NAME_RARITY * _TYPE_WEIGHT[name.type]
    for name in title_names:
        found[f"n:{name.entity}"] += 2
    stretch = title + "\n" + text[:LEAD]
    for span in cut_words(stretch, ()):
        word = stretch[span.start : span.end]
        if len(word) >= 2 and word.isalpha():
            weight = rarity(word)
            if weight > 6.0:
                found[f"w:{word}"] += 1
                weights[f"w:{word}"] = weight * 0.6
    scored = {k: round(weights[k] * (1 + min(n - 1, 4) * 0.25), 3) for k, n in found.items()}
    return tuple(sorted(scored.items(), key=lambda kv: (-kv[1], kv[0]))[:KEYS])
