"""WARC crawls: every HTML response is a page, every page an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipeline.ingest.byline import read_moment
from pipeline.ingest.fields import Options
from pipeline.ingest.from_html import BYTES, hush_libraries, read_page
from pipeline.ingest.reasons import BAD_ARCHIVE, TOO_LONG, refuse
from pipeline.ingest.sources import Source
from pipeline.ingest.streams import DAMAGE
from pipeline.records import Origin, RawArticle, Reject

_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{2,40})", re.IGNORECASE)
# What warcio raises on headers that say what cannot be.
_FAULTS = (ArchiveLoadFailed, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, *DAMAGE)


def from_warc(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    """The articles of a crawl; `Origin.record` counts all records of the file."""
    hush_libraries()
    number = 0
    records = _Records(source.stream)
    try:
        for record in records:
            number += 1
            if record.rec_type == "response" and _is_html(record):
                yield _read_response(record, Origin(source.path, number), options)
    except _FAULTS as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        yield refuse(source.path, number + 1, BAD_ARCHIVE, f"the crawl cannot be read behind record {number} ({first})")
    if records.err_count:
        note = f"{records.err_count} records are not as long as they say; what lies between them was not read"
        yield refuse(source.path, 0, BAD_ARCHIVE, note)


class _Records(ArchiveIterator):  # type: ignore[misc]
    """The records of a crawl; wrong lengths are counted in `err_count` and not printed."""

    INC_RECORD = ""


def _content_type(record: Any) -> str:
    headers = record.http_headers
    return (headers.get_header("Content-Type") or "").lower() if headers is not None else ""


def _is_html(record: Any) -> bool:
    kind = _content_type(record)
    return "html" in kind or not kind


def _read_response(record: Any, origin: Origin, options: Options) -> RawArticle | Reject:
    limit = options.max_chars * BYTES
    parts: list[bytes] = []
    size = 0
    stream = record.content_stream()
    while size <= limit and (data := stream.read(1 << 16)):
        parts.append(data)
        size += len(data)
    if size > limit:
        return refuse(origin.path, origin.record, TOO_LONG, "the page is longer than any article may be", parts[0])
    charset = _CHARSET.search(_content_type(record))
    url = record.rec_headers.get_header("WARC-Target-URI")
    saved = read_moment(record.rec_headers.get_header("WARC-Date") or "")
    return read_page(b"".join(parts), origin, charset[1] if charset else None, url, saved)
