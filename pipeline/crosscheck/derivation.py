"""Why two figures were taken for one fact: what each feature says for or against it, by themselves and in their texts.

Alignment has two stages. A linear model looks at the two figures alone; trees then look at them among the other
figures of the two articles. Both are sums of log-odds, so both can be told feature by feature.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.crosscheck.align import Aligner, load_aligner, probability
from pipeline.crosscheck.features import Card
from pipeline.crosscheck.scene import scene_features, set_scene
from pipeline.crosscheck.scoring import score_articles, score_pair, to_cards
from pipeline.records import Claim
from pipeline.store.kept import Kept
from pipeline.store.view import View

Pair = tuple[Claim, Claim]
Row = tuple[str, float]
START = "start"
OWN = "own:"
LACKING = "-"


@dataclass(frozen=True, slots=True)
class Derivation:
    """What each feature adds to the log-odds that two figures are one fact, weightiest first.

    `contributions` are of the pair by itself and add up to the log-odds of the probability `alone`. `among` add up to
    those of `together`, the probability of the pair among the other figures of its two articles: each split of a tree
    gives the step that it takes to its feature. A feature of `among` that the pair does not have ends on `-`.
    `left` and `right` are the ids of the two claims.
    """

    contributions: tuple[Row, ...]
    alone: float
    among: tuple[Row, ...] = ()
    together: float | None = None
    left: str = ""
    right: str = ""


def derive(view: View, alike: Mapping[str, Sequence[Pair]], aligner: Aligner | None = None) -> dict[str, Derivation]:
    """Of pairs of claims of the store that say the same two things, the derivation of the likeliest, by their key.

    There is none for claims that were not compared.
    """
    aligner = aligner or load_aligner()
    pairs = _likeliest(view, alike)
    ids = {claim.article for pair in pairs.values() for claim in pair}
    cards = _cards(view, ids, aligner)
    likeness = Kept(view).meetings_of({_ordered(a.article, b.article) for a, b in pairs.values()})
    found = {}
    for key, (left, right) in pairs.items():
        one, other = (cards.get(claim.article, ()) for claim in (left, right))
        if any(c.claim.id == left.id for c in one) and any(c.claim.id == right.id for c in other):
            similarity = likeness.get(_ordered(left.article, right.article), 0.0)
            found[key] = derivation_of(one, other, (left.id, right.id), similarity, aligner)
    return found


def derivation_of(
    left: Sequence[Card], right: Sequence[Card], pair: tuple[str, str], similarity: float, aligner: Aligner
) -> Derivation:
    """The derivation of one pair of figures of two articles, ids as (left, right); the same from either side.

    Copies of a feature for one kind of figure, or for figures that differ, are added. Two figures of one article stand
    in no second text.
    """
    a, b = (next(c for c in side if c.claim.id == id_) for side, id_ in zip((left, right), pair, strict=True))
    sums: defaultdict[str, float] = defaultdict(float)
    for name, weight in aligner.contributions(a, b, similarity):
        sums[START if name.startswith("family=") else name.rpartition(":")[2]] += weight
    sums[START] += aligner.bias
    alone = round(probability(aligner.logit(a, b, similarity)), 4)
    if a.claim.article == b.claim.article:
        return Derivation(_shown(sums), alone, left=pair[0], right=pair[1])
    features = _among(left, right, pair, similarity, aligner)
    steps: defaultdict[str, float] = defaultdict(float)
    for name, weight in aligner.trees.contributions(features).items():
        start = name == "bias" or name.startswith("family=")
        steps[START if start else name if features.get(name, 0.0) > 0 else name + LACKING] += weight
    together = round(probability(sum(sorted(steps.values()))), 4)
    return Derivation(_shown(sums), alone, _shown(steps), together, *pair)


def _likeliest(view: View, alike: Mapping[str, Sequence[Pair]]) -> dict[str, Pair]:
    claims = {claim.id for pairs in alike.values() for pair in pairs for claim in pair}
    chances = {(row.left, row.right): row.chance for row in Kept(view).chances(claims)}
    return {
        key: max(pairs, key=lambda pair: chances.get(_ordered(pair[0].id, pair[1].id), 0.0))
        for key, pairs in alike.items()
        if pairs
    }


def _among(
    left: Sequence[Card], right: Sequence[Card], pair: tuple[str, str], similarity: float, aligner: Aligner
) -> dict[str, float]:
    """What the trees see of a pair."""
    scored = score_articles(left, right, similarity, aligner)
    scene = set_scene(left, right, {ids: one.logit for ids, one in scored.items()}, similarity)
    one = scored.get(pair)
    proposed = one is not None
    if one is None:
        one = score_pair(scene.cards[pair[0]], scene.cards[pair[1]], similarity, aligner)
    return scene_features(scene, pair, one, proposed=proposed)


def _shown(sums: Mapping[str, float]) -> tuple[Row, ...]:
    rows = ((name, round(weight, 2)) for name, weight in sums.items())
    return tuple(sorted((row for row in rows if row[1]), key=lambda row: (-abs(row[1]), row[0])))


def _cards(view: View, ids: Iterable[str], aligner: Aligner) -> dict[str, tuple[Card, ...]]:
    """The cards of articles, with the day each was published where that was given."""
    written = {a.id: a.reference if a.date_reason == "given" else None for a in view.articles(ids)}
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in view.claims(ids):
        claims[claim.article].append(claim)
    return {article: to_cards(found, aligner.characters, written.get(article)) for article, found in claims.items()}


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
