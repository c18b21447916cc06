"""Ratios and scores: 3比1, 2:0, 一比三."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.numerals import Numeral, read_numeral
from pipeline.lexicon.figure_cues import figure_cues

_ARABIC = re.compile(r" ?[比:：∶] ?([0-9]{1,3}(?:\.[0-9]+)?)(?![0-9:：∶.年月日时点]|比)")
_SCALE = re.compile(r"[:：∶]([1-9][0-9]{3,7})(?![0-9:：∶.年月日时点])")  # 1:10000
_CHINESE = re.compile(r"比(?=[零一二三四五六七八九十])")


_HYPHEN = re.compile(r"[-–]([0-9]{1,3})(?![0-9.%:/年月日时点号-]|[\u4e00-\u9fff]?[0-9-])")
_BEFORE_SCORE = re.compile(r"[0-9]{1,2}[-–][0-9]{1,2}[、, ，]$")


_CHAIN = re.compile("(?:[0-9]{1,3}[:：][0-9]{1,3}[、，,和 ]{1,2}){1,6}$")
_LEFT = re.compile("([0-9]{1,3})[:：]")


_SEVERAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)?(?:[:：∶][0-9]{1,3}(?:\.[0-9]+)?){2,6}(?![0-9:：∶])")


def several_end(text: str, at: int) -> int:
    """Where 3:2:1 ends, a ratio of more than two; -1 where there is none.

    >>> several_end("按3:2:1分配", 1), several_end("比分3:2", 2)
    (6, -1)
    """
    match = _SEVERAL.match(text, at)
    return -1 if match is None else match.end()


class Ratio(NamedTuple):
    """`left` to `right`, ending before `end`; `value` is their quotient, None where `right` is nought."""

    end: int
    left: Decimal
    right: Decimal
    value: Decimal | None


def read_ratio(text: str, n: Numeral) -> Ratio | None:
    """The ratio that begins with the number, or None where the colon may be a clock's.

    >>> from pipeline.extract.numerals import read_numeral
    >>> read_ratio("比分3比1", read_numeral("比分3比1", 2))[:3]
    (5, Decimal('3'), Decimal('1'))
    """
    if n.scale != 1 or n.value >= 1000 or n.value < 0:
        return None
    if n.form == "arabic":
        if text[n.end : n.end + 1] in ("-", "–"):
            return _set_score(text, n)
        match = _ARABIC.match(text, n.end) or (_SCALE.match(text, n.end) if n.value == 1 else None)
        if match is None or (match[0].strip()[0] != "比" and _is_clock(text, n, match)):
            return None
        return _ratio(match.end(), n.value, Decimal(match[1]))
    match = _CHINESE.match(text, n.end)
    right = read_numeral(text, match.end()) if match and n.form == "chinese" else None
    if right is None or right.form != "chinese" or right.high is not None:
        return None
    return _ratio(right.end, n.value, right.value)


def _set_score(text: str, n: Numeral) -> Ratio | None:
    """21-17 after a word of a score or after another score of the same match: 以21-17、19-21取胜."""
    match = _HYPHEN.match(text, n.end)
    if match is None or n.end - n.start > 3:
        return None
    if text.startswith(figure_cues("value_after_ratio"), match.end()):
        return _ratio(match.end(), n.value, Decimal(match[1]))  # 2-1战胜
    if text.endswith(figure_cues("score_before"), 0, n.start) or _BEFORE_SCORE.search(
        text, max(0, n.start - 9), n.start
    ):
        return _ratio(match.end(), n.value, Decimal(match[1]))
    return None


def _ratio(end: int, left: Decimal, right: Decimal) -> Ratio:
    return Ratio(end, left, right, left / right if right else None)


def _is_clock(text: str, n: Numeral, match: re.Match[str]) -> bool:
    """Whether 12:30 is a time of day: two digits after the colon and no word of a score beside it."""
    if len(match[1]) != 2 or "." in match[1] or n.value > 24:
        return False
    chain = _CHAIN.search(text, max(0, n.start - 24), n.start)
    if chain is not None and any(int(left) > 24 for left in _LEFT.findall(chain[0])):
        return False  # 25:20、21:25
    return not text.endswith(figure_cues("score_before"), 0, n.start) and not text.startswith(
        figure_cues("value_after_ratio"), match.end()
    )
