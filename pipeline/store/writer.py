"""Fills a store: an article's rows are there whole or not at all, and reading it again replaces them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline.codec import claim_schema, encode, mended, to_json, to_table
from pipeline.records import Judgement, Origin, Reject
from pipeline.store.connect import Connection, explained, query
from pipeline.store.kept import Found, Update
from pipeline.store.rows import (
    ARTICLE_COLUMNS,
    KEY_COLUMNS,
    PROFILE_COLUMNS,
    REJECT_COLUMNS,
    Row,
    Rows,
    reject_row,
    row_schema,
)

if TYPE_CHECKING:
    import pyarrow as pa


_OWNED = (
    ("articles", "id"),
    ("claims", "article"),
    ("claim_keys", "article"),
    ("profiles", "article"),
    ("rejects", "article"),
)


_KEPT = (
    *("facts", "checks", "lineages", "compared", "sketches", "crowded", "meetings", "standing"),
    *("chances", "stories", "parts"),
)
_OF_ARTICLES = (
    *((table, ("article",)) for table in ("compared", "checks", "sketches", "lineages")),
    *((table, ("one", "other")) for table in ("meetings", "standing", "chances", "stories")),
)
_FACTS = 5000


def _fact_row(found: Found) -> Row:
    fact = found.fact
    confidence = max((pair.confidence for pair in fact.pairs if pair.relation == "conflict"), default=None)
    said = to_json(list(found.roots)), to_json(encode(fact))
    return (fact.id, fact.status, fact.severity, confidence, found.part, *said)


class Writer:
    """Writes into an open store.

    `add` is one transaction: after a kill each of its articles stands in the store whole, or as it was before.
    """

    def __init__(self, store: Connection, path: str = ":memory:") -> None:
        self._store = store
        self._path = path
        self._known: dict[str, tuple[str, str]] = {}
        with explained(path):
            rows = store.execute("SELECT id, digest, fingerprint FROM articles").fetchall()
        self._known.update({id_: (digest, mark) for id_, digest, mark in rows})

    @property
    def known(self) -> Mapping[str, tuple[str, str]]:
        """Digest and fingerprint of every article in the store, by id."""
        return self._known

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with explained(self._path):
            self._store.execute("BEGIN")
            try:
                yield
            except BaseException:
                # A disk that is full ends the transaction by itself; the first fault is the one to tell.
                with suppress(duckdb.Error):
                    self._store.execute("ROLLBACK")
                raise
            self._store.execute("COMMIT")

    def _insert(self, table: str, rows: Sequence[Row], schema: pa.Schema) -> None:
        if rows:
            self._store.register("batch", to_table(rows, schema))
            self._store.execute(f"INSERT INTO {table} BY NAME SELECT * FROM batch")
            self._store.unregister("batch")

    def _ids(self, ids: Iterable[str]) -> None:
        self._store.register("chosen", to_table([(id_,) for id_ in ids], row_schema(["article"])))

    def _delete(self, ids: Iterable[str]) -> None:
        self._ids(ids)
        for table, column in _OWNED:
            self._store.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT article FROM chosen)")
        self._store.unregister("chosen")

    def _remember(self, ids: Iterable[str]) -> None:
        """Copies articles into `history` as their next versions."""
        self._ids(ids)
        self._store.execute(query("remember"))
        self._store.unregister("chosen")

    def add(self, batch: Sequence[Rows]) -> None:
        """Stores articles; one of a known id replaces the one there, which `history` keeps if it was another text."""
        latest = {rows.id: rows for rows in batch}
        again = sorted(id_ for id_ in latest if id_ in self._known)
        edited = [id_ for id_ in again if self._known[id_][0] != latest[id_].article[1]]
        each = list(latest.values())
        with self._transaction():
            if edited:
                self._remember(edited)
            if again:
                self._delete(again)
            self._put(each)
        self._note(each)

    def _put(self, each: Sequence[Rows]) -> None:
        self._insert("articles", [rows.article for rows in each], row_schema(ARTICLE_COLUMNS))
        self._insert("claims", [row for rows in each for row in rows.claims], claim_schema(["record"]))
        self._insert("claim_keys", [row for rows in each for row in rows.keys], row_schema(KEY_COLUMNS))
        self._insert("profiles", [row for rows in each for row in rows.profile], row_schema(PROFILE_COLUMNS))
        self._insert("rejects", [row for rows in each for row in rows.rejects], row_schema(REJECT_COLUMNS))

    def _note(self, each: Iterable[Rows]) -> None:
        self._known.update({rows.id: (str(rows.article[1]), str(rows.article[2])) for rows in each})

    def rename(self, changed: Mapping[str, str], again: Sequence[Rows]) -> None:
        """Gives articles other ids, all at once; `again` are their rows under these, read anew: claims name the id.

        An article of `changed` without rows is taken out.
        """
        old = sorted(changed)
        moves = [(before, after) for before, after in sorted(changed.items())]
        with self._transaction():
            self._delete(old)
            self._put(again)
            self._store.register("moves", to_table(moves, row_schema(["before", "after"])))
            self._store.execute("UPDATE history SET article = after FROM moves WHERE article = before")
            self._store.unregister("moves")
        for id_ in old:
            self._known.pop(id_, None)
        self._note(again)

    def keep_earlier(self, batch: Sequence[Rows]) -> None:
        """Puts articles into `history` as earlier versions of those that have their ids."""
        with self._transaction():
            for rows in batch:
                at = {name: rows.article[i] for i, name in enumerate(ARTICLE_COLUMNS)}
                said = "[" + ",".join(str(row[-1]) for row in rows.claims) + "]"
                raw = at["text"] if at["raw"] is None else at["raw"]
                row = [at["id"], at["id"], at["digest"], at["title"], raw, said, at["published"]]
                counted = "(SELECT count(*) + 1 FROM history WHERE article = ?)"
                self._store.execute(f"INSERT INTO history VALUES (?, {counted}, ?, ?, ?, ?, ?)", row)

    def remove(self, ids: Iterable[str]) -> None:
        """Takes articles out, with their claims, rejects and history."""
        gone = sorted(id_ for id_ in ids if id_ in self._known)
        if not gone:
            return
        with self._transaction():
            self._delete(gone)
            self._ids(gone)
            self._store.execute("DELETE FROM history WHERE article IN (SELECT article FROM chosen)")
            self._store.unregister("chosen")
        for id_ in gone:
            del self._known[id_]

    def move(self, origins: Mapping[str, Origin]) -> None:
        """Says anew where articles were read."""
        if not origins:
            return
        with self._transaction():
            for id_, origin in sorted(origins.items()):
                place = [mended(origin.path), origin.record, id_]
                self._store.execute("UPDATE articles SET path = ?, number = ? WHERE id = ?", place)

    def forget_history(self) -> None:
        """Drops the earlier versions of articles: a full run is a function of its input alone."""
        with self._transaction():
            self._store.execute("DELETE FROM history")

    def replace_rejects(self, rejects: Iterable[Reject]) -> None:
        """Sets the rejects that belong to no article."""
        self._set_rejects(self._loose_rejects(), {reject_row(r) for r in rejects})

    def add_rejects(self, rejects: Iterable[Reject], instead: Iterable[tuple[str, Origin]] = ()) -> None:
        """Adds rejects that belong to no article, each once, in place of those of a reason at a place."""
        there = self._loose_rejects()
        gone = {(reason, mended(origin.path), origin.record) for reason, origin in instead}
        kept = {row for row in there if (row[4], row[1], row[2]) not in gone}
        self._set_rejects(there, kept | {reject_row(r) for r in rejects})

    def _set_rejects(self, there: set[Row], wanted: set[Row]) -> None:
        if wanted != there:
            with self._transaction():
                self._store.execute("DELETE FROM rejects WHERE article IS NULL")
                self._insert("rejects", sorted(wanted, key=repr), row_schema(REJECT_COLUMNS))

    def _loose_rejects(self) -> set[Row]:
        sql = f"SELECT {', '.join(REJECT_COLUMNS)} FROM rejects WHERE article IS NULL"
        return set(self._store.execute(sql).fetchall())

    def forget_findings(self) -> None:
        """Drops all that cross-checks found and met."""
        with self._transaction():
            for table in _KEPT:
                self._store.execute(f"DELETE FROM {table}")
            self._store.execute("DELETE FROM meta WHERE key = 'findings'")

    def mark_findings(self, mark: str) -> None:
        """Says by what the findings are made."""
        with self._transaction():
            self._mark(mark)

    def _mark(self, mark: str) -> None:
        self._store.execute("DELETE FROM meta WHERE key = 'findings'")
        self._store.execute("INSERT INTO meta VALUES ('findings', ?)", [mark])

    def update_findings(self, update: Update, mark: str) -> None:
        """Takes over what a cross-check changed, all or nothing; `mark` says by what it was made."""
        with self._transaction():
            self._drop(update)
            written = {h.article: h.written.isoformat() if h.written else None for h in update.headings}
            headings = [
                (h.article, update.states[h.article], written[h.article], h.title, h.outlet) for h in update.headings
            ]
            checks = [(c.id, c.article, c.check, c.verdict, to_json(encode(c))) for c in update.checks]
            self._bulk("compared", headings)
            self._bulk("checks", checks)
            self._bulk("sketches", update.sketches)
            self._bulk("lineages", sorted(update.roots.items()))
            self._bulk("crowded", [(key,) for key in sorted(update.crowded)])
            self._bulk("meetings", update.meetings)
            self._bulk("standing", update.standing)
            self._bulk("chances", update.chances)
            self._bulk("stories", update.stories)
            self._bulk("parts", update.parts)
            facts = iter(update.facts)
            while batch := [_fact_row(found) for found in islice(facts, _FACTS)]:
                self._bulk("facts", batch)
            self._mark(mark)

    def _drop(self, update: Update) -> None:
        """Deletes what no longer holds."""
        for table, columns in _OF_ARTICLES:
            self._without(table, columns, update.articles)
        self._without("lineages", ("article",), [*update.roots])
        self._without("standing", ("key",), update.keys)
        self._without("parts", ("part",), update.parts_gone)
        self._without("facts", ("part",), update.parts_gone)
        self._store.execute("DELETE FROM crowded")
        for table, pairs in (("meetings", update.met), ("chances", update.pairs), ("stories", update.pairs)):
            if pairs:
                ones, others = [one for one, _ in pairs], [other for _, other in pairs]
                among = (
                    "(least(one, other), greatest(one, other)) IN (SELECT (unnest(?::VARCHAR[]), unnest(?::VARCHAR[])))"
                )
                self._store.execute(f"DELETE FROM {table} WHERE {among}", [ones, others])

    def _without(self, table: str, columns: Sequence[str], values: Sequence[str]) -> None:
        if values:
            among = " OR ".join(f"{column} IN (SELECT unnest(?::VARCHAR[]))" for column in columns)
            self._store.execute(f"DELETE FROM {table} WHERE {among}", [list(values)] * len(columns))

    def _bulk(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        import pyarrow as pa

        if rows:
            columns = [pa.array(column) for column in zip(*rows, strict=True)]
            self._store.register("batch", pa.table(columns, names=[f"c{n}" for n in range(len(columns))]))
            self._store.execute(f"INSERT INTO {table} SELECT * FROM batch")
            self._store.unregister("batch")

    def judge(self, judgement: Judgement) -> None:
        """Adds a reviewer's word; nothing is ever taken back."""
        row = (judgement.target, judgement.verdict, judgement.reviewer, judgement.at, judgement.note)
        cells = [mended(cell) for cell in row]
        with self._transaction():
            self._store.execute(
                "INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?)", [*cells, to_json(encode(judgement))]
            )
