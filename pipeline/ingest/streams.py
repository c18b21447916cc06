"""Byte streams that never raise on damage: what was read before stays, and the damage is told afterwards."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any, NamedTuple, Protocol, cast

import zstandard

from pipeline.ingest.reasons import BAD_ARCHIVE, TRUNCATED, UNREADABLE

CHUNK = 1 << 16
HEAD = 1 << 16
BOMB_RATIO = 250
BOMB_BYTES = 1 << 26
MEMORY = 1 << 27

DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile, RuntimeError)


class Damage(NamedTuple):
    """Why a stream ended before its end: a reason code and a sentence."""

    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Packed:
    """How many packed bytes there are below a stream, where that is known beforehand."""

    count: int


class Reads(Protocol):
    """What a guarded stream needs of the one below: some bytes, `b""` at the end."""

    def read1(self, size: int, /) -> bytes: ...


class Guarded(io.RawIOBase):
    """A raw stream over `inner` that ends where `inner` fails, and remembers why.

    `packed` is what lies below a decompressor: what expands more than BOMB_RATIO-fold past BOMB_BYTES is cut.
    """

    def __init__(self, inner: Reads, packed: Guarded | Packed | None = None) -> None:
        super().__init__()
        self._inner = inner
        self._packed = packed
        self.count = 0
        self.damage: Damage | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read1(self, size: int, /) -> bytes:
        """At most `size` bytes; `b""` at the end or after damage."""
        if self.damage is not None:
            return b""
        try:
            data = self._inner.read1(min(size, CHUNK))
        except DAMAGE as error:
            self.damage = _name(error)
            return b""
        self.count += len(data)
        if self._packed is not None and self.count > max(BOMB_BYTES, BOMB_RATIO * self._packed.count):
            self.damage = Damage(BAD_ARCHIVE, f"expands more than {BOMB_RATIO}-fold; reading stopped there")
        return data


def _name(error: Exception) -> Damage:
    if isinstance(error, EOFError):
        return Damage(TRUNCATED, "the compressed data ends early; what was read before it stays")
    if isinstance(error, OSError) and error.errno is not None:
        return Damage(UNREADABLE, f"reading failed ({error.strerror})")
    return Damage(BAD_ARCHIVE, f"the compressed data is damaged ({error}); what was read before it stays")


class _Frame(Protocol):
    """One frame of a packed stream."""

    def decompress(self, data: bytes, /) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class _Frames:
    """Frames one after the other; input goes in by small pieces so that a bomb cannot fill the memory."""

    def __init__(self, packed: Reads, frame: Callable[[], _Frame]) -> None:
        self._packed = packed
        self._new_frame = frame
        self._frame = frame()
        self._fresh = True
        self._left = b""
        self._ready = b""

    def read1(self, size: int, /) -> bytes:
        while not self._ready:
            if not self._left:
                self._left = self._packed.read1(CHUNK)
            if not self._left:
                if not self._fresh:
                    raise EOFError
                return b""
            piece, self._left = self._left[:1024], self._left[1024:]
            self._ready = self._feed(piece)
        data, self._ready = self._ready[:size], self._ready[size:]
        return data

    def _feed(self, piece: bytes) -> bytes:
        self._fresh = False
        data = self._frame.decompress(piece)
        if self._frame.eof:
            self._left = self._frame.unused_data + self._left
            self._frame = self._new_frame()
            self._fresh = True
        return data


def _gzip(packed: Guarded) -> Reads:
    return gzip.GzipFile(fileobj=cast(IO[bytes], io.BufferedReader(packed, CHUNK)))


def _bz2(packed: Guarded) -> Reads:
    return bz2.BZ2File(cast(IO[bytes], io.BufferedReader(packed, CHUNK)))


def _xz(packed: Guarded) -> Reads:
    return _Frames(packed, lambda: lzma.LZMADecompressor(memlimit=MEMORY))


def _zstd(packed: Guarded) -> Reads:
    return _Frames(packed, lambda: cast(_Frame, zstandard.ZstdDecompressor(max_window_size=MEMORY).decompressobj()))


class Codec(NamedTuple):
    """A way of compression: its suffixes, the bytes it starts with, and how it is opened."""

    suffixes: tuple[str, ...]
    magic: bytes
    open: Callable[[Guarded], Reads]


CODECS: Mapping[str, Codec] = MappingProxyType(
    {
        "gzip": Codec((".gz", ".gzip"), b"\x1f\x8b", _gzip),
        "bzip2": Codec((".bz2",), b"BZh", _bz2),
        "xz": Codec((".xz",), b"\xfd7zXZ\x00", _xz),
        "zstandard": Codec((".zst", ".zstd"), b"\x28\xb5\x2f\xfd", _zstd),
    }
)


class _Prefixed:
    """A stream put back together after its head was looked at."""

    def __init__(self, head: bytes, rest: Reads) -> None:
        self._head = head
        self._rest = rest

    def read1(self, size: int, /) -> bytes:
        if not self._head:
            return self._rest.read1(size)
        data, self._head = self._head[:size], self._head[size:]
        return data


def read_head(stream: Reads, size: int = HEAD) -> bytes:
    """Up to `size` bytes from the front; fewer only at the end."""
    parts: list[bytes] = []
    missing = size
    while missing > 0 and (data := stream.read1(missing)):
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)


def peek(stream: Guarded) -> tuple[bytes, Guarded]:
    """The first bytes of a stream, and a stream that still has them; damage of the first shows in `stream`.

    >>> head, rest = peek(Guarded(io.BufferedReader(io.BytesIO("营收".encode()))))
    >>> rest.read1(99).decode()
    '营收'
    """
    head = read_head(stream)
    return head, Guarded(_Prefixed(head, stream))


def inflate(name: str, head: bytes, stream: Guarded) -> tuple[str, Guarded] | None:
    """The content below one compression, told by its first bytes, and `name` without its suffix; None if not packed.

    >>> inflate("营收.jsonl", b"{}", Guarded(io.BufferedReader(io.BytesIO(b"{}"))))
    """
    for codec in CODECS.values():
        if head.startswith(codec.magic):
            suffix = next((s for s in codec.suffixes if name.lower().endswith(s)), "")
            return name[: len(name) - len(suffix)], Guarded(codec.open(stream), packed=stream)
    return None
