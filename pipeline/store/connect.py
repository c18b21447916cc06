"""Opens a store, brings an older one up to date, and says in clear words why one cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from pipeline.errors import StoreError
from pipeline.store.migrations import migrate

Connection = duckdb.DuckDBPyConnection

# What DuckDB says, in lower case, and what it means for the user.
_MEANINGS = (
    ("lock on file", "is in use by another process; wait until it ends or close it"),
    ("no space left", "cannot grow: the disk is full; free some space and run again, what was stored is kept"),
    (
        "could not write all bytes",
        "cannot grow: the disk is full; free some space and run again, what was stored is kept",
    ),
    ("read-only mode: database does not exist", "does not exist; make it with `heshu run INPUT... --out DIR`"),
    ("permission denied", "cannot be opened: permission denied; take a folder and file that you may write"),
    ("read-only file system", "lies on a read-only disk; choose another place"),
    ("read-only", "is read-only; take a file that you may write"),
    ("no such file or directory", "cannot be made: its folder does not exist; make the folder first"),
    ("is a directory", "is a folder; name the store's file"),
    ("not a valid duckdb database", "is no heshu store; name a file that heshu wrote, or a new one"),
    ("version number", "was written by another version of DuckDB; install the one named, or make the store again"),
    ("checksum", "is damaged; restore a copy or make the store again"),
    ("corrupt", "is damaged; restore a copy or make the store again"),
)


@cache
def query(name: str) -> str:
    """The text of a query under `queries/`."""
    return (Path(__file__).parent / "queries" / f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def explained(path: str) -> Iterator[None]:
    """Turns what DuckDB says of a file into a StoreError that says what to do; mistakes in our SQL stay themselves."""
    try:
        yield
    except duckdb.ProgrammingError:
        raise
    except duckdb.Error as error:
        said = " ".join(str(error).split())
        meaning = next((m for sign, m in _MEANINGS if sign in said.lower()), "cannot be used")
        raise StoreError(f"store {path} {meaning} (DuckDB: {said[:200]})") from error


def connect(path: Path | None, read_only: bool = False) -> Connection:
    """A connection to the store's file, or to a store in memory where `path` is None; raises StoreError."""
    if path is not None and not read_only and not path.exists():
        _make(path)
    return _open(path, read_only)


def _make(path: Path) -> None:
    """Makes an empty store beside its place and moves it there: a kill leaves a whole store or none."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.with_name(f"{part.name}.wal").unlink(missing_ok=True)
        _open(part, False, str(path)).close()
        part.replace(path)
    except OSError as error:
        raise StoreError(f"store {path} cannot be made ({error.strerror}); take a folder that you may write") from error


def _open(path: Path | None, read_only: bool, called: str | None = None) -> Connection:
    name = ":memory:" if path is None else str(path)
    with explained(called or name):
        connection = duckdb.connect(name, read_only=read_only, config={"preserve_insertion_order": True})
        try:
            migrate(connection, read_only, called or name)
        except (StoreError, duckdb.Error):
            connection.close()
            raise
    return connection


@contextmanager
def open_store(path: Path | None, read_only: bool = False) -> Iterator[Connection]:
    """The store for the length of a `with`; a new file is made unless `read_only`.

    >>> with open_store(None) as store:
    ...     store.execute("SELECT count(*) FROM articles").fetchone()
    (0,)
    """
    connection = connect(path, read_only)
    try:
        yield connection
    finally:
        connection.close()
