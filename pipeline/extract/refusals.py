"""Why something that reads like a figure is none: each rule returns its reason, or None where it has none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from pipeline.extract.amount import Amount, Words, match_word
from pipeline.extract.hedges import hedge_before
from pipeline.extract.not_figures import NUMERALS
from pipeline.extract.ordinals import at_line_head
from pipeline.extract.ranges import Pair
from pipeline.extract.signs import HOLE
from pipeline.lexicon.figure_cues import cue_pattern, figure_cues
from pipeline.lexicon.units import UnitRow

_ALONE_AFTER = re.compile(r"$|[，。；、？！,;?!\n的]|不是|那是|这是")
_LABEL_LINK = re.compile(r"[:：为是 ]{0,2}")
_PATH = ("·", "/", "•", "・")
_ONE_GOES_ON = frozenset("-–—―~～〜－至到乃与和跟及± /半多亿")
_ONE_OPENS = frozenset("第负-−± 的")
_RESULTS = ("胜", "平", "负", "和")
_PERSONS = ("{person}", "{case}")


class Reading(NamedTuple):
    """What a rule looks at: the amount read at `at`, its sign or currency from `start` on, and its neighbours.

    `alone` says that the text holds nothing else.
    """

    text: str
    at: int
    start: int
    amount: Amount
    pair: Pair | None
    before: str
    after: str
    alone: bool


Rule = Callable[[Reading], str | None]


def refusal(text: str, at: int, start: int, a: Amount, pair: Pair | None) -> tuple[str, str] | None:
    """The first rule that refuses, with its reason; None where the figure stands.

    >>> from pipeline.extract.amount import words
    >>> from pipeline.extract.quantities import read_amount
    >>> refusal("3号楼", 0, 0, read_amount("3号楼", 0, words("CN")), None)
    ('label', 'the number names a thing')
    """
    if _is_plain(text, at, start, a):
        return None
    end = pair.end if pair else a.end
    alone = len(text) <= 60 and not text[:start].strip() and not text[end:].strip()
    reading = Reading(text, at, start, a, pair, text[start - 1 : start], text[a.end : a.end + 1], alone)
    for rule in ARABIC_RULES if text[at].isascii() else CHINESE_RULES:
        reason = rule(reading)
        if reason is not None:
            return rule.__name__, reason
    return None


PLAIN_ROLES = frozenset(("money", "percent", "count", "article", "measure", "times", "age", "time"))
_PLAIN_FORMS = frozenset(("arabic", "mixed"))
MAYBE = frozenset("点分强级番码度年日期方届")
NEAR = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-·/•・× " + HOLE)


def _is_plain(text: str, at: int, start: int, a: Amount) -> bool:
    """Whether no rule can have anything against it: a number with a unit, and nothing odd beside it."""
    if a.role not in PLAIN_ROLES or a.surface in MAYBE:
        return False
    if a.numeral.form == "chinese":
        return a.unit != "deg" and (a.value != 1 or a.role not in ("article", "time"))
    if a.numeral.form not in _PLAIN_FORMS:
        return False
    near = text[start - 1 : start] in NEAR or text[a.end : a.end + 1] in NEAR
    return not near and text[at].isascii() and text[at] != "0"


def label(r: Reading) -> str | None:
    """3号楼, 500强, 1/8决赛: the number names a thing."""
    a = r.amount
    if a.role == "label" or (r.pair is not None and r.pair.right.role == "label"):
        return "the number names a thing"
    return "a round of a tournament" if a.numeral.form == "fraction" and r.text.startswith("决赛", a.end) else None


def letter(r: Reading) -> str | None:
    """A800, GPT-4, 810E: a letter stands at the number."""
    a = r.amount
    before, strong = r.before, a.role in ("money", "percent") or a.numeral.scale >= 10**4
    if r.start == r.at and before and (before.isascii() or before == HOLE) and not strong:
        if before.isalpha():
            return "a letter stands directly before it"
        two = r.text[r.at - 2 : r.at - 1]
        if before in "-_." and two.isalnum() and (two.isascii() or before == "-"):
            return "part of a code or a name"
        if (
            before == HOLE
            and a.role == "bare"
            and a.numeral.form not in ("mixed", "chinese")
            and "," not in r.text[r.at : a.bare_end]
        ):
            return "part of what is read already"
        if before == "+" or (before in "-" and two in ("”", '"')):
            return "part of a code or a name"
        if before == " " and a.role == "bare" and a.numeral.scale == 1 and two.isascii() and two.isalpha():
            return "a version or model number after a name"
    if r.after == "+" and r.text[a.end + 1 : a.end + 2].isalnum():
        return "part of a formula or a name"
    if r.after.isascii() and r.after.isalpha() and a.role == "bare" and r.pair is None:
        return "a letter stands directly after it"
    return None


def path(r: Reading) -> str | None:
    """9·18, 2/3/4: part of a name or a path."""
    after = r.text[r.amount.end + 1 : r.amount.end + 2]
    if (r.before in "×xX" and r.start == r.at > 0) or (r.after in "×xX" and after.isdigit()):
        return "part of the name of a race" if "接力" in r.text[r.amount.end : r.amount.end + 14] else None
    if (r.before in _PATH and r.start == r.at) or (r.after in _PATH and after.isdigit()):
        return "part of a name, a date or a path"
    return None


def year(r: Reading) -> str | None:
    """2026年, 2016-2018年, 2026春晚: a calendar year."""
    a, digits = r.amount, r.text[r.at : r.amount.numeral.end]
    if len(digits) > 5 and digits[4] == "/" and "1900" <= digits[:4] <= "2099":
        return "a year that begins in one calendar year and ends in the next"
    if not digits.isdigit():
        return None
    four = len(digits) == 4 and "1000" <= digits <= "2199"
    named = a.surface == "年" or (r.pair is not None and r.pair.right.surface == "年")
    if named and (four or digits[0] == "0"):
        return "a calendar year"
    if a.role != "bare" or not four or not "1900" <= digits <= "2099" or r.alone:
        return None
    if r.pair is not None:
        return "a span of years" if r.pair.right.role == "bare" and r.pair.right.value <= 2100 else None
    return None if r.text.endswith(figure_cues("year_before"), 0, r.at) else "a year without its 年"


def day(r: Reading) -> str | None:
    """18日, 3号: a day of the month, not a number of days."""
    a = r.amount
    after = r.text[r.pair.end : r.pair.end + 1] if r.pair and r.pair.right.role == "bare" else r.after
    if a.role == "bare" and after in ("月", "日", "时", "号") and a.numeral.scale == 1:
        return "a date or a time of day"
    if a.surface != "日" or len(a.parts) != 1 or a.value > 31 or r.text[r.at] == "两":
        return None
    if r.before == HOLE and not r.text[r.at].isascii():
        return None  # 春节九日
    if r.text.startswith(figure_cues("days_after"), a.end) or r.text.endswith(figure_cues("days_before"), 0, r.start):
        return None
    return "a day of the month"


def clock(r: Reading) -> str | None:
    """3点: a time of day, not a count of points."""
    a = r.amount
    if a.surface == "分" and r.before in ("时", "点", ":", "：") and not a.value % 1:
        return "minutes of a time of day"
    if a.surface != "点" or a.value > 24 or a.value != a.value.to_integral_value() or r.pair is not None:
        return None
    return None if r.text.endswith(figure_cues("points_before"), 0, r.start) else "may be a time of day"


def code(r: Reading) -> str | None:
    """02687, 600519, 13800138000: digits that name something."""
    a, digits = r.amount, r.text[r.at : r.amount.numeral.end]
    if a.role == "article" and digits.isdigit() and len(digits) > 1 and digits[0] == "0" and r.pair is None:
        return "begins with a zero"  # 高分十三号02星
    if a.role != "bare" or not digits.isdigit():
        return None
    if _DAY_IN_DIGITS.fullmatch(digits):
        return "a date in eight digits"
    if len(digits) > 1 and digits[0] == "0":
        return "begins with a zero"
    if len(digits) >= 9 and (not digits.endswith("000") or len(digits.rstrip("0")) > 6):
        return "a long row of digits without a unit"
    if r.before in ("(", "（") and r.after in (")", "）", ".") and 4 <= len(digits) <= 6:
        return "a code in brackets"
    return "a number that names something" if _labelled(r) else None


_DAY_IN_DIGITS = re.compile("(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")


def _labelled(r: Reading) -> bool:
    end = r.at
    if r.amount.value == 0 and r.before in ("为", "是"):
        return False  # 新增病例为0
    for _ in range(2):
        if r.text[end - 1 : end] in (":", "：", "为", "是", " ") and end > 1:
            end -= 1
    return r.text.endswith(figure_cues("label_before"), 0, end)


def enumerator(r: Reading) -> str | None:
    """1、 and (2) at the head of a line: they number a list."""
    if r.amount.role != "bare" or r.pair is not None or r.alone or r.amount.value >= 100:
        return None
    if r.after in ("、", ".", "．", ")", "）") and at_line_head(r.text, r.at):
        return "numbers a list"
    return None


def degree(r: Reading) -> str | None:
    """一度, 三度夺冠: times, not degrees."""
    a = r.amount
    if a.unit != "deg" or a.numeral.end - a.numeral.start > 1 or r.alone or "compound" in a.rules:
        return None
    if r.text[r.at] == "一" and not r.text.endswith(figure_cues("degree_before"), 0, r.start):
        return "a number of times"
    return (
        "a number of times" if r.after.isalpha() and not r.text.startswith(figure_cues("degree_after"), a.end) else None
    )


def stage(r: Reading) -> str | None:
    """二期工程: a stage that has a number, not a number of stages."""
    a = r.amount
    if a.surface != "期" or a.numeral.end - a.numeral.start > 1 or r.alone or r.pair is not None:
        return None
    return None if r.text.endswith(figure_cues("stage_before"), 0, r.start) else "a stage with a number"


def session(r: Reading) -> str | None:
    """十四届全国人大: a session or congress that has a number, not a number of them."""
    a = r.amount
    if a.surface != "届" or r.pair is not None or r.alone:
        return None
    named = r.after == HOLE or r.text.startswith(figure_cues("session_after"), a.end)
    return "a session with a number" if named else None


def half(r: Reading) -> str | None:
    """半 without a unit counts nothing here; 半个 does alone."""
    a = r.amount
    if a.numeral.form != "half" or a.role in ("measure", "time", "money", "percent") or "multiple" in a.rules:
        return None
    return None if a.surface == "个" and r.alone else "半 counts nothing here"


def age(r: Reading) -> str | None:
    """百年, 千年, 二〇二六年: a year or an age of the world."""
    a = r.amount
    if a.role == "time" and a.numeral.form in ("digits", "power") and r.pair is None and a.inner is None:
        return "a year or an age of the world"
    return None


def power(r: Reading) -> str | None:
    """千人大会, 万家: a bare power says many, not how many."""
    a = r.amount
    if a.numeral.form == "power" and r.before in ("(", "（") and r.after in (")", "）") and not a.inner:
        return "a unit in brackets, not an amount"
    if a.numeral.form != "power" or a.role not in ("bare", "article", "count") or r.pair is not None or a.inner:
        return None
    if r.after == "级" or (a.numeral.value >= 10**4 and a.role != "bare"):
        return None
    hedged = hedge_before(r.text, r.start, max(0, r.start - 6), True)
    return None if hedged else "a bare power says many, not how many"


def bare_digit(r: Reading) -> str | None:
    """One Chinese digit alone counts nothing."""
    a = r.amount
    n = a.numeral
    if r.pair is not None:
        return None
    single = n.end - n.start == 1 and n.form == "chinese"
    if a.role == "bare":
        if single and a.inner is None and not _stands_alone(r):
            return "one Chinese digit alone counts nothing"
        if n.form == "digits" and n.end - n.start < 4 and n.value < 1000 and not r.alone:
            return "digits in a row"
    if a.role == "result" and single and a.surface not in ("死", "伤", "亡"):
        return "one Chinese digit before 男, 女, 金 or 胜"
    return None


def _stands_alone(r: Reading) -> bool:
    return r.before in ("是", "前") and _ALONE_AFTER.match(r.text, r.amount.end) is not None


def article(r: Reading) -> str | None:
    """一个, 一场, 一名: an article, unless something counts (一人死亡, 新增一例)."""
    a = r.amount
    if a.value == 1 and r.text[r.at] == "一" and r.text[r.at - 2 : r.at - 1] == "一" and r.before.isalpha():
        return "the second of two ones (一人一票)"
    if a.role == "time":
        return "一 before a time is an article" if _is_that_time(r) else None
    if (
        a.role != "article"
        or a.value != 1
        or a.high is not None
        or r.text[r.at] not in ("一", "壹")
        or r.alone
        or r.pair is not None
    ):
        return None
    if a.unit in _PERSONS and cue_pattern("casualty_after").search(r.text, a.end, a.end + 6):
        return None
    countable = a.unit in _PERSONS or a.surface in figure_cues("counted_one")
    if countable and r.text.endswith(figure_cues("counting_before"), 0, r.start):
        return None
    return "一 before a measure word is an article"


def is_article(text: str, at: int, table: Words) -> bool:
    """Whether `article` refuses 一 at `at` whatever else stands round it: the short way to 一个, 一项, 一批.

    >>> from pipeline.extract.amount import words
    >>> table = words("CN")
    >>> is_article("这是一项长期任务，" * 10, 2, table), is_article("新增一例" * 20, 2, table)
    (True, False)
    """
    word = match_word(text, at + 1, table)
    row = word[1] if word is not None else None
    if word is None or not isinstance(row, UnitRow) or row.role != "article" or row.factor != 1 or word[0] in MAYBE:
        return False
    after = text[at + 1 + len(word[0]) : at + 2 + len(word[0])]
    if after in _ONE_GOES_ON or text[at - 1 : at] in _ONE_OPENS or row.code in _PERSONS or len(text) <= 60:
        return False
    return not text.endswith(figure_cues("counting_before"), 0, at)


def _is_that_time(r: Reading) -> bool:
    """同一天, 新的一年, 一夜: one time that is meant, not how long it was."""
    a = r.amount
    if r.alone or r.pair is not None or a.value != 1 or r.text[r.at] != "一":
        return False
    if a.surface in ("夜", "晚"):
        return True
    return a.surface in ("年", "天", "日") and r.text.endswith(figure_cues("article_before"), 0, r.start)


def result(r: Reading) -> str | None:
    """男, 女, 胜, 平 after a number count only beside another number or at an end: 2男2女, 3胜1平."""
    a = r.amount
    if a.role != "result" or a.surface in figure_cues("result_alone"):
        return None
    if r.before in _RESULTS and r.text[r.start - 2 : r.start - 1].isdigit():
        return None  # 5负 of 12胜3平5负积39分
    goes_on = r.after.isalpha() and r.after not in NUMERALS and r.after not in ("及", "和", "与")
    return "a word that begins like a result" if goes_on else None


ARABIC_RULES: tuple[Rule, ...] = (label, letter, path, year, day, clock, code, enumerator, result)
CHINESE_RULES: tuple[Rule, ...] = (
    label, half, age, power, day, clock, degree, stage, session, enumerator, bare_digit, article, result,
)  # fmt: skip
