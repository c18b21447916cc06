"""Text that was decoded with the wrong encoding: mended where the way back is certain, noted where it is not."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Sequence

from pipeline.convert.offsets import Edit, OffsetMap
from pipeline.lexicon.frequent import frequent_characters

_CP1252_HIGH = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_LATIN = re.compile(rf"(?:[Â-ß][{_CP1252_HIGH}]|[à-ï][{_CP1252_HIGH}]{{2}})+")  # bytes of UTF-8 read as Latin-1
_GB = re.compile(r"[\xa1-\xf7][\xa1-\xfe](?:[\xa1-\xfe]{2})*")  # bytes of GB 2312 read as Latin-1
_GBK = re.compile(r"[锛銆鐨鏄][\u4e00-\ue863]|锟斤拷")  # bytes of UTF-8 read as GBK
_WIDE = re.compile(r"[^\x00-\x7f\ufffd]+")
_HIGH = re.compile(r"[\xa1-\xf9]")
_HANZI = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
LOST = "\ufffd"
SURE = 6  # Chinese characters that Latin-1 runs must give to be believed GB 2312
USUAL = 0.6  # of the characters that a whole text gives when it is read anew, as many at least are frequent ones
FOREIGN = 0.4  # no language is written with so many of the upper half of Latin-1
CERTAIN = 2  # Chinese characters that runs must give, or tell-tale pairs that a text must have, to be believed


def repair_mojibake(text: str) -> tuple[str, OffsetMap, tuple[str, ...]]:
    """The text with what was read in a wrong encoding mended, its map, and notes `mojibake-repaired`, `mojibake`.

    Mended are UTF-8 read as Latin-1, also twice, or as GBK, and GB 2312 and Big5 read as Latin-1. What bytes were lost
    of stays as it is and is noted.

    >>> repair_mojibake("约30亿元".encode().decode("latin-1"))[0::2]
    ('约30亿元', ('mojibake-repaired',))
    >>> repair_mojibake("公司去年营收5亿元".encode("gb2312").decode("latin-1"))[0]
    '公司去年营收5亿元'
    >>> repair_mojibake("锛屾埅鑷筹紝銆傜殑")[2]
    ('mojibake',)
    """
    edits, pieces, at = [], [], 0
    for start, end, new in _mended(text):
        edits.append(Edit(start, end, len(new)))
        pieces += [text[at:start], new]
        at = end
    mended = "".join([*pieces, text[at:]])
    broken = len(_GBK.findall(mended)) >= CERTAIN or _is_foreign(mended)
    notes = ("mojibake-repaired",) * bool(edits) + ("mojibake",) * broken
    return mended, OffsetMap.from_edits(len(text), edits), notes


def _mended(text: str) -> tuple[tuple[int, int, str], ...]:
    """What is certainly wrong, with what it was; the first way of reading it that gives Chinese throughout."""
    if _HANZI.search(text):
        return tuple(_latin_runs(text)) or tuple(_gbk_runs(text))
    return tuple(_latin_runs(text)) or tuple(_big5_text(text)) or tuple(_gb_runs(text))


def _is_foreign(text: str) -> bool:
    """Whether a text without Chinese is of bytes that stand for no letters: 公司 as ¤½¥q."""
    high = len(_HIGH.findall(text))
    return high >= SURE and high > FOREIGN * len(text) and not _HANZI.search(text)


def _usual(text: str) -> bool:
    """Whether the characters of a text are those that Chinese is mostly written with."""
    hanzi = [c for c in text if "\u4e00" <= c <= "\u9fff"]
    return len(hanzi) >= SURE and sum(c in frequent_characters() for c in hanzi) >= USUAL * len(hanzi)


def _latin_runs(text: str) -> Iterator[tuple[int, int, str]]:
    """The single characters inside every run that is certainly UTF-8, each with what it was."""
    runs = [(found.start(), found[0], _decode(found[0])) for found in _LATIN.finditer(text)]
    again = [(start, new or "", _decode(new) if new and _LATIN.fullmatch(new) else None) for start, _, new in runs]
    if sum(len(_HANZI.findall(new)) for _, _, new in runs if new) >= CERTAIN:
        for start, _, new in runs:
            yield from _placed(start, ((c, len(c.encode("utf-8"))) for c in new or ""))
    elif sum(len(_HANZI.findall(new)) for _, _, new in again if new) >= CERTAIN:
        for start, once, twice in again:
            sizes = [len(c.encode("utf-8")) for c in once]
            yield from _placed(start, _doubled(twice or "", sizes))


def _doubled(text: str, sizes: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Characters of a text that was read wrongly twice; `sizes` are what the characters between took."""
    at = 0
    for character in text:
        end = at + len(character.encode("utf-8"))
        yield character, sum(sizes[at:end])
        at = end


def _placed(start: int, characters: Iterable[tuple[str, int]]) -> Iterator[tuple[int, int, str]]:
    for character, size in characters:
        yield start, start + size, character
        start += size


def _gbk_runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Runs of a text that is certainly UTF-8 read as GBK, cut where both readings have a border."""
    if not _GBK.search(text):
        return
    runs = [(found.start(), found[0], _from_gbk(found[0])) for found in _WIDE.finditer(text)]
    wrong = sum(len(run) for _, run, new in runs if new is not None)
    if 2 * wrong > sum(len(run) for _, run, _ in runs) and _usual("".join(new for _, _, new in runs if new)):
        for start, run, new in runs:
            if new is not None:
                yield from _aligned(start, run, new)


def _from_gbk(run: str) -> str | None:
    """What a run was, without a last character of which bytes are lost; None where it was right as it is."""
    try:
        return getincrementaldecoder("utf-8")().decode(run.encode("gb18030"))
    except UnicodeError:
        return None


def _aligned(start: int, wrong: str, right: str) -> Iterator[tuple[int, int, str]]:
    """Both readings of the same bytes in pieces that begin and end together: three characters of GBK for two."""
    i = j = since_i = since_j = ahead = 0  # `ahead`: bytes that `wrong[:i]` has more than `right[:j]`
    while i < len(wrong):
        ahead += len(wrong[i].encode("gb18030"))
        i += 1
        while j < len(right) and ahead >= len(right[j].encode("utf-8")):
            ahead -= len(right[j].encode("utf-8"))
            j += 1
        if ahead == 0:
            yield start + since_i, start + i, right[since_j:j]
            since_i, since_j = i, j
    if since_i < len(wrong):
        yield start + since_i, start + len(wrong), right[since_j:] + LOST


def _big5_text(text: str) -> Iterator[tuple[int, int, str]]:
    """The characters of a text that is certainly Big5 throughout, read as Latin-1."""
    try:
        new = text.encode("latin-1").decode("big5hkscs")
    except UnicodeError:
        return
    if not _usual(new):
        return
    at = 0
    for character in new:
        size = len(character.encode("big5hkscs"))
        if size > 1:
            yield at, at + size, character
        at += size


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
