"""For `heshu explain`: numerals that no rule took up, and why, so that none goes without an account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.extract.not_figures import NUMERALS, WordSpans
from pipeline.records import Mention, Refusal, Span


@cache
def _run() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(NUMERALS - set('参几数半')))}]+")


def unread(text: str, found: Sequence[Mention], refused: Sequence[Refusal]) -> Iterator[Refusal]:
    """The numerals of a text outside the figures `found` and what is `refused` already.

    >>> [(r.rule, text[r.span.start:r.span.end]) for text in ["一石二鸟，三思而行，四面"] for r in unread(text, [], [])]
    [('word', '一石二鸟'), ('word', '三思而行'), ('uncounted', '四')]
    """
    words = WordSpans(text)
    spans = sorted([*(m.span for m in found), *(r.span for r in refused)])
    end = first = 0
    for run in _run().finditer(text):
        while first < len(spans) and spans[first].start < run.end():
            end = max(end, spans[first].end)
            first += 1
        if run.start() < end:
            continue
        word = words.over(run.start())
        if word is not None:
            end = word[1]
            yield Refusal(Span(*word), "word", "a word that holds a numeral")
        else:
            yield Refusal(Span(*run.span()), "uncounted", "no unit, measure word or further numeral follows")
