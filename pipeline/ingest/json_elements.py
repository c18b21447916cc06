"""The elements of a JSON array, one by one, without the array in memory; a broken element does not end the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# What matters between strings, and inside one. A backslash takes the character behind it along.
_OUTSIDE = re.compile(r'["\[\]{},]')
_INSIDE = re.compile(r'["\\]')
_BOUNDARY = re.compile(r"(?<=\})\s{0,200},\s{0,200}(?=\{)")


class Element(NamedTuple):
    """The text of one element; `whole` is False where the array ended inside it, `fits` where it passed the limit."""

    text: str
    whole: bool = True
    fits: bool = True


class _Scanner:
    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self._size = 0
        self._depth = 1
        self._in_string = False
        self._escaped = False
        self.closed = False

    def feed(self, chunk: str) -> Iterator[Element]:
        start = position = 0
        while position < len(chunk) and not self.closed:
            if self._escaped:
                self._escaped = False
                position += 1
                continue
            match = (_INSIDE if self._in_string else _OUTSIDE).search(chunk, position)
            if match is None:
                break
            position = match.end()
            if self._ends_element(match[0]):
                self._take(chunk[start : position - 1])
                start = position
                if element := self._element():
                    yield element
        if not self.closed:
            self._take(chunk[start:])

    def rest(self) -> Element | None:
        """What is left where the array was never closed."""
        element = None if self.closed else self._element()
        return element and element._replace(whole=False)

    def _ends_element(self, sign: str) -> bool:
        if sign == '"':
            self._in_string = not self._in_string
        elif sign == "\\":
            self._escaped = True
        elif sign in "[{":
            self._depth += 1
        elif sign in "]}":
            self._depth -= 1
            self.closed = self._depth == 0
        return self.closed or (sign == "," and self._depth == 1)

    def _take(self, text: str) -> None:
        self._size += len(text)
        if self._size <= self._limit or not self._parts:
            self._parts.append(text[: self._limit])

    def _element(self) -> Element | None:
        text, fits = "".join(self._parts).strip(), self._size <= self._limit
        self._parts, self._size = [], 0
        return Element(text, fits=fits) if text else None


def array_elements(chunks: Iterable[str], limit: int) -> Iterator[Element]:
    """The elements of an array whose opening bracket was already read.

    >>> [e.text for e in array_elements(['{"正文": "甲,[乙"}, {"正', '文": "丙"}]'], 99)]
    ['{"正文": "甲,[乙"}', '{"正文": "丙"}']
    """
    scanner = _Scanner(limit)
    for chunk in chunks:
        yield from scanner.feed(chunk)
        if scanner.closed:
            return
    if rest := scanner.rest():
        yield rest


def split_broken(text: str) -> list[str]:
    """A broken element cut where objects seem to follow each other: an unclosed string may have swallowed good ones.

    >>> split_broken('{"正文": "甲}, {"正文": "乙"}')
    ['{"正文": "甲}', '{"正文": "乙"}']
    """
    return _BOUNDARY.split(text)
