"""The pattern that finds where a time may begin: one character, seen from the few round it."""

from __future__ import annotations

import functools
import re

from pipeline.extract.time_words import DIGITS, NUMERALS, trie_pattern, words
from pipeline.lexicon import times as lexicon

# What may stand behind digits or numerals that begin a time. Runs are bounded and may not begin inside a longer run, so
# that ten thousand digits cost no more than ten.
_UNIT = (
    "[年月日号时点周天旬载季礼]|小时|分钟|秒|星期|世纪|刻|钟头|财"
    "|[多余几]?(?:个?[多余]?半?[年月周天季礼小星日]|个工作|个交易|分钟)"
)
_JOIN = r"[:：/·\-~—–－～至到]"
_DIGIT_TAIL = (
    rf"(?=[0-9]{{0,3}}(?: ?(?:{_UNIT}|{_JOIN}|[QH][1-4]|[pa]\.?m|[PA]M)"
    r"|\.[0-9]{1,2}(?:[.\-小个年周月天早上下中晚凌 ]|$)))"
)
_NUMERAL_TAIL = rf"(?=[{NUMERALS}0-9]{{0,7}} ?(?:{_UNIT}|{_JOIN}))"
_SPACED_ISO = "|(?=[0-9]{3} [0-9]{2} [0-9]{2}(?![0-9]))"
_AMOUNT = f" ?(?:的|这|整整)? ?[{NUMERALS}{DIGITS}几数半仨]"
_SINGLE_PARTS = "早晚晨夜午"
_LUNAR = ("农历", "阴历", "旧历", "夏历", "公历", "阳历", "西历", "公元", "正月", "腊月", "冬月", "闰月")
_BRACKETED = "今昨明前后本上下去"
_EVERY = "年月周天日个星礼晚早晨夜季隔逢小分秒两三四五六七八九十半0123456789到一"


@functools.cache
def head_pattern() -> re.Pattern[str]:
    """One character at which a time may begin.

    >>> [m.start() for m in head_pattern().finditer("公司昨日公告，3月5日复牌")]
    [2, 7, 9]
    """
    tails = _tails()
    branches = []
    for digit in DIGITS:
        spaced = _SPACED_ISO if digit in "12" else ""
        branches.append(f"{digit}(?<![0-9]{digit})(?<![0-9][.,]{digit})(?:{_DIGIT_TAIL}{spaced})")
    for head, after in tails.items():
        ahead = f"(?={'|'.join(after)})"
        if head in NUMERALS or head in "半几数":
            number = f"(?<![{NUMERALS}]{head}){_NUMERAL_TAIL}"
            branches.append(f"{head}(?:{ahead}|{number})" if after else head + number)
        else:
            branches.append(re.escape(head) + ahead)
    return re.compile("|".join(branches))


def _tails() -> dict[str, list[str]]:
    """For each first character, the patterns that may follow it."""
    after: dict[str, set[str]] = {}
    for word, entry in words().items():
        if len(word) > 1 and (entry.alone or entry.field == "holiday"):
            after.setdefault(word[0], set()).add(word[1:4])
    tails = {head: [trie_pattern(sorted(rest))] for head, rest in after.items()}
    number = f"[元{NUMERALS}{DIGITS}]"
    for era in lexicon.eras():
        tails.setdefault(era[0], []).append(era[1:] + number)
    for span in lexicon.span_words():
        tails.setdefault(span[0], []).append(span[1:] + _AMOUNT)
    for plan in lexicon.plan_periods():
        tails.setdefault(plan[0], []).append(plan[1:] + '[”"」』’期时末收开以]')
    for lunar in _LUNAR:
        tails.setdefault(lunar[0], []).append(lunar[1:])
    for head in _BRACKETED:
        tails.setdefault(head, []).append("[(（][0-9]")
    for head in _SINGLE_PARTS:
        tails.setdefault(head, []).append(f"[{NUMERALS}{DIGITS}]")
    tails.setdefault("每", []).append(f"[{_EVERY}]")
    tails.setdefault("隔", []).append(f"[{NUMERALS}{DIGITS}]")
    tails.setdefault("工", []).append("作日[每的0-9上下早晚中三四五六七八九十]")
    tails.setdefault("F", []).append("Y")
    tails.setdefault("闰", []).append("[二三四五六七八九十]")
    for head in "首头前":
        tails.setdefault(head, []).append(f" ?[{NUMERALS}{DIGITS}]{{1,2}} ?个?[月季]")
    for numeral in NUMERALS + "半几数":
        tails.setdefault(numeral, [])
    return tails
