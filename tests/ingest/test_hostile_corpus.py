"""Hundreds of hostile inputs: each is an article or a reject, none raises or hangs, and time grows with the input."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.ingest import read_inputs
from pipeline.ingest.reasons import REASONS
from pipeline.records import RawArticle, Reject
from tests.ingest.hostile import FAMILIES, GOOD, Hostile, corpus

LIMIT = 5.0  # processor seconds for any one of them
Family = Callable[[], object]


def _read(path: Path) -> list[RawArticle | Reject]:
    return list(read_inputs([str(path)]))


def test_there_are_hundreds() -> None:
    names = [hostile.name for hostile in corpus()]
    assert len(names) == len(set(names)) >= 500


@pytest.mark.parametrize("family", FAMILIES, ids=[family.__name__ for family in FAMILIES])
def test_each_is_read_or_rejected(tmp_path: Path, family: Callable[[], list[Hostile]]) -> None:
    for hostile in family():
        path = tmp_path / hostile.name
        path.write_bytes(hostile.data)
        start = time.process_time()
        found = _read(path)
        assert time.process_time() - start < LIMIT, hostile.name
        assert found, hostile.name
        for item in found:
            repr(item).encode("utf-8")
            if isinstance(item, Reject):
                assert item.reason in REASONS and item.note and len(item.excerpt) <= 200, hostile.name
            else:
                assert item.body.strip() and all(0 <= a <= b <= len(item.body) for a, b in item.keep), hostile.name
        path.unlink()


@pytest.mark.parametrize(
    "name", ["field-surrogate-id", "deep-array", "broken-strings", "length--1", "member-0", "tail"]
)
def test_what_stands_beside_a_fault_is_read(tmp_path: Path, name: str) -> None:
    hostile = next(h for h in corpus() if h.name.startswith(name))
    path = tmp_path / hostile.name
    path.write_bytes(hostile.data)
    good = [item for item in _read(path) if isinstance(item, RawArticle)]
    assert good or name == "broken-strings"


# What grows: the name of a file, and its bytes for a size.
GROWING: dict[str, Callable[[int], bytes]] = {
    "long-line.jsonl": lambda n: b'{"body": "' + b"x" * (n * 1000) + b'"}\n' + json.dumps(GOOD).encode(),
    "empty-lines.jsonl": lambda n: b"\n" * (n * 100),
    "empty-lines.txt": lambda n: b" \n" * (n * 10) + "营收5亿元。".encode(),
    "nul.txt": lambda n: ("营收\0" * n).encode(),
    "quotes.csv": lambda n: b'body\n"' + b'""' * (n * 10),
    "brackets.json": lambda n: b"[" * (n * 10),
    "lines.txt": lambda n: "营收5亿元，增长3%。\n".encode() * n,
    "headlines.txt": lambda n: "营收增长5%\n2026-03-18 10:00\n".encode() * n,
    "nested.html": lambda n: b"<div>" * n + "营收5亿元。".encode(),
    "attributes.html": lambda n: b"<p " + b"a=1 " * (n * 4) + ">营收5亿元。".encode(),
    "paragraphs.html": lambda n: ("<p>营收5亿元，增长3%。</p>" * (n // 4)).encode(),
    "lists.md": lambda n: b"---\ntags:\n" + b"- y\n" * n + "---\n营收5亿元。".encode(),
    "entities.html": lambda n: b"<p>" + b"&nbsp;&amp;&lt;" * n,
    "headers.warc": lambda n: b"WARC/1.0\r\n" + b"X: y\r\n" * n + b"\r\n",
}


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_the_input(tmp_path: Path, name: str) -> None:
    def seconds(size: int) -> float:
        path = tmp_path / name
        path.write_bytes(GROWING[name](size))
        start = time.process_time()
        assert _read(path)
        return time.process_time() - start

    seconds(100)
    small, large = seconds(2_500), seconds(10_000)
    assert large < 8 * small + 0.3, (small, large)


def test_a_line_of_100_megabytes_and_a_million_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b'{"body": "')
        for _ in range(100):
            out.write(b"x\xe4\xba\x91\xe9\x9b\xb2" * 149_797)
        out.write(b'"}\n')
        for _ in range(10):
            out.write(b"\n" * 100_000)
        out.write(json.dumps(GOOD).encode())
    start = time.process_time()
    found = _read(path)
    assert time.process_time() - start < 20
    assert [item.reason for item in found if isinstance(item, Reject)] == ["too_long"]
    (good,) = (item for item in found if isinstance(item, RawArticle))
    assert good.origin.record == 1_000_002
