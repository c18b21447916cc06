"""Scores: the outside scorer's figures on the same run, and each count on a cluster made by hand."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from functools import reduce
from io import BytesIO
from operator import add
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_config
from pipeline.errors import GoldError
from pipeline.evaluate import count, intervals, read_gold, read_run, read_split, to_scores
from pipeline.evaluate.score import match
from pipeline.stages import run
from pipeline.stages.evaluation import RUN, Question, as_dump, choose, evaluate, run_in_memory

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "corpus" / "gold"
SCORER = ROOT.parent / "shared" / "tools" / "score_clusters.py"
ONE = load_config(None, workers=1)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _scores(folder: Path, facts: Any, checks: Any) -> dict[str, Any]:
    return to_scores(reduce(add, count(list(read_gold(folder)), read_run(facts, checks)).values()))


@pytest.fixture(scope="module")
def outside() -> Callable[[Path, Path], dict[str, Any]]:
    if not SCORER.exists():
        pytest.skip("../shared/tools is not beside this checkout")
    spec = importlib.util.spec_from_file_location("score_clusters", SCORER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda gold, out: dict(module.score(gold, out)[0])


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gold folder of every fifteenth cluster with the run over them in `out`."""
    folder = tmp_path_factory.mktemp("gold")
    for path in sorted(GOLD.glob("[0-9]*.json"))[::15]:
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "dump.jsonl").write_bytes(as_dump(read_gold(folder)))
    run([folder / "dump.jsonl"], folder / "out", ONE)
    return folder


def test_figures_are_those_of_the_outside_scorer(few: Path, outside: Callable[[Path, Path], dict[str, Any]]) -> None:
    facts, checks = _lines(few / "out" / "facts.jsonl"), _lines(few / "out" / "checks.jsonl")
    assert _scores(few, facts, checks) == outside(few, few / "out")


def test_figures_are_those_of_the_outside_scorer_on_a_bad_run(
    few: Path, tmp_path: Path, outside: Callable[[Path, Path], dict[str, Any]]
) -> None:
    """Spans off by some characters, relations turned, pairs across clusters and articles that no cluster has."""
    facts, checks = _lines(few / "out" / "facts.jsonl"), _lines(few / "out" / "checks.jsonl")
    relations = ("agree", "compatible", "update", "conflict")
    for number, fact in enumerate(facts):
        for claim in fact["claims"]:
            claim["end"] += number % 4
            claim["article"] = "elsewhere" if number % 11 == 10 else claim["article"]
        for pair in fact["pairs"]:
            pair["relation"] = relations[number % 4]
    mixed = {"claims": [facts[0]["claims"][0], facts[-1]["claims"][0]]}
    facts += [facts[1], mixed | {"pairs": [{"left": 0, "right": 1, "relation": "conflict", "kind": "value"}]}]
    gold = [
        {"article": s[0], "verdict": "inconsistent", "claims": [{"start": p[1], "end": p[2]} for p in s[2]]}
        for cluster in read_gold(few)
        for s in cluster.sums
    ]
    checks += gold[::2]
    for name, lines in (("facts.jsonl", facts), ("checks.jsonl", checks)):
        (tmp_path / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert _scores(few, facts, checks) == outside(few, tmp_path)


def test_what_runs_in_memory_is_what_a_run_writes(few: Path) -> None:
    facts, checks = run_in_memory(BytesIO((few / "dump.jsonl").read_bytes()), ONE)
    assert facts == _lines(few / "out" / "facts.jsonl")
    assert checks == _lines(few / "out" / "checks.jsonl")
    found = evaluate(few, ONE, question=Question(tuple(RUN)))
    assert (found.clusters, found.scores) == (len(list(few.glob("[0-9]*.json"))), _scores(few, facts, checks))
    low, high = found.intervals["alignment.f1"]
    assert 0 < low <= found.scores["alignment"]["f1"] <= high <= 1


BODY = "甲公司有95个可用区，去年30个，共3人死亡、5人受伤，合计9人。"


def _cluster(folder: Path) -> Path:
    articles = [
        {"id": f"901-{letter}", "outlet": "甲报", "published": "2026-03-01", "title": "题", "body": BODY}
        for letter in "ab"
    ]

    def fact(name: str, quote: str, relation: str, kind: str | None) -> dict[str, Any]:
        claims = [{"article": article["id"], "quote": quote} for article in articles]
        pair = {"left": 0, "right": 1, "relation": relation, "kind": kind}
        return {"fact": name, "subject": "甲", "attribute": "数", "scope": "", "claims": claims, "pairs": [pair]}

    data = {
        "cluster": "901",
        "domain": "made",
        "articles": articles,
        "facts": [fact("F1", "95个", "conflict", "value"), fact("F2", "3人死亡", "agree", None)],
        "internal": [{"article": "901-a", "quotes": ["3人", "5人", "9人"], "verdict": "inconsistent"}],
        "traps": [{"left": {"article": "901-a", "quote": "95个"}, "right": {"article": "901-b", "quote": "30个"}}],
    }
    folder.mkdir(exist_ok=True)
    (folder / "901.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return folder


def _claim(article: str, quote: str) -> dict[str, Any]:
    at = BODY.index(quote)
    return {"article": article, "start": at, "end": at + len(quote)}


def test_each_count_on_a_cluster_made_by_hand(tmp_path: Path) -> None:
    folder = _cluster(tmp_path)
    claims = [_claim("901-a", "95个"), _claim("901-b", "95个"), _claim("901-b", "30个"), _claim("901-a", "30个")]
    pairs = [
        {"left": 1, "right": 0, "relation": "conflict", "kind": "hedge"},
        {"left": 0, "right": 2, "relation": "conflict", "kind": "value"},
        {"left": 0, "right": 3, "relation": "conflict", "kind": "value"},
    ]
    sums = [{"article": "901-a", "verdict": "inconsistent", "claims": [_claim("901-a", q) for q in ("5人", "9人")]}]
    scores = _scores(folder, [{"claims": claims, "pairs": pairs}], sums)
    assert (scores["gold_pairs"], scores["run_pairs"]) == (2, 2)
    assert scores["alignment"] == {"p": 0.5, "r": 0.5, "f1": 0.5, "tp": 1, "predicted": 2, "gold": 2}
    assert scores["relation_accuracy"] == 1.0
    assert scores["conflict"]["p"] == 0.5 and scores["agree"]["r"] == 0.0
    assert scores["conflict_recall_by_kind"] == {"value": "1/1"}
    assert scores["traps_sprung"] == "1/1"
    assert scores["claim_span_recall"] == 0.5
    assert scores["internal_inconsistent"] == {"found": "1/1", "flagged": 1, "right": 1}


def test_nothing_found_scores_nought(tmp_path: Path) -> None:
    scores = _scores(_cluster(tmp_path), [], [])
    assert scores["alignment"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "tp": 0, "predicted": 0, "gold": 2}
    assert scores["relation_accuracy"] == scores["claim_span_recall"] == 0.0


def test_no_pair_answers_twice(tmp_path: Path) -> None:
    (cluster,) = read_gold(_cluster(tmp_path))
    (pair, _) = (pair for fact in cluster.facts for pair in fact.pairs)
    assert [found for _, found in match([pair, pair], [pair])] == [pair, None]


def test_intervals_are_the_same_every_time(few: Path) -> None:
    found = read_run(_lines(few / "out" / "facts.jsonl"), [])
    tallies = count(list(read_gold(few)), found)
    assert intervals(tallies, 50) == intervals(dict(reversed(tallies.items())), 50)


def test_a_part_of_the_split(tmp_path: Path) -> None:
    assert len(choose(GOLD, "dev")) == len(read_split(GOLD, "dev")) > 10
    with pytest.raises(GoldError, match="choose from train, dev, test"):
        choose(GOLD, "tset")
    with pytest.raises(GoldError, match=r"split\.json"):
        choose(_cluster(tmp_path), "dev")
    with pytest.raises(GoldError, match="no gold clusters"):
        choose(tmp_path / "none", None)
