"""Engines map a function over many items and know nothing of news: `base` is the protocol, `local` one machine."""

from pipeline.engine.base import Done, Engine, Lost, Outcome
from pipeline.engine.local import LocalEngine

__all__ = ["Done", "Engine", "LocalEngine", "Lost", "Outcome"]
