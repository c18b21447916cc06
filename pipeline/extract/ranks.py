"""Ranks that words name and no numeral: 居首位, 获得亚军, 居次, 榜首."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from pipeline.extract.cues import WordTable
from pipeline.lexicon.cues import RankCue, rank_cues
from pipeline.lexicon.figure_cues import cue_pattern, figure_cues
from pipeline.records import Mention, Quantity, Span

_REACH = 14  # characters between 夺得 and 冠军: the name of the race
_NEAR = 8  # characters between 居 and 首位: 居全国首位
_CLAUSE_END = frozenset("，。；！？,;!?\n")


@cache
def _table() -> WordTable[RankCue]:
    named = set(figure_cues("rank_seat")) | set(figure_cues("rank_title"))
    return WordTable({cue.surface: (cue,) for cue in rank_cues() if cue.surface in named})


@cache
def _seats() -> dict[str, RankCue]:
    seats = figure_cues("rank_seat")
    return {cue.surface: cue for cue in rank_cues() if cue.surface in seats and cue.surface[0] != "居"}


def find_ranks(text: str, taken: Sequence[Mention]) -> list[Mention]:
    """The ranks that words name, outside the mentions already `taken`.

    A seat (首位, 次席) has its verb right before it; a title (冠军) was won in the same clause.

    >>> [text[m.span.start:m.span.end] for text in ["产量居首位，他夺得男子百米亚军"] for m in find_ranks(text, [])]
    ['首位', '亚军']
    >>> find_ranks("首位女院士是奥运冠军的母亲", [])
    []
    """
    spans = iter(taken)
    beside = next(spans, None)
    found: list[Mention] = []
    for span, cue in _hits(text):
        while beside is not None and beside.span.end <= span.start:
            beside = next(spans, None)
        if (beside is None or beside.span.start >= span.end) and _holds(text, span, cue):
            value = Decimal(-1 if cue.kind == "last" else cue.rank or 1)
            quantity = Quantity(value, value, value, None)
            found.append(Mention("ordinal", span, span, quantity, None, ("ordinal", "rank_word")))
    return found


def _hits(text: str) -> Iterator[tuple[Span, RankCue]]:
    for hit in _table().find(text):
        start, end = hit.span
        seat = _seats().get(text[start + 1 : end + 1])
        if seat is not None:  # 居首 of 居首位
            yield Span(start + 1, end + 1), seat
        else:
            yield hit.span, hit.rows[0]


def _holds(text: str, span: Span, cue: RankCue) -> bool:
    ends = not text[span.end : span.end + 1].isalpha() or text.startswith(figure_cues("rank_after"), span.end)
    if cue.surface[0] == "居":  # 居首 is a verb already
        return ends
    if cue.surface in figure_cues("rank_seat"):
        if text.endswith(figure_cues("rank_lead"), 0, span.start):
            return True
        begin = _clause(text, span.start, _NEAR)
        return ends and cue_pattern("rank_lead").search(text, begin, span.start) is not None
    begin = _clause(text, span.start, _REACH)
    if cue_pattern("rank_not_won").search(text, begin, span.start) is not None:
        return False
    if text.startswith("《", span.end):  # 冠军《长河》票房30亿元
        return True
    return cue_pattern("rank_won").search(text, begin, span.start) is not None


def _clause(text: str, at: int, reach: int) -> int:
    """Where the clause that ends at `at` begins, at most `reach` characters back."""
    begin = max(0, at - reach)
    return max((i + 1 for i in range(begin, at) if text[i] in _CLAUSE_END), default=begin)
