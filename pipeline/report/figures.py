"""Figures as people read them: 90000 as 9万, an interval with its hedge as 多于 9万."""

from __future__ import annotations

from decimal import Decimal

from pipeline.codec import plain
from pipeline.records import Mention, Quantity, Timex
from pipeline.report.phrases import Phrase, phrase, unit_labels
from pipeline.report.scopes import read_scope

_SCALES_ZH = ((Decimal(10) ** 12, "万亿", "萬億"), (Decimal(10) ** 8, "亿", "億"), (Decimal(10) ** 4, "万", "萬"))
_SCALES_EN = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))


def _places(value: Decimal) -> int:
    return len(plain(value).partition(".")[2])


def _grouped(value: Decimal) -> str:
    whole, dot, rest = plain(abs(value)).partition(".")
    sign = "-" if value < 0 else ""
    return f"{sign}{int(whole):,}{dot}{rest}" if len(whole) < 40 else sign + whole + dot + rest


def human_number(value: Decimal) -> Phrase:
    """A number as a reader of each language writes it, never rounded.

    >>> human_number(Decimal("380000000000"))
    Phrase(hans='3,800亿', hant='3,800億', en='380 billion')
    >>> human_number(Decimal("11257")).hans
    '11,257'
    """
    size = abs(value)
    hans = hant = en = _grouped(value)
    for scale, simplified, traditional in _SCALES_ZH:
        if size >= scale and _places(value / scale) <= (2 if scale < 10**8 else 4):
            if scale == 10**12 and size < 10 * scale:
                continue
            hans, hant = _grouped(value / scale) + simplified, _grouped(value / scale) + traditional
            break
    for scale, word in _SCALES_EN:
        if size >= scale and _places(value / scale) <= 3:
            en = _grouped(value / scale) + word
            break
    return Phrase(hans, hant, en)


def unit_label(quantity: Quantity) -> Phrase:
    """What stands after the number; empty for a countable that has no name of its own.

    >>> unit_label(Quantity(None, None, None, None, unit="km")).hans
    '公里'
    """
    code = quantity.currency or quantity.unit or ""
    known = unit_labels().get(code)
    if known is not None:
        return known
    if code.startswith("{"):
        return Phrase("", "", " " + code.strip("{}"))
    return Phrase(code, code, " " + code if code else "")


def read_base(base: str) -> str:
    """What a rate is per, as articles write it; empty where that has no name.

    >>> read_base("10{share}"), read_base("{share}"), read_base("")
    ('每10股', '每股', '')
    """
    code = base.lstrip("0123456789")
    known = unit_labels().get(code)
    return f"每{base.removesuffix(code)}{known.hans}" if known is not None and code else ""


def _with_unit(value: Decimal, label: Phrase) -> Phrase:
    number = human_number(value)
    return Phrase(number.hans + label.hans, number.hant + label.hant, number.en + label.en)


def _interval(quantity: Quantity, label: Phrase) -> Phrase:
    low, high = quantity.low, quantity.high
    if low is not None and high is not None:
        return phrase("reading.between", low=human_number(low), high=_with_unit(high, label))
    if low is not None:
        return phrase("reading.from", value=_with_unit(low, label))
    return phrase("reading.to", value=_with_unit(high, label)) if high is not None else Phrase("", "", "")


def read_quantity(quantity: Quantity) -> Phrase:
    """How the figure was read, hedge included.

    >>> read_quantity(Quantity(Decimal(90000), Decimal(90000), None, Decimal(10000), "more_than", "{item}")).hans
    '多于 9万个'
    """
    label = unit_label(quantity)
    if quantity.stated is None or quantity.hedge == "range":
        return _interval(quantity, label)
    value = _with_unit(quantity.stated, label)
    return value if quantity.hedge == "exact" else phrase(f"reading.{quantity.hedge}", value=value)


def read_mention(mention: Mention) -> Phrase:
    """How a figure, date or span of time was read.

    >>> from pipeline.records import Span, Timex
    >>> read_mention(Mention("date", Span(0, 3), Span(0, 3), timex=Timex("DATE", "2026-02-06"))).hans
    '2026-02-06'
    """
    if mention.quantity is not None:
        return read_quantity(mention.quantity)
    return read_time(mention.timex) if mention.timex is not None else Phrase("", "", "")


def read_time(timex: Timex) -> Phrase:
    """The days or instants a time resolves to, else its TIMEX3 value; nothing for a mere 截至目前.

    >>> read_time(Timex("DATE", "2026-W06", start="2026-02-02", end="2026-02-09")).hans
    '2026-02-02 至 2026-02-08'
    >>> read_time(Timex("DATE", "2026-02-06")).en
    '2026-02-06'
    """
    if timex.start and timex.end and timex.type != "SET":
        return read_scope(f"{timex.start}/{timex.end}")
    value = "" if timex.value.endswith("_REF") or timex.value.startswith("X") else timex.value
    return Phrase(value, value, value)
