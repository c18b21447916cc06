"""Parquet: one article a row, read in batches."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from pipeline.ingest.fields import FIELDS, Options, has_known_field, names_of, to_raw_article
from pipeline.ingest.reasons import BAD_RECORD, UNREADABLE, refuse
from pipeline.ingest.sources import Source
from pipeline.ingest.streams import CHUNK
from pipeline.records import Origin, RawArticle, Reject

ROWS = 256


def from_parquet(source: Source, options: Options) -> Iterator[RawArticle | Reject]:
    """The articles of a table, row by row."""
    with tempfile.TemporaryFile() as copy:  # a table is read from its end; a stream cannot seek
        while data := source.stream.read1(CHUNK):
            copy.write(data)
        copy.seek(0)
        yield from _read_table(copy, source.path, options)


def _read_table(copy: IO[bytes], path: str, options: Options) -> Iterator[RawArticle | Reject]:
    import pyarrow as pa  # heavy: only where a table is read
    import pyarrow.parquet as pq

    number = 0
    try:
        table = pq.ParquetFile(copy)
        names = list(table.schema_arrow.names)
        if not has_known_field(names, options):
            note = f"no column is one of {', '.join(names_of('body', options)[:5])}"
            yield refuse(path, 0, BAD_RECORD, note, ", ".join(names))
            return
        for batch in table.iter_batches(batch_size=ROWS, columns=_wanted(names, options)):
            for row in _rows(batch):
                number += 1
                yield to_raw_article(row, Origin(path, number), options)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        yield refuse(path, number, UNREADABLE, f"the table cannot be read behind row {number} ({first})")


def _wanted(names: list[str], options: Options) -> list[str]:
    known = {n.casefold() for part in FIELDS for n in names_of(part, options)}
    return [n for n in names if n.strip().casefold() in known]


def _rows(batch: Any) -> list[dict[str, object]]:
    return [{k: v for k, v in row.items() if v is not None} for row in batch.to_pylist()]
