"""Sentences against case lines, and what holds for any text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.segment.sentences import LONGEST, split_clauses, split_sentences

CASES = Path(__file__).parents[1] / "cases" / "sentences.tsv"
MARKS = st.text(st.sampled_from('甲乙3.5%，；。！？!?.,“”「」《》（）()"\n 　a说'), max_size=40)


def _cases() -> list[tuple[str, list[str]]]:
    lines = (line.partition(" => ") for line in CASES.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    return [(text.replace("\\n", "\n"), want.split("|")) for text, _, want in lines]


@pytest.mark.parametrize(("text", "want"), _cases())
def test_case_lines(text: str, want: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == want


@given(MARKS)
def test_only_white_space_lies_between(text: str) -> None:
    for spans in (split_sentences(text), split_clauses(text)):
        at = 0
        for start, end in spans:
            assert at <= start < end
            assert text[at:start].strip() == ""
            assert text[start:end] == text[start:end].strip()
            at = end
        assert text[at:].strip() == ""


@given(MARKS)
def test_no_sentence_crosses_a_line_and_no_clause_a_sentence(text: str) -> None:
    sentences = split_sentences(text)
    assert not any("\n" in text[start:end] for start, end in sentences)
    for start, end in split_clauses(text):
        assert any(low <= start and end <= high for low, high in sentences)


def test_clauses() -> None:
    text = "甲方持股30%；乙方，即“某某，公司”，持股1,234股,占70%。"
    assert [text[start:end] for start, end in split_clauses(text)] == [
        "甲方持股30%；",
        "乙方，",
        "即“某某，公司”，",
        "持股1,234股,",
        "占70%。",
    ]


@pytest.mark.parametrize("piece", ["。", "“", "（", "《甲", "”。", "1.", "，", "“甲。", "甲。”说", "(", "\n"])
def test_hostile_runs_stay_linear(piece: str, grows_linearly: Callable[..., None]) -> None:
    grows_linearly(lambda times: split_clauses(piece * times), 10_000)


def test_a_sentence_without_end_is_cut_but_no_figure_is() -> None:
    listed = "、".join(f"{n}亿元" for n in range(3000))
    parts = [listed[a:b] for a, b in split_sentences(listed)]
    assert "".join(parts) == listed and max(map(len, parts)) <= LONGEST
    assert all(part.endswith(("、", "元")) for part in parts)
    for endless in ("营收增长的" * 3000, "一至" * 3000, "9" * 9000):
        spans = split_sentences(endless)
        assert "".join(endless[a:b] for a, b in spans) == endless
        assert max(end - start for start, end in spans) <= (9000 if endless[0] == "9" else LONGEST + 5)
