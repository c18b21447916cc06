"""Rows of attributes.toml: what figures in news are about, in every region's words."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pipeline.errors import LexiconError
from pipeline.lexicon.tables import DATA

UnitKind = Literal[
    "money", "percent", "permille", "points", "ratio", "number", "index", "score", "rank", "magnitude",
    "person", "trip", "household", "item", "share",
    "length", "area", "volume", "mass", "speed", "force", "pressure", "temperature",
    "energy", "power", "data", "compute", "rate",
    "date", "time", "duration",
]  # fmt: skip
AttributeKind = Literal["stock", "flow", "rate", "event", "rank"]
Side = Literal["left", "right", "both"]

FILE = DATA / "attributes.toml"
REQUIRED = {"name", "domain", "synonyms", "units", "kind", "importance", "side"}
OPTIONAL = {"running", "never_with", "shared", "growth"}


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """One attribute; `side` is where its figure usually stands, seen from the word.

    `units` are the kinds of unit its figures have, `never_with` the ids it must not be compared with, `shared` the
    words that another attribute with a common kind of unit owns too, `growth` the id that says its rise or fall.
    """

    id: str
    name: str
    domain: str
    synonyms: tuple[str, ...]
    units: tuple[UnitKind, ...]
    kind: AttributeKind
    importance: float
    side: Side
    running: bool = False
    never_with: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    growth: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The name and all synonyms.

        >>> attributes_by_id()["net_interest_margin"].words
        ('净息差', '净利息收益率')
        """
        return (self.name, *self.synonyms)


def _fault(path: Path, attribute: str, found: str, mend: str) -> LexiconError:
    return LexiconError(f"{path.name}: [{attribute}]: {found}; {mend}")


def _checked(path: Path, attribute: str, table: Any) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise _fault(path, attribute, f"is {table!r}", "write it as a table")
    fields = set(table)
    if fields - REQUIRED - OPTIONAL or REQUIRED - fields:
        wrong = sorted(fields - REQUIRED - OPTIONAL) + sorted(REQUIRED - fields)
        raise _fault(path, attribute, f"unknown or missing field {', '.join(wrong)}", "see the head of the file")
    for field, allowed in (("kind", get_args(AttributeKind)), ("side", get_args(Side))):
        if table[field] not in allowed:
            raise _fault(path, attribute, f"{field} is {table[field]!r}", f"choose one of {', '.join(allowed)}")
    if not table["units"] or not set(table["units"]) <= set(get_args(UnitKind)):
        raise _fault(path, attribute, f"units are {table['units']}", f"choose from {', '.join(get_args(UnitKind))}")
    if not 0 <= table["importance"] <= 1:
        raise _fault(path, attribute, f"importance is {table['importance']}", "write a number from 0 to 1")
    return table


def read_attributes(path: Path = FILE) -> tuple[AttributeRow, ...]:
    """The attributes of one TOML file, in file order; raises LexiconError, for unknown ids in `never_with` too."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read ({error.strerror}); name an existing TOML file") from error
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path.name}: {error}; mend the line") from error
    rows = []
    for attribute, table in tables.items():
        cells: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in _checked(path, attribute, table).items()
        }
        rows.append(AttributeRow(id=attribute, **cells))
        if rows[-1].growth and rows[-1].growth not in tables:
            raise _fault(path, attribute, f"growth names {rows[-1].growth}", "name an id of this file")
        if unknown := [other for other in rows[-1].never_with if other not in tables]:
            raise _fault(path, attribute, f"never_with names {', '.join(unknown)}", "name ids of this file")
    return tuple(rows)


@functools.cache
def load_attributes() -> tuple[AttributeRow, ...]:
    """All attributes that ship with heshu.

    >>> next(row.name for row in load_attributes() if "纯利" in row.synonyms)
    '净利润'
    """
    return read_attributes()


@functools.cache
def attributes_by_id() -> dict[str, AttributeRow]:
    """The attributes under their ids.

    >>> attributes_by_id()["deaths"].never_with
    ('accident_killed_on_scene', 'deaths_and_missing', 'deaths_population', 'injured', 'missing')
    """
    return {row.id: row for row in load_attributes()}


@functools.cache
def attributes_by_word() -> dict[str, tuple[AttributeRow, ...]]:
    """Every word with the attributes that own it, in file order.

    >>> [row.id for row in attributes_by_word()["规模"]]
    ['magnitude']
    """
    owners: dict[str, list[AttributeRow]] = {}
    for row in load_attributes():
        for word in row.words:
            owners.setdefault(word, []).append(row)
    return {word: tuple(rows) for word, rows in owners.items()}
