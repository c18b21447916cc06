"""Phrases: what the report says itself, in simplified and traditional Chinese and English, as rows of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pipeline.lexicon.reasons import knows, say
from pipeline.lexicon.tables import read_rows
from pipeline.records import Check, Comparison

Language = Literal["hans", "hant", "en"]
LANGUAGES: tuple[Language, ...] = ("hans", "hant", "en")
TAGS: Mapping[Language, str] = MappingProxyType({"hans": "zh-Hans", "hant": "zh-Hant", "en": "en"})
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text in the three languages of the interface.

    >>> Phrase("来源", "來源", "sources").hant
    '來源'
    """

    hans: str
    hant: str
    en: str

    def get(self, language: Language) -> str:
        """The text in one language."""
        return str(getattr(self, language))

    def fill(self, **parts: str | Phrase) -> Phrase:
        """The phrase with its `{name}` places filled, each language with its own words."""
        texts = []
        for language in LANGUAGES:
            text = self.get(language)
            for name, part in parts.items():
                text = text.replace("{" + name + "}", part.get(language) if isinstance(part, Phrase) else part)
            texts.append(text)
        return Phrase(*texts)


@dataclass(frozen=True, slots=True)
class StringRow:
    """A row of strings.tsv or units.tsv."""

    key: str
    hans: str
    hant: str
    en: str


def _load(table: str) -> Mapping[str, Phrase]:
    rows = read_rows(DATA / table, StringRow)
    return MappingProxyType({row.key: Phrase(row.hans, row.hant, row.en) for row in rows})


@cache
def strings() -> Mapping[str, Phrase]:
    """Every interface text by its key.

    >>> strings()["kind.hedge"].hans
    '说法'
    """
    return _load("strings.tsv")


@cache
def unit_labels() -> Mapping[str, Phrase]:
    """What readers call a unit or currency.

    >>> unit_labels()["USD"].hans
    '美元'
    """
    return _load("units.tsv")


def phrase(key: str, **parts: str | Phrase) -> Phrase:
    """An interface text, filled; a key without a row stands for itself.

    >>> phrase("reading.more_than", value="9万").hans
    '多于 9万'
    """
    found = strings().get(key)
    if found is None:
        last = key.rpartition(".")[2]
        found = Phrase(last, last, last)
    return found.fill(**parts) if parts else found


def why_of(said: Comparison | Check) -> Phrase:
    """Why two claims or a sum stand as they do, in every language; as the run said it where it kept only that.

    >>> why_of(Comparison(0, 1, "agree", "equal", "", reason="not_unit")).hant
    '單位種類不同，不能比'
    """
    if not knows(said.reason):
        return Phrase(said.why, said.why, said.why)
    parts = dict(said.parts)
    return Phrase(*(say(said.reason, lang, **parts) for lang in ("zh", "hant", "en")))


def interface_language(lang: str) -> Language:
    """The interface language of a configured `lang`.

    >>> interface_language("zh"), interface_language("zh-Hant"), interface_language("en")
    ('hans', 'hant', 'en')
    """
    if lang.lower().startswith("en"):
        return "en"
    return "hant" if lang.lower() in {"zh-hant", "hant", "zh-tw", "zh-hk"} else "hans"
