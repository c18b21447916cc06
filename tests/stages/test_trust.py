"""Nothing is lost and nothing doubled, whatever ends a run and in whatever parts articles come."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.config import load_config
from pipeline.errors import StoreError
from pipeline.records import Origin, RawArticle
from pipeline.stages import Reader, run
from pipeline.stages.answers import add, report
from pipeline.stages.edits import compare, edits_of
from pipeline.stages.retry import retry_rejects
from pipeline.store import View, open_store
from pipeline.store.view import Version
from tests.stages.newsdesk import Record, make_article, write_articles

ROOT = Path(__file__).resolve().parents[2]
CONFIG = load_config(None, workers=1)
TABLES = (
    *("articles", "claims", "claim_keys", "profiles", "rejects", "facts", "checks", "lineages", "compared"),
    *("sketches", "crowded", "meetings", "standing", "chances", "stories", "parts"),
)


def _tables(store: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_store(store, read_only=True) as connection:
        return {t: connection.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall() for t in TABLES}


def _bytes(folder: Path) -> dict[str, bytes]:
    found = {p.name: p.read_bytes() for p in folder.iterdir() if p.name not in ("heshu.duckdb", "run.json")}
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return found | {"run.json": json.dumps({k: v for k, v in told.items() if k != "seconds"}).encode()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need fork")
def test_a_run_killed_at_random_moments_ends_as_one_never_killed(tmp_path: Path) -> None:
    dump = write_articles(tmp_path / "dump.jsonl", [make_article(n) for n in range(60)])
    command = [sys.executable, "-m", "tests.stages.killing", str(dump), str(tmp_path), "9", "5"]
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, timeout=400)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["killed"] >= 2
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert _bytes(killed) == _bytes(whole)
    assert _tables(killed / "heshu.duckdb") == _tables(whole / "heshu.duckdb")
    assert len(_tables(killed / "heshu.duckdb")["articles"]) == 60


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("parts")
    groups: list[list[Record]] = [[] for _ in range(5)]
    for number in range(38):
        groups[number * 7 % 38 // 8].append(make_article(number))
    return [write_articles(folder / f"{n}.jsonl", group) for n, group in enumerate(groups)]


@pytest.fixture(scope="module")
def batch(parts: Sequence[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("batch")
    run(list(parts), out, CONFIG)
    return out


def test_any_parts_in_any_order_give_what_one_run_gives(
    parts: list[Path], batch: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wanted = _tables(batch / "heshu.duckdb")
    assert {"conflict", "agree"} <= {row[1] for row in wanted["facts"]} and len(wanted["articles"]) == 38
    assert wanted["crowded"] and wanted["stories"]

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(st.permutations(range(len(parts))), st.sets(st.integers(1, len(parts) - 1), max_size=3))
    def check(order: list[int], cuts: set[int]) -> None:
        folder = tmp_path_factory.mktemp("adds")
        ends = [0, *sorted(cuts), len(order)]
        for start, end in pairwise(ends):
            add([parts[n] for n in order[start:end]], folder / "heshu.duckdb", CONFIG)
        assert _tables(folder / "heshu.duckdb") == wanted

    check()


def test_reports_of_parts_have_the_bytes_of_one_run(parts: list[Path], batch: Path, tmp_path: Path) -> None:
    store = tmp_path / "heshu.duckdb"
    for part in reversed(parts):
        add([part], store, CONFIG)
    report(store, tmp_path / "out", CONFIG)
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == (batch / path.name).read_bytes(), path.name


def test_the_same_dump_again_writes_nothing(parts: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "heshu.duckdb"
    add(parts, store, CONFIG)
    before = store.read_bytes()
    summary, changes = add(parts, store, CONFIG)
    assert (summary.read, summary.known, changes) == (0, 38, [])
    assert store.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["heshu.duckdb"]


def test_findings_of_an_add_that_was_killed_are_made_by_the_next(parts: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "heshu.duckdb"
    add(parts, store, CONFIG)
    wanted = _tables(store)
    with open_store(store) as connection:
        connection.execute("DELETE FROM facts")
        connection.execute("DELETE FROM meta WHERE key = 'findings'")
    summary, changes = add(parts[:1], store, CONFIG)
    assert summary.read == 0 and changes
    assert _tables(store) == wanted


OLD = "澜川科技3月18日公布年报。去年营业收入184.37亿元，同比增长21.6%。公司共有员工3210人。"


def _record(body: str, **more: object) -> Record:
    return {"id": "a", "outlet": "甲报", "published": "2026-03-18", "title": "澜川科技公布年报", "body": body, **more}


def _write(path: Path, *records: Record) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def test_a_corrected_article_tells_its_edited_figures(tmp_path: Path) -> None:
    store = tmp_path / "heshu.duckdb"
    add([_write(tmp_path / "1.jsonl", _record(OLD))], store, CONFIG)
    new = _write(tmp_path / "2.jsonl", _record(OLD.replace("184.37", "148.37").replace("3210", "3310")))
    summary, _ = add([new], store, CONFIG)
    assert (summary.articles, summary.read) == (1, 1)
    assert sorted(edit.formula for edit in summary.edits) == ["184.37亿元 → 148.37亿元", "3210人 → 3310人"]
    again, changes = add([tmp_path / "1.jsonl", new], store, CONFIG)
    assert (again.read, again.known, changes, again.edits) == (0, 2, [], ())
    third = _write(tmp_path / "3.jsonl", _record(OLD.replace("184.37", "140.37")))
    assert "184.37亿元 → 148.37亿元 → 140.37亿元" in {edit.formula for edit in add([third], store, CONFIG)[0].edits}
    report(store, tmp_path / "out", CONFIG)
    lines = (tmp_path / "out" / "checks.jsonl").read_text(encoding="utf-8").splitlines()
    told = [check for line in lines if (check := json.loads(line))["check"] == "edit"]
    assert len(told) == 2 and all(check["verdict"] == "inconsistent" for check in told)
    assert "140.37亿元" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    with open_store(store, read_only=True) as connection:
        assert next(View(connection).versions()).raw == OLD


def test_a_page_that_came_again_under_its_address_is_one_article(tmp_path: Path) -> None:
    store = tmp_path / "heshu.duckdb"
    page = {**_record(OLD, url="https://example.org/news/2026/1.html")}
    del page["id"]
    add([_write(tmp_path / "1.jsonl", page)], store, CONFIG)
    summary, _ = add([_write(tmp_path / "2.jsonl", page | {"body": OLD.replace("21.6", "26.1")})], store, CONFIG)
    assert summary.articles == 1
    assert [edit.formula for edit in summary.edits] == ["21.6% → 26.1%"]


def test_ids_that_begin_anew_with_every_dump_lose_nothing(tmp_path: Path) -> None:
    store = tmp_path / "heshu.duckdb"
    add([_write(tmp_path / "1.jsonl", _record(OLD))], store, CONFIG)
    other = _record("两人在山中获救，搜救队出动40人。", published="2026-03-19", title="两人获救")
    summary, _ = add([_write(tmp_path / "2.jsonl", other)], store, CONFIG)
    assert (summary.articles, summary.edits, dict(summary.rejected)) == (2, (), {"duplicate_id": 1})


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("设有95个可用区。", "设有95个可用区，比去年多。", []),
        ("设有95个可用区。营收5亿元。", "营收5亿元。设有92个可用区。", ["95个 → 92个"]),
        ("設有三萬個可用區。", "設有四萬個可用區。", ["三萬個 → 四萬個"]),
        ("开工日期是3月5日。", "开工日期是3月6日。", ["3月5日 → 3月6日"]),
        ("有3人。有4人。", "有3人。有4人。有5人。", []),
        ("阿里云共有可用区95个。", "截至目前，阿里云共有可用区92个。", ["95个 → 92个"]),
    ],
)
def test_edits(old: str, new: str, wanted: list[str]) -> None:
    before, after = (Reader(CONFIG).read(RawArticle(Origin("-"), "a", "", text)) for text in (old, new))
    version = Version("a", old, before.claims)
    assert [check.formula for check in edits_of(after.article, after.claims, [version], "zh")] == wanted


@settings(max_examples=100, deadline=None)
@given(st.text("有95个可用区。，\n三万.", max_size=40), st.text("有95个可用区。，\n三万.", max_size=40))
def test_any_two_texts_can_be_compared(old: str, new: str) -> None:
    assert list(compare(new, [], Version("a", old, ()))) == []


def test_what_was_rejected_is_read_when_it_is_mended(tmp_path: Path) -> None:
    good, bad, other = (make_article(n) for n in (0, 1, 2))
    dump = write_articles(tmp_path / "dump.jsonl", [good])
    whole = _write(tmp_path / "whole.jsonl", other)
    out = tmp_path / "out"
    assert dict(run([dump, whole, tmp_path / "late.jsonl"], out, CONFIG).rejected) == {"bad_json": 1, "not_found": 1}
    assert dict(retry_rejects(out, CONFIG).rejected) == {"bad_json": 1, "not_found": 1}
    _write(dump, good, bad)
    _write(tmp_path / "late.jsonl", make_article(3))
    summary = retry_rejects(out, CONFIG)
    assert (summary.read, summary.articles, dict(summary.rejected)) == (2, 4, {})
    run([dump, whole, tmp_path / "late.jsonl"], tmp_path / "anew", CONFIG)
    assert _bytes(out) == _bytes(tmp_path / "anew")
    with pytest.raises(StoreError, match="does not exist"):
        retry_rejects(tmp_path / "nowhere", CONFIG)
