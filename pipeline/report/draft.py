"""A draft against a store: its figures marked in its own text, with how each was read and what the store says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.records import Article, Claim, Fact, Mention, Refusal
from pipeline.report.build import fact_view
from pipeline.report.figures import read_mention
from pipeline.report.model import ArticleCard, FactView
from pipeline.report.phrases import Phrase

Standing = Literal["conflict", "unsure", "update", "agree", "alone"]
STANDINGS: tuple[Standing, ...] = ("conflict", "unsure", "update", "agree", "alone")


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as read, and the facts in which it meets a store; `cards` are the articles of these facts."""

    article: Article
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    facts: tuple[Fact, ...] = ()
    cards: Mapping[str, ArticleCard] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure or time of the draft: its place in the text as given, its reading, and how it stands to the store."""

    start: int
    end: int
    text: str
    mention: Mention
    reading: Phrase
    standing: Standing
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """What is shown of a draft: its text in pieces, each a plain string or a figure, and the facts by their weight."""

    article: Article
    pieces: tuple[str | Figure, ...]
    conflicts: tuple[FactView, ...]
    unsure: tuple[FactView, ...]
    others: tuple[FactView, ...]
    refused: tuple[tuple[str, Refusal], ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures and times, in the order of the text."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Figure))

    @property
    def agreeing(self) -> int:
        """How many figures are in line with the store."""
        return sum(1 for figure in self.figures if figure.standing == "agree")


def standing_of(fact: Fact, article: str, sure: float) -> Standing:
    """How the claims of one article stand to the others of a fact."""
    mine = [p for p in fact.pairs if article in {fact.claims[p.left].article, fact.claims[p.right].article}]
    found = {p.relation if p.relation != "conflict" or p.confidence >= sure else "unsure" for p in mine}
    if "conflict" in found:
        return "conflict"
    if "unsure" in found:
        return "unsure"
    return "update" if "update" in found else "agree" if found else "alone"


def _figures(draft: Draft, standings: Mapping[str, Standing]) -> Iterable[Figure]:
    article = draft.article
    facts: dict[tuple[int, int], list[str]] = {}
    for fact in draft.facts:
        for claim in fact.claims:
            if claim.article == article.id:
                facts.setdefault((claim.raw.start, claim.raw.end), []).append(fact.id)
    for mention in draft.mentions:
        start, end = article.to_raw.to_raw(*mention.span)
        ids = tuple(dict.fromkeys(facts.get((start, end), ())))
        alone: Standing = "alone"
        found = min((standings[id_] for id_ in ids), key=STANDINGS.index, default=alone)
        yield Figure(start, end, article.raw[start:end], mention, read_mention(mention), found, ids)


def _pieces(article: Article, figures: Iterable[Figure]) -> Iterable[str | Figure]:
    at, last = article.body.start, article.body.end
    for figure in sorted(figures, key=lambda f: (f.start, -f.end)):
        if figure.start < at or figure.end > last:
            continue
        if figure.start > at:
            yield article.raw[at : figure.start]
        yield figure
        at = figure.end
    if at < last:
        yield article.raw[at:last]


def draft_view(draft: Draft, sure: float) -> DraftView:
    """The draft as it is shown; conflicts below the confidence `sure` are told apart."""
    article = draft.article
    standings = {fact.id: standing_of(fact, article.id, sure) for fact in draft.facts}
    views = [fact_view(fact, draft.cards, sure, article.id) for fact in draft.facts]
    views.sort(key=lambda v: (-v.severity, -v.confidence, v.fact.id))
    refused = [(article.raw[slice(*article.to_raw.to_raw(*one.span))], one) for one in draft.refusals]
    return DraftView(
        article=article,
        pieces=tuple(_pieces(article, _figures(draft, standings))),
        conflicts=tuple(v for v in views if standings[v.fact.id] == "conflict"),
        unsure=tuple(v for v in views if standings[v.fact.id] == "unsure"),
        others=tuple(v for v in views if standings[v.fact.id] in ("update", "agree", "alone")),
        refused=tuple(refused),
    )
