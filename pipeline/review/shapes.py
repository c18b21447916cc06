"""What the JSON API takes and gives; field names are a promise, as in facts.jsonl: add and never rename."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pipeline.codec import encode, plain
from pipeline.records import Judgement
from pipeline.report.draft import DraftView, Figure, Standing
from pipeline.report.model import ArticleCard, CheckView, ClaimView, FactView
from pipeline.report.phrases import Language, Phrase
from pipeline.review.desk import Form, Said

MOST_TEXT = 1_000_000
Text = Annotated[str, StringConstraints(max_length=MOST_TEXT)]
Line = Annotated[str, StringConstraints(max_length=500)]
Name = Annotated[str, StringConstraints(max_length=80)]
Note = Annotated[str, StringConstraints(max_length=2000)]


class Shape(BaseModel):
    """Base of what comes in and goes out: nothing unknown is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(Shape):
    """Why a request was refused."""

    error: str
    detail: list[dict[str, Any]] = Field(default_factory=list)


class ClaimOut(Shape):
    """A figure of an article; `start` and `end` count in its original text."""

    id: str
    article: str
    start: int
    end: int
    text: str
    quote: str
    outlet: str | None
    published: str | None
    title: str
    url: str | None
    attribution: str | None
    as_of: str | None
    lineage: int
    copy_of_source: bool


class SideOut(Shape):
    """Claims that say the same."""

    value: str
    reading: str
    sources: int
    copies: int
    claims: list[ClaimOut]


class JudgementOut(Shape):
    """One word of a reviewer; `standing` is false once it was taken back."""

    id: str
    target: str
    verdict: Literal["conflict", "fine", "not_comparable", "unsure", "withdrawn"]
    reviewer: str
    at: str
    note: str
    undoes: str
    standing: bool


class RulingOut(Shape):
    """What reviewers said of a fact; `whole` is false where figures came after."""

    id: str
    verdict: Literal["conflict", "fine", "not_comparable", "unsure"]
    reviewer: str
    at: str
    note: str
    whole: bool


class FactOut(Shape):
    """A fact that claims share, as the pages show it."""

    id: str
    shelf: Literal["conflicts", "unsure", "updates", "agreements", "dismissed"]
    subject: str
    attribute: str
    scope: str
    status: Literal["agree", "compatible", "update", "conflict"]
    kind: str | None
    severity: float
    confidence: float
    sources: int
    why: str
    remedy: str
    sides: list[SideOut]
    judgement: RulingOut | None


class FactsOut(Shape):
    """A page of facts."""

    total: int
    facts: list[FactOut]


class ArticleOut(Shape):
    """An article of the store."""

    id: str
    outlet: str | None
    published: str | None
    title: str
    url: str | None
    script: Literal["hant", "hans", "mixed"]
    lineage: int


class ArticleTextOut(ArticleOut):
    """An article with its text as it was given, and the facts that it has part in."""

    body: str
    facts: list[str]


class ArticlesOut(Shape):
    """A page of articles."""

    total: int
    articles: list[ArticleOut]


class DraftIn(Shape):
    """An article to be checked; nothing of it is stored."""

    body: Annotated[Text, Field(min_length=1)]
    form: Form = "text"
    title: Line = ""
    outlet: Line = ""
    published: Line = ""


class FigureOut(Shape):
    """A figure or time of a draft, `start` and `end` in its body, and how it stands to the store."""

    start: int
    end: int
    text: str
    kind: str
    stated: str | None
    low: str | None
    high: str | None
    hedge: str | None
    unit: str | None
    currency: str | None
    timex: dict[str, Any] | None
    reading: str
    standing: Standing
    facts: list[str]


class CheckOut(Shape):
    """What a check of a draft found."""

    conflicts: int
    figures: list[FigureOut]
    facts: list[FactOut]


class JudgementIn(Shape):
    """A reviewer's word on a fact or sum."""

    target: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    verdict: Said
    reviewer: Name = ""
    note: Note = ""


class UndoIn(Shape):
    """Who takes a judgement back."""

    reviewer: Name = ""


class JudgementsOut(Shape):
    """Every judgement, in the order they were given."""

    judgements: list[JudgementOut]


def _claim(view: ClaimView) -> ClaimOut:
    claim, card = view.claim, view.card
    return ClaimOut(
        id=claim.id,
        article=claim.article,
        start=claim.raw.start,
        end=claim.raw.end,
        text=claim.text,
        quote=claim.quote,
        outlet=card.outlet,
        published=card.published,
        title=card.title,
        url=view.link,
        attribution=claim.attribution,
        as_of=claim.scope.as_of,
        lineage=view.lineage,
        copy_of_source=not view.first,
    )


def ruling_out(view: FactView | CheckView) -> RulingOut | None:
    """What was said of a row."""
    said = view.ruling.judgement if view.ruling is not None else None
    if view.ruling is None or said is None or said.verdict == "withdrawn":
        return None
    return RulingOut(
        id=said.id,
        verdict=said.verdict,
        reviewer=said.reviewer,
        at=said.at,
        note=said.note,
        whole=view.ruling.whole,
    )


def fact_out(view: FactView, language: Language) -> FactOut:
    """A fact as the API gives it."""

    def told(text: Phrase | None) -> str:
        return text.get(language) if text is not None else ""

    sides = [
        SideOut(
            value=side.value,
            reading=told(side.reading),
            sources=side.sources,
            copies=side.copies,
            claims=[_claim(claim) for claim in side.claims],
        )
        for side in view.sides
    ]
    return FactOut(
        id=view.fact.id,
        shelf=view.shelf,
        subject=view.fact.subject,
        attribute=view.fact.attribute,
        scope=view.fact.scope,
        status=view.fact.status,
        kind=view.kind,
        severity=round(view.severity, 4),
        confidence=round(view.confidence, 4),
        sources=view.fact.sources,
        why=told(view.why),
        remedy=told(view.remedy),
        sides=sides,
        judgement=ruling_out(view),
    )


def article_out(card: ArticleCard) -> ArticleOut:
    """An article as the API gives it."""
    names = ("id", "outlet", "published", "title", "url", "script", "lineage")
    return ArticleOut(**{name: getattr(card, name) for name in names})


def judgement_out(judgement: Judgement, standing: frozenset[str]) -> JudgementOut:
    """A judgement as the API gives it."""
    names = ("id", "target", "verdict", "reviewer", "at", "note", "undoes")
    return JudgementOut(**{name: getattr(judgement, name) for name in names}, standing=judgement.id in standing)


def _figure(figure: Figure, language: Language) -> FigureOut:
    mention = figure.mention
    quantity, timex = mention.quantity, mention.timex
    bounds = (quantity.stated, quantity.low, quantity.high) if quantity is not None else (None, None, None)
    stated, low, high = (None if number is None else plain(number) for number in bounds)
    return FigureOut(
        start=figure.start,
        end=figure.end,
        text=figure.text,
        kind=mention.kind,
        stated=stated,
        low=low,
        high=high,
        hedge=quantity.hedge if quantity is not None else None,
        unit=quantity.unit if quantity is not None else None,
        currency=quantity.currency if quantity is not None else None,
        timex=encode(timex) if timex is not None else None,
        reading=figure.reading.get(language),
        standing=figure.standing,
        facts=list(figure.facts),
    )


def check_out(view: DraftView, language: Language) -> CheckOut:
    """A checked draft as the API gives it: facts in conflict first."""
    facts = [fact_out(one, language) for one in (*view.conflicts, *view.unsure, *view.others)]
    return CheckOut(
        conflicts=len(view.conflicts), figures=[_figure(one, language) for one in view.figures], facts=facts
    )
