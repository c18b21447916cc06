"""Names by the trained model: sentences are cut to a size the model reads well, names below its bar are left out."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.lexicon.name_words import name_words
from pipeline.records import Name, NameType, Span
from pipeline.segment.name_model import NameModel, find_in_pieces, load_names
from pipeline.segment.name_signals import NAMING, PLAIN, mask_of_word

AT_ONCE = 8_000  # characters that are read in one go
REMEMBERED = 20_000  # pieces whose names are kept in mind
AHEAD = 64  # texts that are cut once for reading ahead and for reading
LONGEST = 50  # characters of a piece; longer sentences are cut at commas, else anywhere
_PIECES = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*[”」』）)]*")
_LINES = re.compile(r"[^\n]+")
_SOFT_CUT = re.compile(r"[，,、：:　 ]")
_REFINED: tuple[tuple[NameType, tuple[str, ...]], ...] = (
    ("FAC", ("facility", "road")),
    ("LOC", ("nature",)),
    ("GPE", ("place", "admin")),
)


class Seen(NamedTuple):
    """A name that the model sees, by its place in a piece of text."""

    start: int
    end: int
    type: NameType
    surface: str


@dataclass(frozen=True, slots=True)
class NameReader:
    """The model with its memory: each piece of text is read once, many at a time, whatever articles it stands in."""

    model: NameModel
    told: dict[str, tuple[Seen, ...]] = field(default_factory=dict)

    def read(self, pieces: Iterable[str]) -> None:
        """Reads those of the pieces that it does not remember."""
        if len(self.told) > REMEMBERED:
            self.told.clear()
        fresh = [piece for piece in dict.fromkeys(pieces) if piece not in self.told]
        for group in _groups(fresh):
            self.told.update(zip(group, _read(self.model, group), strict=True))


@functools.cache
def name_reader() -> NameReader:
    """The reader of the model that ships with heshu."""
    return NameReader(load_names())


def read_ahead(texts: Iterable[tuple[str, tuple[Span, ...] | None]]) -> None:
    """Reads the names of many texts, or of some stretches of each, at once, so that `find_model_names` finds them read.

    >>> read_ahead([("记者周启明从北京报道。", None)])
    """
    name_reader().read([text[start:end] for text, spans in texts for start, end in _cut(text, spans)])


def find_model_names(text: str, spans: tuple[Span, ...] | None = None) -> list[Name]:
    """The names that the model sees in a text, or in some stretches of it, in order; their entity is their surface.

    >>> [(n.entity, n.type) for n in find_model_names("记者周启明从北京报道。")]
    [('周启明', 'PERSON'), ('北京', 'GPE')]
    """
    reader = name_reader()
    pieces = [(start, text[start:end]) for start, end in _cut(text, spans)]
    reader.read(piece for _, piece in pieces)
    return [
        Name(Span(since + seen.start, since + seen.end), seen.type, seen.surface, ("model",))
        for since, piece in pieces
        for seen in reader.told[piece]
    ]


def _read(model: NameModel, group: Sequence[str]) -> Iterator[tuple[Seen, ...]]:
    """The names of each piece that the model is sure enough of."""
    for piece, names in zip(group, find_in_pieces(model, group), strict=True):
        kept = [(start, end, kind, piece[start:end]) for start, end, kind, sure in names if sure >= model.least]
        yield tuple(
            Seen(start, end, refined(kind, surface), surface) for start, end, kind, surface in kept if _legible(surface)
        )


@functools.cache
def _characters() -> frozenset[str]:
    return frozenset(map(chr, load_names().characters.tolist()))


def _legible(surface: str) -> bool:
    """Whether the model knows half of the characters of a name: it cannot tell a name in a script that it never saw.

    >>> _legible("周启明"), _legible("颱風青鸞襲港")
    (True, False)
    """
    return 2 * sum(c in _characters() for c in surface) >= len(surface)


def _groups(pieces: Sequence[str]) -> Iterator[list[str]]:
    """Pieces in a row that are read in one go."""
    group: list[str] = []
    size = 0
    for piece in pieces:
        if group and size + len(piece) > AT_ONCE:
            yield group
            group, size = [], 0
        group.append(piece)
        size += len(piece)
    if group:
        yield group


@functools.lru_cache(maxsize=AHEAD)
def _cut(text: str, spans: tuple[Span, ...] | None) -> tuple[Span, ...]:
    """The pieces of a text that the model reads, none of them empty."""
    stretches = spans if spans is not None else [found.span() for found in _LINES.finditer(text)]
    return tuple(piece for start, end in stretches for piece in _pieces(text, start, end))


def _pieces(text: str, since: int, until: int) -> Iterator[Span]:
    for found in _PIECES.finditer(text, since, until):
        start, end = found.span()
        while end - start > LONGEST:
            cuts = [m.end() for m in _SOFT_CUT.finditer(text, start + LONGEST // 2, start + LONGEST)]
            cut = cuts[-1] if cuts else start + LONGEST
            yield Span(start, cut)
            start = cut
        yield Span(start, end)


@functools.lru_cache(maxsize=REMEMBERED)
def _mask(form: str) -> int:
    return mask_of_word(form, load_names().words)


def is_plain_word(form: str) -> bool:
    """Whether the model's dictionary has a form as an ordinary word and as nothing that names something.

    >>> is_plain_word("数据"), is_plain_word("北京"), is_plain_word("澜川")
    (True, False, False)
    """
    mask = _mask(form)
    return bool(mask & PLAIN) and not mask & NAMING


def is_word(form: str) -> bool:
    """Whether the model's dictionary has a form at all.

    >>> is_word("汤圆"), is_word("澜川")
    (True, False)
    """
    return _mask(form) != 0


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
