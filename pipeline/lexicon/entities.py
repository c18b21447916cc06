"""Entities the house knows, from companies to events, with their aliases and what belongs to whom."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pipeline.errors import LexiconError
from pipeline.lexicon.tables import DATA, read_rows
from pipeline.records import NameType

RELATIONS = ("part_of", "product_of", "subsidiary_of", "capital_of", "located_in", "member_of")


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One entity. `risky` aliases are ordinary words or shared with others: they need evidence in the article."""

    entity: str
    type: str
    aliases: tuple[str, ...]
    risky: tuple[str, ...]
    parent: str | None
    relation: str | None
    region: str | None


@dataclass(frozen=True, slots=True, eq=False)
class EntityTable:
    """All rows by canonical name; `safe` aliases name one entity, `risky` ones perhaps one of several.

    `sources` says which table a row came from: companies, places, terms ... or a user's own.
    """

    rows: Mapping[str, EntityRow]
    safe: Mapping[str, str]
    risky: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, str]

    def entity(self, name: str) -> EntityRow | None:
        """The row of a canonical name.

        >>> load_entities().entity("阿里云").parent
        '阿里巴巴'
        """
        return self.rows.get(name)

    def lookup(self, alias: str) -> tuple[EntityRow, ...]:
        """The entities an alias may name, a safe one alone.

        >>> [row.entity for row in load_entities().lookup("辉达")]
        ['英伟达']
        """
        names = (self.safe[alias],) if alias in self.safe else self.risky.get(alias, ())
        return tuple(self.rows[name] for name in names)

    def ancestors(self, name: str) -> Iterator[str]:
        """What an entity belongs to, nearest first.

        >>> list(load_entities().ancestors("锦江区"))
        ['成都市', '四川省', '中国']
        """
        seen = {name}
        row = self.rows.get(name)
        while row is not None and row.parent is not None and row.parent not in seen:
            yield row.parent
            seen.add(row.parent)
            row = self.rows.get(row.parent)

    def is_part_of(self, part: str, whole: str) -> bool:
        """Whether `part` belongs to `whole`, directly or through others.

        >>> load_entities().is_part_of("阿里云", "阿里巴巴"), load_entities().is_part_of("阿里巴巴", "阿里云")
        (True, False)
        """
        return whole in self.ancestors(part)


def _where(path: Path, entity: str) -> str:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.split("\t", 1)[0] == entity:
            return f"{path.name}:{number}"
    return path.name


def _check_row(row: EntityRow, path: Path) -> None:
    if row.type not in get_args(NameType):
        raise LexiconError(f"{_where(path, row.entity)}: type is {row.type!r}, expected one of {get_args(NameType)}")
    if row.relation is not None and row.relation not in RELATIONS:
        raise LexiconError(f"{_where(path, row.entity)}: relation is {row.relation!r}, expected one of {RELATIONS}")
    if (row.parent is None) != (row.relation is None):
        raise LexiconError(f"{_where(path, row.entity)}: parent and relation go together; fill or empty both")


def names_of(row: EntityRow) -> tuple[str, ...]:
    """The canonical name and aliases that are safe to read wherever they stand.

    >>> names_of(EntityRow("小米集团", "ORG", ("小米公司",), ("小米",), None, None, "CN"))
    ('小米集团', '小米公司')
    """
    own = () if row.entity in row.risky else (row.entity,)
    return own + row.aliases


def _spellings(alias: str) -> tuple[str, ...]:
    if alias.isascii() and alias.isalpha() and len(alias) > 4:
        return tuple(dict.fromkeys((alias, alias.upper(), alias.lower())))
    return (alias,)


def build_table(files: tuple[tuple[Path, tuple[EntityRow, ...]], ...]) -> EntityTable:
    """A table of several files; an entity named again by a later file takes that row and keeps its earlier aliases."""
    rows: dict[str, EntityRow] = {}
    source: dict[str, Path] = {}
    for path, found in files:
        for row in found:
            _check_row(row, path)
            old = rows.get(row.entity)
            rows[row.entity] = row if old is None else _merged(old, row)
            source[row.entity] = path
    safe: dict[str, str] = {}
    risky: dict[str, list[str]] = {}
    for row in rows.values():
        if row.parent is not None and row.parent not in rows:
            where = _where(source[row.entity], row.entity)
            raise LexiconError(f"{where}: parent {row.parent!r} has no row of its own; add one or mend the name")
        for alias in (s for a in names_of(row) for s in _spellings(a)):
            other = safe.setdefault(alias, row.entity)
            if other != row.entity:
                raise LexiconError(
                    f"{_where(source[row.entity], row.entity)}: alias {alias!r} is {other!r} already at "
                    f"{_where(source[other], other)}; keep it in one row or move it to risky in both"
                )
        for alias in row.risky:
            risky.setdefault(alias, []).append(row.entity)
    for alias in risky.keys() & safe.keys():
        first = risky[alias][0]
        raise LexiconError(
            f"{_where(source[first], first)}: risky alias {alias!r} is safe for {safe[alias]!r} at "
            f"{_where(source[safe[alias]], safe[alias])}; make it risky there too or drop it here"
        )
    stems = {entity: path.stem for entity, path in source.items()}
    return EntityTable(rows, safe, {alias: tuple(names) for alias, names in risky.items()}, stems)


def _merged(old: EntityRow, new: EntityRow) -> EntityRow:
    aliases = tuple(dict.fromkeys(a for a in old.aliases + new.aliases if a not in new.risky))
    risky = tuple(dict.fromkeys(a for a in old.risky + new.risky if a not in new.aliases))
    return EntityRow(
        new.entity,
        new.type,
        aliases,
        risky,
        new.parent or old.parent,
        new.relation or old.relation,
        new.region or old.region,
    )


@functools.cache
def load_entities(extra: tuple[Path, ...] = ()) -> EntityTable:
    """The house's tables under `data/entities`, with the user's own files of the same form after them.

    Raises LexiconError as `companies.tsv:41: ...` for a bad type or relation, a clash of aliases or a missing parent.
    """
    own = sorted((DATA / "entities").glob("*.tsv"))
    return build_table(tuple((path, read_rows(path, EntityRow)) for path in (*own, *extra)))
