"""Names by the trained model: sentences are cut to a size the model reads well, names below its bar are left out."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from pipeline.lexicon.name_words import name_words
from pipeline.records import Name, NameType, Span
from pipeline.segment.name_model import NameModel, decode, load_names, tag_probabilities
from pipeline.segment.name_signals import NAMING, PLAIN, mask_of_word

AT_ONCE = 8_000  # characters that are read in one go
LONGEST = 50  # characters of a piece; longer sentences are cut at commas, else anywhere
_PIECES = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*[”」』）)]*")
_SOFT_CUT = re.compile(r"[，,、：:　 ]")
_REFINED: tuple[tuple[NameType, tuple[str, ...]], ...] = (
    ("FAC", ("facility", "road")),
    ("LOC", ("nature",)),
    ("GPE", ("place", "admin")),
)


def find_model_names(text: str, spans: Sequence[Span] | None = None, model: NameModel | None = None) -> list[Name]:
    """The names that the model sees in a text, or in some stretches of it, in order; their entity is their surface.

    >>> [(n.entity, n.type) for n in find_model_names("记者周启明从北京报道。")]
    [('周启明', 'PERSON'), ('北京', 'GPE')]
    """
    known = load_names() if model is None else model
    found = []
    for group in _groups(text, spans):
        since = group[0].start
        part = text[since : group[-1].end]
        pieces = [piece for start, end in group for piece in _pieces(part, start - since, end - since)]
        if not pieces:
            continue
        for start, end, kind, sure in decode(tag_probabilities(known, part, pieces), pieces):
            if sure >= known.least:
                surface = part[start:end]
                found.append(Name(Span(since + start, since + end), refined(kind, surface), surface, ("model",)))
    return found


def _groups(text: str, spans: Sequence[Span] | None) -> Iterator[list[Span]]:
    """Spans in a row that are read in one go."""
    group: list[Span] = []
    for span in _lines(text) if spans is None else spans:
        if group and span.end - group[0].start > AT_ONCE:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _lines(text: str) -> Iterator[Span]:
    return (Span(*found.span()) for found in re.finditer(r"[^\n]+", text))


def _pieces(text: str, since: int, until: int) -> Iterator[Span]:
    for found in _PIECES.finditer(text, since, until):
        start, end = found.span()
        while end - start > LONGEST:
            cuts = [m.end() for m in _SOFT_CUT.finditer(text, start + LONGEST // 2, start + LONGEST)]
            cut = cuts[-1] if cuts else start + LONGEST
            yield Span(start, cut)
            start = cut
        yield Span(start, end)


def is_plain_word(form: str) -> bool:
    """Whether the model's dictionary has a form as an ordinary word and as nothing that names something.

    >>> is_plain_word("数据"), is_plain_word("北京"), is_plain_word("澜川")
    (True, False, False)
    """
    mask = mask_of_word(form, load_names().words)
    return bool(mask & PLAIN) and not mask & NAMING


def is_word(form: str) -> bool:
    """Whether the model's dictionary has a form at all.

    >>> is_word("汤圆"), is_word("澜川")
    (True, False)
    """
    return mask_of_word(form, load_names().words) != 0


@functools.cache
def _ends() -> tuple[tuple[NameType, tuple[str, ...]], ...]:
    return tuple((kind, tuple(w for role in roles for w in name_words().get(role, ()))) for kind, roles in _REFINED)


def refined(kind: str, surface: str) -> NameType:
    """The house's type: the word at its end parts places into facilities, nature and what is governed.

    >>> refined("LOC", "云州大桥"), refined("LOC", "澜山半岛"), refined("LOC", "云州")
    ('FAC', 'LOC', 'GPE')
    """
    if kind == "PERSON":
        return "PERSON"
    if kind == "ORG":
        return "ORG"
    return next((finer for finer, ends in _ends() if surface.endswith(ends)), "GPE")
