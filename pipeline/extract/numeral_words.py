"""What numbers are written with, and the record of one number as written."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from pipeline.lexicon.currencies import currency_rows
from pipeline.lexicon.hedges import hedges
from pipeline.lexicon.numerals import numeral_values
from pipeline.lexicon.units import unit_rows

Form = Literal["arabic", "mixed", "chinese", "digits", "power", "several", "half", "fraction", "percent", "per_mille"]

TEN, ONE = Decimal(10), Decimal(1)
LONGEST = 40  # digits; longer runs are codes
ARABIC = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])"
    r"|(?!(?<=[$¥￥€£])[0-9]{1,3}，[0-9，]{3,20}[元圆美港欧日英人块])[0-9]{1,3}(?:，[0-9]{3})+(?![0-9])"
    r"|[0-9]{1,4}(?:,[0-9]{4})+(?![0-9])|[0-9]+)"
    r"(?:\.[0-9]+)?"
)


class Numeral(NamedTuple):
    """A number as written in `text[start:end]`.

    `value` counts multipliers; `high` is set where the words give two ends (三四十, 数百); `step` is the place of the
    last digit written. `mantissa` and `scale` multiply to `value`: what a later 万 may be lent to (3至5万).
    `inner` is the hedge written inside (3000多万, 十几).
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    step: Decimal | None
    mantissa: Decimal
    scale: Decimal
    form: Form
    inner: str | None = None


@cache
def digits() -> dict[str, int]:
    return numeral_values("digit")


@cache
def rare() -> dict[str, int]:
    return numeral_values("formal_rare")


@cache
def small() -> dict[str, int]:
    return numeral_values("small")


@cache
def big() -> dict[str, int]:
    return numeral_values("big")


@cache
def tens() -> dict[str, int]:
    return numeral_values("tens")


@cache
def multipliers() -> frozenset[str]:
    return frozenset(small()) | frozenset(big())


@cache
def _unit_words() -> dict[str, tuple[str, ...]]:
    """Units that begin with a multiplier character (千瓦, 兆字节, 百帕), by that character."""
    table: dict[str, list[str]] = {}
    for row in unit_rows():
        if row.surface[0] in multipliers():
            table.setdefault(row.surface[0], []).append(row.surface)
    return {first: tuple(words) for first, words in table.items()}


@cache
def unit_heads() -> frozenset[str]:
    """The Chinese characters that units and sums of money begin with."""
    heads = {row.surface[0] for row in unit_rows() if row.role != "label"} | {row.surface[0] for row in currency_rows()}
    return frozenset(c for c in heads if "\u4e00" <= c <= "\u9fff") - multipliers() - frozenset("年月日号点分秒时")


@cache
def digit_run() -> re.Pattern[str]:
    return re.compile(f"[{''.join(digits())}]+")


@cache
def slow() -> frozenset[str]:
    """What after 万 or 亿 makes the number go on."""
    return frozenset(digits()) | multipliers() | tens().keys() | frozenset(hedges("inside")) | frozenset("零点分又 ")


@cache
def inside() -> frozenset[str]:
    return frozenset(hedges("inside"))


def is_unit_here(text: str, at: int) -> bool:
    """Whether a multiplier character begins a unit here: 千 of 千瓦 does, 千 of 千人 does not.

    >>> is_unit_here("3千瓦", 1), is_unit_here("3千人", 1)
    (True, False)
    """
    words = _unit_words().get(text[at : at + 1])
    return words is not None and text.startswith(words, at)


def place(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return TEN**exponent if isinstance(exponent, int) else ONE


def whole(value: Decimal) -> Decimal:
    """The value without decimal places where it has none: 35000.0 is 35000."""
    integral = value.to_integral_value()
    return integral if integral == value else value
