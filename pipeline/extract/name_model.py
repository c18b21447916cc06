"""Names that the trained model proposes where figures stand; lexicon and rules win wherever they know better."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.extract.name_links import covered, link_core, repeats, surfaces_of
from pipeline.extract.name_page import Draft, NamePage, is_generic, ordinary_words
from pipeline.lexicon.name_words import characters, surnames, word_set
from pipeline.records import Name, NameType, Span
from pipeline.segment.nlp import AHEAD, find_model_names, is_plain_word, is_word, read_ahead

SHORT = 200  # characters up to which a text is read whole
LEAD = 3  # sentences at the head of a longer text that are read whatever they hold
LONGEST = 30  # characters of a name
BEYOND = 4  # characters after a known place that make an organisation of its own
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")
_FIGURE = re.compile(r"[0-9０-９%％]|[〇零一二三四五六七八九十百千万亿两半几数]{2}|百分之")
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z](?:[\u3400-\u9fffA-Za-z·・&. -]*[\u3400-\u9fffA-Za-z])")
_COUNTS = re.compile(r"[0-9０-９%％〇零一二两三四五六七八九十百千万亿几数]")
_COUNTED = re.compile(r"[〇零一二两三四五六七八九十百千万亿几数]+.?")


@functools.lru_cache(maxsize=AHEAD)
def telling_sentences(text: str) -> tuple[Span, ...] | None:
    """The lead, the sentences with figures and the one before each; None for a short text, which is read whole.

    >>> telling_sentences("周启明说完。") is None
    True
    """
    if len(text) <= SHORT:
        return None
    sentences = [Span(*found.span()) for found in _SENTENCE.finditer(text)]
    told = [i < LEAD or bool(_FIGURE.search(text, s.start, s.end)) for i, s in enumerate(sentences)]
    return tuple(s for s, here, after in zip(sentences, told, [*told[1:], False], strict=True) if here or after)


def see_ahead(texts: Iterable[str]) -> None:
    """Lets the model read many texts at once, which costs a third of reading each when its turn comes.

    >>> see_ahead(["记者周启明说，营收增长3%。", "周启明说完。"])
    """
    read_ahead((text, telling_sentences(text)) for text in texts)


def modelled(page: NamePage) -> Iterator[Draft]:
    """Names seen by the model that have the form of a name, are no ordinary word and hold no alias in need of evidence.

    >>> from pipeline.extract.name_page import lay_out
    >>> from pipeline.lexicon.entities import load_entities
    >>> text = "记者周启明说，营收增长3%。"
    >>> [text[d.start:d.end] for d in modelled(lay_out(text, load_entities()))]
    ['周启明']
    """
    seen = _seen(page)
    doubtful = _doubtful(page) if seen else b""
    for name in seen:
        start, end = name.span
        if not any(doubtful[start:end]) and not _counts(page.text, start) and _has_form(name, page):
            draft = Draft(start, end, _type_of(name), "", name.rules[0], 1)
            yield link_core(draft, page)


def _type_of(name: Name) -> NameType:
    """The type that the model gives, but for what stands at a place and is none: 衡川东站.

    >>> _type_of(Name(Span(0, 4), "GPE", "衡川东站", ("model",)))
    'FAC'
    """
    built = (
        name.type in ("GPE", "LOC") and len(name.entity) > 2 and name.entity.endswith(tuple(word_set("facility_end")))
    )
    return "FAC" if built else name.type


def _seen(page: NamePage) -> list[Name]:
    """The names that the model sees, or the pipeline of the user's choice."""
    if not page.ner:
        return find_model_names(page.text, telling_sentences(page.text))
    from pipeline.segment.spacy_names import find_pipeline_names

    return find_pipeline_names(page.text, page.ner)


@functools.cache
def _decoys() -> AhoCorasick:
    return AhoCorasick(sorted(word_set("decoy")), matchkind=MatchKind.LeftmostLongest)


def _doubtful(page: NamePage) -> bytes:
    """1 at each character of an alias that needs evidence, and of words that only look as if a name were in them."""
    marked = bytearray(len(page.text))
    risky = ((hit.start, hit.end) for hit in page.risky)
    decoys = ((start, end) for _, start, end in _decoys().find_matches_as_indexes(page.text))
    for start, end in (*risky, *decoys):
        marked[start:end] = b"\x01" * (end - start)
    return bytes(marked)


def _has_form(name: Name, page: NamePage) -> bool:
    form = name.entity
    if len(form) > LONGEST or not _NAME.fullmatch(form) or _COUNTED.fullmatch(form):
        return False
    if name.type == "PERSON" and not _is_person(form):
        return False
    if form[:2] in ordinary_words():
        return False
    return not is_plain_word(form) and not is_generic(form, page.table)


def _counts(text: str, start: int) -> bool:
    """Whether a figure stands right before: what follows is its unit."""
    return start > 0 and _COUNTS.match(text, start - 1) is not None


def _is_person(form: str) -> bool:
    """A surname with one or two characters, or a name written by its sound.

    >>> _is_person("周启明"), _is_person("穆勒尔"), _is_person("磐石云")
    (True, True, False)
    """
    known = surnames()
    if len(form) == 2 and is_word(form):
        return False
    if (form[0] in known and 2 <= len(form) <= 3) or (form[:2] in known and 3 <= len(form) <= 4):
        return True
    return "·" in form or " " in form or (len(form) > 2 and all(c in characters("transliteration") for c in form))


def add_modelled(page: NamePage, names: Sequence[Draft]) -> list[Draft]:
    """The names of lexicon and rules, and beside them those that the model sees and the places where they stand again.

    `names` stand in order and apart. Where both see a name, lexicon and rules win, but for an organisation that opens
    with a known place and goes on well beyond it (云州房地产中介协会).
    """
    fresh: list[Draft] = []
    gone: set[int] = set()
    starts, ends = [name.start for name in names], [name.end for name in names]
    for draft in modelled(page):
        inside = set(range(bisect_right(ends, draft.start), bisect_left(starts, draft.end))) - gone
        if len(inside) == 1 and _opens(names[min(inside)], draft):
            gone |= inside
        elif inside:
            continue
        fresh.append(draft)
    if not fresh:
        return sorted(names)
    kept = sorted([*(name for number, name in enumerate(names) if number not in gone), *fresh])
    taken = covered(kept, len(page.text))
    again = repeats(page, surfaces_of(fresh, page))
    return sorted([*kept, *(d for d in again if not any(taken[d.start : d.end]))])


def _opens(known: Draft, draft: Draft) -> bool:
    place = known.type in ("GPE", "LOC") and known.rule == "lexicon"
    return place and draft.type == "ORG" and known.start == draft.start and draft.end - known.end >= BEYOND
