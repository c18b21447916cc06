"""Bytes to text: declared encodings are checked, undeclared ones found; GB18030 against Big5 by frequent characters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from charset_normalizer import from_bytes

from pipeline.ingest.streams import CHUNK, HEAD, Reads
from pipeline.lexicon.frequent import frequent_characters

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
CHINESE = ("gb18030", "big5hkscs", "cp950")
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
PLAUSIBLE = 0.25
FEW_BAD = 0.02

_UNLIKELY = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_CHINESE_MARKS = frozenset("，。、；：？！“”‘’（）《》「」『』【】—…·％　")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the encoding it was read in; `bad` counts the characters that could not be read (shown as U+FFFD)."""

    text: str
    encoding: str
    bad: int = 0


class _Reading(NamedTuple):
    plausible: float
    bad: int
    decoded: Decoded


def plausibility(text: str) -> float:
    """The share of frequent Chinese characters and marks among all that is not ASCII, less twice what no text has.

    >>> plausibility("公司的营业收入是多少。") > 0.5
    True
    """
    sample = text[:20_000]
    other = [c for c in sample if c > "\x7f"]
    if not other:
        return 0.0
    known = frequent_characters()
    good = sum(1 for c in other if c in known or c in _CHINESE_MARKS)
    return (good - 2 * len(_UNLIKELY.findall(sample))) / len(other)


def is_binary(head: bytes) -> bool:
    """Whether the bytes are no text in any encoding that is read here.

    >>> is_binary("营收增长5%".encode("utf-16")), is_binary(bytes(range(32)) * 20)
    (False, True)
    """
    if any(head.startswith(bom) for bom, _ in BOMS):
        return False
    controls = sum(head.count(c) for c in (0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23))
    return controls > max(2, len(head) / 50) and _utf16(head) is None


def find_encoding(head: bytes, declared: str | None = None) -> str | None:
    """The encoding of a text by its first bytes; None when nothing fits.

    >>> find_encoding("營業收入為三百億元，較上年增長。".encode("big5"))
    'big5hkscs'
    >>> find_encoding("营业收入为三百亿元，较上年增长。".encode("gb18030"), declared="utf-8")
    'gb18030'
    """
    for bom, encoding in BOMS:
        if head.startswith(bom):
            return encoding
    if _is_utf8(head):
        return "utf-8"
    if is_binary(head):
        return None
    if b"\0" in head and (wide := _utf16(head)) is not None:
        return wide
    whole = len(head) < HEAD
    readings = [_read(head, e, whole) for e in dict.fromkeys((*_named(declared), "utf-8", *CHINESE))]
    likely = [r for r in readings if r.plausible >= PLAUSIBLE and r.bad <= FEW_BAD * len(r.decoded.text)]
    if likely:
        return max(likely, key=lambda r: (r.bad == 0, r.plausible)).decoded.encoding
    if (wide := _utf16(head)) is not None:
        return wide
    return _foreign(head, declared)


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text of a whole file, its byte order mark taken off; None when it is no text or in no encoding known.

    >>> decode("\ufeff股价上涨5%".encode("utf-16-le")).text
    '股价上涨5%'
    """
    encoding = find_encoding(data[:HEAD], declared)
    if encoding is None:
        return None
    decoded = _decode(data, encoding)
    if decoded.bad and encoding in CHINESE:
        others = (_decode(data, e) for e in CHINESE)
        decoded = min((decoded, *others), key=lambda d: (d.bad, -plausibility(d.text)))
    if decoded.bad > max(2, FEW_BAD * len(decoded.text)):
        return None
    return decoded


def decode_line(line: bytes, encoding: str) -> Decoded | None:
    """One line of a dump in the dump's encoding, or in its own where it differs.

    >>> decode_line("下载量破10亿次，用户很多。".encode("gb18030"), "utf-8").encoding
    'gb18030'
    """
    try:
        return Decoded(line.decode(encoding), encoding)
    except UnicodeDecodeError:
        return decode(line)


def as_utf8(stream: Reads, encoding: str) -> Reads:
    """A UTF-16 or UTF-32 stream as UTF-8, so that it can be cut into lines as bytes; others as they are."""
    return _Recoded(stream, encoding) if encoding.startswith(("utf-16", "utf-32")) else stream


def text_chunks(stream: Reads, encoding: str) -> Iterator[str]:
    """The text of a stream piece by piece; what cannot be read is U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    while True:
        data = stream.read1(CHUNK)
        text = decoder.decode(data, final=not data)
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        if text:
            yield text
        if not data:
            return


class _Recoded:
    def __init__(self, stream: Reads, encoding: str) -> None:
        self._chunks = text_chunks(stream, encoding)
        self._ready = b""

    def read1(self, size: int, /) -> bytes:
        if not self._ready:
            self._ready = next(self._chunks, "").encode("utf-8", "replace")
        data, self._ready = self._ready[:size], self._ready[size:]
        return data


def _named(declared: str | None) -> tuple[str, ...]:
    if not declared:
        return ()
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return ()
    return (WIDER.get(name, name),)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return head.count(b"\0") <= min(max(2, len(head) // 50), len(head) // 8)


def _decode(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else text.count("\ufffd")
    return Decoded(text, encoding, max(0, bad))


def _read(head: bytes, encoding: str, whole: bool) -> _Reading:
    try:
        text = codecs.getincrementaldecoder(encoding)("replace").decode(head, final=whole)
    except (LookupError, UnicodeError):
        return _Reading(-1.0, len(head), Decoded("", encoding, len(head)))
    bad = text.count("\ufffd")
    return _Reading(plausibility(text), bad, Decoded(text, encoding, bad))


def _utf16(head: bytes) -> str | None:
    even = head[: len(head) // 2 * 2]
    readings = [_read(even, e, whole=False) for e in ("utf-16-le", "utf-16-be")]
    best = max(readings, key=lambda r: (_readable(r.decoded.text), r.plausible))
    if best.bad == 0 and (best.plausible >= PLAUSIBLE or _readable(best.decoded.text) > 0.95) and b"\0" in even:
        return best.decoded.encoding
    return best.decoded.encoding if best.bad == 0 and best.plausible >= 2 * PLAUSIBLE else None


def _readable(text: str) -> float:
    good = sum(1 for c in text if c in "\r\n\t" or " " <= c <= "~" or c in _CHINESE_MARKS or "一" <= c <= "龥")
    return good / max(1, len(text))


def _foreign(head: bytes, declared: str | None) -> str | None:
    for encoding in _named(declared):
        if _read(head, encoding, len(head) < HEAD).bad == 0:
            return encoding
    best = from_bytes(head).best()
    return None if best is None else best.encoding
