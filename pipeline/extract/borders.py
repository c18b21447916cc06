"""Where a time or a name and a figure read the same characters: what belongs to the figure is kept from the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.amount import Words, match_word, words
from pipeline.extract.not_figures import NUMERALS
from pipeline.extract.numerals import parse_numeral, read_numeral
from pipeline.extract.quantities import read_amount
from pipeline.extract.signs import HOLE
from pipeline.lexicon.currencies import CurrencyRow
from pipeline.lexicon.units import UnitRow
from pipeline.records import Mention, Span

_POINT = re.compile(r"([0-9〇零一二三四五六七八九十百]+ ?点 ?[0-9〇零一二三四五六七八九]+|[0-9]{1,2}\.[0-9]{1,2})$")
_SMALL_MONEY = ("块", "毛", "角")
_FORMAL_SUM = re.compile(
    "[壹贰叁肆伍陆柒捌玖拾佰仟万亿]*[壹贰叁肆伍陆柒捌玖拾佰仟][圆元角分整]*(?![\u4e00-\u9fff])|[壹贰叁肆伍陆柒捌玖拾佰仟]+[圆元角分整]+"
)
_UNIT_HEADS = ("千", "百", "兆")
_BASES = ("PT1H", "PT1M", "PT1S")
_MEASURED = ("measure", "percent", "times")


def figures_in_times(text: str, times: Sequence[Mention], region: str) -> list[Span]:
    """The stretches of `times` that are part of a figure: 负五点零一, 六点五 of 六点五成, 1.31 of 全年1.31港元.

    A text that is nothing but a number is one (十一).
    """
    if len(times) == 1 and times[0].span == (0, len(text)) and times[0].kind == "date":
        number = parse_numeral(text)
        return [times[0].span] if number is not None and number.form == "chinese" else []
    table = words(region)
    found = (_figure_end(text, time, table) for time in times if time.kind in ("time", "date", "datetime"))
    return [span for span in found if span is not None]


def _figure_end(text: str, time: Mention, table: Words) -> Span | None:
    """The decimal at the end of a time that a sign opens or a unit closes, or None."""
    start, end = time.span
    follow = text[end : end + 1]
    if not (follow == "成" or follow == " " or follow in table or text[start - 1 : start] == "负"):
        return None
    point = _POINT.search(text, max(start, end - 12), end)
    if point is None:
        return Span(start, end) if _is_spaced_share(text, start, end) else None
    if text[point.start() - 1 : point.start()] == "负":
        return Span(point.start(), end)
    if follow == "成":
        return Span(point.start(), end)
    word = match_word(text, end, table)
    row = word[1] if word is not None else None
    unit = isinstance(row, CurrencyRow) or (isinstance(row, UnitRow) and row.role in _MEASURED)
    return Span(point.start(), end) if unit else None


def _is_spaced_share(text: str, start: int, end: int) -> bool:
    """六 点 五 成."""
    if not text[start:end].endswith("点"):
        return False
    number = read_numeral(text, start)
    return number is not None and number.end > end and text[number.end : number.end + 2].strip()[:1] == "成"


def masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with `spans` blotted out, of the same length.

    >>> masked("营收3亿元", [(2, 5)]) == "营收" + HOLE * 3
    True
    """
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        if end > at:
            start = max(start, at)
            pieces += [text[at:start], HOLE * (end - start)]
            at = end
    return "".join([*pieces, text[at:]]) if at else text


def is_base(time: Mention) -> bool:
    """Whether a rate may hold this time: 每小时 of 每小时60公里 and of 60立方米每小时."""
    return time.kind == "set" and time.timex is not None and time.timex.value in _BASES


def hole_of(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """What of a name is blotted out: the last letter of a Latin one stays before a blank and digits (Windows 11)."""
    start, end = span
    spaced = text[end : end + 1] == " " and text[end + 1 : end + 2].isdigit()
    return (start, end - 1) if spaced and text[end - 1].isascii() and text[end - 1].isalpha() else span


def in_figure(text: str, span: tuple[int, int], table: Words) -> bool:
    """Whether a name is part of a figure: 瑞士 of 1亿瑞士法郎, 九毛九 of 两块九毛九, 985 of 985,960, 三海 of 三海里."""
    start, end = span
    before = text[start - 1 : start]
    if text[start] in NUMERALS:
        if before in _SMALL_MONEY or _FORMAL_SUM.fullmatch(text, start, end) is not None:
            return True
        amount = None if before in NUMERALS else read_amount(text, start, table)
        if amount is not None and amount.role == "measure" and amount.bare_end < end <= amount.end:
            return amount.end > end or len(amount.surface) > 1
    if not before or before not in NUMERALS:
        return text[end - 1 : end].isdigit() and text[end : end + 1] == "," and text[end + 1 : end + 4].isdigit()
    inner = match_word(text, start - 1, table) if before in _UNIT_HEADS else None
    if inner is not None and isinstance(inner[1], UnitRow) and len(inner[0]) > 1:
        return True  # 伏吴江 behind 500千
    word = match_word(text, start, table)
    return word is not None and isinstance(word[1], CurrencyRow) and start + len(word[0]) > end
