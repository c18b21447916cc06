"""Ranks (第二, 第12位, 倒数第一), told from enumerations, numbered articles and times."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.extract.amount import Amount
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
    spoken = next((word for word in figure_cues("ordinal_time") if text.startswith(word, end)), "")
    rank = spoken or (text[end : end + 1] if text.startswith(figure_cues("ordinal_rank"), end) else "")
    return Ordinal(start, end, end + len(rank), -1 if reverse else 1, _refused(text, start, end, a))


def _refused(text: str, start: int, end: int, a: Amount) -> tuple[str, str] | None:
    if text.startswith(figure_cues("ordinal_article"), end):
        return "article_number", "a numbered article, chapter or page"
    if text.startswith(figure_cues("ordinal_time"), end) and not text.endswith("连续", 0, start):
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
