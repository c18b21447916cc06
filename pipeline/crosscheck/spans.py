"""Lengths of time and days of the week against the dates of the text.

20时06分 to 22时58分, 历时2小时52分; 3月5日（周四）.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from pipeline.crosscheck.ledger import Entry, Ledger, Part, claims_check, meets
from pipeline.crosscheck.moments import Moment, to_moment
from pipeline.lexicon.sum_cues import cue_before
from pipeline.records import Check, Claim, Verdict

_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_WEEKDAY_AFTER = re.compile(r"[（(，,]?(?:星期|周|礼拜)([一二三四五六日天])[）)，,。]")
_DAY_OF_MONTH = re.compile(r"\d[日号]")
_TO = re.compile(r"^[^。；;\n]{0,6}(?:至|到|—|-|－|~)$")
_ENDS = re.compile(r"\d[日号时点分:：].*[至到—\-－~].*\d[日号时点分:：]?")
_DAY = timedelta(days=1)
_HALF_YEAR = timedelta(days=200)
REACH = 90


def _moments(ledger: Ledger, start: int, end: int) -> list[tuple[Claim, Moment]]:
    """The days and times that stand in a stretch of text, with what they resolve to."""
    found = []
    for claim in ledger.times:
        span, timex = claim.mention.span, claim.mention.timex
        if start <= span.start and span.end <= end and timex is not None and timex.type in ("DATE", "TIME"):
            moment = to_moment(timex)
            if moment is not None and moment.width <= _DAY:
                found.append((claim, moment))
    return found


def _seconds(value: timedelta) -> Decimal:
    return Decimal(int(value.total_seconds()))


def _fits(a: Moment, b: Moment, length: Entry) -> bool:
    """Whether from `a` to `b` is the length that is stated, give or take one of its unit."""
    low, high = _seconds(b.start - a.end), _seconds(b.end - a.start)
    slack = length.measure.place * (2 if length.measure.hedge != "exact" else 1)
    return a.clock == b.clock and meets((low - slack, high + slack), length.interval)


def lengths(ledger: Ledger) -> Iterator[Check]:
    """由晚上8时06分至10时58分，历时2小时52分: a length of time against the two times before it."""
    for length in ledger.entries:
        if length.measure.dimension != "time" or not cue_before("lasts", 6).search(ledger.before(length, 10)):
            continue
        near = _moments(ledger, max(ledger.paragraph(length).start, length.start - REACH), length.start)
        pairs = [(x, y) for i, x in enumerate(near) for y in near[i + 1 :] if x[1].start < y[1].start]
        fine = [p for p in pairs if max(_width(m[1]) for m in p) <= length.measure.place]
        fitting = [p for p in fine if _fits(p[0][1], p[1][1], length)]
        stretch = _stretch(ledger, length)
        if fitting:
            yield _length_check(ledger, *fitting[-1], length, fits=True)
        elif stretch is not None:
            yield _stretch_check(ledger, *stretch, length)
        elif len(near) == 2 and len(fine) == 1 and _one_stretch(ledger, *near):
            yield _length_check(ledger, *fine[0], length, fits=False)


def _stretch(ledger: Ledger, length: Entry) -> tuple[Claim, Moment] | None:
    """晚上8时06分至晚上10时58分: the period that stands right before a length of time, both of its ends named.

    Of 2023—2024年度 or 国庆期间 nothing says that what lasts takes all of it.
    """
    start = max(ledger.paragraph(length).start, length.start - REACH // 2)
    claims = [c for c in ledger.times if start <= c.mention.span.start and c.mention.span.end <= length.start]
    if not claims or not _ENDS.search(ledger.text[slice(*claims[-1].mention.span)]):
        return None
    timex = claims[-1].mention.timex
    moment = to_moment(timex) if timex is not None and "/" in timex.value else None
    return (claims[-1], moment) if moment is not None and moment.width > timedelta(minutes=1) else None


def _stretch_check(ledger: Ledger, claim: Claim, moment: Moment, length: Entry) -> Check:
    spent = _seconds(moment.width)
    slack = length.measure.place * (2 if length.measure.hedge != "exact" else 1)
    fits = meets((spent - slack, spent + slack), length.interval)
    formula = f"{claim.text} {'=' if fits else '≠'} {length.text}"
    said: dict[str, Part] = {"stretch": claim.text, "spent": spent, "length": length.text}
    reason = "check_span_fits" if fits else "check_stretch_broken"
    return _check(ledger, "span", formula, (claim, length.claim), 0.6, reason, fits=fits, **said)


def _one_stretch(ledger: Ledger, start: tuple[Claim, Moment], end: tuple[Claim, Moment]) -> bool:
    """Whether the text says `start` 至 `end`."""
    link = ledger.text[start[0].mention.span.end : end[0].mention.span.start]
    return start[1].clock == end[1].clock and bool(_TO.match(link))


def _width(moment: Moment) -> Decimal:
    return _seconds(moment.width)


def _length_check(
    ledger: Ledger, start: tuple[Claim, Moment], end: tuple[Claim, Moment], length: Entry, *, fits: bool
) -> Check:
    formula = f"{start[0].text} → {end[0].text} {'=' if fits else '≠'} {length.text}"
    spent = end[1].start - start[1].start
    ends = {"start": start[0].text, "end": end[0].text}
    said: dict[str, Part] = {**ends, "spent": _seconds(spent), "length": length.text}
    reason = "check_span_fits" if fits else "check_span_broken"
    claims = (start[0], end[0], length.claim)
    return _check(ledger, "span", formula, claims, 0.6, reason, fits=fits, **said)


def weekdays(ledger: Ledger) -> Iterator[Check]:
    """2026年3月5日（星期四）: the day of the week against the calendar, for days within half a year of the article."""
    reference = ledger.article.reference
    for claim in ledger.times:
        timex = claim.mention.timex
        moment = to_moment(timex) if timex is not None and timex.type == "DATE" else None
        if moment is None or moment.width != _DAY or reference is None or not _DAY_OF_MONTH.search(claim.text):
            continue
        named = _named_weekday(ledger, claim)
        if named is None or abs(moment.start - reference.replace(tzinfo=None)) > _HALF_YEAR:
            continue
        true, fits = moment.start.weekday(), named == _WEEKDAYS[moment.start.weekday()]
        formula = f"{claim.text} {'=' if fits else '≠'} 星期{named}"
        reason = "check_weekday_fits" if fits else "check_weekday_broken"
        days = {"true": Decimal(true), "named": Decimal(_WEEKDAYS.index(named))}
        yield _check(
            ledger, "weekday", formula, (claim,), 0.5, reason, fits=fits, day=f"{moment.start:%Y-%m-%d}", **days
        )


def _named_weekday(ledger: Ledger, claim: Claim) -> str | None:
    """The day of the week in a date's own words or in brackets after it."""
    end = claim.mention.span.end
    found = _WEEKDAY.search(claim.text) or _WEEKDAY_AFTER.match(ledger.text[end : end + 8])
    return found[1].replace("天", "日") if found is not None else None


def _check(
    ledger: Ledger,
    kind: str,
    formula: str,
    claims: tuple[Claim, ...],
    severity: float,
    reason: str,
    *,
    fits: bool,
    **parts: Part,
) -> Check:
    verdict: Verdict = "consistent" if fits else "inconsistent"
    return claims_check(ledger, kind, formula, claims, verdict, severity, reason, parts)


SPANS: tuple[Callable[[Ledger], Iterable[Check]], ...] = (lengths, weekdays)
