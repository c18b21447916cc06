"""The model of claims: the same corpus gives the same bytes, and what it learned is what the shipped folder says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.errors import ConfigError
from pipeline.extract.choice import Chooser, Option, read_chooser
from pipeline.learn import train_model
from pipeline.learn.align import digest_of
from pipeline.learn.claims import Group, fit
from pipeline.learn.models import claim_files

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpus" / "gold"
SHIPPED = ROOT / "models" / "claims"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of four clusters, three of them labelled in full."""
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "gold" / "claims").mkdir(parents=True)
    for cluster in ("201", "302", "332", "354"):
        shutil.copy(GOLD / f"{cluster}.json", corpus / "gold")
    for cluster in ("201", "302", "354"):
        shutil.copy(GOLD / "claims" / f"{cluster}.jsonl", corpus / "gold" / "claims")
    split = {"train": ["302", "332", "354"], "dev": ["201"], "test": []}
    (corpus / "gold" / "split.json").write_text(json.dumps(split), encoding="utf-8")
    return corpus


def test_the_same_corpus_gives_the_same_bytes(few: Path, tmp_path: Path) -> None:
    config = load_config(None)
    for name in ("one", "two"):
        metrics = train_model("claims", few, tmp_path / name, config)
        assert metrics["subject"]["figures"] > 80
    one, two = (tmp_path / name / "claims" for name in ("one", "two"))
    for file in ("weights.json", "metrics.json"):
        assert (one / file).read_bytes() == (two / file).read_bytes()


def test_right_options_outweigh_wrong_ones() -> None:
    groups = [Group(str(i), (("near", "name"), ("far", "name")), (True, False)) for i in range(6)]
    weights = fit(groups, 1.0)
    assert weights["near"] > 0 > weights["far"]
    assert "name" not in weights
    options = [Option("乙", (("far",),)), Option("甲", (("near",),))]
    assert Chooser({"subject": weights}).choose("subject", 0, options) == 1


def test_a_broken_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="train claims"):
        read_chooser(tmp_path)


def test_the_shipped_model_is_of_this_corpus() -> None:
    weights = json.loads((SHIPPED / "weights.json").read_text(encoding="utf-8"))
    assert weights["corpus"] == digest_of(claim_files(GOLD)), "heshu train claims"
