"""Page dumps in the forms of the big portals (pages/*.txt): all of the article, nothing of what stands round it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.fields import Options
from pipeline.ingest.from_html import read_page
from pipeline.ingest.furniture import article_parts, find_body, trim_body
from pipeline.ingest.read import finish
from pipeline.records import Origin, RawArticle, Reject

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


def as_html(name: str, story: Story, linked: bool) -> str:
    """The page with its paragraphs as paragraphs, and all else in blocks or lists of links without any telling name."""
    lines = [line.strip() for line in (PAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    told = [i for i, line in enumerate(lines) if any(p in line for p in story.paragraphs)]
    parts: list[str] = []
    for i, line in enumerate(lines):
        inner = f'<a href="/n/{i}.html">{escape(line)}</a>' if linked else escape(line)
        tag = "p" if i in told else "h1" if line == story.title else "li" if linked and i > told[-1] else "div"
        parts.append(f"<{tag}>{escape(line) if tag in ('p', 'h1') else inner}</{tag}>")
    first, last = told[0], told[-1] + 1
    blocks = ("".join(parts[:first]), "".join(parts[first:last]), "".join(parts[last:]))
    title = f"<head><title>{escape(story.title)}_某某网</title></head>"
    return f"<html>{title}<body><div>{blocks[0]}</div><div>{blocks[1]}</div><ul>{blocks[2]}</ul></body></html>"


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize(("name", "story", "tells"), FORMS, ids=[f[0] for f in FORMS])
def test_the_same_pages_as_html(name: str, story: Story, tells: str, linked: bool) -> None:
    (article,) = (a for a in finish_page(as_html(name, story, linked)) if isinstance(a, RawArticle))
    text = "\n".join(article_parts(article.body, article.keep))
    assert [p for p in story.paragraphs if p not in text] == []
    assert [t for t in text.splitlines() if t and not any(t in p or p in t for p in story.paragraphs)] == []
    assert article.title == story.title


def finish_page(markup: str) -> list[RawArticle | Reject]:
    article = read_page(markup.encode(), Origin("a.html"))
    return list(finish(article, Options())) if isinstance(article, RawArticle) else [article]


@pytest.mark.parametrize(
    ("page", "account"),
    [
        (
            "网易首页 > 网易号 > 正文\n{title}\n0\n分享至\n{body}\n特别声明：以上内容由用户上传。\n相关推荐\n"
            "2026-03-19 01:08:49\n半岛财评 incentive-icons\n半岛财评\n说点新鲜事\n11257文章数 169145关注度",
            "半岛财评",
        ),
        (
            "搜狐首页 新闻 体育 汽车 房产 搜狐号\n半岛财评\n1.2万文章\n3.4亿总阅读\n{title}\n2026-03-18 09:20\n{body}",
            "半岛财评",
        ),
        ("网易首页 > 网易号 > 正文\n{title}\n分享至\n{body}\n相关推荐\n{title}", None),
    ],
)
def test_the_account_is_the_outlet_where_only_the_platform_is_named(page: str, account: str | None) -> None:
    found = find_body(page.format(title=HANS.title, body="\n".join(HANS.paragraphs)))
    assert (found.outlet, found.title) == (account, HANS.title)


@pytest.mark.parametrize(
    "text",
    [
        "上海新增病例5例。",
        "3月18日\n上海新增5例\n北京新增3例\n",
        "公司去年营收5亿元。\n其中：\n软件3亿元\n硬件2亿元\n",
        "名单如下：\n1. 甲公司 5亿元\n2. 乙公司 3亿元\n3. 丙公司 2亿元",
        "UPDATE on testing in the UK:\nAs of 9am on 14 March, a total of 37,746 have been tested:\n36,606 negative\n"
        "1140 positive\nAcross the UK, 21 patients have died.",
        "截至昨日\n现有 5 例 新增 2 例 累计 9 例\n1140例\n36606人\n其中重症12例。",
        "09:15 开盘上涨1%。\n10:30 涨幅扩大到2%。\n15:00 收涨3%。",
    ],
)
def test_bare_texts_lose_no_figure(text: str) -> None:
    kept_digits = [c for c in kept(text) if c.isdigit()]
    assert kept_digits == [c for c in text if c.isdigit()]


def test_an_english_notice_below_a_chinese_page_is_no_article() -> None:
    text = (PAGES / "thepaper.txt").read_text(encoding="utf-8").partition("责任编辑")[0]
    notice = "The text above was put up by a registered author, and this site keeps it only."
    assert notice not in kept(text + notice) and HANS.paragraphs[-1] in kept(text + notice)


lines = st.one_of(
    st.sampled_from(
        ("", "首页 > 正文", "相关推荐", "延伸閱讀", "责任编辑：何秋", "2026-03-18 09:20", "0", "![]()", "分享至")
    ),
    st.text(max_size=40),
    st.integers(0, 99).map(lambda n: f"全年营业收入{n}亿元，同比增长{n}%。"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, max_size=30).map("\n".join))
def test_kept_stretches_are_ordered_and_inside_the_text(text: str) -> None:
    for keep in (find_body(text).keep, trim_body(text)):
        ends = [0, *(end for span in keep for end in span), len(text)]
        assert ends == sorted(ends)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 99), min_size=1, max_size=12), st.sampled_from(FORMS))
def test_sentences_between_head_and_notices_are_never_lost(figures: list[int], form: tuple[str, Story, str]) -> None:
    name, story, _ = form
    text = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    sentences = [f"全年营业收入{n}亿元，同比增长{n}%。" for n in figures]
    longer = text.replace(story.paragraphs[0], "\n".join((story.paragraphs[0], *sentences)))
    assert all(s in kept(longer) for s in (*story.paragraphs, *sentences))
