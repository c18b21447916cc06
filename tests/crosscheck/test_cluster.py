"""Groups of claims."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.crosscheck.cluster import cluster

pairs = st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(lambda p: p[0] < p[1])


@given(st.dictionaries(pairs, st.floats(0, 1), max_size=20))
def test_groups_do_not_overlap_and_do_not_depend_on_order(scores: dict[tuple[str, str], float]) -> None:
    groups = cluster(scores, 0.5)
    members = [m for group in groups for m in group]
    assert len(members) == len(set(members))
    assert groups == cluster(dict(reversed(list(scores.items()))), 0.5)


def test_a_chain_of_weak_links_does_not_hold() -> None:
    assert cluster({("a", "b"): 0.9, ("b", "c"): 0.6}, 0.5) == [("a", "b")]


def test_forbidden_pairs_stay_apart() -> None:
    assert cluster({("a", "b"): 0.9}, 0.5, lambda a, b: True) == []
