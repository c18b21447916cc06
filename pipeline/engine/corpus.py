"""Spark over a corpus as a whole: the store's queries over tables laid down, and parcels worked through anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.engine.afar import Values, to_spark
from pipeline.engine.batches import work_parcels
from pipeline.engine.hadoop import FileSystems
from pipeline.engine.session import explained
from pipeline.engine.shards import cut

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

WAVE_CHARS = 400_000_000
WAVE_PARCELS = 10_000
DONE = "number bigint, text string"


class SparkCorpus:
    """What a session does for a corpus as a whole; `staging` is a folder that every machine can write."""

    def __init__(self, session: SparkSession, staging: str, systems: FileSystems) -> None:
        self._session = session
        self._staging = staging
        self._systems = systems

    def lay(self, name: str, files: Iterable[Path]) -> None:
        """Makes a table of Parquet files of this machine."""
        folder = f"{self._staging}/{name}"
        with explained():
            for number, file in enumerate(files):
                self._systems.put(file, f"{folder}/{number}.parquet")
            self._session.read.parquet(folder).createOrReplaceTempView(name)

    def query(self, sql: str, values: Values) -> Iterator[tuple[Any, ...]]:
        """The rows of a query of the store."""
        import pyarrow as pa

        text, said, lists = to_spark(sql, values)
        with explained():
            for name, items in lists.items():
                table = pa.table({"item": pa.array(items, type=pa.string())})
                self._session.createDataFrame(table).createOrReplaceTempView(f"list_{name}")
            found = self._session.sql(text, args=said).toArrow()
        for batch in found.to_batches():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def spread(self, make: Callable[[], Callable[[str], str]], parcels: Iterable[str]) -> Iterator[str]:
        """What a function makes of parcels, in their order; each is worked through by any machine."""
        for wave in cut(parcels, len, WAVE_CHARS, WAVE_PARCELS):
            yield from self._wave(make, wave)

    def _wave(self, make: Callable[[], Callable[[str], str]], parcels: list[str]) -> list[str]:
        import pyarrow as pa

        tasks = min(len(parcels), 4 * self._session.sparkContext.defaultParallelism)
        with explained():
            table = self._session.createDataFrame(pa.table({"number": range(len(parcels)), "text": parcels}))
            done = table.repartition(tasks, "number").mapInArrow(partial(work_parcels, make), DONE).toArrow()
        return [text for _, text in sorted(zip(*(column.to_pylist() for column in done.columns), strict=True))]
