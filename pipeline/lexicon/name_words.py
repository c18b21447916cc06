"""Words and characters that show where names begin and end: legal forms, offices, titles, surnames, verbs."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.lexicon.tables import read_rows

Role = Literal[
    "admin",
    "block",
    "brandish",
    "bureau",
    "capital",
    "code_not",
    "company",
    "courtesy",
    "decoy",
    "desk",
    "disaster",
    "event",
    "facility",
    "facility_end",
    "generic",
    "industry",
    "intro",
    "keep",
    "legal",
    "media",
    "nature",
    "numbered",
    "office",
    "ordinary",
    "org_after",
    "org_before",
    "organ",
    "pair_after",
    "person_after",
    "place",
    "place_after",
    "product_after",
    "product_kind",
    "road",
    "state",
    "series_after",
    "stop",
    "storm",
    "storm_after",
    "strip",
    "team",
    "title",
    "title_after",
    "tour",
    "unit",
    "verb",
    "visit",
    "weak",
]


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word and the part it plays beside or inside names; `type` is what it makes of a name it ends."""

    role: str
    word: str
    type: str


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname; `rare` ones are ordinary words too and need a title beside them."""

    surname: str
    kind: Literal["common", "rare", "double", "japanese"]


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """Characters that share a use, such as those that write foreign names by their sound."""

    set: str
    characters: str


@dataclass(frozen=True, slots=True)
class PlaceCharacter:
    """The single character that stands for a place in 中美, 京沪."""

    character: str
    entity: str


@functools.cache
def name_words() -> Mapping[str, tuple[str, ...]]:
    """Words by role, longest first.

    >>> "股份有限公司" in name_words()["legal"]
    True
    """
    found: dict[str, list[str]] = {}
    for row in read_rows("name_words.tsv", NameWord):
        found.setdefault(row.role, []).append(row.word)
    return {role: tuple(sorted(words, key=lambda w: (-len(w), w))) for role, words in found.items()}


@functools.cache
def word_set(role: Role) -> frozenset[str]:
    """The words of one role.

    >>> "董事长" in word_set("title")
    True
    """
    return frozenset(name_words().get(role, ()))


@functools.cache
def surnames() -> Mapping[str, str]:
    """Surnames with their kind.

    >>> surnames()["欧阳"]
    'double'
    """
    return {row.surname: row.kind for row in read_rows("surnames.tsv", Surname)}


@functools.cache
def characters(name: str) -> str:
    """The characters of a set.

    >>> "姆" in characters("transliteration")
    True
    """
    return "".join(row.characters for row in read_rows("name_characters.tsv", CharacterSet) if row.set == name)


@functools.cache
def place_characters() -> Mapping[str, str]:
    """Places by the single character that stands for them.

    >>> place_characters()["美"]
    '美国'
    """
    return {row.character: row.entity for row in read_rows("place_characters.tsv", PlaceCharacter)}
