"""Figures edited in an article that came again: each is a finding of its own kind, told inside that article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from pipeline.convert.simplify import character_table
from pipeline.extract.numerals import parse_numeral
from pipeline.lexicon.reasons import say
from pipeline.records import EDIT, Article, Check, Claim, Span, content_id
from pipeline.store.view import Version, View

LEAST, MOST = 0.4, 1.0  # severity of an edited figure: of one that hardly moved, of one that doubled

_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_POINTS = ".,．"


class Sentence(NamedTuple):
    """A sentence and where it begins in its text; `figures` are its numerals, `frame` is the rest with a sign for each.

    Sentences of one frame say the same of other figures.
    """

    start: int
    text: str
    figures: tuple[Span, ...]
    frame: str


class Edit(NamedTuple):
    """A claim of the article as it is, and the figure that stood in its place before."""

    claim: Claim
    before: str


def find_edits(view: View, lang: str, articles: Iterable[str] | None = None) -> Iterator[Check]:
    """The edited figures of articles that have earlier versions; of all, or of those named."""
    for id_, group in groupby(view.versions(articles), key=lambda version: version.article):
        versions = list(group)
        for article in view.articles([id_]):
            yield from edits_of(article, list(view.claims([id_])), versions, lang)


def edits_of(article: Article, claims: Sequence[Claim], versions: Sequence[Version], lang: str) -> Iterator[Check]:
    """The edited figures of one article, each with all that stood in its place, the oldest first."""
    before: defaultdict[str, list[str]] = defaultdict(list)
    for version in versions:
        for claim, old in compare(article.raw, claims, version):
            before[claim.id].append(old)
    for claim in claims:
        steps = [text for text, _ in groupby([*before.get(claim.id, ()), claim.text])]
        if len(steps) > 1:
            yield _to_check(article, claim, steps, lang)


def _to_check(article: Article, claim: Claim, steps: Sequence[str], lang: str) -> Check:
    formula = " → ".join(steps)
    return Check(
        id=content_id("k", [article.id, EDIT, formula, *claim.raw]),
        article=article.id,
        check=EDIT,
        formula=formula,
        spans=(claim.raw,),
        texts=(claim.text,),
        verdict="inconsistent",
        severity=severity(steps[-2], claim.text),
        why=say("edited_figure", lang, before=steps[-2], after=claim.text),
        reason="edited_figure",
        parts=(("before", steps[-2]), ("after", claim.text)),
    )


def severity(before: str, after: str) -> float:
    """How grave it is that a figure took the place of another, 0 to 1.

    >>> severity("95个", "95.5个") < severity("3人", "5人") < severity("3萬人", "3億人")
    True
    """
    old, new = _number(before), _number(after)
    if old is None or new is None or old == new:
        return LEAST
    gap = float(abs(old - new) / max(abs(old), abs(new)))
    return round(LEAST + (MOST - LEAST) * gap, 4)


def _number(text: str) -> Decimal | None:
    table = character_table()
    simple = "".join(table.get(char, char) for char in text)
    runs = numerals(simple)
    read = parse_numeral(simple[runs[0].start : runs[0].end]) if runs else None
    return read.value if read is not None else None


def numerals(text: str) -> tuple[Span, ...]:
    """The runs of numerals in a text, whatever they are of.

    >>> numerals("全年1,843.7万元，三家")
    (Span(start=2, end=10), Span(start=12, end=13))
    """
    runs: list[Span] = []
    for place, char in enumerate(text):
        if not char.isnumeric():
            continue
        joined = runs and (runs[-1].end == place or (runs[-1].end == place - 1 and text[place - 1] in _POINTS))
        if joined:
            runs[-1] = Span(runs[-1].start, place + 1)
        else:
            runs.append(Span(place, place + 1))
    return tuple(runs)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text.

    >>> [sentence.frame for sentence in sentences("有95个可用区。两人获救！")]
    ['有□个可用区', '两人获救']
    """
    for match in _SENTENCE.finditer(text):
        said = match[0]
        figures = numerals(said)
        ends = [0, *(at for span in figures for at in span), len(said)]
        frame = "□".join(said[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True))
        yield Sentence(match.start(), said, figures, frame)


def compare(raw: str, claims: Sequence[Claim], version: Version) -> Iterator[Edit]:
    """The claims of a text that had another figure in an earlier version.

    Either the same words stand round another figure; or a sentence is gone, and the one figure that it gave for a
    subject's attribute is another one in a sentence that is new.
    """
    now, then = list(sentences(raw)), list(sentences(version.raw))
    pairs = dict(_pairs(now, then))
    said, framed = {s.text for s in then}, {s.frame for s in now}
    fresh: list[Claim] = []
    for claim, home in _homes(claims, now):
        if home.start in pairs:
            before = _figure_before(claim, home, pairs[home.start])
            if before != claim.text:
                yield Edit(claim, before)
        elif home.text not in said:
            fresh.append(claim)
    gone = [claim for claim, home in _homes(version.claims, then) if home.frame not in framed]
    yield from _by_meaning(fresh, gone)


def _homes(claims: Iterable[Claim], found: Sequence[Sentence]) -> Iterator[tuple[Claim, Sentence]]:
    """The claims that stand in one of the sentences, each with it."""
    starts = [sentence.start for sentence in found]
    for claim in claims:
        at = bisect_right(starts, claim.raw.start) - 1
        if at >= 0 and claim.raw.start < starts[at] + len(found[at].text):
            yield claim, found[at]


def _pairs(now: Sequence[Sentence], then: Sequence[Sentence]) -> Iterator[tuple[int, Sentence]]:
    """Sentences of one frame, by where the later begins; those that stand in both texts are no edits."""
    new, old = _left(now, then), _left(then, now)
    for frame, group in new.items():
        if len(group) == len(old.get(frame, ())):
            yield from ((sentence.start, before) for sentence, before in zip(group, old[frame], strict=True))


def _left(these: Sequence[Sentence], others: Sequence[Sentence]) -> dict[str, list[Sentence]]:
    there = Counter(sentence.text for sentence in others)
    left: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in these:
        if there[sentence.text]:
            there[sentence.text] -= 1
        else:
            left[sentence.frame].append(sentence)
    return left


def _figure_before(claim: Claim, now: Sentence, then: Sentence) -> str:
    """What stood where a claim's figure stands, in a sentence of the same frame."""
    start, end = claim.raw.start - now.start, min(claim.raw.end - now.start, len(now.text))
    return then.text[_shifted(start, now, then, False) : _shifted(end, now, then, True)]


def _shifted(place: int, now: Sentence, then: Sentence, is_end: bool) -> int:
    moved = place
    for new, old in zip(now.figures, then.figures, strict=True):
        if new.start < place < new.end or (place == new.end and is_end):
            return old.end if is_end else old.start
        if place >= new.end:
            moved = place - new.end + old.end
        else:
            break
    return moved


def _meaning(claim: Claim) -> tuple[object, ...] | None:
    """What a claim is about, its value left out; None where it does not say."""
    quantity, scope = claim.mention.quantity, claim.scope
    if quantity is None or not claim.subject.id or not claim.attribute.id:
        return None
    kind = (claim.mention.kind, quantity.unit, quantity.currency, claim.direction)
    return (claim.subject.id, claim.attribute.id, *kind, scope.start, scope.end, scope.basis, claim.frame)


def _by_meaning(fresh: Sequence[Claim], gone: Sequence[Claim]) -> Iterator[Edit]:
    new, old = (_single(claims) for claims in (fresh, gone))
    for meaning, claim in new.items():
        before = old.get(meaning)
        if before is not None and before.mention.quantity != claim.mention.quantity:
            yield Edit(claim, before.text)


def _single(claims: Sequence[Claim]) -> dict[tuple[object, ...], Claim]:
    """The claims that alone say something of what they are about."""
    counts = Counter(_meaning(claim) for claim in claims)
    found = ((_meaning(claim), claim) for claim in claims)
    return {meaning: claim for meaning, claim in found if meaning is not None and counts[meaning] == 1}
