"""Outlet, author and date from the lines round a title: `来源：…`, `作者：…`, `2026-02-06 10:23`."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from pipeline.ingest.fold import fold
from pipeline.ingest.line_features import LineFeatures
from pipeline.lexicon.furniture import Role, furniture_markers
from pipeline.lexicon.outlets import is_outlet_like, is_platform

MINGUO = 1911
LONGEST_NAME = 24

_MOMENT = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2}|民[国國]\s?\d{2,3})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)\s?日?"
    r"(?:\s{0,3}[T(（]?\s?(?:星期.|[周週].)?\s?[)）]?\s{0,2}(?P<h>\d{1,2})\s?[:：时時點点]\s?(?P<min>\d{2})(?:\s?[:：分]\s?(?P<s>\d{2}))?)?"
)
_CLOCK_FIRST = re.compile(r"(?<![\d:])(\d{1,2}:\d{2}(?::\d{2})?)\s+((?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2})(?![\d:])")
_DAY_FIRST = re.compile(r"(?<!\d)(1[3-9]|2\d|3[01])/(\d{1,2})/((?:19|20)\d{2})(?!\d)")
_NEXT_PART = re.compile(
    r"\s{2,}|[\t|｜丨│〡;；]|\s(?=\S{1,6}[:：])|\s(?=\d{4}[-/年.])|[)）\]】〕]|(?<=\S)\s(?=[作记記編编責责])"
)
_REPORTER = re.compile(
    r"(?:本[报報社刊网網])?[记記]者[\s:：]{0,2}(?P<name>[一-龥·、 ]{2,20}?)(?:[/／]|(?:综合|綜合)?(?:报道|報導)|$)"
)


class Byline(NamedTuple):
    """What a line says of the article; None for what it does not say."""

    outlet: str | None = None
    author: str | None = None
    published: str | None = None


def read_moment(text: str) -> str | None:
    """The first full date of a line as ISO 8601, with the time where one is given; no time zone is guessed.

    >>> read_moment("2026年02月06日 10:23 来源：深港早报"), read_moment("民國115年2月6日")
    ('2026-02-06T10:23:00', '2026-02-06')
    """
    text = _DAY_FIRST.sub(r"\3/\2/\1", _CLOCK_FIRST.sub(r"\2 \1", text[:400]))
    for match in _MOMENT.finditer(text):
        year = match["y"]
        number = int(year) if year.isdigit() else int(re.sub(r"\D", "", year)) + MINGUO
        try:
            day = date(number, int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        hour, minute, second = int(match["h"] or 0), int(match["min"] or 0), int(match["s"] or 0)
        if match["h"] is None or hour > 23 or minute > 59 or second > 59:
            return day.isoformat()
        return f"{day.isoformat()}T{hour:02}:{minute:02}:{second:02}"
    return None


def read_byline(line: LineFeatures) -> Byline:
    """Outlet, author and date that a short line gives.

    >>> from pipeline.ingest.line_features import line_features
    >>> read_byline(line_features("2026-02-06 10:23 来源：深港早报 作者：林一川")[0])
    Byline(outlet='深港早报', author='林一川', published='2026-02-06T10:23:00')
    """
    framed = furniture_markers().framed(line.key)
    if framed is not None:
        return Byline(outlet=_as_written(line.text, framed))
    if len(line.text) > 120:
        return Byline()
    outlet = author = None
    for role, value in _labelled(line.text):
        if role == "outlet" and outlet is None:
            outlet = _outlet(value)
        elif role == "author" and author is None:
            author = _author(value)
    published = read_moment(line.text)
    author = author or read_reporter(line.text)
    if outlet is None and published is not None:
        words = re.split(r"[\s|｜·,，/／]+", _MOMENT.sub(" ", line.text))
        outlet = next((w for w in words if is_outlet_like(w) and not is_platform(w)), None)
    return Byline(outlet, author, published)


def name_line(text: str) -> tuple[str, str | None] | None:
    """The outlet and author of a short line of nothing but two or three names, one of them an outlet's.

    >>> name_line("原创 何秋 深港早报"), name_line("深港早报 何秋"), name_line("营收 增长")
    (('深港早报', '何秋'), ('深港早报', '何秋'), None)
    """
    words = text.split()
    if len(text) > LONGEST_NAME or len(words) not in (2, 3) or not all("一" <= c <= "龥" for w in words for c in w):
        return None
    outlets = [w for w in words if is_outlet_like(w) and not is_platform(w)]
    people = [w for w in words if w not in outlets and 2 <= len(w) <= 4]
    return (outlets[0], people[-1] if people else None) if len(outlets) == 1 else None


def read_reporter(text: str) -> str | None:
    """The reporter named at the front of a text.

    >>> read_reporter("〔記者林一川／台北報導〕瀾川科技18日公布年報。")
    '林一川'
    """
    match = _REPORTER.search(text[:40])
    return match["name"].strip("·、 ") or None if match is not None else None


def names_reporter(text: str) -> bool:
    """Whether a short line does nothing but name its reporter.

    >>> names_reporter("記者何秋／台北報導"), names_reporter("记者何秋了解到，营收增长5%")
    (True, False)
    """
    return (
        len(text) <= 40 and not text.endswith(("。", "！", "？")) and "，" not in text and bool(_REPORTER.search(text))
    )


def _labelled(text: str) -> list[tuple[Role, str]]:
    """The values behind the labels of a line; a label may stand at any word's start."""
    found: list[tuple[Role, str]] = []
    starts = [0, *(m.end() for m in re.finditer(r"[\s|｜丨│;；(（\[【]+", text))]
    for start in starts:
        rest = text[start:]
        label = _label(rest)
        if label is not None:
            role, length = label
            value = _NEXT_PART.split(rest[length:].strip(), maxsplit=1)[0]
            found.append((role, value.strip(" \t:：,，。.")))
    return found


def _label(text: str) -> tuple[Role, int] | None:
    """The outlet or author label that a text starts with, and how many characters it takes, spaces included."""
    key = fold(text[:40])
    if not key:
        return None
    best: tuple[str, Role] | None = None
    for marker, role in furniture_markers().starts.get(key[0], ()):
        longer = best is None or len(marker) > len(best[0])
        if role in ("outlet", "author") and key.startswith(marker) and longer:
            best = (marker, role)
    if best is None:
        return None
    taken = length = 0
    while taken < len(best[0]):
        taken += len(fold(text[length])) if not text[length].isspace() else 0
        length += 1
    return best[1], length


def _outlet(value: str) -> str | None:
    name = re.split(r"[(（]", value.strip("《》「」“”\"'【】[]()（） "), maxsplit=1)[0].strip()
    return name if 1 < len(name) <= LONGEST_NAME and not name.startswith("http") else None


def _author(value: str) -> str | None:
    return value if 0 < len(value) <= LONGEST_NAME else None


def _as_written(text: str, folded: str) -> str | None:
    """The stretch of the line that folds to `folded`."""
    flat = "".join(text.split())
    start = fold(flat).find(folded)
    same_length = len(fold(flat)) == len(flat)
    return _outlet(flat[start : start + len(folded)] if same_length else folded)
