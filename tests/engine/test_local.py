"""The local engine: order, independence of the number of workers, and workers that die, hang or fail."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial

import pytest

from pipeline.engine import Done, LocalEngine, Lost
from pipeline.errors import LexiconError


def _read(text: str) -> str:
    if text == "毒":
        os._exit(9)
    if text == "停":
        time.sleep(60)
    if text == "错":
        raise ValueError("读不懂")
    return f"{text}{len(text)}"


def _make() -> Callable[[str], str]:
    return _read


def _make_broken() -> Callable[[str], str]:
    raise LexiconError("units.tsv:41: 3 cells, expected 4")


def _make_dead() -> Callable[[str], str]:
    os._exit(3)


ITEMS = [f"文{n}" for n in range(300)]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_outcomes_keep_the_order_of_the_items(workers: int) -> None:
    outcomes = list(LocalEngine(workers).map(_make, iter(ITEMS)))
    assert outcomes == [Done(text, _read(text)) for text in ITEMS]


def test_a_failing_item_is_lost_alone_in_any_process() -> None:
    items = [*ITEMS[:5], "错", *ITEMS[5:9]]
    runs = [list(LocalEngine(workers).map(_make, items)) for workers in (1, 2)]
    assert runs[0] == runs[1]
    assert runs[0][5] == Lost("错", "reader_failed", "ValueError: 读不懂")
    assert sum(isinstance(o, Lost) for o in runs[0]) == 1


def test_a_killed_worker_costs_its_poisonous_item_alone() -> None:
    items = [*ITEMS[:100], "毒", *ITEMS[100:], "毒"]
    outcomes = list(LocalEngine(2).map(_make, items))
    lost = [o for o in outcomes if isinstance(o, Lost)]
    assert [o.item for o in outcomes] == items
    assert [(o.item, o.reason) for o in lost] == [("毒", "worker_died")] * 2
    assert "9" in lost[0].note


def test_a_hung_worker_is_ended() -> None:
    outcomes = list(LocalEngine(2, patience=1.5).map(_make, ["一", "停", "二"]))
    assert [type(o).__name__ for o in outcomes] == ["Done", "Lost", "Done"]
    assert isinstance(outcomes[1], Lost) and outcomes[1].reason == "worker_hung"


def test_little_work_stays_in_this_process() -> None:
    engine = LocalEngine(2, weigh=len, alone=10_000)
    assert list(engine.map(lambda: os.getpid, [])) == []
    here = list(engine.map(lambda: lambda item: os.getpid(), ITEMS[:5]))
    assert {o.result for o in here if isinstance(o, Done)} == {os.getpid()}


def test_a_worker_that_cannot_start_says_why() -> None:
    with pytest.raises(LexiconError, match=r"units\.tsv:41"):
        list(LocalEngine(2).map(_make_broken, ITEMS))
    with pytest.raises(RuntimeError, match="could not start"):
        list(LocalEngine(2).map(_make_dead, ITEMS))


def test_heavy_shards_come_back_whole() -> None:
    items = ["长" * 400_000, "短", "长" * 300_000]
    engine = LocalEngine(2, weigh=len)
    ends = [o.result[-6:] for o in engine.map(partial(_make), items) if isinstance(o, Done)]
    assert ends == ["400000", "短1", "300000"]


def test_leaving_early_ends_the_workers() -> None:
    outcomes = LocalEngine(2).map(_make, iter(ITEMS * 10))
    assert next(outcomes) == Done("文0", "文02")
    outcomes.close()  # type: ignore[attr-defined]
