"""The engine of many machines: Spark opens files where they lie and maps Arrow batches with the tasks of one machine.

Files go by in waves. Of each wave the items are found and laid down, their tickets come to this process, which admits
items one by one, and the admitted are read; their results are laid down too and come here in parts. What was laid down
is not made again when a machine is lost. A wave in which readers keep dying is read once more, each by a process of its
own, which finds the item that kills them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.engine.base import Item, Maker, Outcome, Result
from pipeline.engine.batches import find_items, found_schema, outcome_schema, read_items, to_ddl, to_outcomes
from pipeline.engine.corpus import SparkCorpus
from pipeline.engine.hadoop import FileSystems
from pipeline.engine.local import LocalEngine
from pipeline.engine.session import explained, first_line, open_session
from pipeline.engine.work import Address, File, Work
from pipeline.errors import EngineError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LARGEST = 2_000_000_000  # bytes that fit into one cell of a table
WAVE_BYTES = 16_000_000_000
WAVE_FILES = 100_000
LOOSE = 20_000
TASK_CHARS = 4_000_000
PARTS = 4
_SIGNS = re.compile(r"[][{}*?\\]")


@contextmanager
def open_spark(master: str, staging: str, local: LocalEngine) -> Iterator[SparkEngine]:
    """The engine over a master for the length of a `with`; `staging` is a folder that every machine can write."""
    with open_session(master) as session:
        engine = SparkEngine(session, staging.rstrip("/"), local)
        engine.clear()
        try:
            yield engine
        finally:
            engine.clear()


class SparkEngine:
    """Maps over the machines of a session; few items are left to the engine of this one."""

    def __init__(self, session: SparkSession, staging: str, local: LocalEngine) -> None:
        self._session = session
        self._staging = staging
        self._local = local
        self._systems = FileSystems(session)
        self.afar = SparkCorpus(session, staging, self._systems)

    def clear(self) -> None:
        """Takes away what was laid down."""
        self._systems.remove(self._staging)

    def map(self, make: Maker[Item, Result], items: Iterable[Item]) -> Iterator[Outcome[Item, Result]]:
        """One outcome an item, in the order of the items, on this machine."""
        return self._local.map(make, items)

    def read(self, work: Work[Item, Result]) -> Iterator[Outcome[Item, Result]]:
        """One outcome an admitted item, in no order that counts."""
        loose: list[Item] = []
        for wave in waves(self._files(work, loose)):
            yield from self._wave(work, wave)
        while part := loose[:LOOSE]:
            del loose[:LOOSE]
            yield from self._outcomes(work, self._admitted(work, part))
        self.clear()

    def _files(self, work: Work[Item, Result], loose: list[Item]) -> Iterator[File]:
        """The files that workers can open; the items of all else go to `loose`."""
        find = work.task.finder()
        for place in work.places():
            if isinstance(place, Address):
                files = self._listed(work, place.text, loose)
            elif isinstance(place, File):
                files = [place]
            else:
                loose.append(place)
                continue
            for file in files:
                if file.size > LARGEST:
                    note = f"the file has {file.size} bytes; files of up to {LARGEST} are read, cut it in pieces"
                    loose.append(work.missing(file.path, note))
                elif file.size == 0:
                    loose.extend(find(file.path, io.BytesIO()))
                elif PurePosixPath(file.path).name.startswith("_"):  # Spark takes such files for its own
                    with Path(file.path).open("rb") as stream:
                        loose.extend(find(file.path, stream))
                else:
                    yield file

    def _listed(self, work: Work[Item, Result], address: str, loose: list[Item]) -> list[File]:
        from py4j.protocol import Py4JError

        try:
            files = list(self._systems.files(address))
        except Py4JError as error:
            raise EngineError(f"{address}: cannot be listed ({first_line(error)})") from error
        if not files:
            loose.append(work.missing(address, "there is no such file or folder, and no file matches it"))
        return files

    def _admitted(self, work: Work[Item, Result], items: Sequence[Item]) -> DataFrame:
        """Items of this process, those that are admitted, as a table of text and name."""
        import pyarrow as pa

        admitted = [(item, work.admit(work.task.ticket(item))) for item in items]
        rows = [(work.task.to_text(item), name) for item, name in admitted if name is not None]
        texts, names = zip(*rows, strict=True) if rows else ((), ())
        table = pa.table({"text": pa.array(texts, type=pa.string()), "name": pa.array(names, type=pa.string())})
        return self._spread(self._session.createDataFrame(table), sum(map(len, texts)), len(texts))

    def _wave(self, work: Work[Item, Result], wave: Sequence[File]) -> Iterator[Outcome[Item, Result]]:
        import pyarrow as pa

        found = f"{self._staging}/found"
        paths = {file.address: file.path for file in wave}
        files = self._session.read.format("binaryFile").load([as_is(address) for address in paths])
        items = files.select("path", "content").mapInArrow(
            partial(find_items, work.task, paths), to_ddl(found_schema())
        )
        with explained():
            items.write.mode("overwrite").parquet(found)
        laid = self._laid(to_ddl(found_schema()), [found])
        tickets = laid.select("file", "number", "ticket", "size").toArrow()
        chosen: list[tuple[str, int, str]] = []
        weight = 0
        for file, number, ticket, size in sorted(zip(*(c.to_pylist() for c in tickets.columns), strict=True)):
            name = work.admit(ticket)
            if name is not None:
                chosen.append((file, number, name))
                weight += size
        if not chosen:
            return
        columns = [pa.array(column) for column in zip(*chosen, strict=True)]
        names = self._session.createDataFrame(pa.table(columns, names=["file", "number", "name"]))
        admitted = laid.join(names, ["file", "number"]).select("text", "name")
        yield from self._outcomes(work, self._spread(admitted, weight, len(chosen)))

    def _spread(self, items: DataFrame, weight: int, count: int) -> DataFrame:
        """Items over as many tasks as their weight asks for, and the machines."""
        least = min(count, 2 * self._session.sparkContext.defaultParallelism)
        return items.repartition(max(1, least, weight // TASK_CHARS))

    def _outcomes(self, work: Work[Item, Result], items: DataFrame) -> Iterator[Outcome[Item, Result]]:
        schema = to_ddl(outcome_schema(work.task))
        done = f"{self._staging}/read"

        try:
            self._lay(work, items, done, guarded=False)
        except EngineError:
            self._lay(work, items, done, guarded=True)
        files = self._systems.files(done)
        while part := [file.address for file in islice(files, PARTS)]:
            yield from to_outcomes(work.task, self._laid(schema, part).toArrow())

    def _lay(self, work: Work[Item, Result], items: DataFrame, place: str, guarded: bool) -> None:
        """Reads items and lays the outcomes down."""
        outcomes = items.mapInArrow(partial(read_items, work.task, guarded), to_ddl(outcome_schema(work.task)))
        with explained():
            outcomes.write.mode("overwrite").parquet(place)

    def _laid(self, schema: str, files: Sequence[str]) -> DataFrame:
        """What was laid down."""
        return self._session.read.schema(schema).parquet(*map(as_is, files))


def as_is(address: str) -> str:
    """An address that Spark takes for itself and for no pattern.

    >>> as_is("file:/新闻[一]/*.txt")
    'file:/新闻\\\\[一\\\\]/\\\\*.txt'
    """
    return _SIGNS.sub(r"\\\g<0>", address)


def waves(files: Iterable[File]) -> Iterator[list[File]]:
    """Files in parts that are read one after the other.

    >>> [len(wave) for wave in waves([File("甲.warc.gz", "hdfs:/甲.warc.gz", 9_000_000_000)] * 3)]
    [2, 1]
    """
    wave: list[File] = []
    size = 0
    for file in files:
        wave.append(file)
        size += file.size
        if size >= WAVE_BYTES or len(wave) >= WAVE_FILES:
            yield wave
            wave, size = [], 0
    if wave:
        yield wave
