"""A time as the text writes it, before anything is counted: pieces from coarse to fine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class When:
    """One point or period as written: which pieces it has (`has`), how coarse the first and how fine the last is.

    `level` is that of the last piece (0: none yet), `first` that of the first; see `time_words` for the levels.
    """

    start: int
    end: int
    level: int = 0
    first: int = 99
    has: dict[str, Any] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)

    def add(self, end: int, level: int, name: str, value: Any) -> int:
        """Takes a piece that ends at `end`; returns `end`."""
        self.has[name] = value
        self.end = end
        if level:
            self.level = level
            if level < self.first:
                self.first = level
        return end


@dataclass(slots=True)
class Phrase:
    """A whole time expression: one time or a range of two, with what opens, closes or weakens it.

    `plain` is the word that is all of it, where it says the same in every text of a day.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    left: When
    right: When | None = None
    bound: str | None = None
    rules: list[str] = field(default_factory=list)
    approx: bool = False
    every: str | None = None
    plain: str = ""
