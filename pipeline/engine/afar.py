"""What an engine of many machines does for a corpus as a whole: the queries that bring things together, and parcels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

Values = Mapping[str, Any]

_LIST = re.compile(r"unnest\(\$(\w+)::VARCHAR\[\]\)")
_NONE = re.compile(r"\$(\w+)::VARCHAR\[\] IS NULL")
_VALUE = re.compile(r"\$(\w+)")


class Afar(Protocol):
    """The part of an engine that works on a corpus; an engine of one machine has none."""

    def lay(self, name: str, files: Iterable[Path]) -> None:
        """Makes a table of Parquet files of this machine, which are taken over."""
        ...

    def query(self, sql: str, values: Values) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as the store would give them, over tables that were laid down."""
        ...

    def spread(self, make: Callable[[], Callable[[str], str]], parcels: Iterable[str]) -> Iterator[str]:
        """What a function makes of parcels, in their order; `make` is called on each machine."""
        ...


def to_spark(sql: str, values: Values) -> tuple[str, dict[str, Any], dict[str, list[str]]]:
    """A query of the store in Spark's words, its values, and the lists that it asks for as tables of one column.

    The store's queries are written in what DuckDB and Spark have in common; only values and lists are put otherwise.

    >>> to_spark("SELECT unnest($some::VARCHAR[]) AS article", {"some": ["101-a"]})
    ('SELECT item AS article FROM list_some', {}, {'some': ['101-a']})
    >>> to_spark("$keys::VARCHAR[] IS NULL OR place < $cap", {"keys": None, "cap": 20})
    ('TRUE OR place < :cap', {'cap': 20}, {'keys': []})
    """
    lists = {name: list(value or ()) for name, value in values.items() if value is None or isinstance(value, list)}
    sql = _NONE.sub(lambda found: "TRUE" if values[found[1]] is None else "FALSE", sql)
    sql = re.sub(rf"SELECT {_LIST.pattern}( AS \w+)?", r"SELECT item\2 FROM list_\1", sql)
    said = {name: value for name, value in values.items() if name not in lists and f"${name}" in sql}
    return _VALUE.sub(r":\1", sql), said, lists
