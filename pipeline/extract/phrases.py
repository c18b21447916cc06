"""Time expressions as written: pieces put together, ranges, what opens or closes them, repeated times."""

from __future__ import annotations

import functools
import re

from pipeline.extract.dates import CONNECTOR
from pipeline.extract.pieces import TRAPPED, may_follow, read_edge, read_piece
from pipeline.extract.recurrences import read_every
from pipeline.extract.time_numbers import read_whole
from pipeline.extract.time_words import CLOCK, DAY, DIGITS, MONTH, NUMERALS, PART, WEEKDAY, YEAR, trie_pattern, word_at
from pipeline.extract.when import Phrase, When
from pipeline.lexicon import times as lexicon

_WEEKDAY = re.compile(r"(?:[,，] ?| )?(?:[(（])?(?:星期|周|礼拜)([一二三四五六日天])(?![围一])(?:[)）])?")
_PAREN_DAY = re.compile(r"[(（](?:([0-9]{1,2})月)?([0-9]{1,2})(?:日|号)?[)）]")
_CONNECTOR = re.compile(CONNECTOR)
_AND = re.compile(" ?[和与及同] ?")
_BARE_YEAR = re.compile("((?:1[0-9]|20)[0-9]{2})(?![0-9.,年月%])")
_FILLER = re.compile("的? {0,2}")
_COMMA = re.compile("[,，] ?(?=[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十廿]{1,3}[日号])")
_REPORT = re.compile(
    f"(?:止的?|的)?(?:([0-9]{{1,2}}|[{NUMERALS}]{{1,2}})个月|(?<=[止])(?:(年度|全年|一年|财年|财政年度|财政年|会计年度)"
    "|(季度|财季|一季)|(半年度?|上半年|中期|上半财年)))(?:期间)?(?!期)"
)
_REPORT_OPENS = frozenset(("止", "的", *NUMERALS, *"0123456789"))
AS_OF = ("截至", "截止", "截至到", "截止到", "截止至")


def read_when(text: str, at: int, whole: bool = False, opened: bool = False) -> When | int:
    """Reads one time at `at`; where there is none, the place to look on from (past a name that holds a word of time).

    >>> found = read_when("2026年2月6日（周五）下午3点", 0)
    >>> found.end, found.has["clock"]
    (17, (3, None, None))

    `opened` times stand behind words that can only be followed by one (每天).
    """
    when = When(at, at)
    if opened:
        when.has["opened"] = True
    end = read_piece(text, at, when, whole)
    if end < 0:
        return _trap_end(text, at) if end == TRAPPED else at
    length = len(text)
    while end < length:
        single, pairs = may_follow(when.level, "day_word" in when.has)
        if text[end] not in single and text[end : end + 2] not in pairs:
            break
        at = end
        if text[at] in "，," and text[at + 1 : at + 2] not in _AFTER_COMMA:
            break
        after = read_edge(text, at, when)
        if after < 0:
            after = read_piece(text, at, when, whole) if when.level < CLOCK else -1
        if after < 0:
            after = _past_filler(text, at, when, whole)
        if after <= at:
            break
        end = after
    if when.level == 0:
        return at
    when.end = end
    return when


_AFTER_COMMA = frozenset(" 周星礼" + DIGITS + NUMERALS)


def _trap_end(text: str, at: int) -> int:
    word = word_at(text, at)
    return at if word is None else at + len(word)


def _past_filler(text: str, at: int, when: When, whole: bool) -> int:
    following = text[at : at + 1]
    if not following or following not in " 的，,（(星周礼T-大约":
        return -1
    if when.level == DAY or (when.level == WEEKDAY and "weekday" not in when.has):
        match = _WEEKDAY.match(text, at)
        if match is not None and "weekday" not in when.has and _closed(match[0]):
            when.has["stated_weekday"] = min("一二三四五六日天".index(match[1]), 6)
            when.end = match.end()
            return match.end()
    if when.level == WEEKDAY and when.first == WEEKDAY and following in ",， ":
        return _weekday_then_day(text, at, when)
    if when.level == YEAR and "year" in when.has and (match := _COMMA.match(text, at)) is not None:
        return _keep(text, match.end(), when, whole)
    if following in "(（" and (match := _PAREN_DAY.match(text, at)) is not None and _states_day(when):
        when.has["stated_day"] = int(match[2])
        when.end = match.end()
        return match.end()
    if following in "大约" and when.level == DAY:
        return _past_hedge(text, at, when, whole)
    if when.level == CLOCK:
        return _past_zone(text, at, when)
    if following == "T" and when.level == DAY:
        return _keep(text, at + 1, when, whole)
    match = _FILLER.match(text, at)
    if match is None or match.end() == at or (when.level == 0 and "zone" not in when.has and "lunar" not in when.has):
        return -1
    return _keep(text, match.end(), when, whole)


def _states_day(when: When) -> bool:
    """Whether a number in brackets behind it repeats the day: 今日（23日）, 周三(18日)."""
    return (
        when.level in (DAY, WEEKDAY, PART)
        and "clock" not in when.has
        and bool({"day_word", "weekday"} & when.has.keys())
        and "stated_day" not in when.has
    )


def _past_hedge(text: str, at: int, when: When, whole: bool) -> int:
    """今天大约十点: a hedge between a day and its clock time."""
    for hedge in lexicon.hedges():
        if text.startswith(hedge.word, at):
            end = _keep(text, at + len(hedge.word), when, whole)
            if end >= 0:
                when.has["approx"] = True
            return end
    return -1


@functools.cache
def _zone_pattern() -> re.Pattern[str]:
    zones = lexicon.zones()
    codes = trie_pattern(zone for zone in zones if zone.isascii())
    return re.compile(f" ?[(（]({trie_pattern(zones)})[)）]| ?({codes})(?![A-Za-z0-9])")


def _past_zone(text: str, at: int, when: When) -> int:
    """4pm CET, 14时（北京时间）: the zone behind a clock time."""
    match = _zone_pattern().match(text, at)
    zone = None if match is None else match[1] or match[2]
    if match is None or not zone or "zone" in when.has:
        return -1
    when.has["zone"] = lexicon.zones()[zone]
    when.end = match.end()
    return match.end()


def _keep(text: str, at: int, when: When, whole: bool) -> int:
    return read_piece(text, at, when, whole) if at < len(text) else -1


def _closed(text: str) -> bool:
    return (text[-1] in ")）") == ("(" in text or "（" in text)


def _weekday_then_day(text: str, at: int, when: When) -> int:
    begin = at + 1 + (text[at + 1 : at + 2] == " ")
    found = read_when(text, begin)
    if isinstance(found, int) or "day" not in found.has or found.first < YEAR:
        return -1
    when.has["stated_weekday"] = when.has.pop("weekday")
    when.has.update(found.has)
    when.level, when.first, when.end = found.level, found.first, found.end
    return found.end


@functools.cache
def _bound_pattern() -> re.Pattern[str]:
    return re.compile(" ?(" + trie_pattern(lexicon.bounds()) + ")")


def read_phrase(text: str, at: int) -> Phrase | int:
    """Reads a whole time expression at `at`, or returns the place to look on from.

    >>> found = read_phrase("3日至5日召开", 0)
    >>> (found.start, found.end), found.right.has
    ((0, 5), {'opened': True, 'day': 5})
    """
    whole = at < 4 and not text[:at].strip()
    if text[at] in "每隔工":
        repeated = read_every(text, at)
        if repeated is not None:
            return repeated
    left = read_when(text, at, whole)
    if isinstance(left, int):
        return left
    phrase = Phrase(left.start, left.end, left.start, left.end, left)
    phrase.rules = left.rules
    phrase.approx = bool(left.has.get("approx"))
    if "zone_end" in left.has:
        phrase.core_start = left.has["zone_end"]
    _read_right(text, phrase, whole)
    if not _read_report(text, phrase):
        _read_bounds(text, phrase)
    _read_before(text, phrase)
    return phrase


def _read_report(text: str, phrase: Phrase) -> bool:
    """截至12月31日止三个月: the period of a report, by its last day and its length."""
    if text[phrase.end : phrase.end + 1] not in _REPORT_OPENS or not text.endswith(AS_OF, 0, phrase.start):
        return False
    match = _REPORT.match(text, phrase.end)
    if match is None or phrase.right is not None or phrase.left.level >= PART:
        return False
    months = (read_whole(match[1]) or 0) if match[1] else 12 if match[2] else 3 if match[3] else 6
    if not 1 <= months <= 24:
        return False
    phrase.left.has["report"] = months
    phrase.end = phrase.core_end = match.end()
    phrase.rules = [*phrase.left.rules, "report"]
    return True


def read_right_of(text: str, phrase: Phrase) -> None:
    """Takes in the second half of a range inside a repeated time (每周一至周五上午)."""
    rules = phrase.rules
    _read_right(text, phrase, False)
    phrase.rules = rules


def _read_right(text: str, phrase: Phrase, whole: bool) -> None:
    left = phrase.left
    at = left.end
    following = text[at : at + 1]
    if not following or following not in " 至到—–―─-~～－〜和与及同许左前起" or "span" in left.has:
        return
    if following in "许左前起":
        at = _past_approximation(text, at)
    match = _CONNECTOR.match(text, at)
    between = False
    if match is None:
        match = _AND.match(text, at)
        between = True
    if match is None:
        return
    right = _right_when(text, match.end(), left, whole)
    if right is None or (between and not text.startswith(("之间", "间"), right.end)):
        return
    if _joins(left, right):
        phrase.right = right
        if "vague" in right.has:  # 3月到现在
            left.has["back"] = True
        phrase.end = phrase.core_end = right.end
        phrase.rules = [*left.rules, "range", *right.rules]


def _past_approximation(text: str, at: int) -> int:
    for word in ("许", "左右", "前后", "起"):
        if text.startswith(word, at):
            return at + len(word)
    return at


def _right_when(text: str, at: int, left: When, whole: bool) -> When | None:
    right = read_when(text, at, whole, opened=True)
    if isinstance(right, When):
        return right
    if left.first == YEAR and left.level <= MONTH and (match := _BARE_YEAR.match(text, at)) is not None:
        found = When(at, match.end(), YEAR, YEAR, {"year": int(match[1])})
        return found
    return None


def _joins(left: When, right: When) -> bool:
    if any(name in right.has for name in ("span", "vague")) and right.has.get("vague") is None:
        return False
    vague = right.has.get("vague")
    if vague is not None and vague.unit not in ("now", "to_now"):
        return False
    if "zone" in right.has and right.level == 0:
        return False
    return not (left.level <= MONTH and right.first >= PART)


@functools.cache
def bound_heads() -> frozenset[str]:
    """The characters with which a word begins that opens, closes or weakens the time before it."""
    return frozenset((" ", *(word[0] for word in lexicon.bounds())))


def _read_bounds(text: str, phrase: Phrase) -> None:
    for _ in range(2):
        at = phrase.end
        if text[at : at + 1] not in bound_heads():
            return
        match = _bound_pattern().match(text, at)
        if match is None or not match[1]:
            return
        bound = lexicon.bounds()[match[1]]
        if bound.not_before and text.startswith(bound.not_before, match.end()):
            return
        if not _takes(text, phrase, bound.role, match[1], match.end()):
            return
        phrase.end = match.end()
        if bound.role == "approx":
            phrase.approx = True
        elif bound.role == "during":
            phrase.core_end = phrase.end
        else:
            phrase.bound = bound.role
            if match[1] == "以来" or bound.role == "to_now":
                phrase.left.has["back"] = True
            phrase.rules.append("bound:" + bound.role)


def _takes(text: str, phrase: Phrase, role: str, word: str, end: int) -> bool:
    left = phrase.left
    if phrase.bound is not None or (phrase.right is not None and role in ("before", "after", "since", "to_now")):
        return phrase.right is None and phrase.bound == "since" and role == "to_now"
    if role == "during":
        return word == "期间" or phrase.right is not None
    if role == "within":
        return left.level in (YEAR, MONTH) or left.level == 35
    if role == "until":
        return True
    if "span" in left.has or ("offset" in left.has and left.has["offset"][1] not in ("before", "after")):
        return False
    if word == "开始" and left.level >= CLOCK and text[phrase.start - 1 : phrase.start] not in ("从", "自"):
        return False
    if "vague" in left.has and role in ("before", "after", "approx"):
        return False
    if word in ("许", "多", "多钟") and left.level < CLOCK:
        return False
    if word == "起" and left.level == YEAR and "year" not in left.has and "year_word" not in left.has:
        return False
    return not (word in ("前", "后") and left.level == PART)


@functools.cache
def openers() -> frozenset[str]:
    """The characters before a time that may belong to it or change its sense."""
    return _OPENS | _hedge_ends()


@functools.cache
def _hedge_ends() -> frozenset[str]:
    return frozenset(hedge.word[-1] for hedge in lexicon.hedges())


_OPENS = frozenset("从自在" + "".join(word[-1] for word in AS_OF))


def _read_before(text: str, phrase: Phrase) -> None:
    """Takes in 从, 自 and 在 where the phrase closes what they open, and 约 with the hedged ones."""
    start = phrase.start
    near = text[start - 1 : start]
    if near not in openers():
        return
    for hedge in lexicon.hedges() if near in _hedge_ends() else ():
        if text.endswith(hedge.word, 0, start) and not text.endswith(hedge.not_after, 0, start - len(hedge.word)):
            phrase.start = start - len(hedge.word)
            phrase.approx = True
            break
    before = text[max(0, start - 2) : start]
    if before == "自从" and phrase.every is None and phrase.bound in (None, "since"):
        phrase.start = phrase.core_start = start - 2
        phrase.bound = phrase.bound or ("since" if phrase.right is None else None)
    elif before[-1:] in ("从", "自") and (phrase.right is not None or phrase.bound in ("since", "to_now")):
        if not text.endswith(lexicon.near("from-not-after"), 0, start):
            phrase.start = phrase.core_start = start - 1
    elif before[-1:] == "在" and phrase.right is not None and text.startswith("之间", phrase.right.end):
        phrase.start = phrase.core_start = start - 1
    elif "report" in phrase.left.has:
        return
    elif before in ("截至", "截止") or text.endswith(AS_OF, 0, start):
        phrase.rules.append("as-of")
