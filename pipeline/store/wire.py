"""Articles' rows as Arrow columns, one article a row, for the way from machine to machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from pipeline.codec import claim_schema, to_table
from pipeline.store.rows import ARTICLE_COLUMNS, KEY_COLUMNS, PROFILE_COLUMNS, REJECT_COLUMNS, Row, Rows, row_schema

if TYPE_CHECKING:
    import pyarrow as pa

_PARTS = ("claims", "keys", "profile", "rejects")


def _schemas() -> tuple[pa.Schema, ...]:
    keys, profile, rejects = (row_schema(columns) for columns in (KEY_COLUMNS, PROFILE_COLUMNS, REJECT_COLUMNS))
    return claim_schema(["record"]), keys, profile, rejects


def rows_schema() -> pa.Schema:
    """One column `article`, and a list of rows for each of claims, keys, profile and rejects."""
    import pyarrow as pa

    parts = zip(_PARTS, _schemas(), strict=True)
    lists = (pa.field(name, pa.list_(pa.struct(list(schema)))) for name, schema in parts)
    return pa.schema([pa.field("article", pa.struct(list(row_schema(ARTICLE_COLUMNS)))), *lists])


def to_batch(batch: Sequence[Rows]) -> pa.RecordBatch:
    """Articles' rows as columns.

    >>> rows = Rows(("101-a",) + (None,) * 12, (), (("c1", "101-a", "阿里云", "2026-02-05"),))
    >>> list(to_rows(to_batch([rows, rows]))) == [rows, rows]
    True
    """
    import pyarrow as pa

    columns = [_structs([rows.article for rows in batch], row_schema(ARTICLE_COLUMNS))]
    for name, schema in zip(_PARTS, _schemas(), strict=True):
        lists: list[tuple[Row, ...]] = [getattr(rows, name) for rows in batch]
        ends = pa.array(accumulate((len(rows) for rows in lists), initial=0), type=pa.int32())
        columns.append(pa.ListArray.from_arrays(ends, _structs([row for rows in lists for row in rows], schema)))
    return pa.record_batch(columns, schema=rows_schema())


def _structs(rows: Sequence[Row], schema: pa.Schema) -> pa.StructArray:
    import pyarrow as pa

    columns = [column.combine_chunks() for column in to_table(rows, schema).columns]
    return pa.StructArray.from_arrays(columns, fields=list(schema))


def to_rows(batch: pa.RecordBatch) -> Iterator[Rows]:
    """The articles' rows of what `to_batch` made."""
    articles = _tuples(batch.column("article"))
    lists = []
    for name in _PARTS:
        column = batch.column(name)
        rows = _tuples(column.flatten())
        ends = column.value_lengths().to_pylist()
        lists.append([tuple(rows[start:end]) for start, end in pairwise(accumulate(ends, initial=0))])
    for article, *parts in zip(articles, *lists, strict=True):
        yield Rows(article, *parts)


def _tuples(structs: pa.StructArray) -> list[Row]:
    return list(zip(*(column.to_pylist() for column in structs.flatten()), strict=True))
