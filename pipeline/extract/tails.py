"""What may stand behind a unit and still belongs to the amount: bare decimals (1米83, 3块2) and per-units (元/吨)."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.amount import Amount, Words, added, match_word, words
from pipeline.extract.numeral_words import digits
from pipeline.extract.numerals import read_numeral
from pipeline.lexicon.figure_cues import figure_cues
from pipeline.lexicon.units import UnitRow

_DIGITS = re.compile(r"[0-9]{1,3}(?![0-9]|[.,:/%~～-]?[0-9])")
_SCORE = re.compile(r"[0-9]{2}(?![0-9.,:/%])")
_CHINESE = re.compile(r"[一二三四五六七八九](?![一二三四五六七八九十百千万亿])")
_HEIGHT = re.compile(r"[一二三四五六七八九]{2}(?![一二三四五六七八九十百千万亿])")  # 一米八五
_METRES = ("米", "公尺")
_TAILED = frozenset(("米", "公尺", "秒", "块", "元", "度", "斤", "毛", "块钱", "呎", "摄氏度"))
_SMALL_CHANGE = frozenset(("块", "毛"))
_COUNTED = re.compile("/(100{0,3})(?! )")  # 毫克/100毫升
_SCORED = frozenset(("米", "公尺", "秒"))


def decimal_tail(text: str, a: Amount) -> Amount | None:
    """1米83, 9秒81, 十二度五, 九块九, 1块99: bare digits after the unit are its decimals.

    >>> from pipeline.extract.quantities import read_amount
    >>> read_amount("身高1米83，", 2, words("CN")).value, read_amount("油价3块2的", 2, words("CN")).value
    (Decimal('1.83'), Decimal('3.2'))
    """
    if a.surface not in _TAILED or a.numeral.form not in ("arabic", "chinese") or (a.value % 1 and a.surface != "毛"):
        return None
    tail = _tail(text, a)
    if tail is None:
        return None
    end, digits = tail
    after = match_word(text, end, words("CN"))
    if after and after[1] is not None:
        return None
    scale = Decimal("0.1") if a.surface == "毛" else Decimal(1)
    found = added(a, Decimal("0." + digits) * scale, Decimal(1).scaleb(-len(digits)) * scale, end)
    return found._replace(parts=((found.value, a.unit or ""),)) if a.role == "time" else found


def _tail(text: str, a: Amount) -> tuple[int, str] | None:
    """Where the bare digits after the unit end, and what they are."""
    height = _HEIGHT.match(text, a.end) if a.surface in _METRES else None
    if height is not None:
        return height.end(), "".join(str(digits()[c]) for c in height[0])
    chinese = _CHINESE.match(text, a.end)
    if chinese:
        follow = text[a.end + 1 : a.end + 2]
        if follow and "\u4e00" <= follow <= "\u9fff" and not text.startswith(figure_cues("tail_after"), a.end + 1):
            return None
        digit = read_numeral(text, a.end, shares=False)
        return (digit.end, f"{digit.value}") if digit and digit.end == a.end + 1 else None
    match = _DIGITS.match(text, a.end)
    if match is None or a.surface in ("元", "块钱"):
        return None
    follow = text[match.end() : match.end() + 1]
    free = not ("\u4e00" <= follow <= "\u9fff" or follow == "%") or text.startswith(
        figure_cues("tail_after"), match.end()
    )
    if a.surface in _SMALL_CHANGE:
        short = len(match[0]) <= (1 if a.surface == "毛" else 2) and match[0] != "0"
        return (match.end(), match[0]) if short and (free or follow in "一二三四五六七八九") else None
    return (match.end(), match[0]) if free or (a.surface in _SCORED and _SCORE.match(text, a.end)) else None


def per_unit(text: str, a: Amount, table: Words) -> Amount:
    """元/吨, 微克/立方米, 万吨/年, 人/平方公里, 立方米每秒: the unit per another."""
    if text[a.end : a.end + 1] != "/":
        return _spoken_rate(text, a, table) if text[a.end : a.end + 1] == "每" else a
    counted = _COUNTED.match(text, a.end)
    first = counted.end() if counted else a.end + 1
    word = match_word(text, first, table)
    if word is None or not isinstance(word[1], UnitRow) or word[1].role in ("label", "percent", "times", "result"):
        if text[a.end + 1 : a.end + 2] != "月":
            return a
        code, end = "mo", a.end + 2
    else:
        code, end = word[1].code, first + len(word[0])
        code = f"({counted[1]}.{code})" if counted else code
    role = "measure" if a.role in ("time", "count", "article", "measure") else a.role
    return a._replace(unit=f"{a.unit or ''}/{code}", end=end, role=role, parts=(), rules=(*a.rules, f"per:{code}"))


def _spoken_rate(text: str, a: Amount, table: Words) -> Amount:
    """4200立方米每秒, 3毫克每升: a measured unit right before 每 and another."""
    word = match_word(text, a.end + 1, table)
    if a.role != "measure" or word is None or not isinstance(word[1], UnitRow) or "/" in (a.unit or "/"):
        return a
    row, end = word[1], a.end + 1 + len(word[0])
    if row.code not in _CLOCK and (row.role != "measure" or text[end : end + 1].isalpha()):
        return a
    return a._replace(unit=f"{a.unit}/{row.code}", end=end, rules=(*a.rules, f"per:{row.code}"))


_CLOCK = frozenset(("s", "min", "h"))
