"""The moment that anchors an article's relative times: read from what was given, else inferred, with the reason."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from pipeline.lexicon.cues import frame_cues
from pipeline.lexicon.regions import regions

EARLIEST, LATEST = 1900, 2199
MINGUO = 1911
NEAR = 12  # characters round a date in which 将 or 预计 makes it a day to come
TO_COME = ("planned", "forecast", "hypothetical")

_CLOCK = (
    r"(?P<half>上午|下午|晚上|晚间|中午)?\s?(?P<hour>[0-9]{1,2})\s?[:：时時点點]\s?(?P<minute>[0-9]{2})"
    r"(?:\s?[:：分]\s?(?P<second>[0-9]{2}))?(?:\.[0-9]{1,9})?"
)
_DAY = (
    r"(?<![0-9])(?P<year>(?:19|20|21)[0-9]{2}|民[国國]\s?[0-9]{2,3})\s?[-/.年]\s?"
    r"(?P<month>[0-9]{1,2})\s?[-/.月]\s?(?P<day>[0-9]{1,2})(?![0-9])\s?[日号號]?"
)
_WEEKDAY = r"[,，\s]{0,2}[(（]?(?:星期|[周週])[一二三四五六日天][)）]?"
_MOMENT = re.compile(rf"{_DAY}(?:{_WEEKDAY})?(?:[T,，\s]{{0,3}}{_CLOCK})?\s?(?P<zone>Z|UTC|GMT|[+-]00:?00)?(?![+\w])?")
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?:[T ]?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?"
)
_ENGLISH = re.compile(
    r"(?:(?P<d1>[0-9]{1,2})(?:st|nd|rd|th)?\s)?(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s"
    r"(?:(?P<d2>[0-9]{1,2})(?:st|nd|rd|th)?,?\s)?(?P<year>(?:19|20)[0-9]{2})"
)
_MAIL = re.compile(r"(?:[A-Z][a-z]{2},\s)?[0-9]{1,2}\s[A-Z][a-z]{2}\s[0-9]{4}\s[0-9]{2}:")
_EPOCH = re.compile(r"1[0-9]{9}(?:[0-9]{3})?(?:\.[0-9]{1,6})?")
_IN_URL = re.compile(r"/(?P<year>20[0-9]{2})[-/_]?(?P<month>[0-9]{2})[-/_]?(?P<day>[0-9]{2})(?=[/_.-]|$)")
_CLAUSE_END = re.compile(r"[，。；！？,;\n]")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Reference(NamedTuple):
    """The anchor of an article's relative times, in the clock of its region, and how it came about."""

    moment: datetime | None
    reason: str


def read_published(published: str, region: str) -> datetime | None:
    """The moment that `published` names; universal time is put on the region's clock, other zones stay as written.

    >>> [str(read_published(text, "CN")) for text in ("2026年2月6日 下午3:20", "2026-02-05T18:30:00Z")]
    ['2026-02-06 15:20:00', '2026-02-06 02:30:00']
    """
    text = published.strip()
    if _EPOCH.fullmatch(text):
        seconds = float(text) / (1000 if len(text.partition(".")[0]) == 13 else 1)
        return _on_the_clock(datetime.fromtimestamp(seconds, UTC), region)
    for read in (_read_iso, _read_moment, _read_compact, _read_mail, _read_english):
        if (moment := read(text)) is not None:
            return _on_the_clock(moment, region)
    return None


def find_reference(published: str | None, region: str, url: str | None, page: str, text: str) -> Reference:
    """The reference moment: as published, else from the address, the page round the article, the latest day it names.

    >>> find_reference(None, "CN", None, "", "2025年4月启动，2026年2月4日再访，预计2027年1月1日完工")
    Reference(moment=datetime.datetime(2026, 2, 4, 0, 0), reason='inferred: latest day the text names')
    """
    if published and (moment := read_published(published, region)) is not None:
        return Reference(moment, "given")
    if url and (found := _IN_URL.search(url)) and (moment := _moment(found)):
        return Reference(moment, "inferred: the address")
    if days := [_day(moment) for moment, _, _ in _moments(page)]:
        return Reference(max(days), "inferred: latest day on the page")
    if days := list(_past_days(text)):
        return Reference(max(days), "inferred: latest day the text names")
    return Reference(None, "none")


def _on_the_clock(moment: datetime, region: str) -> datetime:
    if moment.utcoffset() == timedelta(0) and region in regions():
        moment += timedelta(minutes=regions()[region].utc_minutes)
    return moment.replace(tzinfo=None)


def _read_iso(text: str) -> datetime | None:
    if not re.match(r"[0-9]{4}-", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read_moment(text: str) -> datetime | None:
    return next((moment for moment, _, _ in _moments(text[:400])), None)


def _read_compact(text: str) -> datetime | None:
    return _moment(found) if (found := _COMPACT.fullmatch(text)) else None


def _read_mail(text: str) -> datetime | None:
    if not _MAIL.match(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read_english(text: str) -> datetime | None:
    found = _ENGLISH.search(text[:400])
    day = found and (found["d1"] or found["d2"])
    if not found or not day:
        return None
    clock = re.search(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2})?\s?(?P<half>[AaPp][Mm])?", text)
    hour, minute = (int(clock["hour"]), int(clock["minute"])) if clock else (0, 0)
    if clock and clock["half"]:
        hour = hour % 12 + 12 * (clock["half"].lower() == "pm")
    return _datetime(int(found["year"]), _MONTHS.index(found["name"]) + 1, int(day), hour, minute, 0)


def _moments(text: str) -> Iterator[tuple[datetime, int, int]]:
    for found in _MOMENT.finditer(text):
        if (moment := _moment(found)) is not None:
            yield moment, found.start(), found.end()


def _moment(found: re.Match[str]) -> datetime | None:
    parts = found.groupdict()
    year = parts["year"]
    number = int(year) if year.isdigit() else int(re.sub("[^0-9]", "", year)) + MINGUO
    hour = int(parts.get("hour") or 0)
    if parts.get("half") in ("下午", "晚上", "晚间") and hour < 12:
        hour += 12
    clock = (hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))
    moment = _datetime(number, int(parts["month"]), int(parts["day"]), *clock)
    return moment.replace(tzinfo=UTC) if moment and parts.get("zone") else moment


def _datetime(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, tzinfo=None)


def _past_days(text: str) -> Iterable[datetime]:
    """The days a text names as such, without those it looks ahead to."""
    for moment, start, end in _moments(text):
        before = _CLAUSE_END.split(text[max(0, start - NEAR) : start])[-1]
        after = _CLAUSE_END.split(text[end : end + NEAR])[0]
        if not any(cue in before or cue in after for cue in _to_come()):
            yield _day(moment)


@functools.cache
def _to_come() -> tuple[str, ...]:
    return tuple(sorted({cue.surface for cue in frame_cues() if cue.frame in TO_COME}))
