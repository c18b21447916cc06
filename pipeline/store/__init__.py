"""The store: one DuckDB file with articles, claims, the keys they meet by, rejects, facts, checks and judgements.

`open_store` opens it, `Writer` fills it, `View` reads it. They are loaded when asked for: workers need `rows` alone,
which knows no database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.store.connect import open_store
    from pipeline.store.view import View
    from pipeline.store.writer import Writer

__all__ = ["View", "Writer", "open_store"]

_HOMES = {"View": "view", "Writer": "writer", "open_store": "connect"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
