"""What looks like a figure and is none: words that hold numerals, codes, addresses, versions, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.lexicon.not_figures import not_figures

NUMERALS = frozenset("0123456789〇零一二三四五六七八九十百千万亿兆两俩仨廿卅卌壹贰叁肆伍陆柒捌玖拾佰仟半几数幺参")
_DIGITS = tuple("0123456789.,%万亿千百")
_ADDRESS = re.compile(
    r"https?://[^\s\u4e00-\u9fff，。；）]+|www\.[^\s\u4e00-\u9fff，。；）]+|[\w.+-]+@[\w-]+\.[\w.-]+", re.ASCII
)
_CODE = re.compile(
    r"[0-9]+(?:[-–][0-9]+){2,}|[0-9]+(?:\.[0-9]+){2,}|0[0-9]{2,3}[-–][0-9]{5,8}"
    r"|[48]00[- ][0-9]{3,4}[- ]?[0-9]{3,4}(?![0-9])"
)
_WORD_RUN = re.compile(r"[A-Za-z0-9_]+(?:[-.][A-Za-z0-9_]+)*")


Words = dict[str, tuple[tuple[int, int, frozenset[str]], ...]]  # by pair: offset, length, words


@cache
def _by_pair() -> tuple[Words, Words]:
    """Words by their first numeral and the character after it, or before it where the numeral ends the word."""
    ahead: dict[str, dict[tuple[int, int], set[str]]] = {}
    back: dict[str, dict[tuple[int, int], set[str]]] = {}
    for row in not_figures():
        word = row.surface
        for at in _run_starts(word):
            table, pair = (ahead, word[at : at + 2]) if at + 1 < len(word) else (back, word[at - 1 : at + 1])
            table.setdefault(pair, {}).setdefault((at, len(word)), set()).add(word)
    return _longest(ahead), _longest(back)


def _longest(table: dict[str, dict[tuple[int, int], set[str]]]) -> Words:
    return {
        pair: tuple((at, size, frozenset(found)) for (at, size), found in sorted(sizes.items(), key=lambda x: -x[0][1]))
        for pair, sizes in table.items()
    }


def _run_starts(word: str) -> Iterator[int]:
    for at, char in enumerate(word):
        if char in NUMERALS and (at == 0 or word[at - 1] not in NUMERALS):
            yield at


def word_over(text: str, at: int) -> tuple[int, int] | None:
    """The span of a word that holds the numeral at `at` and is no figure.

    >>> word_over("可谓一石二鸟之计", 2)
    (2, 6)
    >>> word_over("百度一下", 0), word_over("百米", 0)
    ((0, 2), None)
    """
    ahead, back = _by_pair()
    found = ahead.get(text[at : at + 2])
    behind = back.get(text[at - 1 : at + 1]) if at else None
    if found is None and behind is None:
        return None
    for offset, size, words in (*(found or ()), *(behind or ())):
        start = at - offset
        if start >= 0 and text[start : start + size] in words and not _goes_on(text, start, text[start : start + size]):
            return start, start + size
    return None


@cache
def _automaton() -> AhoCorasick:
    words = sorted({row.surface for row in not_figures()})
    return AhoCorasick(words, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)


class WordSpans:
    """Every word of one text that holds numerals and is no figure, to be asked from left to right.

    >>> words = WordSpans("可谓一石二鸟，百度百米")
    >>> words.over(2), words.over(7), words.over(9)
    ((2, 6), (7, 9), None)
    """

    __slots__ = ("_first", "_spans", "_text", "ahead")

    def __init__(self, text: str) -> None:
        found = _automaton().find_matches_as_indexes(text, overlapping=True)
        beyond = len(text) + 1
        self._spans = [*sorted([(start, end) for _, start, end in found]), (beyond, beyond)]
        self._text = text
        self._first = 0
        self.ahead = self._spans[0][0]  # where the next word begins: `over` has nothing before it

    def over(self, at: int) -> tuple[int, int] | None:
        """The longest word that holds the numeral at `at`; `at` never goes back."""
        spans, first = self._spans, self._first
        while spans[first][1] <= at:
            first += 1
        self._first = first
        self.ahead = spans[first][0]
        found: tuple[int, int] | None = None
        while (span := spans[first])[0] <= at:
            first += 1
            start, end = span
            if end > at and (found is None or end - start > found[1] - found[0]) and self._holds(start, end, at):
                found = start, end
        return found

    def _holds(self, start: int, end: int, at: int) -> bool:
        text = self._text
        return (start == at or text[at - 1] not in NUMERALS) and not _goes_on(text, start, text[start:end])


def _goes_on(text: str, start: int, word: str) -> bool:
    """Whether a number goes on beyond the word: 360 of 1360 or 360.5, 十分 of 十分之一."""
    end = start + len(word)
    if word[-1].isdigit() and text[end : end + 1] in _DIGITS:
        return True
    if word[-1] == "分" and text[end : end + 1] == "之":
        return True
    return word[0].isdigit() and start > 0 and text[start - 1] in _DIGITS


def addresses(text: str) -> list[tuple[int, int]]:
    """The spans of web and mail addresses."""
    if "http" not in text and "www." not in text and "@" not in text:
        return []
    return [match.span() for match in _ADDRESS.finditer(text)]


def code_at(text: str, at: int) -> int | None:
    """The end of a code that begins here: a telephone number, a version, a serial number; None where there is none.

    >>> code_at("热线010-62881234", 2), code_at("版本3.1.2发布", 2), code_at("3-5天", 0)
    (14, 7, None)
    """
    match = _CODE.match(text, at)
    return match.end() if match else None


def run_end(text: str, at: int) -> int:
    """The end of the run of letters and digits that holds `at`: 810E, MU5735."""
    match = _WORD_RUN.match(text, at)
    return match.end() if match else at + 1
