"""Ranks (第二, 第12位, 倒数第一), told from enumerations, numbered articles and times."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.amount import Amount, Words
from pipeline.extract.numerals import read_numeral
from pipeline.extract.quantities import with_unit
from pipeline.extract.signs import HOLE
from pipeline.lexicon.figure_cues import figure_cues

_LIST_MARKS = frozenset("、，,：:")


class Ordinal(NamedTuple):
    """A rank in `text[start:end]`; `core_end` is where 第 and the number end. `refused` names the rule and reason."""

    start: int
    core_end: int
    end: int
    value_sign: int
    refused: tuple[str, str] | None


def read_ordinal(text: str, at: int, a: Amount) -> Ordinal:
    """What 第 at `at` and the number after it are.

    >>> from pipeline.extract.amount import words
    >>> from pipeline.extract.quantities import read_amount
    >>> read_ordinal("排名第12位", 2, read_amount("排名第12位", 3, words("CN")))[:3]
    (2, 5, 6)
    """
    reverse = text.endswith("倒数", 0, at)
    start = at - 2 if reverse else at
    end = a.numeral.end
    return Ordinal(start, end, _past_rank(text, end), -1 if reverse else 1, _refused(text, start, end, a))


def _past_rank(text: str, end: int) -> int:
    """Past the word of rank or time that stands behind the number."""
    spoken = next((word for word in figure_cues("ordinal_time") if text.startswith(word, end)), "")
    return end + (len(spoken) or text.startswith(figure_cues("ordinal_rank"), end))


class LastOrdinal(NamedTuple):
    """The end of a range of ranks: its value, where its number and its word of rank end, and why it is none."""

    value: Decimal
    core_end: int
    end: int
    refused: tuple[str, str] | None


def read_last(text: str, first: Ordinal, value: Decimal, table: Words) -> LastOrdinal | None:
    """What 至第五名 behind 第三, 至5名 behind 第3 and 至二十届 behind 第十八届 come to; None where no range goes on.

    >>> from pipeline.extract.amount import words
    >>> read_last("第3至5名", Ordinal(0, 2, 2, 1, None), Decimal(3), words("CN"))[:3]
    (Decimal('5'), 4, 5)
    """
    join = _TO.match(text, first.end)
    if join is not None and text[join.end()] == HOLE:
        return LastOrdinal(value, first.core_end, first.end, ("time", "a time, not a rank"))  # 第2-3季度
    n = read_numeral(text, join.end()) if join is not None else None
    if join is None or n is None:
        return None
    if n.form not in ("arabic", "chinese") or n.value <= value or n.high is not None or text[n.start] == "0":
        return None
    end = _past_rank(text, n.end)
    if not join[1] and text[first.core_end : first.end] not in ("", text[n.end : end]):
        return None
    a = with_unit(text, n, table)
    if a.role in ("money", "percent", "measure"):
        return None
    return LastOrdinal(n.value, n.end, end, _refused(text, first.start, n.end, a))


_TO = re.compile(" ?(?:[-–—―~～〜－]{1,2}|至|到) ?(第?) ?(?=[0-9一二三四五六七八九十百" + HOLE + "])")
_MORE = re.compile("(?:、(?:[0-9]{1,3}(?![0-9])|[一二三四五六七八九十]{1,3}))+")
_ONE = re.compile("[^、]+")


def more_ranks(text: str, first: Ordinal, value: Decimal) -> list[tuple[int, int, int, Decimal]]:
    """The ranks that share the 第 of the first: 第二、三名; start, end of the number, end and value of each.

    >>> more_ranks("第二、三名", Ordinal(0, 2, 2, 1, None), Decimal(2))
    [(3, 4, 5, Decimal('3'))]
    """
    match = _MORE.match(text, first.end) if first.end == first.core_end else None
    if match is None or not text.startswith(figure_cues("ordinal_rank"), match.end()):
        return []
    found = []
    for one in _ONE.finditer(text, match.start(), match.end()):
        n = read_numeral(text, one.start())
        if n is None or n.end != one.end() or n.value <= value:
            return []
        value = n.value
        found.append((n.start, n.end, n.end + (n.end == match.end()), value))
    return found


def _refused(text: str, start: int, end: int, a: Amount) -> tuple[str, str] | None:
    if text.startswith(figure_cues("ordinal_article"), end):
        return "article_number", "a numbered article, chapter or page"
    moment = text.startswith(figure_cues("ordinal_moment"), end)  # 第58分钟
    if not moment and text.startswith(figure_cues("ordinal_time"), end) and not text.endswith("连续", 0, start):
        return "time", "a time, not a rank"
    spoken = a.numeral.form == "chinese" and a.numeral.value <= 3
    running = text.endswith("连续", 0, start)
    counted = spoken and text.startswith(figure_cues("ordinal_count"), end)
    if counted and (a.numeral.value == 1 or text.startswith(figure_cues("ordinal_named"), end + 1)):
        return "enumerator", "once, or part of a name"
    if spoken and text.startswith(figure_cues("ordinal_few"), end) and not running:
        return "enumerator", "counts along, ranks nothing"
    if _names(text, start, end, a):
        return "name", "part of a name (第二医院)"
    if text[end : end + 1] in _LIST_MARKS and at_line_head(text, start):
        return "enumerator", "numbers a list"
    return None


def _names(text: str, start: int, end: int, a: Amount) -> bool:
    """Whether a spoken ordinal runs straight into a noun with no word of rank round it: 第二医院, 第四管理区."""
    follow = text[end : end + 1]
    if a.numeral.form != "chinese" or a.numeral.value > 20 or not follow.isalpha() or follow.isascii():
        return False
    if text.startswith((*figure_cues("ordinal_rank"), *figure_cues("ordinal_go_on")), end):
        return False
    return not text.endswith(figure_cues("ordinal_lead"), 0, start)


def at_line_head(text: str, at: int) -> bool:
    """Whether only blanks or an opening bracket stand between a line's or a sentence's head and `at`."""
    stop = max(0, at - 6)
    while at > stop and text[at - 1] in " \u3000(（":
        at -= 1
    return at == 0 or text[at - 1] in "\n。；;！!：:"
