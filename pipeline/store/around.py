"""A small store in memory: newcomers, and of a large store only what they can meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store.connect import Connection, connect, explained, open_store, query
from pipeline.store.rows import Rows
from pipeline.store.writer import Writer

_COPY = (
    "INSERT INTO claims SELECT * FROM old.claims WHERE article IN (SELECT article FROM met)",
    "INSERT INTO claim_keys SELECT * FROM old.claim_keys WHERE article IN (SELECT article FROM met)",
    "INSERT INTO profiles SELECT * FROM old.profiles WHERE article IN (SELECT article FROM met)",
    "INSERT INTO articles SELECT * FROM old.articles WHERE id IN (SELECT article FROM met)",
    "INSERT INTO judgements SELECT * FROM old.judgements",
)


@contextmanager
def open_around(path: Path, newcomers: Sequence[Rows], cap: int = 100) -> Iterator[Connection]:
    """Newcomers with the articles of the store at `path` that are near them; the store itself is not touched.

    An article of the store that has a newcomer's id is left out: the newcomer stands for it.
    """
    if not path.exists():
        raise StoreError(f"store {path} does not exist; make it with `heshu run INPUT... --out DIR`")
    connect(path, read_only=True).close()
    with open_store(None) as memory:
        Writer(memory).add(newcomers)
        with explained(str(path)):
            memory.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS old (READ_ONLY)")
            memory.execute("CREATE TEMP TABLE met (article VARCHAR)")
            memory.execute("INSERT INTO met " + query("neighbours"), {"cap": cap})
            for statement in _COPY:
                memory.execute(statement)
            memory.execute("DETACH old")
        yield memory
