"""The gold clusters keep their form: quotes stand in their bodies, pairs are complete, the split is whole."""

import itertools
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.records import ConflictKind, Hedge, Relation, Verdict

GOLD = Path(__file__).parents[2] / "corpus" / "gold"
FILES = sorted(GOLD.glob("[0-9]*.json"))


@cache
def cluster(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def span(bodies: dict[str, str], item: Any) -> tuple[str, int, int]:
    """Article, start and end of the n-th occurrence of a quote."""
    at = -1
    for _ in range(item.get("occurrence", 1)):
        at = bodies[item["article"]].find(item["quote"], at + 1)
        assert at >= 0, item
    return item["article"], at, at + len(item["quote"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_form(path: Path) -> None:
    data = cluster(path)
    assert data["cluster"] == path.stem
    assert 2 <= len(data["articles"]) <= 4
    for article in data["articles"]:
        assert article["id"].startswith(f"{path.stem}-")
        assert article["title"] and article["outlet"]
        date.fromisoformat(article["published"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_facts(path: Path) -> None:
    data = cluster(path)
    bodies = {article["id"]: article["body"] for article in data["articles"]}
    for fact in data["facts"]:
        claims = fact["claims"]
        assert len({claim["article"] for claim in claims}) >= 2, fact["fact"]
        for claim in claims:
            assert claim["modifier"] in get_args(Hedge)
            span(bodies, claim)
        wanted = {
            (i, j) for (i, a), (j, b) in itertools.combinations(enumerate(claims), 2) if a["article"] != b["article"]
        }
        assert {(pair["left"], pair["right"]) for pair in fact["pairs"]} == wanted, fact["fact"]
        for pair in fact["pairs"]:
            assert pair["relation"] in get_args(Relation)
            assert (pair.get("kind") in get_args(ConflictKind)) == (pair["relation"] == "conflict"), fact["fact"]
            assert pair["why"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_internal_checks_and_traps(path: Path) -> None:
    data = cluster(path)
    bodies = {article["id"]: article["body"] for article in data["articles"]}
    for item in data["internal"]:
        assert item["verdict"] in get_args(Verdict)
        assert len(item["quotes"]) >= 2
        assert all(quote in bodies[item["article"]] for quote in item["quotes"])
    pairs = {
        frozenset((span(bodies, fact["claims"][pair["left"]]), span(bodies, fact["claims"][pair["right"]])))
        for fact in data["facts"]
        for pair in fact["pairs"]
    }
    for trap in data["traps"]:
        left, right = span(bodies, trap["left"]), span(bodies, trap["right"])
        assert left[0] != right[0]
        assert frozenset((left, right)) not in pairs, trap


def test_no_article_is_given_twice() -> None:
    bodies = [article["body"] for path in FILES for article in cluster(path)["articles"]]
    assert len(set(bodies)) == len(bodies)


def test_split_holds_every_cluster_once() -> None:
    split = json.loads((GOLD / "split.json").read_text(encoding="utf-8"))
    assert set(split) == {"train", "dev", "test"}
    listed = sorted(itertools.chain.from_iterable(split.values()))
    assert listed == [path.stem for path in FILES]
    assert all(part == sorted(part) for part in split.values())


def test_counts_in_the_readme_are_true() -> None:
    readme = (GOLD.parent / "README.md").read_text(encoding="utf-8")
    articles = [article for path in FILES for article in cluster(path)["articles"]]
    facts = [fact for path in FILES for fact in cluster(path)["facts"]]
    pairs = sum(len(fact["pairs"]) for fact in facts)
    claims = sum(len(fact["claims"]) for fact in facts)
    assert f"| {len(FILES)}, {len(articles)}, {sum(len(article['body']) for article in articles):,} |" in readme
    assert f"| {len(facts):,}, {claims:,}, {pairs:,} |" in readme
