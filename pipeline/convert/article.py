"""RawArticle -> Article: furniture cut out, damage repaired, script simplified, with the way back to the body."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.convert.dates import find_reference
from pipeline.convert.detect import detect_script
from pipeline.convert.normalise import normalise
from pipeline.convert.offsets import OffsetMap
from pipeline.convert.simplify import simplify
from pipeline.lexicon.outlets import outlet_region
from pipeline.lexicon.regions import regions
from pipeline.records import Article, RawArticle, Script, Span, content_id


class Converted(NamedTuple):
    """A text ready to be read, its map onto the text as given, and what was found damaged."""

    text: str
    to_raw: OffsetMap
    notes: tuple[str, ...]


def to_article(raw: RawArticle, default_region: str = "CN") -> Article:
    """The article of one record; never raises, whatever the text.

    >>> from pipeline.records import Origin
    >>> raw = RawArticle(Origin("dump.jsonl"), None, "", "首页\\n馬云說著：營收３０億元", keep=(Span(3, 14),))
    >>> article = to_article(raw)
    >>> article.text, article.script, article.to_raw.to_raw(7, 10)
    ('马云说着：营收30亿元', 'hant', (10, 13))
    """
    region = find_region(raw, default_region)
    body, page = _cut(raw)
    text, title = normalise(body.text), normalise(raw.title)
    script = detect_script(f"{title.text}\n{text.text}")
    converted, shown = _convert(Converted(*text), script, region), _convert(Converted(*title), script, region)
    reference = find_reference(raw.published, region, raw.url, page, converted.text)
    unread = ("unreadable-date",) * (bool(raw.published) and reference.reason != "given")
    digest = content_id("a", [raw.title, raw.body, raw.published, raw.outlet], 32)
    return Article(
        id=raw.key or digest[:18],
        digest=digest[2:],
        origin=raw.origin,
        outlet=raw.outlet,
        published=raw.published,
        reference=reference.moment,
        date_reason=reference.reason,
        title=shown.text,
        raw_title=raw.title,
        text=converted.text,
        raw=raw.body,
        body=_hull(raw),
        script=script,
        region=region,
        to_raw=converted.to_raw.compose(body.to_raw),
        title_to_raw=shown.to_raw,
        url=raw.url,
        author=raw.author,
        notes=tuple(dict.fromkeys((*raw.notes, *converted.notes, *shown.notes, *unread))),
    )


def find_region(raw: RawArticle, default_region: str) -> str:
    """The region as given, else the outlet's, else what its name or address says of itself, else the default.

    >>> from pipeline.records import Origin
    >>> find_region(RawArticle(Origin("a"), None, "", "", outlet="香港某某日報"), "CN")
    'HK'
    """
    given = (raw.region or "").strip()
    if re.fullmatch("[A-Za-z]{2}", given):
        return given.upper()
    return (
        _region_of_name(given)
        or outlet_region(raw.outlet)
        or _region_of_name(raw.outlet)
        or _region_of_host(raw.url)
        or default_region
    )


def _region_of_name(outlet: str | None) -> str | None:
    for row in regions().values() if outlet else ():
        for name in row.names:
            if outlet and (outlet.startswith(name) or re.search(rf"[(（]{name}[)）]$", outlet)):
                return row.region
    return None


def _region_of_host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    domain = host.rpartition(".")[2].upper()
    return domain if domain in regions() else None


def _cut(raw: RawArticle) -> tuple[Converted, str]:
    """The kept stretches of the body, and the rest of the page."""
    if not raw.keep:
        return Converted(raw.body, OffsetMap.identity(len(raw.body)), ()), ""
    kept = "\n".join(raw.body[start:end] for start, end in raw.keep)
    ends = (0, *(end for _, end in raw.keep))
    starts = (*(start for start, _ in raw.keep), len(raw.body))
    page = "\n".join(raw.body[end:start] for end, start in zip(ends, starts, strict=True))
    return Converted(kept, OffsetMap.from_stretches(len(raw.body), raw.keep, gap=1), ()), page


def _hull(raw: RawArticle) -> Span:
    return Span(raw.keep[0].start, raw.keep[-1].end) if raw.keep else Span(0, len(raw.body))


def _convert(plain: Converted, script: Script, region: str) -> Converted:
    """Simplified where the article needs it; of a mixed one only the lines that are not simplified already."""
    if script == "hans":
        return plain
    if script == "hant":
        text, changed = simplify(plain.text, region)
        return Converted(text, changed.compose(plain.to_raw), plain.notes)
    lines = plain.text.split("\n")
    done = (line if detect_script(line) == "hans" else simplify(line, region)[0] for line in lines)
    return plain._replace(text="\n".join(done))
