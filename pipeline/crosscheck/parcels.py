"""Articles, and meetings and groups with the articles they need, as parcels of text for any machine to work through."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from pipeline.codec import decode, encode, to_json
from pipeline.config import Config
from pipeline.crosscheck import groups as grouping
from pipeline.crosscheck import meeting as meetings
from pipeline.crosscheck.align import load_aligner
from pipeline.crosscheck.dossiers import Dossier, Dossiers, in_batches, to_dossier
from pipeline.crosscheck.groups import Group, facts_of
from pipeline.crosscheck.meeting import Meeting, Met, hold
from pipeline.crosscheck.repeats import Repeats
from pipeline.crosscheck.surveys import Survey
from pipeline.engine.afar import Afar
from pipeline.records import Check, Claim, Fact
from pipeline.store.kept import Chance, Found, Heading
from pipeline.store.view import View, to_article

ALONE = 100  # articles of a parcel that are looked at one by one
ARTICLES = 300
PIECES = 2000

Work = TypeVar("Work")


def parcelled(work: Iterable[tuple[Work, Collection[str]]]) -> Iterator[tuple[list[Work], set[str]]]:
    """Pieces of work in parcels of a few articles and not too many pieces: what is about one hot name is split.

    >>> hot = [(n, ("甲", f"乙{n % 5}")) for n in range(5000)]
    >>> [len(batch) for batch, _ in parcelled(hot)]
    [2000, 2000, 1000]
    """
    for batch, _ in in_batches((((piece, articles), articles) for piece, articles in work), ARTICLES):
        for start in range(0, len(batch), PIECES):
            part = batch[start : start + PIECES]
            yield [piece for piece, _ in part], {article for _, articles in part for article in articles}


def _pack(dossiers: Dossiers, articles: Collection[str], **more: Any) -> str:
    there = [[*_from_heading(heading), claims] for heading, claims in dossiers.material(articles)]
    return to_json({"articles": there, **more})


def _unpack(said: Mapping[str, Any]) -> dict[str, Dossier]:
    weights = load_aligner().characters
    there = {}
    for *heading, records in said["articles"]:
        claims = [decode(Claim, json.loads(record)) for record in records]
        there[heading[0]] = to_dossier(_to_heading(heading), claims, weights)
    return there


def survey_afar(view: View, articles: Iterable[str], afar: Afar) -> Survey:
    """What articles of a store show, found on other machines."""
    found = Survey()
    ids = iter(articles)
    parcels = (_pack_articles(view, some) for some in iter(lambda: list(islice(ids, ALONE)), []))
    for told in afar.spread(survey_parcels, parcels):
        headings, sketches, checks = json.loads(told)
        found.headings |= {row[0]: _to_heading(row) for row in headings}
        found.sketches |= {article: tuple(bands) for article, bands in sketches.items()}
        found.checks += [decode(Check, check) for check in checks]
    return found


def _pack_articles(view: View, articles: Sequence[str]) -> str:
    claims: defaultdict[str, list[str]] = defaultdict(list)
    for article, record in view.claim_records(articles):
        claims[article].append(record)
    rows = zip(sorted(articles), view.article_records(articles), strict=True)
    return to_json([[row, claims[article]] for article, row in rows])


def survey_parcels() -> Callable[[str], str]:
    """Makes the function from a parcel of articles to what they show."""

    def show(parcel: str) -> str:
        found = Survey()
        for row, records in json.loads(parcel):
            found.take(to_article(row), [decode(Claim, json.loads(record)) for record in records])
        headings = [_from_heading(heading) for heading in found.headings.values()]
        return to_json([headings, found.sketches, [encode(check) for check in found.checks]])

    return show


def _from_heading(heading: Heading) -> list[str | None]:
    written = heading.written.isoformat() if heading.written else None
    return [heading.article, written, heading.title, heading.outlet]


def _to_heading(row: Sequence[Any]) -> Heading:
    article, written, title, outlet = row
    return Heading(article, datetime.fromisoformat(written) if written else None, title, outlet)


def hold_afar(work: Sequence[Meeting], dossiers: Dossiers, afar: Afar) -> Iterator[tuple[Meeting, Met]]:
    """Aligns the articles of each meeting on other machines."""
    sent: deque[list[Meeting]] = deque()

    def parcels() -> Iterator[str]:
        for batch, articles in parcelled((m, (m.one, m.other)) for m in meetings.in_order(work, dossiers)):
            sent.append(batch)
            yield _pack(dossiers, articles, meetings=[[m.one, m.other, m.likeness, m.allowed] for m in batch])

    for held in afar.spread(hold_parcels, parcels()):
        batch = sent.popleft()
        for number, chances, one_story in json.loads(held):
            yield batch[number], Met([Chance(*row) for row in chances], one_story)


def hold_parcels() -> Callable[[str], str]:
    """Makes the function from a parcel of meetings to what they found."""
    repeats = Repeats(load_aligner())

    def held(parcel: str) -> str:
        said = json.loads(parcel)
        there = _unpack(said)
        found = []
        for number, (one, other, likeness, allowed) in enumerate(said["meetings"]):
            if one in there and other in there:
                meeting = Meeting(one, other, likeness, tuple((a, b) for a, b in allowed))
                met = hold(meeting, there[one].cards, there[other].cards, repeats)
                found.append([number, met.chances, met.one_story])
        return to_json(found)

    return held


def facts_afar(
    groups: Iterable[Group],
    stories: Mapping[str, frozenset[str]],
    roots: Mapping[str, str],
    dossiers: Dossiers,
    config: Config,
    afar: Afar,
) -> Iterator[Found]:
    """The facts of each group, clustered on other machines."""
    work = ((group, set(group.claims.values())) for group in grouping.in_order(groups, dossiers))
    parcels = (
        _pack(
            dossiers,
            articles,
            groups=[[g.name, g.claims, [[a, b, x] for (a, b), x in g.chances.items()]] for g in batch],
            stories={a: sorted(stories[a]) for a in sorted(articles) if a in stories},
            roots={a: roots[a] for a in sorted(articles)},
        )
        for batch, articles in parcelled(work)
    )
    for told in afar.spread(Cluster(config), parcels):
        for fact, part, names in json.loads(told):
            yield Found(decode(Fact, fact), part, tuple(names))


@dataclass(frozen=True, slots=True)
class Cluster:
    """Makes the function from a parcel of groups to their facts."""

    config: Config

    def __call__(self) -> Callable[[str], str]:
        return self._facts

    def _facts(self, parcel: str) -> str:
        said = json.loads(parcel)
        there = _unpack(said)
        stories = {article: frozenset(others) for article, others in said["stories"].items()}
        groups = (Group(name, claims, {(a, b): x for a, b, x in chances}) for name, claims, chances in said["groups"])
        found = (one for group in groups for one in facts_of(group, stories, said["roots"], there, self.config))
        return to_json([[encode(one.fact), one.part, one.roots] for one in found])
