"""Which pairs of two articles' figures are worth scoring, and the log-odds of each by itself."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.crosscheck.align import Aligner
from pipeline.crosscheck.features import (
    Card,
    comparable,
    family_of,
    frame_class,
    pair_family,
    pair_features,
    to_card,
)
from pipeline.crosscheck.measure import may_be_one
from pipeline.crosscheck.moments import Moment, clock_slip, relate
from pipeline.lexicon.entities import load_entities
from pipeline.records import Claim

MOST_DAYS = 4
MOST_OF_FAMILY = 100
DAY = timedelta(days=1)
# 成交42.1亿 is a sum without its unit, and 57.6% may be a slip for 57.6个百分点.
MIXED = {"money": "count", "count": "money", "share": "points", "points": "share"}
_DEFINING = frozenset({"change", "comparison", "period_kind", "real", "toll"})


def value_key(card: Card) -> tuple[object, ...]:
    """What a figure says, equal for figures that say the same."""
    if card.measure is not None:
        return (card.measure.stated, card.measure.usual_low)
    return (card.moment,)


def to_cards(claims: Iterable[Claim], weights: Mapping[str, float], written: datetime | None) -> tuple[Card, ...]:
    """The cards of one article's claims; each knows how many others of its family and value stand beside it.

    Of a flood of figures the first `MOST_OF_FAMILY` of each family are compared: a table that long is no news.
    """
    cards: list[Card] = []
    seen: Counter[str] = Counter()
    for claim in claims:
        family = family_of(claim)
        seen[family] += 1
        if seen[family] <= MOST_OF_FAMILY:
            cards.append(to_card(claim, weights, written))
    families = Counter((c.family, c.measure.unit if c.measure else None) for c in cards)
    values = Counter(value_key(c) for c in cards)
    named = {(c.claim.sentence, c.claim.mention.timex.start) for c in cards if c.moment and c.claim.mention.timex}
    spread = Counter(token for c in cards for token in c.tokens)
    return tuple(
        dataclasses.replace(
            c,
            siblings=families[c.family, c.measure.unit if c.measure else None],
            sure=(c.claim.sentence, c.claim.scope.start) in named,
            twins=values[value_key(c)],
            tokens={token: weight / spread[token] ** 0.5 for token, weight in c.tokens.items()},
        )
        for c in cards
    )


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair by itself: its features, and the log-odds that they give."""

    features: Mapping[str, float]
    logit: float


def score_pair(a: Card, b: Card, similarity: float, aligner: Aligner) -> Scored:
    """Score a comparable pair by itself."""
    features = pair_features(a, b, similarity)
    return Scored(features, aligner.weigh(features, pair_family(a, b)))


def score_articles(
    left: Sequence[Card], right: Sequence[Card], similarity: float, aligner: Aligner
) -> dict[tuple[str, str], Scored]:
    """Every pair of two articles that is worth it, scored by itself; ids as (left, right)."""
    by_family: defaultdict[str, list[Card]] = defaultdict(list)
    for card in right:
        by_family[card.family].append(card)
    found = {}
    for a in left:
        for b in (*by_family.get(a.family, ()), *by_family.get(MIXED.get(a.family, ""), ())):
            if worth_scoring(a, b) and comparable(a, b):
                found[a.claim.id, b.claim.id] = score_pair(a, b, similarity, aligner)
    return found


def worth_scoring(a: Card, b: Card) -> bool:
    """Whether two figures have anything in common that could make them one fact: what they say, or a word round them.

    Figures that say different things must be of one time too: other periods are other facts, not disagreements.
    """
    shares = not a.tokens.keys().isdisjoint(b.tokens)
    if says_the_same(a, b):
        return shares or tells(a)
    return shares and (both_may_hold(a, b) or (may_differ(a, b) and can_conflict(a, b) and same_time(a, b)))


def both_may_hold(a: Card, b: Card) -> bool:
    """Whether the figures meet in their usual readings: 约24亿 and 23.97亿, 5月 and 5月30日."""
    if a.moment is not None and b.moment is not None:
        return relate(a.moment, b.moment) != "apart"
    x, y = a.measure, b.measure
    if x is None or y is None:
        return False
    slack = max(x.step, y.step) / 2 if x.step != y.step else 0
    return max(x.usual_low, y.usual_low) <= min(x.usual_high, y.usual_high) + slack


def may_differ(a: Card, b: Card) -> bool:
    """Whether figures that say different things can be compared at all: a plan is no fact, an old figure no new one.

    A time that only dates a count (截至3日12时) contradicts nothing, nor does a figure of another period that is named.
    """
    same_frame = frame_class(a.claim.frame) == frame_class(b.claim.frame)
    return same_frame and not (a.stamp or b.stamp) and not _other_time(a, b)


def _other_time(a: Card, b: Card) -> bool:
    """Whether two figures are plainly of two times: their sentences say so, or they count what two days added."""
    if a.period is not None and b.period is not None:
        if relate(a.period, b.period) != "apart":
            return False
        if a.sure and b.sure:
            return True
    added = "new" in (a.basis.get("change"), b.basis.get("change"))
    return added and a.written is not None and b.written is not None and a.written.date() != b.written.date()


def can_conflict(a: Card, b: Card) -> bool:
    """Whether two figures that differ may be one fact: not two numbered things (第五届, 第六届), nor unnamed times."""
    if a.family == "rank":
        return a.ranked and b.ranked
    if a.family == "time" and a.moment is not None and b.moment is not None:
        named = a.claim.attribute.id == b.claim.attribute.id and not a.claim.attribute.id.startswith("np:")
        return named or relate(a.moment, b.moment) != "apart" or clock_slip(a.moment, b.moment)
    return same_definition(a, b)


def same_definition(a: Card, b: Card) -> bool:
    """Whether no word of definition tells two figures apart: 新增 and 累计, 同比 and 环比, 死亡 and 死亡失踪."""
    if any(a.basis[group] != b.basis[group] for group in a.basis.keys() & b.basis.keys() & _DEFINING):
        return False
    if _of_a_part(a, b) or _of_a_part(b, a):
        return False
    return (a.basis.get("change") == "new") == (b.basis.get("change") == "new")


def _of_a_part(a: Card, b: Card) -> bool:
    """Whether one figure is of the whole country and the other of a part of it: 31个省（自治区、直辖市）, 湖北省."""
    if a.basis.get("place_scope") != "nationwide" or "place_scope" in b.basis:
        return False
    entities = load_entities()
    place = entities.entity(b.claim.subject.id)
    whole = entities.entity(place.parent or "") if place is not None and place.type == "GPE" else None
    return whole is not None and place is not None and whole.region == place.region


def says_the_same(a: Card, b: Card) -> bool:
    x, y = a.measure, b.measure
    if value_key(a) != value_key(b) or a.direction * b.direction == -1:
        return False
    return x is None or y is None or x.currency == y.currency or may_be_one(x, y)


def same_number(a: Card, b: Card) -> bool:
    """Whether two figures of one article say one thing, hedged or not: 3800亿元 and 约3800亿元."""
    x, y = a.measure, b.measure
    stated = x is not None and y is not None and x.stated is not None and x.stated == y.stated
    return stated or value_key(a) == value_key(b)


def tells(card: Card) -> bool:
    """Whether a figure is seldom enough that its like elsewhere tells something: two digits, or a hundred and more."""
    if card.moment is not None:
        return not card.stamp
    written = card.measure.written if card.measure is not None else None
    return written is not None and (len(written.as_tuple().digits) >= 2 or abs(written) >= 100)


def same_time(a: Card, b: Card) -> bool:
    """Whether two figures may speak of one time: one period, not 1至9月 and 1至10月; else articles a few days apart.

    A longer period counts where each figure's own sentence names it; a day also where it was carried over.
    """
    if a.period is not None and b.period is not None:
        relation = relate(a.period, b.period)
        days = max(a.period.width, b.period.width) <= DAY
        if days or (a.sure and b.sure):
            long = min(a.period.width, b.period.width) > DAY
            return relation in ("equal", "within_day") if long else _one_day(a.period, b.period) or relation != "apart"
    if a.written is None or b.written is None:
        return True
    daily = "new" in (a.basis.get("change"), b.basis.get("change"))
    return abs((a.written.date() - b.written.date()).days) <= (0 if daily else MOST_DAYS)


def _one_day(x: Moment, y: Moment) -> bool:
    return x.start.date() == y.start.date()
