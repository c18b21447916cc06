"""read_inputs: whatever was named on the command line, as a stream of articles and of what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import BinaryIO

from pipeline.ingest.encodings import is_binary
from pipeline.ingest.fields import Options
from pipeline.ingest.formats import FORMATS, find_format
from pipeline.ingest.furniture import article_parts, trim_body
from pipeline.ingest.origin import with_origin
from pipeline.ingest.reasons import (
    BAD_JSON,
    BINARY,
    EMPTY_FILE,
    MISSING_DATE,
    NO_BODY,
    TOO_LONG,
    TRUNCATED,
    UNSUPPORTED,
    refuse,
    scrub,
)
from pipeline.ingest.sources import Source, open_sources, open_stream
from pipeline.ingest.windows import infer_window, window_notes
from pipeline.records import RawArticle, Reject

NO_FIELDS: Mapping[str, str] = MappingProxyType({})


def read_inputs(
    inputs: Sequence[str],
    *,
    fields: Mapping[str, str] = NO_FIELDS,
    stdin: BinaryIO | None = None,
    max_chars: int = 2_000_000,
    own: str | None = None,
) -> Iterator[RawArticle | Reject]:
    """Every article of the inputs, and one Reject for everything that was not read; nothing raises.

    An input is a file, a folder (read recursively), a glob or `-` (JSON lines on `stdin`); the order is that of the
    inputs, and inside each that of the sorted paths. `fields` maps our names to the user's own
    (`body` -> `content_html`). What folders hold of the file or folder `own` is left out: it is what a run writes.
    An article without a date is kept with the note `missing_date` and followed by a Reject that says so.

    >>> import io
    >>> dump = io.BytesIO('{"title": "甲", "body": "乙", "date": "2026-02-06"}'.encode())
    >>> [a.title for a in read_inputs(["-"], stdin=dump)]
    ['甲']
    """
    yield from _read_sources(open_sources(inputs, stdin, own), Options(fields, max_chars))


def read_stream(
    path: str, stream: BinaryIO, *, fields: Mapping[str, str] = NO_FIELDS, max_chars: int = 2_000_000
) -> Iterator[RawArticle | Reject]:
    """Every article of one open file, as `read_inputs` gives them; `path` is what the file is called.

    >>> import io
    >>> [a.title for a in read_stream("甲.jsonl", io.BytesIO('{"title": "甲", "body": "乙", "date": "2026"}'.encode()))]
    ['甲']
    """
    yield from _read_sources(open_stream(path, path, stream), Options(fields, max_chars))


def _read_sources(sources: Iterable[Source | Reject], options: Options) -> Iterator[RawArticle | Reject]:
    for source in sources:
        if isinstance(source, Reject):
            yield source
        else:
            yield from _read_source(source, options)


def _read_source(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    held: Reject | None = None  # the last refusal waits: a line cut off by damage is no second fault
    any_read = False
    for item in _read_records(source, options):
        any_read = True
        if held is not None:
            yield held
            held = None
        if isinstance(item, Reject):
            held = item
        else:
            yield from finish(item, options)
    damage = source.damage
    if damage is not None:
        cut = held if held is not None and held.reason in (BAD_JSON, EMPTY_FILE, TRUNCATED) else None
        yield from () if cut is held or held is None else (held,)
        record, excerpt = (cut.record, cut.excerpt) if cut else (0, "")
        yield refuse(source.path, record, damage.reason, damage.note, excerpt)
    elif held is not None:
        yield held
    elif not any_read:
        yield refuse(source.path, 0, EMPTY_FILE, "the file holds nothing but blank lines", source.head[:200])


def _read_records(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    if not source.head:
        yield refuse(source.path, 0, EMPTY_FILE, "the file is empty")
        return
    form = find_format(source)
    if form is None:
        known = ", ".join(s for f in FORMATS.values() for s in f.suffixes)
        binary = is_binary(source.head)
        reason, note = (BINARY, "the file is no text") if binary else (UNSUPPORTED, f"read are {known}, packed or not")
        yield refuse(source.path, 0, reason, note, source.head)
    elif form.is_text and is_binary(source.head):
        yield refuse(source.path, 0, BINARY, "the file is no text, though its name says so", source.head)
    else:
        yield from form.read(source, options)


def finish(article: RawArticle, options: Options) -> Iterator[RawArticle | Reject]:
    """The article with clean text, real outlet, region and notes; and a Reject where it lacks a date."""
    where = article.origin
    if len(article.body) > options.max_chars:
        note = f"the body has {len(article.body)} characters, {options.max_chars} are read"
        yield refuse(where.path, where.record, TOO_LONG, note, article.body)
        return
    if not article.body.strip():
        yield refuse(where.path, where.record, NO_BODY, "the body is blank", article.title)
        return
    article = with_origin(_scrubbed(article))
    if not article.keep:
        article = replace(article, keep=trim_body(article.body))
    if article.published is not None:
        yield article
        return
    if not any(n.startswith("window:") for n in article.notes):
        window = infer_window("\n".join(article_parts(article.body, article.keep)))
        article = replace(article, notes=(*article.notes, *(window_notes(window) if window else ())))
    yield replace(article, notes=(*article.notes, "missing_date"))
    inferred = next((n.split(":", 2) for n in article.notes if n.startswith("inferred_date:")), None)
    dated = f", as one of about {inferred[1]} ({inferred[2]})" if inferred else ", without a date"
    note = f"no date is given; the article was kept and read{dated}"
    yield refuse(where.path, where.record, MISSING_DATE, note, article.body)


def _scrubbed(article: RawArticle) -> RawArticle:
    body = scrub(article.body)
    parts = (article.key, article.outlet, article.published, article.url, article.author)
    key, outlet, published, url, author = (None if p is None else scrub(p) for p in parts)
    notes = article.notes if body == article.body else (*article.notes, "lone_surrogates")
    return replace(
        article,
        key=key,
        title=scrub(article.title),
        body=body,
        outlet=outlet,
        published=published,
        url=url,
        author=author,
        notes=notes,
    )
