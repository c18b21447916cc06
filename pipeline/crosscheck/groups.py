"""From the chances of pairs to facts: parts of claims that likely pairs tie together, each clustered by itself.

A part is the unit of what depends on what: a new pair changes the facts of its part and no others. Two things reach
further, and the parts that they reach are done again: whether two articles tell one story shows in a third, and a new
reprint joins families.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.config import Config
from pipeline.crosscheck.cluster import cluster
from pipeline.crosscheck.dossiers import Dossier, Dossiers, in_batches
from pipeline.crosscheck.facts import Matches, build_fact
from pipeline.crosscheck.features import Card, comparable
from pipeline.crosscheck.reprints import Families
from pipeline.crosscheck.scoring import same_number, value_key
from pipeline.store.kept import Chance, Found, Kept, Pair, Part

BATCH = 1500


@dataclass(frozen=True, slots=True)
class Touched:
    """What a cross-check touched: articles that are new, changed or gone, and pairs of others that were aligned anew.

    `chances` and `stories` are what alignment found now; `families` are articles whose reprint family is another.
    """

    articles: Collection[str]
    pairs: Collection[Pair]
    chances: Sequence[Chance]
    stories: Collection[Pair]
    families: Collection[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A part on its way to facts: its name, its claims with their articles, the chances between them."""

    name: str
    claims: Mapping[str, str]
    chances: Mapping[Pair, float]


@dataclass(frozen=True, slots=True)
class Regrouped:
    """The parts that are to be clustered anew, in place of those named in `gone`."""

    groups: Sequence[Group]
    gone: Sequence[str]

    def parts(self) -> list[Part]:
        """The parts as rows."""
        return [Part(claim, article, g.name) for g in self.groups for claim, article in g.claims.items()]


def regroup(kept: Kept, touched: Touched, least: float) -> Regrouped:
    """The parts that have a claim in what was touched, as they are now."""
    told = kept.told(touched.pairs) | set(kept.stories(touched.articles))
    turned = told ^ set(touched.stories)
    articles = {*touched.articles, *touched.families, *(article for pair in turned for article in pair)}
    claims = kept.tied(touched.pairs, touched.articles)
    claims |= {claim for row in touched.chances for claim in (row.left, row.right)}
    before = kept.parts(claims, articles)
    again = set(touched.pairs)
    members = {part.claim for part in before} | {c for x in touched.chances if x.chance >= least for c in x[:2]}
    rows = [
        row
        for row in kept.chances({part.claim for part in before} if before else ())
        if row.one not in touched.articles
        and row.other not in touched.articles
        and (min(row.one, row.other), max(row.one, row.other)) not in again
    ]
    rows += [row for row in touched.chances if row.left in members and row.right in members]
    return Regrouped(_groups(rows, least), sorted({part.part for part in before}))


def _groups(rows: Sequence[Chance], least: float) -> list[Group]:
    families = Families({})
    for row in rows:
        if row.chance >= least:
            families.join(row.left, row.right)
    claims: defaultdict[str, dict[str, str]] = defaultdict(dict)
    chances: defaultdict[str, dict[Pair, float]] = defaultdict(dict)
    for row in rows:
        root = families.root(row.left)
        if root != families.root(row.right):
            continue
        claims[root] |= {row.left: row.one, row.right: row.other}
        chances[root][row.left, row.right] = row.chance
    return [Group(name, claims[name], chances[name]) for name in sorted(claims)]


def build_facts(
    groups: Iterable[Group],
    stories: Mapping[str, frozenset[str]],
    roots: Mapping[str, str],
    dossiers: Dossiers,
    config: Config,
) -> Iterator[Found]:
    """The facts of each group, the groups of near days one after another."""
    ordered = in_order(groups, dossiers)
    for batch, articles in in_batches(((group, set(group.claims.values())) for group in ordered), BATCH):
        there = dossiers.of(articles)
        for group in batch:
            yield from facts_of(group, stories, roots, there, config)


def in_order(groups: Iterable[Group], dossiers: Dossiers) -> list[Group]:
    """Groups by the first day of their articles."""
    found = list(groups)
    days = dossiers.days({article for group in found for article in group.claims.values()})
    return sorted(found, key=lambda g: (min(days.get(a, "") for a in g.claims.values()), g.name))


def facts_of(
    group: Group,
    stories: Mapping[str, frozenset[str]],
    roots: Mapping[str, str],
    dossiers: Mapping[str, Dossier],
    config: Config,
) -> Iterator[Found]:
    """The facts of one group of claims; their lineages are numbered by the roots of their reprint families."""
    articles = set(group.claims.values())
    cards = {c.claim.id: c for a in articles for c in dossiers[a].cards if c.claim.id in group.claims}

    def beside(a: str, b: str) -> bool:
        return group.claims[a] == group.claims[b]

    def forbidden(a: str, b: str) -> bool:
        return not comparable(cards[a], cards[b]) or (beside(a, b) and not same_number(cards[a], cards[b]))

    matches = Matches(group.chances, stories)
    for members in cluster(group.chances, config.same_fact, forbidden, beside, lambda c: value_key(cards[c])):
        chosen: list[Card] = [cards[c] for c in members]
        names = sorted({roots[card.claim.article] for card in chosen})
        sources = {
            a: replace(dossiers[a].source, lineage=names.index(roots[a]) + 1) for a in {c.claim.article for c in chosen}
        }
        fact = build_fact(chosen, sources, matches, config.lang)
        if fact is not None:
            yield Found(fact, group.name, tuple(names))
