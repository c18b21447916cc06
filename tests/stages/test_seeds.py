"""The two articles of ../shared/seeds, given as they are: what a run must show on them and what it must not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_config
from pipeline.stages import plan, run
from pipeline.store import View, open_store

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not beside this checkout")

SIDEBAR = ("400万", "31%", "11257", "169145", "002731", "8%", "45岁", "20日", "130", "9岁", "30岁")
FILES = ("report.html", "report.md", "facts.jsonl", "doubtful.jsonl", "checks.jsonl", "discrepancies.csv")
FILES += ("discrepancies.xlsx", "claims.parquet", "claimreview.jsonld", "rejects.jsonl")


@dataclass(frozen=True)
class Ran:
    """What a run over the seeds left; `hant` and `hans` are the ids of the two articles."""

    out: Path
    hant: str
    hans: str
    raws: dict[str, str]
    claims: list[Any]
    facts: list[dict[str, Any]]
    checks: list[dict[str, Any]]

    def pairs(self, left: str, right: str) -> set[tuple[str, str | None]]:
        """Relation and kind of each pair of a figure `left` in the first article with `right` in the second."""
        found = set()
        for fact in self.facts:
            for pair in fact["pairs"]:
                sides = {
                    fact["claims"][pair[side]]["article"]: fact["claims"][pair[side]] for side in ("left", "right")
                }
                texts = {id_: claim["text"] for id_, claim in sides.items()}
                if texts.get(self.hant) == left and texts.get(self.hans) == right:
                    found.add((pair["relation"], pair["kind"]))
        return found


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    out = tmp_path_factory.mktemp("seeds")
    run([SEEDS], out, load_config(None, workers=1))
    with open_store(out / "heshu.duckdb", read_only=True) as connection:
        view = View(connection)
        articles, claims = sorted(view.articles(), key=lambda a: a.origin.path), list(view.claims())
    assert [a.script for a in articles] == ["hant", "hans"] or [a.script for a in articles] == ["mixed", "hans"]
    facts, checks = (
        [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]
        for name in ("facts.jsonl", "checks.jsonl")
    )
    hant, hans = articles
    return Ran(out, hant.id, hans.id, {a.id: a.raw for a in articles}, claims, facts, checks)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [("超9萬個", "突破20万个", "hedge"), ("95個", "92个", "value"), ("30個", "29个", "value")],
)
def test_conflicts(ran: Ran, left: str, right: str, kind: str) -> None:
    assert ran.pairs(left, right) == {("conflict", kind)}


@pytest.mark.parametrize(
    ("left", "right", "relations"),
    [
        ("破10億", "突破10亿次", {"agree", "compatible"}),
        ("30億元", "30亿元", {"agree", "compatible"}),
        ("超400家", "400余家", {"agree", "compatible"}),
        ("3800億元", "至少3800亿元人民币", {"compatible"}),
    ],
)
def test_agreements(ran: Ran, left: str, right: str, relations: set[str]) -> None:
    found = {relation for relation, _ in ran.pairs(left, right)}
    assert found and found <= relations


def test_no_other_grave_conflict(ran: Ran) -> None:
    grave = [
        {fact["claims"][pair[side]]["text"] for side in ("left", "right")}
        for fact in ran.facts
        for pair in fact["pairs"]
        if pair["relation"] == "conflict" and pair["severity"] >= 0.6
    ]
    assert grave == [{"超9萬個", "突破20万个"}]


def test_no_trap_is_paired(ran: Ran) -> None:
    """10億 in cash and 10億 downloads, the cloud's customers and the chip's, the decade past and the years to come."""
    assert not ran.pairs("10億", "突破10亿次")
    assert not ran.pairs("超400家", "500多万")
    assert not {relation for relation, _ in ran.pairs("約3800億元", "至少3800亿元人民币")} & {"conflict"}


def test_nothing_outside_the_body_is_a_claim(ran: Ran) -> None:
    portal = ran.raws[ran.hans]
    end = portal.index("特别声明")
    start = portal.index("一分钱的千问奶茶")
    for claim in ran.claims:
        if claim.article == ran.hans:
            assert start <= claim.raw.start and claim.raw.end <= end, claim.text
        assert claim.text not in SIDEBAR


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        (("約3800億元", "3800億元", "超過7600億元"), "consistent"),
        (("30億元", "10億", "5億", "超45億元"), "consistent"),
        (("不足20%", "90%"), "inconsistent"),
    ],
)
def test_sums(ran: Ran, figures: tuple[str, ...], verdict: str) -> None:
    found = [c["verdict"] for c in ran.checks if tuple(claim["text"] for claim in c["claims"]) == figures]
    assert found == [verdict]


def test_no_other_sum_is_wrong(ran: Ran) -> None:
    wrong = [[claim["text"] for claim in c["claims"]] for c in ran.checks if c["verdict"] == "inconsistent"]
    assert wrong == [["不足20%", "90%"]]


def test_quotes_stand_in_the_articles_own_script_and_hold_the_figure(ran: Ran) -> None:
    for claim in ran.claims:
        assert ran.raws[claim.article][slice(*claim.raw)] == claim.text
        assert claim.text in claim.quote
        assert claim.raw_sentence.start <= claim.raw.start < claim.raw.end <= claim.raw_sentence.end
        assert claim.quote in ran.raws[claim.article]
    page = (ran.out / "report.html").read_text(encoding="utf-8")
    for figure in ("超9萬個", "突破20万个", "95個", "92个"):
        assert f"<mark>{figure}</mark>" in page


def test_another_order_and_two_workers_give_the_same_bytes(
    ran: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted(SEEDS.iterdir(), reverse=True)
    run(files, tmp_path / "turned", load_config(None, workers=1))
    monkeypatch.setattr(plan, "ALONE", 0)
    run(files, tmp_path / "two", load_config(None, workers=2))
    for other in ("turned", "two"):
        for name in FILES:
            assert (tmp_path / other / name).read_bytes() == (ran.out / name).read_bytes(), (other, name)
