"""The claims labelled in full keep their form: quotes stand in articles, ids in the lexicon, days in the calendar."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.evaluate import read_cluster, read_split
from pipeline.evaluate.labels import read_claim_labels
from pipeline.lexicon.attributes import attributes_by_id
from pipeline.records import Frame

GOLD = Path(__file__).parents[2] / "corpus" / "gold"
FILES = sorted((GOLD / "claims").glob("*.jsonl"))
BASIS = {
    *("year_on_year", "month_on_month", "cumulative", "new", "net", "attributable", "deducted", "adjusted"),
    *("before_tax", "after_tax", "per_share", "quarter", "half_year", "full_year", "first_three_quarters"),
    *("seasonally_adjusted", "real", "nominal"),
}


@cache
def claims(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def whens(claim: Any) -> list[Any]:
    return [claim, *claim.get("also", {}).get("when", [])]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_form(path: Path) -> None:
    cluster = read_cluster(GOLD / f"{path.stem}.json")
    read = read_claim_labels(GOLD, path.stem, cluster.articles)
    assert len({label.place for label in read}) == len(read) == len(claims(path))
    pages = {article.key: f"{article.title}\n{article.body}" for article in cluster.articles}
    for claim in claims(path):
        page = pages[claim["article"]]
        assert claim["subject"]["name"]
        for part in (claim["subject"], claim["attribute"]):
            assert part["quote"] is None or part["quote"] in page, claim
        assert ("id" in claim["attribute"]) != ("phrase" in claim["attribute"])
        ids = [claim["attribute"].get("id"), *claim.get("also", {}).get("attribute", [])]
        assert {id_ for id_ in ids if id_ and id_.isascii()} <= attributes_by_id().keys(), claim
        assert claim["frame"] in get_args(Frame)
        assert set(claim["basis"]) <= BASIS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_times(path: Path) -> None:
    for claim in claims(path):
        for when in whens(claim):
            if when["period"]:
                first, last = map(date.fromisoformat, when["period"].split(".."))
                assert first <= last, claim
            if when["as_of"]:
                date.fromisoformat(when["as_of"][:10])


def test_each_part_of_the_split_has_some() -> None:
    stems = {path.stem for path in FILES}
    for part in ("train", "dev", "test"):
        assert sum(len(claims(GOLD / "claims" / f"{c}.jsonl")) for c in stems & {*read_split(GOLD, part)}) >= 400


def test_counts_in_the_readme_are_true() -> None:
    readme = (GOLD.parent / "README.md").read_text(encoding="utf-8")
    assert f"| {len(FILES)}, {sum(len(claims(path)) for path in FILES):,} |" in readme
