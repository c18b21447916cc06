"""Two amounts that make one range: 3万至5万元, 28.5至33.2港元, 10000与20000之间, 3年以上7年以下."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.amount import Amount, Words, skip_spaces
from pipeline.extract.numerals import Numeral
from pipeline.extract.quantities import read_amount
from pipeline.lexicon.units import unit

_TO = re.compile(
    r" ?(?:[-–—―~～〜－]{1,2}|至|到|乃至) ?"
    r"(?=[0-9.+−负-]|零下|[一二三四五六七八九两十百千零半壹贰叁肆伍陆柒捌玖拾第$¥￥€£]|[A-Z]{0,3}\$)"
)
_AND = re.compile(r" ?(?:与|和|跟|及) ?(?=[0-9.−-]|[一二三四五六七八九两十百千零])")
_BETWEEN = re.compile(r"(?:之间|之內|间(?![\u4e00-\u9fff]))")
_SYMBOL = re.compile(r"(?:US|HK|NT|A|S|C)?[$¥￥€£]")


class Pair(NamedTuple):
    """The two amounts in one unit and where the whole range ends."""

    left: Amount
    right: Amount
    end: int


def read_range(text: str, left: Amount, table: Words) -> Pair | None:
    """The range that begins with `left`, or None.

    >>> from pipeline.extract.amount import words
    >>> W = words("CN")
    >>> pair = read_range("3至5万元", read_amount("3至5万元", 0, W), W)
    >>> pair.left.value, pair.right.value, pair.left.currency
    (Decimal('30000'), Decimal('50000'), 'CNY')
    """
    char = text[left.end : left.end + 1]
    if char == " ":
        char = text[left.end + 1 : left.end + 2]
    if char not in "-–—―~～〜－至到乃与和跟及" or not char:
        return None
    join, between = _TO.match(text, left.end), False
    if join is None:
        join, between = _AND.match(text, left.end), True
        if join is None:
            return None
    start = join.end()
    symbol = _SYMBOL.match(text, start)
    start = skip_spaces(text, symbol.end()) if symbol else start
    sign = next((s for s in ("零下", "负", "-", "−") if text.startswith(s, start)), "")
    right = read_amount(text, start + len(sign), table)
    if right is None or left.numeral.form in ("half",) or right.numeral.form in ("half",):
        return None
    if between and right.surface == "间" and not text[right.end : right.end + 1].isalpha():
        n = right.numeral
        right = Amount(n.start, n.end, n.end, n, n.value, n.high, n.step, "bare", inner=n.inner)
    if sign:
        right = right._replace(value=-right.value, unit="Cel" if sign == "零下" and right.unit == "deg" else right.unit)
    pair = _one_unit(left, right)
    if pair is None or not pair[0].value < pair[1].value:
        return None
    closing = _BETWEEN.match(text, right.end)
    if between and closing is None:
        return None
    return Pair(pair[0], pair[1], closing.end() if closing else right.end)


def _one_unit(left: Amount, right: Amount) -> tuple[Amount, Amount] | None:
    if left.role == "bare":
        if right.role == "bare":
            return lend_scale(left, right), right
        return lend_unit(lend_scale(left, right), right), right
    if right.role == "bare":
        return None
    if left.role == "money" and right.role == "money":
        home = [a.rules and a.rules[0].startswith("home_currency") for a in (left, right)]
        if left.currency == right.currency or home[0]:
            return left._replace(currency=right.currency), right
        return None
    if left.unit == right.unit:
        return left, right
    if {left.unit, right.unit} == {"Cel", "deg"}:
        return left._replace(unit="Cel"), right._replace(unit="Cel")
    a, b = unit(left.unit or ""), unit(right.unit or "")
    if a is None or b is None or a.dimension != b.dimension or a.dimension == "ratio":
        return None
    factor = a.factor / b.factor
    return left._replace(value=left.value * factor, unit=right.unit, parts=right.parts), right


def lend_unit(a: Amount, lender: Amount) -> Amount:
    """The bare amount in the unit of a later one (分别为3、5、8亿元)."""
    parts = ((a.value, lender.parts[0][1]),) if len(lender.parts) == 1 else ()
    factor = Decimal(10) if lender.surface == "成" else Decimal(1)
    if lender.surface == "折":
        factor = Decimal(10) if a.value < 10 else Decimal(1)
    return a._replace(
        value=a.value * factor, role=lender.role, unit=lender.unit, currency=lender.currency, parts=parts,
        surface=lender.surface, rules=(*a.rules, *lender.rules, "lent_unit"),
    )  # fmt: skip


def lend_scale(a: Amount, lender: Amount, listed: bool = False) -> Amount:
    """The bare amount with the multiplier of a later one: 3 of 3至5万 is 30000; in a list it need not be smaller."""
    scale = _lent(a.numeral, lender.numeral, listed)
    if scale == 1:
        return a
    step = None if a.step is None else a.step * scale
    numeral = a.numeral._replace(scale=scale) if listed else a.numeral
    return a._replace(value=a.value * scale, step=step, numeral=numeral, rules=(*a.rules, "lent_scale"))


def _lent(left: Numeral, right: Numeral, listed: bool) -> Decimal:
    if listed:
        return right.scale if left.scale == 1 and left.form == "arabic" else Decimal(1)
    if left.scale != 1 or left.form not in ("arabic", "chinese", "digits") or left.high is not None:
        return Decimal(1)
    if right.form == "chinese":
        lead, power = _leading(right)
        if power > 1 and left.value < lead and left.value < 10:
            return power
    return right.scale if left.value < right.mantissa else Decimal(1)


def _leading(n: Numeral) -> tuple[Decimal, Decimal]:
    """A value that is one digit times a power of ten, as both; (value, 1) otherwise."""
    digits = n.value.as_tuple()
    text = "".join(map(str, digits.digits)).rstrip("0")
    if len(text) != 1 or n.value < 10:
        return n.value, Decimal(1)
    lead = Decimal(text)
    return lead, n.value / lead
