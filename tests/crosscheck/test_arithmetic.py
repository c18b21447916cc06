"""Sums inside an article: each case line is a short text and the checks an editor would make of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.crosscheck.arithmetic import check_article
from pipeline.lexicon.reasons import knows, say
from pipeline.stages import Reader

CASES = Path(__file__).parent.parent / "cases" / "sums.tsv"


def lines() -> list[str]:
    return [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("line", lines())
def test_checks(line: str, reader: Reader) -> None:
    text, _, meaning = line.partition(" => ")
    expected = set() if meaning == "-" else {tuple(part.split()) for part in meaning.split("; ")}
    reading = reader.read(text)
    checks = check_article(reading.article, reading.claims)
    assert {(c.check, c.verdict) for c in checks} == expected
    for check in checks:
        assert knows(check.reason)
        assert check.why == say(check.reason, "zh", **dict(check.parts))
        assert not any("{" in say(check.reason, lang, **dict(check.parts)) for lang in ("zh", "hant", "en"))
