"""Comparison levels: for two claims of one fact, the first that holds gives the relation and its reason.

A level is one function that looks at two `Side`s (earlier first where that can be told) and returns a `Finding`
or None. Levels never look at other claims, so a verdict can be read, repeated and does not depend on any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from pipeline.crosscheck.measure import Measure, may_be_one
from pipeline.crosscheck.moments import Moment, relate
from pipeline.records import ConflictKind, Hedge, Relation

_MINUTE = timedelta(minutes=1)
_HEDGE_CLASS: dict[Hedge, str] = {
    "exact": "exact",
    "approx": "approx",
    "more_than": "above",
    "at_least": "above",
    "less_than": "below",
    "at_most": "below",
    "about_to": "about_to",
    "range": "range",
    "order_of_magnitude": "range",
}


@dataclass(frozen=True, slots=True)
class Side:
    """What the levels see of one claim.

    `running` says how the figure moves in time: "no", "up" (a cumulative count cannot fall) or "both".
    `as_of` is a stated time of the count, `published` the latest time it can be of, which tells the order of figures
    that are `counts` of an event or to date; `base` is what a rate is per, `outlet` who printed it.
    """

    text: str
    measure: Measure | None
    moment: Moment | None
    direction: int = 0
    rank: bool = False
    running: str = "no"
    as_of: Moment | None = None
    published: Moment | None = None
    base: str = ""
    counts: bool = False
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict: relation, the level's name, the reason's id with its parts, how wide the gap is (0 to 1)."""

    relation: Relation
    level: str
    reason: str
    parts: tuple[tuple[str, str], ...]
    kind: ConflictKind | None = None
    gap: float = 0.0
    certainty: float = 1.0


_DIGITS = "0123456789"
MOST_ROUNDING = 0.3  # 1 is no rounding of 0.5, nor 1.5 of 1
Level = Callable[[Side, Side], Finding | None]


def _found(level: str, relation: Relation, reason: str, a: Side, b: Side, **more: object) -> Finding:
    kind, gap, certainty = more.pop("kind", None), more.pop("gap", 0.0), more.pop("certainty", 1.0)
    parts = {"left": a.text, "right": b.text, **{k: str(v) for k, v in more.items()}}
    return Finding(relation, level, reason, tuple(sorted(parts.items())), kind, gap, certainty)  # type: ignore[arg-type]


def relative_gap(a: Measure, b: Measure) -> float:
    """How far apart two figures are, as a share of the larger, 0 to 1."""
    low, high = sorted((_middle(a), _middle(b)), key=abs)
    return 0.0 if high == 0 else float(min(abs(high - low) / abs(high), Decimal(1)))


def _middle(m: Measure) -> Decimal:
    return m.stated if m.stated is not None else (m.usual_low + m.usual_high) / 2


def _other_base(a: Side, b: Side) -> bool:
    """Whether both say what their figure is per, and one is a multiple of the other: 每股 and 每10股."""
    return a.base != b.base and bool(a.base and b.base) and a.base.lstrip(_DIGITS) == b.base.lstrip(_DIGITS)


def _other_currency(x: Measure, y: Measure) -> bool:
    """Whether two currencies differ; 元 alone in an outlet whose region is a guess may be any currency called so."""
    return x.currency != y.currency and not may_be_one(x, y)


def opposite_direction(a: Side, b: Side) -> Finding | None:
    """增长6% against 下降6%."""
    if a.direction * b.direction != -1 or a.measure is None or b.measure is None:
        return None
    ways = {"left_way": str(a.direction), "right_way": str(b.direction)}
    return _found("direction", "conflict", "conflict_opposite", a, b, kind="direction", gap=1.0, **ways)


def equal(a: Side, b: Side) -> Finding | None:
    """2.4亿元 and 24000万元; 约9.8万 and 约9万8千; 102亩 and 6.8公顷, converted to the digits written."""
    x, y = a.measure, b.measure
    if x is None or y is None or _other_base(a, b) or a.rank != b.rank or _other_currency(x, y):
        return None
    same_class = _HEDGE_CLASS[x.hedge] == _HEDGE_CLASS[y.hedge] or (_extreme(a) or _extreme(b))
    if x.stated is None or y.stated is None:
        same = same_class and (x.usual_low, x.usual_high) == (y.usual_low, y.usual_high)
        return _found("equal", "agree", "agree_equal", a, b) if same else None
    converted = x.unit != y.unit and x.written != y.written
    close = x.stated == y.stated or (converted and _same_after_conversion(x, y))
    if not close or not same_class:
        return None
    if a.rank:
        return _found("equal", "agree", "agree_rank", a, b)
    reason = "agree_converted" if converted else "agree_equal" if x.hedge == "exact" else "agree_hedged"
    return _found("converted" if converted else "equal", "agree", reason, a, b)


def _extreme(side: Side) -> bool:
    """最高56列 says how many at the most; the figure itself is exact, as 56列 is."""
    return side.text.startswith("最")


def per_share(a: Side, b: Side) -> Finding | None:
    """每10股8.5元 and 每股0.85元: the same on another base."""
    x, y = a.measure, b.measure
    if x is None or y is None or x.stated is None or y.stated is None or not _other_base(a, b):
        return None
    many, one = (a, b) if a.base.endswith(b.base) else (b, a)
    count = many.base.removesuffix(one.base)
    if not count.isdigit() or many.measure is None or one.measure is None:
        return None
    if many.measure.stated == (one.measure.stated or Decimal(0)) * int(count):
        return _found("converted", "agree", "agree_converted", a, b)
    return None


def _same_after_conversion(x: Measure, y: Measure) -> bool:
    assert x.stated is not None and y.stated is not None
    return abs(x.stated - y.stated) <= max(x.step, y.step) / 2 and relative_gap(x, y) < 0.02


def rounding(a: Side, b: Side) -> Finding | None:
    """23.97亿 and 24亿; 184.37亿 and 184.4亿; also cut instead of rounded: 10.6亿 and 10亿."""
    x, y = a.measure, b.measure
    if (
        x is None
        or y is None
        or x.stated is None
        or y.stated is None
        or x.step == y.step
        or a.rank
        or _other_base(a, b)
    ):
        return None
    if {x.hedge, y.hedge} - {"exact", "approx"} or _other_currency(x, y):
        return None
    coarse, fine, texts = (x, y, (a.text, b.text)) if x.step > y.step else (y, x, (b.text, a.text))
    assert coarse.stated is not None and fine.stated is not None
    difference = fine.stated - coarse.stated
    if relative_gap(x, y) > MOST_ROUNDING:
        return None
    if -coarse.step / 2 <= difference <= coarse.step / 2:
        certainty = 1.0
    elif coarse.step / 2 < difference < coarse.step and relative_gap(x, y) < 0.1:
        certainty = 0.7
    else:
        return None
    return _found(
        "rounding",
        "compatible",
        "compatible_rounding",
        a,
        b,
        coarse=texts[0],
        fine=texts[1],
        gap=relative_gap(x, y),
        certainty=certainty,
    )


def within_hedge(a: Side, b: Side) -> Finding | None:
    """超20万 and 20.3万, 近30亿 and 29.6亿, 27至81岁 and 81岁: the usual readings share a figure."""
    x, y = a.measure, b.measure
    if x is None or y is None or a.rank or _other_base(a, b) or x.hedge == y.hedge == "exact":
        return None
    if _other_currency(x, y):
        return None
    slack = min(x.step, y.step) / 2
    if max(x.usual_low, y.usual_low) > min(x.usual_high, y.usual_high) + (slack if x.step != y.step else 0):
        return None
    if "range" in (x.hedge, y.hedge):
        inner, outer = (b.text, a.text) if x.hedge == "range" else (a.text, b.text)
        return _found("range", "compatible", "compatible_range", a, b, inner=inner, outer=outer)
    return _found("hedge", "compatible", "compatible_hedge", a, b, gap=relative_gap(x, y))


def later_state(a: Side, b: Side) -> Finding | None:
    """3人死亡 as of 17:00 and 5人遇难 as of the next morning: a running figure at two times."""
    x, y = a.measure, b.measure
    serial = _serial(a, b)
    if x is None or y is None or (a.running == b.running == "no" and not serial):
        return None
    order = time_order(a, b) or serial
    if order == 0:
        unknown = _between_times(a, b) or (a.outlet != "" and a.outlet == b.outlet)
        return _found("unknown_time", "update", "update_unknown", a, b, certainty=0.5) if unknown else None
    early, late = (a, b) if order < 0 else (b, a)
    assert early.measure is not None and late.measure is not None
    parts = {"early": early.text, "late": late.text}
    rise = _middle(late.measure) - _middle(early.measure)
    if abs(order) == 1 and not serial and _swapped(x, y):
        return None
    if rise >= 0 or "up" not in (a.running, b.running) or a.running == b.running == "no":
        return _found("later_state", "update", "update_later", a, b, **parts)
    if abs(order) > 1 and relative_gap(x, y) < 0.2:
        return _found("corrected", "update", "update_corrected", a, b, certainty=0.6, **parts)
    gap = relative_gap(x, y)
    return _found("fall", "conflict", "conflict_fall", a, b, kind="value", gap=gap, certainty=0.6, **parts)


def _serial(a: Side, b: Side) -> int:
    """-1 or 1 where one outlet printed a first or last on different days: it goes on, it does not contradict itself."""
    if not a.outlet or a.outlet != b.outlet or a.published is None or b.published is None:
        return 0
    return _before(a.published, b.published)


def _between_times(a: Side, b: Side) -> bool:
    """Whether only one of two counts states the minute it is of: the other may be of any time of that day."""
    stated = [s.as_of for s in (a, b) if s.as_of is not None]
    return len(stated) == 1 and stated[0].width <= _MINUTE


def time_order(a: Side, b: Side) -> int:
    """-2 or 2 where stated times of the counts put a first or last, -1 or 1 where only publication does, 0 unknown."""
    if a.as_of is not None and b.as_of is not None:
        return 2 * _before(a.as_of, b.as_of)
    if not (a.counts or b.counts):
        return 0
    x, y = a.as_of or a.published, b.as_of or b.published
    return 0 if x is None or y is None else _before(x, y)


def _before(x: Moment, y: Moment) -> int:
    """-1 where x ends before y starts, 1 where y does, 0 where they meet."""
    return 0 if relate(x, y) != "apart" else -1 if x.start < y.start else 1


def magnitude_slip(a: Side, b: Side) -> Finding | None:
    """6000床 and 6万床, 3.2亿 and 3.2万: the same digits a power of ten apart."""
    x, y = a.measure, b.measure
    if x is None or y is None or x.stated is None or y.stated is None or 0 in (x.stated, y.stated) or a.rank:
        return None
    if _other_base(a, b) or _other_currency(x, y):
        return None
    less, more = sorted((x, y), key=lambda m: (abs(m.stated or 0), m.step))
    small, large = abs(less.stated or Decimal(0)), abs(more.stated or Decimal(0))
    power = large.adjusted() - small.adjusted()
    for k in (power, power + 1):
        scaled = small.scaleb(k)
        fits = scaled == large or (
            k >= 1 and _two_digits(small, large) and abs(scaled - large) <= max(less.step.scaleb(k), more.step) / 2
        )
        if k >= 1 and fits and _worth_a_slip(abs(less.written or small), k):
            factor = f"{Decimal(10) ** k:f}"
            return _found("magnitude", "conflict", "conflict_magnitude", a, b, factor=factor, kind="magnitude", gap=1.0)
    return None


def same_digits_slip(a: Side, b: Side) -> Finding | None:
    """1286.4万 and 128.64万: three digits and more that are the same are no count that went on."""
    x, y = a.measure, b.measure
    if x is None or y is None or x.written is None or y.written is None:
        return None
    digits = [m.written.normalize().as_tuple().digits for m in (x, y) if m.written is not None]
    return magnitude_slip(a, b) if digits[0] == digits[1] and len(digits[0]) >= 3 else None


def swapped_digits(a: Side, b: Side) -> Finding | None:
    """约2041万 and 2014万: two digits of four or more changed places, which no rounding does."""
    x, y = a.measure, b.measure
    if x is None or y is None or a.rank or x.stated is None or y.stated is None or a.running != "no" != b.running:
        return None
    if {x.hedge, y.hedge} - {"exact", "approx"} or x.step != y.step or _other_currency(x, y) or _other_base(a, b):
        return None
    if not _swapped(x, y) or len(_digits(x)) < 4:
        return None
    return _found("digits", "conflict", "conflict_digits", a, b, kind="value", gap=relative_gap(x, y))


def _digits(measure: Measure) -> tuple[int, ...]:
    return measure.written.as_tuple().digits if measure.written is not None else ()


def _changed(x: Measure, y: Measure) -> list[int]:
    """The places in which two numbers of as many digits differ."""
    left, right = _digits(x), _digits(y)
    return [i for i, (p, q) in enumerate(zip(left, right, strict=True)) if p != q] if len(left) == len(right) else []


def _swapped(x: Measure, y: Measure) -> bool:
    """Whether two numbers of three digits and more are one with two digits in each other's place."""
    left, right, changed = _digits(x), _digits(y), _changed(x, y)
    if len(left) < 3 or len(changed) != 2:
        return False
    i, j = changed
    return left[i] == right[j] and left[j] == right[i]


def _two_digits(*values: Decimal) -> bool:
    return all(len(v.normalize().as_tuple().digits) >= 2 for v in values)


def _worth_a_slip(value: Decimal, power: int) -> bool:
    """1年 against 十年 is no slip of the pen; 6000 against 60000 is, and any two digits are; as written."""
    digits = len(value.normalize().as_tuple().digits)
    return digits >= 2 or power >= 3 or value >= 100


def unit_slip(a: Side, b: Side) -> Finding | None:
    """6.2元 per ten shares and per share, 3亿美元 and 3亿元, 120亩 and 120公顷: one number of two things."""
    x, y = a.measure, b.measure
    if x is None or y is None or a.rank:
        return None
    if _other_base(a, b) and x.stated == y.stated:
        return _found("unit", "conflict", "conflict_base", a, b, kind="unit", gap=1.0)
    same_number = x.written is not None and x.written == y.written
    if not same_number or (x.written == 1 and x.currency):  # 160日元兑1美元, 171日元兑1欧元
        return None
    if x.currency and y.currency and _other_currency(x, y):
        return _found("currency", "conflict", "conflict_currency", a, b, kind="unit", gap=1.0)
    if x.unit != y.unit and not (x.currency or y.currency):
        return _found("unit", "conflict", "conflict_unit", a, b, kind="unit", gap=1.0)
    return None


def digit_slip(a: Side, b: Side) -> Finding | None:
    """168名 and 118名, 5231 and 5321: one digit changed, or two swapped."""
    x, y = a.measure, b.measure
    if x is None or y is None or x.stated is None or y.stated is None or x.step != y.step or a.rank:
        return None
    if not (x.hedge == y.hedge == "exact") or x.written is None or y.written is None:
        return None
    if len(_digits(x)) >= 3 and (len(_changed(x, y)) == 1 or _swapped(x, y)):
        gap = relative_gap(x, y)
        return _found("digits", "conflict", "conflict_digits", a, b, kind="value", gap=gap)
    return None


def other_rank(a: Side, b: Side) -> Finding | None:
    """本赛季世界第2 and 今年世界第4."""
    x, y = a.measure, b.measure
    if not (a.rank and b.rank) or x is None or y is None or x.stated == y.stated:
        return None
    return _found("rank", "conflict", "conflict_rank", a, b, kind="rank", gap=0.5)


def hedge_gap(a: Side, b: Side) -> Finding | None:
    """超9万 and 突破20万: both may be true in letter, and nobody who knew the second would write the first."""
    x, y = a.measure, b.measure
    if x is None or y is None or a.rank or None not in (x.low, x.high, y.low, y.high):
        return None
    low = max((m.low for m in (x, y) if m.low is not None), default=None)
    high = min((m.high for m in (x, y) if m.high is not None), default=None)
    if low is not None and high is not None and low > high:
        return None
    small, large = (a, b) if _middle(x) <= _middle(y) else (b, a)
    gap = relative_gap(x, y)
    return _found(
        "hedge_gap", "conflict", "conflict_hedge", a, b, low=small.text, high=large.text, kind="hedge", gap=gap
    )


def other_value(a: Side, b: Side) -> Finding | None:
    """95个可用区 and 92个可用区: nothing reconciles them, but for figures per different things."""
    x, y = a.measure, b.measure
    if x is None or y is None or a.base.lstrip(_DIGITS) != b.base.lstrip(_DIGITS) != "" != a.base:
        return None
    gap = relative_gap(x, y)
    share = f"{gap:.1%}" if gap < 0.995 else "100%"
    return _found("value", "conflict", "conflict_value", a, b, gap_text=share, kind="value", gap=gap)


def same_time(a: Side, b: Side) -> Finding | None:
    """昨日 and 2月5日; 30日晚 and 30日晚9时35分; 5月 and 5月30日."""
    if a.moment is None or b.moment is None:
        return None
    relation = relate(a.moment, b.moment)
    if relation in ("equal", "within_day"):
        return _found("time", "agree", "agree_time", a, b)
    if relation in ("within", "overlap"):
        inner, outer = sorted((a, b), key=lambda s: s.moment.width if s.moment else 0)
        return _found("time_within", "compatible", "compatible_time", a, b, inner=inner.text, outer=outer.text)
    return None


def other_time(a: Side, b: Side) -> Finding | None:
    """14时31分 and 15点31分."""
    if a.moment is None or b.moment is None:
        return None
    return _found("time", "conflict", "conflict_time", a, b, kind="time", gap=0.5)


LEVELS: tuple[Level, ...] = (
    same_time,
    other_time,
    opposite_direction,
    equal,
    per_share,
    rounding,
    same_digits_slip,
    swapped_digits,
    within_hedge,
    later_state,
    magnitude_slip,
    unit_slip,
    other_rank,
    hedge_gap,
    digit_slip,
    other_value,
)


def judge(a: Side, b: Side) -> Finding | None:
    """The first level that holds; None where nothing can be said."""
    return next((finding for level in LEVELS if (finding := level(a, b)) is not None), None)
