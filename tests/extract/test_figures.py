"""Figures: the case files, and what holds of any text."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.figures import find_figures
from pipeline.extract.numerals import parse_numeral
from pipeline.lexicon.currencies import currency_rows
from pipeline.lexicon.units import unit, unit_rows
from pipeline.records import Mention, Refusal, Span

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted(CASES.glob("figures*.tsv"))
CLUSTERS = Path(__file__).parents[2].parent / "shared" / "clusters"
ALPHABET = (
    "0123456789一二三四五六七八九十百千万亿兆零〇半几数两多余约超近至到点分之成折倍"
    "第元块角个人年月日天%.,-~～/:：() \n少左右以上下"
)


def plain(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def meaning(text: str, m: Mention) -> str:
    """A mention as case lines write it: surface, kind, value, unit or currency, hedge, and what says of money."""
    q = m.quantity
    assert q is not None
    if m.timex is not None:
        value = m.timex.value
    elif q.hedge == "range" or q.stated is None:
        value = f"{plain(q.low)}..{plain(q.high)}"
    else:
        value = plain(q.stated)
    surface = text[m.span.start : m.span.end].replace(" ", "_")
    extra = [] if q.hedge in ("exact", "range") else [q.hedge]
    extra += ["implied"] if "implied" in m.rules else []
    extra += [rule for rule in m.rules if rule.startswith("per:") and m.kind == "money"]
    return " ".join([surface, m.kind, value, *filter(None, (q.unit, q.currency)), *extra])


def case_lines() -> list[tuple[str, str, str, str]]:
    cases = []
    for path in FILES:
        for line in path.read_text(encoding="utf-8").splitlines():
            text, _, expected = line.rpartition(" => ")
            region, text = (text[1:3], text[4:]) if text.startswith("@") else ("CN", text)
            cases.append((path.name, region, text, expected))
    return cases


def test_every_case_line_reads_as_written() -> None:
    wrong = []
    for name, region, text, expected in case_lines():
        found = "; ".join(meaning(text, m) for m in find_figures(text, region)) or "-"
        if found != expected:
            wrong.append(f"{name}: {text} => {found}, expected {expected}")
    assert not wrong, "\n".join(wrong[:20])


def test_case_lines_are_many_and_a_quarter_finds_nothing() -> None:
    cases = case_lines()
    negative = sum(expected == "-" for *_, expected in cases)
    assert len(cases) >= 900
    assert negative * 4 >= len(cases)


def test_every_line_of_the_gold_is_covered() -> None:
    if not CLUSTERS.exists():
        pytest.skip("the gold clusters are not beside this checkout")
    from pipeline.convert.simplify import simplify

    missed = total = 0
    skipped = {"日期", "时刻", "期间", "代号", "名次", "位", "届", "年"}
    for path in sorted(CLUSTERS.glob("[0-9]*.json")):
        cluster = json.loads(path.read_text(encoding="utf-8"))
        bodies = {a["id"]: a["body"] for a in cluster["articles"]}
        simplified = {key: simplify(body, "CN")[0] for key, body in bodies.items()}
        if any(len(simplified[key]) != len(bodies[key]) for key in bodies):
            continue
        found = {key: find_figures(text, "CN") for key, text in simplified.items()}
        for claim in (c for fact in cluster["facts"] for c in fact["claims"] if c["unit"] not in skipped):
            at = -1
            for _ in range(claim.get("occurrence", 1)):
                at = bodies[claim["article"]].find(claim["quote"], at + 1)
            end = at + len(claim["quote"])
            total += 1
            missed += not any(m.span.start < end and at < m.span.end for m in found[claim["article"]])
    assert missed * 100 <= total


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=60))
def test_mentions_are_in_order_and_do_not_overlap(text: str) -> None:
    refusals: list[Refusal] = []
    found = find_figures(text, "CN", refusals=refusals)
    for m in found:
        assert 0 <= m.span.start <= m.core.start < m.core.end <= m.span.end <= len(text)
        assert "\n" not in text[m.span.start : m.span.end]
        assert m.quantity is not None
        assert m.rules
        low, high = m.quantity.low, m.quantity.high
        assert low is None or high is None or low <= high
    for one, two in pairwise(found):
        assert one.span.end <= two.span.start


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=40), st.integers(0, 39), st.integers(1, 10))
def test_nothing_is_found_in_blocked_spans(text: str, start: int, size: int) -> None:
    blocked = Span(start, start + size)
    if blocked.end <= len(text):
        for m in find_figures(text, "CN", [blocked]):
            assert m.span.end <= blocked.start or m.span.start >= blocked.end


@given(st.integers(0, 10**12))
def test_arabic_numbers_read_as_themselves(number: int) -> None:
    found = parse_numeral(str(number))
    assert found is not None and found.value == number
    grouped = parse_numeral(f"{number:,}")
    assert grouped is not None and grouped.value == number


def chinese(number: int) -> str:
    """A whole number below 10^12 in Chinese numerals."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            above, below = divmod(number, size)
            gap = "零" if below and below < size // 10 else ""
            return chinese(above) + name + (gap + chinese(below) if below else "")
    raise AssertionError


@given(st.integers(1, 10**12 - 1))
def test_chinese_numbers_read_back(number: int) -> None:
    found = parse_numeral(chinese(number))
    assert found is not None and found.value == number


HOSTILE = [
    "9",
    "零",
    "一",
    "百分之",
    "年",
    ".",
    ",",
    "1.",
    "1,",
    "3至",
    "第",
    "万",
    "亿",
    "两",
    "1/",
    "1:",
    "约",
    "半",
    "-1",
    "分之",
    "点",
    "一千零",
    "每",
    "¥",
    "1小时",
    "元3角",
    "、1",
    "一又",
    "三四",
    "a1",
    "1a",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_and_not_faster(piece: str, grows_linearly: Callable[..., None]) -> None:
    grows_linearly(lambda length: find_figures(piece * (length // len(piece)), "CN"), 12_000)


def test_nothing_is_joined_over_a_line_break() -> None:
    text = "投入7600亿\n2025年"
    assert [text[m.span.start : m.span.end] for m in find_figures(text, "CN")] == ["7600亿"]


def test_money_takes_the_currency_of_the_region_and_says_so() -> None:
    for region, code in (("CN", "CNY"), ("HK", "HKD"), ("TW", "TWD"), ("MO", "MOP"), ("SG", "SGD")):
        (m,) = find_figures("拨款30亿元", region)
        assert m.quantity is not None and m.quantity.currency == code
        assert f"home_currency:{code}" in m.rules


def test_a_heading_states_the_unit_of_its_section() -> None:
    text = "二、主要数据(单位:万元)\n营业收入:本期1,843,700,增长21.60%\n三、人员\n员工12,640"
    values = [(m.kind, m.quantity.stated) for m in find_figures(text, "CN") if m.quantity]
    assert values == [
        ("money", Decimal(18437000000)),
        ("percent", Decimal("21.60")),
        ("number", Decimal(12640)),
    ]


def test_a_currency_stated_once_holds_below() -> None:
    text = "营业额184.4亿元(人民币,下同)，纯利13.96亿元"
    assert [m.quantity.currency for m in find_figures(text, "HK") if m.quantity] == ["CNY", "CNY"]


def test_units_convert() -> None:
    mu, hectare = unit("{mu}"), unit("har")
    assert mu is not None and hectare is not None and mu.dimension == hectare.dimension
    assert abs(102 * mu.factor / hectare.factor - Decimal("6.8")) < Decimal("0.001")
    jin, kilogram = unit("{jin}"), unit("kg")
    assert jin is not None and kilogram is not None and 2 * jin.factor == kilogram.factor
    points, basis = unit("{pp}"), unit("{bp}")
    assert points is not None and basis is not None and 25 * basis.factor == Decimal("0.25") * points.factor


def test_lexicon_is_large_sorted_and_unique() -> None:
    surfaces = [row.surface for row in unit_rows()]
    assert len(surfaces) >= 400
    assert surfaces == sorted(set(surfaces))
    keys = [(row.surface, row.region) for row in currency_rows()]
    assert len(keys) == len(set(keys))
    assert len({row.code for row in currency_rows()}) >= 100
