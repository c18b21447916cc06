"""Words with their class by jieba's dictionary: which of them may stand in a noun phrase."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.util import find_spec
from itertools import accumulate
from typing import Literal

WordClass = Literal["noun", "action", "modifier", "verb", "small", "mark"]

_NOUNS = ("n", "j", "zg")  # zg: single characters that the dictionary knows as parts of names (车, 组, 罪)
_ACTIONS = ("vn", "an", "l")
_MODIFIERS = ("b", "s", "a")
_SMALL = ("p", "c", "d", "u", "r", "f", "y", "k", "z", "e", "o", "h")


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


def word_classes(text: str) -> tuple[tuple[int, ...], tuple[WordClass, ...]]:
    """The words of a text in order, which tile it: the end and the class of each.

    >>> word_classes("上市公司发布年报")
    ((4, 6, 8), ('noun', 'verb', 'noun'))
    """
    tagged = _tagger()(text)
    kinds = [_class_of(tag) if not word.isascii() else "noun" if word.isalpha() else "mark" for word, tag in tagged]
    return tuple(accumulate([len(word) for word, _ in tagged])), tuple(kinds)


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
