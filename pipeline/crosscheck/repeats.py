"""Alignment of articles of which many say the same: two are aligned once, and others like them take it over."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from pipeline.crosscheck.align import Aligner
from pipeline.crosscheck.features import ALIKE, Card
from pipeline.crosscheck.scene import Alignment, align_articles, ordered
from pipeline.records import Claim, Span

MOST_ROWS = 2_000_000  # 16 bytes each
NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class _Found:
    """An alignment by the places of its figures in the two articles."""

    left: array[int]
    right: array[int]
    chances: array[float]
    one_story: bool


class Repeats:
    """Aligns articles; of those whose figures are equal but for ids and places it remembers what came out.

    Three hundred reprints of one wire story are 45,000 pairs of articles and two alignments. What is remembered decides
    nothing: with or without it the chances are the same to the last digit.
    """

    def __init__(self, aligner: Aligner) -> None:
        self._aligner = aligner
        self._first: dict[int, str] = {}
        self._again: set[int] = set()
        self._names: dict[str, bytes] = {}
        self._found: dict[tuple[bytes, bytes, float, int | None], _Found] = {}
        self._rows = 0

    def align(self, left: Sequence[Card], right: Sequence[Card], similarity: float) -> Alignment:
        """Aligns the figures of two articles."""
        if not left or not right:
            return align_articles(left, right, similarity, self._aligner)
        key = (self._name(left), self._name(right), min(similarity, ALIKE), _days_apart(left[0], right[0]))
        if not (key[0] and key[1]):
            return align_articles(left, right, similarity, self._aligner)
        found = self._found.get(key)
        if found is None:
            alignment = align_articles(left, right, similarity, self._aligner)
            self._keep(key, _by_place(alignment, left, right))
            return alignment
        mine, theirs = [c.claim.id for c in left], [c.claim.id for c in right]
        rows = zip(found.left, found.right, found.chances, strict=True)
        return Alignment({ordered(mine[i], theirs[j]): chance for i, j, chance in rows}, found.one_story)

    def _name(self, cards: Sequence[Card]) -> bytes:
        """What articles are called that say the same; empty while none is known that may."""
        article = cards[0].claim.article
        known = self._names.get(article)
        if known is not None:
            return known
        figures = hash(tuple(c.claim.text for c in cards))
        if self._first.setdefault(figures, article) != article:
            self._again.add(figures)
        return self._names.setdefault(article, what_is_said(cards)) if figures in self._again else b""

    def _keep(self, key: tuple[bytes, bytes, float, int | None], found: _Found) -> None:
        if self._rows > MOST_ROWS:
            self._found.clear()
            self._rows = 0
        self._found[key] = found
        self._rows += len(found.chances) + 1


def what_is_said(cards: Sequence[Card]) -> bytes:
    """A digest of an article's figures with all that alignment may see of them: equal for reprints.

    Ids and places are left out; of sentences it counts which figures share one.
    """
    sentences: dict[int, int] = {}
    digest = blake2b(digest_size=16)
    for card in cards:
        sentence = sentences.setdefault(card.claim.sentence.start, len(sentences))
        said = _placed_nowhere(card.claim, sentence)
        digest.update(f"{said!r}{card.sure}{card.siblings} {card.twins}\n".encode())
    return digest.digest()


def _placed_nowhere(claim: Claim, sentence: int) -> Claim:
    return replace(
        claim,
        id="",
        article="",
        quote="",
        mention=replace(claim.mention, span=NOWHERE, core=NOWHERE),
        subject=replace(claim.subject, span=None),
        attribute=replace(claim.attribute, span=None),
        raw=NOWHERE,
        sentence=Span(sentence, sentence),
        raw_sentence=NOWHERE,
    )


def _days_apart(a: Card, b: Card) -> int | None:
    return abs((a.written.date() - b.written.date()).days) if a.written and b.written else None


def _by_place(alignment: Alignment, left: Sequence[Card], right: Sequence[Card]) -> _Found:
    mine, theirs = ({c.claim.id: i for i, c in enumerate(side)} for side in (left, right))
    pairs = [(mine[a], theirs[b]) if a in mine else (mine[b], theirs[a]) for a, b in alignment.chances]
    chances = array("d", alignment.chances.values())
    return _Found(array("I", (i for i, _ in pairs)), array("I", (j for _, j in pairs)), chances, alignment.one_story)
