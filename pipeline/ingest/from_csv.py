"""CSV and TSV with a header line: one article a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from pipeline.ingest.encodings import find_encoding, text_chunks
from pipeline.ingest.fields import Options, has_known_field, names_of, to_raw_article
from pipeline.ingest.reasons import BAD_ENCODING, BAD_RECORD, TOO_LONG, refuse
from pipeline.ingest.sources import Source
from pipeline.records import Origin, RawArticle, Reject

DELIMITERS = (",", "\t", ";", "|")


def from_csv(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    """The articles of a table; `Origin.record` is the row, the first one behind the header being 1."""
    encoding = find_encoding(source.head)
    if encoding is None:
        yield refuse(source.path, 1, BAD_ENCODING, "the text is in no encoding known", source.head)
        return
    lines = _lines(text_chunks(source.stream, encoding), options.max_chars)
    header_line = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=header_line.count)
    if not header_line:
        return
    try:
        header = [name.strip() for name in next(csv.reader([header_line], delimiter=delimiter), [])]
    except csv.Error as error:
        yield refuse(source.path, 0, BAD_RECORD, f"the header is no row of a table ({error})", header_line)
        return
    if not has_known_field(header, options):
        names = ", ".join(names_of("body", options)[:5])
        yield refuse(source.path, 0, BAD_RECORD, f"no column of the header is one of {names}", header_line)
        return
    yield from _rows(csv.reader(lines, delimiter=delimiter), header, source.path, options)


def _rows(rows: Iterator[list[str]], header: list[str], path: str, options: Options) -> Iterator[RawArticle | Reject]:
    number = 0
    while True:
        # The limit is the csv module's own and shared: it is set before every row that is read here.
        csv.field_size_limit(2 * options.max_chars)
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            reason = TOO_LONG if "larger than" in str(error) else BAD_RECORD
            yield refuse(path, number, reason, f"the row cannot be read, or a field is never closed ({error})")
            continue
        if not row:
            continue
        number += 1
        line = ",".join(row)[:800]
        if len(row) > len(header) and any(row[len(header) :]):
            note = f"the row has {len(row)} fields, the header {len(header)}"
            yield refuse(path, number, BAD_RECORD, note, line)
            continue
        yield to_raw_article(dict(zip(header, row, strict=False)), Origin(path, number), options, line)


def _lines(chunks: Iterator[str], limit: int) -> Iterator[str]:
    """The lines of a text with their ends; a line longer than the limit comes in pieces."""
    rest = ""
    for chunk in chunks:
        pieces = (rest + chunk).split("\n")
        rest = pieces.pop()
        for piece in pieces:
            yield piece + "\n"
        if len(rest) > limit:
            yield rest
            rest = ""
    if rest:
        yield rest
