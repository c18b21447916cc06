"""Trains the alignment model: which figures of two articles are about one fact, from the gold pairs of the corpus."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from pipeline.config import Config
from pipeline.convert import to_article
from pipeline.crosscheck.align import Aligner
from pipeline.crosscheck.events import cosine, fade
from pipeline.crosscheck.features import Card, comparable, crossed, pair_family, pair_features
from pipeline.crosscheck.scene import propose
from pipeline.crosscheck.scoring import to_cards, worth_scoring
from pipeline.crosscheck.trees import Trees, from_data
from pipeline.evaluate.gold import Cluster, Place, overlap
from pipeline.extract.choice import Decider
from pipeline.extract.reading import Reading, read_article
from pipeline.records import Article

TREES: dict[str, Any] = {
    "max_iter": 120,
    "learning_rate": 0.06,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 30,
    "l2_regularization": 1.0,
    "max_features": 0.4,
    "early_stopping": False,
}
SEEDS = (0, 1, 2)
RISING = frozenset({"own", "same", "number", "support", "subject", "attribute", "period", "misprint"})
FALLING = frozenset({"rival", "taken"})
NO_TREES = from_data({"names": [], "bias": 0.0, "trees": []})
CROSSES = ("near", "clause", "value_equal", "value_meets", "attribute_same", "alone", "time_equal", "time_far")
STRENGTH = 0.5
NO_DECIDERS: Mapping[str, Decider] = MappingProxyType({})
LEAST_LIKENESS = 0.04


@dataclass(frozen=True, slots=True)
class Example:
    """A comparable pair of two articles of a cluster: its features, whether it is one fact, and which article pair."""

    cluster: str
    articles: tuple[str, str]
    ids: tuple[str, str]
    family: str
    features: Mapping[str, float]
    same: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A cluster as read: its readings and, for each claim, the gold facts it belongs to (None: it blurs one).

    `apart` are the pairs of claims that were judged to be about different things, each as a set of two ids.
    """

    cluster: Cluster
    readings: Mapping[str, Reading]
    cards: Mapping[str, tuple[Card, ...]]
    facts: Mapping[str, frozenset[str] | None]
    apart: frozenset[frozenset[str]] = frozenset()

    def same(self, a: str, b: str) -> bool | None:
        """Whether two claims are one fact by the gold; None where it does not say."""
        x, y = self.facts.get(a, frozenset()), self.facts.get(b, frozenset())
        if x is None or y is None:
            return None
        if self.cluster.partial and not x & y and frozenset((a, b)) not in self.apart:
            return None
        return bool(x & y)


def character_weights(texts: Iterable[str]) -> dict[str, float]:
    """How much a character tells, from 0.15 (的) to 1: its rarity among clauses."""
    clauses = [set(c) for text in texts for c in text.replace("。", "，").split("，") if c]
    counts = Counter(char for clause in clauses for char in clause if char.isalnum())
    top = math.log(max(len(clauses), 2))
    weights = {c: round(min(1.0, max(0.15, math.log(len(clauses) / n) / top * 1.25)), 3) for c, n in counts.items()}
    return {c: w for c, w in sorted(weights.items()) if w < 1.0 and counts[c] > 2}


def read_room(cluster: Cluster, weights: Mapping[str, float], config: Config, decider: Decider | None = None) -> Room:
    """Read the articles of a cluster and tie its gold places to the claims that were read there."""
    readings, cards = {}, {}
    for raw in cluster.articles:
        article = to_article(raw)
        assert isinstance(article, Article)
        reading = read_article(article, config, decider=decider)
        readings[article.id] = reading
        cards[article.id] = to_cards(reading.claims, weights, article.reference)
    facts: dict[str, frozenset[str] | None] = {}
    for fact in cluster.facts:
        for place in fact.claims:
            _tie(cards.get(place[0], ()), place, fact.id, facts)
    return Room(cluster, readings, cards, facts, frozenset(_apart(cluster, cards)))


def _apart(cluster: Cluster, cards: Mapping[str, Sequence[Card]]) -> Iterator[frozenset[str]]:
    for places in cluster.traps:
        ids = [_nearest(cards.get(place[0], ()), place) for place in places]
        if None not in ids:
            yield frozenset(id_ for id_ in ids if id_ is not None)


def _nearest(cards: Sequence[Card], place: Place) -> str | None:
    touching = [c for c in cards if overlap((c.claim.article, *c.claim.raw), place)]
    return max(touching, key=lambda c: (_shared(c, place), c.claim.raw.start)).claim.id if touching else None


def _tie(cards: Sequence[Card], place: Place, fact: str, facts: dict[str, frozenset[str] | None]) -> None:
    touching = [c for c in cards if overlap((c.claim.article, *c.claim.raw), place)]
    if not touching:
        return
    best = max(touching, key=lambda c: (_shared(c, place), c.claim.raw.start))
    for card in touching:
        if card is best:
            facts[card.claim.id] = (facts.get(card.claim.id) or frozenset()) | {fact}
        else:
            facts.setdefault(card.claim.id, None)


def _shared(card: Card, place: Place) -> float:
    shared = min(card.claim.raw.end, place[2]) - max(card.claim.raw.start, place[1])
    return shared - 0.01 * (card.claim.raw.end - card.claim.raw.start)


def examples_of(room: Room) -> list[Example]:
    """Every comparable pair of the room's articles."""
    found = []
    for a, b in combinations(sorted(room.cards), 2):
        left, right = room.readings[a], room.readings[b]
        likeness = cosine(dict(left.profile), dict(right.profile))
        near = fade(likeness, left.article.reference, right.article.reference)
        for x in room.cards[a]:
            for y in room.cards[b]:
                if not (worth_scoring(x, y) and comparable(x, y)):
                    continue
                same = room.same(x.claim.id, y.claim.id)
                if same is None:
                    continue
                features = pair_features(x, y, near)
                ids = x.claim.id, y.claim.id
                found.append(Example(room.cluster.id, (a, b), ids, pair_family(x, y), features, same))
    return found


def examples_between(one: Room, other: Room) -> list[Example]:
    """Pairs of articles of two clusters that look alike: whatever their figures say, it is of other things."""
    found = []
    for a, left in sorted(one.readings.items()):
        for b, right in sorted(other.readings.items()):
            likeness = cosine(dict(left.profile), dict(right.profile))
            if likeness < LEAST_LIKENESS:
                continue
            for x in one.cards[a]:
                for y in other.cards[b]:
                    if worth_scoring(x, y) and comparable(x, y):
                        features = pair_features(x, y, likeness)
                        ids = (x.claim.id, y.claim.id)
                        found.append(Example(one.cluster.id, (a, b), ids, pair_family(x, y), features, False))
    return found


def strangers(rooms: Mapping[str, Room]) -> list[Example]:
    """Examples from articles of different clusters, none of them one fact."""
    known = sorted(c for c, room in rooms.items() if not room.cluster.partial)
    return [e for a, b in combinations(known, 2) for e in examples_between(rooms[a], rooms[b])]


def fit(examples: Sequence[Example]) -> tuple[dict[str, float], float]:
    """Weights and bias of the logistic regression over the examples' features."""
    rows = [crossed(e.features, e.family, CROSSES) for e in examples]
    names = sorted({name for row in rows for name in row})
    index = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            matrix[i, index[name]] = value
    labels = np.array([e.same for e in examples])
    model = LogisticRegression(C=STRENGTH, max_iter=4000, tol=1e-6)
    model.fit(matrix, labels)
    weights = {name: round(float(w), 5) for name, w in zip(names, model.coef_[0], strict=True) if abs(w) > 1e-4}
    return weights, round(float(model.intercept_[0]), 5)


def logits_of(examples: Sequence[Example], weights: Mapping[str, float], bias: float) -> list[float]:
    """Log-odds of examples under a model."""
    rows = (crossed(e.features, e.family, CROSSES) for e in examples)
    return [bias + sum(weights.get(k, 0.0) * v for k, v in row.items()) for row in rows]


@dataclass(frozen=True, slots=True)
class Staged:
    """The candidate pairs of two articles with their scene's features and labels (None: blurs a fact, not learnt)."""

    cluster: str
    features: tuple[Mapping[str, float], ...]
    labels: tuple[bool | None, ...]


def stages_of(room: Room, aligner: Aligner) -> list[Staged]:
    """The scenes of a room, scored by a model that has not seen it."""
    found = []
    for a, b in combinations(sorted(room.cards), 2):
        left, right = room.readings[a], room.readings[b]
        likeness = cosine(dict(left.profile), dict(right.profile))
        near = fade(likeness, left.article.reference, right.article.reference)
        proposals = propose(room.cards[a], room.cards[b], near, aligner).features
        found.append(Staged(room.cluster.id, tuple(proposals.values()), tuple(room.same(*p) for p in proposals)))
    return found


def strange_stages(one: Room, other: Room, aligner: Aligner) -> list[Staged]:
    """The scenes of articles of two clusters that look alike, none of their pairs one fact."""
    found = []
    for a, left in sorted(one.readings.items()):
        for b, right in sorted(other.readings.items()):
            likeness = cosine(dict(left.profile), dict(right.profile))
            if likeness >= LEAST_LIKENESS:
                proposals = propose(one.cards[a], other.cards[b], likeness, aligner).features
                found.append(Staged(one.cluster.id, tuple(proposals.values()), (False,) * len(proposals)))
    return found


def fit_trees(stages: Iterable[Staged]) -> Trees:
    """Boosted trees over the scenes' features, the mean of several that each see other features at each split.

    The log-odds can only rise with what speaks for a pair (`RISING`) and fall with what speaks against it (`FALLING`).
    """
    pairs = [(f, y) for s in stages for f, y in zip(s.features, s.labels, strict=True) if y is not None]
    names = sorted({name for features, _ in pairs for name in features})
    matrix = np.array([[features.get(name, 0.0) for name in names] for features, _ in pairs])
    labels = np.array([y for _, y in pairs])
    signs = [1 if name in RISING else -1 if name in FALLING else 0 for name in names]
    bias, trees = 0.0, []
    for seed in SEEDS:
        model = HistGradientBoostingClassifier(**TREES, monotonic_cst=signs, random_state=seed).fit(matrix, labels)
        bias += float(model._baseline_prediction[0, 0]) / len(SEEDS)
        trees += [[_node(row) for row in predictor[0].nodes] for predictor in model._predictors]
    return from_data({"names": names, "bias": round(bias, 6), "trees": trees})


def _node(row: Any) -> tuple[int, float, int, int, float]:
    value = round(float(row["value"]) / len(SEEDS), 6)
    if row["is_leaf"]:
        return -1, 0.0, 0, 0, value
    return int(row["feature_idx"]), float(row["num_threshold"]), int(row["left"]), int(row["right"]), value


def train(
    clusters: Sequence[Cluster], config: Config, folds: int = 6, deciders: Mapping[str, Decider] = NO_DECIDERS
) -> tuple[Aligner, dict[str, Any]]:
    """The model of all clusters: each stage is fitted on scores of models that had not seen the cluster.

    So are its claims where `deciders` holds, by cluster, a choice of subjects that was not learned from it: subjects of
    articles that are new to heshu are as often wrong.
    """
    characters = character_weights(a.body for c in clusters for a in c.articles)
    rooms = {c.id: read_room(c, characters, config, deciders.get(c.id)) for c in clusters}
    order = {c: i % folds for i, c in enumerate(sorted(rooms))}
    examples = [e for c in sorted(rooms) for e in examples_of(rooms[c])]
    strange = strangers(rooms)
    stages: list[Staged] = []
    for fold in sorted(set(order.values())):
        seen = [e for e in (*examples, *strange) if order[e.cluster] != fold]
        first = Aligner(*fit(seen or examples), CROSSES, characters, NO_TREES)
        for one in (c for c in sorted(rooms) if order[c] == fold):
            stages += stages_of(rooms[one], first)
            for other in sorted(rooms):
                if one < other and not (rooms[one].cluster.partial or rooms[other].cluster.partial):
                    stages += strange_stages(rooms[one], rooms[other], first)
    trees = fit_trees(stages)
    aligner = Aligner(*fit([*examples, *strange]), CROSSES, characters, trees)
    labels = [y for s in stages for y in s.labels if y is not None]
    return aligner, {"examples": len(labels), "positive": sum(labels)}


def digest_of(paths: Iterable[Path]) -> str:
    """A digest of training files, by name and content."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(paths, key=lambda p: p.name):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_model(aligner: Aligner, metrics: Mapping[str, Any], corpus: str, folder: Path) -> None:
    """Weights and metrics as readable JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {
        "bias": aligner.bias,
        "characters": dict(aligner.characters),
        "corpus": corpus,
        "crosses": list(aligner.crosses),
        "weights": dict(sorted(aligner.weights.items())),
    }
    (folder / "weights.json").write_text(_json(weights), encoding="utf-8")
    (folder / "trees.json").write_text(_trees_json(aligner.trees), encoding="utf-8")
    (folder / "metrics.json").write_text(_json(dict(metrics)), encoding="utf-8")


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _trees_json(trees: Trees) -> str:
    """Trees as JSON with a line for each; nodes as `[feature, threshold, left, right, value]`."""
    ends = [*trees.roots[1:], len(trees.value)]
    lines = []
    for start, end in zip(trees.roots, ends, strict=True):
        nodes = []
        for i in range(int(start), int(end)):
            value = float(trees.value[i])
            if trees.left[i] == i:
                nodes.append([-1, 0, 0, 0, value])
            else:
                low, high = int(trees.left[i] - start), int(trees.right[i] - start)
                nodes.append([int(trees.feature[i]), float(trees.threshold[i]), low, high, value])
        lines.append("  " + json.dumps(nodes))
    head = f'{{"names": {json.dumps(list(trees.names))},\n "bias": {trees.bias},\n "trees": [\n'
    return head + ",\n".join(lines) + "\n ]}\n"
