"""What a time is counted from: the reference, the dates named before it, and whether its clause looks back or ahead."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.extract.day_counting import Days
from pipeline.lexicon import times as lexicon

_OPENING = 40
_STOPS = re.compile("[，。；！？,;!?\n]")
_REACH = 14  # characters of a clause that tell which way it looks
_SIGNS = frozenset("，。；！？\n,")
_SIGN = re.compile("[，。；！？\n,]")
_CLAUSE_ENDS = re.compile("[。！？!?；;\n]")


@dataclass(slots=True)
class Anchor:
    """The state while a text is read in order.

    `day` is the date named last in the paragraph, `last_day` in the text, `year` the one named last in the sentence,
    `last_year` in the text, `period` what was resolved last, `report` what a report says it is about, `filed` the day
    of a dateline, `as_of` the day that counts have reached, `about` the latest month named as one; a time that is
    `alone` as the whole text is the next such time, one that looks `back` (3月以来) the last.
    """

    text: str
    reference: datetime | None
    region: str
    today: date | None = None
    day: date | None = None
    day_end: int = 0
    year: int | None = None
    year_fine: bool = False
    year_end: int = 0
    period: Days | None = None
    seen: int = 0
    report: Days | None = None
    report_end: int = 0
    filed: date | None = None
    as_of: date | None = None
    about: date | None = None
    last_year: int | None = None
    last_day: date | None = None
    last_month: date | None = None
    last_instant: datetime | None = None
    alone: bool = False
    back: bool = False
    here: tuple[int, int] = (0, 0)

    def base(self) -> date | None:
        """The day that 当天 and 次日 count from."""
        return self.day or self.last_day or self.today

    def tells(self) -> bool:
        """Whether something was told before it that 三天后 may count from, in a clause that does not look ahead."""
        start = self.here[0]
        if self.alone or (start <= _OPENING and _STOPS.search(self.text, 0, start) is None):
            return False
        return direction(self) < 1

    def compares(self) -> bool:
        """Whether a word of comparison stands right before the time: 比上月, 较上季度."""
        return self.text.endswith(("比", "较", "与", "同"), 0, self.here[0])

    def base_year(self) -> int | None:
        """The year that 当年, 上年 and 全年 count from."""
        if self.last_year is not None:
            return self.last_year
        return None if self.today is None else self.today.year

    def leave(self, at: int) -> None:
        """Forgets what a new sentence or paragraph does not inherit, on the way to `at`."""
        if self.year is not None and _CLAUSE_ENDS.search(self.text, max(self.year_end, self.seen), at):
            self.year = None
        if self.day is not None and self.text.find("\n", max(self.day_end, self.seen), at) >= 0:
            self.day = None
        self.seen = at


def ahead_pattern() -> re.Pattern[str]:
    """The words that say that something is still to come."""
    return _cues()[0]


@functools.cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = lexicon.directions().values()
    ahead = "|".join(_cue(row) for row in rows if row.direction == "future")
    back = "|".join(_cue(row) for row in rows if row.direction == "past")
    return re.compile(ahead), re.compile(back)


def _cue(row: lexicon.Direction) -> str:
    before = f"(?<![{''.join(row.not_after)}])" if row.not_after else ""
    after = f"(?!{'|'.join(row.not_before)})" if row.not_before else ""
    return before + row.word + after


def direction(anchor: Anchor) -> int:
    """1 where the clause round the time speaks of what comes, -1 of what was, 0 where it does not say."""
    start, end = anchor.here
    text = anchor.text
    if anchor.back:
        return -3
    if anchor.alone:
        return 2
    floor = left = max(0, start - _REACH)
    for at in range(start - 1, floor - 1, -1):
        if text[at] in _SIGNS:
            left = at + 1
            break
    begin = end + 1 if text[end : end + 1] in ("，", ",") else end
    sign = _SIGN.search(text, begin, begin + _REACH)
    right = min(begin + _REACH, len(text)) if sign is None else sign.start()
    if text.endswith(lexicon.near("as-of-before"), 0, start):
        return -1
    if text.endswith(lexicon.near("until-before"), 0, start):
        return 1
    ahead, back = _cues()
    if ahead.search(text, left, start) or ahead.search(text, end, right):
        return 1
    return -1 if back.search(text, end, right) else 0


# How many days ago weigh as much as one day ahead, by the way a clause looks: 2 is a time alone, 3 and -3 say which way
# themselves, 4 is a bare day of the month.
_WEIGHTS = {
    2: (1000.0, 1.0),
    1: (12.0, 1.0),
    0: (1.0, 1.5),
    -1: (1.0, 12.0),
    3: (1000.0, 1.0),
    -3: (1.0, 1000.0),
    4: (1.0, 4.0),
}


def choose(candidates: list[Days], anchor: Anchor, today: date) -> Days | None:
    """The candidate that a reader takes, asking the clause which way it looks only where that matters."""
    if not (anchor.alone or anchor.back):
        found = nearest(candidates, today, 1)
        if found == nearest(candidates, today, -1):
            return found
    return nearest(candidates, today, direction(anchor))


def nearest(candidates: list[Days], today: date, way: int) -> Days | None:
    """The candidate that a reader takes: nearest to today, what was before what comes unless the clause looks ahead.

    >>> nearest([(date(2025, 11, 5), date(2025, 11, 6)), (date(2026, 11, 5), date(2026, 11, 6))], date(2026, 2, 6), 0)
    (datetime.date(2025, 11, 5), datetime.date(2025, 11, 6))
    """
    weights = _WEIGHTS[way]
    best, cost = None, 0.0
    for first, end in candidates:
        if end <= today:
            distance = ((today - end).days + 1) * weights[0]
        else:
            distance = max(0, (first - today).days) * weights[1]
        if best is None or distance < cost:
            best, cost = (first, end), distance
    return best
