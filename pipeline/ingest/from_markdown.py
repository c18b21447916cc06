"""Markdown with front matter: `key: value` lines between `---`, then the text, read without its marks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from pipeline.ingest.fields import Options, to_raw_article
from pipeline.ingest.from_text import from_text_read, read_text
from pipeline.ingest.reasons import NO_BODY, refuse
from pipeline.ingest.sources import Source
from pipeline.records import Origin, RawArticle, Reject

LONGEST = 10_000  # characters of a value that goes on over several lines

_FRONT = re.compile(r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<matter>.*?)\r?\n(?P=mark)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"(?P<key>[\w一-龥.-]{1,40})\s{0,9}[:：](?:\s+|$)(?P<value>.*)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<text>[^\n]*)$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,500}\]\([^()\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_MARKS = re.compile(r"\*\*|__|~~|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`")
_LINE_MARKS = re.compile(r"^[ \t]{0,3}(?:>[ \t]?|[-*+][ \t]+|(?:[-*_][ \t]*){3,}$)", re.MULTILINE)


def from_markdown(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    """The one article of a Markdown file; without front matter it is a text with headings."""
    read = read_text(source, options)
    if isinstance(read, Reject):
        yield read
        return
    text, notes = read
    matter, body = split_front_matter(text)
    plain = plain_text(body)
    if not matter and not _HEADING.search(body):
        yield from from_text_read(source.path, plain, notes)
        return
    title, plain = _title(body, plain)
    if not plain.strip():
        yield refuse(source.path, 1, NO_BODY, "there is no text below the front matter", text)
        return
    record = {"title": title, **{k: v for k, v in matter.items() if v}, "body": plain}
    yield to_raw_article(record, Origin(source.path), options, text)


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """The pairs of the front matter and the text behind it.

    >>> split_front_matter("---\\ntitle: 澜川科技\\ndate: 2026-02-06\\n---\\n正文。")
    ({'title': '澜川科技', 'date': '2026-02-06'}, '正文。')
    """
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    behind = text[match.end() :]
    if match["mark"] == "+++":
        try:
            return {k: v if isinstance(v, list) else str(v) for k, v in tomllib.loads(match["matter"]).items()}, behind
        except tomllib.TOMLDecodeError:
            return {}, behind
    return _pairs(match["matter"]), behind


def _pairs(matter: str) -> dict[str, object]:
    """`key: value` lines; `[a, b]` and `- a` below a key are lists, what is indented below a key goes on with it."""
    pairs: dict[str, object] = {}
    key = ""
    for line in matter.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _PAIR.fullmatch(line) if not line.startswith((" ", "\t", "-")) else None
        if match is not None:
            key = match["key"]
            pairs[key] = _value(match["value"].strip())
        elif key:
            _go_on(pairs, key, line.strip())
    return pairs


def _value(text: str) -> object:
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part.strip()) for part in text[1:-1].split(",") if part.strip()]
    return "" if text in ("|", ">", "|-", ">-", "null", "~") else _unquoted(text)


def _go_on(pairs: dict[str, object], key: str, line: str) -> None:
    before = pairs[key]
    if line.startswith("- "):
        if not isinstance(before, list):
            before = pairs[key] = []
        before.append(_unquoted(line[2:].strip()))
    elif isinstance(before, str) and len(before) < LONGEST:
        pairs[key] = f"{before}\n{line}".strip()


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def plain_text(markdown: str) -> str:
    """The text without images, link targets, emphasis and list marks; lines stay lines.

    >>> plain_text("## 业绩\\n营收**5**亿元，见[年报](http://a.cn/2026)。")
    '业绩\\n营收5亿元，见年报。'
    """
    text = _LINK.sub(r"\1", _IMAGE.sub("", markdown))
    return _MARKS.sub("", _LINE_MARKS.sub("", _HEADING.sub(lambda m: m["text"].rstrip(" \t#"), text)))


def _title(body: str, plain: str) -> tuple[str, str]:
    """The text of a first-level heading at the top, taken off the text."""
    first = body.lstrip()
    if not first.startswith("# "):
        return "", plain
    title, _, rest = plain.lstrip().partition("\n")
    return title.strip(), rest
