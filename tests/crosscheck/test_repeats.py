"""What is remembered of reprints decides nothing: chances are those of aligning each two articles anew."""

from __future__ import annotations

from itertools import combinations

import pytest

from pipeline.crosscheck.align import load_aligner
from pipeline.crosscheck.features import Card
from pipeline.crosscheck.repeats import Repeats, what_is_said
from pipeline.crosscheck.scene import align_articles
from pipeline.crosscheck.scoring import to_cards
from pipeline.records import Origin, RawArticle
from pipeline.stages import Reader

STORY = "截至12日17时，地震已造成3人死亡、41人受伤，震源深度10公里。当地出动62台车辆，安置群众680户。"
TOLD = (
    ("2026-03-13 08:00", STORY),
    ("2026-03-13 21:30", "本报消息。" + STORY),
    ("2026-03-15", STORY),
    ("2026-03-13", STORY.replace("41人", "14人")),
    ("2026-03-13", STORY.replace("。当地", "，当地")),
    ("2026-03-14", "本报消息。" + STORY.replace("41人", "14人")),
)


@pytest.fixture(scope="module")
def sides() -> list[tuple[Card, ...]]:
    reader, weights = Reader(), load_aligner().characters
    found = []
    for number, (day, text) in enumerate(TOLD):
        read = reader.read(RawArticle(Origin("-"), f"r{number}", "地震", text, published=day))
        found.append(to_cards(read.claims, weights, read.article.reference))
    return found


def test_reprints_are_known_by_what_they_say(sides: list[tuple[Card, ...]]) -> None:
    said = [what_is_said(cards) for cards in sides]
    assert said[0] == said[1]
    assert len({said[0], said[3], said[4]}) == 3


def test_what_is_remembered_is_what_would_be_found(sides: list[tuple[Card, ...]]) -> None:
    aligner = load_aligner()
    repeats = Repeats(aligner)
    for likeness in (0.9, 0.9, 0.5, 0.2):
        for i, j in (*combinations(range(len(sides)), 2), (3, 1), (1, 0)):
            left, right = sides[i], sides[j]
            again, anew = repeats.align(left, right, likeness), align_articles(left, right, likeness, aligner)
            assert (list(again.chances.items()), again.one_story) == (list(anew.chances.items()), anew.one_story)


def test_articles_without_figures(sides: list[tuple[Card, ...]]) -> None:
    assert not Repeats(load_aligner()).align((), sides[0], 0.9).chances
