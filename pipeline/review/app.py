"""The application: pages and API over one desk, behind the guard; what goes wrong is told without a trace."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as PlainHTTPException

from pipeline.errors import StoreError
from pipeline.report.phrases import interface_language, phrase, strings
from pipeline.review.api import PREFIXES, make_api
from pipeline.review.desk import Desk
from pipeline.review.guard import App, Guard, Keys, Receive, Scope, Send
from pipeline.review.pages import Pages, make_pages

LOG = logging.getLogger("heshu.review")


def create_app(desk: Desk, keys: Keys, hosts: Iterable[str] | None, lang: str = "zh") -> App:
    """The review application over a desk; `hosts` are the names it answers to, None where a token guards it."""
    language = interface_language(lang)
    app = FastAPI(
        title="heshu",
        version=version("heshu"),
        description="核数: conflicts of figures in Chinese news, judgements of them, and checks of drafts.",
        docs_url=None,
        redoc_url=None,
    )
    pages = Pages(desk, keys, lang)

    def problem(request: Request, status: int, told: str = "", detail: list[dict[str, Any]] | None = None) -> Response:
        known = status if f"error.{status}" in strings() else 400 if status < 500 else 500
        text = told or phrase(f"error.{known}").get(language)
        if request.url.path.startswith(PREFIXES):
            return JSONResponse({"error": text, "detail": detail or []}, status)
        if request.headers.get("x-heshu-part"):
            return Response(
                phrase(f"error.{known}").get(pages.reader(request).language), status, media_type="text/plain"
            )
        if status == 401:
            return RedirectResponse("/login", 303)
        return pages.show(request, "error.html.j2", status, told=known)

    @app.exception_handler(PlainHTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        plain = error.detail if error.status_code == 422 and isinstance(error.detail, str) else ""
        answer = problem(request, error.status_code, plain if plain != "Unprocessable Content" else "")
        for name, value in (error.headers or {}).items():
            answer.headers[name] = value
        return answer

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        detail = [{"where": [str(part) for part in one["loc"]], "why": str(one["msg"])} for one in error.errors()]
        return problem(request, 422, detail=detail[:20])

    @app.exception_handler(StoreError)
    def busy(request: Request, error: StoreError) -> Response:
        LOG.warning("%s", error)
        return problem(request, 503)

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        return problem(request, 500)

    app.include_router(make_api(desk, language))
    app.include_router(make_pages(pages))

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        response = problem(Request(scope), scope["heshu.status"])
        await response(scope, receive, send)

    return Guard(app, keys, hosts, answer)
