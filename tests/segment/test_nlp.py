"""The shipped model of names: what it finds, how it bears odd texts, that its files are plain arrays."""

from __future__ import annotations

import time

import numpy as np
import pytest

from pipeline.errors import ConfigError
from pipeline.records import Span
from pipeline.segment.name_model import MODELS, load_names, read_model, tag_probabilities
from pipeline.segment.nlp import find_model_names

PLAIN = "记者周启明从北京报道，阿里巴巴集团首席执行官吴泳铭4日说，收入增长3%。"


def test_finds_people_and_organisations() -> None:
    found = {(n.entity, n.type) for n in find_model_names(PLAIN)}
    assert {("周启明", "PERSON"), ("北京", "GPE"), ("吴泳铭", "PERSON")} <= found


def test_spans_are_those_of_the_text() -> None:
    text = "首行没有名字\n" + PLAIN + "\n\n" + PLAIN
    names = find_model_names(text)
    assert [text[n.span.start : n.span.end] for n in names] == [n.entity for n in names]
    assert [n.span for n in names] == sorted(n.span for n in names)


def test_only_the_spans_asked_for_are_read() -> None:
    second = Span(len(PLAIN) + 1, 2 * len(PLAIN) + 1)
    names = find_model_names(PLAIN + "\n" + PLAIN, [second])
    assert names
    assert all(n.span.start >= second.start for n in names)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "。。。！", " ", "a", "1" * 10_000, "零" * 10_000, "\ud800中\U0001f600", "，" * 500, "中国" * 3_000],
)
def test_odd_texts_are_borne(text: str) -> None:
    find_model_names(text)


def test_time_grows_with_the_text_alone() -> None:
    def seconds(copies: int) -> float:
        text = "零百分之年" * copies
        started = time.process_time()
        find_model_names(text)
        return time.process_time() - started

    seconds(500)
    assert seconds(8_000) < 40 * max(seconds(1_000), 0.01)


def test_reading_alone_or_together_gives_the_same() -> None:
    other = "上海的许飞去了南京"
    together = tag_probabilities(
        load_names(), other + "\n" + PLAIN, [Span(0, len(other)), Span(len(other) + 1, len(other) + 1 + len(PLAIN))]
    )
    alone = tag_probabilities(load_names(), PLAIN, [Span(0, len(PLAIN))])
    assert np.allclose(together[len(other) + 1 :], alone, atol=1e-4)


def test_weights_are_small_and_load_at_once() -> None:
    assert sum(p.stat().st_size for p in (MODELS / "names").iterdir()) < 15_000_000
    started = time.process_time()
    read_model(MODELS / "names")
    assert time.process_time() - started < 0.5


def test_a_missing_model_says_what_to_do(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ConfigError, match="heshu train names"):
        read_model(tmp_path)
