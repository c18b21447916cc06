"""The pattern that finds where a time may begin: one character, seen from the few round it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from pipeline.extract.dates import ALONE
from pipeline.extract.time_words import DIGITS, NUMERALS, trie_pattern, words
from pipeline.lexicon import times as lexicon
from pipeline.lexicon.times import near

# What may stand behind digits or numerals that begin a time. Runs are bounded and may not begin inside a longer run, so
# that ten thousand digits cost no more than ten.
_UNIT = (
    "[年月日号时点周天旬载季礼版]|小时|分钟|秒|星期|世纪|刻|钟头|财"
    "|[多余几]?(?:个?[多余]?半?[年月周天季礼小星日钟世]|个工作|个交易|分钟)"
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
    at = next_head(text, 0)
    while at >= 0:
        yield at
        at = next_head(text, at + 1)


def next_head(text: str, at: int) -> int:
    """The next place from `at` on at which a time may begin; -1 where there is none.

    >>> next_head("公司昨日公告，3月5日复牌", 3)
    7
    """
    coarse, exact = _patterns()
    seconds = _seconds()
    if at == 0 and len(text) <= 8 and ALONE.fullmatch(text) is not None:
        return 0
    search = coarse.search
    while (found := search(text, at)) is not None:
        at = found.start()
        head = text[at]
        if (head not in seconds or text[at + 1] in seconds[head]) and exact[head].match(text, at) is not None:
            return at
        at += 1
    return -1


@functools.cache
def _patterns() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """What a time begins with, roughly and exactly.

    One pattern for all 280 first characters would try them one after the other: so a rough one goes before, a set of
    characters and the sets that may follow, and the exact ones hold a few first characters each.
    """
    tails = _tails()
    branches = {head: _branch(head, after) for head, after in tails.items() if head not in DIGITS}
    branches |= _digit_branches()
    exact = {}
    for start in range(0, len(branches), _GROUP):
        group = list(branches)[start : start + _GROUP]
        exact.update(dict.fromkeys(group, re.compile("|".join(branches[head] for head in group))))
    return re.compile(_coarse(tails)), exact


def _coarse(tails: dict[str, list[str]]) -> str:
    single = {head: after for head, after in tails.items() if head in near("frequent-heads") and head not in NUMERALS}
    numerals = (
        f"(?<=[{NUMERALS}半几数])(?=[{NUMERALS}{DIGITS}{_followers(tails, NUMERALS + '半几数')}年月日号时点周天版 ])"
    )
    others = [head for head in tails if head not in single and head not in NUMERALS + DIGITS]
    rest = f"(?<=[{re.escape(''.join(others))}])(?=[{_followers(tails, others)}])"
    parts = [f"(?<=[{DIGITS}])(?<![0-9][0-9])(?:{_digit_tail()}{_SPACED_ISO})", rest, numerals]
    parts.append("(?<=昨)")
    parts += [f"(?<={head})(?={'|'.join(after)})" for head, after in single.items()]
    return f"[{re.escape(''.join([*tails, *DIGITS]))}](?:{'|'.join(parts)})"


@functools.cache
def _seconds() -> dict[str, frozenset[str]]:
    """What may follow the first characters that only begin words: most of what the rough pattern finds ends here."""
    found: dict[str, set[str]] = {}
    for word, entry in words().items():
        if len(word) > 1 and (entry.alone or entry.field == "holiday"):
            found.setdefault(word[0], set()).add(word[1])
    plain = {head for head, after in _tails().items() if len(after) == 1 and head not in NUMERALS + DIGITS + "半几数"}
    return {head: frozenset(found[head]) for head in plain & found.keys()}


def _followers(tails: dict[str, list[str]], heads: Iterable[str]) -> str:
    """Every character that stands in what may follow some heads: a few too many do no harm."""
    found = {character for head in heads for after in tails.get(head, ()) for character in after}
    units = set("年月日号时点周天版小分秒星礼季世刻旬载交工财钟个多余几数仨半至到-~:：/·—–－～")
    return re.escape("".join(sorted(found | units | set(NUMERALS + DIGITS))))


def _digit_branches() -> dict[str, str]:
    spaced = dict.fromkeys("12", _SPACED_ISO)
    return {d: f"{d}(?<![0-9]{d})(?<![0-9][.,]{d})(?:{_digit_tail()}{spaced.get(d, '')})" for d in DIGITS}


def _digit_tail() -> str:
    """What may stand behind digits; behind four of them also a part of a year (2025上半年)."""
    return _DIGIT_TAIL.replace("BARE", trie_pattern(near("bare-year-before")))


def _branch(head: str, after: list[str]) -> str:
    ahead = f"(?={'|'.join(after)})"
    if head in NUMERALS or head in "半几数":
        number = f"(?<![{NUMERALS}]{head}){_NUMERAL_TAIL}"
        return f"{head}(?:{ahead}|{number})" if after else head + number
    return re.escape(head) + ahead


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
    tails.setdefault("昨", []).append("[^日天晚夜晨]")
    tails.setdefault("今", []).append("起")
    tails.setdefault("闰", []).append("[二三四五六七八九十]")
    for head in "首头前":
        tails.setdefault(head, []).append(f" ?[{NUMERALS}{DIGITS}]{{1,2}} ?个?[月季]")
    for numeral in NUMERALS + "半几数":
        tails.setdefault(numeral, [])
    return tails
