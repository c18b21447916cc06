"""Builds facts: the claims of one group compared pair by pair, with status, severity, sources and confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations

from pipeline.crosscheck.features import Card, base_of, standing
from pipeline.crosscheck.levels import Finding, Side, judge
from pipeline.crosscheck.moments import Moment, clock_slip, parse_instant
from pipeline.crosscheck.scene import OTHER_STORY
from pipeline.crosscheck.scoring import DAY, value_key
from pipeline.lexicon.attributes import AttributeRow, attributes_by_id
from pipeline.lexicon.reasons import say
from pipeline.lexicon.sum_cues import cue_before
from pipeline.records import Claim, Comparison, Fact, Relation, content_id

DEFAULT_IMPORTANCE = 0.5
MOST_CLAIMS = 40
UNMATCHED = 0.5
SLIPS = frozenset({"magnitude", "digits", "direction", "unit", "currency"})
_RANKING: tuple[Relation, ...] = ("agree", "compatible", "update", "conflict")
_LIVE_FAMILIES = frozenset({"count", "person_time"})
_UP_ONLY = frozenset({"deaths", "aftershocks", "aftershock_max", "recovered", "cases_confirmed"})


@dataclass(frozen=True, slots=True)
class Source:
    """What a fact needs of an article: when it was published (None where it was not given), its reprint family.

    `live` is true where the article tells an event that still runs (tolls, rescues): its counts run on. `title` is the
    simplified title, `stamps` are the days that its counts are dated to, `hours` the instants where it names them.
    """

    published: datetime | None
    has_clock: bool
    lineage: int
    live: bool = False
    title: str = ""
    outlet: str = ""
    stamps: frozenset[date] = frozenset()
    hours: frozenset[datetime] = frozenset()


@dataclass(frozen=True, slots=True)
class Matches:
    """What alignment found: the probability of each pair of claims, and the articles that share telling values.

    `stories` holds for an article those with which it shares two such values and more: they tell one story. Different
    figures of articles that do not, themselves or by way of a third, are no disagreement that can be relied on, but for
    slips of the pen that alignment is sure of.
    """

    chances: Mapping[tuple[str, str], float]
    stories: Mapping[str, frozenset[str]]

    def one_story(self, a: str, b: str) -> bool:
        """Whether two articles tell one story, by themselves or by a third that shares it with both."""
        x, y = self.stories.get(a, frozenset()), self.stories.get(b, frozenset())
        return a == b or b in x or not x.isdisjoint(y)


def to_side(card: Card, source: Source) -> Side:
    """A claim as the comparison levels see it."""
    claim = card.claim
    row = attributes_by_id().get(claim.attribute.id)
    running = _running(claim, row)
    event = row is not None and row.kind == "event"
    counted = card.family in _LIVE_FAMILIES and claim.direction == 0
    if source.live and counted and running == "no" and (row is None or event):
        event, running = True, "up"
    if claim.scope.as_of and running == "no":
        running = "both"
    return Side(
        text=claim.text,
        measure=card.measure,
        moment=card.moment,
        direction=card.direction,
        rank=card.family == "rank",
        running=running,
        as_of=_as_of(card, event=event),
        published=_day(source),
        base=_base(claim),
        outlet=source.outlet,
        counts=running != "no" and (event or "change:cumulative" in claim.scope.basis),
    )


def is_live(claims: Iterable[Claim]) -> bool:
    """Whether an article tells of an event whose counts still run: two running attributes of events, or more."""
    rows = (attributes_by_id().get(c.attribute.id) for c in claims)
    return len({row.id for row in rows if row is not None and row.kind == "event" and row.running}) >= 2


def _base(claim: Claim) -> str:
    """What a rate is per: `{share}`, or `10{share}` behind 每10股."""
    return next((r.removeprefix("per:") for r in claim.mention.rules if r.startswith("per:")), "")


def _running(claim: Claim, row: AttributeRow | None) -> str:
    if "change:cumulative" in claim.scope.basis and not claim.attribute.id.startswith("change:"):
        return "up"
    if row is None or not row.running:
        return "no"
    if row.id in _UP_ONLY:
        return "up"
    return "both" if row.kind == "event" else "up"


def _as_of(card: Card, *, event: bool) -> Moment | None:
    scope = card.claim.scope
    if scope.as_of:
        found = parse_instant(scope.as_of)
        if found is None or found[1]:
            return None
        width = timedelta(days=1) if len(scope.as_of) == 10 else timedelta(minutes=1)
        return Moment.lasting(found[0], width)
    if event and card.period is not None and card.period.width <= timedelta(days=1):
        return None if card.period.clock else card.period
    return None


def _day(source: Source) -> Moment | None:
    if source.published is None:
        return None
    if source.has_clock:
        return Moment.lasting(source.published, timedelta(minutes=1))
    return Moment.lasting(source.published, timedelta(days=1))


def severity(finding: Finding, importance: float, families: int, exact: bool) -> float:
    """gap × importance × independence × exactness, each softened so that none hides the others; 0 to 1."""
    gap = 0.45 + 0.55 * min(1.0, finding.gap * 2)
    independence = 0.8 if families < 2 else 1.0
    exactness = 1.0 if exact else 0.85
    return round(gap * (0.4 + 0.6 * importance) * independence * exactness * finding.certainty, 4)


def compare_pair(
    cards: Sequence[Card], sides: Sequence[Side], families: Sequence[int], i: int, j: int, chance: float, lang: str
) -> Comparison | None:
    """The comparison of two claims of a fact; None where nothing can be said of them."""
    finding = judge(sides[i], sides[j])
    if finding is None:
        return None
    row = attributes_by_id().get(base_of(cards[i].claim.attribute.id))
    importance = row.importance if row is not None else DEFAULT_IMPORTANCE
    exact = all(c.measure is None or c.measure.hedge == "exact" for c in (cards[i], cards[j]))
    conflict = finding.relation == "conflict"
    return Comparison(
        left=i,
        right=j,
        relation=finding.relation,
        level=finding.level,
        why=say(finding.reason, lang, **dict(finding.parts)),
        kind=finding.kind,
        severity=severity(finding, importance, len({families[i], families[j]}), exact) if conflict else 0.0,
        confidence=round(chance * finding.certainty, 4),
        reason=finding.reason,
        parts=finding.parts,
    )


def build_fact(cards: Sequence[Card], sources: Mapping[str, Source], matches: Matches, lang: str) -> Fact | None:
    """The fact of one group of claims; None where no two claims of different articles can be compared.

    Claims of the same sentence, word for word, count as one lineage though their articles differ.
    """
    ordered = sorted(cards, key=lambda c: (c.claim.article, c.claim.raw, c.claim.id))
    claims = tuple(c.claim for c in ordered)
    families = sentence_families(claims, [sources[c.article].lineage for c in claims])
    sides = [to_side(c, sources[c.claim.article]) for c in ordered]
    values = [value_key(c) for c in ordered]
    chances = _value_chances(claims, values, matches)
    pairs = []
    for i, j in _pairs_to_compare(claims, families, sides):
        chance = chances.get(frozenset((values[i], values[j])), UNMATCHED)
        comparison = compare_pair(ordered, sides, families, i, j, chance, lang)
        if comparison is None or (claims[i].article == claims[j].article and comparison.relation != "conflict"):
            continue
        if comparison.relation == "conflict" and not _reliable(ordered[i], ordered[j], comparison, matches, sources):
            comparison = replace(comparison, confidence=min(comparison.confidence, OTHER_STORY))
        pairs.append(comparison)
    pairs = settle_updates(pairs, values, [c.text for c in claims], lang)
    if not any(claims[p.left].article != claims[p.right].article for p in pairs):
        return None
    status = max((p.relation for p in pairs), key=_RANKING.index)
    titles = [sources[article].title for article in sorted({c.article for c in claims})]
    subject, attribute = _subject_label(claims, titles), _attribute_label(claims)
    return Fact(
        id=content_id("f", sorted(c.id for c in claims)),
        subject=subject,
        attribute=attribute,
        scope=_scope_label(claims),
        status=status,
        severity=max((p.severity for p in pairs), default=0.0),
        sources=len(set(families)),
        claims=claims,
        lineages=tuple(families),
        pairs=tuple(pairs),
    )


def _reliable(a: Card, b: Card, comparison: Comparison, matches: Matches, sources: Mapping[str, Source]) -> bool:
    """Whether two figures that differ can be relied on to be of one fact: one story, or a standing attribute.

    A slip of the pen that alignment is sure of needs neither. Of times only a slip of the clock is told: other days are
    of other things far more often than wrong.
    """
    p, q = a.claim, b.claim
    if standing(p, q):
        return True
    if _two_parts(p, q):
        return False
    if _counted_apart(a, b, sources) or (comparison.kind == "time" and not _clock_slips(a, b)):
        return False
    return matches.one_story(p.article, q.article) or (comparison.level in SLIPS and comparison.confidence > UNMATCHED)


def _two_parts(a: Claim, b: Claim) -> bool:
    """Whether two figures are parts of one whole, told of different things: 其中2名为密切接触者, 其中一名女婴."""
    part = cue_before("of_which", 1)
    if not (part.search(a.contexts[0]) and part.search(b.contexts[0])):
        return False
    return {c for c in a.contexts[1] if c.isalpha()}.isdisjoint(b.contexts[1])


def _clock_slips(a: Card, b: Card) -> bool:
    return a.moment is not None and b.moment is not None and clock_slip(a.moment, b.moment)


def _value_chances(
    claims: Sequence[Claim], values: Sequence[object], matches: Matches
) -> dict[frozenset[object], float]:
    """The best probability that any two claims of two values have: copies of one figure share it."""
    found: dict[frozenset[object], float] = {}
    for i, j in combinations(range(len(claims)), 2):
        a, b = sorted((claims[i].id, claims[j].id))
        key = frozenset((values[i], values[j]))
        found[key] = max(found.get(key, 0.0), matches.chances.get((a, b), 0.0))
    return {key: chance for key, chance in found.items() if chance}


def _counted_apart(a: Card, b: Card, sources: Mapping[str, Source]) -> bool:
    """Whether the articles date their counts to other days (截至3日24时 and 4日), and the figures name no period.

    To other hours too (截至3日22时 and 23时), unless what is counted is of a longer time than a day.
    """
    if a.moment is not None:
        return False
    x, y = sources[a.claim.article], sources[b.claim.article]
    if x.hours and y.hours and x.hours.isdisjoint(y.hours):
        return not any(c.sure and c.period is not None and c.period.width > DAY for c in (a, b))
    return bool(x.stamps and y.stamps) and x.stamps.isdisjoint(y.stamps) and not (a.sure and b.sure)


def settle_updates(
    pairs: Sequence[Comparison], values: Sequence[object], texts: Sequence[str], lang: str
) -> list[Comparison]:
    """Where two values of a running figure were told apart by time once, the same two values conflict nowhere else.

    A reprint of the earlier count may have appeared on the day of the later one. `values` and `texts` are those of the
    claims: which of the two values is the earlier was told once, and holds whichever side it stands on.
    """
    ordered = {frozenset((values[p.left], values[p.right])): p for p in pairs if p.relation == "update"}
    settled = []
    for pair in pairs:
        known = ordered.get(frozenset((values[pair.left], values[pair.right])))
        if known is not None and pair.relation == "conflict" and pair.kind in ("value", "hedge"):
            turned = values[pair.left] != values[known.left]
            parts = _told_again(known, turned, texts[pair.left], texts[pair.right])
            why = say(known.reason, lang, **parts)
            said = {"level": known.level, "reason": known.reason, "parts": tuple(sorted(parts.items())), "why": why}
            pair = replace(pair, relation="update", kind=None, severity=0.0, **said)  # type: ignore[arg-type]
        settled.append(pair)
    return settled


def _told_again(known: Comparison, turned: bool, left: str, right: str) -> dict[str, str]:
    """The parts of a comparison for two other claims of the same values; `turned` where these change sides."""
    parts = dict(known.parts)
    if "early" in parts:
        left_first = (parts["early"] == parts["left"]) != turned
        parts |= {"early": left if left_first else right, "late": right if left_first else left}
    return parts | {"left": left, "right": right}


def _pairs_to_compare(claims: Sequence[Claim], families: Sequence[int], sides: Sequence[Side]) -> list[tuple[int, int]]:
    chosen = range(len(claims))
    if len(claims) > MOST_CLAIMS:
        first: dict[tuple[object, ...], int] = {}
        for i, side in enumerate(sides):
            value = (side.measure.low, side.measure.high) if side.measure else (side.moment,)
            first.setdefault((families[i], *value), i)
        chosen = sorted(first.values())  # type: ignore[assignment]
    return list(combinations(chosen, 2))


def sentence_families(claims: Sequence[Claim], lineages: Sequence[int]) -> list[int]:
    """The reprint family of each claim: that of its article, joined where the same sentence stands word for word."""
    families = list(lineages)
    seen: dict[str, int] = {}
    for i, claim in enumerate(claims):
        left, right, clause = claim.contexts[:3]
        if len(clause) < 16:
            continue
        known = seen.setdefault(f"{left}□{right}□{clause}", families[i])
        if known != families[i]:
            old, new = max(known, families[i]), min(known, families[i])
            families = [new if f == old else f for f in families]
            seen = {k: new if f == old else f for k, f in seen.items()}
    return families


def _label(texts: Sequence[str]) -> str:
    counts = Counter(t for t in texts if t)
    return min(counts, key=lambda t: (-counts[t], len(t), t)) if counts else ""


def _subject_label(claims: Sequence[Claim], titles: Sequence[str]) -> str:
    """The subject that most claims and titles name."""
    counts = Counter(c.subject.id or c.subject.text for c in claims)
    counts.pop("", None)
    for subject in counts:
        counts[subject] += 2 * sum(subject in title for title in titles)
    return min(counts, key=lambda t: (-counts[t], len(t), t)) if counts else ""


def _attribute_label(claims: Sequence[Claim]) -> str:
    known = [c.attribute.text for c in claims if not base_of(c.attribute.id).startswith("np:")]
    return _label(known or [c.attribute.text for c in claims])


def _scope_label(claims: Sequence[Claim]) -> str:
    starts = {(c.scope.start, c.scope.end) for c in claims if c.scope.start and c.scope.end}
    if len(starts) != 1:
        return ""
    start, end = next(iter(starts))
    return f"{start}/{end}"
