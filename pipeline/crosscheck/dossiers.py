"""What the cross-check needs of articles, read from the store when it is needed and let go when it is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.codec import mended
from pipeline.crosscheck.facts import Source, is_live
from pipeline.crosscheck.features import Card
from pipeline.crosscheck.scene import days_named, hours_named
from pipeline.crosscheck.scoring import to_cards
from pipeline.records import Article, Claim
from pipeline.store.kept import Heading, Kept
from pipeline.store.view import View

MOST_CLAIMS = 40_000

Work = TypeVar("Work")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The figures of an article, ready to be compared, and what a fact needs of it; its reprint family is left open."""

    cards: tuple[Card, ...]
    source: Source


def to_heading(article: Article) -> Heading:
    """What is kept of an article; its date counts only where it was given."""
    given = article.reference if article.date_reason == "given" else None
    return Heading(article.id, given, mended(article.title), mended(article.outlet or ""))


def to_dossier(heading: Heading, claims: Sequence[Claim], weights: Mapping[str, float]) -> Dossier:
    """Prepare an article's claims, in the order of its text, for all their comparisons."""
    written = heading.written
    cards = to_cards(claims, weights, written)
    clock = written is not None and (written.hour, written.minute) != (0, 0)
    stamps, hours = days_named(cards, stamps=True), hours_named(cards)
    source = Source(written, clock, 0, is_live(claims), heading.title, heading.outlet, stamps, hours)
    return Dossier(cards, source)


class Dossiers:
    """The dossiers of a store's articles; those asked for last are at hand, as far as `MOST_CLAIMS` goes.

    `fresh` are the headings of articles that no cross-check saw before.
    """

    def __init__(self, view: View, weights: Mapping[str, float], fresh: Mapping[str, Heading]) -> None:
        self._view = view
        self._kept = Kept(view)
        self._weights = weights
        self._fresh = fresh
        self._there: dict[str, Dossier] = {}

    def of(self, ids: Iterable[str]) -> Mapping[str, Dossier]:
        """The dossiers of articles, as far as the store has them."""
        wanted = set(ids)
        missing = wanted - self._there.keys()
        if missing:
            if sum(len(dossier.cards) for dossier in self._there.values()) > MOST_CLAIMS:
                self._there = {id_: dossier for id_, dossier in self._there.items() if id_ in wanted}
            self._there.update(self._read(missing))
        return self._there

    def days(self, ids: Iterable[str]) -> dict[str, str]:
        """When articles were written; those without a date come first."""
        headings = self._headings(set(ids))
        return {id_: heading.written.isoformat() if heading.written else "" for id_, heading in headings.items()}

    def material(self, ids: Collection[str]) -> Iterator[tuple[Heading, list[str]]]:
        """What dossiers are made of, for other machines to make them: headings, and claims as they are kept."""
        claims: defaultdict[str, list[str]] = defaultdict(list)
        for article, record in self._view.claim_records(ids):
            claims[article].append(record)
        for id_, heading in sorted(self._headings(ids).items()):
            yield heading, claims[id_]

    def _headings(self, ids: Collection[str]) -> dict[str, Heading]:
        fresh = {id_: self._fresh[id_] for id_ in ids if id_ in self._fresh}
        return fresh | {heading.article: heading for heading in self._kept.headings(set(ids) - fresh.keys())}

    def _read(self, ids: Collection[str]) -> Iterator[tuple[str, Dossier]]:
        headings = self._headings(ids)
        claims: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in self._view.claims(ids):
            claims[claim.article].append(claim)
        for id_, heading in headings.items():
            yield id_, to_dossier(heading, claims[id_], self._weights)


def in_batches(work: Iterable[tuple[Work, Collection[str]]], most: int) -> Iterator[tuple[list[Work], set[str]]]:
    """Pieces of work that need articles, in batches that together need about `most` of them, with these.

    >>> list(in_batches([(1, "ab"), (2, "bc"), (3, "d")], 3)) == [([1, 2], {"a", "b", "c"}), ([3], {"d"})]
    True
    """
    batch: list[Work] = []
    needed: set[str] = set()
    for piece, articles in work:
        if batch and len(needed.union(articles)) > most:
            yield batch, needed
            batch, needed = [], set()
        batch.append(piece)
        needed.update(articles)
    if batch:
        yield batch, needed
