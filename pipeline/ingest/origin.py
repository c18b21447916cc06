"""The real outlet of an article: from the head of its text where the record names none or only a platform."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.ingest.byline import read_byline
from pipeline.ingest.furniture import article_parts
from pipeline.ingest.line_features import line_features
from pipeline.lexicon.outlets import find_outlet, is_outlet, is_platform, outlet_endings, outlet_region
from pipeline.records import RawArticle

HEAD = 300

_BRACKET = re.compile(
    r"^\s*[【\[(（](?P<name>[^】\])）\s]{2,16}?)(?:综合|綜合)?(?:讯|訊|电|電|报道|報道|報導|消息|记者|記者)?[】\])）\s]"
)
_DATELINE = re.compile(
    r"^\s*[（(【]?(?P<name>[^\s，。,：:（(【]{2,24}?)(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊|消息|专电|專電)"
)
_MESSAGE = re.compile(r"^\s*(?P<name>[^\s，。,：:（(]{2,12}?)(?:消息|讯|訊|报道|報道|報導)\s?[（(：:，]")


def find_origin(body: str) -> str | None:
    """The outlet that the first line of a text names: a dateline, 【…讯】, `…消息：`.

    >>> find_origin("新华社北京3月18日电（记者 林一川）国家统计局发布"), find_origin("公司3月18日发布业绩。")
    ('新华社', None)
    """
    head = body.lstrip()[:HEAD].split("\n", 1)[0]
    for pattern in (_DATELINE, _MESSAGE, _BRACKET):
        match = pattern.match(head)
        if match is not None and (name := _outlet_of(match["name"], pattern is _DATELINE)):
            return name
    return None


def _outlet_of(text: str, unknown_too: bool) -> str | None:
    """The known outlet a text starts with (记者, a place behind it), or a name that ends as outlets end."""
    for end in range(min(len(text), 16), 1, -1):
        outlet = find_outlet(text[:end]) if is_outlet(text[:end]) else None
        if outlet is not None and outlet.kind != "platform":
            return outlet.name
    if not unknown_too:
        return None
    ends = [text.find(e) + len(e) for e in outlet_endings() if text.find(e, 1) > 0]
    return text[: min(ends)] if ends else None


def with_origin(article: RawArticle) -> RawArticle:
    """The article with its real outlet, and the region of that outlet where the record gives none.

    >>> from pipeline.records import Origin
    >>> raw = RawArticle(Origin("甲.jsonl"), "1", "", "中新社香港3月18日电 恒指上涨5%。", outlet="网易号")
    >>> with_origin(raw).outlet, with_origin(raw).region
    ('中新社', 'CN')
    """
    outlet, notes = article.outlet, article.notes
    if outlet is not None and is_platform(outlet):
        notes = (*notes, f"platform:{outlet}")
        outlet = None
    if outlet is None:
        body = "\n".join(article_parts(article.body, article.keep))
        outlet = _last_line_outlet(body) or find_origin(body)
    return replace(article, outlet=outlet, notes=notes, region=article.region or outlet_region(outlet))


def _last_line_outlet(body: str) -> str | None:
    """The outlet of a labelled last line, `（来源：…）`."""
    tail = line_features(body[-HEAD:].rsplit("。", 1)[-1])
    found = (read_byline(f).outlet for f in tail if f.roles & {"outlet", "end"})
    return next((o for o in found if o is not None and not is_platform(o)), None)
