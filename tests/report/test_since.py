"""What changed since an earlier run: new, changed and gone conflicts, and nothing of what is as it was."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from newsroom import ARTICLES, CHECKS, FACTS, REJECTS, RUN

from pipeline.errors import ConfigError
from pipeline.records import Fact
from pipeline.report.build import build_report
from pipeline.report.formats import write_report
from pipeline.report.model import Report
from pipeline.report.since import only_since, read_earlier
from pipeline.report.to_html import render_html
from pipeline.report.to_markdown import write_markdown

GRAVE = next(fact for fact in FACTS if fact.status == "conflict" and len(fact.claims) == 3)
JSON = ("facts.jsonl", "doubtful.jsonl", "checks.jsonl")


def report(facts: list[Fact]) -> Report:
    return build_report(facts, CHECKS, ARTICLES, REJECTS, RUN, lang="zh", sure=0.5)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    folder = tmp_path / "昨天"
    write_report(report(list(FACTS)), folder, JSON)
    return folder


def renamed(fact: Fact, ending: str) -> Fact:
    return replace(fact, id=fact.id + ending, claims=tuple(replace(c, id=c.id + ending) for c in fact.claims))


def test_nothing_changed(before: Path) -> None:
    found = only_since(report(list(FACTS)), read_earlier(before))
    assert not (found.conflicts or found.unsure or found.updates or found.agreements or found.wrong or found.right)
    assert found.since is not None and found.since.name == "昨天" and not found.since.gone
    assert found.since.unchanged == len(report(list(FACTS)).conflicts)


def test_new_changed_and_gone(before: Path) -> None:
    rest = [fact for fact in FACTS if fact is not GRAVE]
    other = next(fact for fact in rest if any(p.relation == "conflict" and p.confidence >= 0.5 for p in fact.pairs))
    milder = tuple(replace(p, kind="value" if p.kind != "value" else "hedge") for p in other.pairs)
    rest[rest.index(other)] = replace(other, pairs=milder)
    found = only_since(report([*rest, renamed(other, "x")]), read_earlier(before))
    assert {view.fact.id: view.change for view in found.conflicts} == {other.id: "changed", other.id + "x": "new"}
    assert found.since is not None and [one.id for one in found.since.gone] == [GRAVE.id]
    assert sum(found.overview.conflicts.values()) == 2
    page = html.document_fromstring(render_html(found))
    assert page.xpath("string(//h1)").startswith("自 昨天 以来：新冲突 1 处，有变 1 处，消失 1 处")
    assert sorted(chip.text_content() for chip in page.xpath("//span[contains(@class, 'change')]")) == ["新", "有变"]
    assert GRAVE.attribute in page.xpath("string(//details[@id='gone'])")
    text = io.BytesIO()
    write_markdown(found, text)
    assert "已消失" in text.getvalue().decode()


def test_other_ids_of_a_fact_are_no_change(before: Path) -> None:
    again = [replace(fact, id=fact.id + "y") for fact in FACTS]
    assert only_since(report(again), read_earlier(before)).conflicts == ()


@pytest.mark.parametrize("content", [None, "{", "[1]", '{"id": 1}'])
def test_what_is_no_run_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "facts.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"earlier run|heshu run"):
        read_earlier(tmp_path)
