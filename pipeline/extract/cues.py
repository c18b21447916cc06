"""Finds the small words beside figures, and the words for what figures are about, in one pass over characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.lexicon.attributes import AttributeRow, attributes_by_word
from pipeline.lexicon.cues import (
    AttributionCue,
    BasisCue,
    DirectionCue,
    FrameCue,
    RankCue,
    RunningCue,
    attribution_cues,
    basis_cues,
    direction_cues,
    frame_cues,
    rank_cues,
    running_cues,
)
from pipeline.records import Span

Row = TypeVar("Row")
_SMALL = 500  # words


class Hit(NamedTuple, Generic[Row]):
    """A word of a table found in a text, with every row that owns it."""

    span: Span
    rows: tuple[Row, ...]


class WordTable(Generic[Row]):
    """A compiled table of words: the longest word wins, the leftmost first."""

    def __init__(self, rows: Mapping[str, tuple[Row, ...]]) -> None:
        self._words = tuple(sorted(rows))
        self._rows = tuple(rows[word] for word in self._words)
        table = Implementation.DFA if len(rows) < _SMALL else None  # twice as fast, and slow to make for large ones
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest, implementation=table)

    def find(self, text: str) -> list[Hit[Row]]:
        """Every word of the table in `text`, leftmost longest, without overlap."""
        rows = self._rows
        return [Hit(Span(s, e), rows[i]) for i, s, e in self._automaton.find_matches_as_indexes(text)]


def _by_surface(rows: Iterable[Row], surface: Callable[[Row], str]) -> dict[str, tuple[Row, ...]]:
    table: dict[str, list[Row]] = {}
    for row in rows:
        table.setdefault(surface(row), []).append(row)
    return {word: tuple(owners) for word, owners in table.items()}


@cache
def attribute_table() -> WordTable[AttributeRow]:
    """What figures are about.

    >>> [hit.rows[0].id for hit in attribute_table().find("归母净利润15亿元")]
    ['net_profit']
    """
    return WordTable(attributes_by_word())


@cache
def basis_table() -> WordTable[BasisCue]:
    """Words of definition and scope: 新增, 单季, 同比."""
    return WordTable(_by_surface(basis_cues(), lambda r: r.surface))


@cache
def frame_table() -> WordTable[FrameCue]:
    """Words that take a figure out of plain assertion: 拟, 预计, 若."""
    return WordTable(_by_surface(frame_cues(), lambda r: r.surface))


@cache
def attribution_table() -> WordTable[AttributionCue]:
    """Words that name a source: 据, 称, 数据显示."""
    return WordTable(_by_surface(attribution_cues(), lambda r: r.surface))


@cache
def direction_table() -> WordTable[DirectionCue]:
    """Words of rise and fall: 增长, 倒退, 持平."""
    return WordTable(_by_surface(direction_cues(), lambda r: r.surface))


@cache
def running_table() -> WordTable[RunningCue]:
    """Words of a figure that runs on: 截至, 升至."""
    return WordTable(_by_surface(running_cues(), lambda r: r.surface))


@cache
def rank_table() -> WordTable[RankCue]:
    """Words of rank: 首位, 居次, 冠军."""
    return WordTable(_by_surface(rank_cues(), lambda r: r.surface))
