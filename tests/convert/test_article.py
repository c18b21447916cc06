"""A raw article becomes one ready to be read; every stretch of it can be shown in the body as given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert import to_article
from pipeline.records import Origin, RawArticle, Span

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
PAGE = "首页 > 财经\n據(jù)悉，營收&nbsp;３０億元。\n广告\n淨利意味著增長５％。\n2026-02-09 10:00"
RAW = RawArticle(Origin("a.txt"), None, "營收３０億元", PAGE, keep=(Span(8, 28), Span(32, 42)))


def test_kept_stretches_are_joined_and_shown_in_the_body() -> None:
    article = to_article(RAW)
    assert article.text == "据悉，营收 30亿元。\n净利意味着增长5%。"
    assert (article.script, article.title, article.body) == ("hant", "营收30亿元", Span(8, 42))
    figure = article.text.index("30亿元")
    start, end = article.to_raw.to_raw(figure, figure + 4)
    assert PAGE[start:end] == "３０億元"
    assert article.title_to_raw.to_raw(2, 6) == (2, 6)
    assert (str(article.reference), article.date_reason) == ("2026-02-09 00:00:00", "inferred: latest day on the page")


def test_ids_depend_on_the_content_alone() -> None:
    article, again = to_article(RAW), to_article(replace(RAW, origin=Origin("b.txt", 7), url="https://example.com"))
    assert (article.id, article.digest) == (again.id, again.digest)
    assert to_article(replace(RAW, key="101-a")).id == "101-a"
    assert to_article(replace(RAW, published="2026-02-06")).digest != article.digest


@pytest.mark.parametrize(
    ("outlet", "url", "region", "want"),
    [
        ("明報", None, None, "HK"),
        ("明報", None, "tw", "TW"),
        ("某报", "https://news.example.com.tw/a", None, "TW"),
        ("某报", "https://example.com/a.hk", None, "CN"),
        ("電玩前線(台灣)", None, None, "TW"),
        ("台灣《聯合新報》", None, None, "TW"),
        ("某报", "http://[bad", None, "CN"),
        (None, None, "台湾", "TW"),
        (None, None, None, "CN"),
    ],
)
def test_region(outlet: str | None, url: str | None, region: str | None, want: str) -> None:
    assert to_article(replace(RAW, outlet=outlet, url=url, region=region)).region == want


def test_a_simplified_article_with_a_traditional_quote_stays_as_it_is() -> None:
    body = (
        "这家公司说，经营没有问题，员工们还在为订单忙，仓库里货没动过，设备运转顺畅，账上够发工资。他题「愛著」二字。"
    )
    article = to_article(replace(RAW, body=body, title="", keep=()))
    assert (article.script, article.text) == ("hans", body)


def test_of_a_mixed_article_only_traditional_lines_are_converted() -> None:
    body = "這間公司說明獲利著實增長。\n这家公司说，经营没有问题，他们还在发展《爱著》。"
    article = to_article(replace(RAW, body=body, title="", keep=()))
    assert article.script == "mixed"
    assert article.text == "这间公司说明获利着实增长。\n这家公司说，经营没有问题，他们还在发展《爱著》。"


def test_an_unreadable_date_is_noted() -> None:
    assert to_article(replace(RAW, published="前天")).notes == ("unreadable-date",)


@given(st.text(st.sampled_from("據(jù)悉著乾隆３０％&nbsp;\r\n这没们\u200b\ud800"), max_size=40), st.data())
def test_spans_lie_in_the_body_and_inside_what_was_kept(body: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    keep = tuple(Span(start, end) for start, end in zip(cuts[0::2], cuts[1::2], strict=False))
    article = to_article(RawArticle(Origin("x"), None, "", body, keep=keep))
    for at in range(len(article.text)):
        start, end = article.to_raw.to_raw(at, at + 1)
        assert 0 <= start <= end <= len(body)


@pytest.mark.skipif(not SEEDS.exists(), reason="../shared/seeds is not there")
def test_the_seed_articles() -> None:
    scripts = []
    for path in sorted(SEEDS.glob("*.txt")):
        body = path.read_text(encoding="utf-8")
        article = to_article(RawArticle(Origin(path.name), None, "", body))
        scripts.append(article.script)
        assert len(article.text) == len(body)
    assert scripts == ["hant", "hans"]
