"""Names that the word at their end gives away: companies, offices, places, facilities, teams, events."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.extract.name_page import Draft, NamePage, has_word, is_common, is_generic, is_word
from pipeline.lexicon.name_words import characters, name_words, surnames, word_set
from pipeline.records import NameType

ANCHOR_ROLES = (
    "company",
    "industry",
    "brandish",
    "organ",
    "facility",
    "place",
    "road",
    "nature",
    "event",
    "team",
    "media",
    "block",
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBERED = re.compile(r"第[一二三四五六七八九十]{1,3}$")


class Anchor(NamedTuple):
    """A word that often ends a name, with the roles it plays."""

    start: int
    end: int
    roles: frozenset[str]


@functools.cache
def _anchors_automaton() -> tuple[AhoCorasick, tuple[frozenset[str], ...]]:
    roles: dict[str, set[str]] = {}
    for role in (*ANCHOR_ROLES, "legal", "office"):
        for word in name_words().get(role, ()):
            roles.setdefault(word, set()).add(role)
    words = sorted(roles)
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), tuple(frozenset(roles[w]) for w in words)


def find_anchors(text: str) -> list[Anchor]:
    """Words that often end a name, leftmost longest.

    >>> [(a.start, a.end) for a in find_anchors("岷安县人民医院")]
    [(2, 3), (3, 7)]
    """
    automaton, roles = _anchors_automaton()
    found = (Anchor(start, end, roles[i]) for i, start, end in automaton.find_matches_as_indexes(text))
    return [a for a in found if "block" not in a.roles]


def _core(page: NamePage, end: int) -> tuple[int, str]:
    numbered = _NUMBERED.search(page.text, max(0, end - 4), end)
    start = page.name_before(end if numbered is None else numbered.start())
    return (start, page.text[start:end]) if start >= 0 else (end, "")


def _places_first(page: NamePage, start: int, end: int) -> int:
    """Where the known places that open a stretch end: 四川岷安县 → 2."""
    at = start
    moved = True
    while moved:
        moved = False
        for length in range(min(12, end - at), 1, -1):
            entity = page.table.safe.get(page.text[at : at + length])
            if entity is not None and page.table.rows[entity].type in ("GPE", "LOC"):
                at, moved = at + length, True
                break
    return at


def _company(page: NamePage, anchors: list[Anchor], index: int) -> Draft | None:
    """澜川科技股份有限公司, 岚湾集团; a brand with an industry alone (澜川科技) needs a second sign."""
    first = index
    while first > 0 and anchors[first - 1].end == anchors[first].start and anchors[first - 1].roles & {"industry"}:
        first -= 1
    end = anchors[index].end
    legal = "legal" in anchors[index].roles
    if page.inner[anchors[index].start]:
        return None
    known = page.ends.get(anchors[first].start)
    if known is not None and known.type == "ORG" and first == index:
        return Draft(known.start, end, "ORG", known.entity, "company", 5)
    start, brand = _core(page, anchors[first].start)
    if not brand or (len(brand) > 8 and not legal) or len(brand) > 14:
        return None
    place_end = _places_first(page, start, anchors[first].start)
    rest = page.text[place_end : anchors[first].start]
    if not rest:
        return Draft(start, end, "ORG", "", "company", 5) if legal and first < index else None
    if is_generic(rest, page.table) or (not legal and (not 2 <= len(rest) <= 6 or has_word(rest, page.table))):
        return None
    if not legal and (rest.isascii() or rest[-1] in "家个大强年" or (_all_words(rest) and not _heads(page, start))):
        return None
    if not legal and place_end > start and len(rest) <= 6:
        start = place_end
    if end < len(page.text) and page.text[end] in "化法债":
        return None
    return Draft(start, end, "ORG", "", "company", 5)


def _brand(page: NamePage, anchors: list[Anchor], index: int) -> Draft | None:
    """澜川科技: two to four characters before an industry, where a clause begins or a code, date or verb follows."""
    if index + 1 < len(anchors) and anchors[index + 1].start == anchors[index].end:
        return None
    first = index
    while first > 0 and anchors[first - 1].end == anchors[first].start and "industry" in anchors[first - 1].roles:
        first -= 1
    start, brand = _core(page, anchors[first].start)
    start = _places_first(page, start, anchors[first].start)
    brand = page.text[start : anchors[first].start]
    end = anchors[index].end
    if not _BRAND.fullmatch(brand) or _overlaps_known(page, start, end) or has_word(brand, page.table):
        return None
    signs = _followed(page.text, end) + _heads(page, start) + page.said_twice(page.text[start:end], start)
    signs += (not _all_words(brand)) + page.text[max(0, start - 6) : start].endswith(name_words()["org_before"])
    needed = _signs_needed(page.text[anchors[index].start : end], brand)
    return Draft(start, end, "ORG", "", "brand", 3) if signs >= needed else None


def _signs_needed(industry: str, brand: str) -> int:
    """A bank is called a bank; beside 汽车 or 网络 a brand of ordinary words needs every sign."""
    if industry.endswith(("银行", "农商行", "证券", "信托")):
        return 2
    return 4 if industry in word_set("weak") and _all_words(brand) else 3


def _all_words(brand: str) -> bool:
    """Whether the dictionary knows a brand or both halves of it: 推理, 单季, 港湾."""
    return is_word(brand) or (len(brand) == 4 and is_word(brand[:2]) and is_word(brand[2:]))


_BRAND = re.compile(r"[\u3400-\u9fff]{2,4}|[A-Za-z]{2,}[\u3400-\u9fff]{0,4}")


def _overlaps_known(page: NamePage, start: int, end: int) -> bool:
    return any(page.inner[start : end + 1])


def _heads(page: NamePage, start: int) -> bool:
    """Whether a name may begin at `start`: a mark, a stop word or a place stands before it."""
    if start == 0 or page.borders[start] or not _HAN.match(page.text[start - 1]):
        return True
    return page.after_place(start)


def _followed(text: str, end: int) -> bool:
    """Whether a company's verb, a figure or a code follows."""
    if end >= len(text) or text[end] in "（(0123456789\n":
        return True
    return any(text.startswith(verb, end) for verb in _verbs_by_first().get(text[end], ()))


@functools.cache
def _verbs_by_first() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for verb in name_words()["verb"]:
        found.setdefault(verb[0], []).append(verb)
    return {first: tuple(words) for first, words in found.items()}


_SCHOOLED = ("学", "学院", "院", "校", "所", "中心", "会", "社", "馆", "台", "乐部", "联盟", "工作室", "幼儿园")


def _organ(page: NamePage, anchors: list[Anchor], index: int) -> Draft | None:
    """江淮省统计局, 岷安县人民医院, 闽州体校: a place and a function, or a name of its own before a school."""
    anchor = anchors[index]
    start, core = _core(page, anchor.start)
    word = page.text[anchor.start : anchor.end]
    if not core or len(core) > 14:
        return None
    if word.endswith("大学") and page.text[anchor.end : anchor.end + 1] == "生":
        return None
    place_end = _places_first(page, start, anchor.start)
    if place_end == start:
        place_end = _place_inside(page.text, start, anchor.start, page)
    if place_end > start:
        return Draft(start, anchor.end, "ORG", "", "organ", 5)
    if core in word_set("admin") and "office" in anchor.roles:
        return Draft(start, anchor.end, "ORG", "", "office", 2)
    if "office" in anchor.roles or not word.endswith(_SCHOOLED):
        return None
    if is_common(core) and not page.said_twice(page.text[start : anchor.end], start):
        return None
    if 2 <= len(core) <= 8 and not has_word(core, page.table) and not _overlaps_known(page, start, anchor.start):
        return Draft(start, anchor.end, "ORG", "", "organ", 4)
    return None


def _place_inside(text: str, start: int, end: int, page: NamePage) -> int:
    """Where an unknown place with its suffix ends at the head of a stretch: 岷安县抗震救灾 → 3."""
    for i in range(start + 2, min(end, start + 5)):
        if text[i] in "省市县区镇乡州" and not is_generic(text[start:i], page.table) and text[i : i + 2] != "市场":
            return i + 1
    return start


def _place(page: NamePage, anchors: list[Anchor], index: int) -> Draft | None:
    """云州市, 青坪镇: two to four characters of no other meaning before the suffix."""
    anchor = anchors[index]
    start, _ = _core(page, anchor.start)
    start = _places_first(page, start, anchor.start)
    for before in range(index - 1, -1, -1):
        if anchors[before].end <= start:
            break
        if "place" in anchors[before].roles and anchors[before].end < anchor.start:
            start = anchors[before].end
            break
    core = page.text[start : anchor.start]
    if len(core) == 3 and _stray(page, start, anchor.end):
        start, core = start + 1, core[1:]
    if not 2 <= len(core) <= 5 or is_generic(core, page.table) or _overlaps_known(page, start, anchor.end):
        return None
    kind: NameType = "GPE" if "place" in anchor.roles else "LOC"
    if (len(core) > 3 and not _transliterated(core)) or has_word(core, page.table):
        return None
    weak = page.text[anchor.start : anchor.end] in ("区", "州", "道", "街", "路", "村", "岛")
    named = surnames().get(core[0]) == "common" and len(core) == 2 and page.text[anchor.start] == "镇"
    weak = weak or (is_word(core) and not is_word(page.text[start : anchor.end]) and not _heads(page, start))
    if (weak or named) and not _sure_place(page, start, anchor, named):
        return None
    return Draft(start, anchor.end, kind, "", "place", 4)


def _stray(page: NamePage, start: int, end: int) -> bool:
    """Whether the first character does not belong: the rest is said again, the whole is not."""
    whole, rest = page.text[start:end], page.text[start + 1 : end]
    return page.said_twice(rest, start) and not page.said_twice(whole, start)


def _sure_place(page: NamePage, start: int, anchor: Anchor, named: bool) -> bool:
    """A weak suffix counts after a place or in a name said twice, 镇 after a surname (张宇镇) after a place or 位于."""
    if page.after_place(start) or (
        named and page.text[max(0, start - 1) : start] in tuple("于在到至往从自离距市县、区")
    ):
        return True
    return not named and page.said_twice(page.text[start : anchor.end], start)


@functools.cache
def _foreign() -> frozenset[str]:
    return frozenset(characters("transliteration"))


def _transliterated(core: str) -> bool:
    return all(c in _foreign() or c == "·" for c in core)


_LINES = frozenset({"高铁", "铁路", "高速", "公路"})
_ROAD_INSIDE = re.compile(r"^[\u3400-\u9fff]{1,3}(?:大道|道|路|街)(?=[\u3400-\u9fff]{2})")


def _facility(page: NamePage, anchors: list[Anchor], index: int) -> Draft | None:
    """德兴大厦 after 旺角塘尾道; 云州古城; a place alone before the word counts (云州机场)."""
    anchor = anchors[index]
    start, core = _core(page, anchor.start)
    if not core or anchor.end in page.ends:
        return None
    start = _places_first(page, start, anchor.start) if len(core) > 3 else start
    inside = _place_inside(page.text, start, anchor.start, page)
    if start < inside < anchor.start - 1:
        start = inside
        inside = _place_inside(page.text, start, anchor.start, page)
        start = inside if inside < anchor.start - 1 else start
    road = _ROAD_INSIDE.match(page.text[start : anchor.start])
    if road is not None:
        start += road.end()
    rest = page.text[start : anchor.start]
    if not rest:
        start, rest = anchor.start - len(core), core
    known_place = _places_first(page, start, anchor.start) == anchor.start
    if page.text[start - 1 : start] == "至" or (
        rest[-1] in "省市县" and page.text[anchor.end - 2 : anchor.end] in _LINES
    ):
        return None
    if not 2 <= len(rest) <= 8 or (not known_place and has_word(rest, page.table)):
        return None
    if not known_place and is_common(rest) and not page.said_twice(page.text[start : anchor.end], start):
        return None
    return Draft(start, anchor.end, "FAC", "", "facility", 5 if known_place else 4)


def _event(page: NamePage, anchors: list[Anchor], index: int) -> Draft | None:
    """世界女排联赛, 云州马拉松: a place first, then the sport."""
    anchor = anchors[index]
    start, core = _core(page, anchor.start)
    unknown = 2 <= len(core) <= 3 and not has_word(core, page.table) and not is_common(core)
    if not core or (_places_first(page, start, anchor.start) == start and not unknown):
        return None
    return Draft(start, anchor.end, "EVENT", "", "event", 5)


def bureaux(page: NamePage) -> Iterator[Draft]:
    """An office that needs no place, at the head of a clause: 气象局公布, 海关昨日破获.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in bureaux(lay_out("统计局公布数据，邻国海关公布另一组", load_entities()))]
    ['统计局']
    """
    for found in _bureau().finditer(page.text):
        start, end = found.span()
        if start == 0 or not _HAN.match(page.text[start - 1]):
            yield Draft(start, end, "ORG", found.group(0), "bureau", 2)


@functools.cache
def _bureau() -> re.Pattern[str]:
    words = {*name_words()["bureau"], *(w for w in name_words()["office"] if w.endswith(("局", "署", "厅", "台")))}
    verbs = sorted({w for role in ("verb", "org_after", "title_after") for w in name_words()[role]})
    heads = "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))
    after = "|".join(map(re.escape, verbs))
    return re.compile(rf"(?:{heads})(?=[昨今的\d]|{after})")


def _team(page: NamePage, anchors: list[Anchor], index: int) -> Draft | None:
    """中国队, 日本女排."""
    anchor = anchors[index]
    start, core = _core(page, anchor.start)
    if not core or _places_first(page, start, anchor.start) != anchor.start:
        return None
    if page.text[anchor.end : anchor.end + 1] in tuple("伍列员长友形"):
        return None
    return Draft(start, anchor.end, "ORG", "", "team", 5)


def _paper(page: NamePage, anchors: list[Anchor], index: int) -> Draft | None:
    """重庆晚报: a place and a word for a paper or station."""
    anchor = anchors[index]
    start, core = _core(page, anchor.start)
    if anchor.end - anchor.start < 2 or not core or _places_first(page, start, anchor.start) != anchor.start:
        return None
    return Draft(start, anchor.end, "ORG", "", "media", 5)


_BY_ROLE: dict[str, Callable[[NamePage, list[Anchor], int], Draft | None]] = {
    "company": _company,
    "organ": _organ,
    "brandish": _brand,
    "event": _event,
    "team": _team,
    "media": _paper,
    "facility": _facility,
    "place": _place,
    "road": _place,
    "nature": _place,
}


def anchored_names(page: NamePage) -> Iterator[Draft]:
    """Names that end in a word of form.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> text = "震中位于青坪镇，江淮省统计局和澜川科技股份有限公司"
    >>> [text[d.start:d.end] for d in anchored_names(lay_out(text, load_entities())) if d.rank > 1]
    ['青坪镇', '江淮省', '江淮省统计局', '澜川科技股份有限公司']
    """
    anchors = find_anchors(page.text)
    for index, anchor in enumerate(anchors):
        for role, rule in _BY_ROLE.items():
            if role in anchor.roles:
                draft = rule(page, anchors, index)
                if draft is not None:
                    yield draft
