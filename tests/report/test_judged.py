"""A judgement is known again when ids change, covers what says the same, and lets through what is new."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any, Literal

import pytest
from lxml import html
from newsroom import ARTICLES, CHECKS, FACTS, REJECTS, RUN

from pipeline.records import Comparison, Fact, Judgement, Span
from pipeline.report.build import build_report
from pipeline.report.judged import Word
from pipeline.report.model import Report
from pipeline.report.to_html import render_html
from pipeline.report.to_jsonl import write_facts
from pipeline.stages.answers import Change, undismissed
from pipeline.stages.summary import count_conflicts, open_findings

Verdict = Literal["conflict", "fine", "not_comparable", "unsure", "withdrawn"]
GRAVE = next(fact for fact in FACTS if fact.status == "conflict" and len(fact.claims) == 3)


def said(fact: Fact, verdict: Verdict, number: int = 1, **more: Any) -> Judgement:
    at = f"2026-03-09T08:00:{number:02d}"
    return Judgement(fact.id, verdict, "某编辑", at, id=f"j-{number}", **({"fact": fact} | more))


def report(*judgements: Judgement, facts: tuple[Fact, ...] = tuple(FACTS)) -> Report:
    return build_report(facts, CHECKS, ARTICLES, REJECTS, RUN, lang="zh", sure=0.5, judgements=judgements)


def listed(found: Report) -> set[str]:
    return {view.fact.id for view in found.conflicts}


@pytest.mark.parametrize("verdict", ["fine", "not_comparable"])
def test_dismissed_leaves_the_lists(verdict: Verdict) -> None:
    plain, found = report(), report(said(GRAVE, verdict))
    assert listed(plain) - listed(found) == {GRAVE.id}
    assert [view.fact.id for view in found.dismissed] == [GRAVE.id]
    assert sum(found.overview.conflicts.values()) == sum(plain.overview.conflicts.values()) - 1
    assert {view.fact.id for view in found.facts} == {view.fact.id for view in plain.facts}


def test_counts_of_a_run_leave_out_what_was_dismissed() -> None:
    wrong = next(check for check in CHECKS if check.verdict == "inconsistent")
    away = said(GRAVE, "fine"), Judgement(wrong.id, "fine", "某编辑", "2026-03-09T09:00:00", id="j-9", check=wrong)
    facts, checks = open_findings(FACTS, CHECKS, away, 0.5)
    assert (len(FACTS) - len(facts), len(CHECKS) - len(checks)) == (1, 1)
    assert count_conflicts(facts, 0.5)[0] == count_conflicts(FACTS, 0.5)[0] - 1
    assert open_findings(FACTS, CHECKS, (), 0.5) == (list(FACTS), list(CHECKS))


def test_edited_figures_stand_in_a_list_of_their_own() -> None:
    edit = replace(CHECKS[1], id="k-edit", check="edit", formula="92个 → 95个")
    found = build_report(FACTS, (*CHECKS, edit), ARTICLES, REJECTS, RUN, lang="zh", sure=0.5)
    assert [view.check.id for view in found.edits] == ["k-edit"]
    assert "k-edit" not in {view.check.id for view in found.wrong} and edit in [view.check for view in found.checks]
    assert html.fromstring(render_html(found)).xpath("//*[@id='edits']//*[@id='k-edit']")
    judged = Judgement(edit.id, "fine", "某编辑", "2026-03-09T09:00:00", id="j-9", check=edit)
    away = build_report(FACTS, (*CHECKS, edit), ARTICLES, REJECTS, RUN, lang="zh", sure=0.5, judgements=[judged])
    assert not away.edits and [view.check.id for view in away.dismissed_sums] == ["k-edit"]


@pytest.mark.parametrize("verdict", ["conflict", "unsure"])
def test_others_stay_with_their_word(verdict: Verdict) -> None:
    found = report(said(GRAVE, verdict))
    view = next(v for v in found.conflicts if v.fact.id == GRAVE.id)
    assert view.ruling is not None and view.ruling.judgement.verdict == verdict and view.ruling.whole


def test_new_ids_offsets_and_readings_change_nothing() -> None:
    moved = tuple(
        replace(
            c,
            id=f"{c.id}x",
            subject=replace(c.subject, id="别名"),
            raw=Span(c.raw.start + 9, c.raw.end + 9),
            raw_sentence=Span(c.raw_sentence.start + 9, c.raw_sentence.end + 9),
        )
        for c in GRAVE.claims
    )
    again = replace(GRAVE, id="f-anew", claims=moved)
    assert "f-anew" not in listed(report(said(GRAVE, "fine"), facts=(again,)))


def _with_claim(fact: Fact, like: int, against: int, text: str | None) -> Fact:
    """One more claim of another article: as an existing one says, or with a text and value of its own."""
    claim = replace(fact.claims[like], id="c-new", article="n99", quote=f"又一家媒体说{fact.claims[like].text}。")
    if text is not None:
        quantity = claim.mention.quantity
        assert quantity is not None and quantity.stated is not None
        other = replace(quantity, stated=quantity.stated * 7, low=quantity.stated * 7, high=quantity.stated * 7)
        claim = replace(claim, text=text, mention=replace(claim.mention, quantity=other))
    place = len(fact.claims)
    pair = Comparison(against, place, "conflict", "value", "两个数", kind="value", severity=0.9, confidence=0.9)
    claims, lineages = (*fact.claims, claim), (*fact.lineages, 99)
    return replace(fact, id="f-grown", claims=claims, lineages=lineages, pairs=(*fact.pairs, pair))


def _conflict(fact: Fact) -> Comparison:
    return next(pair for pair in fact.pairs if pair.relation == "conflict")


def test_a_newcomer_that_says_the_same_brings_nothing_back() -> None:
    pair = _conflict(GRAVE)
    grown = _with_claim(GRAVE, pair.right, pair.left, None)
    assert listed(report(said(GRAVE, "fine"), facts=(grown,))) == set()


def test_a_newcomer_with_another_figure_brings_it_back_with_the_old_word() -> None:
    pair = _conflict(GRAVE)
    grown = _with_claim(GRAVE, pair.right, pair.left, "另一个数")
    (view,) = report(said(GRAVE, "fine"), facts=(grown,)).conflicts
    assert view.ruling is not None and not view.ruling.whole and not view.ruling.dismissed


def test_taken_back_and_judged_again() -> None:
    first, last = said(GRAVE, "fine", 1), said(GRAVE, "conflict", 3)
    undo = said(GRAVE, "withdrawn", 2, undoes="j-1")
    assert GRAVE.id in listed(report(first, undo))
    assert GRAVE.id in listed(report(first, last))
    over = report(first, last, said(GRAVE, "withdrawn", 4, undoes="j-3"))
    assert GRAVE.id not in listed(over)


def test_a_judgement_of_an_older_store_holds_by_its_id() -> None:
    assert GRAVE.id not in listed(report(Judgement(GRAVE.id, "fine", "某编辑", "2026-03-09")))


def test_sums_too() -> None:
    wrong = next(check for check in CHECKS if check.verdict == "inconsistent")
    again = [replace(c, id="k-anew") if c is wrong else c for c in CHECKS]
    judgement = Judgement(wrong.id, "fine", "某编辑", "2026-03-09", check=wrong)
    found = build_report(FACTS, again, ARTICLES, REJECTS, RUN, lang="zh", sure=0.5, judgements=[judgement])
    assert [view.check.id for view in found.dismissed_sums] == ["k-anew"]
    assert {view.check.id for view in found.checks} == {check.id for check in again}
    assert Word.of([judgement]).of_check(replace(wrong, formula="1 + 1 = 3", id="k-2")) is None


def test_the_files_tell_it() -> None:
    found = report(said(GRAVE, "not_comparable"))
    out = io.BytesIO()
    write_facts(found, out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [one["judgement"]["verdict"] for one in lines if one["id"] == GRAVE.id] == ["not_comparable"]
    page = html.document_fromstring(render_html(found))
    assert not page.xpath(f"//details[@id='conflicts']//article[@id='{GRAVE.id}']")
    (row,) = page.xpath(f"//details[@id='dismissed']//article[@id='{GRAVE.id}']")
    assert "不可比" in row.xpath("string(.//p[@class='judged'])")


def test_additions_do_not_tell_of_it_again() -> None:
    new, other = (Change("new", None, fact) for fact in (replace(GRAVE, id="f-anew"), FACTS[-1]))
    assert GRAVE is not FACTS[-1]
    assert undismissed([new, other], [said(GRAVE, "fine")], 0.5) == [other]
    assert undismissed([new, other], [said(GRAVE, "conflict")], 0.5) == [new, other]
