"""What the last cross-check met and found, kept in the store so that the next compares only what is new."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from pipeline.codec import decode
from pipeline.records import Check, Fact
from pipeline.store.connect import query
from pipeline.store.view import Candidate, View

Pair = tuple[str, str]


class Heading(NamedTuple):
    """What a cross-check keeps of an article: when it was written (None: no date was given), title and outlet."""

    article: str
    written: datetime | None
    title: str
    outlet: str


class Chance(NamedTuple):
    """The probability that two claims, ids in order, are about one fact; `one` and `other` are their articles."""

    left: str
    right: str
    one: str
    other: str
    chance: float


class Part(NamedTuple):
    """A claim with the part it is in: of claims that likely pairs tie together, called by its least claim."""

    claim: str
    article: str
    part: str


class Found(NamedTuple):
    """A fact, the part it was found in, and the roots that its lineages number from 1 on."""

    fact: Fact
    part: str
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """What a cross-check changes of what the last one left: rows that go, and rows that come.

    `articles` are those that are new, changed or gone: what was kept of them goes, and of `met`, `keys`, `pairs` and
    `parts_gone` too. `facts` are made while they are written.
    """

    articles: Sequence[str]
    states: Mapping[str, str]
    headings: Sequence[Heading]
    checks: Sequence[Check]
    sketches: Sequence[tuple[str, int]]
    roots: Mapping[str, str]
    crowded: Collection[str]
    met: Sequence[Pair]
    meetings: Sequence[tuple[str, str, float]]
    keys: Sequence[str]
    standing: Sequence[Candidate]
    pairs: Sequence[Pair]
    chances: Sequence[Chance]
    stories: Sequence[Pair]
    parts_gone: Sequence[str]
    parts: Sequence[Part]
    facts: Iterable[Found] = field(repr=False)


class Kept:
    """Reads what was kept."""

    def __init__(self, view: View) -> None:
        self._ask = view.ask

    def mark(self) -> str:
        """By what the findings were made; empty where there are none."""
        (mark,) = next(self._ask("SELECT value FROM meta WHERE key = 'findings'"), ("",))
        return str(mark)

    def changed(self) -> dict[str, str | None]:
        """The articles that are not as the last cross-check saw them, with their states; None where they are gone."""
        return dict(self._ask(query("changed")))

    def headings(self, ids: Iterable[str]) -> Iterator[Heading]:
        """What was kept of the articles named."""
        sql = f"SELECT article, written, title, outlet FROM compared WHERE {_among('article')}"
        for article, written, title, outlet in self._ask(sql, [_list(ids)]):
            yield Heading(article, datetime.fromisoformat(written) if written else None, title, outlet)

    def written(self, ids: Iterable[str]) -> dict[str, datetime | None]:
        """When the articles named were written."""
        return {heading.article: heading.written for heading in self.headings(ids)}

    def articles(self) -> int:
        """How many articles the store has."""
        return int(next(self._ask("SELECT count(*) FROM articles"))[0])

    def crowds(self, most: int, flood: int) -> set[str]:
        """The keys of profiles of articles of more than `most` different sets of figures, or of more than `flood`."""
        return {key for (key,) in self._ask(query("crowds"), {"most": most, "flood": flood})}

    def crowded(self) -> set[str]:
        """The keys that told nothing last time."""
        return {key for (key,) in self._ask("SELECT key FROM crowded")}

    def likenesses(
        self, some: Iterable[str], changed: Iterable[str], crowded: Iterable[str], least: float
    ) -> Iterator[tuple[str, str, float]]:
        """Pairs of articles, ids in order, of which one is among `some`, with the cosine of their profiles.

        `some` are a part of `changed`: each pair comes once when all parts are asked for.
        """
        values = {"some": _list(some), "changed": _list(changed), "crowded": _list(crowded), "least": least}
        yield from self._ask(query("meetings"), values)

    def likenesses_again(
        self, moved: Iterable[str], changed: Iterable[str], crowded: Iterable[str]
    ) -> Iterator[tuple[str, str, float]]:
        """Pairs of articles that share a key of those moved, with the cosine of their profiles as it is now."""
        values = {"moved": _list(moved), "changed": _list(changed), "crowded": _list(crowded)}
        yield from self._ask(query("meetings_again"), values)

    def meetings(self, ids: Iterable[str]) -> dict[Pair, float]:
        """The pairs of articles that were of one event, as far as they have one of the articles named."""
        sql = f"SELECT one, other, likeness FROM meetings WHERE {_among('one', 'other')}"
        return {(one, other): likeness for one, other, likeness in self._ask(sql, [_list(ids)] * 2)}

    def meetings_of(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """Those of the pairs that were of one event."""
        wanted = set(pairs)
        near = self.meetings(article for pair in wanted for article in pair)
        return {pair: likeness for pair, likeness in near.items() if pair in wanted}

    def keys_of(self, articles: Iterable[str]) -> set[str]:
        """The keys of claims of articles, as they are now and as they were compared."""
        ids = _list(articles)
        now = f"SELECT key FROM claim_keys WHERE {_among('article')}"
        then = f"SELECT key FROM standing WHERE {_among('one', 'other')}"
        return {key for (key,) in self._ask(f"{now} UNION {then}", [ids] * 3)}

    def standing(self, keys: Iterable[str]) -> set[Candidate]:
        """The pairs of claims that shared one of the keys."""
        sql = f'SELECT key, "left", "right", one, other FROM standing WHERE {_among("key")}'
        return {Candidate(*row) for row in self._ask(sql, [_list(keys)])}

    def standing_of(self, articles: Iterable[str]) -> set[Candidate]:
        """The pairs of claims that shared a key, of articles named."""
        sql = f'SELECT key, "left", "right", one, other FROM standing WHERE {_among("one", "other")}'
        return {Candidate(*row) for row in self._ask(sql, [_list(articles)] * 2)}

    def tied(self, pairs: Iterable[Pair], articles: Iterable[str]) -> set[str]:
        """The claims with a chance between pairs of articles, or in articles named."""
        sql = f"""
            SELECT "left", "right" FROM chances
            WHERE {_among("one", "other")}
               OR (least(one, other), greatest(one, other)) IN (SELECT (unnest(?::VARCHAR[]), unnest(?::VARCHAR[])))
        """
        ids = _list(articles)
        return {claim for row in self._ask(sql, [ids, ids, *_columns(pairs)]) for claim in row}

    def told(self, pairs: Iterable[Pair]) -> set[Pair]:
        """Those of the pairs of articles that told one story."""
        sql = (
            "SELECT one, other FROM stories WHERE (one, other) IN (SELECT (unnest(?::VARCHAR[]), unnest(?::VARCHAR[])))"
        )
        return set(self._ask(sql, list(_columns(pairs))))

    def stories(self, articles: Iterable[str]) -> Iterator[Pair]:
        """The pairs of articles that told one story, of which one is named."""
        yield from self._ask(f"SELECT one, other FROM stories WHERE {_among('one', 'other')}", [_list(articles)] * 2)

    def parts(self, claims: Iterable[str], articles: Iterable[str]) -> list[Part]:
        """All claims of the parts that have one of the claims, or a claim of the articles named."""
        sql = f"""
            SELECT claim, article, part FROM parts
            WHERE part IN (SELECT part FROM parts WHERE {_among("claim")} OR {_among("article")})
        """
        return [Part(*row) for row in self._ask(sql, [_list(claims), _list(articles)])]

    def chances(self, claims: Iterable[str]) -> Iterator[Chance]:
        """The chances of pairs of the claims named."""
        ids = _list(claims)
        sql = f"""
            SELECT "left", "right", one, other, chance FROM chances WHERE {_among("left")} AND {_among("right")}
        """
        for row in self._ask(sql, [ids, ids]):
            yield Chance(*row)

    def facts(self, parts: Iterable[str]) -> list[Fact]:
        """The facts of parts; their lineages are numbered within each."""
        sql = f"SELECT record FROM facts WHERE {_among('part')} ORDER BY severity DESC, id"
        return [decode(Fact, json.loads(record)) for (record,) in self._ask(sql, [_list(parts)])]

    def roots(self, articles: Iterable[str]) -> dict[str, str]:
        """The least article of the reprint family of each article named."""
        sql = f"SELECT article, root FROM lineages WHERE {_among('article')}"
        return dict(self._ask(sql, [_list(articles)]))

    def families(self, roots: Iterable[str]) -> dict[str, str]:
        """The articles of reprint families, each with its root."""
        return dict(self._ask(f"SELECT article, root FROM lineages WHERE {_among('root')}", [_list(roots)]))

    def sketched(self, bands: Iterable[int]) -> Iterator[tuple[str, int]]:
        """The articles that have one of the bands in their sketches, with it."""
        sql = "SELECT article, band FROM sketches WHERE band IN (SELECT unnest(?::BIGINT[]))"
        yield from self._ask(sql, [sorted(set(bands))])

    def bands(self, articles: Iterable[str]) -> Iterator[tuple[str, int]]:
        """The sketches of articles."""
        yield from self._ask(f"SELECT article, band FROM sketches WHERE {_among('article')}", [_list(articles)])

    def texts(self, articles: Iterable[str]) -> dict[str, str]:
        """The simplified texts of articles."""
        return dict(self._ask(f"SELECT id, text FROM articles WHERE {_among('id')}", [_list(articles)]))


def _list(values: Iterable[str]) -> list[str]:
    return sorted(set(values))


def _columns(pairs: Iterable[Pair]) -> tuple[list[str], list[str]]:
    ordered = sorted(set(pairs))
    return [one for one, _ in ordered], [other for _, other in ordered]


def _among(*columns: str) -> str:
    """A condition that one of the columns has a value of the list given for it."""
    return "(" + " OR ".join(f'"{column}" IN (SELECT unnest(?::VARCHAR[]))' for column in columns) + ")"
