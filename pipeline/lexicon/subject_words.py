"""Rows of subject_words.tsv: what names an event, stands for the country, is no subject, or tells of one."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.lexicon.tables import read_rows

SubjectKind = Literal["beside", "country", "dateline", "dating", "event", "generic", "never", "outside", "source"]


@dataclass(frozen=True, slots=True)
class SubjectWord:
    """A word of one kind, and the word that it means the same as.

    `event` ends the name of one, `generic` says only that something happened (事故), `never` stands in no subject,
    `beside` is a telling neighbour, `source` is who says something without a name, `dateline` follows the outlet at the
    head of an article, `outside` makes a place all others, `dating` names a time that stands
    behind it.

    >>> SubjectWord("event", "强震", "地震").means
    '地震'
    """

    kind: SubjectKind
    word: str
    means: str


@functools.cache
def subject_words() -> Mapping[SubjectKind, frozenset[str]]:
    """The words of each kind.

    >>> "滑坡" in subject_words()["event"], "记者" in subject_words()["never"]
    (True, True)
    """
    found: dict[SubjectKind, set[str]] = {}
    for row in read_rows("subject_words.tsv", SubjectWord):
        found.setdefault(row.kind, set()).add(row.word)
    return {kind: frozenset(words) for kind, words in found.items()}


@functools.cache
def events() -> Mapping[str, str]:
    """The words for events with the word that each means.

    >>> events()["强震"], events()["地震"]
    ('地震', '地震')
    """
    rows = read_rows("subject_words.tsv", SubjectWord)
    return {row.word: row.means or row.word for row in rows if row.kind in ("event", "generic")}


@functools.lru_cache(maxsize=1 << 14)
def event_of(phrase: str) -> str:
    """The kind of event that a phrase names at its end, empty where it names none.

    >>> event_of("集体食物中毒事件"), event_of("特大强震"), event_of("中毒人数")
    ('食物中毒', '地震', '')
    """
    known, generic = events(), subject_words()["generic"]
    for size in range(min(6, len(phrase)), 0, -1):
        word = phrase[-size:]
        if word in known:
            inner = event_of(phrase[:-size]) if word in generic else ""
            return inner or known[word]
    return ""
