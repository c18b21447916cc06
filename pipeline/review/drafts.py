"""From what a reviewer pastes or uploads to an article that can be checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from pipeline.ingest.origin import with_origin
from pipeline.records import RawArticle, Reject
from pipeline.review.desk import Desk, Form

MOST_CHARS = 200_000
FORMS: Mapping[str, Form] = MappingProxyType(
    {"html": "html", "htm": "html", "md": "markdown", "markdown": "markdown", "txt": "text"}
)


def form_of(name: str) -> Form | None:
    """The form of an upload by the end of its name, which is all that is read of it.

    >>> form_of("稿子.HTML"), form_of("../../etc/passwd")
    ('html', None)
    """
    return FORMS.get(name.rpartition(".")[2].lower())


def to_raw(desk: Desk, data: bytes, form: Form, title: str, outlet: str, published: str) -> RawArticle | Reject:
    """The article of a draft, with what was said of it beside its text; or why it cannot be read."""
    raw = desk.tools.parse(data, form, MOST_CHARS)
    if isinstance(raw, Reject):
        return raw
    title, outlet, published = title.strip(), outlet.strip(), published.strip()
    if outlet:
        raw = with_origin(replace(raw, outlet=outlet, region=None))
    return replace(raw, title=title or raw.title, published=published or raw.published)
