"""Sentences with their names for training: read, cut, joined and varied, so that what is learned holds in news."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

from pipeline.errors import GoldError
from pipeline.lexicon.entities import load_entities
from pipeline.lexicon.name_words import name_words, surnames
from pipeline.segment.jieba_rows import jieba_rows

TYPES = ("PERSON", "ORG", "LOC")
SWAPPED = 0.3  # share of names that another of their type replaces, in the sentences that are varied
VARIED = 0.6
_MARKS = "，，，。、"
_ORG_ENDS = ("company", "industry", "brandish", "organ", "media", "team")
_PLACE_ENDS = ("place", "road", "nature", "facility")


class Labelled(NamedTuple):
    """A name in a sentence."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its names in order."""

    text: str
    names: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What names are made of: whole names by type, and the parts of made-up ones."""

    whole: Mapping[str, tuple[str, ...]]
    seen: Mapping[str, tuple[str, ...]]
    first: tuple[str, ...]
    given: tuple[str, ...]
    sounds: tuple[str, ...]
    foreign: tuple[str, ...]
    ends: Mapping[str, tuple[str, ...]]


def read_sentences(path: Path) -> list[Sentence]:
    """The sentences of a JSONL file of `text` and `ents` ([start, end, label])."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror}); name the folder of the open data") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            names = tuple(sorted(Labelled(start, end, label) for start, end, label in row["ents"]))
            if row["text"]:
                found.append(Sentence(row["text"], names))
        except (ValueError, KeyError, TypeError) as error:
            raise GoldError(
                f"{path.name}:{number}: no sentence with names ({error}); expected text and ents"
            ) from error
    return found


def collect_names(sentences: Iterable[Sentence]) -> Names:
    """The names of the training data, of jieba's dictionary and of the lexicon."""
    seen: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        for start, end, kind in sentence.names:
            seen[kind].append(sentence.text[start:end])
    known = surnames()
    people = [n for n in seen["PERSON"] if len(n) in (2, 3) and n[0] in known]
    whole: dict[str, list[str]] = defaultdict(list)
    foreign = []
    for word, count, tag in jieba_rows():
        if tag == "nr" and len(word) in (2, 3) and known.get(word[0]) == "common" and count <= 300:
            whole["PERSON"].append(word)
        elif tag in ("nrt", "nrfg") and 2 <= len(word) <= 6:
            foreign.append(word)
        elif tag in ("ns", "nt") and 2 <= len(word) <= 12:
            whole["LOC" if tag == "ns" else "ORG"].append(word)
    table = load_entities()
    for alias, entity in sorted(table.safe.items()):
        kind = {"GPE": "LOC", "FAC": "LOC"}.get(table.rows[entity].type, table.rows[entity].type)
        if kind in TYPES:
            whole[kind].append(alias)
    words = name_words()
    return Names(
        whole={k: tuple(v) for k, v in whole.items()},
        seen={k: tuple(v) for k, v in seen.items()},
        first=tuple(n[0] for n in people),
        given=tuple(c for n in people for c in n[1:]),
        sounds=tuple(c for n in foreign for c in n),
        foreign=tuple(foreign),
        ends={
            "ORG": tuple(w for role in _ORG_ENDS for w in words.get(role, ()) if len(w) > 1),
            "LOC": tuple(w for role in _PLACE_ENDS for w in words.get(role, ())),
        },
    )


def _spell(letters: Sequence[str], least: int, most: int, random: Random) -> str:
    return "".join(random.choice(letters) for _ in range(random.randint(least, most)))


def _person(old: str, names: Names, random: Random) -> str:
    if "·" in old:
        return _spell(names.sounds, 2, 4, random) + "·" + _spell(names.sounds, 2, 4, random)
    draw = random.random()
    if draw < 0.2:
        return random.choice(names.foreign) if draw < 0.1 else _spell(names.sounds, 2, 4, random)
    if draw < 0.4:
        return random.choice(names.whole["PERSON"])
    return random.choice(names.first) + _spell(names.given, 1, 1 if draw < 0.55 else 2, random)


def _place(old: str, names: Names, random: Random) -> str:
    if random.random() < 0.45:
        return random.choice(names.whole["LOC"])
    letters = names.given if random.random() < 0.5 else names.sounds
    end = next((e for e in names.ends["LOC"] if old.endswith(e) and len(old) > len(e)), None)
    return _spell(letters, 2, 3, random) + (end or random.choice(names.ends["LOC"]))


def _organisation(old: str, names: Names, random: Random) -> str:
    if random.random() < 0.35:
        return random.choice(names.whole["ORG"])
    head = random.choice(names.whole["LOC"]) if random.random() < 0.4 else _spell(names.given, 2, 2, random)
    if len(old) <= 3:
        return head
    return head + (old[-2:] if random.random() < 0.4 else random.choice(names.ends["ORG"]))


_MAKE = {"PERSON": _person, "LOC": _place, "ORG": _organisation}


def vary_names(sentence: Sentence, names: Names, random: Random) -> Sentence:
    """The sentence with some of its names replaced by others of their type."""
    text, found, at = "", [], 0
    for start, end, kind in sentence.names:
        text += sentence.text[at:start]
        name = sentence.text[start:end]
        if random.random() < SWAPPED:
            name = random.choice(names.seen[kind]) if random.random() < 0.3 else _MAKE[kind](name, names, random)
        found.append(Labelled(len(text), len(text) + len(name), kind))
        text, at = text + name, end
    return Sentence(text + sentence.text[at:], tuple(found))


def join_sentences(sentences: Sequence[Sentence], marks: Sequence[str]) -> Sentence:
    """Sentences in a row with a mark after each.

    >>> join_sentences([Sentence("核数成立", ()), Sentence("周启明任主编", (Labelled(0, 3, "PERSON"),))], "，。").names
    (Labelled(start=5, end=8, type='PERSON'),)
    """
    text, names = "", []
    for sentence, mark in zip(sentences, marks, strict=True):
        names += [Labelled(s + len(text), e + len(text), kind) for s, e, kind in sentence.names]
        text += sentence.text + mark
    return Sentence(text, tuple(names))


def split_at_marks(sentence: Sentence) -> list[Sentence]:
    """The clauses of a sentence without the marks between them, never cut inside a name."""
    inside = {i for s, e, _ in sentence.names for i in range(s + 1, e)}
    ends = [i for i, c in enumerate(sentence.text) if c in "，。；" and i not in inside and i + 1 not in inside]
    clauses, start = [], 0
    for end in [*ends, len(sentence.text)]:
        names = tuple(Labelled(s - start, e - start, k) for s, e, k in sentence.names if start <= s and e <= end)
        if end > start:
            clauses.append(Sentence(sentence.text[start:end], names))
        start = end + 1
    return clauses


def vary_spoken(sentences: Sequence[Sentence], random: Random) -> list[Sentence]:
    """Sentences without punctuation, in the order of their articles: some alone, some joined into prose."""
    found, at = [], 0
    while at < len(sentences):
        size = 1 if random.random() < 0.6 else random.randint(2, 4)
        group = sentences[at : at + size]
        at += size
        if len(group) == 1:
            found.append(join_sentences(group, [random.choice("。，") if random.random() < 0.2 else ""]))
        else:
            marks = [random.choice(_MARKS) if random.random() < 0.9 else "" for _ in group[1:]]
            found.append(join_sentences(group, [*marks, random.choice(["。", ""])]))
    return found


def vary_written(sentences: Sequence[Sentence], random: Random) -> list[Sentence]:
    """Sentences with punctuation: some cut into bare clauses."""
    return [p for s in sentences for p in (split_at_marks(s) if random.random() < 0.15 else [s])]


def vary(spoken: Sequence[Sentence], written: Sequence[Sentence], names: Names, random: Random) -> list[Sentence]:
    """One round of training data: varied in its cuts and in its names."""
    rows = [*vary_spoken(spoken, random), *vary_written(written, random)]
    return [vary_names(s, names, random) if s.names and random.random() < VARIED else s for s in rows]
