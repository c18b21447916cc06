"""Gives drafts their entity: core forms of companies and places, short forms, risky aliases with evidence, repeats."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, cast

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.extract.name_page import Draft, NamePage, Risky, has_word, is_common, is_generic, whole
from pipeline.lexicon.entities import EntityTable
from pipeline.lexicon.name_words import name_words, word_set
from pipeline.records import NameType

HOME = "中国"
FEW = 30  # forms that are looked for one by one
_PARENTHESES = re.compile(r"[（(][\u3400-\u9fff]{2,6}[）)]")
_CITY_FIRST = re.compile(r"^[\u3400-\u9fff]{2,3}[省市](?=[\u3400-\u9fff]{4,})")


def core_form(surface: str, kind: NameType) -> str:
    """The form that a name's longer and shorter writings share.

    >>> core_form("澜川科技股份有限公司", "ORG"), core_form("云州市", "GPE"), core_form("周启明", "PERSON")
    ('澜川科技', '云州', '周启明')
    """
    if kind == "GPE":
        return _stripped(surface, "admin")
    if kind != "ORG":
        return surface
    core = _CITY_FIRST.sub("", _PARENTHESES.sub("", surface)) if surface.endswith(name_words()["strip"]) else surface
    return _stripped(core, "strip")


def _stripped(surface: str, role: str) -> str:
    words = name_words()[role]
    for word in words if surface.endswith(words) else ():
        if surface.endswith(word) and len(surface) - len(word) >= 2:
            return surface[: -len(word)]
    return surface


def link_core(draft: Draft, page: NamePage) -> Draft:
    """The draft with the entity of its core form, a known one where the lexicon has it."""
    if draft.entity:
        own = draft.type == "PERSON" and draft.entity in page.table.safe
        return draft._replace(entity=page.table.safe[draft.entity]) if own else draft
    surface = page.text[draft.start : draft.end]
    core = core_form(surface, draft.type)
    for form in (surface, core):
        known = page.table.safe.get(form)
        if known is None and draft.type != "GPE" and form in page.table.risky and surface != form:
            owners = [e for e in page.table.risky[form] if page.table.rows[e].type == draft.type]
            known = owners[0] if len(owners) == 1 else None
        if known is not None and page.table.rows[known].type == draft.type:
            return draft._replace(entity=known)
    return draft._replace(entity=core)


def whole_events(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """岷安县“3·12”地震: an event that its day names, with the place right before it.

    >>> drafts = [Draft(0, 3, "GPE", "岷安县", "place"), Draft(3, 11, "EVENT", "3·12地震", "day event")]
    >>> [(d.start, d.entity) for d in whole_events(drafts)]
    [(0, '岷安县3·12地震')]
    """
    places = {d.end: d for d in drafts if d.type in ("GPE", "LOC", "FAC")}
    for draft in drafts:
        if draft.rule == "day event" and draft.start in places:
            place = places[draft.start]
            yield draft._replace(start=place.start, entity=place.entity + draft.entity, rank=draft.rank + 1)


@functools.cache
def _industries() -> tuple[str, ...]:
    return tuple(w for w in name_words()["industry"] if len(w) > 1)


def foreign_ministries(page: NamePage) -> Iterator[Draft]:
    """法国财政部 is not China's: a ministry directly after another country is that country's.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in foreign_ministries(lay_out("法国财政部称，财政部表示", load_entities()))]
    ['法国财政部']
    """
    for body in page.safe:
        country = page.ends.get(body.start)
        if body.type != "ORG" or country is None or country.type != "GPE" or country.entity == HOME:
            continue
        own = page.table.rows[body.entity].region == page.table.rows[HOME].region
        if own and page.table.rows[country.entity].parent is None and page.text[body.end - 1] in "部行":
            yield Draft(
                country.start, body.end, "ORG", country.entity + page.text[body.start : body.end], "ministry", 6
            )


def short_forms(entity: str, kind: NameType, table: EntityTable) -> Iterator[str]:
    """Shorter writings that plain truncation gives.

    >>> from pipeline.lexicon.entities import load_entities
    >>> list(short_forms("澜川科技", "ORG", load_entities())), list(short_forms("哈里·凯勒", "PERSON", load_entities()))
    (['澜川'], ['凯勒'])
    """
    if kind == "PERSON" and "·" in entity:
        last = entity.rsplit("·", 1)[1]
        if len(last) >= 2:
            yield last
    if kind == "ORG" and entity.endswith(_industries()):
        for word in _industries():
            rest = entity[: -len(word)] if entity.endswith(word) else ""
            if 2 <= len(rest) <= 6 and _usable(rest, table):
                yield rest
                return


def _usable(form: str, table: EntityTable) -> bool:
    return (
        len(form) >= 2
        and form not in table.safe
        and form not in table.risky
        and form not in word_set("ordinary")
        and not is_generic(form, table)
    )


def surfaces_of(drafts: Iterable[Draft], page: NamePage) -> dict[str, tuple[NameType, str]]:
    """Every writing under which the names found may stand elsewhere in the text, with what it names.

    A writing that would name two entities names none.
    """
    found: dict[str, tuple[NameType, str] | None] = {}
    for draft in drafts:
        surface = page.text[draft.start : draft.end]
        forms = [surface, *short_forms(draft.entity, draft.type, page.table)]
        if draft.entity not in page.table.rows:
            forms.append(draft.entity)
        for form in dict.fromkeys(forms):
            if len(form) < 2 or form in page.table.safe or (form in page.table.risky and form != surface):
                continue
            if form != surface and not _usable(form, page.table):
                continue
            value = (draft.type, draft.entity)
            if found.setdefault(form, value) != value:
                old = found[form]
                if old is None or old[1] != draft.entity:
                    found[form] = None
    return {form: value for form, value in found.items() if value is not None}


def repeats(page: NamePage, surfaces: Mapping[str, tuple[NameType, str]]) -> Iterator[Draft]:
    """The other places where a name found once stands."""
    if not surfaces:
        return
    for start, end in _stand(sorted(surfaces), page.text):
        if whole(page.text, start, end):
            kind, entity = surfaces[page.text[start:end]]
            yield Draft(start, end, kind, entity, "repeat", 2)


def _stand(forms: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    """Where forms stand in a text, leftmost longest; an automaton pays from a certain number of forms."""
    if len(forms) > FEW:
        automaton = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest)
        yield from ((start, end) for _, start, end in automaton.find_matches_as_indexes(text))
        return
    found = []
    for form in forms:
        at = text.find(form)
        while at >= 0:
            found.append((at, -len(form)))
            at = text.find(form, at + 1)
    free = 0
    for start, size in sorted(found):
        if start >= free:
            free = start - size
            yield start, free


def grow(page: NamePage, names: Sequence[Draft]) -> list[Draft]:
    """岚湾云 beside 岚湾 is a unit of its own; 晓途汽车 beside 晓途 is the same company by its fuller name."""
    grown: list[Draft] = []
    fuller: dict[str, str] = {}
    for index, draft in enumerate(names):
        limit = names[index + 1].start if index + 1 < len(names) else len(page.text)
        unknown = draft.type == "ORG" and draft.entity not in page.table.rows and draft.end - draft.start <= 4
        unit = _longer(page, draft, "unit", limit) if unknown else draft.end
        trade = _longer(page, draft, "trade", limit) if unknown and draft.rule == "repeat" else draft.end
        if unit > draft.end:
            draft = Draft(draft.start, unit, "ORG", core_form(page.text[draft.start : unit], "ORG"), "unit")
        elif trade > draft.end:
            full = page.text[draft.start : trade]
            fuller.setdefault(draft.entity, full)
            draft = Draft(draft.start, trade, "ORG", full, "brand")
        grown.append(draft)
    return [d._replace(entity=fuller.get(d.entity, d.entity)) for d in grown]


def _longer(page: NamePage, draft: Draft, role: Literal["unit", "trade"], limit: int) -> int:
    """Where a name ends with the word of a unit or a trade behind it."""
    if role == "trade" and page.text[draft.start : draft.end] != draft.entity:
        return draft.end
    words = name_words()["unit"] if role == "unit" else (*name_words()["brandish"], *name_words()["weak"])
    for word in words:
        end = draft.end + len(word)
        if end <= limit and page.text.startswith(word, draft.end):
            return draft.end if word == "云" and page.text[end : end + 1] in tuple("南端集计") else end
    return draft.end


_BARE = re.compile(r"(?:^|(?<=[^\u3400-\u9fff\d%]))[\u3400-\u9fff]{2}(?=[\u3400-\u9fff\d])", re.MULTILINE)
_MAGNITUDE = re.compile(r"\d(?:\.\d)?级(?:地震|强震)")


def _bare_form(page: NamePage, start: int) -> str:
    """The two characters at `start` if they can be a place that nobody knows, else nothing."""
    form = page.text[start : start + 2]
    if len(form) < 2 or not form.isalpha() or form.isascii() or has_word(form, page.table):
        return ""
    return "" if any(page.inner[start : start + 2]) else form


def bare_places(page: NamePage, names: Sequence[Draft]) -> Iterator[Draft]:
    """A place without its suffix: 云榕接待游客 at the head of a clause, 省会安榕, the place in an outlet's name.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> text = "云榕接待游客128万人次。邻市海沄今年少些，云榕财政吃紧。"
    >>> [d.entity for d in bare_places(lay_out(text, load_entities()), [])]
    ['云榕', '海沄', '云榕']
    """
    taken = covered(names, len(page.text) + 1)
    found: set[str] = set()
    for head in _BARE.finditer(page.text):
        if not taken[head.start()] and page.said_twice(head.group(0), head.start()):
            told = page.text.startswith(name_words()["place_after"], head.end())
            if told or _MAGNITUDE.match(page.text, head.end()):
                found.add(_bare_form(page, head.start()))
    for role, least in (("capital", 1), ("intro", 2)):
        for word in name_words()[role]:
            for at in _ends_of(word, page.text):
                form = "" if taken[at] else _bare_form(page, at)
                if form and not is_common(form) and (least < 2 or page.said_twice(form, at)):
                    found.add(form)
    yield from repeats(page, {form: ("GPE", form) for form in found if form})


def _ends_of(word: str, text: str) -> Iterator[int]:
    """Where a word ends in a text, each time it stands there."""
    at = text.find(word)
    while at >= 0:
        at += len(word)
        yield at
        at = text.find(word, at)


def covered(names: Iterable[Draft], size: int) -> bytearray:
    """1 at each character of the names.

    >>> list(covered([Draft(1, 3, "ORG", "澜川", "brand")], 4))
    [0, 1, 1, 0]
    """
    marked = bytearray(size)
    for name in names:
        marked[name.start : name.end] = b"\x01" * (name.end - name.start)
    return marked


def place_offices(page: NamePage, names: Sequence[Draft]) -> list[Draft]:
    """省统计局 in an article about one province is that province's.

    >>> place = Draft(0, 2, "GPE", "江榕", "place")
    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> page = lay_out("江榕省的省统计局", load_entities())
    >>> [d.entity for d in place_offices(page, [place, Draft(4, 8, "ORG", "省统计局", "office")])]
    ['江榕', '江榕省统计局']
    """
    levels = {page.text[d.start] for d in names if d.rule == "office"}
    place_of = {level: _place_of(level, page, names) for level in levels}
    return [_with_place(d, page, place_of[page.text[d.start]]) if d.rule == "office" else d for d in names]


_LEVELS = frozenset("省市县区州镇乡村")


def _place_of(level: str, page: NamePage, names: Sequence[Draft]) -> str | None:
    """The place of a level that an article is about: one that it names at least twice as often as the next."""
    known = page.table.rows
    sized = {d.entity for d in names if d.type == "GPE" and page.text[d.end - 1] in _LEVELS} - known.keys()
    fit = (
        d.entity
        for d in names
        if d.type == "GPE" and (_has_level(d, level, page) or (d.entity not in known and d.entity not in sized))
    )
    ranked = Counter(fit).most_common(2)
    alone = len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] >= 2 * ranked[1][1])
    return ranked[0][0] if alone else None


def _has_level(draft: Draft, level: str, page: NamePage) -> bool:
    return draft.entity.endswith(level) or page.text[draft.end - 1] == level


def _with_place(draft: Draft, page: NamePage, place: str | None) -> Draft:
    surface = page.text[draft.start : draft.end]
    if place is None:
        return draft
    return draft._replace(entity=place + (surface[1:] if place.endswith(surface[0]) else surface))


def whole_persons(page: NamePage, names: Sequence[Draft]) -> list[Draft]:
    """周董事长 is 周启明 where the article names one person of that surname.

    >>> people = [Draft(0, 3, "PERSON", "周启明", "titled"), Draft(4, 8, "PERSON", "周董事长", "surname")]
    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> [d.entity for d in whole_persons(lay_out("周启明，周董事长", load_entities()), people)]
    ['周启明', '周启明']
    """
    family: dict[str, set[str]] = {}
    for name in names:
        if name.type == "PERSON" and name.rule not in ("surname", "courtesy", "nickname", "some"):
            family.setdefault(name.entity[0], set()).add(name.entity)
    linked = []
    for name in names:
        people = family.get(name.entity[0], set()) if name.rule == "surname" else set()
        linked.append(name._replace(entity=next(iter(people))) if len(people) == 1 else name)
    return linked


def _adjacent_parent(page: NamePage, hit: Risky, ends: Mapping[int, str]) -> str | None:
    """四川岷安: a place directly after one it belongs to."""
    before = ends.get(hit.start)
    if before is None:
        return None
    if before not in page.table.rows or page.table.rows[before].parent is None:
        return None
    return next((e for e in hit.entities if page.table.is_part_of(e, before)), None)


_JOINT_BEFORE = re.compile(r"[”]?[、和与及][“]?$")
_JOINT_AFTER = re.compile(r"[”]?[、和与及][“]?")


def _context(page: NamePage, hit: Risky, orgs: frozenset[int], starts: frozenset[int]) -> bool:
    """Whether the words beside a risky company name speak for the company."""
    text = page.text
    if text.startswith(name_words()["org_after"], hit.end):
        return True
    head = text[max(0, hit.start - 8) : hit.start]
    if head.endswith(name_words()["org_before"]):
        return True
    if text[hit.end : hit.end + 1] in ("（", "(") and re.match(r"[（(]\d{4,6}", text[hit.end : hit.end + 7]):
        return True
    joint = _JOINT_BEFORE.search(text, max(0, hit.start - 3), hit.start)
    if joint is not None and joint.start() in orgs:
        return True
    joint = _JOINT_AFTER.match(text, hit.end)
    return joint is not None and joint.end() in starts


def _place_context(page: NamePage, hit: Risky) -> bool:
    text = page.text
    heads = hit.start == 0 or not ("\u3400" <= text[hit.start - 1] <= "\u9fff")
    return heads and text.startswith(name_words()["place_after"], hit.end)


def settle_risky(page: NamePage, drafts: list[Draft]) -> list[Draft]:
    """Risky aliases that the article speaks for, in one pass for evidence and one for the rest of the text."""
    confirmed = {d.entity for d in drafts}
    ends = {d.end: d.entity for d in drafts if d.type in ("GPE", "LOC")}
    org_ends = frozenset(d.end for d in drafts if d.type in ("ORG", "PRODUCT"))
    org_starts = frozenset(d.start for d in drafts if d.type in ("ORG", "PRODUCT"))
    chosen: dict[int, str] = {}
    for hit in page.risky:
        entity = _evident(page, hit, confirmed, ends, org_ends, org_starts)
        if entity is not None:
            chosen[hit.start] = entity
    confirmed |= set(chosen.values())
    found = []
    for hit in page.risky:
        entity = chosen.get(hit.start) or next((e for e in hit.entities if e in confirmed), None)
        surface = page.text[hit.start : hit.end]
        if entity is None and len(hit.entities) > 1 and surface.endswith(name_words()["admin"]):
            entity = surface
        if entity is not None:
            row = page.table.entity(entity)
            kind = cast("NameType", row.type) if row is not None else "GPE"
            found.append(Draft(hit.start, hit.end, kind, entity, "lexicon with evidence", 3))
    return found


def _evident(
    page: NamePage,
    hit: Risky,
    confirmed: set[str],
    ends: Mapping[int, str],
    org_ends: frozenset[int],
    org_starts: frozenset[int],
) -> str | None:
    for entity in hit.entities:
        if entity in confirmed:
            return entity
    parent = _adjacent_parent(page, hit, ends)
    if parent is not None:
        return parent
    for entity in hit.entities:
        row = page.table.rows[entity]
        kind = row.type
        if kind in ("ORG", "PRODUCT") and row.parent in confirmed and page.table.rows[row.parent].type == "ORG":
            return entity
        if kind in ("GPE", "LOC"):
            if len(hit.entities) > 1 and any(a in confirmed for a in list(page.table.ancestors(entity))[:2]):
                return entity
            if not entity.endswith(("区", "旗")) and _place_context(page, hit):
                return entity
        elif _context(page, hit, org_ends, org_starts):
            return entity
    return None
