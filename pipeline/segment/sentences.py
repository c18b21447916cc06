"""Sentences and clauses as spans of a text, by its characters alone; what lies between them is white space only."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TypeAlias

from pipeline.lexicon.cues import attribution_cues
from pipeline.records import Span

_Ends: TypeAlias = Callable[[str, Span], Iterator[int]]
_OPEN = "“「『《（(【〈[\"'‘"
_CLOSE = "”」』》）)】〉]\"'’"
_ENDS = re.compile(
    rf"[。！？!?]+[{re.escape(_CLOSE)}]*"
    rf"|(?<=[\u4e00-\u9fff”」）)%])\.(?!\.)[{re.escape(_CLOSE)}]*(?=[\s\u4e00-\u9fff“「]|$)"
    r"|(?<=[a-z]{3})[.](?=\s+[A-Z“\"])"
)
_CLAUSE_ENDS = re.compile(r"[，；;]|,(?![0-9])|(?<![0-9]),")
# Short stretches that are read as one: titles and brackets with anything in them, quotes up to the length of a slogan.
_CLOSED = re.compile(
    r"《[^《》\n]{1,80}》|〈[^〈〉\n]{1,80}〉|（[^（）\n]{1,120}）|\([^()\n]{1,120}\)|【[^【】\n]{1,80}】"
    r"|“[^“”\n]{1,30}”|「[^「」\n]{1,30}」|『[^『』\n]{1,30}』|\"[^\"\n]{1,30}\""
)
_QUOTE_ENDS = '”」』"'
LONGEST = 2000  # characters of a sentence; the longest of 22,000 real articles has 1,978
_STOPS = re.compile(r"[；;，、 ]|,(?![0-9])")
SAID_WITHIN = 16  # characters after a quote in which 他说 still belongs to it


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences; a line break always ends one, decimals, titles, brackets and short quotes never do.

    >>> text = "营收3.5亿元。“很好！”他说。\\n《你好！》上映"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['营收3.5亿元。', '“很好！”他说。', '《你好！》上映']
    """
    pieces = (piece for line in _lines(text) for piece in _pieces(text, line, _sentence_ends))
    return tuple(span for piece in pieces for span in _trimmed(text, _bounded(text, piece)))


def split_clauses(text: str) -> tuple[Span, ...]:
    """The clauses: sentences cut further at ，and ； outside titles, brackets and short quotes, never in 1,234.

    >>> text = "营收1,234万元，增长5%；净利（含税，未审计）持平。"
    >>> [text[start:end] for start, end in split_clauses(text)]
    ['营收1,234万元，', '增长5%；', '净利（含税，未审计）持平。']
    """
    sentences = split_sentences(text)
    return tuple(span for line in sentences for span in _trimmed(text, _pieces(text, line, _clause_ends)))


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield Span(start, end)
        start = end + 1
    yield Span(start, len(text))


def _pieces(text: str, line: Span, ends: _Ends) -> Iterator[Span]:
    start = line.start
    for end in ends(text, line):
        yield Span(start, end)
        start = end
    yield Span(start, line.end)


def _bounded(text: str, span: Span) -> Iterator[Span]:
    """A sentence that never ends (a list of thousands, damaged text) in parts, so that reading it costs no square."""
    start = span.start
    while span.end - start > LONGEST:
        marks = list(_STOPS.finditer(text, start + LONGEST // 2, start + LONGEST))
        end = marks[-1].end() if marks else _between_words(text, start + LONGEST, span.end)
        yield Span(start, end)
        start = end
    yield Span(start, span.end)


def _between_words(text: str, start: int, end: int) -> int:
    """The first place that lies in no number and no foreign word, else one where a number or such a word begins."""
    solid = [char.isnumeric() or char.isascii() for char in text[start - 1 : min(end, start + 8 * LONGEST)]]
    pairs = list(pairwise(solid))
    free = next((n for n, (left, right) in enumerate(pairs[:LONGEST]) if not left and not right), None)
    if free is None:
        free = next((n for n, (left, _) in enumerate(pairs) if not left), len(pairs))
    return start + free


def _trimmed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    for start, end in spans:
        piece = text[start:end]
        if kept := piece.strip():
            start += piece.index(kept)
            yield Span(start, start + len(kept))


def _sentence_ends(text: str, line: Span) -> Iterator[int]:
    closed = _closed(text, line)
    inside = next(closed, None)
    for found in _ENDS.finditer(text, line.start, line.end):
        while inside is not None and inside.end < found.end():
            inside = next(closed, None)
        if inside is not None and inside.start < found.start() and not _quote_that_ends(text, found, inside, line):
            continue
        if _goes_on(text, found.end(), line.end):
            continue
        yield found.end()


def _quote_that_ends(text: str, found: re.Match[str], inside: Span, line: Span) -> bool:
    """Whether a short quote closes here with a full stop, and the sentence with it."""
    if found.end() != inside.end or text[inside.end - 1] not in _QUOTE_ENDS:
        return False
    return found[0].startswith("。") or found.end() == line.end or text[found.end()] in _OPEN


def _goes_on(text: str, end: int, line_end: int) -> bool:
    """Whether what was said is followed by who said it (“……。”他说), or by a comma."""
    if end >= line_end:
        return False
    if text[end] in "，、；;,：":
        return True
    if text[end - 1] not in _QUOTE_ENDS:
        return False
    after = text[end : min(end + SAID_WITHIN, line_end)]
    clause = re.split("[，。！？；：,:]", after, maxsplit=1)[0]
    return any(clause.endswith(cue) for cue in _said())


@functools.cache
def _said() -> tuple[str, ...]:
    return tuple(sorted({cue.surface for cue in attribution_cues() if cue.form in ("said_by", "said")}))


def _clause_ends(text: str, line: Span) -> Iterator[int]:
    closed = _closed(text, line)
    inside = next(closed, None)
    for found in _CLAUSE_ENDS.finditer(text, line.start, line.end):
        while inside is not None and inside.end <= found.start():
            inside = next(closed, None)
        if inside is None or found.start() < inside.start:
            yield found.end()


def _closed(text: str, line: Span) -> Iterator[Span]:
    return (Span(*found.span()) for found in _CLOSED.finditer(text, line.start, line.end))
