"""A view whose claims and articles are brought together on other machines, by the same queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.engine.afar import Afar
from pipeline.store.connect import query
from pipeline.store.view import View

_TABLES = {"profiles": ("article", "key", "weight"), "claim_keys": ("claim", "article", "key", "day")}
_AWAY = {"meetings": ("profiles",), "candidates": ("claim_keys",)}


class AfarView(View):
    """A view of an open store; what `meetings` and `candidates` ask is asked afar, over tables laid down there."""

    at_once = 10**9

    def __init__(self, view: View, afar: Afar) -> None:
        super().__init__(view._store, view._path)
        self._afar = afar
        self._laid: set[str] = set()
        self._queries = {query(name): tables for name, tables in _AWAY.items()}

    def ask(self, sql: str, values: dict[str, Any] | Sequence[Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        tables = self._queries.get(sql)
        if tables is None or not isinstance(values, dict):
            yield from super().ask(sql, values)
            return
        for table in tables:
            if table not in self._laid:
                self._lay(table)
        yield from self._afar.query(sql, values)

    def _lay(self, table: str) -> None:
        """Lays a table down, in files of a size that one task reads."""
        columns = ", ".join(_TABLES[table])
        with TemporaryDirectory() as folder:
            whole = str(Path(folder) / table).replace("'", "''")
            form = "(FORMAT parquet, FILE_SIZE_BYTES '128MB')"
            list(super().ask(f"COPY (SELECT {columns} FROM {table}) TO '{whole}' {form}"))
            place = Path(folder) / table
            self._afar.lay(table, sorted(place.iterdir()) if place.is_dir() else [place])
        self._laid.add(table)
