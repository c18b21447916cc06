"""Names that marks give away: 《…》, a stock code in brackets, the head of a wire story, （以下简称“…”）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from pipeline.extract.name_page import Draft, NamePage, is_generic
from pipeline.lexicon.name_words import characters, name_words, place_characters, word_set
from pipeline.records import NameType

_WORK = re.compile(r"《([^《》\n]{1,40})》")
_CODE = re.compile(
    r"[（(](?:股票代码|证券代码|股份代号|股份代码|股票代号|代码|上市代号|港股|A股)?[：: ]{0,2}"
    r"(?:(?:SH|SZ|BJ|HK|HKEX|NASDAQ|NYSE|TW|纳斯达克|纽交所|港交所|SEHK)[：:. ]{0,2})?"
    r"(?:\d{4,6}(?:[.-](?:SH|SZ|BJ|HK|TW|TWO|SS|KS|T))?|(?<=[：: ])[A-Z]{1,5})(?:[，,；;、/][^（()）]{0,30})?[)）]"
)
_TICKER = re.compile(r"(?:\d{4,6}\.(?:SH|SZ|BJ|HK|TW)|\d{6}|\d{4,5})")
_CALLED = re.compile(
    r"[（(](?:以下|下称|下文|以下统称|简称|又称|俗称)?(?:简称|称)?[：:为]?[“\"「]([^”\"」（()）]{2,12})[”\"」]"
)
_DATELINE = re.compile(
    r"^[ 　【〔\[（(]*([\u3400-\u9fffA-Za-z]{2,10}?)(?:记者[\u3400-\u9fff]{2,4})?"
    r"(?:\d{1,2}月)?\d{1,2}日[\u3400-\u9fff]{0,3}?(?:电|讯|消息)",
    re.MULTILINE,
)
_BRACKETED = re.compile(r"[【〔\[]([\u3400-\u9fffA-Za-z]{2,10}?)(?:专讯|讯|报道|报导|消息|综合报道|综合报导)[】〕\]]")


def works(page: NamePage) -> Iterator[Draft]:
    """《归墟纪》 is a work, 《港闻日报》 a paper.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [(d.type, d.start, d.entity) for d in works(lay_out("《归墟纪》与《港闻日报》", load_entities()))]
    [('WORK', 1, '《归墟纪》'), ('ORG', 7, '港闻日报')]
    """
    papers = tuple(w for w in name_words()["media"] if len(w) > 1)
    for found in _WORK.finditer(page.text):
        title, (start, end) = found.group(1), found.span(1)
        known = page.table.safe.get(found.group(0)) or page.table.safe.get(title)
        if known is not None:
            kind = cast("NameType", page.table.rows[known].type)
            yield Draft(start, end, kind, known, "lexicon", 6)
        elif title.endswith(papers) and len(title) <= 10:
            yield Draft(start, end, "ORG", title, "media", 6)
        else:
            yield Draft(start, end, "WORK", f"《{title}》", "work", 6)


def coded(page: NamePage) -> Iterator[Draft]:
    """The name before a stock code: 衡睿半导体（02687）."""
    for found in _CODE.finditer(page.text):
        end = found.start()
        start = page.name_before(end)
        if start < 0 or not 2 <= end - start <= 14 or any(page.inner[start + 1 : end]):
            continue
        if not is_generic(page.text[start:end], page.table):
            yield Draft(start, end, "ORG", "", "code", 4)


def datelines(page: NamePage) -> Iterator[Draft]:
    """国新社岷安3月12日电 names an agency and a place; 【维港财经专讯】 an agency.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> page = lay_out("国新社岷安3月12日电 据报", load_entities())
    >>> [(page.text[d.start:d.end], d.type) for d in datelines(page)]
    [('国新社', 'ORG'), ('岷安', 'GPE')]
    """
    media = name_words()["media"]
    for found in _DATELINE.finditer(page.text):
        start, head = found.start(1), found.group(1)
        place = next((p for p in page.safe if p.end == found.end(1) and p.type in ("GPE", "LOC")), None)
        if place is not None:
            if place.start - start >= 2:
                yield Draft(start, place.start, "ORG", "", "dateline", 6)
            continue
        cut = max((head.rfind(w) + len(w) for w in media if head.find(w) > 0), default=0)
        if cut == len(head) or cut == 0:
            kind: NameType = "GPE" if cut == 0 and page.text[start - 1 : start] in ("（", "(") else "ORG"
            yield Draft(start, found.end(1), kind, "", "dateline", 6)
        else:
            yield Draft(start, start + cut, "ORG", "", "dateline", 6)
            if len(head) - cut >= 2:
                yield Draft(start + cut, found.end(1), "GPE", "", "dateline place", 6)
    for found in _BRACKETED.finditer(page.text):
        if found.group(1) not in word_set("desk"):
            yield Draft(found.start(1), found.end(1), "ORG", "", "dateline", 6)


def introduced(page: NamePage) -> Iterator[tuple[int, int, str]]:
    """Where a name ends that （以下简称“…”） follows, and the short form it introduces.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> list(introduced(lay_out("澜川科技股份有限公司（以下简称“澜川”）", load_entities())))
    [(10, 16, '澜川')]
    """
    for found in _CALLED.finditer(page.text):
        if any(mark in found.group(0)[:6] for mark in ("称", "以下")):
            yield found.start(), found.start(1), found.group(1)


def visits(page: NamePage) -> Iterator[Draft]:
    """访港, 抵澳: a place by one character behind where one goes, in an article that names the place in full.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [(d.start, d.entity) for d in visits(lay_out("访港旅客增加，香港零售回暖", load_entities()))]
    [(1, '香港特别行政区')]
    """
    places = place_characters()
    named = {draft.entity for draft in page.safe}
    for word in name_words()["visit"]:
        place = places.get(word[-1], "")
        if place in named:
            for found in re.finditer(re.escape(word), page.text):
                yield Draft(found.end() - 1, found.end(), "GPE", place, "visit", 4)


def pairs(page: NamePage) -> Iterator[Draft]:
    """中美关系, 俄乌冲突: places by one character each, where what follows is between them.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in pairs(lay_out("中美关系回暖，其中美国", load_entities()))]
    ['中国', '美国']
    """
    places, after = place_characters(), name_words()["pair_after"]
    countries = characters("country")
    for found in re.finditer(rf"[{countries}]{{2,4}}", page.text):
        start, end = found.span()
        if found.group(0) in word_set("ordinary"):
            continue
        if page.text.startswith(after, end) and not any(page.inner[start + 1 : end]):
            yield from (Draft(i, i + 1, "GPE", places[page.text[i]], "pair", 4) for i in range(start, end))
