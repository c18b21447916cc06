"""Amounts of time in several units: 1小时30分, 两年零三个月, 三年半."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.amount import HALF, Amount, Words, ends_half, match_word
from pipeline.extract.numerals import Numeral, read_numeral
from pipeline.extract.tails import decimal_tail
from pipeline.lexicon.units import UnitRow


def time_compound(text: str, first: Amount, table: Words) -> Amount:
    """1小时30分, 两年零三个月, 8天20时, 27分钟7秒, 三年半."""
    found, parts = first, list(first.parts or ((first.value, first.unit or ""),))
    while True:
        at = found.end
        if text[at : at + 1] == "半" and ends_half(text, at + 1):
            value, code = parts[-1]
            parts[-1] = (value + HALF, code)
            found = found._replace(end=at + 1, value=found.value + (HALF if len(parts) == 1 else 0))
            break
        following = _next_time(text, at, parts[-1][1], table)
        if following is None:
            break
        end, value, code = following
        parts.append((value, code))
        found = found._replace(end=end)
    if len(parts) == 1 and parts[0][1] == "s":
        tailed = decimal_tail(text, found)
        if tailed:
            return tailed
    if len(parts) > 1:
        value, code = _total(parts)
        found = found._replace(value=value, unit=code, high=None, step=None, rules=(*found.rules, "compound"))
    return found._replace(parts=tuple(parts), role="time")


_SPLIT = re.compile(r":([0-5][0-9]):([0-5][0-9])(\.[0-9]{1,3})?(?![0-9:])")


def read_split_time(text: str, n: Numeral) -> Amount | None:
    """2:05:14 as hours, minutes and seconds that something took; None where it may be a time of day.

    >>> from pipeline.extract.numerals import read_numeral
    >>> read_split_time("成绩2:05:14", read_numeral("成绩2:05:14", 2)).value
    Decimal('7514')
    """
    match = _SPLIT.match(text, n.end) if n.form == "arabic" and n.end - n.start == 1 else None
    if match is None:
        return None
    parts = ((n.value, "h"), (Decimal(match[1]), "min"), (Decimal(match[2] + (match[3] or "")), "s"))
    value, code = _total(list(parts))
    return Amount(n.start, match.end(), match.end(), n, value, None, None, "time", code, parts=parts, rules=("split",))


_ORDER = ("{century}", "{decade}", "a", "{quarter}", "mo", "wk", "d", "h", "{quarter_hour}", "min", "s")
_JOIN = re.compile(r"(?:多|余)?(?:零|又|加上|加|余)?(?=[0-9一二三四五六七八九十两廿卅半])")
_SHORT = {"月": "mo", "时": "h", "分": "min", "秒": "s"}


def _next_time(text: str, at: int, code: str, table: Words) -> tuple[int, Decimal, str] | None:
    join = _JOIN.match(text, at)
    if join is None:
        return None
    n = read_numeral(text, join.end())
    if n is None or n.high is not None or n.form in ("power", "half", "fraction", "percent", "several"):
        return None
    word = match_word(text, n.end, table)
    short = text[n.end : n.end + 1]
    if short in _SHORT and (word is None or word[0] == short):
        following, end = _SHORT[short], n.end + 1
        if (short == "时" and code != "d") or (short == "分" and code not in ("h", "d")):
            return None
        if short == "月" and (code != "a" or text[end : end + 1].isdigit()):
            return None
    elif word and isinstance(word[1], UnitRow) and word[1].role == "time":
        following, end = word[1].code, n.end + len(word[0])
    else:
        return None
    if following == "d" and code == "d" and word and word[0] in ("晚", "夜"):
        return end, Decimal(0), "d"
    if _ORDER.index(following) <= _ORDER.index(code) and text[join.end() - 1] != "又":
        return None
    return end, n.value, following


_SECONDS = {"wk": 604800, "d": 86400, "h": 3600, "min": 60, "s": 1, "{quarter_hour}": 900}
_MONTHS = {"{century}": 1200, "{decade}": 120, "a": 12, "{quarter}": 3, "mo": 1}


def _total(parts: list[tuple[Decimal, str]]) -> tuple[Decimal, str]:
    """One value in the smallest unit: exact inside years and months, or inside weeks and below; else in days."""
    codes = [code for _, code in parts]
    smallest = codes[-1]
    if all(code in _SECONDS for code in codes):
        return sum((v * _SECONDS[c] for v, c in parts), Decimal(0)) / _SECONDS[smallest], smallest
    if all(code in _MONTHS for code in codes):
        return sum((v * _MONTHS[c] for v, c in parts), Decimal(0)) / _MONTHS[smallest], smallest
    days = sum((v * (365 if c == "a" else _MONTHS[c] * 30) for v, c in parts if c in _MONTHS), Decimal(0))
    return days + sum((v * _SECONDS[c] for v, c in parts if c in _SECONDS), Decimal(0)) / 86400, "d"
