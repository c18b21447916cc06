"""Dates, clock times, ranges of time, repeated times and relative times of a text, resolved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pipeline.extract.anchors import Anchor
from pipeline.extract.phrases import read_phrase
from pipeline.extract.time_heads import find_heads
from pipeline.extract.time_resolving import Resolved, resolve
from pipeline.extract.time_words import CLOCK, DAY, PART, YEAR
from pipeline.extract.when import Phrase
from pipeline.records import Kind, Mention, Refusal, Span, Timex


def find_times(
    text: str,
    reference: datetime | None,
    region: str,
    blocked: Sequence[Span] = (),
    *,
    refusals: list[Refusal] | None = None,
) -> list[Mention]:
    """The times of a simplified text, in order and without overlap, resolved against `reference` and each other.

    `region` (ISO 3166) decides festivals; nothing is found inside `blocked`; what looked like a time and was not taken
    goes to `refusals`. A text that is nothing but one time is read as the next such time.

    >>> found = find_times("公司3日至5日停牌，6日复牌。", datetime(2026, 2, 6), "CN")
    >>> [(m.timex.value, m.timex.start, m.timex.end) for m in found]
    [('2026-02-03/2026-02-05', '2026-02-03', '2026-02-06'), ('2026-02-06', '2026-02-06', '2026-02-07')]
    """
    anchor = Anchor(text, reference, region, reference.date() if reference is not None else None)
    limits = iter(sorted(blocked))
    limit = next(limits, None)
    found: list[Mention] = []
    done = 0
    for at in find_heads(text):
        if at < done:
            continue
        while limit is not None and limit.end <= at:
            limit = next(limits, None)
        if limit is not None and limit.start <= at:
            continue
        phrase = read_phrase(text, at)
        if isinstance(phrase, int):
            if phrase > at:
                done = phrase
                if refusals is not None:
                    refusals.append(Refusal(Span(at, phrase), "time:name", "a name that holds a word of time"))
            continue
        if limit is not None and phrase.end > limit.start:
            continue
        if phrase.start < done:
            phrase.start = phrase.core_start = done
        mention = _mention(text, phrase, anchor)
        if mention is None:
            if refusals is not None:
                refusals.append(
                    Refusal(Span(phrase.start, phrase.end), "time:unresolved", "no time that can be placed")
                )
            continue
        found.append(mention)
        done = phrase.end
    return found


def _mention(text: str, phrase: Phrase, anchor: Anchor) -> Mention | None:
    anchor.here = (phrase.start, phrase.end)
    anchor.alone = phrase.start == 0 and phrase.end == len(text)
    anchor.leave(phrase.start)
    resolved = resolve(phrase, anchor)
    if resolved is None:
        return None
    _remember(anchor, phrase, resolved)
    timex = Timex(resolved.type, resolved.value, resolved.mod, resolved.start, resolved.end)
    span, core = Span(phrase.start, phrase.end), Span(phrase.core_start, phrase.core_end)
    return Mention(resolved.kind, span, core, None, timex, (*resolved.rules, *phrase.rules))


def _remember(anchor: Anchor, phrase: Phrase, resolved: Resolved) -> None:
    """What later times of the text count from."""
    if "clock" in phrase.left.has and resolved.start is not None and resolved.start[0] != "T":
        anchor.last_instant = datetime.fromisoformat(resolved.start)
    if resolved.days is None or phrase.every is not None:
        return
    first, end = resolved.days
    has = phrase.left.has
    if "vague" in has or "span" in has:
        return
    if "offset" not in has and (end - first).days >= 4:
        anchor.period = (first, end)
    if "year" in has or "short_year" in has or ("year_word" in has and has["year_word"].base == "reference"):
        anchor.last_year = first.year
    if "month" in has or "month_word" in has or "day" in has:
        anchor.last_month = first
    if phrase.left.level >= DAY and (end - first).days <= 2:
        anchor.day = anchor.last_day = first
        anchor.day_end = phrase.end
    elif phrase.right is not None and phrase.left.level >= DAY:
        anchor.day = anchor.last_day = date.fromordinal(end.toordinal() - 1)
        anchor.day_end = phrase.end
    if any(name in has for name in ("year", "short_year", "year_word", "fiscal")):
        anchor.year, anchor.year_fine, anchor.year_end = first.year, phrase.left.level > YEAR, phrase.end
    elif anchor.year is not None:
        anchor.year, anchor.year_end = first.year, phrase.end


__all__ = ["CLOCK", "PART", "Kind", "find_times"]
