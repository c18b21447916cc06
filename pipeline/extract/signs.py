"""What stands before a number and belongs to it: signs, scales of temperature, the base of a rate."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.amount import Amount, Words, match_word
from pipeline.extract.numerals import negated, read_numeral
from pipeline.lexicon.figure_cues import cue_pattern, figure_cues
from pipeline.lexicon.units import UnitRow

HOLE = "\ue000"  # stands for what is already read: nothing reaches over it
_SIGN_WORDS = ("零下", "正负", "负的", "负", "-", "−", "±")
_SIGNS = frozenset("下的负-−±氏度 ")


def signed(text: str, at: int, floor: int, a: Amount) -> tuple[int, Amount, tuple[str, ...]]:
    """The amount with the sign and the scale of temperature before it: where it begins, and the rules that held.

    >>> from pipeline.extract.amount import words
    >>> from pipeline.extract.quantities import read_amount
    >>> signed("零下5度", 2, 0, read_amount("零下5度", 2, words("CN")))[1].value
    Decimal('-5')
    """
    if a.unit != "deg" and (at == floor or text[at - 1] not in _SIGNS):
        return at, a, ()
    if at == floor:
        return at, _degrees(text, at, a, False), ()
    start, a = _scaled(text, at, floor, a)
    space = start - 1 if start > floor and text[start - 1] == " " else start
    sign = next((s for s in _SIGN_WORDS if text.endswith(s, floor, space)), None)
    begin = space - len(sign or "")
    if sign == "负" and text.endswith(figure_cues("minus_not_after"), floor, begin):
        return start, a, ()  # 人均减负500元, 担负3项任务
    if sign is None or (sign in ("-", "−") and not _is_minus(text, begin, a)):
        return start, _degrees(text, start, a, False), ()
    if sign in ("±", "正负"):
        return begin, a._replace(high=a.value, value=-a.value), ("plus_minus",)
    if sign == "零下" and a.role not in ("measure", "bare"):
        return start, a, ()
    begin, a = _scaled(text, begin, floor, a)
    numeral = negated(a.numeral) if a.numeral.high is None else a.numeral
    return begin, _degrees(text, begin, a._replace(value=-a.value, numeral=numeral), True), ("negative",)


def _scaled(text: str, at: int, floor: int, a: Amount) -> tuple[int, Amount]:
    found = _scale_before(text, at, floor) if a.unit == "deg" else None
    return (found[0], a._replace(unit=found[1])) if found else (at, a)


def _scale_before(text: str, at: int, floor: int) -> tuple[int, str] | None:
    for surface in figure_cues("temperature_scale"):
        if text.endswith(surface, floor, at):
            return at - len(surface), "Cel" if surface[0] == "摄" else "[degF]"
    return None


def _degrees(text: str, start: int, a: Amount, negative: bool) -> Amount:
    """Degrees as Celsius where the words before them speak of temperature and the number can be one."""
    if a.unit != "deg":
        return a
    alone = len(text) < 20 and not text[:start].strip() and not text[a.end :].strip()
    if negative or (alone and abs(a.value) <= 40):
        return a._replace(unit="Cel")
    spoken_of = abs(a.value) <= 60 and cue_pattern("temperature_before").search(text, max(0, start - 8), start)
    return a._replace(unit="Cel") if spoken_of else a


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
    if a.unit not in _SPEEDS or start == floor:
        return None
    if text.endswith(figure_cues("speed_before"), floor, start):
        return start, a._replace(unit=f"{a.unit}/h", rules=(*a.rules, "per:h"))
    for words, code in _RATES:
        if text.endswith(words, floor, start):
            return start - len(words), a._replace(unit=f"{a.unit}/{code}", rules=(*a.rules, f"per:{code}"))
    return None


def rate_steps(text: str, start: int, floor: int, a: Amount) -> Amount | None:
    """升息2码: in rate news 码 is a quarter of a percentage point."""
    if a.surface != "码" or not text.endswith(figure_cues("rate_before"), floor, start):
        return None
    return a._replace(value=a.value * 25, step=None, role="percent", unit="{bp}", rules=("rate_step",))


def intensity(text: str, start: int, floor: int, a: Amount) -> Amount | None:
    """震度5强, 震度6弱: the upper and the lower half of a step of the scale, 5 to 5.5 and 5.5 to 6."""
    if a.numeral.value > 7 or not _speaks_of_intensity(text, start):
        return None
    strong, half, value = a.surface == "强", Decimal("0.5"), a.numeral.value
    low = value if strong else value - half
    return a._replace(
        value=low, high=low + half, step=half, role="measure", unit="{level}", end=a.numeral.end + 1, surface="级",
        rules=("intensity",),
    )  # fmt: skip


_SENTENCE = 60


def _speaks_of_intensity(text: str, at: int) -> bool:
    """Whether the sentence has said that the figures in it are steps of the scale: 最大震度：长滨5强、富里5弱."""
    if text.endswith(figure_cues("intensity_before"), 0, at):
        return True
    first = max(0, at - _SENTENCE)
    said = text.rfind("震度", first, at)
    return said >= 0 and not any(end in text[said:at] for end in "。！？\n")


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
    if n is None and text[at + 1] == "月":
        return ("per:mo",)
    if word is None or not isinstance(word[1], UnitRow) or word[1].role in ("label", "percent", "result", "times"):
        return ()
    if n and n.end + len(word[0]) > start:
        return ()
    return (f"per:{n.value.normalize():f}{word[1].code}" if n and n.value != 1 else f"per:{word[1].code}",)
