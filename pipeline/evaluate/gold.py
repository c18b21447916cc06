"""Gold clusters: articles with the facts they share, judged pair by pair (corpus/gold/GUIDELINES.md says how)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import GoldError
from pipeline.records import Origin, RawArticle

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class GoldPair:
    """Two figures of different articles, by place, with the relation an editor gave."""

    left: Place
    right: Place
    relation: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class GoldValue:
    """What a figure says: the number after multipliers (of a range the low end, and `high`), or an ISO date or time."""

    value: str
    high: str | None
    unit: str
    modifier: str


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A fact as annotated: its claims' places with their values, and its pairs."""

    id: str
    subject: str
    attribute: str
    scope: str
    claims: tuple[Place, ...]
    pairs: tuple[GoldPair, ...]
    values: tuple[GoldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles about one event with their gold; `traps` look like conflicts and are none.

    Of a `partial` cluster only the pairs that are listed were judged: a reviewer's word on one finding.
    """

    id: str
    domain: str
    articles: tuple[RawArticle, ...]
    facts: tuple[GoldFact, ...]
    traps: tuple[tuple[Place, Place], ...]
    sums: tuple[tuple[str, str, tuple[Place, ...]], ...]
    partial: bool = False


def find_place(source: str, bodies: Mapping[str, str], item: Mapping[str, Any], quote: str) -> Place:
    """Where the quote of an item stands; raises GoldError naming `source` where it does not."""
    article = item["article"]
    at = -1
    for _ in range(int(item.get("occurrence", 1))):
        at = bodies[article].find(quote, at + 1)
        if at < 0:
            raise GoldError(f"{source}: {article}: quote {quote!r} is not in the body; quote the body exactly")
    return article, at, at + len(quote)


def read_cluster(path: Path) -> Cluster:
    """One cluster file; raises GoldError naming the file and what is wrong."""
    try:
        return _cluster(path.name, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise GoldError(f"{path.name}: is no gold cluster ({error!r}); see GUIDELINES.md") from error


def read_judged(path: Path) -> Iterator[Cluster]:
    """The clusters of a file that `heshu serve --export` wrote, one a line; raises GoldError naming the line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            source = f"{path.name}:{number}"
            try:
                data = json.loads(line)
            except ValueError as error:
                raise GoldError(f"{source}: is no JSON ({error}); export the judgements again") from error
            yield _cluster(source, data)


def _cluster(source: str, data: Any) -> Cluster:
    try:
        bodies = {a["id"]: a["body"] for a in data["articles"]}
        articles = tuple(
            RawArticle(Origin(source, i), a["id"], a["title"], a["body"], a["outlet"], a["published"])
            for i, a in enumerate(data["articles"], 1)
        )
        facts = tuple(_fact(source, bodies, item) for item in data["facts"])
        traps = tuple(
            (
                find_place(source, bodies, t["left"], t["left"]["quote"]),
                find_place(source, bodies, t["right"], t["right"]["quote"]),
            )
            for t in data.get("traps", ())
        )
        sums = tuple(
            (
                s["article"],
                s["verdict"],
                tuple(find_place(source, bodies, {"article": s["article"]}, q) for q in s["quotes"]),
            )
            for s in data.get("internal", ())
        )
        return Cluster(data["cluster"], data["domain"], articles, facts, traps, sums, bool(data.get("partial")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"{source}: is no gold cluster ({error!r}); see GUIDELINES.md") from error


def _fact(source: str, bodies: Mapping[str, str], item: Mapping[str, Any]) -> GoldFact:
    places = tuple(find_place(source, bodies, c, c["quote"]) for c in item["claims"])
    pairs = tuple(GoldPair(places[p["left"]], places[p["right"]], p["relation"], p.get("kind")) for p in item["pairs"])
    values = tuple(
        GoldValue(c["value"], c.get("high"), c["unit"], c["modifier"]) for c in item["claims"] if "value" in c
    )
    return GoldFact(item["fact"], item["subject"], item["attribute"], item["scope"], places, pairs, values)


def read_gold(folder: Path) -> Iterator[Cluster]:
    """Every cluster of a folder, by file name."""
    for path in sorted(folder.glob("[0-9]*.json")):
        yield read_cluster(path)


def read_split(folder: Path, part: str) -> tuple[str, ...]:
    """The ids of the clusters in one part of `split.json`; raises GoldError naming the parts there are."""
    path = folder / "split.json"
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        named = {str(name): tuple(str(id_) for id_ in ids) for name, ids in parts.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise GoldError(
            f"{path}: is no split ({error}); leave --split out or write {{part: [cluster, ...]}}"
        ) from error
    if part not in named:
        raise GoldError(f"{path}: has no part {part!r}; choose from {', '.join(named)}")
    return named[part]


def overlap(a: Place, b: Place) -> bool:
    """Whether two places share at least half of the shorter one.

    >>> overlap(("a", 0, 4), ("a", 2, 8))
    True
    """
    shared = min(a[2], b[2]) - max(a[1], b[1])
    return a[0] == b[0] and shared > 0 and 2 * shared >= min(a[2] - a[1], b[2] - b[1])
