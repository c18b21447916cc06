"""JSON: an array of articles, an object that holds such a list, or one article; large files go element by element."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain

from pipeline.ingest.encodings import find_encoding, text_chunks
from pipeline.ingest.fields import Options, has_known_field, to_raw_article
from pipeline.ingest.from_jsonl import ESCAPED, parse_json
from pipeline.ingest.json_elements import Element, array_elements, split_broken
from pipeline.ingest.reasons import BAD_ENCODING, BAD_JSON, BAD_RECORD, TOO_LONG, TRUNCATED, refuse
from pipeline.ingest.sources import Source
from pipeline.records import Origin, RawArticle, Reject

WHOLE = 1 << 23  # characters of an object that are read at once to see what it is

_LIST = re.compile(r'(?:"[^"\\]{0,200}"\s{0,100}:\s{0,100})?\[\s{0,100}(?=\{)')


def from_json(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    """The articles of a JSON file, in order."""
    encoding = find_encoding(source.head)
    if encoding is None:
        yield refuse(source.path, 1, BAD_ENCODING, "the text is in no encoding known", source.head)
        return
    chunks = text_chunks(source.stream, encoding)
    start = ""
    while not start.strip() and (chunk := next(chunks, "")):
        start += chunk
    start = start.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        yield from _from_array(chain((start[1:],), chunks), source.path, options)
    elif start.startswith("{"):
        yield from _from_object(start, chunks, source.path, options)
    elif start:
        yield refuse(source.path, 1, BAD_JSON, "the text starts neither an array nor an object", start)


def _from_array(chunks: Iterator[str], path: str, options: Options) -> Iterator[RawArticle | Reject]:
    number = 0
    for element in array_elements(chunks, options.max_chars * ESCAPED):
        for item in _read_element(element, path, number + 1, options):
            number += 1
            yield item


def _read_element(element: Element, path: str, number: int, options: Options) -> Iterator[RawArticle | Reject]:
    if not element.fits:
        yield refuse(path, number, TOO_LONG, "the element is longer than any article may be", element.text)
        return
    try:
        yield to_raw_article(parse_json(element.text), Origin(path, number), options, element.text)
        return
    except json.JSONDecodeError as error:
        fault = f"the element is not JSON ({error.msg} at its character {error.pos + 1})"
    except RecursionError:
        fault = "the element is nested too deeply"
    parts = split_broken(element.text if element.whole else element.text.removesuffix("]"))
    if len(parts) == 1:
        reason = BAD_JSON if element.whole else TRUNCATED
        yield refuse(path, number, reason, fault, element.text)
        return
    for offset, part in enumerate(parts):
        yield from _read_element(Element(part), path, number + offset, options)


def _from_object(start: str, chunks: Iterator[str], path: str, options: Options) -> Iterator[RawArticle | Reject]:
    parts, size = [start], len(start)
    while size < WHOLE and (chunk := next(chunks, "")):
        parts.append(chunk)
        size += len(chunk)
    text = "".join(parts)
    if size < WHOLE:
        try:
            yield from _from_value(parse_json(text), path, options)
            return
        except json.JSONDecodeError as error:
            fault = f"the object is not JSON ({error.msg} at character {error.pos + 1})"
        except RecursionError:
            fault = "the object is nested too deeply"
    else:
        fault = "the object is large and holds no list of objects"
    listed = _LIST.search(text, 1)
    if listed is None:
        yield refuse(path, 1, BAD_JSON, fault, text)
        return
    yield from _from_array(chain((text[listed.end() :],), chunks), path, options)


def _from_value(value: object, path: str, options: Options) -> Iterator[RawArticle | Reject]:
    if isinstance(value, Mapping) and not has_known_field(list(value), options):
        found = _find_list(value)
        if found is None:
            yield refuse(path, 1, BAD_RECORD, "the object is no article and holds no list of articles", repr(value))
            return
        for number, record in enumerate(found, 1):
            yield to_raw_article(record, Origin(path, number), options)
        return
    yield to_raw_article(value, Origin(path, 1), options)


def _find_list(value: object, depth: int = 3) -> list[object] | None:
    """The first list of objects in an object, also some levels down (data.list)."""
    if isinstance(value, list):
        return value if value and all(isinstance(v, Mapping) for v in value) else None
    if not isinstance(value, Mapping) or depth == 0:
        return None
    found = (_find_list(v, depth - 1) for v in value.values())
    return next((f for f in found if f is not None), None)
