"""Which script an article is in: decided once for the whole text by characters that only one script has."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.convert.simplify import character_table, dictionary
from pipeline.records import Script

HANT, HANS = "\x01", "\x02"
HANT_SHARE = 0.9  # from this share of deciding characters a text is traditional with stray simplified ones
HANS_SHARE = 0.12  # up to this share it is simplified with a stray traditional quote


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters that only one script has, and a table that turns them into marks to count."""

    hant: frozenset[str]
    hans: frozenset[str]
    table: Mapping[int, str]


@functools.cache
def marks() -> Marks:
    """What decides: 們 was never in GB 2312 and 们 never in Big5; 云 后 里 于 并 著 乾 are in both and decide nothing.

    >>> [(c in marks().hant, c in marks().hans) for c in "們们云著"]
    [(True, False), (False, True), (False, False), (False, False)]
    """
    hant = frozenset(_missing(character_table(), "gb2312"))
    hans = frozenset(_missing(dictionary("STCharacters"), "cp950"))
    return Marks(hant - hans, hans - hant, str.maketrans(dict.fromkeys(hant, HANT) | dict.fromkeys(hans - hant, HANS)))


def _missing(entries: Mapping[str, str], encoding: str) -> Iterable[str]:
    """The forms that change and that `encoding` does not have."""
    for form, target in entries.items():
        if form != target and not form.encode(encoding, "ignore"):
            yield form


def detect_script(text: str) -> Script:
    """`hant`, `hans`, or `mixed` where both are in force; machine-made text that leaves 云后里于并 is `hant`.

    >>> [detect_script(text) for text in ("馬云說過，于是我們來了", "马云说过", "這是第一段。这是第二段。")]
    ['hant', 'hans', 'mixed']
    """
    deciding = marks()
    seen = set(text)
    if seen.isdisjoint(deciding.hant):
        return "hans"
    if seen.isdisjoint(deciding.hans):
        return "hant"
    marked = text.translate(deciding.table)
    hant, hans = marked.count(HANT), marked.count(HANS)
    share = hant / (hant + hans)
    return "hant" if share >= HANT_SHARE else "hans" if share <= HANS_SHARE else "mixed"
