"""Reads a store: records in an order that depends on their content alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.codec import CLAIM_COLUMNS, claim_schema, decode, to_table
from pipeline.convert.offsets import OffsetMap
from pipeline.records import Article, Check, Claim, Fact, Judgement, Origin, RawArticle, Reject
from pipeline.store.connect import Connection, explained, query

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 2048
_TABLE = 50_000
ARTICLE_EXTRA = ("outlet", "published", "script")


class Candidate(NamedTuple):
    """Two claims of different articles, `left` < `right`, and the number of keys they share."""

    left: str
    right: str
    shared: int


class Version(NamedTuple):
    """An article as it stood before it came again with another text."""

    article: str
    raw: str
    claims: tuple[Claim, ...]


class View:
    """Reads an open store; every method may be called while another's iterator is still being read."""

    def __init__(self, store: Connection, path: str = ":memory:") -> None:
        self._store = store
        self._path = path

    def _rows(self, sql: str, values: dict[str, Any] | Sequence[Any] | None = None) -> Iterator[tuple[Any, ...]]:
        with explained(self._path):
            cursor = self._store.cursor()
            cursor.execute(sql, values)
            while batch := cursor.fetchmany(_BATCH):
                yield from batch

    def _chosen(self, column: str, ids: Iterable[str] | None) -> tuple[str, list[Any]]:
        return ("", []) if ids is None else (f"WHERE {column} IN (SELECT unnest(?::VARCHAR[]))", [sorted(set(ids))])

    def articles(self, ids: Iterable[str] | None = None) -> Iterator[Article]:
        """The articles, by id; all, or those named."""
        where, values = self._chosen("id", ids)
        sql = f"SELECT record, text, coalesce(raw, text), path, number FROM articles {where} ORDER BY id"
        for record, text, raw, path, number in self._rows(sql, values):
            rest = {"text": text, "raw": raw, "origin": {"path": path, "record": number}}
            yield decode(Article, json.loads(record) | rest, OffsetMap.from_ints)

    def earlier(self) -> dict[str, str]:
        """The article that each earlier version belongs to, by the version's digest."""
        return dict(self._rows("SELECT digest, article FROM history ORDER BY article, version"))

    def versions(self) -> Iterator[Version]:
        """The earlier versions of articles, by article, the oldest first as far as they are dated."""
        sql = "SELECT article, raw, claims FROM history ORDER BY article, coalesce(published, ''), version"
        for article, raw, claims in self._rows(sql):
            yield Version(article, raw, tuple(decode(Claim, claim) for claim in json.loads(claims)))

    def standing(self) -> tuple[str, str]:
        """A digest of articles, readings and versions as they stand, and what the findings say they were made of."""
        (state,) = next(self._rows(query("state")))
        found = next(self._rows("SELECT value FROM meta WHERE key = 'findings'"), ("",))
        return state, found[0]

    def origins(self) -> dict[str, Origin]:
        """Where each article was read, by id."""
        return {id_: Origin(path, number) for id_, path, number in self._rows("SELECT id, path, number FROM articles")}

    def given(self, ids: Iterable[str]) -> Iterator[tuple[str, RawArticle]]:
        """Articles as they were given, by id."""
        where, values = self._chosen("id", ids)
        sql = f"SELECT id, given, coalesce(raw, text), path, number FROM articles {where} ORDER BY id"
        for id_, given, body, path, number in self._rows(sql, values):
            rest = {"body": body, "origin": {"path": path, "record": number}}
            yield id_, decode(RawArticle, json.loads(given) | rest)

    def claims(self, articles: Iterable[str] | None = None) -> Iterator[Claim]:
        """The claims, by article and place; all, or those of the articles named."""
        where, values = self._chosen("article", articles)
        for (record,) in self._rows(f'SELECT record FROM claims {where} ORDER BY article, "start", "end", id', values):
            yield decode(Claim, json.loads(record))

    def candidates(self, cap: int = 200) -> Iterator[Candidate]:
        """Pairs of claims that share a key; in a key of more than `cap` claims only pairs of near days."""
        for row in self._rows(query("candidates"), {"cap": cap}):
            yield Candidate(*row)

    def profiles(self) -> dict[str, dict[str, float]]:
        """What each article is about: weights of its names and words, by article id."""
        profiles: dict[str, dict[str, float]] = {}
        for article, key, weight in self._rows("SELECT article, key, weight FROM profiles ORDER BY article, key"):
            profiles.setdefault(article, {})[key] = weight
        return profiles

    def article_pairs(self, least: float, crowd: int) -> Iterator[tuple[str, str, float]]:
        """Pairs of articles, ids in order, with the cosine of their profiles without keys that a crowd shares."""
        yield from self._rows(query("article_pairs"), {"least": least, "crowd": crowd})

    def likeness(self, pairs: Sequence[tuple[str, str]], crowd: int) -> Iterator[tuple[tuple[str, str], float]]:
        """The cosine of the profiles of pairs of articles, for those that share a key that tells something."""
        asked = {"ones": [one for one, _ in pairs], "others": [other for _, other in pairs], "crowd": crowd}
        for one, other, likeness in self._rows(query("likeness"), asked):
            yield (one, other), likeness

    def rejects(self, loose: bool = False) -> Iterator[Reject]:
        """What was not read, by file and record; all, or what belongs to no article."""
        where = "WHERE article IS NULL" if loose else ""
        sql = f"SELECT path, number, stage, reason, note, excerpt FROM rejects {where} ORDER BY ALL"
        for row in self._rows(sql):
            yield Reject(*row)

    def facts(self) -> Iterator[Fact]:
        """What the last cross-check found, gravest first."""
        for (record,) in self._rows("SELECT record FROM facts ORDER BY severity DESC, id"):
            yield decode(Fact, json.loads(record))

    def checks(self) -> Iterator[Check]:
        """The sums inside articles, by article."""
        for (record,) in self._rows("SELECT record FROM checks ORDER BY article, id"):
            yield decode(Check, json.loads(record))

    def lineages(self) -> dict[str, int]:
        """The reprint family of each article."""
        return dict(self._rows("SELECT article, lineage FROM lineages ORDER BY article"))

    def judgements(self) -> Iterator[Judgement]:
        """Reviewers' words, in the order they were given."""
        for *said, record in self._rows("SELECT * FROM judgements ORDER BY rowid"):
            yield Judgement(*said) if record is None else decode(Judgement, json.loads(record))

    def count(self, table: str) -> int:
        """The rows of a table."""
        return int(next(self._rows(f"SELECT count(*) FROM {table}"))[0])

    def claim_tables(self) -> Iterator[pa.Table]:
        """The claims as Arrow tables, by article and place, with outlet, date and script of their articles."""
        columns = ", ".join([*(f'c."{name}"' for name in CLAIM_COLUMNS), *(f"a.{name}" for name in ARTICLE_EXTRA)])
        order = 'c.article, c."start", c."end", c.id'
        sql = f"SELECT {columns} FROM claims AS c JOIN articles AS a ON a.id = c.article ORDER BY {order}"
        schema = claim_schema(ARTICLE_EXTRA)
        batch: list[tuple[Any, ...]] = []
        for row in self._rows(sql):
            batch.append(row)
            if len(batch) == _TABLE:
                yield to_table(batch, schema)
                batch = []
        yield to_table(batch, schema)
