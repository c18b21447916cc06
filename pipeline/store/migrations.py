"""Numbered steps from an older store to this one. A step is added at the end and never changed."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.errors import StoreError

_SCHEMA = Path(__file__).parent / "schema.sql"

# STEPS[i] turns version i + 1 into i + 2; schema.sql is always the last version.
STEPS: tuple[str, ...] = (
    "ALTER TABLE judgements ADD COLUMN record VARCHAR",
    "ALTER TABLE history ADD COLUMN published VARCHAR",
    """
    DROP TABLE facts; DROP TABLE checks; DROP TABLE lineages; DELETE FROM meta WHERE key = 'findings';
    CREATE TABLE facts (id VARCHAR, status VARCHAR, severity DOUBLE, confidence DOUBLE, part VARCHAR, families VARCHAR,
                        record VARCHAR);
    CREATE TABLE checks (id VARCHAR, article VARCHAR, kind VARCHAR, verdict VARCHAR, record VARCHAR);
    CREATE TABLE lineages (article VARCHAR, root VARCHAR);
    CREATE TABLE compared (article VARCHAR, state VARCHAR, written VARCHAR, title VARCHAR, outlet VARCHAR);
    CREATE TABLE sketches (article VARCHAR, band BIGINT);
    CREATE TABLE crowded (key VARCHAR);
    CREATE TABLE meetings (one VARCHAR, other VARCHAR, likeness DOUBLE);
    CREATE TABLE standing (key VARCHAR, "left" VARCHAR, "right" VARCHAR, one VARCHAR, other VARCHAR);
    CREATE TABLE chances ("left" VARCHAR, "right" VARCHAR, one VARCHAR, other VARCHAR, chance DOUBLE);
    CREATE TABLE stories (one VARCHAR, other VARCHAR);
    CREATE TABLE parts (claim VARCHAR, article VARCHAR, part VARCHAR);
    """,  # findings are made again
)
VERSION = len(STEPS) + 1


def _version(connection: duckdb.DuckDBPyConnection, path: str) -> int:
    """The store's version; 0 where no table was made yet."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() LIMIT 1").fetchone():
        return 0
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        row = None
    if row is None or not str(row[0]).isdigit():
        raise StoreError(f"store {path} is a DuckDB file that heshu did not write; name another file")
    return int(row[0])


def migrate(connection: duckdb.DuckDBPyConnection, read_only: bool, path: str) -> None:
    """Makes the tables of an empty store, or takes the missing steps, all or none; raises StoreError."""
    found = _version(connection, path)
    if found == VERSION:
        return
    if found > VERSION:
        raise StoreError(
            f"store {path} has version {found}, this heshu knows {VERSION}: a newer heshu wrote it; upgrade heshu"
        )
    if read_only:
        raise StoreError(f"store {path} has version {found}, expected {VERSION}; open it once with `heshu add`")
    connection.execute("BEGIN")
    for step in (_SCHEMA.read_text(encoding="utf-8"),) if found == 0 else STEPS[found - 1 :]:
        connection.execute(step)
    connection.execute("DELETE FROM meta WHERE key = 'version'")
    connection.execute("INSERT INTO meta VALUES ('version', ?)", [str(VERSION)])
    connection.execute("COMMIT")
