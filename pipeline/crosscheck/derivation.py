"""Why two figures were taken for one fact: what each feature of the pair says for or against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.crosscheck.align import Aligner, load_aligner, probability
from pipeline.crosscheck.events import LEAST, fade
from pipeline.crosscheck.features import Card
from pipeline.crosscheck.scoring import to_cards
from pipeline.records import Article, Claim
from pipeline.store.view import View

Pair = tuple[Claim, Claim]
START = "start"


@dataclass(frozen=True, slots=True)
class Derivation:
    """What each feature adds to the log-odds that two figures are one fact, weightiest first; `alone` is their sum.

    `alone` is a probability: that of the pair by itself, before the other figures of the two articles are asked.
    """

    contributions: tuple[tuple[str, float], ...]
    alone: float


def derive(view: View, pairs: Mapping[str, Pair], aligner: Aligner | None = None) -> dict[str, Derivation]:
    """The derivation of each pair of claims of the store, by its key; none for claims that were not compared."""
    aligner = aligner or load_aligner()
    ids = {claim.article for pair in pairs.values() for claim in pair}
    written = {article.id: given_date(article) for article in view.articles(ids)}
    cards = _cards(view, ids, written, aligner)
    met = sorted({_ordered(left.article, right.article) for left, right in pairs.values()})
    likeness = dict(view.likeness(met))
    found = {}
    for key, (left, right) in pairs.items():
        a, b = cards.get(left.id), cards.get(right.id)
        if a is not None and b is not None:
            articles = _ordered(left.article, right.article)
            likely = fade(likeness.get(articles, 0.0), written.get(left.article), written.get(right.article))
            found[key] = derivation_of(a, b, likely if likely >= LEAST else 0.0, aligner)
    return found


def derivation_of(a: Card, b: Card, similarity: float, aligner: Aligner) -> Derivation:
    """The derivation of one pair; copies of a feature for one kind of figure, or for figures that differ, are added."""
    sums: defaultdict[str, float] = defaultdict(float)
    for name, weight in aligner.contributions(a, b, similarity):
        sums[START if name.startswith("family=") else name.rpartition(":")[2]] += weight
    sums[START] += aligner.bias
    rows = ((name, round(weight, 2)) for name, weight in sums.items())
    shown = sorted((row for row in rows if row[1]), key=lambda row: (-abs(row[1]), row[0]))
    return Derivation(tuple(shown), round(probability(aligner.logit(a, b, similarity)), 4))


def given_date(article: Article) -> datetime | None:
    """When an article was published, None where that was not given."""
    return article.reference if article.date_reason == "given" else None


def _cards(view: View, ids: Iterable[str], written: Mapping[str, datetime | None], aligner: Aligner) -> dict[str, Card]:
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in view.claims(ids):
        claims[claim.article].append(claim)
    every = (to_cards(found, aligner.characters, written.get(article)) for article, found in claims.items())
    return {card.claim.id: card for cards in every for card in cards}


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
