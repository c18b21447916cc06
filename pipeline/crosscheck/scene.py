"""Two articles beside each other: what their other figures say of a pair, as rivals, anchors and neighbours.

A figure is seldom told alone. Where the figures round it fit those round its partner, the two are likely one fact even
if they differ; where one of them fits another figure better, they are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from pipeline.crosscheck.align import Aligner, probability
from pipeline.crosscheck.features import (
    ALIKE,
    Card,
    comparable,
    kinship,
    pair_family,
    same_digits,
    same_writing,
    standing,
)
from pipeline.crosscheck.measure import misprint
from pipeline.crosscheck.moments import clock_slip
from pipeline.crosscheck.scoring import (
    DAY,
    MOST_DAYS,
    Scored,
    both_may_hold,
    can_conflict,
    may_differ,
    same_time,
    says_the_same,
    score_articles,
    score_pair,
    tells,
    value_key,
)

# What of a pair's own features the trees see again, to weigh it against the scene.
OWN = (
    *("near", "near_part", "clause", "telling", "telling_best", "run_left", "run_right", "run_across", "names"),
    *("attribute_text", "attribute_half", "unit_same", "alone", "twins", "value_far", "time_far", "title", "articles"),
    *("basis_same", "basis_other", "period_half", "direction_same", "direction_opposite"),
)
Pair = tuple[str, str]
Tie = Literal["story", "touch", "none"]
FLOOR = -3.0
CAP = 8.0
CROWD = 3.0
MANY = 6
MOST_IN_SENTENCE = 40
ONE_STORY = 2
OTHER_DAYS = 5
SURE_SLIP = 0.6
MOST_LEFT = 40
OTHER_STORY = 0.4
TOUCHING = 0.15  # articles of near days that are as alike as that touch
NEAR_DAYS = 2
DIGITS = 9
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """The figures of two articles in text order, the first log-odds of their candidate pairs, and the anchors.

    An anchor is a pair that each side prefers to any other and that is likelier than not; `agreed` is the share of
    anchors whose figures may both hold. Two days of one bulletin anchor each other everywhere and agree nowhere.
    `met` counts the telling values (a date, two digits) that the articles share, `days` lie between them; `apart` is
    true where both name days, and none in common.
    """

    left: Sequence[Card]
    right: Sequence[Card]
    logits: Mapping[Pair, float]
    cards: Mapping[str, Card]
    place: Mapping[str, int]
    values: Mapping[str, object]
    options: Mapping[str, Sequence[tuple[float, str]]]
    anchors: Mapping[Pair, float]
    anchored: Mapping[str, Sequence[tuple[str, float]]]
    sentences: Mapping[tuple[str, int], Sequence[str]]
    agreed: float
    met: int
    days: int
    apart: bool
    likeness: float

    def sentence(self, claim: str) -> tuple[str, int]:
        """The sentence a claim stands in."""
        card = self.cards[claim].claim
        return card.article, card.sentence.start


def set_scene(left: Sequence[Card], right: Sequence[Card], logits: Mapping[Pair, float], likeness: float) -> Scene:
    """Lay out two articles' figures by the first log-odds of their pairs, ids as (left, right)."""
    cards = {c.claim.id: c for c in (*left, *right)}
    options: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for (a, b), logit in logits.items():
        options[a].append((logit, b))
        options[b].append((logit, a))
    for rows in options.values():
        rows.sort(reverse=True)
    anchors = {
        (a, b): probability(logit)
        for (a, b), logit in logits.items()
        if logit >= 0.0 and logit >= options[a][0][0] and logit >= options[b][0][0]
    }
    anchored: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for (a, b), chance in anchors.items():
        anchored[a].append((b, chance))
        anchored[b].append((a, chance))
    sentences: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for card in cards.values():
        inside = sentences[card.claim.article, card.claim.sentence.start]
        if len(inside) < MOST_IN_SENTENCE:
            inside.append(card.claim.id)
    place = {c.claim.id: i for side in (left, right) for i, c in enumerate(side)}
    values = {i: value_key(c) for i, c in cards.items()}
    met = sum(both_may_hold(cards[a], cards[b]) for a, b in anchors)
    days = days_named(left), days_named(right)
    telling = {values[a] for a, b in anchors if says_the_same(cards[a], cards[b]) and tells(cards[a])}
    return Scene(
        left=left,
        right=right,
        logits=logits,
        cards=cards,
        place=place,
        values=values,
        options=options,
        anchors=anchors,
        anchored=anchored,
        sentences=sentences,
        agreed=(met + 1) / (len(anchors) + 2),
        met=len(telling),
        days=_days_between(left, right),
        apart=bool(days[0] and days[1]) and days[0].isdisjoint(days[1]),
        likeness=min(likeness, ALIKE),
    )


def kind_of_tie(scene: Scene) -> Tie:
    """How much two articles share: enough telling values that their other figures may contradict each other, or one.

    Articles of near days that share names and words touch without any. Articles that name days, and none in common, are
    two issues of a bulletin or two events rather than one story: they need more.
    """
    if scene.met >= (OTHER_DAYS if scene.apart else ONE_STORY):
        return "story"
    alike = scene.likeness >= TOUCHING and scene.days <= NEAR_DAYS
    return "touch" if (scene.met or alike) and not scene.apart else "none"


def days_named(cards: Sequence[Card], *, stamps: bool = False) -> frozenset[date]:
    """The days that an article's times lie on, or only those that date its counts (截至3日12时).

    Midnight that ends a count (截至3日24时) is of the day before.
    """
    found = set()
    for card in cards:
        moment = card.moment
        if moment is None or moment.clock or moment.width > DAY or (stamps and not card.stamp):
            continue
        ends = card.stamp and moment.width < DAY and moment.start.time() == time.min
        found.add((moment.start - MINUTE if ends and moment.start > datetime.min else moment.start).date())
    return frozenset(found)


def hours_named(cards: Sequence[Card]) -> frozenset[datetime]:
    """The instants that an article's counts are dated to: 截至3日22时."""
    return frozenset(
        c.moment.start for c in cards if c.stamp and c.moment and not c.moment.clock and c.moment.width < DAY
    )


def _days_between(left: Sequence[Card], right: Sequence[Card]) -> int:
    """The days between two articles' publication, 0 where one is not dated."""
    a, b = (side[0].written if side else None for side in (left, right))
    return abs((a.date() - b.date()).days) if a is not None and b is not None else 0


def may_be_one(scene: Scene, a: Card, b: Card) -> bool:
    """Whether two figures may be one fact, as far as their readings tell.

    A slip of the pen (762亿斤, 762亿公斤; 6,572亿, 6,752亿) is told by its digits, whatever the times and frames read;
    but articles of other days count anew.
    """
    if not comparable(a, b):
        return False
    return both_may_hold(a, b) or may_differ(a, b) or (not scene.apart and looks_slipped(a, b))


@dataclass(frozen=True, slots=True)
class Proposals:
    """The candidate pairs of two articles, ids as (left, right), with their features among the other figures."""

    scene: Scene
    features: Mapping[Pair, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Probabilities that pairs of claims are about one fact, ids in order; whether the articles tell one story."""

    chances: Mapping[Pair, float]
    one_story: bool


def propose(left: Sequence[Card], right: Sequence[Card], similarity: float, aligner: Aligner) -> Proposals:
    """The candidate pairs of two articles with what is known of each."""
    scored = score_articles(left, right, similarity, aligner)
    scene = set_scene(left, right, {pair: one.logit for pair, one in scored.items()}, similarity)
    found = {pair: scene_features(scene, pair, one, proposed=True) for pair, one in scored.items()}
    for a, b in dict.fromkeys((*neighbours(scene), *leftovers(scene))):
        one = score_pair(scene.cards[a], scene.cards[b], similarity, aligner)
        found[a, b] = scene_features(scene, (a, b), one, proposed=False)
    return Proposals(scene, found)


def align_articles(left: Sequence[Card], right: Sequence[Card], similarity: float, aligner: Aligner) -> Alignment:
    """Align the figures of two articles.

    Where they share no story, figures that differ are a guess at most; but for standing attributes of one entity, and
    for slips of the pen where one telling value is shared: chance seldom makes these.
    """
    proposals = propose(left, right, similarity, aligner)
    scene, tie = proposals.scene, kind_of_tie(proposals.scene)
    if not proposals.features:
        return Alignment({}, tie == "story")
    logits = aligner.trees.logits(aligner.trees.rows(list(proposals.features.values())))
    chances = {}
    for (a, b), logit in zip(proposals.features, logits, strict=True):
        if logit < FLOOR:
            continue
        chance = probability(float(logit))
        x, y = scene.cards[a], scene.cards[b]
        relied_on = both_may_hold(x, y) or standing(x.claim, y.claim) or (tie == "touch" and looks_slipped(x, y))
        if tie != "story" and not relied_on:
            chance = min(chance, OTHER_STORY)
        chances[ordered(a, b)] = chance
    return Alignment(chances, tie == "story")


def ordered(a: str, b: str) -> Pair:
    """Two ids in order."""
    return (a, b) if a < b else (b, a)


def neighbours(scene: Scene) -> Iterator[Pair]:
    """Comparable pairs that were no candidates by themselves, but stand beside an anchor in both articles."""
    seen: set[Pair] = set()
    for a, b in scene.anchors:
        for x in _round(scene, scene.left, a):
            for y in _round(scene, scene.right, b):
                if (x, y) in scene.logits or (x, y) in seen:
                    continue
                seen.add((x, y))
                if may_be_one(scene, scene.cards[x], scene.cards[y]):
                    yield x, y


def leftovers(scene: Scene) -> Iterator[Pair]:
    """Comparable pairs of figures that no anchor explains, in two articles that tell one story.

    A long table that stands in one of them alone is no story.
    """
    tie = kind_of_tie(scene)
    if tie == "none":
        return
    left, right = ([c for c in side if not _explained(scene, c.claim.id)] for side in (scene.left, scene.right))
    if len(left) > MOST_LEFT or len(right) > MOST_LEFT:
        return
    for x in left:
        for y in right:
            pair = x.claim.id, y.claim.id
            if pair not in scene.logits and may_be_one(scene, x, y) and (tie == "story" or looks_slipped(x, y)):
                yield pair


def _explained(scene: Scene, claim: str) -> bool:
    """Whether a figure has its like in the other article: an anchor that says the same."""
    return any(scene.values[other] == scene.values[claim] for other, _ in scene.anchored.get(claim, ()))


def _round(scene: Scene, side: Sequence[Card], claim: str) -> list[str]:
    """The other figures of a claim's sentence, and those next to it."""
    at = scene.place[claim]
    beside = (side[k].claim.id for k in (at - 1, at + 1) if 0 <= k < len(side))
    return [c for c in dict.fromkeys((*scene.sentences[scene.sentence(claim)], *beside)) if c != claim]


def scene_features(scene: Scene, pair: Pair, alone: Scored, *, proposed: bool) -> dict[str, float]:
    """Features of a pair among the other figures of its two articles; symmetric."""
    a, b = pair
    x, y = scene.cards[a], scene.cards[b]
    rivals = sorted((_rival(scene, a, b), _rival(scene, b, a)))
    inside, outside = _support(scene, a, b)
    i, j = scene.place[a], scene.place[b]
    before, behind = _beside(scene, i - 1, j - 1), _beside(scene, i + 1, j + 1)
    same = says_the_same(x, y)
    found = {
        "own": _squeeze(alone.logit),
        "rival": _squeeze(rivals[1]),
        "rival_second": _squeeze(rivals[0]),
        "gap": _squeeze(alone.logit - rivals[1]),
        "taken": max(_taken(scene, a, b), _taken(scene, b, a)),
        "support": min(inside, CROWD) / CROWD,
        "supported": float(inside > 0),
        "contra": min(outside, CROWD) / CROWD,
        "before": before,
        "behind": behind,
        "between": before * behind,
        "cover": min(len(scene.anchors) / max(1, min(len(scene.left), len(scene.right))), 1.0),
        "agreed": scene.agreed,
        "met": min(scene.met, MANY) / MANY,
        "days": min(scene.days, MOST_DAYS + 1) / MOST_DAYS,
        "unproposed": float(not proposed),
        "same_time": float(same_time(x, y)),
        "can_conflict": float(can_conflict(x, y)),
        "same": float(same),
        "meets": float(not same and both_may_hold(x, y)),
        "number": float(not same and (same_writing(x, y) or _slips(x, y))),
        "may_differ": float(may_differ(x, y)),
        f"family={pair_family(x, y)}": 1.0,
        **kinship(x, y),
        **{f"own:{name}": value for name in OWN if (value := alone.features.get(name))},
    }
    # Sums of floats differ in the last digit with the side that they begin on: trees must not see it.
    return {name: round(value, DIGITS) if value % 1 else value for name, value in found.items()}


def looks_slipped(x: Card, y: Card) -> bool:
    """Whether two figures look like one number of three digits with a slip: digits, power of ten or unit."""
    if x.stamp or y.stamp or says_the_same(x, y):
        return False
    if x.measure is None or y.measure is None:
        return _slips(x, y)
    return misprint(x.measure, y.measure) >= SURE_SLIP or same_writing(x, y) or _slips(x, y)


def _slips(x: Card, y: Card) -> bool:
    """Whether two figures are a power of ten apart, the slip of 万 for 亿, or two instants an hour or a day."""
    if x.moment is not None and y.moment is not None:
        return clock_slip(x.moment, y.moment)
    return x.measure is not None and y.measure is not None and same_digits(x.measure, y.measure)


def _squeeze(logit: float) -> float:
    return max(min(logit, CAP), -CAP) / 4


def _rival(scene: Scene, owner: str, partner: str) -> float:
    """The best log-odds of a claim with a figure that says something else than its partner."""
    value = scene.values[partner]
    return next((s for s, other in scene.options.get(owner, ()) if scene.values[other] != value), -CAP)


def _taken(scene: Scene, owner: str, partner: str) -> float:
    """How surely a claim has its like elsewhere: an anchor with the same value as its own, not the partner's."""
    own, other_value = scene.values[owner], scene.values[partner]
    return max(
        (
            chance
            for other, chance in scene.anchored.get(owner, ())
            if scene.values[other] == own and scene.values[other] != other_value
        ),
        default=0.0,
    )


def _support(scene: Scene, a: str, b: str) -> tuple[float, float]:
    """Anchors between the two sentences of a pair, and anchors that lead out of them."""
    inside, out_left = _led(scene, a, b)
    _, out_right = _led(scene, b, a)
    return inside, (out_left + out_right) / 2


def _led(scene: Scene, owner: str, partner: str) -> tuple[float, float]:
    """How surely the other figures of the owner's sentence lead into the partner's sentence, and elsewhere."""
    goal = scene.sentence(partner)
    inside = outside = 0.0
    for other in scene.sentences[scene.sentence(owner)]:
        found = [] if other == owner else [link for link in scene.anchored.get(other, ()) if link[0] != partner]
        if not found:
            continue
        led = max((chance for p, chance in found if scene.sentence(p) == goal), default=0.0)
        inside += led
        outside += 0.0 if led else max(chance for _, chance in found)
    return inside, outside


def _beside(scene: Scene, i: int, j: int) -> float:
    """The chance of the anchor of two neighbours, 0 where they are none."""
    if not (0 <= i < len(scene.left) and 0 <= j < len(scene.right)):
        return 0.0
    return scene.anchors.get((scene.left[i].claim.id, scene.right[j].claim.id), 0.0)
