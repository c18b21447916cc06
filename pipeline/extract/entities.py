"""Finds the names of a text and links those that name the same thing: lexicon, rules, then the article's own evidence.

A trained model of names comes last: it adds what lexicon and rules have not seen, and never takes from them but where
an organisation goes on beyond a known place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.extract.name_codes import lettered, numbered, quoted, storms, versions
from pipeline.extract.name_links import (
    bare_places,
    covered,
    foreign_ministries,
    grow,
    link_core,
    place_offices,
    repeats,
    settle_risky,
    surfaces_of,
    whole_events,
    whole_persons,
)
from pipeline.extract.name_marks import coded, datelines, introduced, pairs, visits, works
from pipeline.extract.name_model import add_modelled, see_ahead
from pipeline.extract.name_page import Draft, NamePage, lay_out
from pipeline.extract.name_people import addressed, before_title, dotted, speakers, titled
from pipeline.extract.name_rules import anchored_names, bureaux
from pipeline.extract.name_unknown import unknown_names
from pipeline.lexicon.entities import load_entities
from pipeline.records import Article, Name, Span

MAKERS: tuple[Callable[[NamePage], Iterable[Draft]], ...] = (
    works,
    coded,
    datelines,
    pairs,
    visits,
    anchored_names,
    bureaux,
    titled,
    before_title,
    addressed,
    dotted,
    speakers,
    lettered,
    numbered,
    quoted,
    storms,
    foreign_ministries,
)


def settle(drafts: Iterable[Draft], size: int, kept: Sequence[Draft] = ()) -> list[Draft]:
    """Drafts without overlap beside those already kept: higher rank first, then longer, then further left.

    >>> a, b = Draft(0, 2, "ORG", "阿里巴巴", "lexicon"), Draft(0, 3, "ORG", "阿里云", "lexicon")
    >>> [d.entity for d in settle([a, b], 3)]
    ['阿里云']
    """
    fresh = list(drafts)
    if not fresh:
        return sorted(kept)
    taken = covered(kept, size)
    found = list(kept)
    for draft in sorted(fresh, key=lambda d: (-d.rank, d.start - d.end, d.start, d.type, d.entity)):
        if not any(taken[draft.start : draft.end]):
            taken[draft.start : draft.end] = b"\x01" * (draft.end - draft.start)
            found.append(draft)
    return sorted(found)


def _first_names(page: NamePage) -> list[Draft]:
    """What lexicon and rules find, with entities."""
    sure = [link_core(d, page) for make in MAKERS for d in make(page)]
    for end, start, short in introduced(page):
        named = next((d for d in (*page.safe, *sure) if d.end == end and d.type != "PERSON"), None)
        if named is not None:
            sure.append(Draft(start, start + len(short), named.type, named.entity, "introduced", 6))
    return [*page.safe, *sure, *whole_events([*page.safe, *sure])]


def _all_names(page: NamePage) -> list[Draft]:
    """Certain names first; then what they make certain: risky aliases, repeats and short forms, places, units."""
    size = len(page.text)
    names = settle(_first_names(page), size)
    names = settle(settle_risky(page, names), size, names)
    names = settle(repeats(page, surfaces_of(names, page)), size, names)
    names = settle(bare_places(page, names), size, names)
    names = add_modelled(page, settle(unknown_names(page, names), size, names))
    return place_offices(page, whole_persons(page, settle(versions(page, grow(page, names)), size)))


def _whole(title: str, text: str, outlet: str) -> str:
    return f"{outlet}\n{title}\n{text}"


def look_ahead(articles: Iterable[Article]) -> None:
    """Lets the model see the names of many articles at once, before `find_article_names` asks for them one by one."""
    see_ahead(_whole(article.title, article.text, article.outlet or "") for article in articles)


def find_article_names(
    title: str, text: str, lexicon_paths: tuple[Path, ...] = (), outlet: str = "", ner: str = ""
) -> tuple[list[Name], list[Name]]:
    """The names of a title and of its text, each by offsets of its own, each found with the other's help.

    >>> title, body = find_article_names("岚湾云加速，岚湾减速", "岚湾集团发布财报。")
    >>> [n.entity for n in title], [n.entity for n in body]
    (['岚湾云', '岚湾'], ['岚湾'])
    """
    page = lay_out(_whole(title, text, outlet), load_entities(lexicon_paths), lexicon_paths, ner)
    head, body = len(outlet) + 1, len(outlet) + len(title) + 2
    found: tuple[list[Name], list[Name]] = [], []
    for draft in _all_names(page):
        shift = body if draft.start >= body else head
        if draft.start >= head:
            known = page.table.sources.get(draft.entity)
            rules = (draft.rule, known) if known else (draft.rule,)
            name = Name(Span(draft.start - shift, draft.end - shift), draft.type, draft.entity, rules)
            found[shift == body].append(name)
    return found


def find_names(text: str, lexicon_paths: tuple[Path, ...] = (), title: str = "", outlet: str = "") -> list[Name]:
    """The names of a text in order, without overlap; title and outlet are evidence, their names are not returned.

    `rules` are the rule that found a name and, where its entity has a row, the table of the row: PM2.5 and M2 stand in
    `terms`, names that no figure may be read inside and no figure is about.

    >>> [(n.type, n.entity) for n in find_names("据IDC数据，阿里旗下平头哥位居第二。")]
    [('ORG', 'IDC'), ('ORG', '阿里巴巴'), ('ORG', '平头哥')]
    """
    return find_article_names(title, text, lexicon_paths, outlet)[1]
