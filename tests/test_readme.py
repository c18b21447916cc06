"""The README tells the truth: its examples run, its commands and rooms exist."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_python_examples() -> None:
    parser = doctest.DocTestParser()
    for block in _blocks("python"):
        test = parser.get_doctest(block, {}, "README", "README.md", 0)
        assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize("block", _blocks("console"))
def test_console_examples(block: str) -> None:
    command, _, shown = block.partition("\n")
    words = shlex.split(command.removeprefix("$ heshu "))
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words], capture_output=True, text=True, encoding="utf-8", cwd=ROOT
    )
    assert done.stdout == shown


def test_commands_are_those_that_exist() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "--help"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    listed = re.findall(r"^  (\w+)  ", done.stdout.partition("Commands:")[2], re.MULTILINE)
    assert re.findall(r"^\| `heshu (\w+)", README, re.MULTILINE) == listed


def test_rooms_are_those_that_exist() -> None:
    told = set(re.findall(r"^      ([a-z.]+/?)  ", README, re.MULTILINE))
    there = {p.name + "/" * p.is_dir() for p in (ROOT / "pipeline").iterdir() if not p.name.startswith(("_", "."))}
    empty = {room for room in there if room.endswith("/") and len(list((ROOT / "pipeline" / room).glob("*.py"))) == 1}
    assert told == there - {"py.typed"} - empty


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
