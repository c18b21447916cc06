"""Damage repaired or noted, never silently misread: entities, widths, invisible characters, pinyin, mojibake.

Chinese punctuation stays as it is, because sentences are told by it; between digits it becomes the plain sign.
Nothing is repaired that is not certain: what looks damaged and cannot be mended is named in the notes.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.convert.mojibake import repair_mojibake
from pipeline.convert.offsets import Edit, OffsetMap

LOST = "\ufffd"
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"

_SYLLABLE = rf"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouvü{TONED}]{{1,3}}(?:ng|n|r)?"
_PINYIN = rf"(?<=[\u3400-\u9fff])[(（]{_SYLLABLE}(?:[ '’]{_SYLLABLE}){{0,3}}[)）]"
_TONED_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])[(（](?=[a-zü '’]{{0,9}}[{TONED}]){_PINYIN.partition('（]')[2]}")
_ENTITY = r"&(?:amp;)?(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|&nbsp(?![A-Za-z0-9=])"
_DROPPED = (
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffc\U000e0100-\U000e01ef]+"
)
_REPAIRS = rf"(?P<entity>{_ENTITY})|(?P<line>\r\n?)|(?P<dropped>{_DROPPED})"
_EDITS = re.compile(_REPAIRS)
_EDITS_AND_PINYIN = re.compile(rf"{_REPAIRS}|(?P<pinyin>{_PINYIN})")
_EDITS_AND_TONED = re.compile(rf"{_REPAIRS}|(?P<pinyin>{_TONED_PINYIN.pattern})")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[：．／－](?=[0-9])")
_TWO_SUMS = "(?!(?<=[$¥￥€£])[0-9]{1,3}，[0-9，]*[元圆圓美港欧歐日英人块塊])"  # $20，300美元: one sum has one currency
_GROUPED = re.compile(rf"(?<![0-9，,.．]){_TWO_SUMS}[1-9][0-9]{{0,2}}(?:，[0-9]{{3}})+(?![0-9，])")
_ROUND_ZERO = re.compile("(?<=[一二三四五六七八九十百千])[○◯]{1,3}(?=[一二三四五六七八九年])")
_SIGNS = str.maketrans("：．／－，", ":./-,")


class Normalised(NamedTuple):
    """The text, its map onto the text before, and what was found damaged."""

    text: str
    to_raw: OffsetMap
    notes: tuple[str, ...] = ()


@functools.cache
def plain_characters() -> Mapping[int, str]:
    """Characters that become one other character: full width, odd spaces, line ends, radicals, compatibility forms.

    >>> "ＡＩ占３０％　⼀".translate(plain_characters())
    'AI占30% 一'
    """
    table = {
        code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
    table |= {0xFF05: "%", 0xFF04: "$", 0xFF0B: "+"}
    table |= dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x3164], " ")
    table |= dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
    table |= dict.fromkeys(range(0xD800, 0xE000), LOST)
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        unified = unicodedata.normalize("NFKC", chr(code))
        if len(unified) == 1 and unified != chr(code) and unified >= "\u3400":
            table[code] = unified
    return table


@functools.cache
def _suspects() -> frozenset[str]:
    """Every character whose presence sends a text down the slow way."""
    dropped = set("".join(re.findall(_DROPPED, "".join(map(chr, range(0x10000))))))
    tags = {chr(code) for code in range(0xE0100, 0xE01F0)}
    signs = {"&", "\r", LOST, *TONED, *"ãäåæçèéêïÄÊÒÔÕÖÐËÈÎÓ¾¿ÀÃ¡¤ª", *"锛銆鐨鏄锟"}
    return frozenset(dropped | tags | signs | set(map(chr, plain_characters())))


def normalise(text: str) -> Normalised:
    """The text with damage repaired or noted; a text without any comes back as it is, with an identity map.

    >>> normalise("營收&nbsp;３０％，據(jù)報1，234，567元").text
    '營收 30%，據報1,234,567元'
    """
    if not set(text).isdisjoint(_suspects()):
        repaired, map_repaired, notes = _repair(text)
    else:
        repaired, map_repaired, notes = text, OffsetMap.identity(len(text)), ()
    return Normalised(_plain_signs(repaired), map_repaired, notes)


def _plain_signs(text: str) -> str:
    """Full-width signs between digits as plain ones, circles between numerals as zeros, where only that is meant."""
    text = _BETWEEN_DIGITS.sub(lambda found: found[0].translate(_SIGNS), text)
    if "○" in text or "◯" in text:
        text = _ROUND_ZERO.sub(lambda found: "〇" * len(found[0]), text)
    return _GROUPED.sub(lambda found: found[0].translate(_SIGNS), text)


def _repair(text: str) -> Normalised:
    mended, map_mended, notes = repair_mojibake(text)
    edits, pieces, at = [], [], 0
    for start, end, new in _edits(mended):
        edits.append(Edit(start, end, len(new)))
        pieces += [mended[at:start], new]
        at = end
    plain = "".join([*pieces, mended[at:]]).translate(plain_characters())
    if LOST in plain:
        notes = (*notes, "lost-characters")
    return Normalised(plain, OffsetMap.from_edits(len(mended), edits).compose(map_mended), notes)


def _edits(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches that change their length, in order, with what they become."""
    for found in _pattern(text).finditer(text):
        match found.lastgroup:
            case "entity":
                new = _unescape(found[0])
                if new != found[0]:
                    yield *found.span(), new
            case "line" if found[0] == "\r\n":
                yield found.start(), found.start() + 1, ""
            case "line":
                yield *found.span(), "\n"
            case _:
                yield *found.span(), ""


def _pattern(text: str) -> re.Pattern[str]:
    """Pinyin without tone marks counts only in a text that prints it with tone marks throughout."""
    toned = 0 if set(text).isdisjoint(TONED) else len(_TONED_PINYIN.findall(text))
    return _EDITS_AND_PINYIN if toned >= 3 else _EDITS_AND_TONED if toned else _EDITS


def _unescape(entity: str) -> str:
    new = html.unescape(html.unescape(entity))
    return re.sub(_DROPPED, "", new) if len(new) <= 2 else entity
