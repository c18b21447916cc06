"""Comparison levels: each case line is two figures and the verdict an editor gives them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crosscheck.levels import LEVELS, Side, judge
from pipeline.crosscheck.measure import to_measure
from pipeline.extract.figures import find_figures
from pipeline.records import Mention, Quantity, Span

CASES = Path(__file__).parent.parent / "cases" / "levels.tsv"


def lines() -> list[str]:
    return [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def read_side(text: str) -> Side:
    words, _, region = text.strip().partition(" @")
    figures = find_figures(words, region or "CN")
    assert len(figures) == 1, f"{words}: {[words[slice(*f.span)] for f in figures]}"
    return Side(text=words, measure=to_measure(figures[0]), moment=None, rank=figures[0].kind == "ordinal")


@pytest.mark.parametrize("line", lines())
def test_verdict(line: str) -> None:
    sides, _, expected = line.partition(" => ")
    left, _, right = sides.partition(" | ")
    relation, level, *kind = expected.split()
    finding = judge(read_side(left), read_side(right))
    assert finding is not None
    assert (finding.relation, finding.level, finding.kind) == (relation, level, kind[0] if kind else None)


@pytest.mark.parametrize("line", lines())
def test_verdict_is_symmetric(line: str) -> None:
    left, _, right = line.partition(" => ")[0].partition(" | ")
    there, back = judge(read_side(left), read_side(right)), judge(read_side(right), read_side(left))
    assert there is not None and back is not None
    assert (there.relation, there.level, there.kind) == (back.relation, back.level, back.kind)


def side_of(stated: int, hedge: str, step: int) -> Side:
    from decimal import Decimal

    value = Decimal(stated)
    low = None if hedge in ("less_than", "at_most") else value
    high = None if hedge in ("more_than", "at_least") else value
    quantity = Quantity(value, low, high, Decimal(step), hedge, "{person}")  # type: ignore[arg-type]
    mention = Mention("quantity", Span(0, 1), Span(0, 1), quantity)
    return Side(text=f"{hedge} {stated}", measure=to_measure(mention), moment=None)


hedges = st.sampled_from(["exact", "approx", "more_than", "at_least", "less_than", "at_most", "about_to"])
sides = st.builds(side_of, st.integers(1, 10**9), hedges, st.sampled_from([1, 10, 100, 10000]))


@given(sides, sides)
def test_every_pair_gets_one_symmetric_verdict(a: Side, b: Side) -> None:
    there, back = judge(a, b), judge(b, a)
    assert there is not None and back is not None
    assert (there.relation, there.kind, there.level, there.gap) == (back.relation, back.kind, back.level, back.gap)


@given(sides)
def test_a_figure_agrees_with_itself(a: Side) -> None:
    finding = judge(a, a)
    assert finding is not None and finding.relation == "agree"


def test_each_level_explains_itself() -> None:
    assert all(level.__doc__ for level in LEVELS)
