"""Case lines of origin and bylines, and the tables they rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.ingest.byline import read_byline
from pipeline.ingest.line_features import line_features
from pipeline.ingest.origin import find_origin, with_origin
from pipeline.ingest.windows import infer_window
from pipeline.lexicon.furniture import Furniture
from pipeline.lexicon.outlets import Outlet, find_outlet, is_platform, outlet_region, outlets
from pipeline.lexicon.tables import DATA, read_rows
from pipeline.records import Origin, RawArticle

CASES = Path(__file__).resolve().parents[1] / "cases"


def cases(name: str) -> list[tuple[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    split = (line.rpartition(" => ") for line in lines if line and not line.startswith("#"))
    return [(text, wanted) for text, _, wanted in split]


@pytest.mark.parametrize(("text", "wanted"), cases("origin.tsv"))
def test_the_outlet_a_text_begins_with(text: str, wanted: str) -> None:
    assert (find_origin(text) or "-") == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("bylines.tsv"))
def test_what_a_line_at_the_title_says(text: str, wanted: str) -> None:
    (line,) = line_features(text)
    assert "|".join(part or "" for part in read_byline(line)) == wanted


def test_tables_are_sorted_and_every_name_has_one_row() -> None:
    for table in ("outlets.tsv", "outlet_places.tsv", "outlet_endings.tsv", "furniture.tsv", "future_days.tsv"):
        rows = (DATA / table).read_text(encoding="utf-8").splitlines()[1:]
        assert rows == sorted(set(rows)), table
    names = [name for row in read_rows("outlets.tsv", Outlet) for name in (row.name, *row.alias)]
    assert len(outlets()) == len(names) and len(read_rows("outlets.tsv", Outlet)) >= 250
    markers = [(r.match, r.role, m) for r in read_rows("furniture.tsv", Furniture) for m in r.marker]
    assert len(markers) == len(set(markers))


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("新华社", "CN"),
        ("新華網", "CN"),
        ("聯合新聞網", "TW"),
        ("ETtoday新聞雲", "TW"),
        ("香港經濟日報", "HK"),
        ("澳門日報", "MO"),
        ("联合早报", "SG"),
        ("星洲日报", "MY"),
        ("Reuters", "GB"),
        ("CNN", "US"),
        ("云南省卫健委", "CN"),
        ("台北市政府", "TW"),
        ("网易号", None),
        ("timeslot", None),
        (None, None),
        ("", None),
    ],
)
def test_regions(name: str | None, region: str | None) -> None:
    assert outlet_region(name) == region


@pytest.mark.parametrize(
    "name", ["网易号", "網易號", "搜狐号", "今日头条", "百家号", "企鹅号", "微信公众号", "微博", "知乎", "雪球号"]
)
def test_hosting_platforms(name: str) -> None:
    assert is_platform(name)


def test_names_with_an_edition_behind_them_are_found() -> None:
    assert [getattr(find_outlet(n), "name", None) for n in ("新华社客户端", "BBC中文网", "新闻", "中")] == [
        "新华社",
        "英国广播公司",
        None,
        None,
    ]


def test_the_platform_is_no_outlet_and_is_noted() -> None:
    raw = RawArticle(Origin("a.jsonl"), "1", "", "公司去年营收5亿元。\n（来源：深港早报）", outlet="网易号")
    found = with_origin(raw)
    assert (found.outlet, found.notes) == ("深港早报", ("platform:网易号",))
    assert with_origin(RawArticle(Origin("a"), "1", "", "公司去年营收5亿元。", outlet="搜狐号")).outlet is None


@pytest.mark.parametrize(
    ("text", "latest", "first", "last"),
    [
        ("2026年3月18日，公司公布年报。", None, "2026-03-18", None),
        ("2026年3月18日公布，将于4月20日派息，2026年6月30日前完成。", None, "2026-03-18", None),
        ("2026年3月，公司宣布；3月18日又公布。", None, "2026-03-18", None),
        ("12月30日开工，1月5日停工。", "2026-02-10T01:00:00", "2026-01-05", "2026-02-10"),
        ("有效期至2030年12月31日。", None, None, None),
        ("增长5.3%，占12/31。", None, None, None),
        ("营收5亿元。", "2026-02-10", None, "2026-02-10"),
        ("2026年2月30日", None, None, None),
    ],
)
def test_windows(text: str, latest: str | None, first: str | None, last: str | None) -> None:
    window = infer_window(text, latest)
    found = (window.first, window.last) if window else (None, None)
    assert found == tuple(date.fromisoformat(d) if d else None for d in (first, last))
