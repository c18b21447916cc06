"""HTML pages: body, title, author, date by trafilatura and htmldate; the real outlet from the lines at the title."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from lxml import etree

from pipeline.ingest.byline import read_moment
from pipeline.ingest.encodings import decode
from pipeline.ingest.fields import Options
from pipeline.ingest.from_markup import text_of_html
from pipeline.ingest.from_text import encoding_notes, page_article
from pipeline.ingest.furniture import Page, find_body, strip_site
from pipeline.ingest.reasons import BAD_ENCODING, NO_BODY, TOO_LONG, refuse, scrub
from pipeline.ingest.sources import Source
from pipeline.ingest.streams import read_head
from pipeline.lexicon.outlets import is_platform
from pipeline.records import Origin, RawArticle, Reject

BYTES = 32  # bytes of markup for a character of text, at most
LEAST = 40  # a shorter body than this is looked for once more, line by line
SUMMARY = 0.5  # the libraries' body is doubted where it is less than this share of the one found line by line
DATES = {
    "original_date": True,
    "extensive_search": False,
    "max_date": "2199-12-31",
}  # no clock: the same page, one date

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})", re.I
)
# A tag of thousands of attributes, for which parsers take time that grows with the square.
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:-]{0,40})[\s/][^<>]{5000,}>")
_FAULTS = (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError, etree.LxmlError)


class Found(NamedTuple):
    """What the libraries found in a page; empty texts for what they did not find."""

    body: str = ""
    title: str = ""
    author: str = ""
    site: str = ""
    published: str = ""


def declared_charset(head: bytes) -> str | None:
    """The encoding that a page declares for itself.

    >>> declared_charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=gb2312">')
    'gb2312'
    """
    match = _CHARSET.search(head[:4096])
    return match[1].decode("ascii") if match else None


def from_html(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    """The one article of a saved page."""
    limit = options.max_chars * BYTES
    data = read_head(source.stream, limit + 1)
    if len(data) > limit:
        yield refuse(source.path, 1, TOO_LONG, "the page is longer than any article may be", data[:800])
        return
    yield read_page(data, Origin(source.path))


def read_page(
    data: bytes, origin: Origin, charset: str | None = None, url: str | None = None, saved: str | None = None
) -> RawArticle | Reject:
    """The article of one page's bytes; `charset` is what the transport declared, `saved` when the page was fetched.

    >>> page = "<h1>澜川科技营收增长</h1><p>来源：深港早报</p><p>公司去年营收5亿元，同比增长两成。</p>"
    >>> read_page(page.encode(), Origin("甲.html")).outlet
    '深港早报'
    """
    decoded = decode(data, declared_charset(data) or charset)
    if decoded is None:
        return refuse(origin.path, origin.record, BAD_ENCODING, "the page is in no encoding known", data[:800])
    markup = _LONG_TAG.sub(r"<\1>", scrub(decoded.text).replace("\0", ""))
    lines = text_of_html(markup)
    page = find_body(lines)
    page = replace(page, latest=page.latest or saved)
    found = _extract(markup, url)
    notes = encoding_notes(decoded.encoding, decoded.bad)
    article = page_article(origin, lines, page, notes)
    if not _is_poor(found.body, lines, page):
        article = replace(article, body=_without_title(found), keep=())
    if not article.body.strip():
        return refuse(origin.path, origin.record, NO_BODY, "the page holds no article", markup[:800])
    return _with_metadata(article, found, url)


def _without_title(found: Found) -> str:
    first, _, rest = found.body.partition("\n")
    return rest.lstrip() if rest and first.strip() in (found.title, strip_site(found.title)) else found.body


def _is_poor(body: str, lines: str, page: Page) -> bool:
    size = sum(s.end - s.start for s in page.keep) if page.keep else len(lines)
    return len(body) < LEAST or (bool(page.keep) and len(body) < SUMMARY * size)


def _with_metadata(article: RawArticle, found: Found, url: str | None) -> RawArticle:
    site = found.site if found.site and not is_platform(found.site) else None
    published = _published(article.published, found.published)
    notes = article.notes
    if published is not None:
        notes = tuple(n for n in notes if not n.startswith(("inferred_date:", "window:")))
    return replace(
        article,
        title=strip_site(found.title) or article.title,
        outlet=article.outlet or site,
        author=article.author or found.author or None,
        published=published,
        url=url,
        notes=notes,
    )


def _published(line: str | None, day: str) -> str | None:
    """The moment in the byline where it is of the day that the page's metadata name; else the metadata's day."""
    if not day:
        return line
    return line if line is not None and line.startswith(day) else read_moment(day) or day


def _extract(markup: str, url: str | None) -> Found:
    from trafilatura import bare_extraction  # heavy: only where a page is read

    hush_libraries()
    try:
        document: Any = bare_extraction(
            markup,
            url=url,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params=dict(DATES),
        )
    except _FAULTS:
        return Found()
    if document is None:
        return Found()
    parts = (document.text, document.title, document.author, document.sitename, document.date)
    return Found(*(scrub(p).strip() if isinstance(p, str) else "" for p in parts))


@cache
def hush_libraries() -> None:
    """The libraries' complaints about odd pages are not the user's: they get no handler and reach no other."""
    for name in ("trafilatura", "htmldate", "courlan", "justext", "warcio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
