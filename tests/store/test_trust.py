"""What a store does when the disk, the folder, another process or another version is in its way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import StoreError
from pipeline.records import Judgement
from pipeline.store import View, Writer, open_store
from pipeline.store.migrations import VERSION
from tests.store.made import make_rows

SCHEMAS = Path(__file__).parent / "schemas"
COLUMNS = "SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY ALL"


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_store_of_every_older_version_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute((SCHEMAS / f"{version}.sql").read_text(encoding="utf-8"))
        old.execute("INSERT INTO meta VALUES ('version', ?)", [str(version)])
        row = ["f-1", "fine", "某编辑", "2026-02-07", ""]
        old.execute('INSERT INTO judgements (target, verdict, reviewer, "at", note) VALUES (?, ?, ?, ?, ?)', row)
        old.execute("INSERT INTO history (article, version, digest, raw, claims) VALUES ('a', 1, 'd-1', '旧文', '[]')")
    with pytest.raises(StoreError, match="open it once"), open_store(path, read_only=True):
        pass
    with open_store(path) as store, open_store(None) as new:
        assert store.execute(COLUMNS).fetchall() == new.execute(COLUMNS).fetchall()
        view = View(store)
        assert list(view.judgements()) == [Judgement("f-1", "fine", "某编辑", "2026-02-07")]
        assert [(v.article, v.raw) for v in view.versions()] == [("a", "旧文")]
        Writer(store).add([make_rows("a")])
    with open_store(path, read_only=True) as store:
        assert View(store).count("articles") == 1


def test_a_version_that_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with open_store(path) as store:
        store.execute("UPDATE meta SET value = '三' WHERE key = 'version'")
    with pytest.raises(StoreError, match="heshu did not write"), open_store(path):
        pass


def test_a_new_store_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    (tmp_path / ".a.duckdb.part").write_bytes(b"half of a header")
    (tmp_path / ".a.duckdb.part.wal").write_bytes(b"half of a log")
    with open_store(path):
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["a.duckdb"]


def test_a_failed_disk_says_so_and_what_was_stored_stays(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = """
import os, pathlib, subprocess, sys
disk = pathlib.Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=True)
from pipeline.errors import StoreError
from pipeline.store import View, Writer, open_store
from tests.store.made import make_rows
def write():
    for n in range(60):
        with open_store(disk / "a.duckdb") as store:
            Writer(store).add([make_rows(f"a{n}-{m}", keys=[os.urandom(400).hex()]) for m in range(200)])
try:
    write()
except StoreError as error:
    print(error)
with open_store(disk / "a.duckdb", read_only=True) as store:
    print(View(store).count("articles") % 200, View(store).count("articles") > 0)
"""
    command = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-c", script, str(disk)]
    if shutil.which("unshare") is None or subprocess.run([*command[:4], "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env={**os.environ, "PYTHONPATH": root})
    if "mount" in done.stderr and not done.stdout:
        pytest.skip("this machine lets nobody mount a small disk")
    said, left = done.stdout.splitlines()
    assert "the disk is full" in said, done.stdout + done.stderr
    assert left == "0 True"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="may write"), open_store(tmp_path / "a.duckdb"):
            pass
    finally:
        tmp_path.chmod(0o700)
