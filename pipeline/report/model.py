"""The report's view of a run: what was read, found and left out; every writer reads this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from pipeline.crosscheck.derivation import Derivation
from pipeline.records import Check, Claim, Comparison, ConflictKind, Fact, Reject, Script
from pipeline.report.judged import Ruling
from pipeline.report.passages import Passage
from pipeline.report.phrases import Phrase, why_of
from pipeline.report.scopes import day_of

Grade = Literal["high", "middle", "low"]
Shelf = Literal["conflicts", "unsure", "updates", "agreements", "dismissed"]
Change = Literal["new", "changed"]
GRADES: tuple[Grade, ...] = ("high", "middle", "low")
KINDS: tuple[ConflictKind, ...] = ("value", "hedge", "magnitude", "unit", "time", "direction", "rank")
HIGH, MIDDLE = 0.7, 0.4


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """What the report says of an article; `raw` and `text` (simplified, may be empty) give the paragraphs."""

    id: str
    outlet: str | None
    published: str | None
    title: str
    url: str | None
    script: Script
    lineage: int
    author: str | None = None
    raw: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """The run itself: versions, counts and configuration; no clock, so that the same input gives the same bytes."""

    version: str
    fingerprint: str
    articles: int
    claims: int
    facts: int
    rejected: int
    config: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim as it is shown; `first` is the first of its reprint family on its side, the others are copies."""

    index: int
    claim: Claim
    card: ArticleCard
    link: str | None
    lineage: int
    first: bool
    quote: Passage
    simplified: Passage
    paragraph: Passage

    @property
    def day(self) -> str | None:
        """The day the figure holds for: as the text says, else when the article appeared."""
        scope = self.claim.scope
        return (scope.as_of or day_of(scope.start, scope.end) or self.card.published or "")[:10] or None


@dataclass(frozen=True, slots=True)
class SideView:
    """Claims that say the same: the value as written, as read, and how many independent sources stand behind it.

    Sides of one `camp` can stand together; camps are numbered in the order in which they are shown.
    """

    value: str
    reading: Phrase
    claims: tuple[ClaimView, ...]
    sources: int
    copies: int
    camp: int = 0


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact on its shelf; `lead` is the pair that matters most, None where the fact has no pair.

    `ruling` is what reviewers said of its conflicts; one that they dismissed stands on a shelf of its own. `change` is
    what became of it since an earlier run.
    """

    fact: Fact
    shelf: Shelf
    sides: tuple[SideView, ...]
    lead: Comparison | None
    severity: float
    confidence: float
    grade: Grade
    remedy: Phrase | None
    scope: Phrase
    ruling: Ruling | None = None
    change: Change | None = None
    derivation: Derivation | None = None

    @property
    def kind(self) -> ConflictKind | None:
        """The kind of the leading conflict."""
        return self.lead.kind if self.lead is not None else None

    @property
    def why(self) -> Phrase | None:
        """Why the leading pair stands as it does."""
        return why_of(self.lead) if self.lead is not None and (self.lead.why or self.lead.reason) else None

    @property
    def claims(self) -> tuple[ClaimView, ...]:
        """Every claim in the fact's own order."""
        return tuple(sorted((c for side in self.sides for c in side.claims), key=lambda c: c.index))

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that speak, sorted."""
        return tuple(sorted({c.card.outlet for c in self.claims if c.card.outlet}))

    @property
    def days(self) -> tuple[str, ...]:
        """The days the articles appeared, sorted."""
        return tuple(sorted({c.card.published[:10] for c in self.claims if c.card.published}))


@dataclass(frozen=True, slots=True)
class CheckView:
    """A sum with the passages its figures stand in."""

    check: Check
    card: ArticleCard
    link: str | None
    passage: Passage
    grade: Grade
    ruling: Ruling | None = None

    @property
    def why(self) -> Phrase:
        """Why the sum stands as it does."""
        return why_of(self.check)


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet with what it published and how often it stands in a conflict."""

    outlet: str | None
    articles: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures at the top of the report."""

    articles: int
    outlets: tuple[OutletRow, ...]
    first_day: str | None
    last_day: str | None
    undated: int
    scripts: Mapping[Script, int]
    copies: int
    conflicts: Mapping[tuple[str, Grade], int]
    rejects: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Gone:
    """A conflict of an earlier run that is none any more: what it was about and its figures."""

    id: str
    subject: str
    attribute: str
    scope: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """The earlier run that a report is held against, how many conflicts are as they were, and which are gone."""

    name: str
    unchanged: int
    gone: tuple[Gone, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a writer needs, in the order in which it is shown; `edits` are figures that were silently changed."""

    lang: str
    sure: float
    run: RunInfo
    overview: Overview
    conflicts: tuple[FactView, ...]
    unsure: tuple[FactView, ...]
    updates: tuple[FactView, ...]
    agreements: tuple[FactView, ...]
    wrong: tuple[CheckView, ...]
    right: tuple[CheckView, ...]
    rejects: tuple[Reject, ...]
    cards: tuple[ArticleCard, ...]
    dismissed: tuple[FactView, ...] = ()
    dismissed_sums: tuple[CheckView, ...] = ()
    edits: tuple[CheckView, ...] = ()
    since: Since | None = None

    @property
    def facts(self) -> tuple[FactView, ...]:
        """Every fact, in the order of facts.jsonl: gravest first."""
        every = chain(self.conflicts, self.unsure, self.updates, self.agreements, self.dismissed)
        return tuple(sorted(every, key=lambda v: (-v.fact.severity, v.fact.id)))

    @property
    def rare_counts(self) -> tuple[tuple[int, str], ...]:
        """What most runs have none of, with the text that says it: edited figures, and what reviewers dismissed."""
        away = len(self.dismissed) + len(self.dismissed_sums)
        return (len(self.edits), "found.edits"), (away, "left.dismissed")

    @property
    def checks(self) -> tuple[CheckView, ...]:
        """Every sum, those that do not add up first, with the figures that were edited."""
        return self.wrong + self.edits + self.dismissed_sums + self.right


def grade_of(severity: float) -> Grade:
    """The word for a severity.

    >>> grade_of(0.83), grade_of(0.6996), grade_of(0.5), grade_of(0.1)
    ('high', 'high', 'middle', 'low')
    """
    shown = round(severity, 2)
    return "high" if shown >= HIGH else "middle" if shown >= MIDDLE else "low"
