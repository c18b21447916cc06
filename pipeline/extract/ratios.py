"""Ratios and scores: 3比1, 2:0, 一比三."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.numerals import Numeral, read_numeral
from pipeline.lexicon.figure_cues import figure_cues

_ARABIC = re.compile(r" ?[比:：∶] ?([0-9]{1,3}(?:\.[0-9]+)?)(?![0-9:：∶.年月日时点]|比)")
_CHINESE = re.compile(r"比(?=[零一二三四五六七八九十])")


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
        match = _ARABIC.match(text, n.end)
        if match is None or (match[0].strip()[0] != "比" and _is_clock(text, n, match)):
            return None
        return _ratio(match.end(), n.value, Decimal(match[1]))
    match = _CHINESE.match(text, n.end)
    right = read_numeral(text, match.end()) if match and n.form == "chinese" else None
    if right is None or right.form != "chinese" or right.high is not None:
        return None
    return _ratio(right.end, n.value, right.value)


def _ratio(end: int, left: Decimal, right: Decimal) -> Ratio:
    return Ratio(end, left, right, left / right if right else None)


def _is_clock(text: str, n: Numeral, match: re.Match[str]) -> bool:
    """Whether 12:30 is a time of day: two digits after the colon and no word of a score beside it."""
    if len(match[1]) != 2 or "." in match[1] or n.value > 24:
        return False
    return not text.endswith(figure_cues("score_before"), 0, n.start) and not text.startswith(
        figure_cues("value_after_ratio"), match.end()
    )
