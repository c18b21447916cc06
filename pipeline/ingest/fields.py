"""Records with named fields (JSON, tables) to articles: which names are looked for, and what their values may be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from pipeline.ingest.from_markup import looks_like_html, text_of_html
from pipeline.ingest.reasons import BAD_RECORD, NO_BODY, refuse
from pipeline.records import Origin, RawArticle, Reject

# First present wins. What stands in formats.md comes first; the rest are names that Chinese exports use.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id",),
        "title": ("title", "headline", "标题", "標題"),
        "body": ("body", "text", "content", "article", "正文", "内容", "內容"),
        "outlet": ("outlet", "source", "media", "source_name", "来源", "來源", "媒体", "媒體"),
        "published": (
            *("published", "date", "pub_date", "pubDate", "publish_time", "time", "datetime"),
            *("发布时间", "發布時間", "日期", "时间", "時間"),
        ),
        "url": ("url", "link", "链接", "連結"),
        "author": ("author", "作者"),
        "region": ("region",),
    }
)

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\\s]+")


class Written(str):
    """A number of a record as it was written: it can be an id or a time, but no text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader of a format may be told: the user's own field names, and how long an article may be."""

    fields: Mapping[str, str] = field(default_factory=dict)
    max_chars: int = 2_000_000


def names_of(part: str, options: Options) -> tuple[str, ...]:
    """The field names to look for, the user's own first.

    >>> names_of("url", Options({"url": "网址"}))
    ('网址', 'url', 'link', '链接', '連結')
    """
    own = options.fields.get(part)
    return FIELDS[part] if own is None else (own, *FIELDS[part])


def has_known_field(names: Sequence[str], options: Options) -> bool:
    """Whether one of the names is where a body can stand.

    >>> has_known_field(["编号", "正文"], Options())
    True
    """
    known = {n.casefold() for n in names_of("body", options)}
    return any(n.strip().casefold() in known for n in names)


def to_raw_article(record: object, origin: Origin, options: Options, excerpt: str = "") -> RawArticle | Reject:
    """The article of one record, or why it is none.

    >>> to_raw_article({"标题": "甲", "正文": "营收5亿元。", "来源": "新华社"}, Origin("甲.jsonl"), Options()).outlet
    '新华社'
    """
    if not isinstance(record, Mapping):
        note = f"a record is an object with named fields, this is {_kind(record)}"
        return refuse(origin.path, origin.record, BAD_RECORD, note, excerpt or repr(record))
    body = _text(_value(record, "body", options))
    if not body.strip():
        names = ", ".join(names_of("body", options)[:5])
        return refuse(origin.path, origin.record, NO_BODY, f"none of the fields {names} holds a text", excerpt)
    notes: tuple[str, ...] = ()
    if looks_like_html(body):
        body, notes = text_of_html(body), ("html_body",)
    return RawArticle(
        origin,
        key=_line(_value(record, "id", options)),
        title=_line(_value(record, "title", options)) or "",
        body=body,
        outlet=_line(_value(record, "outlet", options)),
        published=_moment(_value(record, "published", options)),
        url=_line(_value(record, "url", options)),
        author=_line(_value(record, "author", options)),
        region=_region(_value(record, "region", options)),
        notes=notes,
    )


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool | int | float | Written):
        return "a number"
    return "a text" if isinstance(value, str) else "a list"


def _value(record: Mapping[Any, Any], part: str, options: Options) -> object:
    for name in names_of(part, options):
        value = record.get(name)
        if value is None and "." in name:
            value = _walk(record, name)
        if value is not None and value != "":
            return value
    folded = {str(k).strip().casefold(): v for k, v in record.items() if v is not None and v != ""}
    return next((folded[n.casefold()] for n in names_of(part, options) if n.casefold() in folded), None)


def _walk(record: Mapping[Any, Any], name: str) -> object:
    value: object = record
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _text(value: object) -> str:
    if isinstance(value, Written):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return ""


def _line(value: object) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        parts = [p for p in (_line(v) for v in value) if p]
        value = "、".join(parts)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _CONTROL.sub(" ", str(value)).strip() or None
    return None


def _moment(value: object) -> str | None:
    """A date as given; those of typed columns in ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, float) else _line(value)


def _region(value: object) -> str | None:
    line = _line(value)
    return line.upper() if line is not None and len(line) == 2 and line.isascii() and line.isalpha() else None
