"""Text that was decoded with the wrong encoding: mended where the way back is certain, noted where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.convert.offsets import Edit, OffsetMap

_CP1252_HIGH = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_LATIN = re.compile(rf"(?:[Â-ß][{_CP1252_HIGH}]|[à-ï][{_CP1252_HIGH}]{{2}})+")  # bytes of UTF-8 read as Latin-1
_GB = re.compile(r"[\xa1-\xf7][\xa1-\xfe](?:[\xa1-\xfe]{2})*")  # bytes of GB 2312 read as Latin-1
_GBK = re.compile(r"[锛銆鐨鏄][\u4e00-\ue863]|锟斤拷")  # bytes of UTF-8 read as GBK
_HANZI = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
SURE = 6  # Chinese characters that Latin-1 runs must give to be believed GB 2312
CERTAIN = 2  # Chinese characters that runs must give, or tell-tale pairs that a text must have, to be believed


def repair_mojibake(text: str) -> tuple[str, OffsetMap, tuple[str, ...]]:
    """The text with Latin-1 readings of UTF-8 and GB 2312 mended, its map, and notes `mojibake-repaired`, `mojibake`.

    >>> repair_mojibake("约30亿元".encode().decode("latin-1"))[0::2]
    ('约30亿元', ('mojibake-repaired',))
    >>> repair_mojibake("公司去年营收5亿元".encode("gb2312").decode("latin-1"))[0]
    '公司去年营收5亿元'
    >>> repair_mojibake("锛屾埅鑷筹紝銆傜殑")[2]
    ('mojibake',)
    """
    edits, pieces, at = [], [], 0
    if found := tuple(_latin_runs(text)) or tuple(_gb_runs(text)):
        for start, end, new in found:
            edits.append(Edit(start, end, len(new)))
            pieces += [text[at:start], new]
            at = end
    mended = "".join([*pieces, text[at:]])
    notes = ("mojibake-repaired",) * bool(edits) + ("mojibake",) * (len(_GBK.findall(mended)) >= CERTAIN)
    return mended, OffsetMap.from_edits(len(text), edits), notes


def _latin_runs(text: str) -> Iterator[tuple[int, int, str]]:
    """The single characters inside every run that is certainly UTF-8, each with what it was."""
    runs = [(found.start(), _decode(found[0])) for found in _LATIN.finditer(text)]
    if sum(len(_HANZI.findall(new)) for _, new in runs if new) < CERTAIN:
        return
    for start, new in runs:
        for character in new or "":
            size = len(character.encode("utf-8"))
            yield start, start + size, character
            start += size


def _gb_runs(text: str) -> Iterator[tuple[int, int, str]]:
    """The pairs inside every run of a text that is certainly GB 2312: it has no Chinese, and every run gives some."""
    if _HANZI.search(text):
        return
    try:
        runs = [(found.start(), found[0].encode("latin-1").decode("gb2312")) for found in _GB.finditer(text)]
    except UnicodeDecodeError:
        return
    if sum(len(_HANZI.findall(new)) for _, new in runs) < SURE:
        return
    for start, new in runs:
        for place, character in enumerate(new):
            yield start + 2 * place, start + 2 * place + 2, character


def _decode(run: str) -> str | None:
    try:
        return b"".join(_byte(character) for character in run).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _byte(character: str) -> bytes:
    return character.encode("latin-1") if character <= "\xff" else character.encode("cp1252")
