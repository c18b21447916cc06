"""Moments read from what outlets write, and what is inferred where they write none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.dates import find_reference, read_published

READ = [
    ("2026-02-06", "2026-02-06 00:00:00"),
    ("2026-02-06T10:23:45", "2026-02-06 10:23:45"),
    ("2026-02-06T10:23:45.123456", "2026-02-06 10:23:45.123456"),
    ("2026-02-06T10:23:45+08:00", "2026-02-06 10:23:45"),
    ("2026-02-06T10:23:45+0800", "2026-02-06 10:23:45"),
    ("2026-02-05T20:00:00-05:00", "2026-02-05 20:00:00"),
    ("2026-02-05T18:30:00Z", "2026-02-06 02:30:00"),
    ("2026-02-05T18:30:00.000Z", "2026-02-06 02:30:00"),
    ("2026-02-05 18:30:00 UTC", "2026-02-06 02:30:00"),
    ("2026-02-06 10:23", "2026-02-06 10:23:00"),
    ("2026-2-6 9:05", "2026-02-06 09:05:00"),
    ("2026/02/06", "2026-02-06 00:00:00"),
    ("2026/2/6 10:23:45", "2026-02-06 10:23:45"),
    ("2026.02.06", "2026-02-06 00:00:00"),
    ("20260206", "2026-02-06 00:00:00"),
    ("20260206102345", "2026-02-06 10:23:45"),
    ("20260206T1023", "2026-02-06 10:23:00"),
    ("2026年2月6日", "2026-02-06 00:00:00"),
    ("2026年02月06日 10:23", "2026-02-06 10:23:00"),
    ("2026年2月6日10时23分", "2026-02-06 10:23:00"),
    ("2026年2月6日 星期五 下午3:20", "2026-02-06 15:20:00"),
    ("2026年2月6日（周五）10：23", "2026-02-06 10:23:00"),
    ("發布時間：2026-02-06 10:23 來源：某報", "2026-02-06 10:23:00"),
    ("民國115年2月6日", "2026-02-06 00:00:00"),
    ("Fri, 06 Feb 2026 10:23:45 +0800", "2026-02-06 10:23:45"),
    ("Thu, 05 Feb 2026 18:30:00 GMT", "2026-02-06 02:30:00"),
    ("Feb 6, 2026 3:20 PM", "2026-02-06 15:20:00"),
    ("6 February 2026", "2026-02-06 00:00:00"),
    ("1770344625", "2026-02-06 10:23:45"),
    ("1770344625000", "2026-02-06 10:23:45"),
]
UNREAD = [
    "",
    "昨天",
    "2026",
    "2026-02",
    "3小时前",
    "2026-13-45",
    "99999999",
    "2026年2月30日",
    "0000-00-00",
    "null",
    "-1",
]


@pytest.mark.parametrize(("published", "want"), READ)
def test_read(published: str, want: str) -> None:
    assert str(read_published(published, "CN")) == want


@pytest.mark.parametrize("published", UNREAD)
def test_unread(published: str) -> None:
    assert read_published(published, "CN") is None


def test_universal_time_follows_the_region() -> None:
    assert str(read_published("2026-02-05T18:30:00Z", "JP")) == "2026-02-06 03:30:00"
    assert str(read_published("2026-02-05T18:30:00Z", "US")) == "2026-02-05 18:30:00"


def test_inferred_in_order() -> None:
    text = "2026年2月4日宣布，将于2026年3月1日前完工。此前2025年4月1日启动。"
    page = "2026-02-07 08:00 UTC 热门\n2026-02-09 10:32:20"
    address = "https://example.com/2026/02/05/a.html"
    reasons = [
        find_reference("2026-02-06", "CN", address, page, text),
        find_reference("昨天", "CN", address, page, text),
        find_reference(None, "CN", None, page, text),
        find_reference(None, "CN", None, "", text),
        find_reference(None, "CN", None, "", "2月4日宣布"),
    ]
    assert [str(found.moment)[:10] for found in reasons] == [
        "2026-02-06",
        "2026-02-05",
        "2026-02-09",
        "2026-02-04",
        "None",
    ]
    assert [found.reason.split(":")[0] for found in reasons] == ["given", "inferred", "inferred", "inferred", "none"]


@given(st.text(st.sampled_from("0123456789年月日-/:T Z+民國國Feb,下午."), max_size=40))
def test_never_raises(text: str) -> None:
    read_published(text, "CN")
    find_reference(text, "TW", text, text, text)


@pytest.mark.parametrize("piece", ["2026年", "2026-", "1", "民国1", "2026年2月", "2026年2月3日", " ", "2026年2月3日10"])
def test_hostile_runs_stay_linear(piece: str, grows_linearly: Callable[..., None]) -> None:
    grows_linearly(lambda times: find_reference(piece * times, "CN", None, piece * times, piece * times), 5_000)
