"""The formats articles arrive in: FORMATS, and how a stream's format is told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pipeline.ingest.encodings import find_encoding
from pipeline.ingest.fields import Options
from pipeline.ingest.from_csv import from_csv
from pipeline.ingest.from_html import from_html
from pipeline.ingest.from_json import from_json
from pipeline.ingest.from_jsonl import from_jsonl
from pipeline.ingest.from_markdown import from_markdown
from pipeline.ingest.from_parquet import from_parquet
from pipeline.ingest.from_text import from_text
from pipeline.ingest.from_warc import from_warc
from pipeline.ingest.sources import STDIN, Source
from pipeline.records import RawArticle, Reject

MAGIC = {b"PAR1": "parquet", b"WARC/": "warc"}

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


class Format(NamedTuple):
    """One format: its suffixes and the function that reads it."""

    suffixes: tuple[str, ...]
    read: Callable[[Source, Options], Iterator[RawArticle | Reject]]
    is_text: bool = True


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "jsonl": Format((".jsonl", ".ndjson", ".jl"), from_jsonl),
        "json": Format((".json",), from_json),
        "csv": Format((".csv", ".tsv"), from_csv),
        "parquet": Format((".parquet", ".pq"), from_parquet, is_text=False),
        "html": Format((".html", ".htm", ".xhtml", ".shtml"), from_html),
        "markdown": Format((".md", ".markdown"), from_markdown),
        "text": Format((".txt", ".text"), from_text),
        "warc": Format((".warc",), from_warc, is_text=False),
    }
)


def find_format(source: Source) -> Format | None:
    """The format of a stream by its first bytes where they are certain, else by its suffix; None when it is none."""
    name = sniff(source.head)
    by_suffix = next((n for n, f in FORMATS.items() if source.suffix in f.suffixes), None)
    if source.name == STDIN:
        by_suffix = "jsonl"
    if name in ("jsonl", "json") and by_suffix in ("csv", "markdown", "html"):
        name = None
    if name == "jsonl" and by_suffix == "json" and len(source.head.split(b"\n", 2)) < 2:
        name = "json"  # one line may be an object that holds a list
    if name is None:
        name = by_suffix or ("text" if source.suffix == "" and _is_plain(source.head) else None)
    return None if name is None else FORMATS[name]


def sniff(head: bytes) -> str | None:
    """The format that the first bytes of a stream make certain.

    >>> sniff('{"正文": "甲"}\\n{"正文": "乙"}'.encode()), sniff(b"<!DOCTYPE html>"), sniff("营收5亿元。".encode())
    ('jsonl', 'html', None)
    """
    for magic, name in MAGIC.items():
        if head.startswith(magic):
            return name
    encoding = find_encoding(head)
    if encoding is None:
        return None
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return "html" if _HTML.match(text) else None
    return _sniff_json(text) if text.startswith(("{", "[")) else None


def _sniff_json(text: str) -> str | None:
    """JSON lines where the first line is a value of its own and another one begins; JSON where the text goes on."""
    first, _, rest = text.partition("\n")
    if first.strip() == "{":
        return "json"
    if text.startswith("["):
        return "json" if re.match(r'\[\s*(?:\{\s*["}]|\])', text) else None
    try:
        json.loads(first, strict=False)
    except json.JSONDecodeError:
        return None
    except (RecursionError, ValueError):
        return None
    return "jsonl" if not rest.strip() or rest.lstrip().startswith("{") else None


def _is_plain(head: bytes) -> bool:
    return find_encoding(head) is not None
