"""Counts what was read of articles against their labels: figures and values, names, times, claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pipeline.evaluate.gold import Cluster, GoldValue, Place, overlap
from pipeline.evaluate.judge import JUDGES, read_basis, told
from pipeline.evaluate.labels import LabelledClaim, LabelledMark, read_claim_labels, read_mark_labels
from pipeline.evaluate.score import Scores, Tally, precision_recall
from pipeline.extract.reading import Reading
from pipeline.records import Claim, Mention, Span


@dataclass(frozen=True, slots=True)
class Miss:
    """One error: of which score, where, what was wanted, what was read and by which rules."""

    score: str
    place: Place
    text: str
    wanted: str
    read: str
    rules: tuple[str, ...] = ()
    quote: str = ""


def _count(tally: Tally, score: str, right: bool, *, run: bool = True, gold: bool = True) -> None:
    tally[f"{score}:right"] += right
    tally[f"{score}:run"] += run
    tally[f"{score}:gold"] += gold


def _shared(a: Place, b: Place) -> int:
    return min(a[2], b[2]) - max(a[1], b[1])


def nearest(place: Place, claims: Sequence[Claim]) -> Claim | None:
    """The claim that shares most with a place, the shorter of two."""
    touching = [c for c in claims if overlap((c.article, *c.raw), place)]
    return max(touching, key=lambda c: (_shared((c.article, *c.raw), place), c.raw.start - c.raw.end), default=None)


def value_right(mention: Mention, gold: GoldValue) -> bool:
    """Whether a figure says the number or date of the label; hedges and units are other questions.

    >>> from pipeline.records import Quantity
    >>> ten = Mention("number", Span(0, 2), Span(0, 2), Quantity(Decimal(10), Decimal(10), Decimal(10), Decimal(1)))
    >>> value_right(ten, GoldValue("10", None, "人", "exact"))
    True
    """
    quantity, timex = mention.quantity, mention.timex
    if quantity is None or gold.unit == "日期":
        start = (timex.start or "") if timex is not None else ""
        return start.startswith(gold.value) or (bool(start) and gold.value.startswith(start))
    try:
        wanted = {abs(Decimal(end)) for end in (gold.value, gold.high) if end is not None}
    except InvalidOperation:
        return timex is not None and gold.value in (timex.value, timex.start)
    ends = (quantity.low, quantity.high) if quantity.stated is None or gold.high is not None else (quantity.stated,)
    return wanted == {abs(end) for end in ends if end is not None}


def count_figures(cluster: Cluster, readings: Mapping[str, Reading]) -> tuple[Tally, list[Miss]]:
    """Figures of the facts: read at all, with the right number, with the right hedge."""
    tally, misses = Tally(), list[Miss]()
    bodies = {str(a.key): a.body for a in cluster.articles}
    seen: set[Place] = set()
    for fact in cluster.facts:
        for place, value in zip(fact.claims, fact.values, strict=False):
            if place in seen or place[0] not in readings:
                continue
            seen.add(place)
            claim = nearest(place, readings[place[0]].claims)
            text = bodies[place[0]][place[1] : place[2]]
            _count(tally, "spans", claim is not None, run=claim is not None)
            if claim is None:
                misses.append(Miss("spans", place, text, text, "-"))
                continue
            right = value_right(claim.mention, value)
            _count(tally, "values", right)
            if not right:
                misses.append(Miss("values", place, text, value.value, _shown(claim.mention), claim.mention.rules))
            if claim.mention.quantity is not None and value.unit != "日期":
                same = claim.mention.quantity.hedge == value.modifier
                _count(tally, "hedges", same)
                if not same:
                    hedge = claim.mention.quantity.hedge
                    misses.append(Miss("hedges", place, text, value.modifier, hedge, claim.mention.rules))
    return tally, misses


def _shown(mention: Mention) -> str:
    quantity, timex = mention.quantity, mention.timex
    if quantity is not None:
        return f"{quantity.low}..{quantity.high} {quantity.currency or quantity.unit or ''}".strip()
    return f"{timex.value} {timex.start or ''}" if timex is not None else "-"


def count_claims(labels: Iterable[LabelledClaim], readings: Mapping[str, Reading]) -> tuple[Tally, list[Miss]]:
    """Claims labelled in full: each field of the claim that stands where the label does."""
    tally, misses = Tally(), list[Miss]()
    for label in labels:
        if label.place[0] not in readings:
            continue
        claim = nearest(label.place, readings[label.place[0]].claims)
        _count(tally, "claim_spans", claim is not None, run=claim is not None)
        for field, judge in JUDGES.items():
            right = claim is not None and judge(claim, label)
            _count(tally, field, right, run=claim is not None)
            if claim is not None and not right:
                wanted, read = told(claim, label, field)
                misses.append(Miss(field, label.place, label.quote, wanted, read, claim.rules, claim.quote))
        found = read_basis(claim) if claim is not None else frozenset[str]()
        tally.update(
            {
                "basis:right": len(found & (label.basis | label.basis_also)),
                "basis:run": len(found),
                "basis:gold": len(label.basis | (found & label.basis_also)),
            }
        )
    return tally, misses


def _raw(reading: Reading, span: Span) -> Place:
    return (reading.article.id, *reading.article.to_raw.to_raw(*span))


def count_names(labels: Sequence[LabelledMark], reading: Reading) -> tuple[Tally, list[Miss]]:
    """Names of one article: exact spans, then those of the right type; entities of the same grouping."""
    tally, misses = Tally(), list[Miss]()
    body = reading.article.raw
    read = {_raw(reading, name.span): name for name in reading.names if not {"terms", "reference"} & set(name.rules)}
    wanted = {mark.place: mark for mark in labels}
    groups_read = {place: name.entity for place, name in read.items()}
    groups_gold = {place: mark.meaning for place, mark in wanted.items()}
    for place in sorted(read.keys() | wanted.keys()):
        name, mark = read.get(place), wanted.get(place)
        both = name is not None and mark is not None
        _count(tally, "names", both, run=name is not None, gold=mark is not None)
        typed = name is not None and mark is not None and name.type == mark.kind
        _count(tally, "names_typed", typed, run=name is not None, gold=mark is not None)
        if not typed:
            gold, found = mark.kind if mark else "-", f"{name.type} {name.entity}" if name else "-"
            misses.append(Miss("names", place, body[place[1] : place[2]], gold, found, name.rules if name else ()))
        if name is not None and mark is not None:
            _count(tally, "entities", _together(place, groups_read) == _together(place, groups_gold))
    return tally, misses


def _together(place: Place, groups: Mapping[Place, str]) -> frozenset[Place]:
    return frozenset(other for other, entity in groups.items() if entity == groups[place])


def time_right(mention: Mention, mark: LabelledMark) -> bool:
    """Whether a time says the ISO value of the label: the value itself, or the same first and last day."""
    timex = mention.timex
    if timex is None:
        return False
    meaning = mark.meaning.removeprefix("R") if mention.kind == "set" else mark.meaning  # ISO's R of what repeats
    first, _, last = meaning.partition("..")
    if timex.value in (meaning, meaning.removesuffix(":00")) or (timex.start or "").startswith(meaning):
        return True
    return bool(last) and (timex.start or "").startswith(first) and timex.end is not None


def count_times(labels: Sequence[LabelledMark], reading: Reading) -> tuple[Tally, list[Miss]]:
    """Times of one article: spans that share half of the shorter, exact spans, values."""
    tally, misses = Tally(), list[Miss]()
    body = reading.article.raw
    read = {_raw(reading, m.span): m for m in reading.mentions if m.timex is not None}
    taken: set[Place] = set()
    for mark in labels:
        touching = [p for p in read if p not in taken and overlap(p, mark.place)]
        place = max(touching, key=lambda p: (_shared(p, mark.place), p[1] - p[2]), default=None)
        _count(tally, "times", place is not None, run=False)
        if place is None:
            misses.append(Miss("times", mark.place, body[slice(*mark.place[1:])], mark.meaning, "-"))
            continue
        taken.add(place)
        right = time_right(read[place], mark)
        _count(tally, "time_values", right)
        if not right:
            shown = _shown(read[place]) if read[place].quantity is None else _told_duration(read[place])
            misses.append(
                Miss("time_values", mark.place, body[slice(*mark.place[1:])], mark.meaning, shown, read[place].rules)
            )
    tally["times:run"] += len(read)
    for place in sorted(read.keys() - taken):
        misses.append(Miss("times", place, body[slice(*place[1:])], "-", _shown(read[place]), read[place].rules))
    return tally, misses


def _told_duration(mention: Mention) -> str:
    return mention.timex.value if mention.timex is not None else "-"


FIELDS = (
    *("spans", "values", "hedges", "names", "names_typed", "entities", "times", "time_values"),
    *("claim_spans", "subject", "attribute", "when", "frame", "attribution", "basis"),
)


@dataclass(frozen=True, slots=True)
class Labels:
    """What is labelled in the articles of one cluster beside its facts."""

    claims: tuple[LabelledClaim, ...]
    marks: Mapping[str, tuple[tuple[LabelledMark, ...], tuple[LabelledMark, ...]]]


def read_labels(folder: Path, cluster: Cluster) -> Labels:
    """The labels of a cluster in `claims/` and `names/` beside it."""
    claims = read_claim_labels(folder, cluster.id, cluster.articles)
    return Labels(claims, read_mark_labels(folder, cluster.articles))


def count_reading(cluster: Cluster, labels: Labels, readings: Mapping[str, Reading]) -> tuple[Tally, list[Miss]]:
    """All counts of one cluster, over those of its articles that have a reading."""
    counted = [count_figures(cluster, readings), count_claims(labels.claims, readings)]
    for article, (names, times) in labels.marks.items():
        if article in readings:
            counted += [count_names(names, readings[article]), count_times(times, readings[article])]
    tally: Tally = Counter()
    for part, _ in counted:
        tally.update(part)
    return tally, [miss for _, misses in counted for miss in misses]


def to_reading_scores(tally: Tally) -> Scores:
    """The scores that counts of reading give; what has no label has no score.

    >>> to_reading_scores(Counter({"frame:right": 9, "frame:run": 10, "frame:gold": 12}))["frame"]["r"]
    0.75
    """
    return {
        field: precision_recall(tally[f"{field}:right"], tally[f"{field}:run"], tally[f"{field}:gold"])
        for field in FIELDS
        if tally[f"{field}:gold"]
    }
