"""Plain text: one file an article, as a rule with the furniture of the page it was saved from."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.ingest.encodings import decode
from pipeline.ingest.fields import Options
from pipeline.ingest.furniture import Page, article_parts, find_body
from pipeline.ingest.reasons import BAD_ENCODING, NO_BODY, TOO_LONG, refuse, scrub
from pipeline.ingest.sources import Source
from pipeline.ingest.streams import read_head
from pipeline.ingest.windows import infer_window, window_notes
from pipeline.records import Origin, RawArticle, Reject

BYTES = 4  # a character takes at most


def read_text(source: Source, options: Options, declared: str | None = None) -> tuple[str, tuple[str, ...]] | Reject:
    """The whole text of a source with notes on how it was decoded, or why there is none."""
    limit = options.max_chars * BYTES
    data = read_head(source.stream, limit + 1)
    if len(data) > limit:
        return refuse(source.path, 1, TOO_LONG, f"longer than {options.max_chars} characters", data[:800])
    decoded = decode(data, declared)
    if decoded is None:
        note = "the text is in no encoding known (UTF-8, UTF-16, GB18030, Big5)"
        return refuse(source.path, 1, BAD_ENCODING, note, data[:800])
    return scrub(decoded.text), encoding_notes(decoded.encoding, decoded.bad)


def encoding_notes(encoding: str, bad: int) -> tuple[str, ...]:
    """Notes on an encoding other than UTF-8 and on characters lost.

    >>> encoding_notes("big5hkscs", 2)
    ('encoding:big5hkscs', 'undecodable:2')
    """
    named = () if encoding == "utf-8" else (f"encoding:{encoding}",)
    return (*named, f"undecodable:{bad}") if bad else named


def from_text(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    """The one article of a text file."""
    read = read_text(source, options)
    if isinstance(read, Reject):
        yield read
        return
    yield from from_text_read(source.path, *read)


def from_text_read(path: str, text: str, notes: tuple[str, ...]) -> Iterator[RawArticle | Reject]:
    """The article of a text already read.

    >>> [a.outlet for a in from_text_read("甲.txt", "公司去年营收5亿元。\\n来源：深港早报", ())]
    ['深港早报']
    """
    page = find_body(text)
    if any(t.strip() for t in article_parts(text, page.keep)):
        yield page_article(Origin(path), text, page, notes)
    else:
        yield refuse(path, 1, NO_BODY, "the text holds no article, only what stands round one", text)


def page_article(origin: Origin, text: str, page: Page, notes: tuple[str, ...] = ()) -> RawArticle:
    """The article of a page whose body was found; an undated one gets the window it may come from."""
    body = "\n".join(article_parts(text, page.keep))
    window = None if page.published else infer_window(body, page.latest)
    platform = () if page.platform is None else (f"platform:{page.platform}",)
    return RawArticle(
        origin,
        key=None,
        title=page.title,
        body=text,
        outlet=page.outlet,
        published=page.published,
        author=page.author,
        keep=page.keep,
        notes=(*notes, *platform, *(window_notes(window) if window else ())),
    )
