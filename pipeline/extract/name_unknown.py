"""Names nobody knows, by the trace they leave in an article: characters that are no word and come back together."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from pipeline.extract.name_links import covered, repeats
from pipeline.extract.name_page import Draft, NamePage, has_word, is_word
from pipeline.extract.name_people import border
from pipeline.lexicon.name_words import characters, name_words, surnames
from pipeline.records import NameType
from pipeline.segment.words import dictionary

_HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST = 4


@functools.cache
def _never() -> frozenset[str]:
    return frozenset(characters("given_never"))


@functools.cache
def _families() -> frozenset[str]:
    return frozenset(surname for surname, kind in surnames().items() if kind == "common")


@functools.cache
def _function_characters() -> frozenset[str]:
    return frozenset(characters("given_never") + characters("function"))


def unknown_names(page: NamePage, names: Sequence[Draft]) -> Iterator[Draft]:
    """Names by repetition, with the type that the words beside them give.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> page = lay_out("买呗昨晚崩了。买呗公告说，故障近三小时，买呗股价下跌。", load_entities())
    >>> [(d.type, d.entity) for d in unknown_names(page, [])]
    [('ORG', '买呗'), ('ORG', '买呗'), ('ORG', '买呗')]
    """
    words = dictionary().cut(page.text)
    loose, people = _candidates(page, words, covered(names, len(page.text) + LONGEST))
    forms: dict[str, tuple[NameType, str]] = {}
    for form, starts in loose.items():
        kind = None if has_word(form, page.table) else _type_of(page, form, starts)
        if kind is not None and (len(starts) > 1 or page.said_twice(form, starts[0])):
            forms[form] = kind, form
    for form, starts in people.items():
        ended = len(starts) > 1 and any(border(page.text, start + 3) for start in starts[:LONGEST])
        if ended and not is_word(form) and not has_word(form, page.table):
            forms[form] = "PERSON", form
    yield from repeats(page, forms)


_Starts = dict[str, list[int]]


def _candidates(page: NamePage, words: Sequence[str], taken: bytearray) -> tuple[_Starts, _Starts]:
    """Loose runs, and a surname that stands single with the two characters after it (何青松), by where they begin."""
    text, function, families = page.text, _function_characters(), _families()
    loose: _Starts = {}
    people: _Starts = {}
    at, start = 0, 0
    for word in (*words, "  "):
        if word in families and not any(taken[at : at + 3]) and not page.inner[at]:
            form = text[at : at + 3]
            if len(form) == 3 and all(map(_HAN.match, form)) and _never().isdisjoint(form[1:]):
                people.setdefault(form, []).append(at)
        if len(word) == 1 and "\u3400" <= word <= "\u9fff" and word not in function:
            at += 1
            continue
        if 2 <= at - start <= LONGEST and not any(taken[start:at]) and not any(page.inner[start:at]):
            loose.setdefault(text[start:at], []).append(start)
        at += len(word)
        start = at
    return loose, people


def _type_of(page: NamePage, form: str, starts: Sequence[int]) -> NameType | None:
    spans = [(start, start + len(form)) for start in starts]
    if any(_place_beside(page, end) for _, end in spans):
        return "GPE"
    if any(_org_beside(page, start, end) for start, end in spans):
        return "ORG"
    family = surnames().get(form[:2]) == "double" or surnames().get(form[0]) in ("common", "rare")
    told = len(form) == 3 or any(_person_beside(page, start, end) for start, end in spans)
    return "PERSON" if family and len(form) < 4 and told else None


def _place_beside(page: NamePage, end: int) -> bool:
    words = name_words()
    return page.text.startswith((*words["place_after"], *words["admin"], *words["state"]), end)


def _org_beside(page: NamePage, start: int, end: int) -> bool:
    if page.text.startswith(name_words()["org_after"], end):
        return True
    return page.text[max(0, start - 8) : start].endswith(name_words()["org_before"])


def _person_beside(page: NamePage, start: int, end: int) -> bool:
    if page.text.startswith(name_words()["person_after"], end):
        return True
    return page.text[max(0, start - 6) : start].endswith(name_words()["title"])
