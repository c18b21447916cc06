"""Turns a claim's reading into what two readings can be compared by: an interval in base units, literal and in use.

Nobody who knows of 200,000 writes 超9万: so a bound has a literal reading (open) and a usual one (up to about the next
round figure). Written precision is an interval too: 24亿 stands for what rounds or is cut to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from pipeline.lexicon.currencies import home_currency
from pipeline.lexicon.units import unit as unit_row
from pipeline.records import Hedge, Mention, Quantity

_CONTEXT = Context(prec=40, rounding=ROUND_HALF_EVEN)
_ONE = Decimal(1)
_TENTH = Decimal("0.1")

# How far a hedge reaches in use, as shares of the stated figure: (below, above). Reasons in `usual_interval`.
_REACH: dict[Hedge, tuple[Decimal, Decimal]] = {
    "approx": (Decimal(0), Decimal(0)),
    "more_than": (Decimal(0), _TENTH),
    "at_least": (Decimal(0), _TENTH),
    "about_to": (_TENTH, Decimal(0)),
    "less_than": (Decimal("0.2"), Decimal(0)),
    "at_most": (Decimal("0.2"), Decimal(0)),
}
_CALLED_YUAN = frozenset(home_currency(region) for region in ("CN", "HK", "MO", "SG", "TW"))
_TIMES = "{times}"
_POINTS = frozenset({"{pp}", "{bp}"})
# 约2万 may be 1.7万, 约220 is no 240, and 约26.9亿 is no 29.6亿: the more digits, the nearer.
_APPROX_REACH = (Decimal("0.15"), Decimal("0.15"), Decimal("0.06"), Decimal("0.015"))


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure in base units of its dimension; `low`..`high` as the words say, `usual_low`..`usual_high` as in use.

    `step` is the place of the last digit written, `place` that of the last digit that is not zero, both in base units;
    `written` is the number in the unit it was written in; `home` is true where the currency is only the outlet's own.
    """

    dimension: str
    stated: Decimal | None
    low: Decimal | None
    high: Decimal | None
    usual_low: Decimal
    usual_high: Decimal
    step: Decimal
    place: Decimal
    hedge: Hedge
    unit: str | None
    currency: str | None
    written: Decimal | None
    home: bool = False


def last_place(value: Decimal) -> Decimal:
    """The place of the last digit that is not zero.

    >>> last_place(Decimal("90000"))
    Decimal('1E+4')
    >>> last_place(Decimal("1.270"))
    Decimal('0.01')
    """
    if value == 0:
        return _ONE
    exponent = value.normalize(_CONTEXT).as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def usual_interval(quantity: Quantity) -> tuple[Decimal, Decimal]:
    """The interval that a writer who knew the true figure would have had in mind, in the written unit.

    超9万: up to the next round figure (10万); 近1200: down to nine tenths; 约220: as near as its digits say. Raises
    ValueError for a figure without any bound.

    >>> usual_interval(Quantity(Decimal(90000), Decimal(90000), None, Decimal(10000), "more_than"))
    (Decimal('90000'), Decimal('100000'))
    """
    stated = quantity.stated
    if stated is None:
        bounds = [b for b in (quantity.low, quantity.high) if b is not None]
        if not bounds:
            raise ValueError("a figure without any bound")
        return min(bounds), max(bounds)
    if quantity.hedge not in _REACH:
        low, high = quantity.low, quantity.high
        return (stated if low is None else low), (stated if high is None else high)
    size, place = abs(stated), last_place(stated)
    below, above = _REACH[quantity.hedge]
    if quantity.hedge == "approx":
        digits = len(stated.normalize(_CONTEXT).as_tuple().digits)
        reach = size * (_APPROX_REACH[digits] if digits < len(_APPROX_REACH) else _APPROX_REACH[-1])
        return stated - reach, stated + reach
    low = stated - size * below if below else stated
    high = stated + max(size * above, place) if above else stated
    return low, high


def to_measure(mention: Mention) -> Measure | None:
    """The measure of a figure, None where nothing can be compared (a time, or a unit that is not known)."""
    quantity = mention.quantity
    if quantity is None:
        return None
    row = unit_row(quantity.unit) if quantity.unit else None
    factor = row.factor if row is not None and not quantity.currency else _ONE
    if dimension_of(mention) == "ratio" and quantity.unit == _TIMES:
        factor = Decimal(100)
    dimension = dimension_of(mention)
    try:
        usual_low, usual_high = usual_interval(quantity)
    except ValueError:
        return None

    def base(value: Decimal | None) -> Decimal | None:
        return None if value is None else _CONTEXT.multiply(value, factor)

    reference = quantity.stated if quantity.stated is not None else usual_high
    return Measure(
        dimension=dimension,
        stated=base(quantity.stated),
        low=base(quantity.low),
        high=base(quantity.high),
        usual_low=_CONTEXT.multiply(usual_low, factor),
        usual_high=_CONTEXT.multiply(usual_high, factor),
        step=_CONTEXT.multiply(quantity.step or last_place(reference), factor),
        place=_CONTEXT.multiply(last_place(reference), factor),
        hedge=quantity.hedge,
        unit=quantity.unit,
        currency=quantity.currency,
        home=any(rule.startswith(("home_currency:", "implied")) for rule in mention.rules),
        written=None if quantity.stated is None else quantity.stated.normalize(_CONTEXT),
    )


def may_be_one(x: Measure, y: Measure) -> bool:
    """Whether two currencies may be one because 元 alone was read as the outlet's own, as in a Macau paper.

    A number without any unit beside a sum is one of the same currency.
    """
    bare = None in (x.currency, y.currency) and "number" in (x.dimension, y.dimension)
    return bare or ((x.home or y.home) and {x.currency, y.currency} <= _CALLED_YUAN)


def dimension_of(mention: Mention) -> str:
    """What a figure measures: `money:CNY`, `rank`, `points`, `number`, or the dimension of its unit."""
    quantity = mention.quantity
    if quantity is None:
        return "time"
    if quantity.currency:
        return f"money:{quantity.currency}"
    if mention.kind == "ordinal":
        return "rank"
    if quantity.unit is None:
        return "number"
    if quantity.unit in _POINTS:
        return "points"
    if quantity.unit == _TIMES:
        return "ratio"
    row = unit_row(quantity.unit)
    return row.dimension if row is not None else quantity.unit


def misprint(x: Measure, y: Measure) -> float:
    """How much two figures look like one number misprinted: two digits swapped or one changed, more so the longer.

    1 for two digits of three and more in each other's place (2.31万亿, 2.13万亿), less for one digit that changed
    (3127, 3172 swap; 168, 118 change), least for a swap of two digits (36, 63); 0 for all else.
    """
    if x.stated is None or y.stated is None or x.stated == y.stated or 0 in (x.stated, y.stated):
        return 0.0
    left, right = (m.normalize(_CONTEXT).as_tuple() for m in (abs(x.stated), abs(y.stated)))
    if len(left.digits) + int(left.exponent) != len(right.digits) + int(right.exponent):
        return 0.0
    size = max(len(left.digits), len(right.digits))
    a, b = (m.digits + (0,) * (size - len(m.digits)) for m in (left, right))
    places = [i for i in range(size) if a[i] != b[i]]
    if len(places) == 2 and (a[places[0]], a[places[1]]) == (b[places[1]], b[places[0]]):
        return 1.0 if size >= 3 else 0.4
    return (0.8 if size >= 4 else 0.6) if len(places) == 1 and size >= 3 else 0.0
