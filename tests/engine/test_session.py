"""What Spark needs and does not find is told in one line, with exit code 2."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.engine import session
from pipeline.engine.hadoop import _is_hidden
from pipeline.errors import EngineError

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"


def _told(out: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["run", str(SAMPLES), "--out", str(out), "--engine", "spark", *words])
    assert done.exit_code == 2 and not done.stdout
    assert not out.exists()
    (line,) = done.stderr.splitlines()
    return line


def _java(folder: Path, version: str) -> None:
    (folder / "bin").mkdir(parents=True)
    java = folder / "bin" / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n", encoding="utf-8")
    java.chmod(0o755)


@pytest.fixture
def with_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra was installed."""
    monkeypatch.setattr(session, "find_spec", lambda name: object())


def test_the_extra_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "find_spec", lambda name: None)
    assert _told(tmp_path / "out") == "heshu: --engine spark needs pyspark and pandas: pip install 'heshu[spark]'"


@pytest.mark.usefixtures("with_extra")
def test_java_is_missing_or_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "none"))
    assert f"needs Java 17 or later, JAVA_HOME={tmp_path / 'none'} has none" in _told(tmp_path / "out")
    _java(tmp_path / "old", "1.8.0_402")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    assert "java is Java 8: install one or set JAVA_HOME" in _told(tmp_path / "out")


@pytest.mark.usefixtures("with_extra")
def test_a_master_that_is_none_or_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _java(tmp_path / "new", "17.0.15")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "new"))
    said = _told(tmp_path / "out", "--master", "一号机")
    assert said == "heshu: --master 一号机: expected local[N], spark://HOST:PORT, yarn or k8s://URL"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        said = _told(tmp_path / "out", "--master", f"spark://127.0.0.1:{port}")
    assert said.startswith(f"heshu: --master spark://127.0.0.1:{port}: no master answers there (")


def test_a_second_master_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        session.check_master(f"spark://127.0.0.1:1,127.0.0.1:{port}")
    with pytest.raises(EngineError):
        session.check_master("spark://127.0.0.1:1,127.0.0.1:99999")


@pytest.mark.parametrize(("path", "hidden"), [("甲.jsonl", False), ("_SUCCESS", True), ("a/.part/甲.jsonl", True)])
def test_names_that_are_left_out(path: str, hidden: bool) -> None:
    assert _is_hidden(path) == hidden
