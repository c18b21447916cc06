"""Cuts a text into words that may stand in a noun phrase, and finds the phrases and what stands in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.lexicon.subject_words import event_of, subject_words
from pipeline.records import Span
from pipeline.segment.word_classes import WordClass, word_classes

HARD, SOFT = b"\x01", b"\x02"
KNOWN = 1 << 14  # phrases whose event is remembered
_QUOTED = re.compile(r"[“「『《]([^“”「」『』《》，。；：！？、,;:!?\s]{2,12})[”」』》]")

ending_event = lru_cache(maxsize=KNOWN)(event_of)


class Run(NamedTuple):
    """A noun phrase of a text; a `deed` ends in a verb that may stand for a noun (试验, 麦收)."""

    span: Span
    deed: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in words; `closed` are the characters that no phrase goes on over: hard, or soft for short phrases."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    kinds: tuple[WordClass, ...]
    closed: bytearray

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """The word before and the word behind a stretch: a mark or small word as it is, others by their class."""
        i = bisect_left(self.ends, start)
        j = bisect_left(self.starts, end)
        before = "^" if start == 0 else self._word(i)
        return before, "$" if j >= len(self.starts) else self._word(j)

    def _word(self, i: int) -> str:
        word, kind = self.text[self.starts[i] : self.ends[i]], self.kinds[i]
        if kind == "mark":
            return "，" if word in ",，" else "。" if word in "。\n；;！？" else "mark"
        return word if word in subject_words()["beside"] else kind


def cut(text: str, hard: Iterable[Span], soft: Iterable[Span] = ()) -> Cut:
    """A text in words: no phrase goes over `hard` stretches, and only long ones over `soft` ones."""
    words = word_classes(text)
    ends = tuple([word.end for word in words])
    closed = bytearray(len(text) + 1)
    for start, end in soft:
        closed[start:end] = SOFT * (end - start)
    for start, end in hard:
        closed[start:end] = HARD * (end - start)
    return Cut(text, (0, *ends[:-1]) if ends else (), ends, tuple([word.kind for word in words]), closed)


def noun_runs(words: Cut, *, long: bool = False) -> Iterator[Run]:
    """The noun phrases: words that may stand in one, side by side, the last a noun, an event or a deed.

    >>> text = "飞跃器将采样，项目团队开始试验"
    >>> [text[slice(*run.span)] for run in noun_runs(cut(text, ()))]
    ['飞跃器', '项目团队', '试验']
    """
    text, closed, never = words.text, words.closed, subject_words()["never"]
    start, noun, deed, before = -1, 0, 0, -1  # `before` is where a verb right before begins
    for at, until, kind in zip(words.starts, words.ends, words.kinds, strict=True):
        size = until - at
        open_ = kind not in ("mark", "small") and closed.find(HARD, at, until) < 0
        open_ = open_ and (long or closed.find(SOFT, at, until) < 0)
        first = at if start < 0 else start
        if open_ and kind == "verb" and size > 1 and ending_event(text[first:until]):  # 集体中毒, 相撞
            start, noun, before = first, until, -1
            continue
        if open_ and kind != "verb" and (size > 1 or kind in ("noun", "action")) and text[at:until] not in never:
            if start < 0:
                start = before if size == 1 and kind == "noun" and before >= 0 else at
            if kind == "noun" or ending_event(text[start:until]):
                noun = until
            elif kind == "action" and size > 1:
                deed = until
            before = -1
            continue
        if start >= 0 and max(noun, deed) > start:
            yield Run(Span(start, max(noun, deed)), deed > noun)
            if deed > noun > start:
                yield Run(Span(start, noun))
        before = at if open_ and kind == "verb" and size > 1 else -1
        start, noun, deed = -1, 0, 0
    if start >= 0 and max(noun, deed) > start:
        yield Run(Span(start, max(noun, deed)), deed > noun)
        if deed > noun > start:
            yield Run(Span(start, noun))


def verbs(words: Cut) -> list[Run]:
    """The verbs of two characters and more that say what happens.

    >>> text = "昨日在曼谷落幕"
    >>> [text[slice(*run.span)] for run in verbs(cut(text, [Span(0, 2)]))]
    ['落幕']
    """
    text, closed, known = words.text, words.closed, subject_words()
    never = known["beside"] | known["never"]
    return [
        Run(Span(at, until))
        for at, until, kind in zip(words.starts, words.ends, words.kinds, strict=True)
        if kind == "verb" and until - at > 1 and closed.find(HARD, at, until) < 0 and text[at:until] not in never
    ]


def quoted(text: str) -> list[Span]:
    """What stands in quotation marks and may be a name.

    >>> [("新盤「海澄灣」開售"[slice(*span)]) for span in quoted("新盤「海澄灣」開售")]
    ['海澄灣']
    """
    return [Span(*match.span(1)) for match in _QUOTED.finditer(text)]


def elsewhere(text: str, words: Sequence[str]) -> Iterator[Span]:
    """Every place of some words in a text."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield Span(at, at + len(word))
            at = text.find(word, at + len(word))
