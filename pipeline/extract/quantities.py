"""A number with what it counts: unit, currency, measure word, share, multiple; compounds of them and halves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple, get_args

from pipeline.extract.numerals import Numeral, read_numeral
from pipeline.lexicon.currencies import CurrencyRow, currencies
from pipeline.lexicon.numerals import numeral_values
from pipeline.lexicon.units import UnitRole, UnitRow, unit_rows, unit_traps

Word = UnitRow | CurrencyRow | None
Words = Mapping[str, tuple[tuple[int, ...], Mapping[str, Word]]]
HALF = Decimal("0.5")
_PER = re.compile(r"(?:/|每)")
_MONEY_TAIL = re.compile(r"[整正](?![\u4e00-\u9fff])")
_MINUTES = re.compile(
    r"分(?:(?=[0-9]{1,2}(?:\.[0-9]+)?秒|[〇零一二三四五六七八九十]{1,3}秒)|(?=半(?![\u4e00-\u9fff])))"
)
_TAIL = re.compile(
    r"[0-9]{1,3}(?![0-9]|[.,:/%~～-]?[0-9]|(?!以[上下内]|左右|上下|的)[\u4e00-\u9fff%])|[一二三四五六七八九](?![一-鿿])"
)
_IRREGULAR = frozenset("多余来几许成折个分块 强\u3000\xa0")  # what may follow a number and is not just its unit
_UNIT_RULES = {role: (f"unit:{role}",) for role in get_args(UnitRole)}
_REGULAR = frozenset(("arabic", "mixed", "chinese"))
_TAILED = frozenset(("米", "公尺", "秒", "块", "元", "度", "斤", "毛", "块钱", "呎", "摄氏度"))
_SCORE_TAIL = re.compile(r"[0-9]{2}(?![0-9.,:/%])")


class Amount(NamedTuple):
    """A number and its unit in `text[start:end]`; `unit` None and `currency` None where the number stands alone.

    `parts` are the values and ISO letters of an amount of time; `bare_end` is where the number itself ends.
    """

    start: int
    end: int
    bare_end: int
    numeral: Numeral
    value: Decimal
    high: Decimal | None
    step: Decimal | None
    role: str
    unit: str | None = None
    currency: str | None = None
    surface: str = ""
    inner: str | None = None
    parts: tuple[tuple[Decimal, str], ...] = ()
    rules: tuple[str, ...] = ()


@cache
def words(region: str) -> Words:
    """Everything that may follow a number, by first character; None marks words that are no unit.

    Each first character has the lengths of its words, longest first, and the words themselves.
    """
    table: dict[str, Word] = dict.fromkeys(unit_traps())
    table.update({row.surface: row for row in unit_rows()})
    for surface, row in currencies(region).items():
        if row.place != "before":
            table[surface] = row
    grouped: dict[str, dict[str, Word]] = {}
    for surface, word in table.items():
        grouped.setdefault(surface[0], {})[surface] = word
    return {first: (tuple(sorted({len(s) for s in found}, reverse=True)), found) for first, found in grouped.items()}


def match_word(text: str, at: int, table: Words) -> tuple[str, Word] | None:
    """The longest unit, currency or trap that begins at `at`.

    >>> match_word("3公里", 1, words("CN"))[0], match_word("3分公司", 1, words("CN"))[1]
    ('公里', None)
    """
    entry = table.get(text[at : at + 1])
    if entry is None:
        return None
    lengths, found = entry
    for length in lengths:
        surface = text[at : at + length]
        if surface in found:
            last = surface[-1]
            if last.isascii() and last.isalpha():
                follow = text[at + length : at + length + 1]
                if follow.isascii() and follow.isalnum():
                    continue
            return surface, found[surface]
    return None


def skip_spaces(text: str, at: int) -> int:
    """Past at most four blanks; a line break is none."""
    stop = at + 4
    while at < stop and text[at : at + 1] in (" ", "\u3000", "\xa0"):
        at += 1
    return at


def read_amount(text: str, at: int, table: Words) -> Amount | None:
    """The number at `at` with its unit, or None where no number begins.

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
    if char in ("多", "余", "来", "几", "许"):
        end, inner = _inner_hedge(text, n, table)
    elif char in ("成", "折") or (char == " " and text[end + 1 : end + 2] in ("成", "折")):
        share = _tenths(text, n)
        if share:
            return share
    if text[end : end + 1] == "个" and text[end + 1 : end + 2] in ("半", "多"):
        found = _infixed(text, n, end, table)
        if found:
            return found
    at = skip_spaces(text, end)
    minutes = _MINUTES.match(text, at)
    if minutes and n.form != "half":
        return _time_compound(text, _amount(n, minutes.end(), end, inner, _clock_unit("分钟", table)), table)
    found_word = match_word(text, at, table)
    if found_word is None or found_word[1] is None or (n.form == "fraction" and found_word[0] == "强"):
        return Amount(n.start, end, end, n, n.value, n.high, n.step, "bare", inner=inner)
    surface, row = found_word[0], found_word[1]
    if surface == "块" and n.value < 10 and _is_piece(text, at + 1):
        surface, row = _clock_unit("片", table)
    amount = _amount(n, at + len(surface), end, inner, (surface, row))
    return _compound(text, amount, row, table)


def _is_piece(text: str, at: int) -> bool:
    """Whether 块 before `at` counts pieces: a noun follows (三块地), no amount of money."""
    follow = text[at : at + 1]
    return follow.isalpha() and not follow.isascii() and not _begins(follow) and follow not in "钱多左上以整不起半"


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
    parts = ((n.value, row.code),) if row.role == "time" else ()
    return Amount(
        n.start, end, bare_end, n, n.value, n.high, n.step, row.role, row.code, None, surface, inner, parts,
        _UNIT_RULES[row.role],
    )  # fmt: skip


def _inner_hedge(text: str, n: Numeral, table: Words) -> tuple[int, str | None]:
    """多, 余, 来 between number and unit: 3000多元, 20余名, 十来个."""
    after = n.end + 1
    char = text[n.end]
    nothing = (n.end, n.inner)
    if n.inner or n.value < 10 or n.form in ("half", "fraction") or n.value % 10:
        return nothing
    if char in "来几许余":
        word = match_word(text, skip_spaces(text, after), table)
        if char == "几" and word is None and text[n.end - 1] in "十百千万拾":
            return after, "more_than"
        if word is None or word[1] is None:
            return (after, "more_than") if char == "余" and not text[after : after + 1].strip() else nothing
    return after, "approx" if char in "来许" else "more_than"


def _tenths(text: str, n: Numeral) -> Amount | None:
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
        extra = read_numeral(text, follow)
        beyond = match_word(text, follow + 1, words("CN"))
        if extra and extra.end == follow + 1 and extra.value and (beyond is None or beyond[1] is None):
            value, step, end = value + extra.value, Decimal(1), follow + 1
    return Amount(
        n.start, end, n.end, n, value, _times(n.high, 10), step, "percent", "%", surface="成", rules=("tenths",)
    )


@cache
def unit_traps_from(first: str) -> tuple[str, ...]:
    """The traps that begin with one character."""
    return tuple(sorted(trap for trap in unit_traps() if trap[0] == first))


def _times(value: Decimal | None, factor: int) -> Decimal | None:
    return None if value is None else value * factor


def _infixed(text: str, n: Numeral, at: int, table: Words) -> Amount | None:
    """个半 and 个多 before a unit of time: 两个半月, 一个多小时; 一个半 alone counts things."""
    infix = text[at + 1]
    word = match_word(text, at + 2, table) or (None, None)
    row = word[1]
    whole = match_word("个" + text[at + 2 : at + 8], 0, table)
    if not (isinstance(row, UnitRow) and row.role == "time") and whole and isinstance(whole[1], UnitRow):
        row, word = whole[1], (whole[0][1:], whole[1])
    if isinstance(row, UnitRow) and row.role == "time" and word[0] is not None:
        end = at + 2 + len(word[0])
        value = n.value + (HALF if infix == "半" else 0)
        inner = "more_than" if infix == "多" else n.inner
        return Amount(
            n.start, end, n.end, n, value, None, HALF if infix == "半" else n.step, "time", row.code, None, word[0],
            inner, ((value, row.code),), ("unit:time", "infix:" + infix),
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
        return _money_compound(text, first, row, table)
    if row.role == "time":
        return _time_compound(text, first, table)
    end = first.end
    if text[end : end + 1] == "半" and row.role in ("measure", "age", "times") and _ends_half(text, end + 1):
        return _add(first, HALF, HALF, end + 1)
    if row.role == "measure":
        if row.dimension in ("length", "mass") and _begins(text[end : end + 1]):
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
                return _add(first, smaller.value * ratio, ratio * (smaller.step or 1), smaller.end + len(word[0]))
        tailed = _decimal_tail(text, first)
        if tailed:
            return tailed
    return _per_unit(text, first, table)


CONTINUES = frozenset(
    "/半0123456789〇零一二三四五六七八九十百千万亿两俩廿卅壹贰叁肆伍陆柒捌玖拾又多余加钱整正(（ "
)  # what the rest of an amount may begin with, besides a unit


def _ends_half(text: str, at: int) -> bool:
    """Whether 半 before `at` is a half and no word of its own (半导体, 半岛, 半决赛)."""
    return text[at : at + 1] not in ("导", "岛", "径", "决", "场", "夜", "年", "山", "球")


def _begins(char: str) -> bool:
    """Whether a number may begin with this character."""
    return char.isdigit() or char in numeral_values("digit", "tens") or char in ("十", "拾")


def _add(a: Amount, extra: Decimal, step: Decimal, end: int) -> Amount:
    high = None if a.high is None else a.high + extra
    return a._replace(value=a.value + extra, high=high, step=step, end=end, rules=(*a.rules, "compound"))


def _decimal_tail(text: str, a: Amount) -> Amount | None:
    """1米83, 9秒81, 十二度五, 九块九: bare digits after the unit are its decimals."""
    if (
        a.surface not in _TAILED
        or a.numeral.form not in ("arabic", "chinese")
        or a.value != a.value.to_integral_value()
    ):
        return None
    match = _TAIL.match(text, a.end) or (_SCORE_TAIL.match(text, a.end) if a.surface in ("米", "公尺", "秒") else None)
    if match is None or (a.surface in ("元", "块", "块钱", "毛") and match[0][0].isdigit() and match[0][0].isascii()):
        return None
    after = match_word(text, match.end(), words("CN"))
    if after and after[1] is not None:
        return None
    if match[0].isascii():
        extra = Decimal("0." + match[0])
    else:
        digit = read_numeral(text, match.start())
        extra = (digit.value if digit else Decimal(0)) / 10
    scale = Decimal("0.1") if a.surface == "毛" else Decimal(1)
    step = Decimal(1).scaleb(-len(match[0])) * scale
    found = _add(a, extra * scale, step, match.end())
    return found._replace(parts=((found.value, a.unit or ""),)) if a.role == "time" else found


def _time_compound(text: str, first: Amount, table: Words) -> Amount:
    """1小时30分, 两年零三个月, 8天20时, 27分钟7秒, 三年半."""
    found, parts = first, list(first.parts or ((first.value, first.unit or ""),))
    while True:
        at = found.end
        if text[at : at + 1] == "半" and _ends_half(text, at + 1):
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
        tailed = _decimal_tail(text, found)
        if tailed:
            return tailed
    if len(parts) > 1:
        value, code = _total(parts)
        found = found._replace(value=value, unit=code, high=None, step=None, rules=(*found.rules, "compound"))
    return found._replace(parts=tuple(parts), role="time")


_ORDER = ("{century}", "{decade}", "a", "{quarter}", "mo", "wk", "d", "h", "{quarter_hour}", "min", "s")
_JOIN = re.compile(r"(?:多|余)?(?:零|又|加上|加|余)?(?=[0-9一二三四五六七八九十两廿卅半])")
_SHORT = {"时": "h", "分": "min", "秒": "s"}


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


def _money_compound(text: str, first: Amount, row: CurrencyRow, table: Words) -> Amount:
    """三块四分, 50元6角三分, 两美元又三美分, 亿元人民币, 元整."""
    found, factor = first, row.factor
    for _ in range(2):
        at = found.end + (text[found.end : found.end + 1] in ("又", "零"))
        n = read_numeral(text, at) if _begins(text[at : at + 1]) else None
        if n is None or n.value >= 100:
            break
        word = match_word(text, n.end, table)
        smaller = _minor(text, n.end, word, found.currency)
        if smaller is None or smaller[1] >= factor:
            break
        found = _add(found, n.value * smaller[1], smaller[1], smaller[0])
        factor = smaller[1]
    tailed = _decimal_tail(text, found) if factor == row.factor == 1 and row.surface in _TAILED else None
    if tailed:
        found = tailed
    elif (factor != row.factor or row.factor < 1) and text[found.end - 1 : found.end] in "毛角":
        match = _TAIL.match(text, found.end)
        if match and not match[0].isascii():
            extra = read_numeral(text, found.end)
            found = _add(found, (extra.value if extra else 0) * factor / 10, factor / 10, found.end + 1)
    if text[found.end : found.end + 1] == "钱":
        found = found._replace(end=found.end + 1)
    if row.region is not None:
        found = _named_currency(text, found, table)
    tail = _MONEY_TAIL.match(text, found.end)
    return _per_unit(text, found._replace(end=tail.end()) if tail else found, table)


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


def _per_unit(text: str, a: Amount, table: Words) -> Amount:
    """元/吨, 微克/立方米, 万吨/年, 人/平方公里: the unit per another."""
    if text[a.end : a.end + 1] != "/":
        return a
    word = match_word(text, a.end + 1, table)
    if word is None or not isinstance(word[1], UnitRow) or word[1].role in ("label", "percent", "times", "result"):
        if text[a.end + 1 : a.end + 2] != "月":
            return a
        code, end = "mo", a.end + 2
    else:
        code, end = word[1].code, a.end + 1 + len(word[0])
    role = "measure" if a.role in ("time", "count", "article", "measure") else a.role
    return a._replace(unit=f"{a.unit or ''}/{code}", end=end, role=role, parts=(), rules=(*a.rules, f"per:{code}"))
