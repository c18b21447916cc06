"""A text laid out for the finding of names: what the lexicon knows in it, and where a name cannot reach across."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.lexicon.entities import EntityTable, load_entities
from pipeline.lexicon.name_words import name_words, word_set
from pipeline.records import NameType
from pipeline.segment.words import dictionary, rarity

REACH = 18
NEAR = 20_000
COMMON = 11.3  # rarity below which a word is in everybody's mouth
_NAME_CHARACTER = re.compile(r"[\u3400-\u9fffA-Za-z·]")
_COUNTED = re.compile(r"\d[年月日号时分秒个家名位只亿万千百元%余多届次期岁度天周级钟后前内左右起]*")


class Draft(NamedTuple):
    """A name that one rule proposes. `entity` is empty until linking; a higher `rank` wins where two overlap."""

    start: int
    end: int
    type: NameType
    entity: str
    rule: str
    rank: int = 0


class Risky(NamedTuple):
    """A hit of an alias that counts only with evidence."""

    start: int
    end: int
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamePage:
    """`borders[i]` is 1 where a name may begin at `i` because a stop word or a whole other name ends there.

    `ner` is the spaCy pipeline that stands in place of the model; empty for the one that ships.
    """

    text: str
    table: EntityTable
    safe: tuple[Draft, ...]
    risky: tuple[Risky, ...]
    ends: Mapping[int, Draft]
    borders: bytes
    inner: bytes
    ner: str = ""

    def said_twice(self, form: str, near: int) -> bool:
        """Whether a form stands twice within reach of an offset."""
        since, until = max(0, near - NEAR), near + NEAR
        first = self.text.find(form, since, until)
        return first >= 0 and self.text.find(form, first + 1, until) >= 0

    def after_place(self, start: int) -> bool:
        """Whether a known place ends at `start`."""
        name = self.ends.get(start)
        return name is not None and name.type in ("GPE", "LOC")

    def name_before(self, end: int, reach: int = REACH) -> int:
        """Where the run of name characters that ends at `end` begins; -1 when no border is in reach.

        >>> page = lay_out("记者从岷安县抗震救灾指挥部获悉", load_entities())
        >>> page.text[page.name_before(6):6]
        '岷安县'
        """
        text, borders = self.text, self.borders
        for i in range(end, max(0, end - reach) - 1, -1):
            if borders[i]:
                return i
            if i == 0 or not _NAME_CHARACTER.match(text[i - 1]):
                return i
        return -1


@functools.cache
def _names_automaton(extra: tuple[Path, ...]) -> tuple[AhoCorasick, tuple[tuple[str, tuple[str, ...], bool], ...]]:
    table = load_entities(extra)
    entries: dict[str, tuple[str, tuple[str, ...], bool]] = {}
    for alias, entity in table.safe.items():
        entries[alias] = (alias, (entity,), True)
    for alias, entities in table.risky.items():
        entries.setdefault(alias, (alias, entities, False))
    for decoy in name_words().get("decoy", ()):
        entries.setdefault(decoy, (decoy, (), True))
    ordered = tuple(entries[alias] for alias in sorted(entries))
    return AhoCorasick([e[0] for e in ordered], matchkind=MatchKind.LeftmostLongest), ordered


@functools.cache
def _stops_automaton() -> tuple[AhoCorasick, tuple[bool, ...]]:
    words = dict.fromkeys(name_words()["stop"], True) | dict.fromkeys(name_words()["keep"], False)
    ordered = sorted(words)
    return AhoCorasick(ordered, matchkind=MatchKind.LeftmostLongest), tuple(words[w] for w in ordered)


def whole(text: str, start: int, end: int) -> bool:
    """Whether a match stands alone: letters and digits at its ends are not continued beside it.

    >>> whole("GPT-4.5", 0, 5), whole("用GPT-4做", 1, 6), whole("阿里云", 0, 2)
    (False, True, True)
    """
    first, last = text[start], text[end - 1]
    if first.isascii() and first.isalnum() and start > 0:
        before = text[start - 1]
        if before.isascii() and (before.isalnum() or (before in ".-" and start > 1 and text[start - 2].isalnum())):
            return False
    if last.isascii() and last.isalnum() and end < len(text):
        after = text[end]
        if after.isascii() and after.isalnum():
            return False
        if after in ".-%" and end + 1 < len(text) and text[end + 1].isascii() and text[end + 1].isalnum():
            return not (after in ".%" or last.isdigit())
    return True


_RUNS_ON = re.compile(r"部(?=[门分队件])|大学(?=生(?![命物态活]))|学院(?=派)")


def _runs_on(text: str, start: int, end: int) -> bool:
    """公安部 in 公安部门, 北京大学 in 北京大学生: the word goes on, the name is not meant."""
    if text[end - 1] not in "部学院":
        return False
    found = _RUNS_ON.search(text, max(start, end - 2), min(len(text), end + 3))
    return found is not None and found.end() == end


def _known(text: str, extra: tuple[Path, ...]) -> tuple[list[Draft], list[Risky]]:
    table = load_entities(extra)
    automaton, entries = _names_automaton(extra)
    safe: list[Draft] = []
    risky: list[Risky] = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        _, entities, is_safe = entries[index]
        if not entities or not whole(text, start, end) or _runs_on(text, start, end):
            continue
        if is_safe:
            kind: NameType = table.rows[entities[0]].type  # type: ignore[assignment]
            safe.append(Draft(start, end, kind, entities[0], "lexicon", 5))
        else:
            risky.append(Risky(start, end, entities))
    return safe, risky


def _mark_borders(text: str, safe: Iterable[Draft]) -> tuple[bytes, bytes]:
    borders, inner = bytearray(len(text) + 1), bytearray(len(text) + 1)
    for name in safe:
        inner[name.start + 1 : name.end] = b"\x01" * (name.end - name.start - 1)
        if name.type not in ("GPE", "LOC"):
            borders[name.end] = 1
    automaton, is_stop = _stops_automaton()
    for index, start, end in automaton.find_matches_as_indexes(text):
        if is_stop[index] and not inner[start] and not inner[end]:
            borders[end] = 1
    for counted in _COUNTED.finditer(text):
        if not inner[counted.end()]:
            borders[counted.end()] = 1
    return bytes(borders), bytes(inner)


def lay_out(text: str, table: EntityTable, extra: tuple[Path, ...] = (), ner: str = "") -> NamePage:
    """The page of a text.

    >>> [text.entity for text in lay_out("阿里云是阿里巴巴的云", load_entities()).safe]
    ['阿里云', '阿里巴巴']
    """
    safe, risky = _known(text, extra)
    borders, inner = _mark_borders(text, safe)
    return NamePage(text, table, tuple(safe), tuple(risky), {n.end: n for n in safe}, borders, inner, ner)


@functools.cache
def ordinary_words() -> frozenset[str]:
    """Words of everyday use that no brand, place or person is called."""
    return word_set("ordinary") | word_set("generic") | word_set("verb") | word_set("stop")


@functools.lru_cache(maxsize=1 << 14)
def has_word(form: str, table: EntityTable) -> bool:
    """Whether ordinary words stand in a form: it is no name then, however it ends.

    >>> has_word("平均游戏", load_entities()), has_word("澜川", load_entities())
    (True, False)
    """
    ordinary = ordinary_words()
    return any(form[i : i + 2] in ordinary for i in range(len(form) - 1)) or is_generic(form, table)


@functools.lru_cache(maxsize=1 << 14)
def is_word(form: str) -> bool:
    """Whether the dictionary of the language has a form.

    >>> is_word("推理"), is_word("澜川")
    (True, False)
    """
    return dictionary().has(form)


@functools.lru_cache(maxsize=1 << 12)
def is_common(form: str) -> bool:
    """Whether a form is a word, or two, that everybody uses; place names are rarer.

    >>> is_common("地下"), is_common("德兴"), is_common("第三地下")
    (True, False, True)
    """
    halves = (form[:2], form[2:]) if len(form) == 4 else (form,)
    return all(is_word(half) and rarity(half) < COMMON for half in halves)


@functools.lru_cache(maxsize=4)
def _generic_pieces(table: EntityTable) -> tuple[frozenset[str], frozenset[str]]:
    """Ordinary words and places of up to eight characters, and the characters they begin with."""
    places = (alias for alias, entity in table.safe.items() if table.rows[entity].type in ("GPE", "LOC"))
    pieces = frozenset(piece for piece in (*word_set("generic"), *places) if 1 <= len(piece) <= 8)
    return pieces, frozenset(piece[0] for piece in pieces)


@functools.lru_cache(maxsize=1 << 14)
def is_generic(core: str, table: EntityTable) -> bool:
    """Whether a stretch is made of ordinary words and places alone, so that no one is named by it.

    >>> is_generic("中国科技", load_entities()), is_generic("澜川", load_entities())
    (True, False)
    """
    pieces, heads = _generic_pieces(table)
    reach = [True] + [False] * len(core)
    for i, head in enumerate(core):
        if reach[i] and head in heads:
            for end in range(i + 1, min(i + 8, len(core)) + 1):
                if core[i:end] in pieces:
                    reach[end] = True
    return reach[-1]
