"""Rows of the cue tables: small words beside a figure that say under which definition, how surely and who says it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

from pipeline.lexicon.tables import read_rows
from pipeline.records import Frame

CueSide = Literal["left", "right"]
Reach = Literal["near", "clause", "sentence"]


@dataclass(frozen=True, slots=True)
class BasisCue:
    """A word that fixes a definition; figures under two different `basis` of one `group` are not comparable.

    >>> BasisCue("change", "new", "新增").group
    'change'
    """

    group: str
    basis: str
    surface: str


@dataclass(frozen=True, slots=True)
class FrameCue:
    """A word that takes a figure out of plain assertion.

    `side` is where the cue stands, seen from the figure. `reach` is how far it holds: `near` only directly beside the
    figure or its attribute, `clause` within the clause, `sentence` to the end of the sentence.

    >>> FrameCue("planned", "left", "near", "拟").frame
    'planned'
    """

    frame: Frame
    side: CueSide
    reach: Reach
    surface: str


@dataclass(frozen=True, slots=True)
class AttributionCue:
    """A word that names who says so: the source stands right of 据 (`according`) and left of 称 or 数据显示.

    `side` is where the cue stands, seen from its source; `none` only holds the characters of a cue (指战员).

    >>> AttributionCue("data", "right", "数据显示").side
    'right'
    """

    form: Literal["according", "said_by", "data", "said", "none"]
    side: CueSide
    surface: str


@dataclass(frozen=True, slots=True)
class DirectionCue:
    """A word of rise (+1), fall (-1) or standing still (0).

    >>> DirectionCue(-1, "倒退").direction
    -1
    """

    direction: int
    surface: str


@dataclass(frozen=True, slots=True)
class RunningCue:
    """A word of a figure that runs on: `as_of` a time, `so_far`, `rises_to` or `falls_to` a new state.

    >>> RunningCue("rises_to", "left", "升至").kind
    'rises_to'
    """

    kind: Literal["as_of", "so_far", "rises_to", "falls_to"]
    side: CueSide
    surface: str


@dataclass(frozen=True, slots=True)
class RankCue:
    """A word of rank: a `place` with its number, `last`, or an extreme (`most`, `least`) without one.

    >>> RankCue("place", 2, "亚军").rank
    2
    """

    kind: Literal["place", "last", "most", "least"]
    rank: int | None
    surface: str


@functools.cache
def basis_cues() -> tuple[BasisCue, ...]:
    """All rows of basis_cues.tsv.

    >>> {cue.basis for cue in basis_cues() if cue.surface in ("按年", "同比")}
    {'year_on_year'}
    """
    return read_rows("basis_cues.tsv", BasisCue)


@functools.cache
def frame_cues() -> tuple[FrameCue, ...]:
    """All rows of frame_cues.tsv.

    >>> next(cue.frame for cue in frame_cues() if cue.surface == "力争")
    'planned'
    """
    return read_rows("frame_cues.tsv", FrameCue)


@functools.cache
def attribution_cues() -> tuple[AttributionCue, ...]:
    """All rows of attribution_cues.tsv.

    >>> next(cue.form for cue in attribution_cues() if cue.surface == "据")
    'according'
    """
    return read_rows("attribution_cues.tsv", AttributionCue)


@functools.cache
def direction_cues() -> tuple[DirectionCue, ...]:
    """All rows of direction_cues.tsv.

    >>> next(cue.direction for cue in direction_cues() if cue.surface == "少赚")
    -1
    """
    return read_rows("direction_cues.tsv", DirectionCue)


@functools.cache
def running_cues() -> tuple[RunningCue, ...]:
    """All rows of running_cues.tsv.

    >>> next(cue.kind for cue in running_cues() if cue.surface == "截至")
    'as_of'
    """
    return read_rows("running_cues.tsv", RunningCue)


@functools.cache
def rank_cues() -> tuple[RankCue, ...]:
    """All rows of rank_cues.tsv.

    >>> next(cue.rank for cue in rank_cues() if cue.surface == "季军")
    3
    """
    return read_rows("rank_cues.tsv", RankCue)
