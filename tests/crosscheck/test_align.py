"""The alignment model: symmetric, explainable, of the corpus it says."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from pipeline.crosscheck.align import MODELS, load_aligner, probability
from pipeline.crosscheck.derivation import derivation_of
from pipeline.crosscheck.features import Card, comparable, pair_features, standing
from pipeline.crosscheck.scene import OTHER_STORY, align_articles
from pipeline.crosscheck.scoring import to_cards
from pipeline.learn.align import digest_of
from pipeline.records import Origin, RawArticle
from pipeline.stages import Reader

GOLD = Path(__file__).parents[2] / "corpus" / "gold"
LEFT = "截至12日17时，地震已造成3人死亡、41人受伤，震源深度10公里，出动62台车辆。澜川科技营收30亿元，同比增长6%。"
RIGHT = "截至13日8时，地震造成5人遇难、68人受伤，震源深度16公里，出动车辆62台。澜川科技营收约31亿元，同比增6%。"


@pytest.fixture(scope="module")
def cards() -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    reader = Reader()
    weights = load_aligner().characters
    sides = []
    for key, text in (("a", LEFT), ("b", RIGHT)):
        reading = reader.read(RawArticle(Origin("-"), key, "", text, published="2026-03-13"))
        sides.append(to_cards(reading.claims, weights, reading.article.reference))
    return sides[0], sides[1]


def test_features_and_scores_do_not_depend_on_the_side(cards: tuple[tuple[Card, ...], tuple[Card, ...]]) -> None:
    left, right = cards
    for a, b in product(left, right):
        assert comparable(a, b) == comparable(b, a)
        if comparable(a, b):
            assert pair_features(a, b, 0.3) == pytest.approx(pair_features(b, a, 0.3))
    aligner = load_aligner()
    assert align_articles(left, right, 0.3, aligner).chances == pytest.approx(
        align_articles(right, left, 0.3, aligner).chances
    )


def test_like_meets_like(cards: tuple[tuple[Card, ...], tuple[Card, ...]]) -> None:
    left, right = cards
    scores = align_articles(left, right, 0.3, load_aligner()).chances
    texts = {c.claim.id: c.claim.text for c in (*left, *right)}
    best = {frozenset((texts[a], texts[b])) for (a, b), score in scores.items() if score > 0.5}
    assert frozenset(("62台",)) in best
    assert frozenset(("6%",)) in best
    assert frozenset(("3人", "68人")) not in best
    assert frozenset(("41人", "5人")) not in best


def test_a_derivation_adds_up_to_what_alignment_found_from_either_side(
    cards: tuple[tuple[Card, ...], tuple[Card, ...]],
) -> None:
    left, right = cards
    aligner = load_aligner()
    chances = align_articles(left, right, 0.3, aligner).chances
    mine = {card.claim.id for card in left}
    assert chances
    for (a, b), chance in chances.items():
        pair = (a, b) if a in mine else (b, a)
        found = derivation_of(left, right, pair, 0.3, aligner)
        other_way = derivation_of(right, left, pair[::-1], 0.3, aligner)
        assert found == replace(other_way, left=pair[0], right=pair[1])
        assert found.together is not None
        assert probability(sum(weight for _, weight in found.among)) == pytest.approx(found.together, abs=0.03)
        assert chance in (pytest.approx(found.together, abs=1e-4), OTHER_STORY)
        assert probability(sum(weight for _, weight in found.contributions)) == pytest.approx(found.alone, abs=0.03)


def test_contributions_add_up_to_the_score(cards: tuple[tuple[Card, ...], tuple[Card, ...]]) -> None:
    left, right = cards
    aligner = load_aligner()
    a, b = next((a, b) for a, b in product(left, right) if comparable(a, b))
    parts = aligner.contributions(a, b, 0.3)
    assert aligner.bias + sum(weight for _, weight in parts) == pytest.approx(aligner.logit(a, b, 0.3), abs=0.01)


def test_cases_are_no_standing_attribute() -> None:
    reader = Reader()
    said = [
        reader.read(
            RawArticle(Origin("-"), key, "", f"上海市卫健委通报，上海市常住人口{figure}。", published="2020-02-10")
        ).claims
        for key, figure in (("a", "198例"), ("b", "205例"), ("c", "2489万人"), ("d", "2480万人"))
    ]
    assert not any(standing(a, b) for a, b in product(said[0], said[1]))
    assert any(standing(a, b) for a, b in product(said[2], said[3]))


def test_the_model_is_of_the_corpus_that_lies_there() -> None:
    weights = json.loads((MODELS / "align" / "weights.json").read_text(encoding="utf-8"))
    assert weights["corpus"] == digest_of(GOLD.glob("[0-9]*.json")), "run `heshu train align`"
