"""Reckoned figures, lengths of time, weekdays and directions as a sentence of the report says them: `amounts.tsv`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from types import MappingProxyType

from pipeline.lexicon.tables import read_rows

DIGITS = 12
SHOWN = 4
WHOLE = Decimal(10) ** 7


@dataclass(frozen=True, slots=True)
class AmountRow:
    """What a size is called: a number's multiplier from `least` on, a unit of time, a day, a way."""

    kind: str
    size: Decimal
    least: Decimal
    zh: str
    hant: str
    en: str


@cache
def amount_rows(kind: str) -> tuple[AmountRow, ...]:
    """The rows of one kind, largest first.

    >>> [row.zh for row in amount_rows("duration")]
    ['天', '小时', '分']
    """
    rows = (row for row in read_rows("amounts.tsv", AmountRow) if row.kind == kind)
    return tuple(sorted(rows, key=lambda row: -row.size))


def _word(row: AmountRow, lang: str) -> str:
    return {"en": row.en, "hant": row.hant}.get(lang, row.zh)


def written(value: Decimal) -> str:
    """A reckoned figure as plain digits, to twelve of them.

    >>> written(Decimal(1) / Decimal(3)), written(Decimal("2.40E+10"))
    ('0.333333333333', '24000000000')
    """
    text = f"{Context(prec=DIGITS).plus(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(text: str, lang: str) -> str:
    """A reckoned figure as a reader would write it, to four digits.

    >>> number("24068000000", "zh"), number("8576", "zh"), number("3.0224", "zh"), number("24068000000", "en")
    ('240.7亿', '8576', '3.022', '24.07 billion')
    """
    value = Decimal(text)
    for row in amount_rows("number"):
        if _word(row, lang) and abs(value) >= row.least:
            return _short(value / row.size) + _word(row, lang)
    return _short(value)


def _short(value: Decimal) -> str:
    if value == value.to_integral_value() and abs(value) < WHOLE:
        return f"{int(value)}"
    places = max(0, SHOWN - 1 - abs(value).adjusted())
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration(text: str, lang: str) -> str:
    """A length of time of so many seconds, in days, hours and minutes.

    >>> duration("10320", "zh"), duration("1728000", "zh"), duration("10320", "en")
    ('2小时52分', '20天', '2 h 52 min')
    """
    left, parts = int(Decimal(text)), []
    for row in amount_rows("duration"):
        many, left = divmod(left, int(row.size))
        if many:
            parts.append(f"{many}{_word(row, lang)}")
    joint = " " if lang == "en" else ""
    return joint.join(parts) or f"0{_word(amount_rows('duration')[-1], lang)}"


def weekday(text: str, lang: str) -> str:
    """A day of the week, Monday being 0.

    >>> weekday("3", "zh"), weekday("6", "en")
    ('星期四', 'Sunday')
    """
    return _named("weekday", text, lang)


def direction(text: str, lang: str) -> str:
    """The way a figure goes.

    >>> direction("1", "zh"), direction("-1", "en")
    ('升', 'down')
    """
    return _named("direction", text, lang)


def _named(kind: str, text: str, lang: str) -> str:
    return next(_word(row, lang) for row in amount_rows(kind) if row.size == int(text))


AMOUNTS: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {"direction": direction, "duration": duration, "number": number, "weekday": weekday}
)
