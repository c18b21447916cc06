"""Passages: a stretch of an article's own text with the figures in it marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.records import Claim, Span

QUOTE_REACH = 80
PARAGRAPH_REACH = 400
JOIN_GAP = 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked or not; `cut` pieces stand for text left out."""

    text: str
    marked: bool = False
    cut: bool = False


Passage = tuple[Piece, ...]


def mark(text: str, spans: Iterable[Span]) -> Passage:
    """The text in pieces, with the spans marked; overlapping spans are marked once.

    >>> [(p.text, p.marked) for p in mark("开源模型超9万个", [Span(4, 8)])]
    [('开源模型', False), ('超9万个', True)]
    """
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], marked=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)


def excerpt(text: str, spans: Iterable[Span], reach: int = QUOTE_REACH) -> Passage:
    """The marked spans with `reach` characters round them; what is left out is a piece of its own.

    >>> "".join(p.text for p in excerpt("一" * 50 + "95个" + "二" * 50, [Span(50, 53)], reach=2))
    '…一一95个二二…'
    """
    inside = sorted(s for s in spans if s.start < len(text))
    if not inside:
        return excerpt(text, [Span(0, 0)], reach * 2) if text else ()
    windows: list[list[int]] = []
    for start, end in inside:
        low, high = max(0, start - reach), min(len(text), end + reach)
        if windows and low - windows[-1][1] <= JOIN_GAP - reach:
            windows[-1][1] = max(windows[-1][1], high)
        else:
            windows.append([low, high])
    pieces: list[Piece] = []
    for low, high in windows:
        if low > 0:
            pieces.append(Piece("…", cut=True))
        here = [Span(s.start - low, s.end - low) for s in inside if s.start >= low and s.end <= high]
        pieces.extend(mark(text[low:high], here))
    if windows[-1][1] < len(text):
        pieces.append(Piece("…", cut=True))
    return tuple(pieces)


def quote_of(claim: Claim) -> Passage:
    """The claim's sentence in its own script with the figure marked, cut to what stands round it."""
    start = claim.raw.start - claim.raw_sentence.start
    span = Span(start, start + claim.raw.end - claim.raw.start)
    if start < 0 or len(claim.quote) != claim.raw_sentence.end - claim.raw_sentence.start:
        start = claim.quote.find(claim.text)
        span = Span(start, start + len(claim.text))
    return excerpt(claim.quote, [span] if start >= 0 else [])


def simplified_of(claim: Claim, text: str) -> Passage:
    """The same sentence out of the article's simplified text; nothing where that text is not at hand."""
    sentence = text[claim.sentence.start : claim.sentence.end]
    start = claim.mention.span.start - claim.sentence.start
    return excerpt(sentence, [Span(start, start + claim.mention.span.end - claim.mention.span.start)])


def paragraph_of(claim: Claim, raw: str) -> Passage:
    """The paragraph of the article's own text that holds the claim, at most 400 characters either side."""
    if not 0 <= claim.raw.start < claim.raw.end <= len(raw):
        return ()
    low = max(raw.rfind("\n", 0, claim.raw.start) + 1, claim.raw.start - PARAGRAPH_REACH)
    found = raw.find("\n", claim.raw.end)
    high = min(len(raw) if found < 0 else found, claim.raw.end + PARAGRAPH_REACH)
    return mark(raw[low:high], [Span(claim.raw.start - low, claim.raw.end - low)])


def plain(passage: Passage) -> str:
    """The passage without marks.

    >>> plain(mark("95个", [Span(0, 2)]))
    '95个'
    """
    return "".join(piece.text for piece in passage)
