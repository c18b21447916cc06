"""Words by jieba, never cutting inside a mark: figures, dates and names are facts of characters and come first."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import accumulate, pairwise
from typing import Any

from pipeline.records import Span
from pipeline.segment.unknown import cut_unknown

ALL_WORDS = 60_101_967  # words counted in jieba's dictionary
_IN_WORDS = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]")  # what jieba takes for parts of words
_LATIN = re.compile("[a-zA-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """jieba's dictionary: the likeliest cut by it alone, whether it has a word, and how often it counted it."""

    cut: Callable[[str], list[str]]
    has: Callable[[str], bool]
    count: Callable[[str], int]


@functools.cache
def dictionary() -> Dictionary:
    """The dictionary by rjieba where it is installed, else by jieba: the same cuts, slower.

    >>> dictionary().cut("核数据")
    ['核', '数据']
    """
    return rjieba_dictionary() if find_spec("rjieba") else jieba_dictionary()


@functools.cache
def compiled_jieba() -> Any:
    """rjieba's one reader of jieba's dictionary: the one that it makes for itself, in a tenth of a second and 57 MB."""
    import rjieba

    tag: Any = rjieba.tag
    return tag.__self__


def rjieba_dictionary() -> Dictionary:
    """jieba's dictionary in compiled code.

    >>> rjieba_dictionary().has("营收")
    False
    """
    known = compiled_jieba()
    return Dictionary(lambda text: known.cut(text, False), known.has_word, known.suggest_freq)


def jieba_dictionary() -> Dictionary:
    """jieba itself, silent, with a tokenizer of our own and no cache file.

    >>> jieba_dictionary().has("数据")
    True
    """
    known = jieba_tokenizer()
    return Dictionary(
        lambda text: known.lcut(text, HMM=False),
        lambda word: known.FREQ.get(word, 0) > 0,
        lambda word: known.suggest_freq(word, tune=False),
    )


def jieba_tokenizer() -> Any:
    """A tokenizer of jieba's own, loaded without a cache file.

    >>> jieba_tokenizer().lcut("数据", HMM=False)
    ['数据']
    """
    import jieba

    known = jieba.Tokenizer()
    known.FREQ, known.total = known.gen_pfdict(known.get_dict_file())
    known.initialized = True
    return known


def cut_words(text: str, marks: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The words, which tile the text; marks are cut out whole and cut words that cross their ends.

    >>> text = "阿里云收入三百八十亿元"
    >>> [text[start:end] for start, end in cut_words(text, [Span(0, 3), Span(5, 11)])]
    ['阿里云', '收入', '三百八十亿元']
    """
    cuts = [0, *accumulate(map(len, cut(text)))]
    if marks:
        cuts = _unite(cuts, marks, len(text))
    return tuple(map(Span._make, pairwise(cuts)))


def cut(text: str) -> list[str]:
    """The words as `jieba.cut` gives them, unknown ones by its Markov model.

    >>> cut("他来到了网易杭研大厦")
    ['他', '来到', '了', '网易', '杭研', '大厦']
    """
    known = dictionary()
    words: list[str] = []
    run: list[str] = []
    for word in known.cut(text):
        if len(word) == 1:
            if "\u4e00" <= word <= "\u9fd5" or _IN_WORDS.match(word):
                run.append(word)
                continue
        elif word.isascii() and _LATIN.fullmatch(word):
            run.append(word)
            continue
        if run:
            words += _join(run, known)
            run = []
        words.append(word)
    if run:
        words += _join(run, known)
    return words


def _join(run: list[str], known: Dictionary) -> Sequence[str]:
    """What a run of single characters is: unknown words, unless the dictionary has all of it and chose to part it."""
    joined = "".join(run)
    if len(joined) == 1:
        return run
    return tuple(joined) if known.has(joined) else cut_unknown(joined)


def _unite(cuts: Sequence[int], marks: Sequence[Span], length: int) -> list[int]:
    """The cuts and the ends of the marks, without those inside a mark."""
    inside = _insides(marks)
    held = next(inside, None)
    united = []
    for at in sorted({*cuts, *(end for mark in marks for end in mark if 0 <= end <= length)}):
        while held is not None and held.end < at:
            held = next(inside, None)
        if held is None or at < held.start:
            united.append(at)
    return united


def _insides(marks: Sequence[Span]) -> Iterator[Span]:
    """The first and last forbidden cut of each stretch of marks, in order, overlapping ones joined."""
    low, high = 0, -1
    for start, end in sorted(marks):
        if end - start < 2:
            continue
        if start + 1 <= high + 1 and high >= 0:
            high = max(high, end - 1)
            continue
        if high >= 0:
            yield Span(low, high)
        low, high = start + 1, end - 1
    if high >= 0:
        yield Span(low, high)


@functools.lru_cache(maxsize=1 << 16)
def rarity(word: str) -> float:
    """How rare a word is in the language: the negative natural logarithm of its share; an unknown one of its parts.

    >>> rarity("的") < rarity("数据") < rarity("可用区")
    True
    """
    return math.log(ALL_WORDS / max(1, dictionary().count(word)))
