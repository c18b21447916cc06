"""Facts: what comparisons of one group say together."""

from __future__ import annotations

import pytest

from pipeline.crosscheck.facts import settle_updates
from pipeline.lexicon.reasons import say
from pipeline.records import Comparison

TEXTS = ("5人", "3人", "三人", "五人")
VALUES = (5, 3, 3, 5)


def _update(left: int, right: int, early: int) -> Comparison:
    late = left + right - early
    parts = {"left": TEXTS[left], "right": TEXTS[right], "early": TEXTS[early], "late": TEXTS[late]}
    why = say("update_later", "zh", **parts)
    told = tuple(sorted(parts.items()))
    return Comparison(left, right, "update", "later_state", why, reason="update_later", parts=told)


@pytest.mark.parametrize(("pair", "early", "late"), [((2, 3), "三人", "五人"), ((0, 2), "三人", "5人")])
@pytest.mark.parametrize("known", [_update(0, 1, 1), _update(1, 3, 1)])
def test_what_was_the_earlier_count_is_so_on_either_side(
    known: Comparison, pair: tuple[int, int], early: str, late: str
) -> None:
    conflict = Comparison(*pair, "conflict", "value", "", kind="value", severity=0.8)
    settled = settle_updates([known, conflict], VALUES, TEXTS, "zh")[1]
    assert (settled.relation, settled.kind, settled.severity) == ("update", None, 0.0)
    said = {"left": TEXTS[pair[0]], "right": TEXTS[pair[1]], "early": early, "late": late}
    assert dict(settled.parts) == said
    assert settled.why == say("update_later", "zh", **said)
