"""Words with their class by jieba's dictionary: which of them may stand in a noun phrase."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.util import find_spec
from itertools import accumulate
from typing import Literal, NamedTuple

WordClass = Literal["noun", "action", "modifier", "verb", "small", "mark"]

_NOUNS = ("n", "j", "zg")  # zg: single characters that the dictionary knows as parts of names (车, 组, 罪)
_ACTIONS = ("vn", "an", "l")
_MODIFIERS = ("b", "s", "a")
_SMALL = ("p", "c", "d", "u", "r", "f", "y", "k", "z", "e", "o", "h")


class Word(NamedTuple):
    """A word of a text by its end, with its class."""

    end: int
    kind: WordClass


def class_of(tag: str) -> WordClass:
    """The class of one of jieba's tags; an `action` is a verb that may stand in a noun phrase, seldom at its end.

    >>> class_of("nz"), class_of("v"), class_of("uj"), class_of("x")
    ('noun', 'verb', 'small', 'mark')
    """
    if tag.startswith(_NOUNS):
        return "noun"
    if tag.startswith(_ACTIONS):
        return "action"
    if tag.startswith(_MODIFIERS):
        return "modifier"
    if tag.startswith(_SMALL):
        return "small"
    return "mark" if tag == "x" else "verb"


def word_classes(text: str) -> list[Word]:
    """The words of a text in order, which tile it, each with its class.

    >>> text = "上市公司发布年报"
    >>> [(text[a:word.end], word.kind) for a, word in zip((0, 4, 6), word_classes(text), strict=True)]
    [('上市公司', 'noun'), ('发布', 'verb'), ('年报', 'noun')]
    """
    tagged = _tagger()(text)
    kinds = [_class_of(tag) if not word.isascii() else "noun" if word.isalpha() else "mark" for word, tag in tagged]
    return list(map(Word._make, zip(accumulate([len(word) for word, _ in tagged]), kinds, strict=True)))


_class_of = functools.lru_cache(maxsize=256)(class_of)


@functools.cache
def _tagger() -> Callable[[str], list[tuple[str, str]]]:
    if find_spec("rjieba"):
        from pipeline.segment.words import compiled_jieba

        return lambda text: compiled_jieba().tag(text, False)
    from jieba.posseg import POSTokenizer

    from pipeline.segment.words import jieba_tokenizer

    slow = POSTokenizer(jieba_tokenizer())
    return lambda text: [(pair.word, pair.flag) for pair in slow.cut(text, HMM=False)]
