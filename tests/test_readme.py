"""The README tells the truth: its examples run, its picture is of the demo, its commands, rooms, files, keys exist."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.config import Config, load_config
from pipeline.stages import run

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULE = [sys.executable, "-m", "pipeline.cli"]


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples, some of the gold and a `heshu` to call."""
    desk = tmp_path_factory.mktemp("desk")
    (desk / "corpus" / "gold").mkdir(parents=True)
    (desk / "bin").mkdir()
    shutil.copytree(ROOT / "corpus" / "samples", desk / "corpus" / "samples")
    gold = ROOT / "corpus" / "gold"
    for path in [gold / "split.json", *sorted(gold.glob("[0-9]*.json"))[::17]]:
        shutil.copy(path, desk / "corpus" / "gold")
    command = desk / "bin" / "heshu"
    command.write_text(f'#!/bin/sh\nexec {shlex.join(MODULE)} "$@"\n', encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return desk


def test_python_examples(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    parser = doctest.DocTestParser()
    assert _blocks("python")
    for block in _blocks("python"):
        test = parser.get_doctest(block, {}, "README", "README.md", 0)
        assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize("block", _blocks("console"))
def test_console_examples(block: str) -> None:
    command, _, shown = block.partition("\n")
    words = shlex.split(command.removeprefix("$ heshu "))
    done = subprocess.run([*MODULE, *words], capture_output=True, text=True, encoding="utf-8", cwd=ROOT)
    assert done.stdout == shown


@pytest.mark.skipif(os.name == "nt", reason="the lines are for a POSIX shell")
def test_shell_lines_run_one_after_another(desk: Path) -> None:
    (lines,) = _blocks("sh")
    there = {"PATH": f"{desk / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    for line in lines.splitlines():
        wanted = re.search(r"# exit (\d)$", line)
        done = subprocess.run(["sh", "-c", line], cwd=desk, env=os.environ | there, capture_output=True, text=True)
        assert done.returncode == (int(wanted[1]) if wanted else 0), (line, done.stderr)
    for name in ("out/demo/report.html", "out/again/report.html", "extracted.jsonl", "out/models/align/weights.json"):
        assert (desk / name).stat().st_size, name


def test_the_picture_is_of_the_demo(desk: Path, tmp_path: Path) -> None:
    """Every line of it stands in the demo's report.md, figures of severity and confidence and the fact's id aside."""

    def worn(text: str) -> set[str]:
        plain = (re.sub(r"要紧 [\d.]+ · 把握 \d+% · `f-\w+`", "", line).strip() for line in text.splitlines())
        return {line for line in plain if line}

    run([desk / "corpus" / "samples"], tmp_path, load_config(None, workers=1))
    picture = "\n".join(re.findall(r"^>(?!>) ?(.*)$", README, re.MULTILINE))
    assert len(worn(picture)) > 8
    assert worn(picture) - worn((tmp_path / "report.md").read_text(encoding="utf-8")) == set()
    assert {path.name for path in tmp_path.iterdir()} == _told_files()


def _told_files() -> set[str]:
    table = README.partition("`run` leaves in DIR:")[2].partition("\n\n|")[2].partition("\n\n")[0]
    return {name for row in table.splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_settings_are_those_that_exist() -> None:
    table = README.partition("## Settings")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| `(.+?)` \|", table, re.MULTILINE))
    plain = {name: str(value).replace("'", '"') for name, value in Config().model_dump(mode="json").items()}
    assert {name: value.strip('"') for name, value in told.items()} == plain


def test_commands_are_those_that_exist() -> None:
    done = subprocess.run([*MODULE, "--help"], capture_output=True, text=True, check=True, cwd=ROOT)
    listed = re.findall(r"^  (\w+)  ", done.stdout.partition("Commands:")[2], re.MULTILINE)
    assert re.findall(r"^\| `heshu (\w+)", README, re.MULTILINE) == listed
    assert {line.split()[1] for line in _blocks("sh")[0].splitlines() if line.startswith("heshu ")} == set(listed)


def test_rooms_are_those_that_exist() -> None:
    told = set(re.findall(r"^      ([a-z.]+/?)  ", README, re.MULTILINE))
    there = {p.name + "/" * p.is_dir() for p in (ROOT / "pipeline").iterdir() if not p.name.startswith(("_", "."))}
    empty = {room for room in there if room.endswith("/") and len(list((ROOT / "pipeline" / room).glob("*.py"))) == 1}
    assert told == there - {"py.typed"} - empty


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_dependency_is_told() -> None:
    listed = re.search(
        r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M | re.S
    )
    assert listed is not None
    told = re.sub(r"[-_ ]", "", README.lower())
    beneath = {"markupsafe", "htmldate", "lxmlhtmlclean"}  # come with Jinja2 and trafilatura
    for name in re.findall(r'"([A-Za-z0-9_-]+)', listed[1]):
        plain = re.sub(r"[-_]", "", name.lower())
        assert plain in beneath or plain.removesuffix("python") in told, name
