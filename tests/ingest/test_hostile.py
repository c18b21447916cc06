"""Bad input: each fault is one line of rejects with its reason, everything else is read, nothing raises or hangs."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import json
import lzma
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingest import read_inputs
from pipeline.ingest.formats import FORMATS
from pipeline.ingest.reasons import REASONS, STAGE
from pipeline.records import RawArticle, Reject

GOOD = '{"id": "1", "body": "全年营收5亿元。", "date": "2026-03-18"}'


def read(data: bytes, path: Path, **options: object) -> tuple[list[RawArticle], list[Reject]]:
    path.write_bytes(data)
    found = list(read_inputs([str(path)], **options))  # type: ignore[arg-type]
    return [f for f in found if isinstance(f, RawArticle)], [f for f in found if isinstance(f, Reject)]


# What is given, its name, how many articles are read all the same, and the reasons of the rejects.
CASES: tuple[tuple[str, bytes, int, tuple[str, ...]], ...] = (
    ("empty.jsonl", b"", 0, ("empty_file",)),
    ("empty.txt", b"", 0, ("empty_file",)),
    ("empty.parquet", b"", 0, ("empty_file",)),
    ("empty.jsonl.gz", b"", 0, ("empty_file",)),
    ("packed-empty.jsonl.gz", gzip.compress(b""), 0, ("empty_file",)),
    ("blank.jsonl", b"\n" * 1000, 0, ("empty_file",)),
    ("blank.txt", b" \n" * 1000, 0, ("no_body",)),
    ("binary.txt", bytes(range(256)) * 8, 0, ("binary",)),
    ("binary.jsonl", b"\x7fELF" + bytes(500), 0, ("binary",)),
    ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(500), 0, ("binary",)),
    ("style.css", b"p { color: red }", 0, ("unsupported",)),
    ("a.doc", "营收5亿元。".encode(), 0, ("unsupported",)),
    ("middle.jsonl", f"{GOOD}\n{{broken\n{GOOD}".encode(), 2, ("bad_json",)),
    ("scalar.jsonl", f'3\n{GOOD}\nnull\n"x"\n[1]'.encode(), 1, ("bad_record",) * 4),
    ("nobody.jsonl", f'{{"title": "x"}}\n{GOOD}\n{{"body": "  "}}\n{{"body": 5}}'.encode(), 1, ("no_body",) * 3),
    ("nodate.jsonl", '{"body": "营收5亿元。"}'.encode(), 1, ("missing_date",)),
    ("deep.jsonl", b"[" * 100_000 + b"\n" + GOOD.encode(), 1, ("bad_json",)),
    ("deep.json", b"[" * 100_000, 0, ("truncated",)),
    ("deep-object.json", b'{"a":' * 100_000, 0, ("bad_json",)),
    ("open.json", f'[{GOOD},{GOOD},{{"body": "'.encode(), 2, ("truncated",)),
    ("middle.json", f'[{GOOD},{{"body" "x"}},{GOOD}]'.encode(), 2, ("bad_json",)),
    ("quote.json", f'[{GOOD},{{"body": "x}},{GOOD},{GOOD}]'.encode(), 3, ("bad_json",)),
    ("text.json", "营收5亿元。".encode(), 0, ("bad_json",)),
    ("object.json", b'{"a": 1}', 0, ("bad_record",)),
    ("nul.jsonl", '{"id": "1", "body": "营收\\u00005亿元。", "date": "2026"}'.encode(), 1, ()),
    ("rawnul.jsonl", GOOD.replace("5", "\0").encode(), 1, ()),
    ("surrogate.jsonl", b'{"id": "\\udc80", "title": "\\ud800", "body": "x\\ud83dy", "date": "2026"}', 1, ()),
    ("twice.jsonl", b'{"body": "a", "body": "b", "date": "2026"}', 1, ()),
    ("huge-number.jsonl", b'{"id": ' + b"9" * 10_000 + b', "body": "a", "date": 1e999}', 1, ()),
    ("years.jsonl", b'{"body": "a", "date": "0000-00-00"}\n{"body": "b", "date": "9999-12-31"}', 2, ()),
    ("marks.jsonl", '{"id": "1", "body": "营收\u202e5亿\u200b元\u00ad。", "date": "2026"}'.encode(), 1, ()),
    ("wide.csv", "body,date\n营收5亿元,2026,x,y\n利润1亿元,2026\n".encode(), 1, ("bad_record",)),
    ("open.csv", ('body,date\n"' + "营" * 50_000).encode(), 1, ("missing_date",)),
    ("nul.csv", "body,date\n营收\0亿元,2026\n".encode(), 1, ()),
    ("no-header.csv", b"1,2,3\n4,5,6\n", 0, ("bad_record",)),
    ("bad.parquet", b"PAR1" + bytes(100), 0, ("unreadable",)),
    ("bad.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999\r\n\r\nshort", 0, None),  # type: ignore[arg-type]
    ("worse.warc", b"WARC/1.0\r\nContent-Length: x\r\n\r\n" + b"\xff" * 500, 0, None),  # type: ignore[arg-type]
    ("bad.zip", b"PK\x03\x04" + bytes(50), 0, ("bad_archive",)),
    ("bad.gz", b"\x1f\x8b" + bytes(50), 0, None),  # type: ignore[arg-type]
    ("empty.html", b"<html><body></body></html>", 0, ("no_body",)),
    ("script.html", b"<html><script>" + b"var a = 1;" * 5000, 0, ("no_body",)),
    ("nest.html", ("<div>" * 50_000 + "营收5亿元。").encode(), None, None),  # type: ignore[arg-type]
    ("broken.html", "<html><p>营收<b>5<p>亿元</b>。<table><tr></p>利润".encode(), 1, ("missing_date",)),
    ("front.md", "---\ntitle: 只有题目\n---\n".encode(), 0, ("no_body",)),
    ("menu.txt", "首页\n财经\n体育\n登录\n".encode(), None, None),  # type: ignore[arg-type]
)


@pytest.mark.parametrize(("name", "data", "articles", "reasons"), CASES, ids=[c[0] for c in CASES])
def test_a_fault_is_one_reject(
    tmp_path: Path, name: str, data: bytes, articles: int | None, reasons: tuple[str, ...] | None
) -> None:
    found, rejects = read(data, tmp_path / name)
    assert articles is None or len(found) == articles
    assert reasons is None or tuple(r.reason for r in rejects) == reasons
    for reject in rejects:
        assert reject.reason in REASONS and reject.stage == STAGE and reject.note
        assert len(reject.excerpt) <= 200
    for record in (*found, *rejects):
        repr(record).encode("utf-8")


def test_the_reject_names_line_and_first_characters(tmp_path: Path) -> None:
    _, (reject,) = read(f"{GOOD}\n\n{{坏{'长' * 500}\n".encode(), tmp_path / "a.jsonl")
    assert (reject.path, reject.record, len(reject.excerpt)) == (str(tmp_path / "a.jsonl"), 3, 200)
    assert reject.excerpt.startswith("{坏长")


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


@pytest.mark.parametrize("packing", PACKERS)
def test_what_was_read_before_a_stream_ends_early_stays(tmp_path: Path, packing: str) -> None:
    lines = [json.dumps({"id": str(i), "body": os.urandom(350).hex(), "date": "2026"}) for i in range(3000)]
    packed = PACKERS[packing]("\n".join(lines).encode())
    found, rejects = read(packed[: len(packed) * 2 // 3], tmp_path / f"a.jsonl.{packing}")
    assert len(found) > 300 and [a.key for a in found] == [str(i) for i in range(len(found))]
    assert [r.reason for r in rejects] == ["truncated"]


def test_a_damaged_middle_of_a_stream_is_told_once(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(b"\n".join([GOOD.encode()] * 2 + [os.urandom(40_000).hex().encode()])))
    data[len(data) // 2] ^= 0xFF
    data[len(data) // 2 + 1] ^= 0xFF
    found, rejects = read(bytes(data), tmp_path / "a.jsonl.gz")
    assert len(found) == 2 and len(rejects) == 1 and rejects[0].reason in ("bad_archive", "truncated", "bad_json")


def test_a_bomb_is_cut(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * (100 << 20), compresslevel=9)
    start = time.process_time()
    found, rejects = read(gzip.compress(bomb), tmp_path / "a.txt.gz")
    assert not found and rejects[0].reason in ("bad_archive", "binary", "too_long")
    lines = gzip.compress(b"\n" * (100 << 20), compresslevel=9)
    found, rejects = read(lines, tmp_path / "b.jsonl.gz")
    assert not found and [r.reason for r in rejects] == ["bad_archive"]
    assert time.process_time() - start < 30


def test_a_zip_bomb_is_refused_and_its_neighbours_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", b"\n" * (100 << 20))
        archive.writestr("b.jsonl", GOOD)
    found = list(read_inputs([str(path)]))
    assert [type(f).__name__ for f in found] == ["Reject", "RawArticle"]
    assert isinstance(found[0], Reject) and found[0].reason == "bad_archive"


@pytest.mark.parametrize("name", ["../../etc/out.jsonl", "/abs.jsonl", "a/../../b.jsonl", "..\\b.jsonl", "C:/b.jsonl"])
def test_members_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, GOOD)
    assert [f.reason for f in read_inputs([str(path)]) if isinstance(f, Reject)] == ["bad_archive"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip", "in"]


def test_archives_nested_without_end_are_refused(tmp_path: Path) -> None:
    data = GOOD.encode()
    name = "a.jsonl"
    for _ in range(8):
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w") as archive:
            archive.writestr(name, data)
        data, name = sink.getvalue(), "a.zip"
    found, rejects = read(data, tmp_path / "a.zip")
    assert not found and [r.reason for r in rejects] == ["bad_archive"]


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("a.jsonl", GOOD)
    data = bytearray(sink.getvalue())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[at] |= 1
    found, rejects = read(bytes(data), tmp_path / "a.zip")
    assert not found and [r.reason for r in rejects] == ["bad_archive"]


def test_path_names_with_newlines_and_odd_bytes_are_read(tmp_path: Path) -> None:
    names = [b"a\nb.jsonl", b"\xff\xfe.jsonl", "深 港'\".jsonl".encode()]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(GOOD, encoding="utf-8")
    found = [f for f in read_inputs([str(tmp_path)]) if isinstance(f, RawArticle)]
    assert len(found) == 3
    for article in found:
        article.origin.path.encode("utf-8")


def test_a_long_line_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    data = b'{"body": "' + b"x" * 10_000_000 + b'"}\n' + GOOD.encode()
    found, rejects = read(data, tmp_path / "a.jsonl", max_chars=100_000)
    assert [a.origin.record for a in found] == [2]
    assert [(r.reason, r.record) for r in rejects] == [("too_long", 1)]
    found, rejects = read(data, tmp_path / "a.jsonl", max_chars=5_000_000)
    assert [r.reason for r in rejects] == ["too_long"] and len(found) == 1


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".json"])
def test_a_long_file_is_refused(tmp_path: Path, suffix: str) -> None:
    data = "<html><p>" if suffix == ".html" else '[{"body": "' if suffix == ".json" else ""
    found, rejects = read((data + "营收5亿元。" * 500_000).encode(), tmp_path / f"a{suffix}", max_chars=10_000)
    assert not found and [r.reason for r in rejects] == ["too_long"]


def test_missing_and_odd_paths(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "folder" / "pipe.txt")
    (tmp_path / "folder" / "link.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder" / "loop").symlink_to(tmp_path / "folder")
    found = list(read_inputs([str(tmp_path / "no*.jsonl"), str(tmp_path / "no.txt"), str(tmp_path / "folder")]))
    assert [f.reason for f in found if isinstance(f, Reject)] == ["not_found", "not_found", "unreadable", "unreadable"]


def test_order_does_not_depend_on_the_file_system(tmp_path: Path) -> None:
    names = ["b/2.jsonl", "a/1.jsonl", "a.jsonl", "c.jsonl", ".hidden/x.jsonl"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    found = [a.origin.path for a in read_inputs([str(tmp_path)]) if isinstance(a, RawArticle)]
    assert found == sorted(str(tmp_path / n) for n in names if not n.startswith("."))
    globbed = [a.origin.path for a in read_inputs([str(tmp_path / "**/*.jsonl")]) if isinstance(a, RawArticle)]
    assert globbed == found
    assert len(list(read_inputs([str(tmp_path), str(tmp_path / "c.jsonl")]))) == 4


class Endless(io.RawIOBase):
    """A dump without end, to show that it is read line by line."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        line = (GOOD + "\n").encode()
        size = len(buffer) // len(line) * len(line)
        buffer[:size] = line * (size // len(line))
        self.given += size
        return size


def test_a_stream_is_read_as_far_as_it_is_asked_for() -> None:
    endless = Endless()
    first = list(itertools.islice(read_inputs(["-"], stdin=endless), 5000))  # type: ignore[arg-type]
    assert len(first) == 5000 and endless.given < 2_000_000


@pytest.mark.parametrize("suffix", sorted(s for f in FORMATS.values() for s in f.suffixes))
def test_no_bytes_raise_in_any_format(tmp_path_factory: pytest.TempPathFactory, suffix: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / f"a{suffix}"
    heads = st.sampled_from(
        [b"", b"PAR1", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"PK\x03\x04", b"{", b"[{", b"<html>", b"---\n"]
    )

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(heads, st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))))
    def check(head: bytes, data: bytes) -> None:
        found, rejects = read(head + data, path)
        assert found or rejects
        assert all(r.reason in REASONS for r in rejects)

    check()
