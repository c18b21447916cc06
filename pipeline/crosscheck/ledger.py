"""The figures of one article in text order, as intervals, for the checks of its own sums."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.crosscheck.measure import Measure, to_measure
from pipeline.records import Article, Check, Claim, Span, Verdict, content_id

ZERO = Decimal(0)
_COUNTED = frozenset({"count", "person", "person_time", "medal", "occurrence", "vote", "share", "floor"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure: its claim, measure and place."""

    claim: Claim
    measure: Measure

    @property
    def start(self) -> int:
        return self.claim.mention.span.start

    @property
    def end(self) -> int:
        return self.claim.mention.span.end

    @property
    def stated(self) -> Decimal:
        measure = self.measure
        return measure.stated if measure.stated is not None else (measure.usual_low + measure.usual_high) / 2

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """What the written digits and the hedge allow, in base units."""
        counted = self.measure.dimension in _COUNTED and self.measure.step <= 1
        half = ZERO if counted else self.measure.step / 2
        if self.measure.stated is None or self.measure.hedge != "exact":
            return self.measure.usual_low - half, self.measure.usual_high + half
        return self.measure.stated - half, self.measure.stated + half


@dataclass(frozen=True, slots=True)
class Ledger:
    """An article's figures in text order; `starts` are their offsets."""

    article: Article
    text: str
    entries: tuple[Entry, ...]
    starts: tuple[int, ...]

    def within(self, start: int, end: int) -> tuple[Entry, ...]:
        """The figures that start in `[start, end)`."""
        return self.entries[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def between(self, left: Entry, right: Entry) -> str:
        """The text between two figures."""
        return self.text[left.end : right.start]


def open_ledger(article: Article, claims: Iterable[Claim]) -> Ledger:
    """The ledger of one article; figures whose unit is unknown stay out, as do those quoted from elsewhere twice."""
    entries = []
    for claim in sorted(claims, key=lambda c: c.mention.span):
        measure = to_measure(claim.mention)
        if measure is not None and measure.dimension not in ("rank", "label", "time_small"):
            entries.append(Entry(claim, measure))
    return Ledger(article, article.text, tuple(entries), tuple(e.start for e in entries))


def meets(a: tuple[Decimal, Decimal], b: tuple[Decimal, Decimal]) -> bool:
    """Whether two intervals share a figure."""
    return max(a[0], b[0]) <= min(a[1], b[1])


def total(entries: Sequence[Entry]) -> tuple[Decimal, Decimal]:
    """The interval of a sum."""
    return sum((e.interval[0] for e in entries), ZERO), sum((e.interval[1] for e in entries), ZERO)


def to_check(
    ledger: Ledger, kind: str, formula: str, entries: Sequence[Entry], verdict: Verdict, severity: float, why: str
) -> Check:
    """The record of a check."""
    spans = tuple(e.claim.raw for e in entries)
    key = (ledger.article.id, kind, verdict, *(f"{s.start}:{s.end}" for s in spans))
    texts = tuple(e.claim.text for e in entries)
    severity = round(severity if verdict == "inconsistent" else 0.0, 4)
    return Check(content_id("k", key), ledger.article.id, kind, formula, spans, texts, verdict, severity, why)


def sentence_of(entry: Entry) -> Span:
    """The sentence a figure stands in."""
    return entry.claim.sentence
