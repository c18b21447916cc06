"""Scopes as people say them: the half-open 2025-01-01/2026-01-01 is 2025年."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from pipeline.report.phrases import Phrase, phrase


def _named(start: date, end: date) -> Phrase | None:
    year, months = str(start.year), (end.year - start.year) * 12 + end.month - start.month
    if start.day != 1 or end.day != 1:
        return None
    if months == 12 and start.month == 1:
        return phrase("scope.year", year=year)
    if months == 6 and start.month in (1, 7):
        return phrase("scope.half.1" if start.month == 1 else "scope.half.2", year=year)
    if months == 3 and start.month in (1, 4, 7, 10):
        return phrase("scope.quarter", year=year, quarter=str((start.month + 2) // 3))
    return phrase("scope.month", year=year, month=str(start.month)) if months == 1 else None


def _between_instants(first: str, last: str) -> Phrase | None:
    try:
        start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    except ValueError:
        return None
    if start.time() == end.time() == time.min and start < end and start.tzinfo is end.tzinfo is None:
        return read_scope(f"{start.date()}/{end.date()}")
    left, right = start.strftime("%Y-%m-%d %H:%M"), end.strftime("%Y-%m-%d %H:%M")
    if (end.replace(tzinfo=None) - start.replace(tzinfo=None)) <= timedelta(minutes=1):
        return Phrase(left, left, left)
    return phrase("scope.days", start=left, end=right)


def day_of(start: str | None, end: str | None) -> str | None:
    """The day on which a period begins that is no longer than a day.

    >>> day_of("2026-05-08T20:00:00", "2026-05-09T00:00:00"), day_of("2026-01-01", "2027-01-01"), day_of(None, None)
    ('2026-05-08', None, None)
    """
    try:
        first, last = datetime.fromisoformat(start or ""), datetime.fromisoformat(end or "")
    except ValueError:
        return None
    short = timedelta() <= last.replace(tzinfo=None) - first.replace(tzinfo=None) <= timedelta(days=1)
    return first.date().isoformat() if short else None


def read_scope(scope: str) -> Phrase:
    """A fact's scope for readers; what is no pair of days stays as it is.

    >>> read_scope("2025-01-01/2026-01-01").hans, read_scope("2026-03-04/2026-03-05").hans, read_scope("全球").hans
    ('2025年', '2026-03-04', '全球')
    >>> read_scope("2026-01-01/2026-04-01").en
    'Q1 2026'
    >>> read_scope("2026-05-09T05:20:00/2026-05-09T05:21:00").hans
    '2026-05-09 05:20'
    >>> read_scope("2026-02-12T00:00:00/2026-02-13T00:00:00").hans
    '2026-02-12'
    """
    first, _, last = scope.partition("/")
    if "T" in first and "T" in last:
        return _between_instants(first, last) or Phrase(scope, scope, scope)
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return Phrase(scope, scope, scope)
    named = _named(start, end)
    if named is not None:
        return named
    if end - start <= timedelta(days=1):
        return Phrase(first, first, first)
    return phrase("scope.days", start=first, end=(end - timedelta(days=1)).isoformat())
