"""Words that stand for names: resolved where the article leaves one answer, left alone where it leaves two."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.entities import find_article_names
from pipeline.extract.reference import resolve_references
from pipeline.segment.sentences import split_sentences

CASES = Path(__file__).parents[1] / "cases" / "references.tsv"


def _cases() -> list[tuple[str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [(text, meaning) for text, _, meaning in (line.partition(" => ") for line in lines if line)]


def _shown(given: str) -> str:
    title, _, text = given.rpartition("##")
    title_names, names = find_article_names(title, text)
    found = resolve_references(text, split_sentences(text), names, title_names, title=title)
    return " | ".join(f"{text[n.span.start : n.span.end]}={n.entity}" for n in found) or "-"


@pytest.mark.parametrize(("text", "meaning"), _cases())
def test_case(text: str, meaning: str) -> None:
    assert _shown(text) == meaning


def test_references_never_lie_inside_names() -> None:
    text = "澜川科技股份有限公司发布年报。公司营收184亿元。"
    _, names = find_article_names("", text)
    spans = [n.span for n in resolve_references(text, split_sentences(text), names)]
    assert [text[s.start : s.end] for s in spans] == ["公司"]
    assert all(s.end <= n.span.start or n.span.end <= s.start for s in spans for n in names)


@pytest.mark.parametrize(
    ("outlet", "text", "entity"),
    [
        ("临江日报", "1月14日，临江市第十五届人民代表大会开幕。2025年全市地区生产总值7846.3亿元。", "临江市"),
        ("江淮晚报", "昨天，省统计局发布数据。年末全省常住人口6127万人。", "江淮"),
        ("云州市文化广电和旅游局", "假期全市接待游客1286.4万人次。", "云州"),
        ("新华社", "全市接待游客1286.4万人次。", None),
    ],
)
def test_the_outlet_says_whose_whole_is_meant(outlet: str, text: str, entity: str | None) -> None:
    title_names, names = find_article_names("", text, outlet=outlet)
    found = resolve_references(text, split_sentences(text), names, title_names, outlet=outlet)
    assert [n.entity for n in found] == ([entity] if entity else [])
