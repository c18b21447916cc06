"""The days or instants of 3天后, 近三年, 近日, 至今."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pipeline.extract.anchors import Anchor, direction
from pipeline.extract.covered import Covered
from pipeline.extract.day_counting import Days, add_days, add_months, floor_unit, month_start, next_day, shift
from pipeline.extract.stretches import Amount

_SECONDS = {"H": 3600, "QUARTER": 900, "MIN": 60, "S": 1}
_FEW = (Decimal(2), Decimal(9))


@dataclass(slots=True)
class Instants:
    """A stretch of the clock: ISO instants, either of which may be open."""

    start: str | None
    end: str | None
    value: str
    mod: str | None = None


def duration_value(amounts: tuple[Amount, ...]) -> str:
    """Amounts in ISO 8601: P3Y, P2W, PT3H, PXD for a few days."""
    days, clock = "", ""
    for amount in amounts:
        number = "X" if amount.number is None else format(amount.number.normalize(), "f")
        if amount.code in _SECONDS:
            number = str(15 * int(amount.number or 1)) if amount.code == "QUARTER" else number
            clock += number + {"QUARTER": "M", "MIN": "M"}.get(amount.code, amount.code)
        elif amount.code == "Q":
            days += ("X" if amount.number is None else format((amount.number * 3).normalize(), "f")) + "M"
        else:
            days += (number + "00Y") if amount.code == "C" else number + amount.code
    return "P" + days + ("T" + clock if clock else "")


def is_clocked(amounts: tuple[Amount, ...]) -> bool:
    """Whether an amount counts hours or less."""
    return any(amount.code in _SECONDS for amount in amounts)


def _seconds(amounts: tuple[Amount, ...]) -> int | None:
    total = Decimal(0)
    for amount in amounts:
        size = _SECONDS.get(amount.code) or {"D": 86400, "W": 604800}.get(amount.code)
        if size is None or amount.number is None:
            return None
        total += amount.number * size
    return int(total) if total < 10**10 else None


def iso_instant(moment: datetime) -> str:
    """An instant as the records write it.

    >>> iso_instant(datetime(2026, 3, 12, 14, 5))
    '2026-03-12T14:05:00'
    """
    return moment.replace(microsecond=0, tzinfo=None).isoformat()


def _moved(day: date, amounts: tuple[Amount, ...], sign: int, few: Decimal) -> date:
    for amount in amounts:
        day = shift(day, few if amount.number is None else amount.number, amount.code, sign)
    return day


def resolve_offset(has: dict[str, Any], base: Days | None, anchor: Anchor) -> Covered | Instants | None:
    """What 3天后, 两小时前, 半年来 and 一年内 come to, from `base` or from today."""
    amounts, role = has["offset"]
    if is_clocked(amounts):
        return _clock_offset(amounts, role, base, anchor)
    start = base[0] if base is not None else _offset_base(role, anchor)
    value = duration_value(amounts)
    if start is None:
        return Covered(None, value, "D")
    coarse = amounts[-1].code
    vague = any(amount.approx for amount in amounts)
    if role in ("since", "within"):
        return _from_now(amounts, role, start, value, vague, anchor)
    sign = -1 if role.startswith("before") else 1
    role = role if base is None else role.removesuffix("_open")
    far, close = _moved(start, amounts, sign, _FEW[1]), _moved(start, amounts, sign, _FEW[0])
    first, last = (far, close) if far <= close else (close, far)
    tens = _round_ten(amounts)
    if tens and base is None:
        first, last = sorted(shift(start, Decimal(amounts[0].number or 0) + more, coarse, sign) for more in (0, 10))
    if base is None and coarse in "CYQM" and "clock" not in has and "part" not in has:
        unit = "M" if coarse == "M" or _has_half(amounts) else "Y" if coarse == "C" else coarse
        days: Days = (floor_unit(first, unit), shift(floor_unit(last, unit), Decimal(1), unit, 1))
        text = f"{days[0].year:04d}" if unit == "Y" else f"{days[0]:%Y-%m}"
        return _opened(Covered(days, text if not vague else value, unit, "APPROX"), role)
    return _opened(
        Covered(
            (first, next_day(last)), first.isoformat() if first == last else value, "D", "APPROX" if vague else None
        ),
        role,
    )


def _round_ten(amounts: tuple[Amount, ...]) -> bool:
    """二十几年: somewhere in the twenties."""
    first = amounts[0]
    return len(amounts) == 1 and first.approx and first.code == "Y" and first.number in range(10, 100, 10)


def _has_half(amounts: tuple[Amount, ...]) -> bool:
    return any(amount.number is not None and amount.number % 1 != 0 for amount in amounts)


def _opened(found: Covered, role: str) -> Covered:
    """以前 and 以后 leave one end open."""
    if role.endswith("_open") and found.days is not None:
        found.grain = "open_before" if role.startswith("before") else "open_after"
    return found


def _offset_base(role: str, anchor: Anchor) -> date | None:
    if role.startswith("after") and (anchor.tells() or (anchor.day is not None and direction(anchor) < 1)):
        return anchor.day
    return anchor.today


def now_instant(anchor: Anchor) -> str | None:
    """The reference as an instant, for a text that is nothing but one time; in news a stretch ends with a day."""
    return _clock_now(anchor) if anchor.alone else None


def _clock_now(anchor: Anchor) -> str | None:
    """The reference as an instant, where it is known to the clock; None where it is a day."""
    now = anchor.reference
    return None if now is None or (now.hour, now.minute, now.second) == (0, 0, 0) else iso_instant(now)


def _half_days(amounts: tuple[Amount, ...], role: str, value: str, now: datetime) -> Instants:
    step = timedelta(days=float(sum(amount.number or 0 for amount in amounts)))
    if role == "since":
        midnight = (now.hour, now.minute, now.second) == (0, 0, 0)
        return Instants(iso_instant(now - step), iso_instant(now + timedelta(days=1) if midnight else now), value)
    return Instants(iso_instant(now), iso_instant(now + step), value)


def _from_now(
    amounts: tuple[Amount, ...], role: str, start: date, value: str, vague: bool, anchor: Anchor
) -> Covered | Instants:
    mod = "APPROX" if vague else None
    now = now_instant(anchor) if start == anchor.today else None
    if _has_half(amounts) and amounts[-1].code == "D" and anchor.reference is not None and start == anchor.today:
        return _half_days(amounts, role, value, anchor.reference)
    if role == "since":
        first = _moved(start, amounts, -1, _FEW[0])
        if (vague or _has_half(amounts)) and amounts[-1].code in "MY":
            first = floor_unit(first, amounts[-1].code if vague else "M")
        return Covered((first, next_day(start)), value, "N", mod, end=now)
    return Covered((start, _moved(start, amounts, 1, _FEW[0])), value, "N", mod)


def _clock_offset(amounts: tuple[Amount, ...], role: str, base: Days | None, anchor: Anchor) -> Instants | None:
    now = anchor.reference
    if base is not None:
        now = datetime(base[0].year, base[0].month, base[0].day)
    elif role.startswith("after") and anchor.last_instant is not None:
        now = anchor.last_instant
    elif not anchor.alone and (
        (role in ("before", "after") and _clock_now(anchor) is None) or (role == "after" and anchor.tells())
    ):
        now = None  # hours from a day without a clock lead nowhere, nor do 1小时后 in a story
    value = duration_value(amounts)
    seconds = _seconds(amounts)
    if now is None or seconds is None:
        return Instants(None, None, value)
    step = timedelta(seconds=seconds)
    try:
        before, after = now - step, now + step
    except OverflowError:
        return Instants(None, None, value)
    if role in ("since",):
        return Instants(iso_instant(before), iso_instant(now), value)
    if role == "within":
        return Instants(iso_instant(now), iso_instant(after), value)
    moment = before if role.startswith("before") else after
    written = iso_instant(moment)
    if role == "before_open":
        return Instants(None, written, written, "BEFORE")
    if role == "after_open":
        return Instants(written, None, written, "AFTER")
    size = _SECONDS.get(amounts[-1].code, 60)
    return Instants(written, iso_instant(moment + timedelta(seconds=max(size, 1))), written)


def resolve_span(has: dict[str, Any], base: Days | None, anchor: Anchor) -> Covered | Instants | None:
    """What 近三年, 过去十年, 未来48小时, 前两个月 come to."""
    word, amount, _ = has["span"]
    value = duration_value((amount,))
    if is_clocked((amount,)):
        return _clock_span(word, amount, value, anchor)
    start = base[0] if base is not None else anchor.day if word.direction == "next" and anchor.day else anchor.today
    if start is None:
        return Covered(None, value, "N")
    mod = "APPROX" if amount.approx else None
    few = (amount,)
    if word.aligned:
        return Covered(_aligned(word.direction, amount, start), value, "N", mod)
    now = now_instant(anchor) if start == anchor.today and base is None else None
    if word.direction == "past":
        return Covered((_moved(start, few, -1, _FEW[0]), start), value, "N", mod, end=now)
    first = start if base is not None or amount.code not in "DW" else next_day(start)
    if word.direction == "next" and base is None:
        first = start
    return Covered(
        (first, _moved(first, few, 1, _FEW[0])),
        value,
        "N",
        mod,
        start=now if first == start and word.direction == "future" else None,
    )


def _aligned(way: str, amount: Amount, today: date) -> Days:
    """Whole units of the calendar before or after the one that runs: 前两个月, 下三周."""
    number = amount.number if amount.number is not None else _FEW[0]
    floor = floor_unit(today, amount.code)
    if way == "past":
        return shift(floor, number, amount.code, -1), floor
    first = shift(floor, Decimal(1), amount.code, 1)
    return first, shift(first, number, amount.code, 1)


def _clock_span(word: Any, amount: Amount, value: str, anchor: Anchor) -> Instants | None:
    seconds = _seconds((amount,))
    now = anchor.reference
    if now is None or seconds is None:
        return Instants(None, None, value)
    step = timedelta(seconds=seconds)
    if word.aligned and amount.code == "H":
        now = now.replace(minute=0, second=0)
        now = now if word.direction == "past" else now + timedelta(hours=1)
    try:
        start, end = (now - step, now) if word.direction == "past" else (now, now + step)
    except OverflowError:
        return Instants(None, None, value)
    return Instants(iso_instant(start), iso_instant(end), value)


def resolve_vague(has: dict[str, Any], anchor: Anchor) -> Covered | Instants | None:
    """What 近日, 目前, 至今, 年内 and 上年同期 come to."""
    row = has["vague"]
    today = anchor.today
    if row.unit == "now":
        return _now(row, anchor)
    if row.unit == "report":
        return _report(anchor)
    if today is None:
        return Covered(None, {"to_now": "PRESENT_REF"}.get(row.unit, "PAST_REF"), "N", row.mod)
    if row.unit == "to_now":
        return Covered((today, next_day(today)), "PRESENT_REF", "now", end=now_instant(anchor))
    if row.unit == "within_year":
        first = today if direction(anchor) > 0 else month_start(today.year, 1)
        return Covered((first, month_start(today.year + 1, 1)), f"{today.year:04d}", "N")
    if row.unit.startswith("same"):
        return _same_period(row, anchor)
    if row.unit == "hour":
        return _whole_hour(row.low, anchor)
    if row.unit == "from":
        first = add_days(today, row.low)
        return Covered((first, next_day(first)), "FUTURE_REF", "open_after", row.mod)
    if row.word in ("近日", "近期") and direction(anchor) == 1:
        return Covered((today, add_days(today, 1 - row.low)), "FUTURE_REF", "N", row.mod)
    value = "PAST_REF" if row.high <= 0 else "FUTURE_REF"
    return Covered((add_days(today, row.low), add_days(today, row.high + 1)), value, "N", row.mod)


def _report(anchor: Anchor) -> Covered | None:
    """期内: the period that the report is about, where the text has named it."""
    days = anchor.report
    return None if days is None else Covered(days, f"{days[0].isoformat()}/{add_days(days[1], -1).isoformat()}", "P")


def _now(row: Any, anchor: Anchor) -> Covered | Instants | None:
    if row.base == "anchor" and anchor.day is not None and anchor.day != anchor.today:
        return Covered((anchor.day, next_day(anchor.day)), anchor.day.isoformat(), "D")
    now = anchor.reference
    if now is None:
        return Covered(None, "PRESENT_REF", "now")
    if not anchor.alone or (now.hour, now.minute, now.second) == (0, 0, 0):
        return Covered((now.date(), next_day(now.date())), "PRESENT_REF", "now")
    return Instants(iso_instant(now), iso_instant(now + timedelta(seconds=1)), "PRESENT_REF")


def _whole_hour(offset: int, anchor: Anchor) -> Instants:
    """上个小时: the whole hour before the one that runs."""
    now = anchor.reference
    if now is None:
        return Instants(None, None, "PT1H")
    start = now.replace(minute=0, second=0) + timedelta(hours=offset)
    return Instants(iso_instant(start), iso_instant(start + timedelta(hours=1)), f"{start:%Y-%m-%dT%H}")


def _same_period(row: Any, anchor: Anchor) -> Covered:
    """The period named last, a year or month or week before."""
    period, today = anchor.period, anchor.today
    if period is None and anchor.as_of is not None and row.unit == "same_period":
        then = add_months(anchor.as_of, 12 * row.low)  # 截至6月17日…比去年同期快
        return Covered((then, next_day(then)), then.isoformat(), "N")
    if period is None:
        return Covered(None, "XXXX" if today is None else f"{today.year + row.low:04d}", "N")
    if row.unit == "same_week":
        days = add_days(period[0], 7 * row.low), add_days(period[1], 7 * row.low)
    else:
        months = row.low * (12 if row.unit == "same_period" else 1)
        days = add_months(period[0], months), add_months(period[1], months)
    if days[0] >= days[1]:
        days = (days[0], next_day(days[0]))
    return Covered(days, f"{days[0].isoformat()}/{add_days(days[1], -1).isoformat()}", "N")
