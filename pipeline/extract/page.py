"""One article laid out for the reading of claims: what stands in which sentence and clause, in order, by offset."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from pipeline.extract.cues import (
    Hit,
    attribute_table,
    attribution_table,
    basis_table,
    direction_table,
    frame_table,
    rank_table,
    running_table,
)
from pipeline.lexicon.attributes import AttributeRow
from pipeline.lexicon.cues import AttributionCue, BasisCue, DirectionCue, FrameCue, RankCue, RunningCue
from pipeline.records import Analysis, Article, Mention, Name, Span

_BREAK = re.compile(r"[，,；;：:。！？!?\n]")


# Attributes whose figures are changes themselves.
CHANGES = frozenset(
    {"growth_rate", "gdp_growth", "share_price_change", "index_change", "price_change", "monthly_change"}
)


class Spanned(Protocol):
    """Anything with a span."""

    @property
    def span(self) -> Span: ...


T = TypeVar("T", bound=Spanned)
_SPAN = attrgetter("span")


@dataclass(frozen=True, slots=True)
class Row:
    """Spanned things in text order, to be asked for by stretch of text."""

    items: tuple[Any, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, items: Sequence[Any]) -> Row:
        ordered = tuple(sorted(items, key=_SPAN))
        return cls(ordered, tuple([item.span[0] for item in ordered]))

    def within(self, start: int, end: int) -> tuple[Any, ...]:
        """What starts in `[start, end)`."""
        starts = self.starts
        if not starts or start > starts[-1]:
            return ()
        low = bisect_left(starts, start)
        return self.items[low : bisect_left(starts, end, low)]

    def count(self, start: int, end: int) -> int:
        """How many start in `[start, end)`."""
        return max(0, bisect_left(self.starts, end) - bisect_left(self.starts, start))


class Place(NamedTuple):
    """Whether a name is the article's outlet, or only speaks."""

    outlet: bool
    speaks: bool


@dataclass(frozen=True, slots=True)
class Page:
    """An article with everything found in it; `breaks` are the offsets of clause marks outside figures.

    What was asked for once is remembered: the `clauses` of spans, the `places` of names, the names of sentences.
    """

    article: Article
    text: str
    sentences: tuple[Span, ...]
    sentence_starts: tuple[int, ...]
    breaks: tuple[int, ...]
    figures: Row
    times: Row
    names: Row
    attributes: Row
    basis: Row
    frames: Row
    sources: Row
    directions: Row
    running: Row
    ranks: Row
    clauses: dict[tuple[Span, Span], Span] = field(default_factory=dict)
    places: dict[Span, Place] = field(default_factory=dict)
    said: dict[Span, str] = field(default_factory=dict)

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds an offset."""
        return self.sentences[max(0, bisect_right(self.sentence_starts, offset) - 1)]

    def sentence_index(self, offset: int) -> int:
        """The number of the sentence that holds an offset."""
        return max(0, bisect_right(self.sentence_starts, offset) - 1)

    def clause_at(self, span: Span, sentence: Span) -> Span:
        """The clause round a span, within its sentence."""
        known = self.clauses.get((span, sentence))
        if known is not None:
            return known
        i = bisect_left(self.breaks, span.start)
        start = self.breaks[i - 1] + 1 if i else 0
        j = bisect_left(self.breaks, span.end)
        end = self.breaks[j] if j < len(self.breaks) else len(self.text)
        clause = Span(max(start, sentence.start), min(end, sentence.end))
        self.clauses[span, sentence] = clause
        return clause

    def names_of(self, sentence: Span) -> str:
        """The entities that a sentence names."""
        if sentence not in self.said:
            self.said[sentence] = "|".join(sorted({n.entity for n in self.names.within(*sentence)}))
        return self.said[sentence]

    def crossings(self, start: int, end: int) -> int:
        """How many clause marks lie in `[start, end)`."""
        return bisect_left(self.breaks, end) - bisect_left(self.breaks, start)


def is_figure(mention: Mention) -> bool:
    """Whether a mention is an amount rather than a point in time."""
    return mention.quantity is not None


def _outside(hits: Sequence[Hit[Any]], others: Sequence[Spanned]) -> list[Hit[Any]]:
    """Hits that do not lie inside a longer one of the others: no length in 增长, no countries in 国家电网."""
    row = Row.of(others)
    kept = []
    for hit in hits:
        near = row.within(hit.span.start - 12, hit.span.end)
        size = hit.span.end - hit.span.start
        if not any(_covers(other.span, hit.span) and len_of(other.span) > size for other in near):
            kept.append(hit)
    return kept


def changes(hit: Hit[AttributeRow]) -> bool:
    """Whether a word names a change itself: 经济增速, 涨幅."""
    return any(row.id in CHANGES for row in hit.rows)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def len_of(span: Span) -> int:
    """The characters of a span."""
    return span.end - span.start


def lay_out(article: Article, analysis: Analysis, mentions: Sequence[Mention], names: Sequence[Name]) -> Page:
    """The page of an article."""
    text = article.text
    taken = sorted(m.span for m in mentions)
    starts = [s.start for s in taken]

    def inside(offset: int) -> bool:
        i = bisect_right(starts, offset) - 1
        return i >= 0 and taken[i].start < offset < taken[i].end

    breaks = tuple(m.start() for m in _BREAK.finditer(text) if not inside(m.start()))
    attributes: list[Hit[AttributeRow]] = attribute_table().find(text)
    basis: list[Hit[BasisCue]] = basis_table().find(text)
    frames: list[Hit[FrameCue]] = frame_table().find(text)
    sources: list[Hit[AttributionCue]] = [h for h in attribution_table().find(text) if h.rows[0].form != "none"]
    directions: list[Hit[DirectionCue]] = direction_table().find(text)
    attributes = _outside(_outside(attributes, directions), names)
    directions = _outside(directions, [hit for hit in attributes if not changes(hit)])  # 自然增长率
    running: list[Hit[RunningCue]] = running_table().find(text)
    ranks: list[Hit[RankCue]] = rank_table().find(text)
    return Page(
        article=article,
        text=text,
        sentences=analysis.sentences or (Span(0, len(text)),),
        sentence_starts=tuple(s.start for s in analysis.sentences) or (0,),
        breaks=breaks,
        figures=Row.of([m for m in mentions if is_figure(m)]),
        times=Row.of([m for m in mentions if not is_figure(m)]),
        names=Row.of(names),
        attributes=Row.of(attributes),
        basis=Row.of(basis),
        frames=Row.of(frames),
        sources=Row.of(sources),
        directions=Row.of(directions),
        running=Row.of(running),
        ranks=Row.of(ranks),
    )
