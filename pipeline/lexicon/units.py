"""Units and measure words: what follows a number, in which dimension, and how much of the base unit it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows

UnitRole = Literal["measure", "count", "article", "result", "time", "age", "percent", "times", "label"]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One surface of a unit. `code` is UCUM or a countable in braces; `factor` turns it into the dimension's base unit.

    Roles: `measure` physical units, `count` countables, `article` measure words that 一 turns into an article (一个),
    `result` what follows a count of casualties, medals or games (25死, 19金), `time` and `age` amounts of time,
    `percent` shares, `times` multiples, `label` what makes a number a name (3号楼).
    """

    surface: str
    code: str
    dimension: str
    factor: Decimal
    role: UnitRole


@cache
def unit_rows() -> tuple[UnitRow, ...]:
    """Every row of units.tsv, in file order.

    >>> len(unit_rows()) > 400
    True
    """
    return read_rows("units.tsv", UnitRow)


@cache
def _by_code() -> dict[str, UnitRow]:
    table: dict[str, UnitRow] = {}
    for row in unit_rows():
        table.setdefault(row.code, row)
    return table


@cache
def unit(code: str) -> UnitRow | None:
    """The unit of a code, composed ones included; None where the code is unknown.

    Values in two units of one `dimension` compare after multiplication with `factor`.

    >>> unit("{mu}").factor * 102 > unit("har").factor * Decimal("6.7")
    True
    >>> unit("ug/m3").dimension
    'mass/volume'
    >>> unit("{bp}").factor * 25 == unit("{pp}").factor * Decimal("0.25")
    True
    """
    known = _by_code().get(code)
    if known is not None or "/" not in code:
        return known
    above, _, below = code.partition("/")
    top, bottom = (unit(above) if above else None), unit(below)
    if bottom is None or (above and top is None):
        return None
    dimension = f"{top.dimension if top else ''}/{bottom.dimension}"
    return UnitRow(code, code, dimension, (top.factor if top else Decimal(1)) / bottom.factor, "measure")


@dataclass(frozen=True, slots=True)
class UnitTrap:
    """A word that begins like a unit and is none: 分公司 after 3 is no 分."""

    surface: str


@cache
def unit_traps() -> frozenset[str]:
    """The words that begin like a unit and are none.

    >>> "名单" in unit_traps()
    True
    """
    return frozenset(row.surface for row in read_rows("unit_traps.tsv", UnitTrap))


@dataclass(frozen=True, slots=True)
class UnitFollower:
    """A word that often stands right behind a unit and may make a trap of it: 情况 behind 5人."""

    surface: str


@cache
def unit_followers() -> tuple[str, ...]:
    """The words behind which a unit stays a unit although a trap begins there.

    >>> "情况" in unit_followers()
    True
    """
    return tuple(row.surface for row in read_rows("unit_followers.tsv", UnitFollower))
