"""Reads a lexicon table (TSV with a header) into frozen dataclass rows."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import LexiconError

DATA = Path(__file__).parent / "data"
Row = TypeVar("Row")


def _words(text: str) -> tuple[str, ...]:
    return tuple([part for part in text.split("|") if part]) if text else ()


def _reader(kind: Any) -> Callable[[str], Any] | None:
    """The function from a cell to its value; None where the cell is the value."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(k for k in typing.get_args(kind) if k is not type(None)))
        return (lambda text: text or None) if inner is None else (lambda text: inner(text) if text else None)
    if origin is tuple:
        return _words
    if kind is bool:
        return {"yes": True, "no": False, "": False}.__getitem__
    return kind if kind in (Decimal, int) else None


def _readers(row: type[Row]) -> dict[str, Callable[[str], Any] | None]:
    kinds = typing.get_type_hints(row)
    fields = dataclasses.fields(row)  # type: ignore[arg-type]
    return {f.name: _reader(kinds[f.name]) for f in fields}


def read_rows(table: str | Path, row: type[Row]) -> tuple[Row, ...]:
    """The rows of one table, in file order. `table` is a name under `data/` or the path of a user's own file.

    Columns are the fields of the dataclass `row` (a trailing `note` column is free); cells are `str`, `int`, `Decimal`,
    `bool` (yes/no), `X | None` (empty cell) or `tuple[str, ...]` (parts joined by `|`). Raises LexiconError.
    """
    path = table if isinstance(table, Path) else DATA / table
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read ({error.strerror}); name an existing TSV file") from error
    readers = _readers(row)
    header = lines[0].split("\t") if lines else []
    if [c for c in header if c != "note"] != [c for c in readers if c != "note"]:
        raise LexiconError(f"{path.name}:1: columns are {header}, expected {list(readers)}; mend the header")
    columns = [(header.index(name), read) for name, read in readers.items() if name in header]
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            raise LexiconError(
                f"{path.name}:{number}: {len(cells)} cells, expected {len(header)}; separate them by tabs"
            )
        try:
            rows.append(row(*[read(cells[at]) if read else cells[at] for at, read in columns]))
        except (ValueError, KeyError, InvalidOperation) as error:
            raise LexiconError(f"{path.name}:{number}: {line!r} cannot be read ({error}); mend the cell") from error
    return tuple(rows)
