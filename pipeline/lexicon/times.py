"""Words of time: what each says, before which characters it says something else, and what it binds to."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class RelativeTime:
    """A word for a time seen from the reference day or from the day named last; `low`..`high` count in `unit`."""

    word: str
    unit: str
    base: str
    low: int
    high: int
    mod: str | None
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day: its hours, and which `half` an hour of the clock falls into after it."""

    word: str
    code: str
    start: int
    end: int
    half: str
    alone: bool
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayAndPart:
    """One word for a day and a part of it (昨晚): `base` and `offset` give the day."""

    word: str
    base: str
    offset: int
    daypart: str


@dataclass(frozen=True, slots=True)
class Season:
    """A season: `first`..`last` are months counted from January of the year (13 is the next January)."""

    word: str
    code: str
    first: int
    last: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Era:
    """A reign or era: the Gregorian years of its first and last year."""

    name: str
    first: int
    last: int | None
    region: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A word after a time that opens or closes it (以来, 之前), or weakens it (左右)."""

    word: str
    role: str
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A phrase that names the clock that is read; `zone` is an IANA name or `local`."""

    word: str
    zone: str


@dataclass(frozen=True, slots=True)
class SpanWord:
    """A word before an amount of time that makes it a stretch ending or beginning now (近三年, 未来两天).

    `aligned` stretches are whole units of the calendar (前两个月), the others roll with the day.
    """

    word: str
    direction: str
    aligned: bool
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """A unit that counts time; `code` is its letter in ISO 8601 durations, where it has one."""

    word: str
    code: str
    clock: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A part of the year: quarter, half, first quarters."""

    word: str
    code: str
    number: int
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """Beginning, middle or end of a unit: parts `low`..`high` of it (a year's months, a month's days; -1 the last)."""

    word: str
    unit: str
    mod: str
    low: int
    high: int
    not_before: tuple[str, ...]
    only_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """A five-year plan and the years it covers."""

    word: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """When a company's fiscal year begins; `ends` says that it is named after the calendar year in which it ends."""

    company: str
    month: int
    ends: bool


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says whether its clause speaks of what was or of what comes."""

    word: str
    direction: str
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Words that decide, right before or right behind a piece of time, whether it is one."""

    context: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trap:
    """A name or idiom that contains a word of time."""

    word: str


@dataclass(frozen=True, slots=True)
class Hedge:
    """A word before a time that makes it approximate, unless it ends one of `not_after` (纽约)."""

    word: str
    not_after: tuple[str, ...]


@functools.cache
def relative_times() -> tuple[RelativeTime, ...]:
    """The rows of relative_times.tsv.

    >>> next(row.low for row in relative_times() if row.word == "昨日")
    -1
    """
    return read_rows("relative_times.tsv", RelativeTime)


@functools.cache
def dayparts() -> tuple[DayPart, ...]:
    """The rows of dayparts.tsv.

    >>> next(row.code for row in dayparts() if row.word == "凌晨")
    'TNI'
    """
    return read_rows("dayparts.tsv", DayPart)


@functools.cache
def day_dayparts() -> tuple[DayAndPart, ...]:
    """The rows of day_dayparts.tsv.

    >>> next((row.offset, row.daypart) for row in day_dayparts() if row.word == "昨晚")
    (-1, '晚上')
    """
    return read_rows("day_dayparts.tsv", DayAndPart)


@functools.cache
def seasons() -> tuple[Season, ...]:
    """The rows of seasons.tsv.

    >>> next((row.first, row.last) for row in seasons() if row.word == "夏季")
    (6, 8)
    """
    return read_rows("seasons.tsv", Season)


@functools.cache
def eras() -> dict[str, Era]:
    """Eras by name.

    >>> eras()["令和"].first
    2019
    """
    return {row.name: row for row in read_rows("eras.tsv", Era)}


@functools.cache
def bounds() -> dict[str, Bound]:
    """Bounds by word.

    >>> bounds()["以来"].role
    'since'
    """
    return {row.word: row for row in read_rows("time_bounds.tsv", Bound)}


@functools.cache
def zones() -> dict[str, str]:
    """The zone that a phrase names.

    >>> zones()["北京时间"]
    'Asia/Shanghai'
    """
    return {row.word: row.zone for row in read_rows("time_zones.tsv", Zone)}


@functools.cache
def span_words() -> dict[str, SpanWord]:
    """Words that turn an amount of time into a stretch.

    >>> span_words()["未来"].direction
    'future'
    """
    return {row.word: row for row in read_rows("time_spans.tsv", SpanWord)}


@functools.cache
def time_units() -> dict[str, TimeUnit]:
    """Units that count time.

    >>> time_units()["分钟"].code
    'MIN'
    """
    return {row.word: row for row in read_rows("time_units.tsv", TimeUnit)}


@functools.cache
def periods() -> dict[str, Period]:
    """Parts of the year.

    >>> periods()["前三季度"].code
    'FQ'
    """
    return {row.word: row for row in read_rows("time_periods.tsv", Period)}


@functools.cache
def edges() -> dict[tuple[str, str], Edge]:
    """Edges by unit and word.

    >>> edges()["month", "下旬"].low
    21
    """
    return {(row.unit, row.word): row for row in read_rows("time_edges.tsv", Edge)}


@functools.cache
def plan_periods() -> dict[str, PlanPeriod]:
    """Five-year plans.

    >>> plan_periods()["十四五"].first
    2021
    """
    return {row.word: row for row in read_rows("plan_periods.tsv", PlanPeriod)}


@functools.cache
def fiscal_years() -> dict[str, FiscalYear]:
    """Fiscal years by company.

    >>> fiscal_years()["苹果"].month
    10
    """
    return {row.company: row for row in read_rows("fiscal_years.tsv", FiscalYear)}


@functools.cache
def directions() -> dict[str, Direction]:
    """Words that tell past from future.

    >>> directions()["将于"].direction
    'future'
    """
    return {row.word: row for row in read_rows("time_directions.tsv", Direction)}


@functools.cache
def hedges() -> tuple[Hedge, ...]:
    """Words before a time that make it approximate, longest first.

    >>> "大约" in [row.word for row in hedges()]
    True
    """
    return tuple(sorted(read_rows("time_hedges.tsv", Hedge), key=lambda row: -len(row.word)))


@functools.cache
def _contexts() -> dict[str, tuple[str, ...]]:
    return {row.context: row.words for row in read_rows("time_contexts.tsv", Context)}


def near(context: str) -> tuple[str, ...]:
    """The words that decide one context.

    >>> "建" in near("points-not-before")  # 三点建议
    True
    """
    return _contexts()[context]


@functools.cache
def traps() -> tuple[str, ...]:
    """Names and idioms that contain a word of time.

    >>> "今日头条" in traps()
    True
    """
    return tuple(row.word for row in read_rows("time_traps.tsv", Trap))
