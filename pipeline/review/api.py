"""The JSON API for newsroom systems: facts, articles, drafts and judgements; /openapi.json describes it."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import Response

from pipeline.records import Reject
from pipeline.report.draft import draft_view
from pipeline.report.model import ArticleCard, FactView
from pipeline.report.phrases import Language
from pipeline.review.choose import Name, Sort, choose
from pipeline.review.choose import Query as Choice
from pipeline.review.desk import Desk, SettledError, UnknownIdError, standing_ids
from pipeline.review.drafts import to_raw
from pipeline.review.export import export_lines
from pipeline.review.shapes import (
    ArticlesOut,
    ArticleTextOut,
    CheckOut,
    DraftIn,
    FactOut,
    FactsOut,
    JudgementIn,
    JudgementOut,
    JudgementsOut,
    Problem,
    UndoIn,
    article_out,
    check_out,
    fact_out,
    judgement_out,
)

PREFIXES = ("/facts", "/articles", "/check", "/judgements", "/openapi.json", "/health")
NDJSON = "application/x-ndjson"
Id = Annotated[str, Path(min_length=1, max_length=300)]
Short = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(max_length=10, pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": told}
    for status, told in (
        (400, "The request makes no sense, or names another host."),
        (401, "A token is needed: Authorization: Bearer TOKEN."),
        (403, "The request comes from another site."),
        (413, "The request is too large."),
        (422, "A field has a wrong value."),
        (503, "The store is in use by another process; try again soon."),
    )
}
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is nothing of that id."}}
SETTLED: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "It was taken back before."}}


def make_api(desk: Desk, language: Language) -> APIRouter:
    """The routes of the API over a desk; reasons and readings are in `language`."""
    api = APIRouter(responses=PROBLEMS)

    @api.get("/health", tags=["store"])
    def health() -> dict[str, str]:
        """Whether the server is up."""
        return {"status": "ok"}

    @api.get("/facts", tags=["facts"])
    def facts(
        list: Annotated[Name, Query(description="which list; `judged` holds what reviewers settled")] = "conflicts",
        q: Short = "",
        kind: Short = "",
        grade: Short = "",
        outlet: Short = "",
        subject: Short = "",
        script: Short = "",
        first: Day = "",
        last: Day = "",
        verdict: Short = "",
        sort: Sort = "severity",
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> FactsOut:
        """Facts of one list, gravest first unless sorted otherwise. Sums and articles have no facts to give."""
        choice = Choice(list, q, kind, grade, outlet, subject, script, first, last, verdict, sort)
        found = [row for row in choose(desk.shown(), choice) if isinstance(row, FactView)]
        part = found[offset : offset + limit]
        return FactsOut(total=len(found), facts=[fact_out(view, language) for view in part])

    @api.get("/facts/{id}", tags=["facts"], responses=MISSING)
    def fact(id: Id) -> FactOut:
        """One fact with all its sides."""
        view = desk.shown().rows.get(id)
        if not isinstance(view, FactView):
            raise HTTPException(404)
        return fact_out(view, language)

    @api.get("/articles", tags=["articles"])
    def articles(
        q: Short = "",
        outlet: Short = "",
        script: Short = "",
        first: Day = "",
        last: Day = "",
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> ArticlesOut:
        """The articles of the store, by day."""
        choice = Choice("articles", q=q, outlet=outlet, script=script, first=first, last=last)
        found = cast(list[ArticleCard], choose(desk.shown(), choice))
        return ArticlesOut(total=len(found), articles=[article_out(card) for card in found[offset : offset + limit]])

    @api.get("/articles/{id}", tags=["articles"], responses=MISSING)
    def article(id: Id) -> ArticleTextOut:
        """One article with its text as it was given."""
        card = next((card for card in desk.shown().report.cards if card.id == id), None)
        found = desk.articles([id]) if card is not None else []
        if card is None or not found:
            raise HTTPException(404)
        facts = [v.fact.id for v in desk.shown().report.facts if any(c.card.id == id for c in v.claims)]
        return ArticleTextOut(**article_out(card).model_dump(), body=found[0].raw, facts=facts)

    @api.post("/check", tags=["check"])
    def check(draft: DraftIn) -> CheckOut:
        """An article before it is published: its figures, and what the store says against them. Nothing is stored."""
        raw = to_raw(
            desk, draft.body.encode("utf-8", "replace"), draft.form, draft.title, draft.outlet, draft.published
        )
        if isinstance(raw, Reject):
            raise HTTPException(422, f"{raw.reason}: {raw.note}")
        return check_out(draft_view(desk.check(raw), desk.shown().base.sure), language)

    @api.get("/judgements", tags=["judgements"])
    def judgements(target: Short = "") -> JudgementsOut:
        """Every judgement in the order they were given, those taken back included."""
        shown = desk.shown()
        held = standing_ids(shown)
        said = [j for j in shown.judgements if not target or j.target == target]
        return JudgementsOut(judgements=[judgement_out(j, held) for j in said])

    @api.post("/judgements", tags=["judgements"], status_code=201, responses=MISSING)
    def judge(word: JudgementIn) -> JudgementOut:
        """Adds a judgement of a fact or a sum; nothing is ever overwritten."""
        try:
            said = desk.judge(word.target, word.verdict, word.reviewer, word.note)
        except UnknownIdError:
            raise HTTPException(404) from None
        return judgement_out(said, frozenset({said.id}))

    @api.post("/judgements/{id}/undo", tags=["judgements"], status_code=201, responses=MISSING | SETTLED)
    def undo(id: Id, word: UndoIn) -> JudgementOut:
        """Takes a judgement back: a further entry, after which the one before it stands again."""
        try:
            said = desk.undo(id, word.reviewer)
        except UnknownIdError:
            raise HTTPException(404) from None
        except SettledError:
            raise HTTPException(409) from None
        return judgement_out(said, frozenset())

    @api.get(
        "/judgements.jsonl",
        tags=["judgements"],
        response_class=Response,
        responses={200: {"content": {NDJSON: {"schema": {"type": "string"}}}, "description": "JSON lines"}},
    )
    def export() -> Response:
        """The judgements that stand as small gold clusters, one a line: training material."""
        return Response("".join(f"{line}\n" for line in export_lines(desk)), media_type=NDJSON)

    return api
