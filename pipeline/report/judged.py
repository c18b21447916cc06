"""What reviewers said, and of which facts and sums of this run: known by meaning, whatever the ids are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.codec import plain
from pipeline.records import Check, Claim, Fact, Judgement, content_id
from pipeline.report.sides import group_sides, value_key

DISMISSING = frozenset({"fine", "not_comparable"})
LEAST_CLAUSE = 16


@dataclass(frozen=True, slots=True)
class Ruling:
    """The latest word on a fact or sum; `whole` where every conflict in it was judged, `dismissed` where all away."""

    judgement: Judgement
    whole: bool
    dismissed: bool


@dataclass(frozen=True, slots=True)
class Word:
    """The judgements that stand, by the pairs of figures and the sums that they speak of."""

    by_key: Mapping[str, Judgement]

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Word:
        """The word of judgements in the order they were given; what was taken back counts no more."""
        return cls({key: one for one in standing(judgements) for key in keys_of(one)})

    def __bool__(self) -> bool:
        return bool(self.by_key)

    def of_fact(self, fact: Fact, conflicts: Sequence[frozenset[str]]) -> Ruling | None:
        """What was said of the fact: of it all, or of some of its conflicts, which are known by their keys."""
        sides = [self._first(keys) for keys in conflicts] or [None]
        known = self.by_key.get(fact.id)
        said = [one or known for one in sides]
        found = [one for one in said if one is not None]
        if not found:
            return None
        whole = len(found) == len(said)
        latest = max(found, key=lambda one: one.at)
        return Ruling(latest, whole, whole and all(one.verdict in DISMISSING for one in found))

    def of_check(self, check: Check) -> Ruling | None:
        """What was said of the sum."""
        found = self._first(frozenset({check_key(check), check.id}))
        return None if found is None else Ruling(found, True, found.verdict in DISMISSING)

    def _first(self, keys: Iterable[str]) -> Judgement | None:
        found = [self.by_key[key] for key in keys if key in self.by_key]
        return max(found, key=lambda one: (one.at, one.id), default=None)


def standing(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The judgements that nobody took back, in the order they were given.

    >>> said = [Judgement("f-1", "fine", "甲", "8:00", id="j-1"),
    ...         Judgement("f-1", "withdrawn", "甲", "8:01", id="j-2", undoes="j-1")]
    >>> standing(said)
    []
    """
    every = list(judgements)
    undone = {one.undoes for one in every if one.verdict == "withdrawn"}
    return [one for one in every if one.verdict != "withdrawn" and not (one.id and one.id in undone)]


def keys_of(judgement: Judgement) -> Iterator[str]:
    """What a judgement is known by: its target, and the pairs of figures or the sum as they stood."""
    yield judgement.target
    if judgement.fact is not None:
        for keys in conflict_keys(judgement.fact, 0.0):
            yield from keys
    if judgement.check is not None:
        yield check_key(judgement.check)


def conflict_keys(fact: Fact, sure: float) -> list[frozenset[str]]:
    """The keys of each two sides in conflict: of those at least as sure as `sure`, else of all."""
    side_of = {claim: number for number, side in enumerate(group_sides(fact)) for claim in side}
    pairs = [p for p in fact.pairs if p.relation == "conflict"]
    pairs = [p for p in pairs if p.confidence >= sure] or pairs
    marks = {index: _marks(fact.claims[index]) for pair in pairs for index in (pair.left, pair.right)}
    found: dict[tuple[int, int], set[str]] = {}
    for pair in pairs:
        one, other = sorted((side_of[pair.left], side_of[pair.right]))
        keys = {"|".join(sorted((x, y))) for x in marks[pair.left] for y in marks[pair.right]}
        found.setdefault((one, other), set()).update(keys)
    return [frozenset(keys) for _, keys in sorted(found.items())]


def check_key(check: Check) -> str:
    """A sum by its article, its kind and its figures as written, wherever they stand."""
    return content_id("s", (check.article, check.check, check.formula, *check.texts))


def _marks(claim: Claim) -> tuple[str, ...]:
    """A figure by its place in its article's sentence; and by its words and value, so that a reprint is known too."""
    place = content_id("p", (claim.article, claim.quote, claim.raw.start - claim.raw_sentence.start, claim.text))
    around = claim.contexts[2] if len(claim.contexts) > 2 else ""
    if len(around) < LEAST_CLAUSE:
        return (place,)
    value = (plain(part) if isinstance(part, Decimal) else part for part in value_key(claim))
    return place, content_id("w", (around, *value))
