"""Whole numbers as times write them: short, in digits or numerals."""

from __future__ import annotations

import functools

_VALUES = dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)) | {"两": 2, "仨": 3, "元": 1}
_TENS = {"廿": 20, "卅": 30}
_PLACES = {"十": 10, "百": 100, "千": 1000}


@functools.lru_cache(maxsize=8192)
def read_whole(text: str) -> int | None:
    """A short whole number, or None where the characters make none.

    >>> read_whole("二〇二六"), read_whole("廿八"), read_whole("两千零四"), read_whole("十一"), read_whole("一十一十")
    (2026, 28, 2004, 11, None)
    """
    if text.isascii():
        return int(text) if text.isdigit() else None
    if text[-1] in _VALUES and all(c in _VALUES for c in text):
        return int("".join(str(_VALUES[c]) for c in text))
    return _read_places(text)


def _read_places(text: str) -> int | None:
    total, digit, last = 0, None, 10000
    for c in text:
        if c in _PLACES:
            place = _PLACES[c]
            if place >= last:
                return None
            total, digit, last = total + (1 if digit is None else digit) * place, None, place
        elif c in _TENS:
            if last <= 10:
                return None
            total, digit, last = total + _TENS[c], None, 10
        elif c in _VALUES:
            if digit is not None and digit != 0:
                return None
            digit = _VALUES[c]
        elif c.isdigit():
            return None
        else:
            return None
    return total + (digit or 0)


def is_digit_string(text: str) -> bool:
    """Whether a number is written digit by digit, as years are (二〇二六, 零八), with no word for a place.

    >>> is_digit_string("九七"), is_digit_string("九十七")
    (True, False)
    """
    return not any(c in "十百千廿卅" for c in text)
