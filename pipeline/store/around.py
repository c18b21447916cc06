"""A store with newcomers in it that is never written: what `heshu check` looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store.connect import Connection, connect, explained, open_store
from pipeline.store.rows import Rows
from pipeline.store.writer import Writer

_ARTICLES = {
    "articles": "id",
    "claims": "article",
    "claim_keys": "article",
    "profiles": "article",
    "history": "article",
}


@contextmanager
def open_around(path: Path, newcomers: Sequence[Rows]) -> Iterator[Connection]:
    """The store at `path` as if the newcomers were in it; the store itself is not touched.

    An article of the store that has a newcomer's id is left out: the newcomer stands for it. What the last cross-check
    found is as the store has it.
    """
    if not path.exists():
        raise StoreError(f"store {path} does not exist; make it with `heshu run INPUT... --out DIR`")
    connect(path, read_only=True).close()
    with open_store(None) as memory:
        Writer(memory).add(newcomers)
        with explained(str(path)):
            memory.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS old (READ_ONLY)")
            memory.execute("ALTER TABLE articles RENAME TO newcomers")
            tables = memory.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'").fetchall()
            again = "SELECT count(*) FROM newcomers WHERE id IN (SELECT id FROM old.articles)"
            (replaced,) = memory.execute(again).fetchone() or (0,)
            for (table,) in tables:
                memory.execute(_union(table, bool(replaced)))
        yield memory


def _union(table: str, replaced: bool) -> str:
    """The view in the place of a table: what newcomers have, and what the store has of others.

    The store's rows are looked through for articles that are `replaced` only where there are any.
    """
    theirs = f"SELECT * FROM old.{table}"
    if table not in _ARTICLES:
        return f"DROP TABLE {table}; CREATE VIEW {table} AS {theirs}"
    others = theirs if not replaced else f"{theirs} WHERE {_ARTICLES[table]} NOT IN (SELECT id FROM newcomers)"
    if table == "articles":
        return f"CREATE VIEW articles AS SELECT * FROM newcomers UNION ALL {others}"
    both = f"SELECT * FROM new_{table} UNION ALL {others}"
    return f"ALTER TABLE {table} RENAME TO new_{table}; CREATE VIEW {table} AS {both}"
