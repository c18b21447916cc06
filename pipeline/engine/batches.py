"""What a Spark worker does with Arrow batches: files to items, items to outcomes. The same tasks as on one machine."""

from __future__ import annotations

import faulthandler
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipeline.engine.base import Done, Lost, Outcome, announce, attempt
from pipeline.engine.local import PATIENCE, SHARD_ITEMS, LocalEngine
from pipeline.engine.work import Task

if TYPE_CHECKING:
    import pyarrow as pa

FOUND = (("file", "string"), ("number", "int64"), ("ticket", "string"), ("size", "int64"), ("text", "string"))
LOST = (("reason", "string"), ("note", "string"), ("item", "string"))
_MOST = 256


def found_schema() -> pa.Schema:
    """The columns of found items: where, what the one who admits wants to know, how long, and the item itself."""
    import pyarrow as pa

    return pa.schema([pa.field(name, pa.type_for_alias(kind)) for name, kind in FOUND])


def find_items(task: Task[Any, Any], paths: Mapping[str, str], batches: Iterable[pa.RecordBatch]) -> Iterator[Any]:
    """The items of files, which come as address and content; `paths` says what each is called."""
    import pyarrow as pa

    task.verify()
    find = task.finder()
    for batch in batches:
        for address, content in zip(batch.column(0), batch.column(1), strict=True):
            file = address.as_py()
            rows = (
                (file, number, task.ticket(item), len(text), text)
                for number, item in enumerate(find(paths[file], io.BytesIO(content.as_py())))
                for text in (task.to_text(item),)
            )
            while part := list(islice(rows, _MOST)):
                columns = list(zip(*part, strict=True))
                schema = found_schema()
                arrays = [pa.array(column, type=kind) for column, kind in zip(columns, schema.types, strict=True)]
                yield pa.record_batch(arrays, schema=schema)


def outcome_schema(task: Task[Any, Any]) -> pa.Schema:
    """The columns of results, and behind them why an item has none and which it was."""
    import pyarrow as pa

    return pa.schema([*task.columns(), *(pa.field(name, pa.type_for_alias(kind)) for name, kind in LOST)])


def read_items(task: Task[Any, Any], guarded: bool, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The outcomes of items, which come as text and the name they were admitted by."""
    names = (zip(batch.column(0), batch.column(1), strict=True) for batch in batches)
    items = (task.named(task.to_item(text.as_py()), name.as_py()) for pairs in names for text, name in pairs)
    outcomes = _guarded(task, items) if guarded else _watched(task.reader(), items)
    while part := list(islice(outcomes, _MOST)):
        yield from to_batches(task, part)


def _guarded(task: Task[Any, Any], items: Iterable[Any]) -> Iterator[Outcome[Any, Any]]:
    """A process beside this one reads, so that what kills or hangs it costs one item."""
    return LocalEngine(1, guarded=True).map(task.reader, items)


def _watched(read: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Outcome[Any, Any]]:
    """This process reads, and ends where an item takes longer than any may: Spark then tries again elsewhere."""
    stream = iter(items)
    while group := list(islice(stream, SHARD_ITEMS)):
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        announce(read, group)
        for item in group:
            faulthandler.dump_traceback_later(PATIENCE, exit=True)
            outcome = attempt(read, item)
            faulthandler.cancel_dump_traceback_later()
            yield outcome


def to_batches(task: Task[Any, Any], outcomes: Sequence[Outcome[Any, Any]]) -> Iterator[pa.RecordBatch]:
    """Outcomes as columns: results in one batch, what was lost in another."""
    import pyarrow as pa

    schema = outcome_schema(task)
    done = [outcome.result for outcome in outcomes if isinstance(outcome, Done)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Lost)]
    if done:
        missing = [pa.nulls(len(done), pa.string()) for _ in LOST]
        yield pa.record_batch([*task.to_batch(done).columns, *missing], schema=schema)
    if lost:
        said = [(one.reason, one.note, task.to_text(one.item)) for one in lost]
        reasons = [pa.array(column, type=pa.string()) for column in zip(*said, strict=True)]
        missing = [pa.nulls(len(lost), kind) for kind in task.columns().types]
        yield pa.record_batch([*missing, *reasons], schema=schema)


def to_outcomes(task: Task[Any, Any], table: pa.Table) -> Iterator[Outcome[Any, Any]]:
    """What `to_batches` made, in any order; a result's item is not known any more."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lost = pc.is_valid(table.column("reason"))
    for reason, note, text in zip(*(table.filter(lost).column(name).to_pylist() for name, _ in LOST), strict=True):
        yield Lost(task.to_item(text), reason, note)
    schema = task.columns()
    for batch in table.filter(pc.invert(lost)).select(schema.names).to_batches():
        if batch.num_rows:
            columns = [column.cast(kind) for column, kind in zip(batch.columns, schema.types, strict=True)]
            for result in task.to_results(pa.record_batch(columns, schema=schema)):
                yield Done(None, result)


def work_parcels(
    make: Callable[[], Callable[[str], str]], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """What a function makes of parcels, each with its number."""
    import pyarrow as pa

    work = make()
    for batch in batches:
        for number, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield pa.record_batch({"number": [number], "text": [work(text)]})


def to_ddl(schema: pa.Schema) -> str:
    """An Arrow schema in Spark's words.

    >>> import pyarrow as pa
    >>> to_ddl(pa.schema([("篇", pa.list_(pa.struct([("号", pa.int64()), ("重", pa.float64())])))]))
    '`篇` array<struct<`号`: bigint, `重`: double>>'
    """
    return ", ".join(f"`{field.name}` {_type(field.type)}" for field in schema)


def _type(kind: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_list(kind):
        return f"array<{_type(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return "struct<" + ", ".join(f"`{field.name}`: {_type(field.type)}" for field in kind) + ">"
    return {pa.string(): "string", pa.int64(): "bigint", pa.float64(): "double"}[kind]
