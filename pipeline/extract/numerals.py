"""The grammar of numbers: Arabic, Chinese, formal, colloquial and mixed, with their multipliers, from one position on.

Every reader takes the text and a position, looks only ahead, and reads each character a bounded number of times.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import cache

from pipeline.extract.numeral_arabic import QUICK, plain, quick_number, read_arabic, with_tail
from pipeline.extract.numeral_scan import Scan, with_point
from pipeline.extract.numeral_words import (
    LONGEST,
    ONE,
    TEN,
    Form,
    Numeral,
    digit_run,
    digits,
    is_unit_here,
    multipliers,
    small,
    tens,
    whole,
)  # fmt: skip

__all__ = [
    "QUICK", "Form", "Numeral", "is_unit_here", "negated", "parse_numeral", "quick_number", "read_numeral",
    "skip_digits", "small_end", "small_number", "whole",
]  # fmt: skip
_GO_ON_PAIRS = ("个亿", "个多亿", "分")  # what after one Chinese digit may make it part of a longer number
_SMALL_NUMBER = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[〇零一二两三四五六七八九]")
_LEADING_POINT = re.compile(r"\.[0-9]+")


def read_numeral(text: str, at: int, shares: bool = True) -> Numeral | None:
    """The longest number that begins at `at`, or None; without `shares` it ends before 分之.

    >>> n = read_numeral("销量1亿2千万份", 2)
    >>> n.value, n.end
    (Decimal('120000000'), 7)
    >>> read_numeral("三四十人", 0)[2:4]
    (Decimal('30'), Decimal('40'))
    """
    char = text[at : at + 1]
    if char.isdigit() and char.isascii():
        number = read_arabic(text, at)
        if number is not None and text[number.end : number.end + 1] == "的":
            return _to_the(text, number)
        return _with_fraction(text, number) if shares and number is not None and number.high is None else number
    if char == ".":
        point = _LEADING_POINT.match(text, at)
        return with_tail(text, at, point.end(), Decimal(point[0])) if point else None
    if char == "半":
        half = Decimal("0.5")
        return Numeral(at, at + 1, half, None, None, half, ONE, "half")
    if char in "几数":
        return _read_several(text, at)
    found = _read_chinese(text, at, shares)
    return _to_the(text, found) if found is not None and text[found.end : found.end + 1] == "的" else found


_EXPONENT = re.compile("的(负)?([0-9]{1,2}|[一二三四五六七八九十]{1,3})次方")


def _to_the(text: str, n: Numeral) -> Numeral:
    """2的10次方, 十的负六次方: the number raised to a power."""
    match = _EXPONENT.match(text, n.end)
    exponent = None if match is None else read_numeral(match[2], 0)
    if match is None or exponent is None or exponent.high is not None or n.value % 1 or not n.value:
        return n
    size = int(exponent.value)
    if len(str(n.value)) * size > LONGEST:
        return n
    value = Decimal(int(n.value) ** size)
    return plain(n.start, match.end(), ONE / value if match[1] else value)


def skip_digits(text: str, at: int) -> int:
    """The end of the row of Chinese digits that holds `at`."""
    run = digit_run().match(text, at)
    return run.end() if run else at + 1


def parse_numeral(text: str) -> Numeral | None:
    """The number that the whole string writes, sign included; None where anything is left over.

    >>> parse_numeral("负四千零四万").value
    Decimal('-40040000')
    >>> parse_numeral("万") is None
    True
    """
    body = text.strip(" ")
    lead = len(text) - len(text.lstrip(" "))
    signs = [s for s in ("负的", "负", "-", "−") if body.startswith(s)]
    offset = lead + (len(signs[0]) if signs else 0)
    while text[offset : offset + 1] == " ":
        offset += 1
    numeral = read_numeral(text, offset)
    if numeral is None or numeral.end != lead + len(body) or (numeral.form == "power" and len(body) == 1):
        return None
    return negated(numeral) if signs else numeral


def negated(n: Numeral) -> Numeral:
    """The number with a minus before it."""
    high = None if n.high is None else -n.value
    return n._replace(value=-(n.value if n.high is None else n.high), high=high, mantissa=-n.mantissa)


def _read_several(text: str, at: int) -> Numeral | None:
    """几十, 数百, 几百万, 数十亿: from one to ten of what follows."""
    unit = text[at + 1 : at + 2]
    if unit not in multipliers() or is_unit_here(text, at + 1):
        return None
    found = Scan(text, at + 1).run(None, at + 1)
    if found is None or any(char not in multipliers() for char in text[at + 1 : found.end]):
        return None
    return found._replace(start=at, high=found.value * 10, form="several", step=None, scale=found.value, mantissa=ONE)


@cache
def _below_hundred() -> tuple[dict[str, Decimal], frozenset[str]]:
    """The numbers that one to three characters write (三, 十四, 二十八), and what behind one makes it go on."""
    known = digits()
    found = {char: Decimal(value) for char, value in known.items()}
    for ten in ["", *known]:
        for one in ["", *known]:
            found[f"{ten}十{one}"] = Decimal(known.get(ten, 1) * 10 + known.get(one, 0))
    return found, frozenset(known) | multipliers() | tens().keys() | frozenset("点又 多余几来参0123456789")


def small_end(text: str, at: int) -> int:
    """Where a Chinese number below one hundred ends that begins at `at` and goes no further; -1 where there is none.

    >>> small_end("二十八人", 0), small_end("二百人", 0)
    (3, -1)
    """
    short = _SMALL_NUMBER.match(text, at)
    if short is None:
        return -1
    known, goes_on = _below_hundred()
    end = short.end()
    if short[0] not in known or text[end : end + 1] in goes_on or text.startswith(_GO_ON_PAIRS, end):
        return -1
    return end


def small_number(digits: str) -> tuple[Decimal, Decimal]:
    """What a Chinese number below one hundred comes to, and the place of its last digit."""
    return _below_hundred()[0][digits], TEN if digits[-1] == "十" else ONE


def _read_chinese(text: str, at: int, shares: bool = True) -> Numeral | None:
    end = small_end(text, at)
    if end > 0:
        value, step = small_number(text[at:end])
        return Numeral(at, end, value, None, step, value, ONE, "chinese")
    run = digit_run().match(text, at, at + LONGEST + 1)
    if run:
        size = run.end() - at
        following = text[run.end() : run.end() + 1]
        if (size > 2 and following not in small()) or size > 3 or (size == 2 and following == "折"):
            return _digit_string(text, at, run.end())
    number = Scan(text, at).run(None, at)
    return _with_fraction(text, number) if shares and number is not None else number


def _digit_string(text: str, at: int, end: int) -> Numeral | None:
    """二〇二六, 一七二零点一: digits read one by one."""
    if end - at > LONGEST:
        return None
    value = Decimal("".join(str(digits()[c]) for c in text[at:end]))
    found = Numeral(at, end, value, None, ONE, value, ONE, "digits")
    return with_point(text, found)


def _with_fraction(text: str, n: Numeral) -> Numeral:
    """百分之三, 五分之二, 三分二, 一又十分一: the number with what follows 分之."""
    if text[n.end : n.end + 1] != "又":
        return _divided(text, n)
    follow = text[n.end + 1 : n.end + 2]
    below = _read_chinese(text, n.end + 1, shares=False) if follow in digits() or follow in small() else None
    part = _divided(text, below) if below else None
    if part is None or part.form != "fraction":
        return n
    return part._replace(start=n.start, value=n.value + part.value, mantissa=n.value + part.value)


def _divided(text: str, n: Numeral) -> Numeral:
    skip = n.end + (text[n.end : n.end + 1] == " ")
    if text[skip : skip + 1] != "分":
        return n
    spoken = text[skip + 1 : skip + 2] == "之"
    first = skip + 1 + spoken
    while text[first : first + 1] == " ":
        first += 1
    sign = text[first : first + 1] == "负"
    hundred = n.form == "power"
    if (
        not spoken
        and not (hundred and n.value == 100)
        and not (n.value in (2, 3, 4, 5, 8, 10) and n.end - n.start == 1)
    ):
        return n
    if text[first + sign : first + sign + 1] == "几":
        return n
    above = read_numeral(text, first + sign, shares=False)
    if above is None or above.form in ("half", "several"):
        return n
    if not spoken and not hundred and (above.end - first != 1 or above.form != "chinese" or above.value >= n.value):
        return n
    if text[above.end : above.end + 1] == "几" and above.value >= 10 and not above.value % 10 and hundred:
        above = above._replace(end=above.end + 1, inner="more_than")  # 百分之十几
    top = -above.value if sign else above.value
    if hundred:
        return _share(n, above, top)
    with localcontext() as context:
        context.prec = 28
        if not n.value:
            return n
        value = top / n.value
    return Numeral(n.start, above.end, value, None, ONE / (10 * n.value), value, ONE, "fraction")


def _share(n: Numeral, above: Numeral, top: Decimal) -> Numeral:
    """百分之, 千分之, 万分之 and beyond: per cent, per mille, or per cent of a smaller part."""
    form: Form = "per_mille" if n.value == 1000 else "percent"
    factor = ONE if n.value in (100, 1000) else Decimal(100) / n.value
    high = None if above.high is None else above.high * factor
    step = None if above.step is None else above.step * factor
    return Numeral(n.start, above.end, top * factor, high, step, top * factor, ONE, form, above.inner)
