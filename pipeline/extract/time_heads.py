"""Where a time may begin: the first characters of its words, numerals and digits with what must stand behind them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

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
_SPACED_ISO = "(?<=[12])(?=[0-9]{3} [0-9]{2} [0-9]{2}(?![0-9]))"
_ALONE_LENGTH = 8
_AFTER_NUMERAL = " 年月日号时点天旬载季版周礼小分秒星世刻钟财多余几半个:：/·-~—–－～至到"  # of _UNIT and _JOIN
_AMOUNT = f" ?(?:的|这|整整)? ?[{NUMERALS}{DIGITS}几数半仨]"
_LUNAR = ("农历", "阴历", "旧历", "夏历", "公历", "阳历", "西历", "公元", "西元", "正月", "腊月", "冬月", "闰月")
_BRACKETED = "今昨明前后本上下去"
_EVERY = "年月周天日个星礼晚早晨夜季隔逢小分秒两三四五六七八九十半0123456789到一"
_PAIRS = (  # first and second characters that are enough
    *((part, NUMERALS + DIGITS) for part in "早晚晨夜午"), ("每", _EVERY), ("隔", NUMERALS + DIGITS), ("F", "Y"),
    ("今", "起"), ("闰", "二三四五六七八九十"),
)  # fmt: skip


def find_heads(text: str) -> list[int]:
    """The places at which a time may begin, in order.

    >>> find_heads("公司昨日公告，3月5日复牌")
    [2, 7, 9]
    """
    automaton, checks = _words()
    found = {m.start() for m in _digits().finditer(text)}
    for i, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        check = checks[i]
        if check is None or check.match(text, start) is not None:
            found.add(start)
    if len(text) <= _ALONE_LENGTH and ALONE.fullmatch(text) is not None:
        found.add(0)
    return sorted(found)


@functools.cache
def _digits() -> re.Pattern[str]:
    """Digits that begin a time; behind four of them also a part of a year (2025上半年)."""
    tail = _DIGIT_TAIL.replace("BARE", trie_pattern(near("bare-year-before")))
    start = f"[0-9](?<![0-9][0-9])(?<![0-9][.,][0-9])(?:{tail}|{_SPACED_ISO})"
    return re.compile(f"{start}|(?<=[：:；;。\n][0-9]\\.)[1-9](?=[0-9]?月[0-9]{{1,2}}日)")  # 1.2月20日 in a list


@functools.cache
def _words() -> tuple[AhoCorasick, tuple[re.Pattern[str] | None, ...]]:
    """The first characters of times that begin with no digit, and what must hold there, None where nothing more."""
    checks: dict[str, set[str]] = {}
    for head in beginnings():
        for first in head.firsts or ("",):
            checks.setdefault(head.text + first, set()).add(head.pattern)
    sure = {word for word, patterns in checks.items() if any(word.startswith(pattern) for pattern in patterns)}
    kept = [word for word in sorted(checks) if not any(word[:size] in sure for size in range(1, len(word)))]
    patterns = tuple(None if word in sure else re.compile("|".join(sorted(checks[word]))) for word in kept)
    return AhoCorasick(kept, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA), patterns


class Beginning(NamedTuple):
    """How a time may begin: with `text`, then one of `firsts` if there are any, where all of `pattern` matches."""

    text: str
    firsts: str
    pattern: str


def beginnings() -> Iterator[Beginning]:
    """Every way in which a time begins with no digit."""
    for word, entry in words().items():
        if len(word) > 1 and (entry.alone or entry.field == "holiday"):
            yield _literal(word[:4])
    yield from map(_literal, _LUNAR)
    for head, second in _PAIRS:
        yield from (_literal(head + one) for one in second)
    number = NUMERALS + DIGITS
    for era in lexicon.eras():
        yield _followed(era, f"[元{number}]")
    for span in lexicon.span_words():
        yield _followed(span, _AMOUNT, "" if span[1:] else f" 的这整几数半仨{number}")
    for plan in lexicon.plan_periods():
        yield _followed(plan, '[”"」』’期时末收开以规]')
    for head in _BRACKETED:
        yield _followed(head, "[(（][0-9]", "(（")
    yield _followed("工作日", "[每的0-9上下早晚中三四五六七八九十]")
    yield _followed("昨", "[^日天晚夜晨]")
    for head in "首头前":
        yield _followed(head, f" ?[{number}]{{1,2}} ?个?[月季]", " " + number)
    for head in NUMERALS + "半几数":
        yield Beginning(head, _AFTER_NUMERAL + number, f"(?<![{NUMERALS}几数]){head}{_NUMERAL_TAIL}")


def _literal(text: str) -> Beginning:
    return Beginning(text, "", text)


def _followed(text: str, pattern: str, firsts: str = "") -> Beginning:
    return Beginning(text, firsts, re.escape(text) + pattern)
