"""Judgements: appended, taken back, kept through other processes' writing; two reviewers at once lose nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from newsroom import FACTS

from pipeline.errors import StoreError
from pipeline.review.desk import Desk, SettledError, UnknownIdError, history_of, standing_ids
from pipeline.store import View, Writer, open_store

CONFLICTS = [f.id for f in FACTS if any(p.relation == "conflict" and p.confidence >= 0.5 for p in f.pairs)]


def test_judged_undone_and_judged_again(desk: Desk, make_desk: Callable[[], Desk]) -> None:
    first = desk.judge(CONFLICTS[0], "fine", "甲", "同一事实")
    assert CONFLICTS[0] not in {view.fact.id for view in desk.shown().report.conflicts}
    undone = desk.undo(first.id, "乙")
    assert (undone.verdict, undone.undoes, undone.reviewer) == ("withdrawn", first.id, "乙")
    assert CONFLICTS[0] in {view.fact.id for view in desk.shown().report.conflicts}
    with pytest.raises(SettledError):
        desk.undo(first.id, "甲")
    last = desk.judge(CONFLICTS[0], "conflict", "甲")
    again = make_desk().shown()
    assert [j.id for j in again.judgements] == [first.id, undone.id, last.id]
    assert standing_ids(again) == {last.id}
    assert [j.verdict for j in history_of(again, again.rows[CONFLICTS[0]])] == ["fine", "withdrawn", "conflict"]


@pytest.mark.parametrize("target", ["", "f-nobody", "../../etc/passwd"])
def test_nothing_unknown_is_judged(desk: Desk, target: str) -> None:
    with pytest.raises(UnknownIdError):
        desk.judge(target, "fine", "甲")
    with pytest.raises(UnknownIdError):
        desk.undo(target, "甲")


def test_two_reviewers_at_once_lose_nothing(desk: Desk) -> None:
    def work(reviewer: str) -> list[str]:
        return [desk.judge(CONFLICTS[n % len(CONFLICTS)], "unsure", reviewer, f"第{n}次").id for n in range(12)]

    with ThreadPoolExecutor(4) as pool:
        said = [id_ for ids in pool.map(work, ["甲", "乙", "丙", "丁"]) for id_ in ids]
    assert len(said) == len(set(said)) == 48
    with open_store(desk.path, read_only=True) as store:
        kept = list(View(store).judgements())
    assert {j.id for j in kept} == set(said)
    assert [j.id for j in kept] == [j.id for j in desk.shown().judgements]
    for reviewer in "甲乙丙丁":
        assert [j.note for j in kept if j.reviewer == reviewer] == [f"第{n}次" for n in range(12)]


def test_what_others_write_is_seen(desk: Desk, make_desk: Callable[[], Desk]) -> None:
    other = make_desk()
    first = other.judge(CONFLICTS[0], "fine", "乙")
    second = desk.judge(CONFLICTS[1], "conflict", "甲")
    assert [j.id for j in desk.shown().judgements] == [first.id, second.id]
    assert [j.id for j in other.shown().judgements] == [first.id, second.id]


def test_a_store_in_use_is_waited_for(desk: Desk) -> None:
    code = (
        "import sys, time; from pathlib import Path; from pipeline.store import open_store\n"
        "with open_store(Path(sys.argv[1])): print('held', flush=True); time.sleep(1.5)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(desk.path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    assert desk.shown().rows
    said = desk.judge(CONFLICTS[0], "fine", "甲")
    holder.communicate(timeout=20)
    with open_store(desk.path, read_only=True) as store:
        assert [j.id for j in View(store).judgements()] == [said.id]


def test_a_missing_store_is_told(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        Desk(tmp_path / "none.duckdb", desk.tools).open()
    assert not (tmp_path / "none.duckdb").exists()


def test_judgements_outlive_new_articles(desk: Desk) -> None:
    said = desk.judge(CONFLICTS[0], "fine", "甲")
    with open_store(desk.path) as store:
        Writer(store).remove(["n1"])
    assert [j.id for j in desk.shown().judgements] == [said.id]
    assert [card.id for card in desk.articles(["n1", "n2"])] == ["n2"]
