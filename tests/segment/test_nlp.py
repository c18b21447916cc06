"""The shipped model of names: what it finds, how it bears odd texts, that its files are plain arrays."""

from __future__ import annotations

import time

import numpy as np
import pytest

from pipeline.errors import ConfigError
from pipeline.records import Span
from pipeline.segment.name_model import MODELS, MOST, load_names, read_model, tag_scores
from pipeline.segment.name_tags import TAGS, UNLAWFUL, best_tags
from pipeline.segment.nlp import find_model_names
from pipeline.segment.viterbi import NEVER, likeliest

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
    names = find_model_names(PLAIN + "\n" + PLAIN, (second,))
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


def test_reading_alone_or_together_gives_the_same_to_the_last_digit() -> None:
    others = ["上海的许飞去了南京", "一", "零百分之年" * 9, *(PLAIN[k:] for k in range(1, len(PLAIN)))]
    together = tag_scores(load_names(), [*others, PLAIN, *others])[0]
    alone, spans = tag_scores(load_names(), [PLAIN])
    start, end = tag_scores(load_names(), [*others, PLAIN])[1][-1]
    assert np.array_equal(together[start:end], alone[spans[0].start : spans[0].end])


def test_sums_of_products_are_exact() -> None:
    model = load_names()
    most = [np.abs(layer.weights).sum(0).max() * MOST for layer in model.layers]
    most += [np.abs(model.pair_weights).sum(0).max() * 127, np.abs(model.tags).sum(0).max() * MOST]
    assert max(most) < 2**24
    assert np.abs(model.bits).sum(0).max() + np.abs(model.vectors).max() < 2**24


def test_lawful_tags_are_the_likeliest() -> None:
    random = np.random.default_rng(7)
    scores = random.standard_normal((40, len(TAGS))).astype(np.float32) * 3
    pieces = [Span(1, 6), Span(8, 9), Span(11, 38)]
    tags = best_tags(scores, pieces)
    assert not UNLAWFUL[tags[:-1], tags[1:]].any()
    rows = [scores[start:end] for start, end in pieces]
    for row, (start, end) in zip(rows, pieces, strict=True):
        told = likeliest(row[None], np.array([end - start]), _edge(0), _steps(), _edge(1))[0]
        assert tags[start:end].tolist() == told.tolist()


def _steps() -> np.ndarray:  # type: ignore[type-arg]
    return np.where(UNLAWFUL, NEVER, 0).astype(np.float32)


def _edge(axis: int) -> np.ndarray:  # type: ignore[type-arg]
    return _steps().take(0, axis=axis)


def test_weights_are_small_and_load_at_once() -> None:
    assert sum(p.stat().st_size for p in (MODELS / "names").iterdir()) < 15_000_000
    started = time.process_time()
    read_model(MODELS / "names")
    assert time.process_time() - started < 0.5


def test_a_missing_model_says_what_to_do(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ConfigError, match="heshu train names"):
        read_model(tmp_path)
