"""Rows of script.tsv: what the conversion dictionaries get wrong, mended character for character."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from pipeline.errors import LexiconError
from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """A traditional form and the simplified one it becomes, of the same length; `regions` empty holds everywhere.

    >>> ScriptRow("意味著", "意味着").regions
    ()
    """

    form: str
    simplified: str
    regions: tuple[str, ...] = ()


@functools.cache
def script_rows() -> tuple[ScriptRow, ...]:
    """All rows of script.tsv; raises LexiconError where a row changes the length.

    >>> {row.form: row.simplified for row in script_rows()}["意味著"]
    '意味着'
    """
    rows = read_rows("script.tsv", ScriptRow)
    for row in rows:
        if len(row.form) != len(row.simplified):
            raise LexiconError(f"script.tsv: {row.form!r} and {row.simplified!r} differ in length; keep it the same")
    return rows
