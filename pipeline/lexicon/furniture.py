"""Marker lines of pages: what stands round an article, told by how a line reads, starts or ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows

Role = Literal["author", "block", "credit", "date", "drop", "end", "link", "nav", "outlet", "share", "stats"]
LONGEST = 30  # characters that an outlet's name in a frame may take
Match = Literal["whole", "start", "end", "frame"]


@dataclass(frozen=True, slots=True)
class Furniture:
    """One marker in its script forms. `frame` markers have a star where the outlet stands."""

    role: Role
    match: Match
    marker: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Markers:
    """The markers, by how they match; starts and ends by their first and last character."""

    whole: Mapping[str, frozenset[Role]]
    starts: Mapping[str, tuple[tuple[str, Role], ...]]
    ends: Mapping[str, tuple[tuple[str, Role], ...]]
    frames: tuple[tuple[str, str], ...]

    def roles(self, key: str) -> frozenset[Role]:
        """The roles of a folded line (width, case and spaces away).

        >>> sorted(furniture_markers().roles("相关推荐")), sorted(furniture_markers().roles("来源:深港早报"))
        (['end'], ['outlet'])
        """
        if not key:
            return frozenset()
        found = set(self.whole.get(key, frozenset()))
        found.update(role for marker, role in self.starts.get(key[0], ()) if key.startswith(marker))
        found.update(role for marker, role in self.ends.get(key[-1], ()) if key.endswith(marker))
        if self.framed(key) is not None:
            found.update(("end", "outlet"))
        return frozenset(found)

    def framed(self, key: str) -> str | None:
        """What stands at the star of the frame that a folded line starts with.

        >>> furniture_markers().framed("该文为深港早报原创文章,未经许可不得使用")
        '深港早报'
        """
        for before, after in self.frames:
            end = key.find(after, len(before), len(before) + LONGEST) if key.startswith(before) else -1
            if end > len(before):
                return key[len(before) : end]
        return None


@cache
def furniture_markers() -> Markers:
    """The marker lines of furniture.tsv.

    >>> "责任编辑" in [m for m, _ in furniture_markers().starts["责"]]
    True
    """
    whole: dict[str, set[Role]] = {}
    starts: dict[str, list[tuple[str, Role]]] = {}
    ends: dict[str, list[tuple[str, Role]]] = {}
    frames: list[tuple[str, str]] = []
    for row in read_rows("furniture.tsv", Furniture):
        for marker in row.marker:
            if row.match == "whole":
                whole.setdefault(marker, set()).add(row.role)
            elif row.match == "start":
                starts.setdefault(marker[0], []).append((marker, row.role))
            elif row.match == "end":
                ends.setdefault(marker[-1], []).append((marker, row.role))
            else:
                before, _, after = marker.partition("*")
                frames.append((before, after))
    return Markers(
        {k: frozenset(v) for k, v in whole.items()},
        {k: tuple(v) for k, v in starts.items()},
        {k: tuple(v) for k, v in ends.items()},
        tuple(sorted(frames, key=lambda f: -len(f[0]))),  # the longest first: it is the most exact
    )
