"""The command itself: judgements through re-runs and additions, the export, a real process on a port."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import load_config, run
from pipeline.cli import _tools, app
from pipeline.review.desk import Desk

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
COMMAND = [sys.executable, "-m", "pipeline.cli", "serve", "--store"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    run([SAMPLES / "landslide.jsonl", SAMPLES / "landslide-feature.html"], out, load_config(None, workers=1))
    return out


def conflicts(out: Path) -> set[str]:
    lines = (out / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    facts = [json.loads(line) for line in lines]
    return {f["id"] for f in facts if f["status"] == "conflict" and "judgement" not in f}


def test_a_judgement_outlives_runs_and_additions(made: Path) -> None:
    config = load_config(None, workers=1)
    desk = Desk(made / "heshu.duckdb", _tools(made / "heshu.duckdb", config))
    desk.open()
    target = desk.shown().report.conflicts[0]
    before = len(desk.shown().report.conflicts)
    desk.judge(target.fact.id, "not_comparable", "某编辑", "口径不同")
    for inputs in ([SAMPLES / "landslide.jsonl", SAMPLES / "landslide-feature.html"], [SAMPLES]):
        summary = run(inputs, made, config)
        assert summary.report is not None
        dismissed = {(v.fact.subject, v.fact.attribute) for v in summary.report.dismissed}
        assert dismissed == {(target.fact.subject, target.fact.attribute)}
        listed = {(v.fact.subject, v.fact.attribute) for v in summary.report.conflicts}
        assert not dismissed & listed and len(summary.report.conflicts) >= before - 1
        assert "经人判定不是冲突" in (made / "report.html").read_text(encoding="utf-8")
    exported = CliRunner().invoke(app, ["serve", "--store", str(made / "heshu.duckdb"), "--export"])
    (line,) = exported.stdout.splitlines()
    assert json.loads(line)["traps"] and json.loads(line)["judgement"]["verdict"] == "not_comparable"


@pytest.mark.parametrize(
    ("more", "told"),
    [(["--host", "0.0.0.0"], "HESHU_TOKEN"), (["--token", "kurz"], "16"), (["--port", "0"], "port")],
)
def test_what_is_not_safe_is_refused(made: Path, more: list[str], told: str) -> None:
    done = CliRunner().invoke(app, ["serve", "--store", str(made / "heshu.duckdb"), *more], env={"HESHU_TOKEN": ""})
    assert done.exit_code == 2
    assert told in done.output


def test_no_store_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["serve", "--store", str(tmp_path / "none.duckdb")])
    assert done.exit_code == 2 and "does not exist" in done.output


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_serves_and_stops(made: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*COMMAND, str(made / "heshu.duckdb"), "--port", str(port)], stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr is not None and f"http://127.0.0.1:{port}/" in server.stderr.readline()
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                    assert json.load(answer) == {"status": "ok"}
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("it did not answer")
        server.send_signal(signal.SIGINT)
        _, rest = server.communicate(timeout=20)
        assert "Traceback" not in rest
    finally:
        server.kill()
