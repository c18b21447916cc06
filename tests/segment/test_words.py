"""Cuts tile the text, never fall inside a mark, and are jieba's own."""

from __future__ import annotations

from collections.abc import Callable

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Span
from pipeline.segment.words import ALL_WORDS, Dictionary, cut, cut_words, dictionary, jieba_dictionary, rarity

TEXTS = [
    "他来到了网易杭研大厦",
    "阿里云可用区增至95个，覆盖30个地域，超400家客户使用真武810E。",
    "小明硕士毕业于中国科学院计算所，后在日本京都大学深造",
    "AT&T、C++和T恤涨3.5%，GPT-4与iPhone 15\r\n第二行\t㐀𠀀·〇",
    "",
    " ",
    "龘龘龘靐齉",
]


@pytest.fixture(scope="module")
def reference() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@pytest.fixture(scope="module")
def plain() -> Dictionary:
    return jieba_dictionary()


@pytest.mark.parametrize("text", TEXTS)
def test_cuts_are_those_of_jieba(reference: jieba.Tokenizer, text: str) -> None:
    assert cut(text) == reference.lcut(text)


@given(text=st.text(st.sampled_from("中国科学院的了龘靐AT&C+3.5% \r\n，·恤𠀀"), max_size=24))
def test_any_cuts_are_those_of_jieba(reference: jieba.Tokenizer, text: str) -> None:
    assert cut(text) == reference.lcut(text)


@given(text=st.text(max_size=30))
def test_any_characters_are_cut_as_jieba_cuts_them(reference: jieba.Tokenizer, text: str) -> None:
    assert cut(text) == reference.lcut(text)


@pytest.mark.parametrize("text", TEXTS)
def test_without_the_accelerator_nothing_changes(plain: Dictionary, text: str) -> None:
    fast = dictionary()
    assert plain.cut(text) == fast.cut(text)
    for word in fast.cut(text):
        assert plain.has(word) == fast.has(word)
        assert abs(plain.count(word) - fast.count(word)) <= 1


def test_words_counted(reference: jieba.Tokenizer) -> None:
    assert reference.total == ALL_WORDS


@given(st.data())
def test_cuts_tile_the_text_and_spare_the_marks(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("阿里云营收三百八十亿元中国的3.5%, "), max_size=24))
    ends = st.integers(0, len(text))
    marks = [Span(*sorted(pair)) for pair in data.draw(st.lists(st.tuples(ends, ends), max_size=5))]
    words = cut_words(text, marks)
    assert "".join(text[start:end] for start, end in words) == text
    assert all(word.start < word.end for word in words)
    cuts = {end for word in words for end in word}
    for mark in marks:
        assert not any(mark.start < at < mark.end for at in cuts)
    apart = all(a.end <= b.start or b.end <= a.start for i, a in enumerate(marks) for b in marks[:i])
    if apart:
        assert {end for mark in marks for end in mark if mark.start < mark.end} <= cuts


def test_rarity_falls_with_use() -> None:
    assert rarity("的") < rarity("经济") < rarity("算力")


@pytest.mark.parametrize("piece", ["龘", "零", "1", "百分之", "年", ".", "a1", "靐齉"])
def test_hostile_runs_stay_linear(piece: str, grows_linearly: Callable[..., None]) -> None:
    def cut(times: int) -> None:
        cut_words(piece * times, [Span(at, at + 2) for at in range(0, times // 4, 3)])

    grows_linearly(cut, 5_000)
