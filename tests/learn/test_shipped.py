"""The models that ship: each has its card, and the alignment model knows the corpus it was made from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.learn import MODELS
from pipeline.learn.align import digest_of

ROOT = Path(__file__).resolve().parents[2]


def test_every_model_ships_and_no_other() -> None:
    assert {path.name for path in (ROOT / "models").iterdir() if path.is_dir()} == set(MODELS)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_model_has_its_card(name: str) -> None:
    card = (ROOT / "models" / name / "card.md").read_text(encoding="utf-8")
    assert f"heshu train {name}" in card
    assert not list((ROOT / "models" / name).glob("*.pkl"))


def test_alignment_was_made_from_the_gold_that_is_here() -> None:
    weights = json.loads((ROOT / "models" / "align" / "weights.json").read_text(encoding="utf-8"))
    assert weights["corpus"] == digest_of((ROOT / "corpus" / "gold").glob("[0-9]*.json")), "heshu train align"


def test_every_feature_with_a_weight_is_in_the_card() -> None:
    card = (ROOT / "models" / "align" / "card.md").read_text(encoding="utf-8")
    weights = json.loads((ROOT / "models" / "align" / "weights.json").read_text(encoding="utf-8"))["weights"]
    plain = {name for name in weights if "=" not in name and ":" not in name and "|" not in name and "*" not in name}
    assert {name for name in plain if f"`{name}`" not in card} == set()
