"""Names with digits in them (GPT-5.2, A800, 神舟二十号, “3·12”地震): no figure and no date may be read inside them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from pipeline.extract.name_page import Draft, NamePage, whole
from pipeline.lexicon.name_words import name_words, word_set
from pipeline.lexicon.units import unit_rows

_LETTERS_FIRST = re.compile(
    r"(?<![A-Za-z0-9@/._$])([A-Za-z]{1,12})(-| (?=\d{1,4}[A-Za-z]{0,3}(?![0-9A-Za-z]))|)(\d{1,5})"
    r"((?:\.\d{1,2}(?![0-9]))?[A-Za-z]{0,8}(?:-[A-Za-z0-9]{1,8}){0,2})(?![A-Za-z0-9])"
)
_FIGURE_AFTER = re.compile(
    r"\s{0,1}(?:[万亿%％‰元倍]|[,，]\d{3}|\.\d|[年月日号]|个百分点|人民币|美元|港元|级地震|级强震)"
)
_QUOTED = re.compile(
    r"[“\"「『]([\u3400-\u9fff]{2,5}-?(?:\d{1,4}[A-Za-z]{0,3}|[一二三四五六七八九十]{1,3}号|\d{1,3}号))[”\"」』]"
)
_CALLED = re.compile(r"[“\"「『]([\u3400-\u9fff]{2,4})[”\"」』]")
_DAY = re.compile(r"[“\"「『](\d{1,2}[·•.]\d{1,2})[”\"」』]")
_SERIAL = re.compile(r"[\u3400-\u9fff]{2,3}?((?:[一二三四五六七八九十]{1,3}|\d{1,3})号)")
_VERSION = re.compile(r"\s?(?:\d{1,4}(?:\.\d{1,2})?)(?:[A-Za-z]{1,3}(?![A-Za-z0-9]))?")
_AFTER_VERSION = re.compile(r"[、，。；”\"」』》）)的和与等上下在是于]|$")


@functools.cache
def _numbered() -> re.Pattern[str]:
    heads = "|".join(re.escape(w) for w in name_words()["numbered"] if len(w) > 1)
    single = "".join(w for w in name_words()["numbered"] if len(w) == 1)
    count = r"(?:\d{1,3}|[零〇一二三四五六七八九十百]{1,4})"
    return re.compile(
        rf"(?:{heads})(?:-\d{{1,3}}[A-Z]{{0,3}}|{count}号(?:[A-Z]|[甲乙丙丁])?(?:遥[\d一二三四五六七八九十]{{1,3}})?)|[{single}]-\d{{1,3}}[A-Z]{{0,3}}"
    )


@functools.cache
def _units() -> frozenset[str]:
    """Latin unit symbols of two letters and more: 每GWh 1.9亿元 is a price, no product."""
    return frozenset(row.surface for row in unit_rows() if len(row.surface) > 1 and row.surface.isascii())


def lettered(page: NamePage) -> Iterator[Draft]:
    """Model names of letters and digits; quarters, currencies and what a figure goes on after are none.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> page = lay_out("TPUv6e胜过GPT-5.9，Q1的EBITA39亿元", load_entities())
    >>> [d.entity for d in lettered(page)]
    ['TPUv6e', 'GPT-5.9']
    """
    refused = word_set("code_not")
    for found in _LETTERS_FIRST.finditer(page.text):
        head, joint, digits, tail = found.groups()
        if head in refused or head in _units():
            continue
        if joint == " " and (not head[0].isupper() or len(digits) > 3):
            continue
        magnitude = head == "M" and page.text.startswith("级", found.end())
        if magnitude or (not tail and _FIGURE_AFTER.match(page.text, found.end())):
            continue
        if found.start() > 0 and page.text[found.start() - 1].isdigit():
            continue
        yield Draft(found.start(), found.end(), "PRODUCT", found.group(0), "code", 4)


def numbered(page: NamePage) -> Iterator[Draft]:
    """Ships, rockets and missiles in series.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in numbered(lay_out("神舟二十号与歼-36，苏州", load_entities()))]
    ['神舟二十号', '歼-36']
    """
    called = "号" in page.text
    for found in _numbered().finditer(page.text) if called or "-" in page.text else ():
        if whole(page.text, found.start(), found.end()):
            yield Draft(found.start(), found.end(), "PRODUCT", found.group(0), "series", 6)
    for found in _SERIAL.finditer(page.text) if called else ():
        start = max(found.start(), page.name_before(found.start(1)))
        if page.text.startswith(name_words()["series_after"], found.end()) and found.start(1) - start >= 2:
            yield Draft(start, found.end(), "PRODUCT", page.text[start : found.end()], "series", 5)


def quoted(page: NamePage) -> Iterator[Draft]:
    """“曜石300” in quotes is a product, “3·12”地震 an event.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [(d.type, d.entity) for d in quoted(lay_out("“曜石300”与“3·12”地震", load_entities()))]
    [('PRODUCT', '曜石300'), ('EVENT', '3·12地震')]
    """
    for found in _QUOTED.finditer(page.text):
        yield Draft(found.start(1), found.end(1), "PRODUCT", found.group(1), "quoted code", 5)
    for found in _CALLED.finditer(page.text):
        before = page.text[max(0, found.start() - 4) : found.start()]
        if page.text.startswith(name_words()["tour"], found.end()):
            yield Draft(found.start(1), found.end(1), "EVENT", found.group(1), "quoted event", 3)
        elif page.text.startswith(_kinds(), found.end()) or before.endswith(_kinds()):
            yield Draft(found.start(1), found.end(1), "PRODUCT", found.group(1), "quoted product", 3)
    for found in _DAY.finditer(page.text):
        what = _disaster().match(page.text, found.end())
        if what is not None:
            entity = found.group(1).replace("•", "·") + what.group(0)
            yield Draft(found.start(), what.end(), "EVENT", entity, "day event", 6)


@functools.cache
def _kinds() -> tuple[str, ...]:
    """What a product is called beside its name: 平台, 火箭, 操作系统."""
    return tuple(w for w in (*name_words()["product_after"], *name_words()["product_kind"]) if not w.isascii())


@functools.cache
def _disaster() -> re.Pattern[str]:
    words = sorted(map(re.escape, name_words()["disaster"]), key=lambda w: (-len(w), w))
    return re.compile(rf"[\u3400-\u9fff]{{0,10}}?(?:{'|'.join(words)})")


def storms(page: NamePage) -> Iterator[Draft]:
    """What a storm is called, in quotes or before what storms do.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in storms(lay_out("台风“青鸾”逼近，强台风海葵登陆", load_entities()))]
    ['青鸾', '海葵']
    """
    for found in _storm().finditer(page.text):
        start, end = found.span(1) if found.group(1) else found.span(2)
        yield Draft(start, end, "EVENT", page.text[start:end], "storm", 7)


@functools.cache
def _storm() -> re.Pattern[str]:
    heads, deeds = (
        "|".join(sorted(map(re.escape, name_words()[role]), key=lambda w: (-len(w), w)))
        for role in ("storm", "storm_after")
    )
    name = r"[\u3400-\u9fff]"
    return re.compile(rf"(?:{heads})(?:[“\"「『]({name}{{2,4}})[”\"」』]|({name}{{2,3}}?)(?={deeds}))")


def versions(page: NamePage, names: Sequence[Draft]) -> list[Draft]:
    """The names, known products with their number (骁龙8, 豆包1.6大模型) where no figure follows.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> page = lay_out("骁龙8系列，支付宝3亿用户", load_entities())
    >>> [d.entity for d in versions(page, page.safe)]
    ['骁龙8', '支付宝']
    """
    return [_versioned(page, name) if name.type in ("PRODUCT", "ORG") else name for name in names]


def _versioned(page: NamePage, name: Draft) -> Draft:
    found = _VERSION.match(page.text, name.end)
    if found is None or _FIGURE_AFTER.match(page.text, found.end()) or page.text[name.end - 1].isdigit():
        return name
    after = name_words()["product_after"]
    lettered_tail = found.group(0)[-1].isalpha()
    named = page.text.startswith(after, found.end()) or page.text.startswith(after, found.end() + 1)
    free = name.type == "PRODUCT" and _AFTER_VERSION.match(page.text, found.end()) and "." in found.group(0)
    if not (lettered_tail or named or free):
        return name
    surface = page.text[name.start : found.end()].replace(" ", "")
    return Draft(name.start, found.end(), "PRODUCT", surface, "version", 6)
