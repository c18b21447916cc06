"""The pattern that finds where a time may begin: one character, seen from the few round it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline.extract.dates import ALONE
from pipeline.extract.time_words import DIGITS, NUMERALS, trie_pattern, words
from pipeline.lexicon import times as lexicon
from pipeline.lexicon.times import near

# What may stand behind digits or numerals that begin a time. Runs are bounded and may not begin inside a longer run, so
# that ten thousand digits cost no more than ten.
_UNIT = (
    "[年月日号时点天旬载季版]|周(?!年(?![前后来以之内]))|礼拜|小时|分钟|秒|星期|世纪|刻|钟头|财"
    "|[多余几]?(?:个?[多余]?半?(?:[年月天季小日钟世]|周(?!年)|礼拜|星期)|个工作|个交易|分钟)"
)
_JOIN = r"[:：/·\-~—–－～至到]"
_DIGIT_TAIL = (
    rf"(?=[0-9]{{0,3}}(?: ?(?:{_UNIT}|{_JOIN}|[QH][1-4]|Q|季度|[pa]\.?m|[PA]M"
    r"|、[0-9]{1,4}[、年月日号和与及或 ]|[和与及或][0-9]{4}年|BARE)"
    r"|\.[0-9]{1,2}(?:[.\-—–~～至到小个年周月天早上下中晚凌午深 ]|$)))"
)
_NUMERAL_TAIL = rf"(?=[{NUMERALS}0-9]{{0,7}} ?(?:{_UNIT}|{_JOIN}))"
_SPACED_ISO = "|(?=[0-9]{3} [0-9]{2} [0-9]{2}(?![0-9]))"
_GROUP = 12
_ALONE_LENGTH = 8
_LOOSE = frozenset(DIGITS + "昨")  # the rough pattern has judged what follows these
_AFTER_NUMERAL = " 年月日号时点天旬载季版周礼小分秒星世刻钟财多余几半个:：/·-~—–－～至到"  # of _UNIT and _JOIN
_AMOUNT = f" ?(?:的|这|整整)? ?[{NUMERALS}{DIGITS}几数半仨]"
_SINGLE_PARTS = "早晚晨夜午"
_LUNAR = ("农历", "阴历", "旧历", "夏历", "公历", "阳历", "西历", "公元", "西元", "正月", "腊月", "冬月", "闰月")
_BRACKETED = "今昨明前后本上下去"
_EVERY = "年月周天日个星礼晚早晨夜季隔逢小分秒两三四五六七八九十半0123456789到一"


def find_heads(text: str) -> Iterator[int]:
    """The places at which a time may begin.

    >>> list(find_heads("公司昨日公告，3月5日复牌"))
    [2, 7, 9]
    """
    return (at for at in maybe_heads(text) if is_head(text, at))


def maybe_heads(text: str) -> Iterator[int]:
    """The places that `is_head` should judge: those where two characters can begin a time.

    >>> list(maybe_heads("公司昨日公告，3月5日复牌"))
    [2, 7, 9]
    """
    coarse, _ = _patterns()
    pairs = _pairs()
    if len(text) <= _ALONE_LENGTH and ALONE.fullmatch(text) is not None:
        yield 0
    for found in coarse.finditer(text):
        at = found.start()
        if text[at] in _LOOSE or text[at : at + 2] in pairs:
            yield at


def is_head(text: str, at: int) -> bool:
    """Whether a time may begin at a place that the rough pattern finds.

    >>> is_head("公司昨日公告", 2)
    True
    """
    _, exact = _patterns()
    if exact[text[at]].match(text, at) is not None:
        return True
    return at == 0 and len(text) <= _ALONE_LENGTH and ALONE.fullmatch(text) is not None


@functools.cache
def _patterns() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """What a time begins with, roughly and exactly.

    One pattern for all 280 first characters would try them one after the other: so a rough one goes before, a set of
    first characters and one of second characters, and the exact ones hold a few first characters each.
    """
    tails = _tails()
    branches = {head: _branch(head, [after for after, _ in rest]) for head, rest in tails.items()}
    branches |= _digit_branches()
    exact = {}
    for start in range(0, len(branches), _GROUP):
        group = list(branches)[start : start + _GROUP]
        exact.update(dict.fromkeys(group, re.compile("|".join(branches[head] for head in group))))
    firsts = re.escape("".join([*tails, *DIGITS]))
    seconds = re.escape("".join(sorted({pair[1] for pair in _pairs()})))
    digits = f"(?<=[{DIGITS}])(?<![0-9][0-9])(?:{_digit_tail()}{_SPACED_ISO})"
    return re.compile(f"[{firsts}](?:(?<![{DIGITS}])(?=[{seconds}])|(?<=昨)|{digits})"), exact


@functools.cache
def _pairs() -> frozenset[str]:
    """The first two characters of every time, those that begin with a digit and bare 昨 aside."""
    return frozenset(head + second for head, rest in _tails().items() for _, firsts in rest for second in firsts)


def _digit_branches() -> dict[str, str]:
    spaced = dict.fromkeys("12", _SPACED_ISO)
    return {d: f"{d}(?<![0-9]{d})(?<![0-9][.,]{d})(?:{_digit_tail()}{spaced.get(d, '')})" for d in DIGITS}


def _digit_tail() -> str:
    """What may stand behind digits; behind four of them also a part of a year (2025上半年)."""
    return _DIGIT_TAIL.replace("BARE", trie_pattern(near("bare-year-before")))


def _branch(head: str, after: list[str]) -> str:
    if head in NUMERALS + "半几数":  # the last is what may follow a number
        number = f"(?<![{NUMERALS}]{head}){_NUMERAL_TAIL}"
        return f"{head}(?:(?={'|'.join(after[:-1])})|{number})" if after[1:] else head + number
    return f"{re.escape(head)}(?={'|'.join(after)})"


def _tails() -> dict[str, list[tuple[str, str]]]:
    """For each first character, the patterns that may follow it, each with the characters with which it begins."""
    after: dict[str, set[str]] = {}
    for word, entry in words().items():
        if len(word) > 1 and (entry.alone or entry.field == "holiday"):
            after.setdefault(word[0], set()).add(word[1:4])
    tails = {head: [(trie_pattern(sorted(rest)), "".join({w[0] for w in rest}))] for head, rest in after.items()}

    def add(head: str, pattern: str, firsts: str) -> None:
        tails.setdefault(head, []).append((pattern, firsts))

    number = NUMERALS + DIGITS
    for era in lexicon.eras():
        add(era[0], era[1:] + f"[元{number}]", era[1])
    for span in lexicon.span_words():
        add(span[0], span[1:] + _AMOUNT, span[1:2] or f" 的这整几数半仨{number}")
    for plan in lexicon.plan_periods():
        add(plan[0], plan[1:] + '[”"」』’期时末收开以]', plan[1])
    for lunar in _LUNAR:
        add(lunar[0], lunar[1:], lunar[1])
    for head in _BRACKETED:
        add(head, "[(（][0-9]", "(（")
    for head in _SINGLE_PARTS:
        add(head, f"[{number}]", number)
    add("每", f"[{_EVERY}]", _EVERY)
    add("隔", f"[{number}]", number)
    add("工", "作日[每的0-9上下早晚中三四五六七八九十]", "作")
    add("F", "Y", "Y")
    add("昨", "[^日天晚夜晨]", "")
    add("今", "起", "起")
    add("闰", "[二三四五六七八九十]", "二三四五六七八九十")
    for head in "首头前":
        add(head, f" ?[{number}]{{1,2}} ?个?[月季]", " " + number)
    for numeral in NUMERALS + "半几数":
        add(numeral, _NUMERAL_TAIL, _AFTER_NUMERAL + number)
    return tails
