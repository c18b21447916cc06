"""A number with what it counts: unit, currency, measure word, share, multiple; compounds of them and halves."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import get_args

from pipeline.extract.amount import (
    HALF,
    Amount,
    Words,
    added,
    begins_number,
    ends_half,
    match_word,
    skip_spaces,
)  # fmt: skip
from pipeline.extract.money import money_compound
from pipeline.extract.numeral_words import digits
from pipeline.extract.numerals import Numeral, read_numeral, whole
from pipeline.extract.shares import tenths
from pipeline.extract.spells import time_compound
from pipeline.extract.tails import decimal_tail, per_unit
from pipeline.lexicon.currencies import CurrencyRow
from pipeline.lexicon.figure_cues import figure_cues
from pipeline.lexicon.units import UnitRole, UnitRow

_MINUTES = re.compile(
    r"分(?:(?=[0-9]{1,2}(?:\.[0-9]+)?秒|[〇零一二三四五六七八九十]{1,3}秒)|(?=半(?![\u4e00-\u9fff])))"
)
_IRREGULAR = frozenset("多余来几许成折个分块方 强\u3000\xa0")  # what may follow a number and is not just its unit
_UNIT_RULES = {role: (f"unit:{role}",) for role in get_args(UnitRole)}
_INFIXED = ("time", "percent")
_REGULAR = frozenset(("arabic", "mixed", "chinese"))


def read_amount(text: str, at: int, table: Words) -> Amount | None:
    """The number at `at` with its unit, or None where no number begins.

    >>> from pipeline.extract.amount import words
    >>> read_amount("1亿2千万份", 0, words("CN"))[3:5][1], read_amount("3.5万元", 0, words("HK")).currency
    (Decimal('120000000'), 'HKD')
    """
    numeral = read_numeral(text, at)
    return None if numeral is None else with_unit(text, numeral, table)


def with_unit(text: str, n: Numeral, table: Words) -> Amount:
    """The number with the unit that follows it, with compounds and halves."""
    if n.form in ("percent", "per_mille"):
        unit = "[ppth]" if n.form == "per_mille" else "%"
        return Amount(
            n.start, n.end, n.end, n, n.value, n.high, n.step, "percent", unit, inner=n.inner, rules=(n.form,)
        )
    end, inner = n.end, n.inner
    char = text[end : end + 1]
    if char not in _IRREGULAR and n.form in _REGULAR:
        quick = match_word(text, end, table)
        if quick is not None and quick[1] is not None:
            amount = _amount(n, end + len(quick[0]), end, inner, (quick[0], quick[1]))
            return _compound(text, amount, quick[1], table)
    if char in ("多", "余", "来", "几", "许") or (char == "把" and n.form == "power"):
        end, inner = _inner_hedge(text, n, table)
    elif char in ("成", "折") or (char == " " and text[end + 1 : end + 2] in ("成", "折")):
        share = tenths(text, n)
        if share:
            return share
    if text[end : end + 1] == "个" and text[end + 1 : end + 2] in ("半", "多"):
        found = _infixed(text, n, end, table)
        if found:
            return found
    at = skip_spaces(text, end)
    minutes = _MINUTES.match(text, at)
    if minutes and n.form != "half":
        return time_compound(text, _amount(n, minutes.end(), end, inner, _clock_unit("分钟", table)), table)
    found_word = match_word(text, at, table)
    if (
        found_word is None
        or found_word[1] is None
        or (found_word[0] == "强" and (n.form == "fraction" or "." in text[n.start : n.end]))
    ):
        return _alone(text, n, end, inner, table)
    surface, row = found_word[0], found_word[1]
    if surface == "块" and _is_piece(text, at + 1, n.value < 10):
        surface, row = _clock_unit("片", table)
    elif surface == "方" and n.value >= 10**4:
        row = _clock_unit("立方米", table)[1]
    amount = _amount(n, at + len(surface), end, inner, (surface, row))
    return _compound(text, amount, row, table)


def _alone(text: str, n: Numeral, end: int, inner: str | None, table: Words) -> Amount:
    """The number without a unit: a fraction is a share (四分之一), 4.46万/㎡ is a price."""
    if n.form == "fraction" and 0 < n.value < 1:
        step = None if n.step is None else n.step * 100
        value = whole(n.value * 100).normalize()
        return Amount(n.start, end, end, n, value, None, step, "percent", "%", inner=inner, rules=("share",))
    if text[end : end + 1] == "/" and n.scale >= 10**4:
        area, money = match_word(text, end + 1, table), table["元"][1]["元"]
        if area and isinstance(area[1], UnitRow) and area[1].dimension == "area" and isinstance(money, CurrencyRow):
            return _amount(n, end, end, inner, ("", money))._replace(
                unit=f"/{area[1].code}", end=end + 1 + len(area[0]), rules=("implied", f"home_currency:{money.code}")
            )
    return Amount(n.start, end, end, n, n.value, n.high, n.step, "bare", inner=inner)


def _is_piece(text: str, at: int, few: bool) -> bool:
    """Whether 块 before `at` counts pieces: a noun follows (三块地, 40万块光伏板, 128块GPU), no amount of money.

    Behind a `few` any word but those of money is one.
    """
    follow = text[at : at + 1]
    lettered = text[at + follow.isdigit() : at + 1 + follow.isdigit()]  # 128块GPU, 1600块8K大屏
    if (lettered.isascii() and lettered.isalpha()) or text.startswith(figure_cues("piece_after"), at):
        return True
    return few and follow.isalpha() and not begins_number(follow) and follow not in "钱多左上以整不起半"


def _clock_unit(surface: str, table: Words) -> tuple[str, UnitRow]:
    row = table[surface[0]][1][surface]
    assert isinstance(row, UnitRow)
    return surface, row


def _amount(n: Numeral, end: int, bare_end: int, inner: str | None, word: tuple[str, UnitRow | CurrencyRow]) -> Amount:
    surface, row = word
    if isinstance(row, CurrencyRow):
        high = None if n.high is None else n.high * row.factor
        step = None if n.step is None else n.step * row.factor
        rules = (f"home_currency:{row.code}",) if row.region is not None else ()
        return Amount(
            n.start,
            end,
            bare_end,
            n,
            n.value * row.factor,
            high,
            step,
            "money",
            None,
            row.code,
            surface,
            inner,
            (),
            rules,
        )
    if row.role == "article" and row.factor != 1:  # 打 counts twelve
        high, step = (None if v is None else v * row.factor for v in (n.high, n.step))
        many = (n.value * row.factor, high, step)
        return Amount(
            n.start, end, bare_end, n, *many, row.role, row.code, None, surface, inner, (), ("unit:article", "multiple")
        )
    parts = ((n.value, row.code),) if row.role == "time" else ()
    return Amount(
        n.start, end, bare_end, n, n.value, n.high, n.step, row.role, row.code, None, surface, inner, parts,
        _UNIT_RULES[row.role],
    )  # fmt: skip


def _inner_hedge(text: str, n: Numeral, table: Words) -> tuple[int, str | None]:
    """多, 余, 来 between number and unit: 3000多元, 20余名, 十来个, 千把人."""
    after = n.end + 1
    char = text[n.end]
    nothing = (n.end, n.inner)
    if n.inner or n.value < 10 or n.form in ("half", "fraction") or n.value % 10:
        return nothing
    if char in "来几许余把":
        word = match_word(text, skip_spaces(text, after), table)
        if char == "几" and word is None and text[n.end - 1] in "十百千万拾":
            return after, "more_than"
        if word is None or word[1] is None:
            return (after, "more_than") if char == "余" and not text[after : after + 1].strip() else nothing
    return after, "approx" if char in "来许把" else "more_than"


def _infixed(text: str, n: Numeral, at: int, table: Words) -> Amount | None:
    """个半 and 个多 before a unit of time: 两个半月, 一个多小时; 一个半 alone counts things."""
    infix = text[at + 1]
    word = match_word(text, at + 2, table) or (None, None)
    row = word[1]
    whole = match_word("个" + text[at + 2 : at + 8], 0, table)
    if not (isinstance(row, UnitRow) and row.role in _INFIXED) and whole and isinstance(whole[1], UnitRow):
        row, word = whole[1], (whole[0][1:], whole[1])
    if isinstance(row, UnitRow) and row.role in _INFIXED and word[0] is not None:
        end = at + 2 + len(word[0])
        value = n.value + (HALF if infix == "半" else 0)
        inner = "more_than" if infix == "多" else n.inner
        return Amount(
            n.start, end, n.end, n, value, None, HALF if infix == "半" else n.step, row.role, row.code, None, word[0],
            inner, ((value, row.code),) if row.role == "time" else (), (f"unit:{row.role}", "infix:" + infix),
        )  # fmt: skip
    if infix == "半" and not text[at + 2 : at + 3].isalpha():
        value = n.value + HALF
        return Amount(
            n.start, at + 2, n.end, n, value, None, HALF, "article", "{item}", surface="个", rules=("infix:半",)
        )
    return None


def _compound(text: str, first: Amount, row: UnitRow | CurrencyRow, table: Words) -> Amount:
    """What may still belong to the amount: 半, smaller units of its kind, bare digits after 米 or 秒, per-units."""
    follow = text[first.end : first.end + 1]
    if follow not in CONTINUES and (follow not in table or not isinstance(row, CurrencyRow)):
        return first
    if isinstance(row, CurrencyRow):
        return money_compound(text, first, row, table)
    if row.role == "time":
        return time_compound(text, first, table)
    end = first.end
    if row.surface == "厘":
        return _finer_percent(text, first)
    if text[end : end + 1] == "半" and row.role in ("measure", "age", "times") and ends_half(text, end + 1):
        return added(first, HALF, HALF, end + 1)
    if row.role == "measure":
        if row.dimension in ("length", "mass") and begins_number(text[end : end + 1]):
            smaller = read_numeral(text, end)
            word = match_word(text, smaller.end, table) if smaller else None
            if (
                smaller
                and word
                and isinstance(word[1], UnitRow)
                and word[1].dimension == row.dimension
                and word[1].factor < row.factor
            ):
                ratio = word[1].factor / row.factor
                return added(first, smaller.value * ratio, ratio * (smaller.step or 1), smaller.end + len(word[0]))
        tailed = decimal_tail(text, first)
        if tailed:
            return tailed
    return per_unit(text, first, table)


_FINER = re.compile("半|[〇零一二三四五六七八九]{1,3}(?![〇零一二三四五六七八九十百千万])")


def _finer_percent(text: str, a: Amount) -> Amount:
    """四厘半, 四厘一二五: the decimals of a rate that is spoken in 厘, as in Hong Kong."""
    match = _FINER.match(text, a.end)
    if match is None or a.value % 1:
        return a
    tail = "5" if match[0] == "半" else "".join(str(digits()[c]) for c in match[0])
    return added(a, Decimal("0." + tail), Decimal(1).scaleb(-len(tail)), match.end())


CONTINUES = frozenset(
    "/每半0123456789〇零一二三四五六七八九十百千万亿两俩廿卅壹贰叁肆伍陆柒捌玖拾又多余加钱整正(（ "
)  # what the rest of an amount may begin with, besides a unit
