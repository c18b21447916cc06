"""Byte lines of a dump, numbered, none longer than a limit: a line without an end cannot fill the memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.ingest.streams import CHUNK, Reads


class Line(NamedTuple):
    """One line without its end; `whole` is False where it was longer than the limit and only its front is here."""

    number: int
    data: bytes
    whole: bool = True


def read_lines(stream: Reads, limit: int) -> Iterator[Line]:
    """The lines of a stream that are not blank.

    >>> import io
    >>> [(n, d.decode()) for n, d, _ in read_lines(io.BufferedReader(io.BytesIO("甲\\n\\n乙".encode())), 99)]
    [(1, '甲'), (3, '乙')]
    """
    number = 1
    parts: list[bytes] = []
    size = 0
    while data := stream.read1(CHUNK):
        if not parts and data.isspace():  # a million empty lines are counted, not cut
            number += data.count(b"\n")
            continue
        *ends, rest = data.split(b"\n")
        for piece in ends:
            if line := _join(number, parts, size, piece, limit):
                yield line
            parts, size = [], 0
            number += 1
        size += len(rest)
        if size <= limit or not parts:
            parts.append(rest)
    if line := _join(number, parts, size, b"", limit):
        yield line


def _join(number: int, parts: list[bytes], size: int, piece: bytes, limit: int) -> Line | None:
    if size + len(piece) > limit:
        return Line(number, b"".join((*parts, piece))[:CHUNK], whole=False)
    data = b"".join((*parts, piece))
    return Line(number, data) if data.strip() else None
