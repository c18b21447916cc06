"""Templates with what every page knows: the language, who reads, the form's token. Everything is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from pipeline.codec import mended
from pipeline.report.charts import fact_chart
from pipeline.report.model import GRADES, KINDS, CheckView, FactView
from pipeline.report.phrases import LANGUAGES, TAGS, Language, interface_language
from pipeline.report.to_html import TEMPLATES, Speaker, row_globals
from pipeline.review.choose import SORTS, Query
from pipeline.review.desk import VERDICTS

HERE = Path(__file__).parent
STATIC: Mapping[str, tuple[Path, str]] = MappingProxyType(
    {
        "report.css": (TEMPLATES / "report.css", "text/css; charset=utf-8"),
        "review.css": (HERE / "static" / "review.css", "text/css; charset=utf-8"),
        "review.js": (HERE / "static" / "review.js", "text/javascript; charset=utf-8"),
    }
)
THEMES = ("", "light", "dark")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a page: language, theme, name on judgements, the token of forms; `simplified` beside traditional."""

    language: Language
    theme: str
    reviewer: str
    csrf: str
    guarded: bool
    simplified: bool = False


def language_of(chosen: str, lang: str) -> Language:
    """The language of a cookie, else the configured one.

    >>> language_of("hant", "zh"), language_of("xx", "en")
    ('hant', 'en')
    """
    return next((language for language in LANGUAGES if language == chosen), interface_language(lang))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader([HERE / "templates", TEMPLATES]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _with(query: Query, page: int = 1, **changes: str) -> str:
    """The address of a list with some filters changed; empty ones are left out."""
    fields = {"list": query.list, "q": query.q, "kind": query.kind, "grade": query.grade, "outlet": query.outlet}
    fields |= {"subject": query.subject, "script": query.script, "first": query.first, "last": query.last}
    fields |= {"verdict": query.verdict, "sort": query.sort, "page": str(page)} | changes
    idle = {"list": "conflicts", "sort": "severity", "page": "1"}
    kept = {name: value for name, value in fields.items() if value and value != idle.get(name)}
    return f"/?{urlencode(kept, encoding='utf-8', errors='replace')}" if kept else "/"


def fact_picture(view: FactView | CheckView, language: Language) -> Markup | None:
    """The picture of a fact, where there is something to show."""
    return fact_chart(view, language) if isinstance(view, FactView) else None


def target_of(view: FactView | CheckView) -> str:
    """The id of a row."""
    return view.fact.id if isinstance(view, FactView) else view.check.id


def render(name: str, reader: Reader, back: str = "/", **values: Any) -> str:
    """A page as text; `back` is where its forms return to. `own` is the id of a draft: its rows take no judgement."""
    speaker = Speaker(reader.language)
    known: dict[str, Any] = row_globals(speaker, {}) | {
        "reader": reader,
        "back": back,
        "html_lang": TAGS[reader.language],
        "verdicts": VERDICTS,
        "kinds": KINDS,
        "grades": GRADES,
        "sorts": SORTS,
        "address": _with,
        "target_of": target_of,
    }
    environment = _environment()
    if "own" not in values:
        forms = environment.get_template("_judge.html.j2").make_module(known)
        known["judging"] = getattr(forms, "judge_form")  # noqa: B009 (a macro, which no type checker sees)
    known |= {"own": values.get("own"), "chart_of": lambda id_: values.get("chart")}
    known["rows"] = environment.get_template("_rows.html.j2").make_module(known)
    return mended(environment.get_template(name).render({**known, **values}))
