"""The review page in a real browser: judge by keyboard, reload, filter, paste an article, in the dark, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

DRAFT = (
    "截至2026年3月5日，远帆云在30个地域运营95个可用区，衍生模型超过9万个。\n\n"
    "<script>alert(1)</script>公司称全年营收约184.37亿元，同比增长3.5%。"
)


@pytest.fixture
def page(open_tab: Callable[..., Any], served: str) -> Any:
    tab = open_tab(served)
    tab.goto(served)
    tab.wait_for_selector("html[data-ready]")
    return tab


def ids(page: Any) -> list[str]:
    return [str(one) for one in page.eval_on_selector_all("article.row", "rows => rows.map((row) => row.id)")]


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.closest('article.row')?.id || ''"))


def test_opens_filters_and_expands(page: Any) -> None:
    assert page.inner_text("h1").startswith("66 处待判")
    page.fill("#q", "远帆云59")
    page.press("#q", "Enter")
    page.wait_for_url("**/?q=*")
    assert ids(page) == ["f-more59"]
    page.click(".more > summary")
    assert page.is_visible(".more .paragraph")
    page.click("nav.lists a[href='/?list=updates']")
    page.wait_for_selector(".timeline")


def test_pages_follow_one_another(page: Any) -> None:
    first = ids(page)
    page.click("a[rel=next]")
    page.wait_for_url("**/?page=2")
    assert not set(first) & set(ids(page))
    page.click("a[rel=prev]")
    page.wait_for_url(lambda url: "page" not in url)
    assert ids(page) == first


def test_judged_by_keyboard_and_kept(page: Any) -> None:
    first, second, third = ids(page)[:3]
    page.keyboard.press("j")
    assert focused(page) == first
    page.keyboard.press("2")
    page.wait_for_selector(f"article[id='{first}'].settled .chip.v-fine")
    assert focused(page) == second
    page.keyboard.press("n")
    page.keyboard.type("口径不同 3 1")
    page.keyboard.press("Enter")
    assert focused(page) == second
    page.keyboard.press("3")
    page.wait_for_selector(f"article[id='{second}'].settled .chip.v-not_comparable")
    assert focused(page) == third
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.inner_text("h1").startswith("64 处待判，2 处已判")
    assert not {first, second} & set(ids(page))
    page.goto(page.url.rstrip("/") + "/?list=judged")
    assert set(ids(page)) == {first, second}
    assert "口径不同 3 1" in page.inner_text(f"article[id='{second}'] .judged")


def test_taken_back_by_keyboard(page: Any) -> None:
    first = ids(page)[0]
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.wait_for_selector(f"article[id='{first}'].settled")
    page.keyboard.press("k")
    assert focused(page) == first
    page.keyboard.press("u")
    page.wait_for_selector(f"article[id='{first}']:not(.settled)")
    assert page.locator(f"article[id='{first}'] .judged").count() == 0
    page.reload()
    assert ids(page)[0] == first


def test_keys_move_search_and_expand(page: Any) -> None:
    first, second = ids(page)[:2]
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == second
    page.keyboard.press("Enter")
    assert page.is_visible(f"article[id='{second}'] .more[open]")
    page.keyboard.press("k")
    assert focused(page) == first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("1234")
    page.keyboard.press("Escape")
    assert page.locator(".settled").count() == 0


def test_two_reviewers_at_once(page: Any, open_tab: Callable[..., Any], served: str) -> None:
    other = open_tab(served)
    other.goto(served)
    first, second = ids(page)[:2]
    for tab, name in ((page, "甲"), (other, "乙")):
        tab.fill("input[name=reviewer]", name)
        tab.click("form.who button")
        tab.wait_for_selector(f"input[name=reviewer][value={name}]")
    page.click(f"article[id='{first}'] button[value=fine]")
    other.click(f"article[id='{first}'] button[value=conflict]")
    other.click(f"article[id='{second}'] button[value=unsure]")
    page.wait_for_selector(f"article[id='{first}'].settled")
    other.wait_for_selector(f"article[id='{second}'].settled")
    page.goto(f"{served}/item/{first}")
    said = page.inner_text(".history")
    assert "甲" in said and "乙" in said


def test_without_script_too(open_tab: Callable[..., Any], served: str) -> None:
    tab = open_tab(served, java_script_enabled=False)
    tab.goto(served)
    first = tab.get_attribute("article.row", "id")
    tab.click(f"article[id='{first}'] button[value=fine]")
    tab.wait_for_url(f"{served}/**")
    assert tab.inner_text("h1").startswith("65 处待判，1 处已判")


def test_a_pasted_article(page: Any, served: str) -> None:
    page.goto(f"{served}/draft")
    page.fill("textarea", DRAFT)
    page.click("button.go")
    page.wait_for_selector(".manuscript")
    marks = page.eval_on_selector_all("mark.fig", "all => all.map((one) => one.firstChild.textContent)")
    assert {"30个", "95个", "超过9万个"} <= set(marks)
    mark = page.locator("mark.fig", has_text="超过9万个")
    tip = mark.locator(".tip")
    assert not tip.is_visible()
    mark.hover()
    assert "多于 9万" in tip.inner_text() and "超过" in tip.inner_text()
    page.mouse.move(5, 5)
    mark.focus()
    assert tip.is_visible()
    assert page.input_value("textarea") == DRAFT


def test_an_uploaded_article(page: Any, served: str) -> None:
    page.goto(f"{served}/draft")
    file = {"name": "稿.txt", "mimeType": "text/plain", "buffer": DRAFT.encode("gb18030")}
    page.set_input_files("input[type=file]", file)
    page.click("button.go")
    page.wait_for_selector("mark.fig")


@pytest.mark.parametrize(("value", "lang", "title"), [("hant", "zh-Hant", "核數審核"), ("en", "en", "Heshu review")])
def test_one_switch_changes_the_language(page: Any, value: str, lang: str, title: str) -> None:
    page.click(f"button[name=language][value={value}]")
    page.wait_for_selector(f"html[lang={lang}]")
    assert page.title() == title
    page.reload()
    assert page.get_attribute("html", "lang") == lang


def test_simplified_stands_beside_at_will(page: Any) -> None:
    beside = page.locator("blockquote.simplified").first
    assert not beside.is_visible()
    page.click("button[name=simplified]")
    page.wait_for_selector("html[data-simplified]")
    assert beside.is_visible()
    page.click("button[name=simplified]")
    page.wait_for_selector("html:not([data-simplified])")


def test_in_the_dark(page: Any) -> None:
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.click("button[name=theme][value=light]")
    page.wait_for_selector("html[data-theme=light]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def open_all(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def few_rows(page: Any) -> None:
    """Rows are of one make: axe needs to see some, and takes its time for each."""
    page.evaluate("document.querySelectorAll('article.row:nth-of-type(n+7)').forEach((one) => { one.remove(); })")


def paste(page: Any, served: str) -> None:
    page.goto(f"{served}/draft")
    page.fill("textarea", DRAFT)
    page.click("button.go")
    page.wait_for_selector("mark.fig")


PATHS = ("/", "/?list=judged", "/?list=wrong", "/?list=updates", "/?list=articles", "/draft", "/nowhere")


@pytest.mark.parametrize("width", [360, 390, 820, 1400])
def test_nothing_runs_out_of_the_window(page: Any, served: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for path in PATHS[:-1]:
        page.goto(f"{served}{path}")
        open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    paste(page, served)
    for mark in page.locator("mark.fig").all():
        mark.focus()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (820, "light"), (1400, "dark")])
def test_axe_finds_nothing(page: Any, axe: Callable[[Any], list[str]], served: str, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    first = ids(page)[0]
    page.click(f"button[name=theme][value={theme}]")
    page.wait_for_selector(f"html[data-theme={theme}]")
    page.click("article.row button[value=conflict]")
    page.wait_for_selector("article.row.settled")
    few_rows(page)
    found = {"judged in place": axe(page)}
    for path in (*PATHS[:-1], f"/item/{first}"):
        page.goto(f"{served}{path}")
        open_all(page)
        few_rows(page)
        found[path] = axe(page)
    paste(page, served)
    open_all(page)
    found["pasted"] = axe(page)
    assert {place: trouble for place, trouble in found.items() if trouble} == {}
