"""The figures of one article in text order, as intervals, for the checks of its own sums."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.crosscheck.measure import Measure, may_be_one, to_measure
from pipeline.lexicon.amounts import written
from pipeline.lexicon.reasons import say
from pipeline.records import Article, Check, Claim, Span, Verdict, content_id

ZERO = Decimal(0)
HALF = Decimal("0.5")
Interval = tuple[Decimal, Decimal]
Part = str | Decimal
_COUNTED = frozenset({"count", "person", "person_time", "medal", "occurrence", "vote", "share", "floor"})
_PIECES = frozenset({"count", "medal"})
_NO_PARTS = frozenset({"ratio", "points", "point", "speed", "temperature", "time", "{ratio}", "quake", "number"})


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
    def text(self) -> str:
        return self.claim.text

    @property
    def stated(self) -> Decimal:
        measure = self.measure
        return measure.stated if measure.stated is not None else (measure.usual_low + measure.usual_high) / 2

    @property
    def interval(self) -> Interval:
        """What the written digits and the hedge allow, in base units."""
        measure = self.measure
        if "fraction" in self.claim.mention.rules and measure.low is not None and measure.high is not None:
            return measure.low, measure.high
        counted = self.measure.dimension in _COUNTED and self.measure.step <= 1
        half = ZERO if counted else self.measure.step / 2
        if self.measure.stated is None or self.measure.hedge != "exact":
            return self.measure.usual_low - half, self.measure.usual_high + half
        return self.measure.stated - half, self.measure.stated + half

    @property
    def rounded(self) -> Interval:
        """As `interval`, but 约2.3万亿 beside figures of three digits is a rounding, and reaches half a place."""
        written = len(self.digits) >= 2 and "fraction" not in self.claim.mention.rules
        if self.measure.hedge != "approx" or self.measure.stated is None or not written:
            return self.interval
        half = self.measure.place * HALF
        return self.measure.stated - half, self.measure.stated + half

    @property
    def digits(self) -> str:
        """The digits as written, zeros at the end kept: 3.50万 has 350."""
        step = self.measure.step
        return str(abs(int(self.stated / step))) if step else "0"

    @property
    def exact(self) -> bool:
        return self.measure.hedge == "exact" and self.measure.stated is not None

    @property
    def additive(self) -> bool:
        """Whether parts of such figures make a whole: sums of money and counts do, rates and prices do not."""
        per = (self.measure.unit or "").startswith("/")
        return self.measure.dimension not in _NO_PARTS and not per

    @property
    def bare(self) -> bool:
        """A number with 万 or 亿 and no unit, which the figure beside it has: 男性3108万 in 6127万人."""
        return self.measure.dimension == "number" and self.measure.step >= 100

    @property
    def changes(self) -> bool:
        """Whether the figure says by how much another one changed."""
        return self.claim.direction != 0 or self.claim.attribute.id.startswith("change:")


@dataclass(frozen=True, slots=True)
class Ledger:
    """An article's figures in text order, `starts` their offsets; `times` are its days and hours.

    `lang` is the language in which reasons are said.
    """

    article: Article
    text: str
    entries: tuple[Entry, ...]
    starts: tuple[int, ...]
    times: tuple[Claim, ...] = ()
    lang: str = "zh"

    def within(self, start: int, end: int) -> tuple[Entry, ...]:
        """The figures that start in `[start, end)`."""
        return self.entries[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def between(self, left: Entry, right: Entry) -> str:
        """The text between two figures."""
        return self.text[left.end : right.start]

    def before(self, entry: Entry, reach: int) -> str:
        """The text before a figure, no further than the figure before it."""
        at = bisect_left(self.starts, entry.start)
        floor = self.entries[at - 1].end if at else 0
        return self.text[max(floor, entry.start - reach) : entry.start]

    def after(self, entry: Entry, reach: int) -> str:
        """The text after a figure, no further than the next one."""
        at = bisect_left(self.starts, entry.end)
        ceiling = self.starts[at] if at < len(self.starts) else len(self.text)
        return self.text[entry.end : min(ceiling, entry.end + reach)]

    def paragraph(self, entry: Entry) -> Span:
        """The line a figure stands in."""
        end = self.text.find("\n", entry.end)
        return Span(self.text.rfind("\n", 0, entry.start) + 1, len(self.text) if end < 0 else end)

    def nearby(self, entry: Entry, count: int) -> tuple[Entry, ...]:
        """The `count` figures before and after one, without it."""
        at = bisect_left(self.starts, entry.start)
        return self.entries[max(0, at - count) : at] + self.entries[at + 1 : at + 1 + count]


def open_ledger(article: Article, claims: Iterable[Claim], lang: str = "zh") -> Ledger:
    """The ledger of one article; figures whose unit is unknown stay out, as do those quoted from elsewhere twice."""
    entries = []
    claims = sorted(claims, key=lambda c: c.mention.span)
    for claim in claims:
        measure = to_measure(claim.mention)
        if measure is not None and measure.dimension not in ("rank", "label", "time_small"):
            entries.append(Entry(claim, measure))
    times = tuple(claim for claim in claims if claim.mention.quantity is None and claim.mention.timex is not None)
    return Ledger(article, article.text, tuple(entries), tuple(e.start for e in entries), times, lang)


def same_kind(a: Entry, b: Entry) -> bool:
    """Whether two figures may be added; a bare number takes the kind of the other."""
    if (a.bare and (b.additive or b.bare)) or (b.bare and a.additive):
        return True
    if a.measure.currency and b.measure.currency and a.measure.unit == b.measure.unit:
        return a.measure.currency == b.measure.currency or may_be_one(a.measure, b.measure)
    alike = a.measure.dimension == b.measure.dimension or {a.measure.dimension, b.measure.dimension} <= _PIECES
    return alike and a.measure.currency == b.measure.currency


def same_unit(a: Entry, b: Entry) -> bool:
    """Whether two figures count one thing, as far as their measure words say: 28架 and 71架, not 36台 and 16层."""
    counted = a.measure.dimension == b.measure.dimension == "count"
    return same_kind(a, b) and (not counted or a.measure.unit == b.measure.unit)


def meets(a: Interval, b: Interval) -> bool:
    """Whether two intervals share a figure.

    >>> meets((Decimal(1), Decimal(3)), (Decimal(3), Decimal(4)))
    True
    """
    return max(a[0], b[0]) <= min(a[1], b[1])


def total(entries: Sequence[Entry]) -> Interval:
    """The interval of a sum."""
    return sum((e.rounded[0] for e in entries), ZERO), sum((e.rounded[1] for e in entries), ZERO)


def sum_of(entries: Iterable[Entry]) -> Decimal:
    """The sum of the figures as stated."""
    return sum((e.stated for e in entries), ZERO)


def gap_of(found: Decimal, stated: Decimal) -> Decimal:
    """How far two figures are apart, as a share of the second.

    >>> gap_of(Decimal(46), Decimal(45)) < Decimal("0.03")
    True
    """
    return abs(found - stated) / abs(stated) if stated else Decimal(1)


def in_unit(value: Decimal, entry: Entry) -> Decimal:
    """A figure in base units in the unit that another is written in: 19.6 beside 18.6GWh."""
    written = entry.measure.written
    return value * written / entry.measure.stated if written and entry.measure.stated else value


def to_check(
    ledger: Ledger,
    kind: str,
    formula: str,
    entries: Sequence[Entry],
    verdict: Verdict,
    severity: float,
    reason: str,
    **parts: Part,
) -> Check:
    """The record of a check; its figures stand in text order. `reason` is a row of the reasons, `parts` fill it."""
    claims = [e.claim for e in sorted(entries, key=lambda e: e.start)]
    return claims_check(ledger, kind, formula, claims, verdict, severity, reason, parts)


def claims_check(
    ledger: Ledger,
    kind: str,
    formula: str,
    claims: Sequence[Claim],
    verdict: Verdict,
    severity: float,
    reason: str,
    parts: Mapping[str, Part],
) -> Check:
    """The record of a check of claims, in the order given."""
    spans = tuple(claim.raw for claim in claims)
    said = tuple((name, part if isinstance(part, str) else written(part)) for name, part in parts.items())
    return Check(
        id=content_id("k", (ledger.article.id, kind, verdict, *(f"{s.start}:{s.end}" for s in spans))),
        article=ledger.article.id,
        check=kind,
        formula=formula,
        spans=spans,
        texts=tuple(claim.text for claim in claims),
        verdict=verdict,
        severity=round(severity if verdict == "inconsistent" else 0.0, 4),
        why=say(reason, ledger.lang, **dict(said)),
        reason=reason,
        parts=said,
    )


def sentence_of(entry: Entry) -> Span:
    """The sentence a figure stands in."""
    return entry.claim.sentence
