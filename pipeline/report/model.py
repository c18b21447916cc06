"""The report's view of a run: what was read, found and left out; every writer reads this and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType
from typing import Literal

from pipeline.records import Check, Claim, Comparison, ConflictKind, Fact, Reject, Script, Span
from pipeline.report.figures import read_mention
from pipeline.report.links import safe_url
from pipeline.report.passages import Passage, excerpt, paragraph_of, plain, quote_of, simplified_of
from pipeline.report.phrases import Phrase
from pipeline.report.remedies import remedy
from pipeline.report.scopes import read_scope
from pipeline.report.sides import camps, group_sides

Grade = Literal["high", "middle", "low"]
Shelf = Literal["conflicts", "unsure", "updates", "agreements"]
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
        return (self.claim.scope.as_of or self.card.published or "")[:10] or None


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
    """A fact on its shelf; `lead` is the pair that matters most, None where the fact has no pair."""

    fact: Fact
    shelf: Shelf
    sides: tuple[SideView, ...]
    lead: Comparison | None
    severity: float
    confidence: float
    grade: Grade
    remedy: Phrase | None
    scope: Phrase

    @property
    def kind(self) -> ConflictKind | None:
        """The kind of the leading conflict."""
        return self.lead.kind if self.lead is not None else None

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
class Report:
    """Everything a writer needs, in the order in which it is shown."""

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

    @property
    def facts(self) -> tuple[FactView, ...]:
        """Every fact, in the order of facts.jsonl: gravest first."""
        every = chain(self.conflicts, self.unsure, self.updates, self.agreements)
        return tuple(sorted(every, key=lambda v: (-v.fact.severity, v.fact.id)))

    @property
    def checks(self) -> tuple[CheckView, ...]:
        """Every sum, those that do not add up first."""
        return self.wrong + self.right


def grade_of(severity: float) -> Grade:
    """The word for a severity.

    >>> grade_of(0.83), grade_of(0.6996), grade_of(0.5), grade_of(0.1)
    ('high', 'high', 'middle', 'low')
    """
    shown = round(severity, 2)
    return "high" if shown >= HIGH else "middle" if shown >= MIDDLE else "low"


def _shelf(fact: Fact, lead: Comparison | None, sure: float) -> Shelf:
    if lead is not None and lead.relation == "conflict":
        return "conflicts" if lead.confidence >= sure else "unsure"
    if fact.status == "conflict":
        return "conflicts"
    return "updates" if fact.status == "update" else "agreements"


def _lead(fact: Fact, sure: float) -> Comparison | None:
    rank = {"conflict": 0, fact.status: 1}
    return min(
        fact.pairs,
        key=lambda p: (
            rank.get(p.relation, 2),
            p.confidence < sure,
            -p.severity,
            -p.confidence,
            p.left,
            p.right,
        ),
        default=None,
    )


def _missing(article: str) -> ArticleCard:
    return ArticleCard(article, None, None, "", None, "hans", 0)


def _claim_views(fact: Fact, cards: Mapping[str, ArticleCard]) -> list[ClaimView]:
    views = []
    for index, claim in enumerate(fact.claims):
        card = cards.get(claim.article) or _missing(claim.article)
        quote, paragraph = quote_of(claim), paragraph_of(claim, card.raw)
        simplified = simplified_of(claim, card.text) if card.text and card.script != "hans" else ()
        views.append(
            ClaimView(
                index=index,
                claim=claim,
                card=replace(card, raw="", text=""),
                link=safe_url(card.url),
                lineage=fact.lineages[index],
                first=True,
                quote=quote,
                simplified=simplified if plain(simplified) != plain(quote) else (),
                paragraph=paragraph if plain(paragraph) != plain(quote) else (),
            )
        )
    return views


def _side(members: Sequence[ClaimView]) -> SideView:
    seen: set[int] = set()
    claims = []
    for view in sorted(members, key=lambda v: (v.card.published or "9", v.index)):
        claims.append(replace(view, first=view.lineage not in seen))
        seen.add(view.lineage)
    texts = Counter(_simplified_text(c) for c in claims)
    value = min(texts, key=lambda t: (-texts[t], len(t), t))
    articles = {c.card.id for c in claims}
    return SideView(
        value=value,
        reading=read_mention(claims[0].claim.mention),
        claims=tuple(claims),
        sources=len(seen),
        copies=len(articles) - len(seen),
    )


def _simplified_text(view: ClaimView) -> str:
    marked = [p.text for p in view.simplified if p.marked]
    return marked[0] if marked else view.claim.text


def _with_arrow(side: SideView) -> SideView:
    arrow = {1: "↑ ", -1: "↓ "}.get(side.claims[0].claim.direction, "")
    return replace(side, value=arrow + side.value)


def _sides(fact: Fact, claims: Sequence[ClaimView]) -> tuple[SideView, ...]:
    groups = group_sides(fact)
    numbers = camps(fact, groups)
    sides = [replace(_side([claims[i] for i in g]), camp=n) for g, n in zip(groups, numbers, strict=True)]
    backing = Counter({number: sum(s.sources for s in sides if s.camp == number) for number in numbers})
    sides.sort(key=lambda s: (-backing[s.camp], s.camp, -s.sources, min(c.index for c in s.claims)))
    if any(pair.kind == "direction" for pair in fact.pairs):
        sides = [_with_arrow(side) for side in sides]
    order = list(dict.fromkeys(side.camp for side in sides))
    return tuple(replace(side, camp=order.index(side.camp)) for side in sides)


def fact_view(fact: Fact, cards: Mapping[str, ArticleCard], sure: float) -> FactView:
    """One fact as the report shows it; `cards` by article id, with their texts where paragraphs are wanted."""
    lead = _lead(fact, sure)
    claims = _claim_views(fact, cards)
    sides = _sides(fact, claims)
    fix = None
    if lead is not None and lead.relation == "conflict":
        left, right = claims[lead.left], claims[lead.right]
        fix = remedy(lead, left.claim, right.claim, (left.card.published, right.card.published))
    severity = lead.severity if lead is not None and lead.relation == "conflict" else fact.severity
    return FactView(
        fact=fact,
        shelf=_shelf(fact, lead, sure),
        sides=sides,
        lead=lead,
        severity=severity,
        confidence=lead.confidence if lead is not None else 1.0,
        grade=grade_of(severity),
        remedy=fix,
        scope=read_scope(fact.scope),
    )


def _check_view(check: Check, cards: Mapping[str, ArticleCard]) -> CheckView:
    card = cards.get(check.article) or _missing(check.article)
    spans = [Span(*s) for s in check.spans]
    passage = excerpt(card.raw, spans, reach=40) if card.raw else ()
    return CheckView(check, replace(card, raw="", text=""), safe_url(card.url), passage, grade_of(check.severity))


def _outlet_rows(cards: Sequence[ArticleCard], conflicts: Sequence[FactView]) -> tuple[OutletRow, ...]:
    articles = Counter(card.outlet for card in cards)
    struck = Counter(outlet for view in conflicts for outlet in view.outlets)
    rows = [OutletRow(outlet, count, struck[outlet or ""]) for outlet, count in articles.items()]
    return tuple(sorted(rows, key=lambda r: (-r.conflicts, -r.articles, r.outlet or "￿")))


def _overview(
    run: RunInfo, cards: Sequence[ArticleCard], conflicts: Sequence[FactView], rejects: Sequence[Reject]
) -> Overview:
    days = sorted(card.published[:10] for card in cards if card.published)
    scripts = Counter(card.script for card in cards)
    found = Counter((view.kind or "value", view.grade) for view in conflicts)
    reasons = Counter(reject.reason for reject in rejects)
    return Overview(
        articles=run.articles,
        outlets=_outlet_rows(cards, conflicts),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        undated=len(cards) - len(days),
        scripts=MappingProxyType({s: scripts[s] for s in ("hant", "hans", "mixed") if scripts[s]}),
        copies=len(cards) - len({card.lineage for card in cards}),
        conflicts=MappingProxyType({(k, g): found[k, g] for k in KINDS for g in GRADES if found[k, g]}),
        rejects=MappingProxyType(dict(sorted(reasons.items(), key=lambda i: (-i[1], i[0])))),
    )


def _read_cards(
    articles: Iterable[ArticleCard], needed: frozenset[str]
) -> tuple[list[ArticleCard], dict[str, ArticleCard]]:
    slim: list[ArticleCard] = []
    full: dict[str, ArticleCard] = {}
    for card in articles:
        slim.append(replace(card, raw="", text=""))
        if card.id in needed:
            full[card.id] = card
    slim.sort(key=lambda c: (c.published or "9", c.outlet or "", c.id))
    return slim, full


def build_report(
    facts: Sequence[Fact],
    checks: Sequence[Check],
    articles: Iterable[ArticleCard],
    rejects: Sequence[Reject],
    run: RunInfo,
    *,
    lang: str,
    sure: float,
) -> Report:
    """The report of a run; `articles` are all that were read, with texts at least where facts and checks need them.

    `lang` is the interface's language (zh, zh-Hant, en); conflicts below the confidence `sure` get a list of their own.
    The order of the arguments' items does not matter.
    """
    needed = frozenset(chain((c.article for f in facts for c in f.claims), (c.article for c in checks)))
    slim, cards = _read_cards(articles, needed)
    views = [fact_view(fact, cards, sure) for fact in facts if len(fact.claims) > 1]
    views.sort(key=lambda v: (-v.severity, -v.confidence, -v.fact.sources, v.fact.id))
    sums = [_check_view(check, cards) for check in checks]
    sums.sort(key=lambda v: (-v.check.severity, v.check.article, v.check.spans, v.check.id))
    shelves: dict[Shelf, tuple[FactView, ...]] = {
        shelf: tuple(v for v in views if v.shelf == shelf) for shelf in ("conflicts", "unsure", "updates", "agreements")
    }
    lost = tuple(sorted(rejects, key=lambda r: (r.path, r.record, r.stage, r.reason, r.note, r.excerpt)))
    return Report(
        lang=lang,
        sure=sure,
        run=run,
        overview=_overview(run, slim, shelves["conflicts"], lost),
        conflicts=shelves["conflicts"],
        unsure=shelves["unsure"],
        updates=shelves["updates"],
        agreements=shelves["agreements"],
        wrong=tuple(v for v in sums if v.check.verdict == "inconsistent"),
        right=tuple(v for v in sums if v.check.verdict == "consistent"),
        rejects=lost,
        cards=tuple(slim),
    )
