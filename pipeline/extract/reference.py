"""Resolves words that stand for a name: 该公司, 公司, 其, 全市, 前者. Only where the article leaves one answer."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.lexicon.entities import EntityTable, load_entities
from pipeline.lexicon.name_words import name_words
from pipeline.lexicon.references import ReferenceRow, reference_rows
from pipeline.records import Name, NameType, Span

REACH_BACK = 3
_HAN = re.compile(r"[\u3400-\u9fff]")
_BEFORE_SELF = re.compile(r"[年月日前后内中时期间度对为由是使令让将因但而且即为是按据与和及至占从在的]")
_JOINED = re.compile(r"[和与跟及、]")


@dataclass(frozen=True, slots=True)
class _Scene:
    """Names in order, and what the article says of each entity."""

    text: str
    names: tuple[Name, ...]
    starts: tuple[int, ...]
    sentences: tuple[Span, ...]
    sentence_starts: tuple[int, ...]
    surfaces: dict[str, frozenset[str]]
    counts: Counter[str]
    lead: tuple[Name, ...]
    outlet: str
    table: EntityTable

    def sentence(self, offset: int) -> int:
        return max(0, bisect_right(self.sentence_starts, offset) - 1)

    def before(self, offset: int, since: int) -> tuple[Name, ...]:
        return self.names[bisect_right(self.starts, since - 1) : bisect_right(self.starts, offset - 1)]


@functools.cache
def _automaton() -> tuple[AhoCorasick, tuple[ReferenceRow, ...]]:
    rows = reference_rows()
    words = sorted(rows)
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), tuple(rows[w] for w in words)


def _level(entity: str, surfaces: Iterable[str], table: EntityTable, ends: tuple[str, ...]) -> bool:
    if ends == ("country",):
        row = table.entity(entity)
        return row is not None and row.type == "GPE" and row.parent is None
    return entity.endswith(ends) or any(s.endswith(ends) for s in surfaces)


def _fits(name: Name, row: ReferenceRow, scene: _Scene) -> bool:
    if name.type != row.type or (name.rules and name.rules[0] in ("dateline", "media")):
        return False
    surfaces = scene.surfaces[name.entity]
    if row.ends and not _level(name.entity, surfaces, scene.table, row.ends):
        return False
    return not (row.never and (name.entity.endswith(row.never) or any(s.endswith(row.never) for s in surfaces)))


def _only(names: Sequence[Name]) -> str | None:
    entities = {n.entity for n in names}
    return next(iter(entities)) if len(entities) == 1 else None


def _subject(names: Sequence[Name], scene: _Scene) -> str | None:
    """The name that opens its sentence, when the sentence has one; else the only one."""
    for index, name in enumerate(names):
        if name.span.start - scene.sentences[scene.sentence(name.span.start)].start <= 1:
            following = names[index + 1].span.start if index + 1 < len(names) else -1
            return None if _JOINED.fullmatch(scene.text[name.span.end : following]) else name.entity
    return _only(names)


def _that(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    here = scene.sentence(at)
    for index in range(here, max(-1, here - REACH_BACK - 1), -1):
        sentence = scene.sentences[index]
        found = [n for n in scene.before(min(at, sentence.end), sentence.start) if _fits(n, row, scene)]
        if found:
            return _only(found) or (found[-1].entity if index == here and row.ends else _subject(found, scene))
    return _only([n for n in scene.lead if _fits(n, row, scene)])


def _self(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    paragraph = scene.text.rfind("\n", 0, at) + 1
    near = [n for n in scene.before(at, paragraph) if _fits(n, row, scene)]
    only = _only(near)
    leads = list(dict.fromkeys(n.entity for n in scene.lead if _fits(n, row, scene)))
    if len(leads) == 1 and (only is None or only == leads[0] or scene.counts[only] < scene.counts[leads[0]]):
        return leads[0]
    if only is not None:
        opens = any(n.span.start - scene.sentences[scene.sentence(n.span.start)].start <= 1 for n in near)
        return only if opens or scene.counts[only] > 1 else None
    if near:
        return None
    ranked = [e for e, _ in scene.counts.most_common() if _entity_fits(e, row, scene)]
    return ranked[0] if len(ranked) == 1 and scene.counts[ranked[0]] > 1 else None


def _entity_fits(entity: str, row: ReferenceRow, scene: _Scene) -> bool:
    return any(n.entity == entity and _fits(n, row, scene) for n in scene.names)


def _place(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    places = Counter(n.entity for n in scene.names if n.type == "GPE" and _fits(n, row, scene))
    leads = [n.entity for n in scene.lead if n.type == "GPE"]
    fit = [n.entity for n in scene.lead if n.type == "GPE" and _fits(n, row, scene)]
    unsure = {e for e in leads if scene.table.entity(e) is None}
    if fit or len(unsure) == 1:
        return fit[0] if fit else next(iter(unsure))
    said = place_of(scene.outlet, row.ends, scene.table)
    if said is not None and (not places or said in places):
        return said
    if len(places) == 1:
        return next(iter(places))
    ranked = places.most_common(2)
    if len(ranked) == 2:
        return ranked[0][0] if ranked[0][1] >= 2 * ranked[1][1] else None
    held = (place_of(scene.text[n.span.start : n.span.end], row.ends, scene.table) for n in scene.names)
    return next((place for place in held if place is not None), None)


def place_of(body: str, ends: tuple[str, ...], table: EntityTable) -> str | None:
    """The place of a level that opens the name of an office or paper.

    >>> place_of("云州市文化广电和旅游局", ("市",), load_entities()), place_of("临江日报", ("市",), load_entities())
    ('云州', '临江市')
    """
    for size in range(min(8, len(body)), 1, -1):
        known = table.safe.get(body[:size])
        if known is not None and table.rows[known].type == "GPE":
            return known if known.endswith(ends) else None
    sized = re.match(rf"([\u3400-\u9fff]{{2,4}}?)(?:{'|'.join(ends)})(?=[\u3400-\u9fff]{{2}})", body)
    if sized is not None:
        return sized.group(1)
    risky = table.risky.get(body[:2], ())
    if risky and risky[0].endswith(ends):
        return risky[0]
    paper = next((w for w in name_words()["media"] if len(w) > 1 and body.endswith(w)), "")
    return body[: -len(paper)] if paper and len(body) - len(paper) == 2 else None


def _owner(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    sentence = scene.sentences[scene.sentence(at)]
    return _only([n for n in scene.before(at, sentence.start) if n.type in ("ORG", "PERSON")])


def _person(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    here = scene.sentence(at)
    since = scene.sentences[max(0, here - 1)].start
    return _only([n for n in scene.before(at, since) if n.type == "PERSON"])


def _two(row: ReferenceRow, at: int, scene: _Scene) -> tuple[Name, Name] | None:
    """The last two names of one type that the same or the previous sentence joins by 和, 与 or 、."""
    here = scene.sentence(at)
    since = scene.sentences[max(0, here - 1)].start
    found = [n for n in scene.before(at, since) if not row.type or n.type == row.type]
    for left, right in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        between = scene.text[left.span.end : right.span.start]
        if left.type == right.type and left.entity != right.entity and _JOINED.fullmatch(between):
            return left, right
    return None


def _pair(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    two = _two(row, at, scene)
    return f"{two[0].entity}、{two[1].entity}" if two else None


def _former(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    two = _two(row, at, scene)
    return two[0].entity if two else None


def _latter(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    two = _two(row, at, scene)
    return two[1].entity if two else None


def _unit(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    """旗下云业务 is the one cloud that the article names or that its company owns."""
    named = {n.entity for n in scene.names if n.type == "ORG" and n.entity.endswith(row.ends)}
    if len(named) == 1:
        return next(iter(named))
    owners = {n.entity for n in scene.lead if n.type == "ORG"}
    owner = next(iter(owners)) if len(owners) == 1 else None
    owned = [e for e, known in scene.table.rows.items() if known.parent == owner and e.endswith(row.ends)]
    return owned[0] if owner is not None and len(owned) == 1 else None


def _fixed(row: ReferenceRow, at: int, scene: _Scene) -> str | None:
    return row.ends[0] if row.ends[0] in scene.table.rows else None


_WAYS = {
    "that": _that,
    "self": _self,
    "place": _place,
    "fixed": _fixed,
    "owner": _owner,
    "person": _person,
    "pair": _pair,
    "former": _former,
    "latter": _latter,
    "unit": _unit,
}


def _stands_alone(text: str, start: int, row: ReferenceRow) -> bool:
    """公司 after 游戏 is no reference; at the head of a clause or after a time it is."""
    if row.kind not in ("self", "unit") or start == 0 or row.word.startswith(("本", "旗下")):
        return True
    before = text[start - 1]
    return not _HAN.match(before) or bool(_BEFORE_SELF.match(before))


def resolve_references(
    text: str,
    sentences: Sequence[Span | tuple[int, int]],
    names: Sequence[Name],
    title_names: Sequence[Name] = (),
    lexicon_paths: tuple[Path, ...] = (),
    title: str = "",
    outlet: str = "",
) -> list[Name]:
    """References with the entity they stand for, in text order; what stays open is left out.

    `title_names` lie in `title`; the outlet (江淮晚报) says whose 全省 is meant where the article does not.

    >>> text = "澜川科技发布年报。该公司营收184亿元。"
    >>> names = [Name(Span(0, 4), "ORG", "澜川科技")]
    >>> [(n.span, n.entity) for n in resolve_references(text, [Span(0, 9), Span(9, 20)], names)]
    [(Span(start=9, end=12), '澜川科技')]
    """
    ordered = tuple(sorted(names, key=lambda n: n.span))
    surfaces: dict[str, set[str]] = {}
    for n in ordered:
        surfaces.setdefault(n.entity, set()).add(text[n.span.start : n.span.end])
    for n in title_names:
        surfaces.setdefault(n.entity, set()).add(title[n.span.start : n.span.end] or n.entity)
    spans = tuple(Span(*s) for s in sentences) or (Span(0, len(text)),)
    scene = _Scene(
        text,
        ordered,
        tuple(n.span.start for n in ordered),
        spans,
        tuple(s.start for s in spans),
        {e: frozenset(s) for e, s in surfaces.items()},
        Counter(n.entity for n in ordered),
        tuple(title_names),
        outlet,
        load_entities(lexicon_paths),
    )
    return _resolve(scene)


def _resolve(scene: _Scene) -> list[Name]:
    automaton, rows = _automaton()
    covered = bytearray(len(scene.text) + 1)
    for name in scene.names:
        covered[name.span.start : name.span.end] = b"\x01" * (name.span.end - name.span.start)
    found: list[Name] = []
    for index, start, end in automaton.find_matches_as_indexes(scene.text):
        row = rows[index]
        if row.kind == "none" or any(covered[start:end]) or not _stands_alone(scene.text, start, row):
            continue
        entity = _WAYS[row.kind](row, start, scene)
        if entity is not None:
            kind = _type_of(entity, row, scene)
            found.append(Name(Span(start, end), kind, entity, ("reference", f"reference:{row.word}")))
    return found


def _type_of(entity: str, row: ReferenceRow, scene: _Scene) -> NameType:
    kinds = (n.type for n in (*scene.names, *scene.lead) if n.entity == entity)
    fallback: NameType = next((t for t in get_args(NameType) if t == row.type), "ORG")
    return next(kinds, fallback)
