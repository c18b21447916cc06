"""Names: cases line by line, the twelve clusters and the seeds, links across writings and scripts, hostile text."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.convert.article import to_article
from pipeline.extract.entities import find_article_names, find_names
from pipeline.records import Article, Origin, RawArticle

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "names.tsv"
SEEDS = ROOT.parent / "shared" / "seeds"
CLUSTERS = ROOT / "corpus" / "gold"


def _cases() -> list[tuple[str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [(text, meaning) for text, _, meaning in (line.partition(" => ") for line in lines if line)]


def _shown(text: str) -> str:
    names = find_names(text)
    return " | ".join(f"{text[n.span.start : n.span.end]}:{n.type}:{n.entity}" for n in names) or "-"


@pytest.mark.parametrize(("text", "meaning"), _cases())
def test_case(text: str, meaning: str) -> None:
    assert _shown(text) == meaning


def test_a_quarter_of_the_cases_find_nothing() -> None:
    cases = _cases()
    assert len(cases) >= 250 and len({text for text, _ in cases}) == len(cases)
    assert sum(meaning == "-" for _, meaning in cases) >= len(cases) / 4


def _article(title: str, body: str, outlet: str | None = None) -> Article:
    return to_article(RawArticle(Origin("test"), "a", title, body, outlet, None))


def _entities(article: Article) -> set[str]:
    return {n.entity for n in find_names(article.text, (), article.title, article.outlet or "")}


SEEN_IN_BOTH = {
    "阿里巴巴",
    "千问",
    "平头哥",
    "真武810E",
    "达摩院",
    "英伟达",
    "腾讯",
    "字节跳动",
    "阿里云",
    "通义实验室",
}
SEEN_IN_ONE = [
    {"马云", "马化腾", "吴嘉", "邵晓锋", "百度", "GPT-4", "GPT-5.2", "Llama", "H20", "百团大战", "微信", "杭州市"},
    {"国家电网", "中国石油", "小鹏汽车", "IDC", "谷歌", "Hugging Face", "A800", "双11", "OpenAI", "华为", "中国科学院"},
]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles lie beside the checkout")
def test_seeds() -> None:
    paths = sorted(SEEDS.glob("*.txt"))
    for path, own in zip(paths, SEEN_IN_ONE, strict=True):
        assert _entities(_article("", path.read_text(encoding="utf-8"))) >= SEEN_IN_BOTH | own


GOLD_NAMES = [
    ("101", "澜川科技", "ac"),
    ("104", "衡睿半导体", "abcd"),
    ("108", "岚湾", "abc"),
    ("108", "岚湾云", "b"),
    ("111", "曜芯科技", "abc"),
    ("111", "上证指数", "abcd"),
    ("111", "恒生指数", "bcd"),
    ("111", "中国人民银行", "acd"),
    ("119", "《归墟纪》", "abc"),
    ("201", "岷安", "acd"),
    ("201", "青坪", "abcd"),
    ("201", "国家消防救援局", "ad"),
    ("204", "香港消防处", "abc"),
    ("204", "德兴大厦", "abc"),
    ("204", "香港屋宇署", "ac"),
    ("210", "临江市", "c"),
    ("210", "政府工作报告", "ab"),
    ("213", "陆骁", "ac"),
    ("213", "佐野", "a"),
    ("213", "中国队", "abc"),
    ("213", "亚洲田径锦标赛", "abc"),
    ("215", "云州", "bcd"),
    ("215", "云州古城", "a"),
    ("215", "滨海湾景区", "a"),
    ("217", "江淮", "bcd"),
]


@pytest.mark.parametrize(("cluster", "entity", "articles"), GOLD_NAMES)
def test_subjects_of_a_cluster_are_one_entity(cluster: str, entity: str, articles: str) -> None:
    found = json.loads((CLUSTERS / f"{cluster}.json").read_text(encoding="utf-8"))["articles"]
    for given in found:
        if given["id"][-1] in articles:
            assert entity in _entities(_article(given["title"], given["body"], given["outlet"])), given["id"]


def test_both_scripts_give_one_entity() -> None:
    hans = _article("", "台积电与英伟达合作，川普在悉尼表示欢迎。")
    hant = _article("", "台積電與輝達合作，川普在悉尼表示歡迎。")
    assert _entities(hans) == _entities(hant)


def test_full_and_short_names_are_one_entity_across_articles() -> None:
    full = find_names("澜川科技股份有限公司公告称，澜川拟派息。")
    short = find_names("澜川科技18日晚披露年报。", title="澜川科技净利润增长")
    assert {n.entity for n in full} == {n.entity for n in short} == {"澜川科技"}


def test_alias_in_parentheses_stands_for_the_name() -> None:
    names = find_names("深圳市澜川精密科技股份有限公司（以下简称“澜精科”）公告。澜精科拟派息。")
    assert {n.entity for n in names} == {"澜川精密科技"}


def test_title_and_text_help_each_other() -> None:
    title, text = find_article_names("岚湾云加速，岚湾减速", "岚湾集团公布业绩。")
    assert [n.entity for n in title] == ["岚湾云", "岚湾"] and [n.entity for n in text] == ["岚湾"]


def test_places_of_one_name_stay_apart() -> None:
    assert "北京市朝阳区" in {n.entity for n in find_names("北京市今日通报，朝阳区新增绿地。")}
    assert "长春市朝阳区" in {n.entity for n in find_names("长春市今日通报，朝阳区新增绿地。")}


def test_a_users_table_counts(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(
        "entity\ttype\taliases\trisky\tparent\trelation\tregion\tnote\n小蓝鲸\tPRODUCT\t\t\t阿里巴巴\tproduct_of\tCN\t\n",
        encoding="utf-8",
    )
    assert [n.entity for n in find_names("小蓝鲸上线", (path,))] == ["小蓝鲸"]


@pytest.mark.parametrize(
    "piece",
    ["1", "零", "百分之", "·", "阿·", "公司", "省市县区", "a1-", "张某", "ABC ", "《", "（", "科技", "云州市", "中国"],
)
def test_hostile_text_stays_linear(piece: str, grows_linearly: Callable[..., None]) -> None:
    grows_linearly(lambda length: find_names(piece * (length // len(piece))), 5_000)


def test_names_are_in_order_without_overlap() -> None:
    text = "阿里旗下平头哥推出真武810E，江淮省统计局和澜川科技股份有限公司在北京大学签约。" * 5
    names = find_names(text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(names))
