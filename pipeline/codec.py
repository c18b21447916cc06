"""The one serialiser: records to and from plain JSON values, JSON lines and Arrow; `heshu extract`'s line.

Figures are decimal strings without exponent, tuples lists, spans pairs, None stays.
Offset maps travel as what their `to_ints` gives; who decodes one passes the function that rebuilds it.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, Union

from pipeline.records import Article, Claim, Mention, Name, Ref, Span, SpanMap

if TYPE_CHECKING:
    import pyarrow as pa

Record = TypeVar("Record")
Json = dict[str, Any]
MapReader = Callable[[Sequence[int]], SpanMap]
_Read = Callable[[Any, MapReader | None], Any]
FEW = 1000  # rows that are laid out in Arrow's form here


def plain(number: Decimal) -> str:
    """A number as digits alone, exact, without exponent or idle zeros.

    >>> plain(Decimal("3.80E+3")), plain(Decimal("35000.00")), plain(Decimal("-0.250")), plain(Decimal("-0"))
    ('3800', '35000', '-0.25', '0')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


def encode(value: Any) -> Any:
    """A record as values that JSON has.

    >>> from pipeline.records import Quantity
    >>> encode(Quantity(Decimal("3.8E+11"), Decimal("3.8E+11"), None, Decimal("1E+8"), "at_least", currency="CNY"))
    {'stated': '380000000000', 'low': '380000000000', 'high': None, 'step': '100000000', 'hedge': 'at_least',
     'unit': None, 'currency': 'CNY'}
    """
    kind: Any = type(value)
    return _writer(kind)(value)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    if kind in (types.NoneType, str, int, float, bool):
        return lambda value: value
    if kind is Decimal:
        return plain
    if kind is Span:
        return list
    if kind in (tuple, list):
        return lambda value: [encode(item) for item in value]
    if kind is datetime:
        return datetime.isoformat
    if hasattr(kind, "to_ints"):
        return lambda value: list(value.to_ints())
    names = _names(kind)
    return lambda value: {name: encode(getattr(value, name)) for name in names}


def _same(value: Any, _maps: MapReader | None) -> Any:
    return value


def _span_map(value: Any, maps: MapReader | None) -> SpanMap:
    if maps is None:
        raise TypeError("a record with an offset map needs `span_map` to be decoded")
    return maps(value)


def _optional(read: _Read) -> _Read:
    return lambda value, maps: None if value is None else read(value, maps)


def _many(read: _Read) -> _Read:
    if read is _same:
        return lambda value, maps: tuple(value)
    return lambda value, maps: tuple([read(item, maps) for item in value])


def _record(kind: Any) -> _Read:
    hints = typing.get_type_hints(kind)
    readers = tuple((name, _reader(hints[name])) for name in _names(kind))

    def read(value: Json, maps: MapReader | None) -> Any:
        return kind(**{name: one(value[name], maps) for name, one in readers if name in value})

    return read


@cache
def _reader(kind: Any) -> _Read:
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = _reader(next(k for k in typing.get_args(kind) if k is not types.NoneType))
        return inner if inner is _same else _optional(inner)
    if origin is tuple:
        return _many(_reader(typing.get_args(kind)[0]))
    if kind is Span:
        return lambda value, maps: Span(value[0], value[1])
    if kind is Decimal:
        return lambda value, maps: Decimal(value)
    if kind is datetime:
        return lambda value, maps: datetime.fromisoformat(value)
    if kind is SpanMap:
        return _span_map
    if kind in (str, int, float, bool) or origin is Literal:
        return _same
    return _record(kind)


def decode(kind: type[Record], data: Mapping[str, Any], span_map: MapReader | None = None) -> Record:
    """The record that `encode` wrote; fields that an older version did not know take their defaults.

    >>> from pipeline.records import Scope
    >>> decode(Scope, {"as_of": "2026-02-05", "basis": ["cumulative"]})
    Scope(start=None, end=None, as_of='2026-02-05', place=None, basis=('cumulative',))
    """
    wanted: Any = kind
    return typing.cast(Record, _reader(wanted)(data, span_map))


_LINE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)


def to_json(value: Any) -> str:
    """One line of JSON; text that UTF-8 cannot carry (a lone surrogate) is escaped and so survives.

    >>> to_json({"原文": "破10億"})
    '{"原文": "破10億"}'
    """
    line = _LINE.encode(value)
    return line if line.isascii() or not _torn(line) else json.dumps(value, allow_nan=False)


def _torn(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def mended(text: str) -> str:
    """The text with each lone surrogate replaced by U+FFFD, so that offsets stay.

    >>> mended("95" + chr(0xD83D) + "个")
    '95\\ufffd个'
    """
    if text.isascii() or not _torn(text):
        return text
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def write_lines(path: Path, values: Iterable[Any]) -> int:
    """Writes JSON lines (UTF-8, LF) and returns how many."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        return sum(1 for value in values if out.write(to_json(value) + "\n"))


def read_lines(path: Path, kind: type[Record], span_map: MapReader | None = None) -> Iterator[Record]:
    """The records of a JSON lines file that `write_lines` and `encode` wrote."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield decode(kind, json.loads(line), span_map)


# --- heshu extract -------------------------------------------------------------------------------------------------


class ReadArticle(Protocol):
    """What `extract_line` needs of a reading."""

    @property
    def article(self) -> Article: ...
    @property
    def mentions(self) -> tuple[Mention, ...]: ...
    @property
    def names(self) -> tuple[Name, ...]: ...
    @property
    def claims(self) -> tuple[Claim, ...]: ...


def _span(pair: tuple[int, int] | None) -> Json:
    return {"start": None, "end": None} if pair is None else {"start": pair[0], "end": pair[1]}


def _mention(number: int, mention: Mention, article: Article) -> Json:
    start, end = article.to_raw.to_raw(*mention.span)
    quantity, timex = mention.quantity, mention.timex
    return {
        "id": f"m{number}",
        "kind": mention.kind,
        "start": start,
        "end": end,
        "text": article.raw[start:end],
        "core": _span(article.to_raw.to_raw(*mention.core)),
        "stated": _plain(quantity.stated) if quantity else None,
        "low": _plain(quantity.low) if quantity else None,
        "high": _plain(quantity.high) if quantity else None,
        "hedge": quantity.hedge if quantity else None,
        "unit": quantity.unit if quantity else None,
        "currency": quantity.currency if quantity else None,
        "timex": encode(timex),
        "rules": list(mention.rules),
    }


def _name(name: Name, article: Article) -> Json:
    start, end = article.to_raw.to_raw(*name.span)
    return {"start": start, "end": end, "text": article.raw[start:end], "type": name.type, "entity": name.entity}


def _subject(ref: Ref, article: Article) -> Json:
    where = None if ref.span is None else article.to_raw.to_raw(*ref.span)
    return {"text": ref.text, "entity": ref.id, **_span(where)}


def _claim(claim: Claim, mention: str | None, article: Article) -> Json:
    scope = claim.scope
    return {
        "id": claim.id,
        "mention": mention,
        "subject": _subject(claim.subject, article),
        "attribute": {"text": claim.attribute.text, "id": claim.attribute.id},
        "scope": {
            "period": None if scope.start is None and scope.end is None else {"start": scope.start, "end": scope.end},
            "as_of": scope.as_of,
            "place": scope.place,
            "basis": list(scope.basis),
        },
        "frame": claim.frame,
        "attribution": claim.attribution,
        "sentence": _span(claim.raw_sentence),
    }


def extract_line(reading: ReadArticle) -> Json:
    """What `heshu extract` prints of one article; every offset counts in the body as it was given."""
    article = reading.article
    mentions = sorted(reading.mentions, key=lambda m: (m.span, m.kind))
    ids = {m.span: f"m{number}" for number, m in reversed(list(enumerate(mentions, 1)))}
    return {
        "id": article.id,
        "origin": encode(article.origin),
        "outlet": article.outlet,
        "published": article.published,
        "reference_date": article.reference.date().isoformat() if article.reference else None,
        "title": article.raw_title,
        "script": article.script,
        "body": _span(article.body),
        "simplified": article.text,
        "mentions": [_mention(number, m, article) for number, m in enumerate(mentions, 1)],
        "names": [_name(n, article) for n in sorted(reading.names, key=lambda n: (n.span, n.type))],
        "claims": [_claim(c, ids.get(c.mention.span), article) for c in reading.claims],
    }


# --- claims as a table ---------------------------------------------------------------------------------------------

_TEXT = (
    *("id", "article", "text", "kind", "stated", "low", "high", "step", "hedge", "unit", "currency"),
    *("timex", "timex_start", "timex_end", "subject", "subject_text", "attribute", "attribute_text"),
    *("period_start", "period_end", "as_of", "place", "basis", "frame", "attribution", "quote", "rules"),
)
_NUMBER = ("start", "end", "sentence_start", "sentence_end", "direction")
CLAIM_COLUMNS = (*_TEXT, *_NUMBER)


def claim_row(claim: Claim) -> tuple[str | int | None, ...]:
    """A claim as one flat row, in the order of `CLAIM_COLUMNS`; lists are joined by `|`."""
    quantity, timex, scope = claim.mention.quantity, claim.mention.timex, claim.scope
    cells: tuple[str | int | None, ...] = (
        claim.id,
        claim.article,
        claim.text,
        claim.mention.kind,
        *(
            (_plain(quantity.stated), _plain(quantity.low), _plain(quantity.high), _plain(quantity.step))
            if quantity
            else (None, None, None, None)
        ),
        *((quantity.hedge, quantity.unit, quantity.currency) if quantity else (None, None, None)),
        *((timex.value, timex.start, timex.end) if timex else (None, None, None)),
        claim.subject.id,
        claim.subject.text,
        claim.attribute.id,
        claim.attribute.text,
        scope.start,
        scope.end,
        scope.as_of,
        scope.place,
        "|".join(scope.basis),
        claim.frame,
        claim.attribution,
        claim.quote,
        "|".join((*claim.mention.rules, *claim.rules)),
        *claim.raw,
        *claim.raw_sentence,
        claim.direction,
    )
    return tuple(mended(c) if isinstance(c, str) else c for c in cells)


def claim_schema(extra: Iterable[str] = ()) -> pa.Schema:
    """The Arrow schema of claims: text and integers, with further text columns behind."""
    import pyarrow as pa

    text = [pa.field(name, pa.string()) for name in _TEXT]
    numbers = [pa.field(name, pa.int64()) for name in _NUMBER]
    return pa.schema([*text, *numbers, *(pa.field(name, pa.string()) for name in extra)])


def to_table(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Rows as an Arrow table, one array a column."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    make = _few if len(rows) <= FEW else pa.array
    return pa.table(
        [make(column, type=field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _few(cells: Sequence[Any], type: pa.DataType) -> pa.Array:
    """What `pa.array` makes of some cells, without the quarter of a second in which it imports pandas where it can."""
    import pyarrow as pa

    code = {pa.int64(): "q", pa.float64(): "d"}.get(type)
    if code is None:
        parts = [b"" if cell is None else cell.encode() for cell in cells]
        buffers = [array("i", accumulate(map(len, parts), initial=0)), b"".join(parts)]
    else:
        buffers = [array(code, [cell or 0 for cell in cells])]
    held = sum((cell is not None) << place for place, cell in enumerate(cells))
    valid = held.to_bytes(len(cells) // 8 + 1, "little")
    return pa.Array.from_buffers(type, len(cells), [pa.py_buffer(buffer) for buffer in (valid, *buffers)])


def claims_table(claims: Iterable[Claim]) -> pa.Table:
    """Claims as an Arrow table, one row each, in the order given."""
    return to_table([claim_row(claim) for claim in claims], claim_schema())
