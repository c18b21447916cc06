from dataclasses import astuple
from itertools import pairwise
from typing import get_args

import pytest

from pipeline.lexicon import cues
from pipeline.records import Frame

TABLES = (
    cues.basis_cues,
    cues.frame_cues,
    cues.attribution_cues,
    cues.direction_cues,
    cues.running_cues,
    cues.rank_cues,
)


@pytest.mark.parametrize("load", TABLES, ids=lambda load: load.__name__)
def test_sorted_and_unique(load) -> None:  # type: ignore[no-untyped-def]
    rows = load()
    cells = [tuple("" if cell is None else cell for cell in astuple(row)) for row in rows]
    assert all(str(a) < str(b) if load is cues.rank_cues else a < b for a, b in pairwise(cells))
    keys = [(row.surface, getattr(row, "side", "")) for row in rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("load", TABLES, ids=lambda load: load.__name__)
def test_surfaces_are_plain_words(load) -> None:  # type: ignore[no-untyped-def]
    for row in load():
        assert row.surface == row.surface.strip() != ""
        assert not set(row.surface) & set("()|*+?[]\\")


def test_values_are_those_of_the_records() -> None:
    assert {cue.frame for cue in cues.frame_cues()} == set(get_args(Frame)) - {"asserted"}
    assert {cue.reach for cue in cues.frame_cues()} == set(get_args(cues.Reach))
    assert {cue.direction for cue in cues.direction_cues()} == {-1, 0, 1}
    assert {cue.side for cue in cues.frame_cues()} | {cue.side for cue in cues.running_cues()} == {"left", "right"}


def test_a_basis_is_in_one_group() -> None:
    groups: dict[str, set[str]] = {}
    for cue in cues.basis_cues():
        groups.setdefault(cue.basis, set()).add(cue.group)
    assert all(len(found) == 1 for found in groups.values())


def test_rank_numbers_stand_with_places_only() -> None:
    assert all((cue.rank is not None) == (cue.kind == "place") for cue in cues.rank_cues())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("新增", "累计"),
        ("同比", "环比"),
        ("A股", "H股"),
        ("常住", "户籍"),
        ("含税", "不含税"),
        ("全球", "境内"),
        ("单季", "全年"),
    ],
)
def test_opposites_share_a_group(left: str, right: str) -> None:
    rows = {cue.surface: cue for cue in cues.basis_cues()}
    assert rows[left].group == rows[right].group
    assert rows[left].basis != rows[right].basis
