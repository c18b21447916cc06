"""The samples say what the demo must show; here only that the expectations and the samples still fit each other."""

import json
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
CASES = ROOT / "tests" / "cases"
RELATIONS = {"agree", "compatible", "update", "conflict", "none"}


@cache
def texts() -> dict[str, str]:
    """Every sample by its id, or by its file name where it has none."""
    found = {}
    for path in sorted(SAMPLES.iterdir()):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            found |= {row["id"]: row["body"] for row in map(json.loads, text.splitlines())}
        elif path.suffix == ".md":
            found[text.split("id: ", 1)[1].split("\n", 1)[0]] = text
        else:
            found[path.name] = text
    return found


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def test_there_are_three_events_in_several_forms() -> None:
    assert len(texts()) >= 8
    assert {path.suffix for path in SAMPLES.iterdir()} == {".txt", ".jsonl", ".md", ".html"}


@pytest.mark.parametrize("row", rows("samples_pairs.tsv"), ids=lambda row: f"{row[1]}-{row[3]}")
def test_expected_pairs_stand_in_the_samples(row: list[str]) -> None:
    left, left_quote, right, right_quote, relation, kind, _, _ = row
    assert left_quote in texts()[left]
    assert right_quote in texts()[right]
    assert relation in RELATIONS
    assert bool(kind) == (relation == "conflict")


@pytest.mark.parametrize("row", rows("samples_checks.tsv"), ids=lambda row: row[2])
def test_expected_checks_stand_in_the_samples(row: list[str]) -> None:
    article, quotes, _, verdict, _ = row
    assert all(quote in texts()[article] for quote in quotes.split("|"))
    assert verdict in {"consistent", "inconsistent"}
