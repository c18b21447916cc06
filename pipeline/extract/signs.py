"""What stands before a number and belongs to it: signs, scales of temperature, the base of a rate."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.numerals import negated, read_numeral
from pipeline.extract.quantities import Amount, Words, match_word
from pipeline.extract.ranges import Pair
from pipeline.lexicon.figure_cues import cue_pattern, figure_cues
from pipeline.lexicon.units import UnitRow

HOLE = "\ue000"  # stands for what is already read: nothing reaches over it
_SIGNS = frozenset("下的负-−±氏度 ")


def signed(
    text: str, at: int, floor: int, a: Amount, pair: Pair | None
) -> tuple[int, Amount, Pair | None, tuple[str, ...]]:
    """The sign before the number: -, 负, 零下, ±, and what 摄氏 or 华氏 before it say of degrees."""
    start = at
    rules: tuple[str, ...] = ()
    if at == floor or (text[at - 1] not in _SIGNS and a.unit != "deg"):
        return at, a, pair, rules
    scale = _scale_before(text, at, floor)
    if scale:
        start, code = scale
        a = a._replace(unit=code) if a.unit == "deg" else a
    space = start - 1 if start > floor and text[start - 1] == " " else start
    sign = next((s for s in ("零下", "负的", "负", "-", "−", "±") if text.endswith(s, floor, space)), None)
    if sign is None:
        return start, _degrees(text, start, a, False), pair, rules
    begin = space - len(sign)
    if sign in ("-", "−") and not _is_minus(text, begin, a):
        return start, _degrees(text, start, a, False), pair, rules
    if sign == "±":
        return begin, a._replace(high=a.value, value=-a.value), pair, ("plus_minus",)
    if sign == "零下" and text[start : start + 2] not in ("摄氏", "华氏") and a.role not in ("measure", "bare"):
        return start, a, pair, rules
    again = _scale_before(text, begin, floor)
    if again:
        begin = again[0]
        a = a._replace(unit=again[1]) if a.unit == "deg" else a
    a = _degrees(
        text,
        begin,
        a._replace(value=-a.value, numeral=negated(a.numeral) if a.numeral.high is None else a.numeral),
        True,
    )
    if pair is not None:
        if sign == "零下":
            low, high = sorted((-abs(pair.left.value), -abs(pair.right.value)))
            pair = pair._replace(left=a._replace(value=low), right=pair.right._replace(value=high, unit=a.unit))
        else:
            pair = pair._replace(left=pair.left._replace(value=-pair.left.value))
    return begin, a, pair, ("negative",)


def _scale_before(text: str, at: int, floor: int) -> tuple[int, str] | None:
    for surface, code in (("摄氏", "Cel"), ("华氏", "[degF]"), ("摄氏温度", "Cel"), ("华氏温度", "[degF]")):
        if text.endswith(surface, floor, at):
            return at - len(surface), code
    return None


def _degrees(text: str, start: int, a: Amount, negative: bool) -> Amount:
    """Degrees as Celsius where the words before them speak of temperature and the number can be one."""
    if a.unit != "deg":
        return a
    if negative or (abs(a.value) <= 60 and cue_pattern("temperature_before").search(text, max(0, start - 8), start)):
        return a._replace(unit="Cel")
    return a


def _is_minus(text: str, at: int, a: Amount) -> bool:
    before = text[at - 1 : at]
    if not before or before in " \n(（:：,，、。为至到~～[":
        return True
    return (
        not before.isascii()
        and before != HOLE
        and (a.unit in ("%", "[ppth]", "Cel", "{pp}") or "." in text[at : a.bare_end])
    )


_SPEEDS = frozenset(("m", "km", "[mi_i]", "l", "m3", "cm", "mm", "[nmi_i]"))
_RATES = (("每小时", "h"), ("每个小时", "h"), ("每秒钟", "s"), ("每秒", "s"), ("每分钟", "min"))


def rate_before(text: str, start: int, floor: int, a: Amount) -> tuple[int, Amount] | None:
    """每小时60公里, 每秒1.2米: where the rate begins, and the amount per that time."""
    if a.unit not in _SPEEDS or text[start - 1 : start] not in ("时", "秒", "钟"):
        return None
    for words, code in _RATES:
        if text.endswith(words, floor, start):
            return start - len(words), a._replace(unit=f"{a.unit}/{code}", rules=(*a.rules, f"per:{code}"))
    return None


def doubled(text: str, start: int, floor: int, a: Amount) -> Amount | None:
    """翻一番, 翻两番: twice, four times."""
    if a.surface != "番" or a.value > 9 or not text.endswith(figure_cues("doubling_before"), floor, start):
        return None
    return a._replace(value=Decimal(2) ** int(a.value), step=None, role="times", unit="{times}", rules=("doubling",))


def per_base(text: str, floor: int, start: int, table: Words) -> tuple[str, ...]:
    """The base of a rate in the same clause: 每10股派6.2元 says `per:10{share}`."""
    at = text.rfind("每", floor, start)
    if at < 0 or any(c in "，。；、,;\n" for c in text[at:start]):
        return ()
    n = read_numeral(text, at + 1)
    word = match_word(text, n.end if n else at + 1, table)
    if word is None or not isinstance(word[1], UnitRow) or word[1].role in ("label", "percent", "result", "times"):
        return ()
    if n and n.end + len(word[0]) > start:
        return ()
    return (f"per:{n.value.normalize():f}{word[1].code}" if n and n.value != 1 else f"per:{word[1].code}",)
