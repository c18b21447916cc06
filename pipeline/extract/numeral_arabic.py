"""Numbers in Arabic digits: grouped, with decimals, powers, exponents, fractions, and Latin or Chinese multipliers."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from pipeline.extract.numeral_scan import Scan
from pipeline.extract.numeral_words import (
    ARABIC,
    LONGEST,
    ONE,
    TEN,
    Form,
    Numeral,
    multipliers,
    place,
    slow,
    whole,
)  # fmt: skip
from pipeline.lexicon.numerals import numeral_values
from pipeline.lexicon.units import unit_rows

# A plain number with at most one 万 or 亿, and nothing behind that could make it longer.
QUICK = re.compile(
    r"([1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,39}|0(?![0-9]))(\.[0-9]{1,20})?(万亿|万|亿)?"
    r"(?![0-9十百千万亿兆億萬拾佰仟零〇一二三四五六七八九两俩仨廿卅壹贰叁肆伍陆柒捌玖又/×^⁰¹²³⁴⁵⁶⁷⁸⁹·]"
    r"|[ *]?[A-Za-z]|[,，.][0-9]|个多?亿"
    r"|[多余几来] ?[万亿億萬]|[点分] ?[之0-9一二三四五六七八九零〇负 ]| ?[十百千万亿兆億萬×]| [0-9])"
)
_QUICK_SCALES = {None: 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r" ?[×xX*·] ?10(?:\^ ?([-−]?[0-9]{1,3})|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))")
_TEN_TO = re.compile(r"(?<![0-9])10(?:\^([-−]?[0-9]{1,3})|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))")
_RAISED = re.compile(r"([0-9]{1,4})\^([0-9]{1,2})(?![0-9.])")
_EXPONENT = re.compile(r"[eE]([+－-]?[0-9]{1,3})(?![0-9A-Za-z])")
_SLASH = re.compile(r"/([0-9]{1,4}(?:\.[0-9]+)?)(?![0-9/.])")
_MIXED_SLASH = re.compile(r" ([0-9]{1,3})/([0-9]{1,3})(?![0-9/.])")
_WAN, _YI = Decimal(10**4), Decimal(10**8)


@cache
def _latin() -> re.Pattern[str]:
    words = sorted(numeral_values("latin"), key=len, reverse=True)
    return re.compile(rf" ?({'|'.join(words)})(?![A-Za-z0-9²³])")


@cache
def _scaled() -> re.Pattern[str]:
    counted = "|".join(sorted({r.surface for r in unit_rows() if r.dimension == "tokens"}, key=len, reverse=True))
    return re.compile(rf"({'|'.join(numeral_values('scale', 'latin'))})(?= ?(?:{counted}))")


def read_arabic(text: str, at: int) -> Numeral | None:
    """The number in Arabic digits at `at`, Chinese multipliers included."""
    quick = QUICK.match(text, at)
    if quick is not None:
        return _read_quick(at, quick)
    power = _TEN_TO.match(text, at)
    if power:
        return plain(at, power.end(), _power_of_ten(power[1] or power[2]))
    raised = _RAISED.match(text, at)
    if raised and len(raised[1]) * int(raised[2]) <= LONGEST:
        return plain(at, raised.end(), Decimal(int(raised[1]) ** int(raised[2])))
    match = ARABIC.match(text, at)
    if match is None or match.end() - at > LONGEST:
        return None
    end = match.end()
    literal = Decimal(match[0].replace(",", "").replace("，", ""))
    if match[0][0] == "0" and end - at > 1 and match[0].isdigit():
        return plain(at, end, literal)
    follow = text[end : end + 1]
    if follow == " ":
        follow = text[end + 1 : end + 2]
    if follow in ("万", "亿") and text[end] != " ":
        after = text[end + 1 : end + 2]
        if after not in slow() and not after.isdigit():
            return _scaled_by(at, end + 1, literal, _WAN if follow == "万" else _YI)
    if follow in multipliers() or (follow in "零分点又几多余来个" and follow):
        return Scan(text, at).run(literal, end)
    return with_tail(text, at, end, literal)


@cache
def _quick_scale(places: int, multiplier: str | None) -> tuple[Decimal, Decimal]:
    """The multiplier as a number, and the place of the last digit written."""
    scale = Decimal(_QUICK_SCALES[multiplier])
    return scale, TEN**-places * scale


def quick_number(text: str, at: int) -> tuple[int, Decimal, Decimal, Form] | None:
    """A plain number: where it ends, its value, the place of its last digit and its form; None where it may go on."""
    match = QUICK.match(text, at)
    if match is None:
        return None
    integer, decimals, multiplier = match.groups()
    if "," in integer:
        integer = integer.replace(",", "")
    if multiplier is None and decimals is None:
        return match.end(), Decimal(integer), ONE, "arabic"
    literal = Decimal(integer + decimals if decimals else integer)
    scale, step = _quick_scale(len(decimals) - 1 if decimals else 0, multiplier)
    if multiplier is None:
        return match.end(), literal, step, "arabic"
    return match.end(), whole(literal * scale) if decimals else literal * scale, step, "mixed"


def _read_quick(at: int, match: re.Match[str]) -> Numeral:
    integer, decimals, multiplier = match.groups()
    literal = Decimal(integer.replace(",", "") + decimals if decimals else integer.replace(",", ""))
    scale, step = _quick_scale(len(decimals) - 1 if decimals else 0, multiplier)
    if multiplier is None:
        return Numeral(at, match.end(), literal, None, step, literal, ONE, "arabic")
    return Numeral(at, match.end(), whole(literal * scale), None, step, literal, scale, "mixed")


def with_tail(text: str, at: int, end: int, literal: Decimal) -> Numeral:
    """The number that ends its digits at `end`, with a power, exponent, denominator or Latin multiplier behind it."""
    follow = text[end : end + 1]
    if follow in "×xX*·/eE " or follow.isascii():
        times = _POWER.match(text, end)
        if times:
            return _scaled_by(at, times.end(), literal, _power_of_ten(times[1] or times[2]))
        exponent = _EXPONENT.match(text, end)
        if exponent:
            return _scaled_by(at, exponent.end(), literal, TEN ** int(exponent[1].replace("－", "-")))
        fraction = _read_slash(text, at, end, literal)
        if fraction:
            return fraction
        word = _scaled().match(text, end) or _latin().match(text, end)
        if word:
            return _scaled_by(at, word.end(), literal, Decimal(numeral_values("latin", "scale")[word[1]]))
    return plain(at, end, literal)


def _scaled_by(start: int, end: int, mantissa: Decimal, scale: Decimal) -> Numeral:
    return Numeral(start, end, whole(mantissa * scale), None, place(mantissa) * scale, mantissa, scale, "mixed")


def _power_of_ten(exponent: str) -> Decimal:
    return TEN ** int(exponent.translate(_SUPER).replace("−", "-"))


def _read_slash(text: str, at: int, end: int, literal: Decimal) -> Numeral | None:
    whole = Decimal(0)
    match = _SLASH.match(text, end)
    above = literal
    if match is None:
        match = _MIXED_SLASH.match(text, end)
        if match is None:
            return None
        whole, above, below = literal, Decimal(match[1]), Decimal(match[2])
    else:
        below = Decimal(match[1])
    if not whole and above > below > 12:
        return None  # 120/80mmHg
    if below < 2 or end - at > 4 or match[0].lstrip(" /").startswith("0"):
        return None
    value = whole + above / below
    return Numeral(at, match.end(), value, None, ONE / (10 * below), value, ONE, "fraction")


def plain(start: int, end: int, value: Decimal, form: Form = "arabic") -> Numeral:
    """A number without a multiplier."""
    return Numeral(start, end, value, None, place(value), value, ONE, form)
