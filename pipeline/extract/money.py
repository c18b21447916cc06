"""Sums of money in several units, and the currency that 元 alone leaves open: 三块四分, 亿元人民币, 1块99."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.amount import Amount, Word, Words, added, begins_number, match_word, skip_spaces
from pipeline.extract.numerals import read_numeral
from pipeline.extract.tails import decimal_tail, per_unit
from pipeline.lexicon.currencies import CurrencyRow

_MONEY_TAIL = re.compile(r"[整正](?![\u4e00-\u9fff])")
_TENTH_OF_MAO = re.compile(r"(?<=[毛角])[一二三四五六七八九](?![一-鿿])")


def money_compound(text: str, first: Amount, row: CurrencyRow, table: Words) -> Amount:
    """三块四分, 50元6角三分, 两美元又三美分, 亿元人民币, 元整."""
    found, factor = first, row.factor
    for _ in range(2):
        at = found.end + (text[found.end : found.end + 1] in ("又", "零"))
        n = read_numeral(text, at) if begins_number(text[at : at + 1]) else None
        if n is None or n.value >= 100:
            break
        word = match_word(text, n.end, table)
        smaller = _minor(text, n.end, word, found.currency)
        if smaller is None or smaller[1] >= factor:
            break
        found = added(found, n.value * smaller[1], smaller[1], smaller[0])
        factor = smaller[1]
    tailed = decimal_tail(text, found) if factor == row.factor and (factor == 1 or row.surface == "毛") else None
    if tailed:
        found = tailed
    elif (factor != row.factor or row.factor < 1) and _TENTH_OF_MAO.match(text, found.end):
        extra = read_numeral(text, found.end)
        found = added(found, (extra.value if extra else 0) * factor / 10, factor / 10, found.end + 1)
    if text[found.end : found.end + 1] == "钱":
        found = found._replace(end=found.end + 1)
    if row.region is not None:
        found = _named_currency(text, found, table)
    tail = _MONEY_TAIL.match(text, found.end)
    return per_unit(text, found._replace(end=tail.end()) if tail else found, table)


def _minor(text: str, at: int, word: tuple[str, Word] | None, currency: str | None) -> tuple[int, Decimal] | None:
    if (
        text[at : at + 1] == "分"
        and text[at + 1 : at + 2] not in ("之", "钟")
        and (word is None or word[1] is None or word[0] == "分")
    ):
        if word is not None and word[1] is None:
            return None
        return at + 1, Decimal("0.01")
    if word is None or not isinstance(word[1], CurrencyRow) or word[1].factor == 1:
        return None
    shared = word[1].surface in ("角", "毛", "角钱", "毛钱", "分钱")
    return (at + len(word[0]), word[1].factor) if shared or word[1].code == currency else None


_PAREN_CURRENCY = re.compile(r"[(（]([A-Z]{3}|[\u4e00-\u9fff]{2,4})(?:[,，;；]?下同)?[)）,，]")


def _named_currency(text: str, a: Amount, table: Words) -> Amount:
    """元 followed by the currency's name: 亿元人民币, 元日币, 亿元(人民币,下同)."""
    at = skip_spaces(text, a.end) if text[a.end : a.end + 1] == " " else a.end
    word = match_word(text, at, table)
    if word and isinstance(word[1], CurrencyRow) and word[1].region is None and word[1].factor == 1:
        return a._replace(currency=word[1].code, end=at + len(word[0]), rules=("named_currency",))
    paren = _PAREN_CURRENCY.match(text, a.end)
    if paren:
        word = match_word(paren[1], 0, table)
        if word and isinstance(word[1], CurrencyRow) and word[1].region is None and word[0] == paren[1]:
            return a._replace(currency=word[1].code, rules=("named_currency",))
    return a
