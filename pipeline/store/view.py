"""Reads a store: records in an order that depends on their content alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
    """Two claims of different articles, `left` < `right`, that share a key; `one` and `other` are their articles."""

    key: str
    left: str
    right: str
    one: str
    other: str


class Version(NamedTuple):
    """An article as it stood before it came again with another text."""

    article: str
    raw: str
    claims: tuple[Claim, ...]


def to_article(row: Sequence[Any]) -> Article:
    """The article of a row of `View.article_records`."""
    record, text, raw, path, number = row
    rest = {"text": text, "raw": text if raw is None else raw, "origin": {"path": path, "record": number}}
    return decode(Article, json.loads(record) | rest, OffsetMap.from_ints)


class View:
    """Reads an open store; every method may be called while another's iterator is still being read.

    `at_once` is how many articles one query should bring together with others.
    """

    at_once = 4000

    def __init__(self, store: Connection, path: str = ":memory:") -> None:
        self._store = store
        self._path = path

    def ask(self, sql: str, values: dict[str, Any] | Sequence[Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        with explained(self._path):
            cursor = self._store.cursor()
            cursor.execute(sql, values)
            while batch := cursor.fetchmany(_BATCH):
                yield from batch

    def _chosen(self, column: str, ids: Iterable[str] | None) -> tuple[str, list[Any]]:
        return ("", []) if ids is None else (f"WHERE {column} IN (SELECT unnest(?::VARCHAR[]))", [sorted(set(ids))])

    def articles(self, ids: Iterable[str] | None = None) -> Iterator[Article]:
        """The articles, by id; all, or those named."""
        return map(to_article, self.article_records(ids))

    def article_records(self, ids: Iterable[str] | None = None) -> Iterator[tuple[Any, ...]]:
        """The articles as they are kept, by id: record, text, body where it is another, path, number."""
        where, values = self._chosen("id", ids)
        yield from self.ask(f"SELECT record, text, raw, path, number FROM articles {where} ORDER BY id", values)

    def earlier(self) -> dict[str, str]:
        """The article that each earlier version belongs to, by the version's digest."""
        return dict(self.ask("SELECT digest, article FROM history ORDER BY article, version"))

    def versions(self, articles: Iterable[str] | None = None) -> Iterator[Version]:
        """The earlier versions of articles, all or those named, by article, the oldest first as far as dated."""
        where, values = self._chosen("article", articles)
        sql = f"SELECT article, raw, claims FROM history {where} ORDER BY article, coalesce(published, ''), version"
        for article, raw, claims in self.ask(sql, values):
            yield Version(article, raw, tuple(decode(Claim, claim) for claim in json.loads(claims)))

    def origins(self) -> dict[str, Origin]:
        """Where each article was read, by id."""
        return {id_: Origin(path, number) for id_, path, number in self.ask("SELECT id, path, number FROM articles")}

    def given(self, ids: Iterable[str]) -> Iterator[tuple[str, RawArticle]]:
        """Articles as they were given, by id."""
        where, values = self._chosen("id", ids)
        sql = f"SELECT id, given, coalesce(raw, text), path, number FROM articles {where} ORDER BY id"
        for id_, given, body, path, number in self.ask(sql, values):
            rest = {"body": body, "origin": {"path": path, "record": number}}
            yield id_, decode(RawArticle, json.loads(given) | rest)

    def claims(self, articles: Iterable[str] | None = None) -> Iterator[Claim]:
        """The claims, by article and place; all, or those of the articles named."""
        where, values = self._chosen("article", articles)
        for (record,) in self.ask(f'SELECT record FROM claims {where} ORDER BY article, "start", "end", id', values):
            yield decode(Claim, json.loads(record))

    def claim_records(self, articles: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The claims of articles as they are kept, each with its article, in the order of `claims`."""
        where, values = self._chosen("article", articles)
        yield from self.ask(f'SELECT article, record FROM claims {where} ORDER BY article, "start", "end", id', values)

    def candidates(self, cap: int = 200, keys: Iterable[str] | None = None) -> Iterator[Candidate]:
        """Pairs of claims that share a key, one of those given; in a key of more than `cap` only pairs of near days."""
        values = {"cap": cap, "keys": None if keys is None else sorted(set(keys))}
        for row in self.ask(query("candidates"), values):
            yield Candidate(*row)

    def profiles(self) -> dict[str, dict[str, float]]:
        """What each article is about: weights of its names and words, by article id."""
        profiles: dict[str, dict[str, float]] = {}
        for article, key, weight in self.ask("SELECT article, key, weight FROM profiles ORDER BY article, key"):
            profiles.setdefault(article, {})[key] = weight
        return profiles

    def likeness(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], float]]:
        """The cosine of the profiles of pairs of articles, for those that share a key that tells something."""
        asked = {"ones": [one for one, _ in pairs], "others": [other for _, other in pairs]}
        for one, other, likeness in self.ask(query("likeness"), asked):
            yield (one, other), likeness

    def rejects(self, loose: bool = False) -> Iterator[Reject]:
        """What was not read, by file and record; all, or what belongs to no article."""
        where = "WHERE article IS NULL" if loose else ""
        sql = f"SELECT path, number, stage, reason, note, excerpt FROM rejects {where} ORDER BY ALL"
        for row in self.ask(sql):
            yield Reject(*row)

    def facts(self, *, conflicts: bool = False) -> Iterator[Fact]:
        """What the last cross-check found, gravest first; all, or what has a conflict, sure or not."""
        numbers, where = self._numbers(), "WHERE confidence IS NOT NULL" if conflicts else ""
        for record, families in self.ask(f"SELECT record, families FROM facts {where} ORDER BY severity DESC, id"):
            fact, roots = decode(Fact, json.loads(record)), json.loads(families)
            yield replace(fact, lineages=tuple(numbers[roots[lineage - 1]] for lineage in fact.lineages))

    def count_facts(self) -> dict[str, int]:
        """How many facts of each status."""
        found = dict(self.ask("SELECT status, count(*) FROM facts GROUP BY status"))
        return {status: found.get(status, 0) for status in ("conflict", "update", "compatible", "agree")}

    def count_conflicts(self, sure: float) -> tuple[int, int]:
        """How many facts have a conflict as sure as that, and how many have unsure ones alone."""
        sql = "SELECT count(*) FILTER (confidence >= $sure), count(*) FILTER (confidence < $sure) FROM facts"
        main, unsure = next(self.ask(sql, {"sure": sure}))
        return main, unsure

    def checks(self, articles: Iterable[str] | None = None, kind: str | None = None) -> Iterator[Check]:
        """The sums inside articles, by article; all, or those of the articles named or of one kind."""
        where, values = self._chosen("article", articles)
        if kind is not None:
            where, values = (f"{where} AND kind = ?" if where else "WHERE kind = ?"), [*values, kind]
        for (record,) in self.ask(f"SELECT record FROM checks {where} ORDER BY article, id", values):
            yield decode(Check, json.loads(record))

    def count_checks(self, but: str) -> dict[str, int]:
        """How many sums hold and how many do not, those of one kind left out."""
        found = dict(self.ask("SELECT verdict, count(*) FROM checks WHERE kind <> ? GROUP BY verdict", [but]))
        return {verdict: found.get(verdict, 0) for verdict in ("consistent", "inconsistent")}

    def _numbers(self) -> dict[str, int]:
        """The reprint families by their least articles, numbered in the order of these."""
        return {root: n for n, (root,) in enumerate(self.ask("SELECT DISTINCT root FROM lineages ORDER BY root"), 1)}

    def lineages(self) -> dict[str, int]:
        """The number of each article's reprint family."""
        numbers = self._numbers()
        rows = self.ask("SELECT article, root FROM lineages ORDER BY article")
        return {article: numbers[root] for article, root in rows}

    def judgements(self) -> Iterator[Judgement]:
        """Reviewers' words, in the order they were given."""
        for *said, record in self.ask("SELECT * FROM judgements ORDER BY rowid"):
            yield Judgement(*said) if record is None else decode(Judgement, json.loads(record))

    def count(self, table: str) -> int:
        """The rows of a table."""
        return int(next(self.ask(f"SELECT count(*) FROM {table}"))[0])

    def claim_tables(self) -> Iterator[pa.Table]:
        """The claims as Arrow tables, by article and place, with outlet, date and script of their articles."""
        columns = ", ".join([*(f'c."{name}"' for name in CLAIM_COLUMNS), *(f"a.{name}" for name in ARTICLE_EXTRA)])
        order = 'c.article, c."start", c."end", c.id'
        sql = f"SELECT {columns} FROM claims AS c JOIN articles AS a ON a.id = c.article ORDER BY {order}"
        schema = claim_schema(ARTICLE_EXTRA)
        batch: list[tuple[Any, ...]] = []
        for row in self.ask(sql):
            batch.append(row)
            if len(batch) == _TABLE:
                yield to_table(batch, schema)
                batch = []
        yield to_table(batch, schema)
