"""Cuts a text into words that may stand in a noun phrase, and finds the phrases and what stands in quotation marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.lexicon.subject_words import event_of, subject_words
from pipeline.records import Span
from pipeline.segment.word_classes import WordClass, word_classes

SOFT, HARD = b"\x01", b"\x02"
_END: tuple[int, int, WordClass, int] = (0, 0, "mark", 2)
_NEVER_IN = frozenset({"mark", "small"})
KNOWN = 1 << 14  # phrases whose event is remembered
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"))
_MOST = 12  # characters in quotation marks that are a name
_NO_NAME = frozenset("“”「」『』《》，。；：！？、,;:!? \t\n\u3000")

ending_event = lru_cache(maxsize=KNOWN)(event_of)


class Run(NamedTuple):
    """A noun phrase of a text; a `deed` ends in a verb that may stand for a noun (试验, 麦收)."""

    span: Span
    deed: bool = False


class Cut(NamedTuple):
    """A text in words; `shut` says of each that no phrase goes on over it: `HARD`, or `SOFT` for short phrases."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    kinds: tuple[WordClass, ...]
    shut: bytearray

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
    ends, kinds = word_classes(text)
    starts = (0, *ends[:-1]) if ends else ()
    shut = bytearray(len(ends))
    for spans, how in ((soft, SOFT), (hard, HARD)):
        for start, end in spans:
            i, j = bisect_right(ends, start), bisect_left(starts, end)
            shut[i:j] = how * (j - i)
    return Cut(text, starts, ends, kinds, shut)


def noun_runs(words: Cut, *, long: bool = False) -> list[Run]:
    """The noun phrases: words that may stand in one, side by side, the last a noun, an event or a deed.

    >>> text = "飞跃器将采样，项目团队开始试验"
    >>> [text[slice(*run.span)] for run in noun_runs(cut(text, ()))]
    ['飞跃器', '项目团队', '试验']
    """
    text, never = words.text, subject_words()["never"]
    least = 2 if long else 1  # of what `shut` says
    found: list[Run] = []
    start, noun, deed, before = -1, 0, 0, -1  # `before` is where a verb right before begins
    for at, until, kind, how in (*zip(words.starts, words.ends, words.kinds, words.shut, strict=True), _END):
        if how < least and kind not in _NEVER_IN:
            size = until - at
            first = at if start < 0 else start
            if kind == "verb":
                if size > 1 and ending_event(text[first:until]):  # 集体中毒, 相撞
                    start, noun, before = first, until, -1
                    continue
            elif (size > 1 or kind != "modifier") and text[at:until] not in never:
                if start < 0:
                    start = before if size == 1 and kind == "noun" and before >= 0 else at
                if kind == "noun" or ending_event(text[start:until]):
                    noun = until
                elif kind == "action" and size > 1:
                    deed = until
                before = -1
                continue
            before = at if kind == "verb" and size > 1 else -1
        else:
            before = -1
        if start >= 0:
            if deed > max(noun, start):
                found.append(Run(Span(start, deed), True))
            if noun > start:
                found.append(Run(Span(start, noun)))
            start, noun, deed = -1, 0, 0
    return found


def verbs(words: Cut) -> list[Run]:
    """The verbs of two characters and more that say what happens.

    >>> text = "昨日在曼谷落幕"
    >>> [text[slice(*run.span)] for run in verbs(cut(text, [Span(0, 2)]))]
    ['落幕']
    """
    text, known = words.text, subject_words()
    never = known["beside"] | known["never"]
    return [
        Run(Span(at, until))
        for at, until, kind, how in zip(words.starts, words.ends, words.kinds, words.shut, strict=True)
        if kind == "verb" and until - at > 1 and how < 2 and text[at:until] not in never
    ]


def quoted(text: str) -> list[Span]:
    """What stands in quotation marks and may be a name.

    >>> [("新盤「海澄灣」開售"[slice(*span)]) for span in quoted("新盤「海澄灣」開售")]
    ['海澄灣']
    """
    found = []
    for opens, closes in _QUOTES:
        at = text.find(opens) + 1
        while at:
            end = text.find(closes, at, at + _MOST + 1)
            if end - at > 1 and _NO_NAME.isdisjoint(text[at:end]):
                found.append(Span(at, end))
            at = text.find(opens, at) + 1
    return found


def elsewhere(text: str, words: Sequence[str]) -> Iterator[Span]:
    """Every place of some words in a text."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield Span(at, at + len(word))
            at = text.find(word, at + len(word))
