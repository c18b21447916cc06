"""Shares in tenths: 三成半, 一成七五, 八五折."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from pipeline.extract.amount import Amount, match_word, skip_spaces, words
from pipeline.extract.numerals import Numeral, read_numeral
from pipeline.lexicon.numerals import numeral_values
from pipeline.lexicon.units import unit_traps

_FINER = {char: Decimal(i) / 10 for i, char in enumerate("一二三四五六七八九", 1)}


def tenths(text: str, n: Numeral) -> Amount | None:
    """成 and 折: shares in tenths (三成半, 七成六, 八五折, 75折)."""
    at = skip_spaces(text, n.end)
    kind, end = text[at], at + 1
    found = next((trap for trap in unit_traps_from(kind) if text.startswith(trap, at)), None)
    if found or n.value > 100 or n.scale != 1 or n.form not in ("chinese", "arabic", "half", "digits", "power"):
        return None
    value = n.value
    if kind == "折":
        value = Decimal(50) if n.form == "half" else value * 10 if value < 10 else value
        return Amount(
            n.start, end, n.end, n, value, _times(n.high, 10), None, "percent", "%", surface="折", rules=("discount",)
        )
    if value > 10:
        return None
    value, step = value * 10, (n.step or Decimal(1)) * 10
    follow = skip_spaces(text, end)
    tail = text[follow : follow + 1]
    if tail == "半":
        value, step, end = value + 5, Decimal(5), follow + 1
    elif tail in numeral_values("digit"):
        extra = read_numeral(text[follow : follow + 1], 0)
        beyond = match_word(text, follow + 1, words("CN"))
        if extra and extra.value and (beyond is None or beyond[1] is None):
            value, step, end = value + extra.value, Decimal(1), follow + 1
            if text[end : end + 1] in _FINER and text[end + 1 : end + 2] not in _FINER:  # 一成七五
                value, step, end = value + _FINER[text[end]], Decimal("0.1"), end + 1
    inner = None
    if (
        text[end : end + 1] == "几"
        and end == at + 1
        and (text[end + 1 : end + 2] in "的了" or not text[end + 1 : end + 2].isalpha())
    ):
        inner, end = "more_than", end + 1
    return Amount(
        n.start, end, n.end, n, value, _times(n.high, 10), step, "percent", "%", surface="成", inner=inner,
        rules=("tenths",),
    )  # fmt: skip


@cache
def unit_traps_from(first: str) -> tuple[str, ...]:
    """The traps that begin with one character."""
    return tuple(sorted(trap for trap in unit_traps() if trap[0] == first))


def _times(value: Decimal | None, factor: int) -> Decimal | None:
    return None if value is None else value * factor
