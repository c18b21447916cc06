"""The grammar of numbers: Arabic, Chinese, formal, colloquial and mixed, with their multipliers, from one position on.

Every reader takes the text and a position, looks only ahead, and reads each character a bounded number of times.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import cache
from typing import Literal, NamedTuple

from pipeline.extract.not_figures import word_over
from pipeline.lexicon.hedges import hedges
from pipeline.lexicon.numerals import numeral_values
from pipeline.lexicon.units import unit_rows

Form = Literal["arabic", "mixed", "chinese", "digits", "power", "several", "half", "fraction", "percent", "per_mille"]

TEN, ONE = Decimal(10), Decimal(1)
_GO_ON_PAIRS = ("个亿", "分")  # what after one Chinese digit may make it part of a longer number
_SMALL_NUMBER = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[〇零一二两三四五六七八九]")
_CLOCKS = ("十", "拾", "刻", "钟", "半")  # after 点 and digits: a time of day
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
LONGEST = 40  # digits; longer runs are codes
_ARABIC = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?:，[0-9]{3})+(?![0-9])|[0-9]{1,4}(?:,[0-9]{4})+(?![0-9])|[0-9]+)"
    r"(?:\.[0-9]+)?"
)
# A plain number with at most one 万 or 亿, and nothing behind that could make it longer.
_QUICK = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,40})(\.[0-9]{1,20})?(万亿|万|亿)?"
    r"(?![0-9十百千万亿兆拾佰仟零〇一二三四五六七八九两俩仨廿卅壹贰叁肆伍陆柒捌玖又/×^⁰¹²³⁴⁵⁶⁷⁸⁹·]"
    r"|[ *]?[A-Za-z]|[,，.][0-9]|个亿"
    r"|[多余几来] ?[万亿]|[点分] ?[之0-9一二三四五六七八九零〇负 ]| ?[十百千万亿兆×]| [0-9])"
)
_QUICK_SCALES = {None: 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r" ?[×xX*·] ?10(?:\^ ?([-−]?[0-9]{1,3})|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))")
_TEN_TO = re.compile(r"(?<![0-9])10(?:\^([-−]?[0-9]{1,3})|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))")
_EXPONENT = re.compile(r"[eE]([+-]?[0-9]{1,3})(?![0-9A-Za-z])")
_SLASH = re.compile(r"/([0-9]{1,4}(?:\.[0-9]+)?)(?![0-9/.])")
_MIXED_SLASH = re.compile(r" ([0-9]{1,3})/([0-9]{1,3})(?![0-9/.])")
_LEADING_POINT = re.compile(r"\.[0-9]+")


class Numeral(NamedTuple):
    """A number as written in `text[start:end]`.

    `value` counts multipliers; `high` is set where the words give two ends (三四十, 数百); `step` is the place of the
    last digit written. `mantissa` and `scale` multiply to `value`: what a later 万 may be lent to (3至5万).
    `inner` is the hedge written inside (3000多万, 十几).
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    step: Decimal | None
    mantissa: Decimal
    scale: Decimal
    form: Form
    inner: str | None = None


@cache
def _digits() -> dict[str, int]:
    return numeral_values("digit")


@cache
def _rare() -> dict[str, int]:
    return numeral_values("formal_rare")


@cache
def _small() -> dict[str, int]:
    return numeral_values("small")


@cache
def _big() -> dict[str, int]:
    return numeral_values("big")


@cache
def _tens() -> dict[str, int]:
    return numeral_values("tens")


@cache
def _multipliers() -> frozenset[str]:
    return frozenset(_small()) | frozenset(_big())


@cache
def _unit_words() -> dict[str, tuple[str, ...]]:
    """Units that begin with a multiplier character (千瓦, 兆字节, 百帕), by that character."""
    table: dict[str, list[str]] = {}
    for row in unit_rows():
        if row.surface[0] in _multipliers():
            table.setdefault(row.surface[0], []).append(row.surface)
    return {first: tuple(words) for first, words in table.items()}


@cache
def _latin() -> re.Pattern[str]:
    words = sorted(numeral_values("latin"), key=len, reverse=True)
    return re.compile(rf" ?({'|'.join(words)})(?![A-Za-z0-9²³])")


@cache
def _scaled() -> re.Pattern[str]:
    counted = "|".join(sorted({r.surface for r in unit_rows() if r.dimension == "tokens"}, key=len, reverse=True))
    return re.compile(rf"({'|'.join(numeral_values('scale', 'latin'))})(?= ?(?:{counted}))")


@cache
def _digit_run() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_digits())}]+")


_WAN, _YI = Decimal(10**4), Decimal(10**8)


@cache
def _slow() -> frozenset[str]:
    """What after 万 or 亿 makes the number go on."""
    return frozenset(_digits()) | _multipliers() | _tens().keys() | frozenset(hedges("inside")) | frozenset("零点分又 ")


@cache
def _inside() -> frozenset[str]:
    return frozenset(hedges("inside"))


def is_unit_here(text: str, at: int) -> bool:
    """Whether a multiplier character begins a unit here: 千 of 千瓦 does, 千 of 千人 does not.

    >>> is_unit_here("3千瓦", 1), is_unit_here("3千人", 1)
    (True, False)
    """
    words = _unit_words().get(text[at : at + 1])
    return words is not None and text.startswith(words, at)


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
        return _read_arabic(text, at, shares)
    if char == ".":
        point = _LEADING_POINT.match(text, at)
        return _plain(at, point.end(), Decimal(point[0])) if point else None
    if char == "半":
        half = Decimal("0.5")
        return Numeral(at, at + 1, half, None, None, half, ONE, "half")
    if char in "几数":
        return _read_several(text, at)
    return _read_chinese(text, at, shares)


def skip_digits(text: str, at: int) -> int:
    """The end of the row of Chinese digits that holds `at`."""
    run = _digit_run().match(text, at)
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


def _plain(start: int, end: int, value: Decimal, form: Form = "arabic") -> Numeral:
    return Numeral(start, end, value, None, _place(value), value, ONE, form)


def _place(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return TEN**exponent if isinstance(exponent, int) else ONE


def _read_arabic(text: str, at: int, shares: bool = True) -> Numeral | None:
    quick = _QUICK.match(text, at)
    if quick is not None and text[at] != "0":
        return _read_quick(at, quick)
    power = _TEN_TO.match(text, at)
    if power:
        return _plain(at, power.end(), _power_of_ten(power[1] or power[2]))
    match = _ARABIC.match(text, at)
    if match is None or match.end() - at > LONGEST:
        return None
    end = match.end()
    literal = Decimal(match[0].replace(",", "").replace("，", ""))
    if match[0][0] == "0" and end - at > 1 and match[0].isdigit():
        return _plain(at, end, literal)
    follow = text[end : end + 1]
    if follow == " ":
        follow = text[end + 1 : end + 2]
    if follow in ("万", "亿") and text[end] != " ":
        after = text[end + 1 : end + 2]
        if after not in _slow() and not after.isdigit():
            return _scaled_by(at, end + 1, literal, _WAN if follow == "万" else _YI)
    if follow in _multipliers() or (follow in "零分点又几多余来个" and follow):
        return _Scan(text, at, shares).run(literal, end)
    return _arabic_tail(text, at, end, literal)


@cache
def _quick_scale(places: int, multiplier: str | None) -> tuple[Decimal, Decimal]:
    """The multiplier as a number, and the place of the last digit written."""
    scale = Decimal(_QUICK_SCALES[multiplier])
    return scale, TEN**-places * scale


def quick_number(text: str, at: int) -> tuple[int, Decimal, Decimal, Form] | None:
    """A plain number: where it ends, its value, the place of its last digit and its form; None where it may go on."""
    match = _QUICK.match(text, at)
    if match is None or text[at] == "0":
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


def _arabic_tail(text: str, at: int, end: int, literal: Decimal) -> Numeral:
    follow = text[end : end + 1]
    if follow in "×xX*·/eE " or follow.isascii():
        times = _POWER.match(text, end)
        if times:
            return _scaled_by(at, times.end(), literal, _power_of_ten(times[1] or times[2]))
        exponent = _EXPONENT.match(text, end)
        if exponent:
            return _scaled_by(at, exponent.end(), literal, TEN ** int(exponent[1]))
        fraction = _read_slash(text, at, end, literal)
        if fraction:
            return fraction
        word = _scaled().match(text, end) or _latin().match(text, end)
        if word:
            return _scaled_by(at, word.end(), literal, Decimal(numeral_values("latin", "scale")[word[1]]))
    return _plain(at, end, literal)


def _scaled_by(start: int, end: int, mantissa: Decimal, scale: Decimal) -> Numeral:
    return Numeral(start, end, whole(mantissa * scale), None, _place(mantissa) * scale, mantissa, scale, "mixed")


def whole(value: Decimal) -> Decimal:
    """The value without decimal places where it has none: 35000.0 is 35000."""
    integral = value.to_integral_value()
    return integral if integral == value else value


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
    if below < 2 or end - at > 4 or match[0].lstrip(" /").startswith("0"):
        return None
    value = whole + above / below
    return Numeral(at, match.end(), value, None, None, value, ONE, "fraction")


def _read_several(text: str, at: int) -> Numeral | None:
    """几十, 数百, 几百万, 数十亿: from one to ten of what follows."""
    unit = text[at + 1 : at + 2]
    if unit not in _multipliers() or is_unit_here(text, at + 1):
        return None
    found = _Scan(text, at + 1).run(None, at + 1)
    if found is None or any(char not in _multipliers() for char in text[at + 1 : found.end]):
        return None
    return found._replace(start=at, high=found.value * 10, form="several", step=None, scale=found.value, mantissa=ONE)


@cache
def _below_hundred() -> tuple[dict[str, Decimal], frozenset[str]]:
    """The numbers that one to three characters write (三, 十四, 二十八), and what behind one makes it go on."""
    digits = _digits()
    found = {char: Decimal(value) for char, value in digits.items()}
    for ten in ["", *digits]:
        for one in ["", *digits]:
            found[f"{ten}十{one}"] = Decimal(digits.get(ten, 1) * 10 + digits.get(one, 0))
    return found, frozenset(digits) | _multipliers() | _tens().keys() | frozenset("点又 多余几来参")


def _read_chinese(text: str, at: int, shares: bool = True) -> Numeral | None:
    small = _SMALL_NUMBER.match(text, at)
    if small is not None:
        known, goes_on = _below_hundred()
        end = small.end()
        value = known.get(small[0])
        if value is not None and text[end : end + 1] not in goes_on and not text.startswith(_GO_ON_PAIRS, end):
            step = TEN if small[0][-1] == "十" else ONE
            return Numeral(at, end, value, None, step, value, ONE, "chinese")
    run = _digit_run().match(text, at, at + LONGEST + 1)
    if run:
        size = run.end() - at
        following = text[run.end() : run.end() + 1]
        if (size > 2 and following not in _small()) or size > 3 or (size == 2 and following == "折"):
            return _digit_string(text, at, run.end())
    return _Scan(text, at, shares).run(None, at)


def _digit_string(text: str, at: int, end: int) -> Numeral | None:
    """二〇二六, 一七二零点一: digits read one by one."""
    if end - at > LONGEST:
        return None
    digits = "".join(str(_digits()[c]) for c in text[at:end])
    value, end = Decimal(digits), end
    found = Numeral(at, end, value, None, ONE, value, ONE, "digits")
    return _with_point(text, found)


def _with_point(text: str, n: Numeral) -> Numeral:
    """The number with a decimal part after 点 and the multipliers after that: 二十点一万."""
    if text[n.end : n.end + 1] not in ("点", " "):
        return n
    dot = n.end + (text[n.end : n.end + 2] == " 点")
    if text[dot : dot + 1] != "点":
        return n
    first = dot + 1 + (text[dot + 1 : dot + 2] == " ")
    digits = _digit_run().match(text, first) or re.compile("[0-9]{1,20}").match(text, first)
    if digits is None or digits.end() - first > LONGEST or text[digits.end() : digits.end() + 1] in _CLOCKS:
        return n
    part = "".join(str(_digits().get(c, c)) for c in digits[0])
    value = n.value + Decimal("0." + part)
    end, scale = _big_chain(text, digits.end())
    return Numeral(
        n.start, end, whole(value * scale) if scale != 1 else value, None, _place(value) * scale, value, scale, n.form
    )


def _big_chain(text: str, at: int) -> tuple[int, Decimal]:
    """万, 亿, 万亿, 千万 after a decimal part: where they end and what they multiply to."""
    scale, end = ONE, at
    while True:
        skip = end + (text[end : end + 1] == " ")
        value = _big().get(text[skip : skip + 1])
        if value is None:
            small = _small().get(text[skip : skip + 1])
            if small is None or is_unit_here(text, skip) or scale != ONE:
                return end, scale
            value = small
        end, scale = skip + 1, scale * value


class _Scan:
    """One walk over a number with Chinese multipliers; `groups` are the finished parts, largest first."""

    __slots__ = (
        "at",
        "gap",
        "groups",
        "high",
        "inner",
        "last",
        "lead",
        "part",
        "pending",
        "place",
        "pos",
        "shares",
        "small",
        "text",
        "unit",
    )

    def __init__(self, text: str, at: int, shares: bool = True) -> None:
        self.text, self.at, self.pos, self.shares = text, at, at, shares
        self.groups: list[tuple[Decimal, int]] = []
        self.part = Decimal(0)
        self.pending: Decimal | None = None
        self.high: Decimal | None = None
        self.gap = Decimal(0)
        self.place = ONE  # of the last digit written
        self.small = 10**4
        self.unit = 1  # the multiplier last read
        self.last = "start"
        self.lead = False  # began with a multiplier: 百万
        self.inner: str | None = None

    def run(self, literal: Decimal | None, pos: int) -> Numeral | None:
        self.pos = pos
        if literal is not None:
            self.pending, self.last, self.place = literal, "literal", _place(literal)
        while self._step():
            pass
        return self._close()

    def _step(self) -> bool:
        text, pos = self.text, self.pos
        char = text[pos : pos + 1]
        if char == " " and self.last != "start":
            char = text[pos + 1 : pos + 2]
            if not self._joins_over_space(char, pos + 1):
                return False
            pos += 1
        if not char:
            return False
        if char in _digits() or (char in _rare() and self._among_formal(pos)):
            return self._digit(char, pos)
        if char in _small():
            return self._take_small(_small()[char], pos)
        if char in _big():
            return self._take_big(_big()[char], pos)
        if char in _tens():
            return self._take_tens(_tens()[char], pos)
        if char.isdigit() and char.isascii():
            return self._literal(pos)
        if char in _inside():
            return self._take_inside(char, pos)
        if char == "个" and self.last in ("digit", "literal") and text[pos + 1 : pos + 2] == "亿":
            self.pos = pos + 1
            return self._take_big(10**8, pos + 1)
        return False

    def _joins_over_space(self, char: str, pos: int) -> bool:
        if char in _multipliers():
            return not is_unit_here(self.text, pos) and word_over(self.text, pos) is None
        if char in _inside():
            return self.text[pos + 1 : pos + 3].lstrip(" ")[:1] in _big()
        if self.last in ("small", "big") and (char in _digits() or char.isdigit()):
            match = re.compile("[0-9]{1,4} ?").match(self.text, pos)
            after = match.end() if match else pos + 1
            return self.text[after : after + 1] in _multipliers()
        return False

    def _among_formal(self, pos: int) -> bool:
        """Whether 参 here is the formal three: another formal numeral stands within two characters."""
        return any(char in _FORMAL for char in self.text[max(0, pos - 2) : pos + 3])

    def _digit(self, char: str, pos: int) -> bool:
        value = _digits().get(char) or _rare().get(char, 0)
        if value == 0 and char in "零〇":
            if self.last in ("digit", "literal", "zero", "tens"):
                return False
            if self.last == "start":
                self.pending = Decimal(0)
            self.last = "zero"
        elif char in "两俩仨" and self.last != "start" and self.text[pos + 1 : pos + 2] not in _multipliers():
            return False
        elif self.last == "digit" and self.high is None and self.pending is not None and char not in "两俩仨":
            if not (value == self.pending + 1 or (self.pending == 3 and value == 5)):
                return False
            self.high = Decimal(value)
        elif self.last in ("start", "small", "big", "zero", "tens"):
            if self.last == "zero" and self.pending is not None and not self.groups and not self.part:
                return False
            self.pending, self.last, self.place = Decimal(value), "digit", ONE
        else:
            return False
        self.pos = pos + 1
        return True

    def _literal(self, pos: int) -> bool:
        """Arabic digits after a multiplier: 5 of 3万5千, 5000 of 2万5000, 20 of 1千零20."""
        if self.last not in ("small", "big", "zero") or (self.last == "zero" and self.unit == 1):
            return False
        match = _ARABIC.match(self.text, pos)
        if match is None or match.end() - pos > LONGEST:
            return False
        follow = self.text[match.end() : match.end() + 1]
        if follow == " ":
            follow = self.text[match.end() + 1 : match.end() + 2]
        value = Decimal(match[0].replace(",", "").replace("，", ""))
        filled = match[0].isdigit() and len(match[0]) == len(str(self.unit)) - 1
        below = _small().get(follow) or _big().get(follow) or 0
        if self.last == "zero":
            below = below if below < self.unit else 0
        elif not (filled or (0 < below < self.unit and not is_unit_here(self.text, match.end()))):
            return False
        if value * (below or 1) >= self.unit:
            return False
        self.pending, self.last, self.pos, self.place = value, "literal", match.end(), _place(value)
        return True

    def _take_tens(self, value: int, pos: int) -> bool:
        if self.last not in ("start", "zero", "small", "big") or self.small <= 10:
            return False
        self.part += value
        self.small, self.unit, self.last, self.pos, self.place = 10, 10, "tens", pos + 1, TEN
        return True

    def _take_small(self, unit: int, pos: int) -> bool:
        if is_unit_here(self.text, pos) or unit >= self.small or self.last == "tens":
            return False
        if self.pending is None or self.last == "zero":
            if self.last == "start":
                self.lead = unit > 10
            elif unit != 10 or self.last not in ("small", "big", "zero"):
                return False
            self.pending, self.place = ONE, ONE
        elif self.last == "literal" and self.small != 10**4 and self.pending >= 10:
            return False
        self.part += self.pending * unit
        if self.high is not None:
            self.gap = (self.high - self.pending) * unit
        self.high, self.pending = None, None
        self.place *= unit
        self.small, self.unit, self.last, self.pos = unit, unit, "small", pos + 1
        return True

    def _take_big(self, unit: int, pos: int) -> bool:
        if is_unit_here(self.text, pos):
            return False
        current = self.part + (self.pending or 0)
        keep = list(self.groups)
        if self.last == "start":
            current, self.lead = ONE, True
        elif self.last == "big":
            if unit < self.unit:
                return False
            current = keep.pop()[0]
        while keep and keep[-1][1] < unit:
            current += keep.pop()[0]
        if not current or (keep and keep[-1][1] <= unit) or self.last == "zero":
            return False
        if self.high is not None and self.pending is not None:
            self.gap = self.high - self.pending
        self.gap *= unit
        self.place *= unit
        self.groups = [*keep, (current * unit, unit)]
        self.part, self.pending, self.high, self.small = Decimal(0), None, None, 10**4
        self.unit, self.last, self.pos = unit, "big", pos + 1
        return True

    def _take_inside(self, char: str, pos: int) -> bool:
        """多, 余, 几, 来 between a number and 万 or 亿: 3000多万, 二十几万, 一百零几万."""
        if self.inner or self.last in ("start", "digit"):
            return False
        after = pos + 1 + (self.text[pos + 1 : pos + 2] in ("个", " "))
        if self.text[after : after + 1] not in _big():
            return False
        if self.last == "zero" and char != "几":
            return False
        if self.last == "literal" and self.pending is not None and self.pending % 10:
            return False
        self.inner = hedges("inside")[char].hedge
        self.last = "small" if self.last == "zero" else self.last
        self.pos = after
        return True

    def _close(self) -> Numeral | None:
        text, last, end = self.text, self.last, self.pos
        if last == "start" or end == self.at:
            return None
        tail = self.pending or Decimal(0)
        if last == "zero" and (self.groups or self.part):
            end -= 1  # 一百零: the zero belongs to nothing
        if last == "digit" and self.unit >= 100 and text[end - 2 - (self.high is not None)] not in "零〇":
            self.place = Decimal(self.unit) / 10
            tail *= self.place
            self.gap = (self.high - (self.pending or 0)) * self.place if self.high is not None else self.gap
        elif self.high is not None and self.pending is not None:
            self.gap = self.high - self.pending
        value = sum((amount for amount, _ in self.groups), self.part) + tail
        form: Form = "arabic" if last == "literal" and not (self.groups or self.part) else "chinese"
        if self.lead and value == self._lead_value():
            form = "power"
        elif text[self.at].isascii():
            form = "arabic" if form == "arabic" else "mixed"
        scale, mantissa = self._split(value, last)
        high = whole(value + self.gap) if self.gap else None
        value = whole(value) if form != "arabic" else value
        found = Numeral(self.at, end, value, high, self.place, mantissa, scale, form, self.inner)
        found = _with_point(text, found) if last != "literal" or form == "arabic" else found
        return _with_fraction(text, found) if self.shares else found

    def _lead_value(self) -> Decimal:
        value = ONE
        for char in self.text[self.at : self.pos]:
            value *= _small().get(char) or _big().get(char) or 1
        return value

    def _split(self, value: Decimal, last: str) -> tuple[Decimal, Decimal]:
        scale = ONE
        position = self.pos - 1
        while position > self.at and self.text[position] in _big():
            scale *= _big()[self.text[position]]
            position -= 1
        if last == "small" and self.text[self.at].isascii():
            scale = Decimal(self.unit)
        return scale, value / scale


_PERCENT = {"百": (ONE, "percent"), "千": (ONE, "per_mille"), "万": (Decimal("0.01"), "percent")}


def _with_fraction(text: str, n: Numeral) -> Numeral:
    """百分之三, 五分之二, 三分二, 一又十分一: the number with what follows 分之."""
    if text[n.end : n.end + 1] != "又":
        return _divided(text, n)
    follow = text[n.end + 1 : n.end + 2]
    below = _read_chinese(text, n.end + 1, shares=False) if follow in _digits() or follow in _small() else None
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
    top = -above.value if sign else above.value
    if hundred:
        return _share(n, above, top)
    with localcontext() as context:
        context.prec = 28
        if not n.value:
            return n
        value = top / n.value
    return Numeral(n.start, above.end, value, None, None, value, ONE, "fraction")


def _share(n: Numeral, above: Numeral, top: Decimal) -> Numeral:
    """百分之, 千分之, 万分之 and beyond: per cent, per mille, or per cent of a smaller part."""
    form: Form = "per_mille" if n.value == 1000 else "percent"
    factor = ONE if n.value in (100, 1000) else Decimal(100) / n.value
    high = None if above.high is None else above.high * factor
    step = None if above.step is None else above.step * factor
    return Numeral(n.start, above.end, top * factor, high, step, top * factor, ONE, form, above.inner)
