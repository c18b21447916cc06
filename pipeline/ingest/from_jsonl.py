"""JSON lines: one article a line; a broken line is refused alone."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipeline.ingest.encodings import as_utf8, decode_line, find_encoding
from pipeline.ingest.fields import Options, Written, to_raw_article
from pipeline.ingest.lines import Line, read_lines
from pipeline.ingest.reasons import BAD_ENCODING, BAD_JSON, TOO_LONG, refuse
from pipeline.ingest.sources import Source
from pipeline.records import Origin, RawArticle, Reject

ESCAPED = 16  # bytes a character may take in JSON, with room for the other fields


def parse_json(text: str) -> object:
    """The value of a JSON text; figures stay as written (huge ones too). Raises ValueError or RecursionError.

    >>> parse_json('{"正文": 1.50}')
    {'正文': '1.50'}
    """
    value: object = json.loads(text, parse_int=Written, parse_float=Written, parse_constant=Written, strict=False)
    return value


def from_jsonl(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    """The articles of a JSONL stream, line by line."""
    encoding = find_encoding(source.head) or "utf-8"
    stream = as_utf8(source.stream, encoding)
    if stream is not source.stream:
        encoding = "utf-8"
    for line in read_lines(stream, options.max_chars * ESCAPED):
        yield _read_line(line, encoding, source.path, options)


def _read_line(line: Line, encoding: str, path: str, options: Options) -> RawArticle | Reject:
    if not line.whole:
        return refuse(path, line.number, TOO_LONG, "the line is longer than any article may be", line.data)
    decoded = decode_line(line.data, encoding)
    if decoded is None:
        note = "the line is in no encoding known (UTF-8, UTF-16, GB18030, Big5)"
        return refuse(path, line.number, BAD_ENCODING, note, line.data)
    text = decoded.text.removeprefix("\ufeff").strip().removeprefix("\x1e")
    try:
        record = parse_json(text)
    except json.JSONDecodeError as error:
        note = f"the line is not JSON ({error.msg} at character {error.pos + 1})"
        return refuse(path, line.number, BAD_JSON, note, text)
    except RecursionError:
        return refuse(path, line.number, BAD_JSON, "the line is nested too deeply", text)
    return to_raw_article(record, Origin(path, line.number), options, text)
