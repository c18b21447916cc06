"""Trains the alignment model: which figures of two articles are about one fact, from the gold pairs of the corpus."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.config import Config
from pipeline.convert import to_article
from pipeline.crosscheck.align import Aligner
from pipeline.crosscheck.events import cosine, fade
from pipeline.crosscheck.features import Card, comparable, crossed, pair_features
from pipeline.crosscheck.scoring import rivals_of, to_cards, worth_scoring
from pipeline.evaluate.gold import Cluster, Place, overlap
from pipeline.extract.reading import Reading, read_article
from pipeline.records import Article

CROSSES = ("near", "clause", "value_equal", "value_meets", "attribute_same", "alone", "time_equal", "time_far")
STRENGTH = 0.5
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
    """A cluster as read: its readings and, for each claim, the gold facts it belongs to (None: it blurs one)."""

    cluster: Cluster
    readings: Mapping[str, Reading]
    cards: Mapping[str, tuple[Card, ...]]
    facts: Mapping[str, frozenset[str] | None]


def character_weights(texts: Iterable[str]) -> dict[str, float]:
    """How much a character tells, from 0.15 (的) to 1: its rarity among clauses."""
    clauses = [set(c) for text in texts for c in text.replace("。", "，").split("，") if c]
    counts = Counter(char for clause in clauses for char in clause if char.isalnum())
    top = math.log(max(len(clauses), 2))
    weights = {c: round(min(1.0, max(0.15, math.log(len(clauses) / n) / top * 1.25)), 3) for c, n in counts.items()}
    return {c: w for c, w in sorted(weights.items()) if w < 1.0 and counts[c] > 2}


def read_room(cluster: Cluster, weights: Mapping[str, float], config: Config) -> Room:
    """Read the articles of a cluster and tie its gold places to the claims that were read there."""
    readings, cards = {}, {}
    for raw in cluster.articles:
        article = to_article(raw)
        assert isinstance(article, Article)
        reading = read_article(article, config)
        readings[article.id] = reading
        cards[article.id] = to_cards(reading.claims, weights, article.reference)
    facts: dict[str, frozenset[str] | None] = {}
    for fact in cluster.facts:
        for place in fact.claims:
            _tie(cards.get(place[0], ()), place, fact.id, facts)
    return Room(cluster, readings, cards, facts)


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
                facts = room.facts.get(x.claim.id, frozenset()), room.facts.get(y.claim.id, frozenset())
                if None in facts:
                    continue
                same = bool((facts[0] or frozenset()) & (facts[1] or frozenset()))
                features = pair_features(x, y, near)
                ids = x.claim.id, y.claim.id
                found.append(Example(room.cluster.id, (a, b), ids, x.family, features, same))
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
                        found.append(Example(one.cluster.id, (a, b), ids, x.family, features, False))
    return found


def strangers(rooms: Mapping[str, Room]) -> list[Example]:
    """Examples from articles of different clusters, none of them one fact."""
    return [e for a, b in combinations(sorted(rooms), 2) for e in examples_between(rooms[a], rooms[b])]


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


def fit_rivals(rooms: Mapping[str, Room], examples: Sequence[Example], logits: Sequence[float]) -> dict[str, float]:
    """How rivals change the log-odds, from log-odds of models that had not seen the cluster."""
    by_pair: dict[tuple[str, tuple[str, str]], dict[tuple[str, str], float]] = {}
    for example, logit in zip(examples, logits, strict=True):
        by_pair.setdefault((example.cluster, example.articles), {})[example.ids] = logit
    rivals = {}
    for (cluster, (a, b)), scores in by_pair.items():
        room = rooms[cluster]
        for ids, rival in rivals_of(scores, room.cards[a], room.cards[b]).items():
            rivals[cluster, ids] = rival
    matrix = np.array(
        [[x, max(min(rivals[e.cluster, e.ids], 8.0), -8.0)] for e, x in zip(examples, logits, strict=True)]
    )
    model = LogisticRegression(C=1.0, max_iter=1000).fit(matrix, np.array([e.same for e in examples]))
    own, rival = (round(float(w), 5) for w in model.coef_[0])
    return {"bias": round(float(model.intercept_[0]), 5), "own": own, "rival": rival}


def train(clusters: Sequence[Cluster], config: Config, folds: int = 6) -> tuple[Aligner, dict[str, Any]]:
    """The model of all clusters, and its figures on clusters that each fold had not seen."""
    characters = character_weights(a.body for c in clusters for a in c.articles)
    rooms = {c.id: read_room(c, characters, config) for c in clusters}
    examples = [e for c in sorted(rooms) for e in examples_of(rooms[c])]
    order = {c: i % folds for i, c in enumerate(sorted(rooms))}
    logits = [0.0] * len(examples)
    for fold in range(folds):
        seen = [e for e in examples if order[e.cluster] != fold]
        if not seen or all(order[e.cluster] != fold for e in examples):
            continue
        weights, bias = fit([*seen, *strangers({c: r for c, r in rooms.items() if order[c] != fold})])
        held = [i for i, e in enumerate(examples) if order[e.cluster] == fold]
        for i, logit in zip(held, logits_of([examples[i] for i in held], weights, bias), strict=True):
            logits[i] = logit
    rival = fit_rivals(rooms, examples, logits)
    weights, bias = fit([*examples, *strangers(rooms)])
    aligner = Aligner(weights, bias, CROSSES, characters, rival)
    return aligner, {"examples": len(examples), "positive": sum(e.same for e in examples)}


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
        "rival": dict(aligner.rival),
        "weights": dict(sorted(aligner.weights.items())),
    }
    (folder / "weights.json").write_text(_json(weights), encoding="utf-8")
    (folder / "metrics.json").write_text(_json(dict(metrics)), encoding="utf-8")


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
