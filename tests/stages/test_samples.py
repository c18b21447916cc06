"""A run over corpus/samples finds what its case files expect; a row with a gap must fail until the gap is mended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_config
from pipeline.evaluate.gold import Place, overlap
from pipeline.stages import run
from pipeline.store import View, open_store

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
# False alarms of today's code: take out what is mended, add none.
FALSE_TODAY: set[tuple[str, ...]] = set()
FALSE_SUMS_TODAY: set[str] = set()


@dataclass(frozen=True)
class Ran:
    """What a run left: the text of each article by its name in the case files, its id, facts and checks."""

    texts: dict[str, str]
    ids: dict[str, str]
    facts: list[dict[str, Any]]
    checks: list[dict[str, Any]]

    def places(self, article: str, quote: str) -> list[Place]:
        """Everywhere the quote stands in the article as it was kept; a page's sidebar is not."""
        text, found, at = self.texts[article], [], -1
        while (at := text.find(quote, at + 1)) >= 0:
            found.append((self.ids[article], at, at + len(quote)))
        return found

    def pairs(self, left: list[Place], right: list[Place]) -> set[tuple[str, str]]:
        """Relation and kind of every pair of a figure at one of `left` with one at one of `right`."""
        found = set()
        for fact in self.facts:
            spans = [(c["article"], c["start"], c["end"]) for c in fact["claims"]]
            for pair in fact["pairs"]:
                a, b = spans[pair["left"]], spans[pair["right"]]
                if any(
                    any(overlap(x, p) for p in left) and any(overlap(y, q) for q in right) for x, y in ((a, b), (b, a))
                ):
                    found.add((pair["relation"], pair["kind"] or ""))
        return found

    def verdicts(self, article: str, quotes: list[str]) -> set[str]:
        """The verdicts of the article's checks that use a figure at each of the quotes and no others."""
        wanted = [self.places(article, quote) for quote in quotes]
        found = set()
        for check in self.checks:
            used = [(check["article"], c["start"], c["end"]) for c in check["claims"]]
            covered = all(any(overlap(u, p) for u in used for p in places) for places in wanted)
            if covered and len(used) == len(quotes):
                found.add(check["verdict"])
        return found


def read_case_rows(name: str) -> list[Any]:
    """Rows of a case file with their gap as a strict xfail."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    head, *rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    params = []
    for row in rows:
        cells = dict(zip(head, row, strict=True))
        marks = [pytest.mark.xfail(strict=True, reason=cells["gap"])] if cells["gap"] else []
        params.append(pytest.param(cells, id=" ".join(row[:4]), marks=marks))
    return params


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    out = tmp_path_factory.mktemp("samples")
    run([ROOT / "corpus" / "samples"], out, load_config(None, workers=1))
    with open_store(out / "heshu.duckdb", read_only=True) as connection:
        articles = list(View(connection).articles())
    names = {a.id: Path(a.origin.path).name if a.id.startswith("a-") else a.id for a in articles}
    facts, checks = (
        [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]
        for name in ("facts.jsonl", "checks.jsonl")
    )
    return Ran({names[a.id]: a.raw for a in articles}, {n: i for i, n in names.items()}, facts, checks)


@pytest.mark.parametrize("row", read_case_rows("samples_pairs.tsv"))
def test_pairs(ran: Ran, row: dict[str, str]) -> None:
    found = ran.pairs(ran.places(row["left"], row["left_quote"]), ran.places(row["right"], row["right_quote"]))
    if row["relation"] == "none":
        assert not found
    else:
        assert (row["relation"], row["kind"]) in found
        assert row["relation"] == "conflict" or "conflict" not in {relation for relation, _ in found}


@pytest.mark.parametrize("row", read_case_rows("samples_checks.tsv"))
def test_checks(ran: Ran, row: dict[str, str]) -> None:
    assert ran.verdicts(row["article"], row["quotes"].split("|")) == {row["verdict"]}


def test_no_conflict_that_nobody_expects(ran: Ran) -> None:
    """Every conflict stands between two places that a row of the case file names, or is a copy of one that does."""
    rows = [param.values[0] for param in read_case_rows("samples_pairs.tsv")]
    expected = [
        [*ran.places(row["left"], row["left_quote"]), *ran.places(row["right"], row["right_quote"])]
        for row in rows
        if row["relation"] == "conflict"
    ]
    unexpected = set()
    for fact in ran.facts:
        spans = [(c["article"], c["start"], c["end"]) for c in fact["claims"]]
        met = [sum(any(overlap(s, p) for s in spans) for p in places) for places in expected]
        if fact["status"] == "conflict" and max(met) < 2:
            unexpected.add((fact["attribute"], *(claim["text"] for claim in fact["claims"])))
    assert unexpected == FALSE_TODAY


def test_no_wrong_sum_that_nobody_expects(ran: Ran) -> None:
    rows = [param.values[0] for param in read_case_rows("samples_checks.tsv")]
    wrong = {(row["article"], len(row["quotes"].split("|"))) for row in rows if row["verdict"] == "inconsistent"}
    names = {id_: name for name, id_ in ran.ids.items()}
    found = {
        check["formula"]
        for check in ran.checks
        if check["verdict"] == "inconsistent" and (names[check["article"]], len(check["claims"])) not in wrong
    }
    assert found == FALSE_SUMS_TODAY


def test_quotes_stand_in_the_articles_own_script(ran: Ran) -> None:
    texts = {ran.ids[name]: text for name, text in ran.texts.items()}
    for fact in ran.facts:
        for claim in fact["claims"]:
            assert texts[claim["article"]][claim["start"] : claim["end"]] == claim["text"]
            assert claim["sentence"]["start"] <= claim["start"] < claim["end"] <= claim["sentence"]["end"]
