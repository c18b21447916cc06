"""report.html in a real browser: opens without a request, filters, follows links, obeys keys, fits a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom import ARTICLES, CHECKS, FACTS, REJECTS, RUN

from pipeline.report.build import build_report
from pipeline.report.to_html import render_html


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = [
        replace(fact, id=f"{fact.id}{number:03d}", subject=f"{fact.subject}{number}")
        for number in range(60)
        for fact in FACTS
    ]
    path = tmp_path_factory.mktemp("page") / "report.html"
    report = build_report(facts, CHECKS, ARTICLES, REJECTS, RUN, lang="zh", sure=0.5)
    path.write_text(render_html(report), encoding="utf-8")
    return path


@pytest.fixture
def page(open_tab: Callable[..., Any], file: Path) -> Any:
    tab = open_tab("file:")
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-ready]")
    return tab


def texts(page: Any, selector: str) -> list[str]:
    return [str(text) for text in page.locator(selector).all_text_contents()]


def test_opens_with_the_gravest_first(page: Any) -> None:
    assert page.inner_text("h1") == "8 篇文章，300 处数字对不上，其中 180 处须先核。"
    assert "营业收入" in texts(page, "#conflicts h3")[0]


def test_filters_and_clears(page: Any) -> None:
    page.fill("#q", "远帆云59 衍生")
    page.wait_for_selector("#conflicts .shown", state="visible")
    assert page.inner_text("#conflicts .shown") == "显示 3，共 300"
    assert all(text.startswith("远帆云59") for text in texts(page, "#conflicts h3"))
    page.press("#q", "Escape")
    page.wait_for_selector("#conflicts .shown", state="hidden")


def test_matrix_sets_the_filter(page: Any) -> None:
    page.click(".matrix a[data-kind=unit]")
    page.wait_for_selector("#conflicts .shown", state="visible")
    assert page.inner_text("#conflicts .shown") == "显示 60，共 300"
    assert set(texts(page, "#conflicts .chip.kind")) == {"单位"}


@pytest.mark.parametrize(("sign", "count"), [("is:copy", 1), ("is:undated", 1)])
def test_every_number_at_the_top_leads_to_what_it_counts(page: Any, sign: str, count: int) -> None:
    page.click(f".overview a[data-q='{sign}']")
    page.wait_for_selector("#articles .shown", state="visible")
    assert page.locator("#articles tr.row").count() == count


def test_simplified_stands_beside_at_will(page: Any) -> None:
    beside = page.locator("#conflicts blockquote.simplified").first
    assert not beside.is_visible()
    page.check("#simplified")
    assert beside.is_visible() and beside.get_attribute("lang") == "zh-Hans"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert beside.is_visible()


def test_sorts(page: Any) -> None:
    page.click("#facets > summary")
    page.select_option("#sort", "newest")
    page.wait_for_selector("#conflicts .host > :first-child h3:has-text('发生日期')")


def test_deep_link_to_a_packed_row(page: Any, file: Path) -> None:
    last = f"{FACTS[4].id}059"
    page.goto(f"{file.as_uri()}#{last}")
    page.reload()
    page.wait_for_selector(f"article[id='{last}'] .more[open]")
    assert page.evaluate("document.activeElement.id") == last
    assert page.is_visible("#conflicts button.before")


def test_keyboard(page: Any) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("#conflicts article").nth(1)
    assert page.evaluate("document.activeElement.id") == second.get_attribute("id")
    page.keyboard.press("Enter")
    assert second.locator(".more").get_attribute("open") is not None
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == page.locator("#conflicts article").first.get_attribute("id")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_rows_come_as_one_scrolls(page: Any) -> None:
    before = page.locator("#conflicts article").count()
    page.locator("#conflicts button.next").scroll_into_view_if_needed()
    page.wait_for_selector(f"#conflicts .host > :nth-child({before + 1})", state="attached")


@pytest.mark.parametrize(("value", "lang", "title"), [("hant", "zh-Hant", "數字衝突"), ("en", "en", "Conflicts")])
def test_one_switch_changes_the_language(page: Any, value: str, lang: str, title: str) -> None:
    page.click(f"#language button[value={value}]")
    assert page.get_attribute("html", "lang") == lang
    assert page.inner_text("#conflicts h2").startswith(title)
    page.fill("#q", "远帆云59")
    page.wait_for_selector("#conflicts .shown", state="visible")
    assert page.locator("#conflicts article .why .label").first.inner_text() in {"為什麼", "Why"}


def test_theme_switch(page: Any) -> None:
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.select_option("#theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


@pytest.mark.parametrize("width", [360, 390, 820, 1400])
def test_nothing_runs_out_of_the_window(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (820, "light"), (1400, "dark"), (1400, "light")])
def test_axe_finds_nothing(page: Any, axe: Callable[[Any], list[str]], width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.select_option("#theme", theme)
    page.fill("#q", "远帆云59")
    page.wait_for_selector("#conflicts .shown", state="visible")
    page.evaluate("document.querySelectorAll('details:not(#facets)').forEach((one) => { one.open = true; })")
    # Rows out of sight have no place yet, and axe would take the colours of one for the ground of another.
    page.evaluate("document.querySelectorAll('article.row').forEach((r) => { r.style.contentVisibility = 'visible'; })")
    assert axe(page) == []
