"""The two real pages: body without furniture, title, real outlet, author, window of days."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest import read_inputs
from pipeline.records import RawArticle, Reject

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not beside this checkout")


@pytest.fixture(scope="module")
def articles() -> list[RawArticle]:
    return [a for a in read_inputs([str(SEEDS)]) if isinstance(a, RawArticle)]


def body_of(article: RawArticle) -> str:
    return "".join(article.body[s.start : s.end] for s in article.keep)


def test_nothing_of_the_sidebar_is_article(articles: list[RawArticle]) -> None:
    for article in articles:
        for figure in (
            "400万",
            "31%",
            "11257",
            "169145",
            "1000亿级赛道",
            "002731",
            "![]",
            "NetEase",
            "网易号",
            "網易號",
        ):
            assert figure not in body_of(article), figure


def test_the_whole_body_is_kept(articles: list[RawArticle]) -> None:
    bare, page = articles
    for part in ("創紀錄的7600億", "史無前例的", "可用區增至95個", "不足20%"):
        assert part in body_of(bare), part
    for part in ("一分钱的千问奶茶", "01 千问爆单", "92个可用区", "03 结语", "20万个", "3800亿元"):
        assert part in body_of(page), part


def test_outlet_title_and_author_come_from_the_page(articles: list[RawArticle]) -> None:
    bare, page = articles
    assert (bare.outlet, bare.author, bare.region, bare.title) == ("BT财经", "夢蕭", "CN", "")
    assert (page.outlet, page.author, page.region) == ("深蓝财经", "杨波", "CN")
    assert page.title.startswith("千问请客") and page.title.endswith("王炸底牌")


def test_an_undated_page_gets_a_window_with_its_reason(articles: list[RawArticle]) -> None:
    bare, page = articles
    assert any(n.startswith("inferred_date:2026-02-04:") for n in bare.notes)
    assert any(n.startswith("window:2026-02-06/2026-02-10:") for n in page.notes)
    assert all("missing_date" in a.notes and a.published is None for a in articles)


def test_the_missing_date_is_one_line_of_the_rejects() -> None:
    rejects = [r for r in read_inputs([str(SEEDS)]) if isinstance(r, Reject)]
    assert [r.reason for r in rejects] == ["missing_date", "missing_date"]
    assert all("kept" in r.note for r in rejects)
