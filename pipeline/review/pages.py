"""The pages: lists with judgements, one row with its history, a draft, an article; all drawn here, no build step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, File, Form, HTTPException, Query, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from pipeline.records import Reject
from pipeline.report.draft import Draft, DraftView, draft_view
from pipeline.report.links import safe_url
from pipeline.report.model import CheckView, FactView
from pipeline.report.phrases import phrase
from pipeline.report.to_html import Speaker
from pipeline.review.choose import NAMES, SORTS, choose, rows_of
from pipeline.review.choose import Query as Choice
from pipeline.review.desk import VERDICTS, Desk, SettledError, Shown, UnknownIdError, history_of, standing_ids
from pipeline.review.drafts import form_of, to_raw
from pipeline.review.guard import SESSION, Keys
from pipeline.review.render import STATIC, THEMES, Reader, fact_picture, language_of, render

ROWS = 20
YEAR = 365 * 86400
Field = Annotated[str, Form(max_length=2000)]
Asked = Annotated[str, Query(max_length=200)]


class Pages:
    """Draws pages for whoever asks; `keys` sign sessions and forms."""

    def __init__(self, desk: Desk, keys: Keys, lang: str) -> None:
        self.desk = desk
        self.keys = keys
        self.lang = lang

    def reader(self, request: Request) -> Reader:
        """Who asks, by the cookies of the request."""
        session = request.cookies.get(SESSION, "")
        known = self.keys.knows_session(session)
        theme = request.cookies.get("heshu_theme", "")
        return Reader(
            language=language_of(request.cookies.get("heshu_language", ""), self.lang),
            theme=theme if theme in THEMES else "",
            reviewer=unquote(request.cookies.get("heshu_reviewer", ""))[:80],
            csrf=self.keys.csrf(session) if known else "",
            guarded=self.keys.token is not None,
            simplified=request.cookies.get("heshu_simplified") == "on",
        )

    def require(self, request: Request, csrf: str) -> Reader:
        """The reader, where the form was drawn for this session; else 403."""
        reader = self.reader(request)
        if not reader.csrf or csrf != reader.csrf:
            raise HTTPException(403)
        return reader

    def show(self, request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page; a visitor without a session gets one where no token is asked for."""
        reader = self.reader(request)
        session = ""
        if not reader.csrf and self.keys.token is None:
            session = self.keys.session()
            reader = replace(reader, csrf=self.keys.csrf(session))
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        values = {name: value(reader) if callable(value) else value for name, value in values.items()}
        page = HTMLResponse(render(name, reader, back if request.method == "GET" else "/", **values), status)
        if session:
            set_cookie(page, SESSION, session)
        return page

    def counts(self, shown: Shown) -> Mapping[str, int]:
        """How many rows each list has."""
        return {name: len(rows_of(shown, name)) for name in NAMES}


def set_cookie(response: Response, name: str, value: str, age: int | None = None) -> None:
    """A cookie that no script reads and no other site sends."""
    response.set_cookie(name, value, max_age=age, path="/", httponly=True, samesite="strict")


def local(back: str) -> str:
    """The path to return to, never another site.

    >>> local("/?list=judged"), local("//evil.example"), local("https://evil.example"), local("/\\\\evil")
    ('/?list=judged', '/', '/', '/')
    """
    safe = back.startswith("/") and not back.startswith(("//", "/\\")) and all(32 < ord(ch) < 127 for ch in back)
    return back if safe else "/"


def make_pages(pages: Pages) -> APIRouter:
    """The routes of the pages; none of them is part of the API's description."""
    router = APIRouter(include_in_schema=False)
    desk = pages.desk

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in STATIC:
            raise HTTPException(404)
        path, kind = STATIC[name]
        return FileResponse(path, media_type=kind)

    @router.get("/favicon.ico")
    def icon() -> Response:
        return Response(status_code=204)

    @router.get("/")
    def home(
        request: Request,
        list: Asked = "",
        q: Asked = "",
        kind: Asked = "",
        grade: Asked = "",
        outlet: Asked = "",
        subject: Asked = "",
        script: Asked = "",
        first: Asked = "",
        last: Asked = "",
        verdict: Asked = "",
        sort: Asked = "",
        page: Asked = "",
    ) -> Response:
        name = next((one for one in NAMES if one == list), NAMES[0])
        order = next((one for one in SORTS if one == sort), SORTS[0])
        query = Choice(name, q, kind, grade, outlet, subject, script, first, last, verdict, order)
        return _list(pages, request, query, int(page) if page.isascii() and page[:6].isdigit() else 1)

    @router.get("/item/{id}")
    def item(request: Request, id: str) -> Response:
        shown = desk.shown()
        view = shown.rows.get(id)
        if view is None:
            raise HTTPException(404)
        return pages.show(
            request,
            "item.html.j2",
            counts=pages.counts(shown),
            view=desk.derived(view),
            heading=_heading(view),
            history=history_of(shown, view),
            held=standing_ids(shown),
            chart=lambda reader: fact_picture(view, reader.language),
        )

    @router.post("/judge")
    def judge(
        request: Request,
        target: Field = "",
        verdict: Field = "",
        note: Field = "",
        csrf: Field = "",
        back: Field = "/",
    ) -> Response:
        reader = pages.require(request, csrf)
        said = next((one for one in VERDICTS if one == verdict), None)
        if said is None:
            raise HTTPException(422)
        try:
            desk.judge(target, said, reader.reviewer, note)
        except UnknownIdError:
            raise HTTPException(404) from None
        return _answer(pages, request, reader, target, back)

    @router.post("/undo")
    def undo(request: Request, id: Field = "", target: Field = "", csrf: Field = "", back: Field = "/") -> Response:
        reader = pages.require(request, csrf)
        try:
            desk.undo(id, reader.reviewer)
        except UnknownIdError:
            raise HTTPException(404) from None
        except SettledError:
            pass  # two took it back at once: it is taken back
        return _answer(pages, request, reader, target, back)

    @router.get("/draft")
    def draft(request: Request) -> Response:
        return _draft(pages, request, None, "", {})

    @router.post("/draft")
    def check(
        request: Request,
        body: Annotated[str, Form(max_length=1_000_000)] = "",
        title: Field = "",
        outlet: Field = "",
        published: Field = "",
        csrf: Field = "",
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        reader = pages.require(request, csrf)
        given = {"body": body, "title": title, "outlet": outlet, "published": published}
        form, data = ("text", body.encode("utf-8", "replace")) if body.strip() else (None, b"")
        if file is not None and file.filename and not data:
            form, data = form_of(file.filename) or "text", file.file.read()
        if not data.strip() or form is None:
            return _draft(pages, request, None, phrase("draft.empty").get(reader.language), given)
        raw = to_raw(desk, data, form, title, outlet, published)  # type: ignore[arg-type]
        if isinstance(raw, Reject):
            told = phrase("draft.unread", why=f"{raw.reason}: {raw.note}").get(reader.language)
            return _draft(pages, request, None, told, given)
        return _draft(pages, request, draft_view(desk.check(raw), desk.shown().base.sure), "", given)

    @router.get("/article/{id:path}")
    def article(request: Request, id: str) -> Response:
        shown = desk.shown()
        card = next((card for card in shown.report.cards if card.id == id), None)
        if card is None:
            raise HTTPException(404)
        found = draft_view(_in_store(desk.read(id), shown), shown.base.sure)
        return pages.show(
            request,
            "article.html.j2",
            counts=pages.counts(shown),
            card=card,
            link=safe_url(card.url),
            found=found,
            compared=bool(found.conflicts or found.unsure or found.others),
            title="",
            summary=lambda reader: Speaker(reader.language).t("article.figures", n=len(found.figures)),
        )

    @router.post("/prefs")
    def prefs(
        request: Request,
        language: Field = "",
        theme: Field = "",
        simplified: Field = "",
        reviewer: Annotated[str | None, Form(max_length=80)] = None,
        csrf: Field = "",
        back: Field = "/",
    ) -> Response:
        pages.require(request, csrf)
        answer = RedirectResponse(local(back), 303)
        if language:
            set_cookie(answer, "heshu_language", language_of(language, pages.lang), YEAR)
        if theme:
            set_cookie(answer, "heshu_theme", theme if theme in THEMES else "", YEAR)
        if simplified:
            set_cookie(answer, "heshu_simplified", "on" if simplified == "on" else "", YEAR)
        if reviewer is not None:
            set_cookie(answer, "heshu_reviewer", quote(" ".join(reviewer.split())[:80], errors="replace"), YEAR)
        return answer

    @router.get("/login")
    def ask(request: Request) -> Response:
        return (
            RedirectResponse("/", 303)
            if pages.keys.token is None
            else pages.show(request, "login.html.j2", wrong=False)
        )

    @router.post("/login")
    def login(request: Request, token: Field = "") -> Response:
        if not pages.keys.opens(token.strip()):
            return pages.show(request, "login.html.j2", 401, wrong=True)
        answer = RedirectResponse("/", 303)
        set_cookie(answer, SESSION, pages.keys.session())
        return answer

    @router.post("/logout")
    def logout(request: Request, csrf: Field = "") -> Response:
        pages.require(request, csrf)
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(SESSION, path="/")
        return answer

    return router


def _in_store(draft: Draft, shown: Shown) -> Draft:
    """An article of the store with the facts that it has part in."""
    facts = [v.fact for v in shown.report.facts if any(c.card.id == draft.article.id for c in v.claims)]
    return replace(draft, facts=tuple(facts), cards={card.id: card for card in shown.report.cards})


def _heading(view: FactView | CheckView) -> str:
    return f"{view.fact.subject} {view.fact.attribute}".strip() if isinstance(view, FactView) else view.check.formula


def _list(pages: Pages, request: Request, query: Choice, page: int) -> Response:
    shown = pages.desk.shown()
    found = choose(shown, query)
    last = max(1, -(-len(found) // ROWS))
    page = min(max(1, page), last)
    counts = pages.counts(shown)
    open_, done = counts["conflicts"] + counts["wrong"] + counts["edits"], counts["judged"]
    key = "review.headline" if open_ else "review.headline.done"
    return pages.show(
        request,
        "list.html.j2",
        query=query,
        counts=counts,
        headline=phrase(key, open=f"{open_:,}", done=f"{done:,}"),
        found=found[(page - 1) * ROWS : page * ROWS],
        total=len(found),
        page=page,
        pages=last,
        outlets=sorted({row.outlet for row in shown.report.overview.outlets if row.outlet})[:2000],
        subjects=sorted({v.fact.subject for v in shown.base.conflicts + shown.base.unsure if v.fact.subject})[:2000],
    )


def _answer(pages: Pages, request: Request, reader: Reader, target: str, back: str) -> Response:
    """The row alone for our script, else the way back to where one was."""
    if request.headers.get("x-heshu-part") != "row":
        return RedirectResponse(f"{local(back)}#{quote(target)}", 303)
    view = pages.desk.shown().rows.get(target)
    if view is None:
        raise HTTPException(404)
    return HTMLResponse(render("row.html.j2", reader, local(back), view=view))


def _draft(pages: Pages, request: Request, found: DraftView | None, problem: str, given: Mapping[str, str]) -> Response:
    empty = {"body": "", "title": "", "outlet": "", "published": ""}
    counts = (
        {}
        if found is None
        else {"figures": len(found.figures), "conflicts": len(found.conflicts), "agree": found.agreeing}
    )
    return pages.show(
        request,
        "draft.html.j2",
        422 if problem else 200,
        counts=pages.counts(pages.desk.shown()),
        found=found,
        compared=True,
        own=found.article.id if found is not None else "",
        title=found.article.raw_title if found is not None else "",
        problem=problem,
        given=empty | dict(given),
        summary=lambda reader: Speaker(reader.language).t("draft.found", **counts) if counts else "",
    )
