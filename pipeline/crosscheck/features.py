"""Features of a pair of claims: what makes two figures about one fact, each a number that a reader can follow."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from pipeline.crosscheck.measure import Measure, may_be_one, misprint, to_measure
from pipeline.crosscheck.moments import Moment, relate, to_moment
from pipeline.extract.cues import attribute_table, running_table
from pipeline.lexicon.attributes import attributes_by_id
from pipeline.lexicon.cues import RunningCue
from pipeline.lexicon.figure_cues import figure_cues
from pipeline.records import Claim, Timex

DECAY = 0.88
LARGE = 10_000
POINTS = frozenset({"share", "points"})
OWN = 0.4
CASES = "{case}"
ALIKE = 0.4  # articles that are more alike than this count as no more so
STAMP = 8
_FUTURE = frozenset({"planned", "forecast"})
_TIME_KINDS = frozenset({"date", "time", "datetime"})
_COUNTS = frozenset({"number", "count", "person", "occurrence", "medal", "floor", "vote", "tokens", "point"})
_GENERIC = frozenset({"{piece}", "{item}", "{unit_generic}"})
_PIECES = frozenset({"count", "person", "medal", "vote"})
_SAYS_THE_SAME = ("value_equal", "value_meets", "time_equal", "time_within")
_SLOTS = frozenset(
    {
        *("articles", "near", "near_part", "clause", "telling", "telling_best", "names"),
        *("run_left", "run_right", "run_across"),
        *("attribute_same", "attribute_other", "attribute_never", "attribute_half", "attribute_text", "change_differs"),
        *(
            "named",
            "subject_same",
            "subject_other",
            "subject_in_names",
            "unit_same",
            "direction_same",
            "direction_opposite",
        ),
        *("basis_same", "basis_other", "basis_half", "period_equal", "period_within", "period_apart", "period_half"),
        *("alone", "twins", "source_other", "quoted_old", "frame_same", "scaled", "value_far", "value_close"),
    }
)


@dataclass(frozen=True, slots=True)
class Card:
    """A claim prepared once for all its comparisons: bags of characters and concepts, measure, moment, scope.

    `stamp` marks a time that only says of when another figure is (截至3日12时) or of when the article is (9月17日电).
    `sure` is true where the figure's own sentence names its period; a period carried over from elsewhere may be
    another's.
    """

    claim: Claim
    family: str
    measure: Measure | None
    moment: Moment | None
    period: Moment | None
    near: Mapping[str, float]
    clause: Mapping[str, float]
    attribute: Mapping[str, float]
    names: frozenset[str]
    basis: Mapping[str, str]
    written: datetime | None
    tokens: Mapping[str, float]
    direction: int = 0
    ranked: bool = False
    stamp: bool = False
    sure: bool = False
    siblings: int = 1
    twins: int = 1


def family_of(claim: Claim) -> str:
    """Which figures can be about one fact: `time`, `rank`, `money`, `share` (percent, times), `count`, a dimension.

    Countables are one family: writers choose the measure word (96个单位, 96户).
    """
    mention = claim.mention
    if mention.kind in _TIME_KINDS:
        return "time"
    measure = to_measure(mention)
    if measure is None:
        return "set"
    head = measure.dimension.partition(":")[0]
    if head == "ratio":
        return "share"
    if head == "time":
        return "duration"
    return "count" if head in _COUNTS else head


def bag(text: str, weights: Mapping[str, float], *, from_end: bool, decay: float = DECAY) -> dict[str, float]:
    """Characters and attribute concepts of a stretch, nearer ones weighing more, common characters less.

    >>> sorted(bag("人罹难", {}, from_end=False))
    ['@deaths', '人', '罹', '难']
    """
    found: dict[str, float] = {}
    size = len(text)
    for i, char in enumerate(text):
        if not char.isalnum() or char.isdigit():
            continue
        distance = size - 1 - i if from_end else i
        weight = weights.get(char, 1.0) * decay**distance
        if weight > found.get(char, 0.0):
            found[char] = weight
    for concept, start, end in concepts(text):
        distance = size - end if from_end else start
        found[concept] = max(found.get(concept, 0.0), 2.0 * decay**distance)
    return found


@lru_cache(maxsize=4096)
def concepts(text: str) -> tuple[tuple[str, int, int], ...]:
    """The attributes that a text names, with their places: `@deaths`.

    >>> [concept for concept, _, _ in concepts("死亡12人")]
    ['@deaths']
    """
    return tuple((f"@{row.id}", *hit.span) for hit in attribute_table().find(text) for row in hit.rows)


def overlap(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Weighted Jaccard similarity of two bags, 0 to 1; 0 where either is empty."""
    if not a or not b:
        return 0.0
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    shared = sum(min(w, large[k]) for k, w in small.items() if k in large)
    total = sum(a.values()) + sum(b.values()) - shared
    return shared / total if total else 0.0


def containment(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """How much of the smaller bag lies in the larger, 0 to 1."""
    if not a or not b:
        return 0.0
    shared = sum(min(w, b[k]) for k, w in a.items() if k in b)
    return shared / min(sum(a.values()), sum(b.values()))


def to_card(claim: Claim, weights: Mapping[str, float], written: datetime | None) -> Card:
    """Prepare a claim for comparison; `weights` are the characters' weights of the alignment model."""
    left, right, clause, names, base = claim.contexts
    near = bag(left, weights, from_end=True)
    if base:
        near = {k: w * OWN for k, w in near.items()}
        for key, weight in bag(base, weights, from_end=True).items():
            near[key] = max(near.get(key, 0.0), weight)
    for key, weight in bag(right, weights, from_end=False).items():
        near[key] = max(near.get(key, 0.0), weight)
    scope = claim.scope
    period = None
    if scope.start and scope.end:
        period = to_moment(Timex("DATE", "", None, scope.start, scope.end))
    timex = claim.mention.timex if not claim.mention.quantity else None
    moment = to_moment(timex) if timex is not None and not timex.value.endswith("_REF") else None
    measure, direction = unsigned(claim)
    return Card(
        claim=claim,
        family=family_of(claim),
        measure=measure,
        direction=direction,
        moment=moment,
        period=period,
        near=near,
        clause=bag(clause.replace("□", ""), weights, from_end=True, decay=1.0),
        attribute=bag(claim.attribute.text, weights, from_end=True, decay=1.0),
        names=frozenset(filter(None, names.split("|"))),
        basis=dict(b.split(":", 1) for b in scope.basis),
        written=written,
        tokens=tokens_of(claim),
        ranked=_is_rank(claim),
        stamp=moment is not None and (_is_stamp(left) or right.startswith(figure_cues("dateline"))),
    )


def _is_stamp(left: str) -> bool:
    """Whether 截至 or its like stands before a time, with no more than a place between: 截至日本当地时间3月3日22时."""
    tail = left[-STAMP:]
    hits = running_table().find(tail)
    return any(tail[hit.span.end :].isalnum() or hit.span.end == len(tail) for hit in hits if _says_as_of(hit.rows))


def _says_as_of(rows: Sequence[RunningCue]) -> bool:
    return any(row.kind == "as_of" for row in rows)


def unsigned(claim: Claim) -> tuple[Measure | None, int]:
    """A figure with its direction of change: 同比-0.8% is 0.8 % down as 同比下降0.8% is."""
    measure = to_measure(claim.mention)
    if measure is None or measure.stated is None or measure.stated >= 0 or claim.direction:
        return measure, claim.direction
    if measure.dimension not in ("ratio", "points"):
        return measure, 0
    low = None if measure.high is None else -measure.high
    high = None if measure.low is None else -measure.low
    positive = dataclasses.replace(
        measure,
        stated=-measure.stated,
        low=low,
        high=high,
        usual_low=-measure.usual_high,
        usual_high=-measure.usual_low,
        written=None if measure.written is None else -measure.written,
    )
    return positive, -1


def _is_rank(claim: Claim) -> bool:
    """Whether an ordinal is a place in a ranking (排名第三, 第2位) and no number of a thing (第五届)."""
    if claim.mention.kind != "ordinal":
        return False
    left = claim.contexts[0]
    if left.endswith(figure_cues("rank_of_others")):
        return False
    return claim.text.endswith(figure_cues("ordinal_rank")) or any(w in left[-8:] for w in figure_cues("rank_says"))


def tokens_of(claim: Claim) -> dict[str, float]:
    """Pairs of characters and attribute concepts round a figure, nearer ones weighing more."""
    left, right, _, _, base = claim.contexts
    found: dict[str, float] = {}
    for text, from_end in ((left, True), (right, False), (base, True)):
        size = len(text)
        for i in range(size - 1):
            pair = text[i : i + 2]
            if pair.isalpha():
                distance = size - 2 - i if from_end else i
                found[pair] = max(found.get(pair, 0.0), DECAY**distance)
        for concept, start, end in concepts(text):
            distance = size - end if from_end else start
            found[concept] = max(found.get(concept, 0.0), DECAY**distance)
    return found


@lru_cache(maxsize=1 << 16)
def common_run(a: str, b: str) -> int:
    """The length of the longest run of characters that two short texts share.

    >>> common_run("震源深度只有", "震源深度")
    4
    """
    best = 0
    for i in range(len(a)):
        while i + best < len(a) and a[i : i + best + 1] in b:
            best += 1
    return best


def comparable(a: Card, b: Card) -> bool:
    """Whether two figures can be about one fact: the same family, units that measure the same, frames that agree."""
    if a.family == "set":
        return False
    if a.family != b.family:
        points = {a.family, b.family} == POINTS and same_writing(a, b)
        return points or _bare_money(a, b) or _bare_money(b, a)
    x, y = a.measure, b.measure
    if x is not None and y is not None:
        if a.family == "count":
            if x.dimension != y.dimension and not _counts_alike(x, y):
                return False
        elif a.family == "money":
            if x.currency != y.currency and not may_be_one(x, y) and x.written != y.written:
                return False
        elif a.family != "share" and x.dimension != y.dimension:
            return False
    return True


def standing(a: Claim, b: Claim) -> bool:
    """Whether two claims are about a standing attribute of one named entity, whatever the occasion.

    Cases come and go: 常住人口198例 is no population, and 279例在定点医院 no number of hospitals.
    """
    if any(claim.mention.quantity is not None and claim.mention.quantity.unit == CASES for claim in (a, b)):
        return False
    row = attributes_by_id().get(a.attribute.id)
    same = a.attribute.id == b.attribute.id and a.subject.id == b.subject.id
    return row is not None and row.kind == "stock" and not row.running and same and bool(a.subject.id)


def same_writing(a: Card, b: Card) -> bool:
    """Whether two figures have one number of two digits or more, whatever their units: 57.6% and 57.6个百分点."""
    x, y = a.measure, b.measure
    if x is None or y is None or x.written is None or x.written != y.written:
        return False
    return len(x.written.normalize().as_tuple().digits) >= 2


def _bare_money(a: Card, b: Card) -> bool:
    """Whether one is a large number without a unit and the other a sum: 成交42.1亿 and 41.2亿元."""
    x = a.measure
    bare = a.family == "count" and x is not None and x.dimension == "number" and x.stated is not None
    return bare and b.family == "money" and a.measure.stated >= LARGE  # type: ignore[union-attr,operator]


def pair_family(a: Card, b: Card) -> str:
    """The family of a pair; a sum and a number without a unit are sums, percent and points are shares."""
    if a.family == b.family:
        return a.family
    return "share" if {a.family, b.family} == POINTS else "money"


def same_digits(x: Measure, y: Measure) -> bool:
    """Whether two figures are a power of ten apart to the digits written: 252,870亿 and 2.53万亿."""
    if x.stated is None or y.stated is None or 0 in (x.stated, y.stated):
        return False
    small, large = sorted((abs(x.stated), abs(y.stated)))
    power = round(math.log10(large / small))
    if power < 1:
        return False
    digits = min(len(m.normalize().as_tuple().digits) for m in (small, large))
    return digits >= 2 and abs(float(small.scaleb(power) / large) - 1) < 0.6 * 10 ** -(digits - 1)


def _counts_alike(x: Measure, y: Measure) -> bool:
    """Whether two countables may be one thing in other measure words: 96个 and 96户, not 三个 and 三次."""
    if x.unit is None or y.unit is None:
        return True
    return (x.unit in _GENERIC or y.unit in _GENERIC) and {x.dimension, y.dimension} <= _PIECES


def _value_features(a: Card, b: Card) -> dict[str, float]:
    if a.moment is not None and b.moment is not None:
        relation = relate(a.moment, b.moment)
        distance = abs((a.moment.start - b.moment.start).total_seconds()) / 86400
        return {
            "time_equal": float(relation == "equal"),
            "time_within": float(relation in ("within", "within_day")),
            "time_far": min(math.log1p(distance) / 6, 1.5),
        }
    x, y = a.measure, b.measure
    if x is None or y is None:
        return {}
    found: dict[str, float] = {"scaled": float(same_digits(x, y))}
    if x.stated is not None and y.stated is not None:
        if x.stated == y.stated:
            digits = len(x.stated.normalize().as_tuple().digits)
            found["value_equal"] = 1.0
            found["value_equal_digits"] = min(digits - 1, 3) / 3
        elif x.written == y.written:
            found["value_same_number"] = 1.0
        if x.stated and y.stated and (x.stated > 0) == (y.stated > 0):
            apart = abs(math.log(abs(x.stated) / abs(y.stated)))
            found["value_far"] = min(apart / 2.3, 2.0)
            found["value_close"] = float(x.stated != y.stated and apart < 0.1)
    lo, hi = max(x.usual_low, y.usual_low), min(x.usual_high, y.usual_high)
    slack = max(x.step, y.step) / 2 if x.step != y.step else Decimal(0)
    found["value_meets"] = float(lo <= hi + slack and "value_equal" not in found)
    return found


def pair_features(a: Card, b: Card, similarity: float) -> dict[str, float]:
    """The features of a comparable pair; symmetric. `similarity` is that of the two articles, 0 to 1."""
    p, q = a.claim, b.claim
    rows = attributes_by_id()
    x, y = p.attribute.id, q.attribute.id
    row_x, row_y = rows.get(base_of(x)), rows.get(base_of(y))
    change_differs = x.partition(":")[0] != y.partition(":")[0] and ("change:" in x + y or "share:" in x + y)
    both = row_x is not None and row_y is not None
    found = {
        "articles": min(similarity, ALIKE) / ALIKE,
        "near": overlap(a.near, b.near),
        "near_part": containment(a.near, b.near),
        "clause": overlap(a.clause, b.clause),
        "attribute_text": overlap(a.attribute, b.attribute),
        **_telling(a, b),
        "attribute_same": float(both and x == y),
        "attribute_other": float(both and x != y),
        "attribute_never": float(both and row_x is not None and row_y is not None and row_y.id in row_x.never_with),
        "attribute_half": float((row_x is None) != (row_y is None)),
        "change_differs": float(change_differs),
        "subject_same": float(bool(p.subject.id) and p.subject.id == q.subject.id),
        "subject_other": float(bool(p.subject.id and q.subject.id) and p.subject.id != q.subject.id),
        "named": float(both and x == y and bool(p.subject.id) and p.subject.id == q.subject.id),
        "subject_in_names": float(p.subject.id in b.names or q.subject.id in a.names),
        "names": len(a.names & b.names) / len(a.names | b.names) if a.names | b.names else 0.0,
        "unit_same": float(p.mention.quantity is None or _units_equal(a, b)),
        "frame_same": float(frame_class(p.frame) == frame_class(q.frame)),
        "quoted_old": float((p.frame == "quoted_old") != (q.frame == "quoted_old")),
        "direction_same": float(a.direction == b.direction != 0),
        "direction_opposite": float(a.direction * b.direction == -1),
        "source_other": float(bool(p.attribution and q.attribution) and p.attribution != q.attribution),
        "basis_same": float(sum(a.basis[g] == b.basis[g] for g in a.basis.keys() & b.basis.keys())),
        "basis_other": float(sum(a.basis[g] != b.basis[g] for g in a.basis.keys() & b.basis.keys())),
        "basis_half": float(len(a.basis.keys() ^ b.basis.keys())),
        "alone": 1 / math.sqrt(a.siblings * b.siblings),
        "twins": 1 / math.sqrt(a.twins * b.twins),
        "title": float("title" in p.rules or "title" in q.rules),
        **_period_features(a, b),
        **_value_features(a, b),
    }
    return found


def _telling(a: Card, b: Card) -> dict[str, float]:
    """What the two contexts share that tells their figures from the others of their articles; runs in common."""
    shared = sorted((min(w, b.tokens[k]) for k, w in a.tokens.items() if k in b.tokens), reverse=True)
    (left_a, right_a, _, _, base_a), (left_b, right_b, _, _, base_b) = a.claim.contexts, b.claim.contexts
    run_left = common_run((base_a + left_a)[-14:], (base_b + left_b)[-14:])
    run_right = common_run(right_a[:8], right_b[:8])
    run_across = max(common_run(left_a[-8:], right_b[:8]), common_run(right_a[:8], left_b[-8:]))
    return {
        "telling": min(sum(shared), 3.0) / 3,
        "telling_best": shared[0] if shared else 0.0,
        "run_left": min(run_left, 6) / 6,
        "run_right": min(run_right, 4) / 4,
        "run_across": min(run_across, 4) / 4,
        "nothing": float(not shared),
    }


def base_of(attribute: str) -> str:
    """The attribute whose change or share another is.

    >>> base_of("change:net_profit")
    'net_profit'
    """
    return attribute.removeprefix("change:").removeprefix("share:")


def frame_class(frame: str) -> str:
    """Frames that may be compared with each other: plans and forecasts are one.

    >>> frame_class("planned") == frame_class("forecast")
    True
    """
    return "future" if frame in _FUTURE else frame


def _units_equal(a: Card, b: Card) -> bool:
    x, y = a.measure, b.measure
    return x is not None and y is not None and (x.unit, x.currency) == (y.unit, y.currency)


def _period_features(a: Card, b: Card) -> dict[str, float]:
    if a.period is None or b.period is None:
        return {"period_half": float((a.period is None) != (b.period is None))}
    relation = relate(a.period, b.period)
    return {
        "period_equal": float(relation in ("equal", "within_day")),
        "period_within": float(relation in ("within", "overlap")),
        "period_apart": float(relation == "apart"),
    }


def kinship(a: Card, b: Card) -> dict[str, float]:
    """What of subject, attribute and time two figures share: 1 where they do, -1 where they do not, 0 unknown.

    `running` is 1 where both go on in time (tolls, totals to date), `new` where one counts what was added.
    """
    p, q = a.claim, b.claim
    known = attributes_by_id().keys()
    x, y = p.attribute.id, q.attribute.id
    periods = _period_features(a, b)
    return {
        "attribute": (1.0 if x == y else -1.0) if base_of(x) in known and base_of(y) in known else 0.0,
        "subject": (1.0 if p.subject.id == q.subject.id else -1.0) if p.subject.id and q.subject.id else 0.0,
        "period": periods.get("period_equal", 0.0) - periods.get("period_apart", 0.0),
        "sure": float(a.sure) + float(b.sure),
        "misprint": misprint(a.measure, b.measure) if a.measure and b.measure else 0.0,
        "running": (float(_goes_on(a)) + float(_goes_on(b))) / 2,
        "new": float("new" in (a.basis.get("change"), b.basis.get("change"))),
        "quoted": float((p.frame == "quoted_old") != (q.frame == "quoted_old")),
    }


def _goes_on(card: Card) -> bool:
    row = attributes_by_id().get(card.claim.attribute.id)
    return card.basis.get("change") in ("cumulative", "existing") or (row is not None and row.running)


def crossed(features: Mapping[str, float], family: str, crosses: Sequence[str]) -> dict[str, float]:
    """The features with an intercept of the family and the family's own copy of the features named in `crosses`.

    Where the two figures do not say the same, slots and contexts count anew: a conflict must stand on them alone.
    """
    found = dict(features)
    found[f"family={family}"] = 1.0
    differs = not any(features.get(name) for name in _SAYS_THE_SAME)
    for name in crosses:
        if features.get(name):
            found[f"{family}:{name}"] = features[name]
    if differs:
        found.update({f"differs:{name}": value for name, value in features.items() if value and name in _SLOTS})
    return found
