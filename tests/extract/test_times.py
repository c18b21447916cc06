"""Times: every case line, invariants of the mentions, and linear time on hostile inputs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.phrases import read_phrase
from pipeline.extract.time_heads import beginnings, find_heads
from pipeline.extract.time_plain import read_plain
from pipeline.extract.times import find_times
from pipeline.extract.when import Phrase
from pipeline.records import Mention, Refusal, Span

CASES = Path(__file__).parent.parent / "cases" / "times.tsv"
REFERENCE = datetime(2026, 2, 6)
_LINE = re.compile(r"(.*?)(?: @ (\S+)(?: ([A-Z]{2}))?)? => (.*)")


def shown(text: str, mentions: list[Mention]) -> str:
    """The mentions in the form of the case lines."""
    parts = []
    for mention in mentions:
        timex = mention.timex
        assert timex is not None
        mod = f"/{timex.mod}" if timex.mod else ""
        surface = text[mention.span.start : mention.span.end]
        parts.append(f"{surface} {timex.type} {timex.value}{mod} [{timex.start or ''},{timex.end or ''})")
    return " ; ".join(parts) or "-"


def read_cases() -> list[tuple[str, str, str, str]]:
    found = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            match = _LINE.fullmatch(line)
            assert match is not None, line
            found.append((match[1], match[2] or "2026-02-06", match[3] or "CN", match[4]))
    return found


def test_cases_are_many_and_a_quarter_negative() -> None:
    cases = read_cases()
    assert len(cases) >= 700
    assert sum(expected == "-" for *_, expected in cases) * 4 >= len(cases)
    assert len({case[:3] for case in cases}) == len(cases)


def test_every_case() -> None:
    wrong = []
    for text, reference, region, expected in read_cases():
        got = shown(text, find_times(text, datetime.fromisoformat(reference), region))
        if got != expected:
            wrong.append(f"{text}\n  expected {expected}\n  got      {got}")
    assert not wrong, "\n".join(wrong)


def test_the_scan_misses_no_beginning() -> None:
    patterns = [re.compile(head.pattern) for head in beginnings()]
    for text in {text for text, *_ in read_cases()}:
        exact = {match.start() for pattern in patterns for match in pattern.finditer(text)}
        assert exact - set(find_heads(text)) == set(), text


def test_a_clock_past_midnight_of_an_unknown_day() -> None:
    found = find_times("今天晚2点半见", None, "CN")
    assert [m.timex.value for m in found if m.timex is not None] == ["XXXX-XX-XXT02:30"]


def test_nothing_is_found_inside_blocked_stretches() -> None:
    text = "昨日和2月3日"
    assert [m.span for m in find_times(text, REFERENCE, "CN", [Span(0, 2)])] == [Span(3, 7)]
    assert [m.span for m in find_times(text, REFERENCE, "CN", [Span(3, 7)])] == [Span(0, 2)]


def test_without_a_reference_absolute_times_still_resolve() -> None:
    found = find_times("2026年2月6日，公司昨日和5月1日停牌。", None, "CN")
    assert [(m.timex.start if m.timex else "") for m in found] == ["2026-02-06", None, "2026-05-01"]


def test_refusals_name_what_was_passed_over() -> None:
    refusals: list[Refusal] = []
    assert find_times("五一广场人山人海", REFERENCE, "CN", refusals=refusals) == []
    assert [(refusal.span, refusal.rule) for refusal in refusals] == [(Span(0, 4), "time:name")]


def test_nothing_is_joined_over_a_line_break() -> None:
    text = "2026年\n2月6日"
    assert [text[m.span.start : m.span.end] for m in find_times(text, REFERENCE, "CN")] == ["2026年", "2月6日"]


def test_hedges_and_zones_lie_outside_the_core() -> None:
    text = "大约北京时间上午10点"
    mention = find_times(text, REFERENCE, "CN")[0]
    assert text[mention.core.start : mention.core.end] == "上午10点"
    assert "zone:Asia/Shanghai" in mention.rules


PIECES = [
    *"年月日号时点分周天前后上下今昨明每近十一二三四五六七八九零〇0123456789至到-~:：/.,，。的初底末个半多\n（）农历",
    *("2026年", "2月", "6日", "以来", "期间", "去年", "同期", "春节", "下午", "星期", "世纪", "季度", "过去", "未来"),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join), st.sampled_from(["CN", "TW", "HK", "SG"]))
def test_mentions_are_sorted_inside_the_text_and_apart(text: str, region: str) -> None:
    end = 0
    for mention in find_times(text, REFERENCE, region):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert mention.span.start <= mention.core.start < mention.core.end <= mention.span.end
        assert mention.timex is not None
        start, stop = mention.timex.start, mention.timex.end
        if start and stop and start[0] != "T" and len(start) == len(stop) and mention.kind != "duration":
            assert start <= stop or "/" in mention.timex.value
        end = mention.span.end


HOSTILE = [
    *(
        "0",
        "1",
        "年",
        "月",
        "日",
        "零",
        "十",
        "百分之",
        "每",
        "前",
        "后",
        ".",
        ",",
        ":",
        "-",
        "至",
        "1年",
        "2月",
        "3日",
    ),
    *(
        "1-",
        "1:",
        "一年",
        "今年",
        "近3",
        "第一",
        "的",
        " ",
        "（",
        "上上",
        "二〇",
        "2026-",
        "2026年2月",
        "春节",
        "个半",
        "农历",
    ),
    *("初", "昨", "2026.", "1/", "截至", "“", "十四五", "隔"),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear_in_hostile_text(unit: str, grows_linearly: Callable[..., None]) -> None:
    def find(length: int) -> None:
        find_times((unit * (length // len(unit) + 1))[:length], REFERENCE, "CN")

    grows_linearly(find, 10_000)


def test_the_short_way_reads_as_the_long_way_does() -> None:
    opens = ("", "截至", "截至到", "自", "约", "，", "公司")
    days = ("2月8日", "2026年2月8日", "2000年12月31日", "今天", "24日")
    hours = ("", "24时", "0-24时", "0时至24时", "22时～6时", "9时30分")
    closes = ("，", "。", "、", "（", "前，", "的", "，周一", "起，新增5例", "")
    plain = 0
    for parts in itertools.product(opens, days, hours, closes):
        text = "".join(parts)
        at = find_heads(text)[0]
        short = read_plain(text, at)
        if short is not None:
            plain += 1
            assert _parts(short) == _parts(read_phrase(text, at)), text
    assert plain > 150


def _parts(phrase: Phrase | int) -> tuple[object, ...]:
    assert isinstance(phrase, Phrase)
    right = None if phrase.right is None else (phrase.right.start, phrase.right.end, phrase.right.has)
    ends = phrase.start, phrase.end, phrase.core_start, phrase.core_end
    return *ends, phrase.left.has, phrase.left.level, right, phrase.bound, phrase.approx, phrase.rules
