"""Page dumps in the forms of the big portals (pages/*.txt): all of the article, nothing of what stands round it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.ingest.furniture import find_body

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Story:
    """What the pages are about, and what must be found in them."""

    title: str
    outlet: str
    paragraphs: tuple[str, ...]
    author: str = "何秋"
    published: str = "2026-03-18T09:20"


HANS = Story(
    "澜川科技去年营收增长21.6% 拟投30亿元建新厂",
    "深港早报",
    (
        "澜川科技3月18日披露年报。全年营业收入184.37亿元，同比增长21.6%；净利润15.28亿元。",
        "一、产能继续扩大",
        "公司董事长林一川表示，今年将投入30亿元建设合江新厂，预计两年内投产，年产能由12万台增至20万台。",
        "为什么要这么快？",
        "“订单已经排到明年三月。”他说。",
        "二、市场份额",
        "据行业协会统计，公司去年在国内市场的份额为18.4%，较上年提高2.3个百分点，位列第二。",
    ),
)
HANT = Story(
    "瀾川科技去年營收成長21.6% 擬投30億元建新廠",
    "港灣日報",
    (
        "瀾川科技18日公布年報，全年營業收入184.37億元，年增21.6%；淨利15.28億元。",
        "董事長林一川表示，今年將投入30億元興建合江新廠，預計兩年內投產，年產能由12萬台增至20萬台。",
        "產能之外",
        "據產業公會統計，公司去年在國內市占率為18.4%，較前年提高2.3個百分點，居第二位。",
    ),
)
# The page, its story, and what its form tells of the story.
FORMS: tuple[tuple[str, Story, str], ...] = (
    ("netease", HANS, "title outlet author"),
    ("sina", HANS, "title outlet published"),
    ("tencent", HANS, "title outlet published"),
    ("sohu", HANS, "title outlet published"),
    ("toutiao", HANS, "title outlet published"),
    ("thepaper", HANS, "title outlet author published"),
    ("wechat", HANS, "title outlet published"),
    ("ltn", HANT, "title author published"),
    ("udn", HANT, "title author published"),
    ("ettoday", HANT, "title author published"),
    ("mingpao", HANT, "title published"),
    ("people", HANS, "title outlet published"),
    ("xinhua", HANS, "title outlet published"),
    ("cctv", HANS, "title outlet published"),
    ("ifeng", HANS, "title outlet published"),
    ("guancha", HANS, "title outlet published"),
    ("kr36", HANS, "title outlet published"),
    ("huxiu", HANS, "title outlet published"),
    ("zaobao", HANS, "title published"),
    ("sinchew", HANS, "title"),
    ("bbc", HANS, "title"),
    ("hk01", HANT, "title author published"),
    ("chinatimes", HANT, "title published"),
    ("cna", HANT, "title published"),
    ("stdaily", HANS, "title outlet author published"),
    ("ths", HANS, "title outlet author published"),
    ("eastmoney", HANS, "title outlet published"),
    ("bare", HANS, ""),
    ("titled", HANT, "title"),
)


def kept(text: str) -> str:
    page = find_body(text)
    return "".join(text[s.start : s.end] for s in page.keep) if page.keep else text


@pytest.mark.parametrize(("name", "story", "tells"), FORMS, ids=[f[0] for f in FORMS])
def test_the_article_and_nothing_else_is_kept(name: str, story: Story, tells: str) -> None:
    text = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in kept(text).splitlines() if line.strip()]
    # 〔記者…報導〕 and 【…專訊】 open the first paragraph: they may stay.
    lines[0] = lines[0][lines[0].find(story.paragraphs[0]) :] if story.paragraphs[0] in lines[0] else lines[0]
    assert lines == list(story.paragraphs)


@pytest.mark.parametrize(("name", "story", "tells"), FORMS, ids=[f[0] for f in FORMS])
def test_the_page_tells_of_the_article(name: str, story: Story, tells: str) -> None:
    page = find_body((PAGES / f"{name}.txt").read_text(encoding="utf-8"))
    page = replace(page, published=page.published and page.published[:16])
    assert {n: getattr(page, n) for n in tells.split()} == {n: getattr(story, n) for n in tells.split()}


def test_no_page_is_left_out() -> None:
    assert {p.stem for p in PAGES.glob("*.txt")} == {name for name, _, _ in FORMS}
