"""From a written time expression to its TIMEX3 type, value, modifier and half-open interval."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pipeline.extract.anchors import Anchor
from pipeline.extract.clock_resolving import clock_minutes, clock_value, instant, step_minutes
from pipeline.extract.covered import Covered, covered_day
from pipeline.extract.day_counting import Days, add_days, add_months, next_day, shift
from pipeline.extract.day_resolving import cover
from pipeline.extract.stretch_resolving import Instants, now_instant, resolve_offset, resolve_span, resolve_vague
from pipeline.extract.time_words import DAY, PART
from pipeline.extract.when import Phrase, When
from pipeline.lexicon.times import near
from pipeline.records import Kind

_MODS = {
    "since": "ON_OR_AFTER",
    "after": "AFTER",
    "before": "BEFORE",
    "before_or_on": "ON_OR_BEFORE",
    "until": "ON_OR_BEFORE",
    "start": "START",
}


@dataclass(slots=True)
class Point:
    """One end of an expression: ISO start and end, value, modifier, the days it lies in, and whether it has a clock."""

    start: str | None
    end: str | None
    value: str
    days: Days | None
    timed: bool
    mod: str | None = None
    grain: str = ""
    dated: bool = True


@dataclass(slots=True)
class Resolved:
    """A resolved expression, ready to become a mention."""

    kind: Kind
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    mod: str | None
    start: str | None
    end: str | None
    days: Days | None
    rules: list[str] = field(default_factory=list)


def resolve(phrase: Phrase, anchor: Anchor) -> Resolved | None:
    """The meaning of one expression; None where its pieces make none."""
    if phrase.every is not None:
        return Resolved("set", "SET", phrase.every, None, None, None, None, ["set"])
    anchor.back = "back" in phrase.left.has
    left = _point(phrase.left, anchor)
    anchor.back = False
    if left is None:
        return None
    if phrase.right is not None:
        found = _range(phrase, _in_year_of_right(phrase, left, anchor), anchor)
        if found is None:
            return None
    else:
        found = _bounded(phrase, left, anchor)
    if phrase.approx and found.mod is None:
        found.mod = "APPROX"
    if (zone := phrase.left.has.get("zone")) is not None:
        found.rules.append("zone:" + zone)
    return found


_YEARS = frozenset(("year", "short_year", "year_word", "month_word", "fiscal", "offset"))


def _in_year_of_right(phrase: Phrase, left: Point, anchor: Anchor) -> Point:
    """1至8月: where neither end names a year, the year is the one in which the range ends."""
    assert phrase.right is not None
    begin, finish = phrase.left, phrase.right
    if "month" not in begin.has or "month" not in finish.has or _YEARS & (begin.has.keys() | finish.has.keys()):
        return left
    end = _point(finish, anchor)
    if end is None or end.days is None or left.days is None:
        return left
    year = end.days[0].year - (begin.has["month"] > finish.has["month"])
    return _point(When(begin.start, begin.end, begin.level, begin.first, {**begin.has, "year": year}), anchor) or left


def _kind(timed: bool, dated: bool) -> tuple[Kind, Literal["DATE", "TIME"]]:
    if not timed:
        return "date", "DATE"
    return ("datetime" if dated else "time"), "TIME"


def _point(when: When, anchor: Anchor) -> Point | None:
    has = when.has
    covered = _covered(when, anchor)
    if "report" in has:
        return _report_point(has["report"], covered)
    if isinstance(covered, Instants):
        days = None
        return Point(covered.start, covered.end, covered.value, days, True, covered.mod, "instant")
    if "clock" in has:
        return _clock_point(has, covered, anchor)
    if "part" in has:
        return _part_point(has, covered, anchor)
    if covered is None:
        return None
    days = covered.days
    if days is None:
        return Point(None, None, covered.value, None, False, covered.mod, covered.grain)
    start, end = covered.start or days[0].isoformat(), covered.end or days[1].isoformat()
    return Point(start, end, covered.value, days, False, covered.mod, covered.grain)


def _report_point(months: int, covered: Covered | Instants | None) -> Point | None:
    """The months that end with the last day of what is covered."""
    if not isinstance(covered, Covered):
        return None
    if covered.days is None:
        return Point(None, None, covered.value, None, False)
    end = covered.days[1]
    days = add_months(end, -months), end
    value = f"{days[0].isoformat()}/{add_days(end, -1).isoformat()}"
    return Point(days[0].isoformat(), end.isoformat(), value, days, False, None, "P")


def _covered(when: When, anchor: Anchor) -> Covered | Instants | None:
    has = when.has
    if "vague" in has:
        return _with_now(has, anchor)
    if "offset" not in has and "span" not in has:
        return cover(when, anchor)
    if "offset" in has and "day_word" in has and not has.get("base"):
        return _same_day(has, anchor)
    base = None
    if has.get("base"):
        rest = {name: value for name, value in has.items() if name not in ("offset", "span", "base", "clock", "part")}
        found = cover(When(when.start, when.end, DAY, when.first, rest), anchor)
        base = found.days if found is not None else None
    if "span" in has:
        return resolve_span(has, base, anchor)
    moved = resolve_offset(has, base, anchor)
    if isinstance(moved, Covered) and moved.days is not None and base is None and ("month" in has or "day" in has):
        rest = {name: has[name] for name in ("month", "day") if name in has}
        return cover(When(when.start, when.end, when.level, when.first, {**rest, "year": moved.days[0].year}), anchor)
    return moved


def _same_day(has: dict[str, Any], anchor: Anchor) -> Covered | None:
    """50年前的今天: the same day so many years before."""
    amounts, role = has["offset"]
    today = cover(When(0, 0, DAY, DAY, {"day_word": has["day_word"]}), anchor)
    if today is None or today.days is None or any(amount.number is None for amount in amounts):
        return today
    day = today.days[0]
    for amount in amounts:
        day = shift(day, amount.number, amount.code, 1 if role.startswith("after") else -1)
    return covered_day(day, "XXXX-XX-XX")


def _with_now(has: dict[str, Any], anchor: Anchor) -> Covered | Instants | None:
    """昨天现在: a day with 'now' behind it keeps its day and takes the clock of the reference."""
    if "day_word" in has and anchor.reference is not None and anchor.today is not None:
        day = add_days(anchor.today, getattr(has["day_word"], "low", 0))
        start = f"{day.isoformat()}T{anchor.reference:%H:%M:%S}"
        return Instants(start, None, start)
    return resolve_vague(has, anchor)


def _clock_point(has: dict[str, Any], covered: Covered | None, anchor: Anchor) -> Point:
    minutes, seconds = clock_minutes(has)
    if anchor.alone and _is_past_half(has, covered, minutes, anchor):
        has["noon"] = "pm"
        minutes += 720
    dated = covered is not None
    day = covered.days[0] if covered is not None and covered.days is not None else None
    if covered is None and anchor.last_day is not None:
        day, dated = _day_named(anchor), True
    value = clock_value(has, day, "" if covered is None else covered.value)
    start = instant(day, minutes, seconds)
    end = instant(day, minutes + step_minutes(has), seconds)
    if covered is not None and day is None:
        return Point(None, None, value, None, True, None, "clock", True)
    days = None if day is None else (day, next_day(day))
    return Point(start, end, value, days, True, None, "clock", dated)


def _day_named(anchor: Anchor) -> date | None:
    """The day that a clock time without one is of: the one named last; 截至晚上11时 is none that is still to come."""
    day, today = anchor.day or anchor.last_day, anchor.today
    ahead = day is not None and today is not None and day > today
    return today if ahead and anchor.text.endswith(near("as-of-before"), 0, anchor.here[0]) else day


def _is_past_half(has: dict[str, Any], covered: Covered | None, minutes: int, anchor: Anchor) -> bool:
    """三点 alone at half past four in the morning: the next three o'clock is in the afternoon."""
    now = anchor.reference
    if (
        now is None
        or now_instant(anchor) is None
        or not 0 < has["clock"][0] < 12
        or {"part", "noon", "zone"} & has.keys()
    ):
        return False
    today = covered is None or (covered.days is not None and covered.days[0] == anchor.today)
    return today and minutes < now.hour * 60 + now.minute < minutes + 720


def _part_point(has: dict[str, Any], covered: Covered | None, anchor: Anchor) -> Point:
    part = has["part"]
    if covered is None and anchor.day is not None and (named := _day_named(anchor)) is not None:
        covered = Covered((named, next_day(named)), named.isoformat(), "D")
    day = covered.days[0] if covered is not None and covered.days is not None else None
    value = (covered.value if covered is not None else "") + part.code
    if covered is not None and day is None:
        return Point(None, None, value, None, True, None, "part", True)
    days = None if day is None else (day, next_day(day))
    return Point(
        instant(day, part.start * 60), instant(day, part.end * 60), value, days, True, None, "part", covered is not None
    )


def _bounded(phrase: Phrase, point: Point, anchor: Anchor) -> Resolved:
    """One time with what opens or closes it."""
    kind, timex = _kind(point.timed, point.dated)
    start, end, mod = point.start, point.end, point.mod
    bound = phrase.bound
    if point.grain == "open_before":
        start, mod = None, "BEFORE"
    elif point.grain == "open_after":
        end, mod = None, mod or "AFTER"
    if "as-of" in phrase.rules and point.days is not None and mod == "END" and bound is None:
        start = add_days(point.days[1], -1).isoformat()
    if bound in ("since", "after"):
        end, mod = None, _MODS[bound]
    elif bound == "to_now":
        end, mod = _today_end(anchor), "ON_OR_AFTER"
    elif bound in ("before", "before_or_on"):
        end = point.end if bound == "before_or_on" or point.grain.startswith("E") else point.start
        start, mod = _until_then(point, anchor), _MODS[bound]
    elif bound == "until":
        start, mod = None, _MODS[bound]
    elif bound == "within":
        mod = None
    return Resolved(kind, timex, point.value, mod, start, end, point.days, [_rule(phrase.left)])


def _until_then(point: Point, anchor: Anchor) -> str | None:
    """年底前 leaves from now till then, where then is still to come; other ends leave the beginning open."""
    if not point.grain.startswith("E") or point.days is None or anchor.today is None or point.days[0] <= anchor.today:
        return None
    return now_instant(anchor) or anchor.today.isoformat()


def _today_end(anchor: Anchor) -> str | None:
    return None if anchor.today is None else now_instant(anchor) or next_day(anchor.today).isoformat()


def _rule(when: When) -> str:
    has = when.has
    if "clock" in has:
        return "clock"
    for name in (
        "offset",
        "span",
        "vague",
        "holiday",
        "days_off",
        "lunar_month",
        "plan",
        "part",
        "weekday",
        "day",
        "day_word",
    ):
        if name in has:
            return name
    return "period" if when.level < DAY else "date"


def _range(phrase: Phrase, left: Point, anchor: Anchor) -> Resolved | None:
    assert phrase.right is not None
    right_when = _inherit(phrase.left, phrase.right)
    if "noon" in right_when.has and "clock" in phrase.left.has and not {"noon", "part"} & phrase.left.has.keys():
        phrase.left.has["noon"] = right_when.has["noon"]
        left = _point(phrase.left, anchor) or left
    if (
        left.days is not None
        and (right_when.first >= DAY - 10 or "year_word" in right_when.has)
        and "year" not in right_when.has
    ):
        saved = anchor.day, anchor.year, anchor.year_fine, anchor.last_year
        anchor.last_year = left.days[0].year
        anchor.day, anchor.day_end = left.days[0], phrase.left.end
        if right_when.first < DAY:
            anchor.year, anchor.year_fine, anchor.year_end = left.days[0].year, True, phrase.left.end
        right = _point(right_when, anchor)
        anchor.day, anchor.year, anchor.year_fine, anchor.last_year = saved
    else:
        right = _point(right_when, anchor)
    if right is None:
        return None
    end = right.start if right.grain == "clock" else right.end
    days = None
    if left.days is not None and right.days is not None:
        if right.days[1] <= left.days[0] and "year" not in right_when.has and "month" in right_when.has:
            right = _next_year(right_when, anchor, left) or right
            end = right.start if right.grain == "clock" else right.end
        if right.days is not None:
            days = (left.days[0], max(right.days[1], next_day(left.days[0])))
    end = _past_midnight(left, right, end, phrase)
    if right.days is not None and right.days[0] == anchor.today and "day_word" in phrase.right.has and not right.timed:
        end = now_instant(anchor) or end
    kind, timex = _kind(left.timed or right.timed, left.dated or right.dated)
    value = f"{left.value.partition('/')[0]}/{right.value.rpartition('/')[2]}"
    return Resolved(
        kind, timex, value, left.mod if left.mod == right.mod else None, left.start, end, days, [_rule(phrase.left)]
    )


def _next_year(when: When, anchor: Anchor, left: Point) -> Point | None:
    assert left.days is not None
    return _point(
        When(when.start, when.end, when.level, when.first, {**when.has, "year": left.days[0].year + 1}), anchor
    )


def _past_midnight(left: Point, right: Point, end: str | None, phrase: Phrase) -> str | None:
    """A clock range that seems to end before it begins ends in the afternoon or on the next day."""
    start = left.start
    if end is None or start is None or not right.timed or end > start or len(end) != len(start):
        return end
    assert phrase.right is not None
    own = phrase.right.has
    if "part" in phrase.left.has and "part" not in own and "noon" not in own and end[-8:-6] < "12":
        later = f"{end[:-8]}{int(end[-8:-6]) + 12:02d}{end[-6:]}"
        if later > start:
            return later
    if right.days is None or "day" in phrase.right.has or "day_word" in phrase.right.has:
        return end
    return instant(add_days(right.days[0], 1), int(end[-8:-6]) * 60 + int(end[-5:-3]), int(end[-2:]))


def _inherit(left: When, right: When) -> When:
    """The second half of a range takes over the coarser pieces that it does not repeat."""
    if not _OWN.isdisjoint(right.has):
        return right
    has = dict(right.has)
    for name, value in left.has.items():
        if name in has or _LEVEL_OF.get(name, 99) >= right.first:
            continue
        if name == "part" and "noon" in has:
            continue
        has[name] = value
    return When(right.start, right.end, right.level, min(left.first, right.first), has)


_OWN = frozenset(("day_word", "offset", "vague", "week_word", "month_word", "year_word"))
_LEVEL_OF = {
    "century": 10, "century_word": 10, "decade": 12, "year": 20, "short_year": 20, "year_word": 20, "fiscal": 20,
    "before_christ": 20, "month": 30, "month_word": 30, "lunar_month": 30, "week_word": 35, "day": 40, "day_word": 40,
    "holiday": 40, "lunar_day": 40, "weekday": 45, "part": PART, "vague": 98,
}  # fmt: skip
