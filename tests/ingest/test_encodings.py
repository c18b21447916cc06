"""Encodings: what is written in one of them is read back, declared or not; what is in none is refused or marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest import read_inputs
from pipeline.ingest.encodings import decode, find_encoding, is_binary
from pipeline.ingest.from_html import declared_charset
from pipeline.records import RawArticle, Reject

HANS = (
    "公司去年实现营业收入184.37亿元，同比增长21.6%。",
    "据新华社报道，这次会议将于本月在北京召开。",
    "下载量突破10亿次。",
)
HANT = ("公司去年營業收入184.37億元，年增21.6%。", "據中央社報導，這次會議將於本月在台北舉行。", "下載量突破10億次。")
TEXTS = [
    *(
        (text, encoding)
        for text in HANS
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
    ),
    *((text, encoding) for text in HANT for encoding in ("utf-8", "utf-16-le", "big5", "big5hkscs", "gb18030")),
]


@pytest.mark.parametrize(("text", "encoding"), TEXTS)
def test_a_sentence_is_read_back(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None and (decoded.text, decoded.bad) == (text, 0)


sentences = st.lists(st.sampled_from(HANS), min_size=1, max_size=6).map("\n".join)
sentences_hant = st.lists(st.sampled_from(HANT), min_size=1, max_size=6).map("\n".join)
ascii_text = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=300)


@settings(max_examples=60, deadline=None)
@given(sentences, ascii_text, st.sampled_from(("utf-8", "utf-16", "gb18030")), st.sampled_from((None, "utf-8", "big5")))
def test_simplified_text_comes_back_whatever_is_declared(text: str, ascii_: str, encoding: str, declared: str) -> None:
    decoded = decode((ascii_ + "\n" + text).encode(encoding), declared)
    assert decoded is not None and decoded.text == ascii_ + "\n" + text


@settings(max_examples=60, deadline=None)
@given(sentences_hant, ascii_text, st.sampled_from(("utf-8", "utf-16", "big5", "big5hkscs")))
def test_traditional_text_comes_back(text: str, ascii_: str, encoding: str) -> None:
    decoded = decode((ascii_ + "\n" + text).encode(encoding), "gb2312")
    assert decoded is not None and decoded.text == ascii_ + "\n" + text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    decoded = decode(data)
    assert decoded is None or isinstance(decoded.text, str)


def test_hong_kong_characters_are_read() -> None:
    text = "有人話喺度買咗五萬蚊嘢，佢哋嘅說法並不一致。"
    assert decode(text.encode("big5hkscs")) is not None
    assert decode(text.encode("big5hkscs")).text == text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<meta charset="gb2312">', "gb2312"),
        (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=big5'>", "big5"),
        (b'<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
        (b"<p>charset=gbk</p>", None),
    ],
)
def test_the_declared_charset_is_found(head: bytes, charset: str | None) -> None:
    assert declared_charset(head) == charset


def test_a_few_bad_bytes_are_marked_and_many_refused() -> None:
    text = "公司去年实现营业收入三百亿元，同比增长两成。" * 20
    damaged = text.encode("utf-8")[:-1]
    decoded = decode(damaged)
    assert decoded is not None and decoded.bad == 1
    assert decode(bytes(range(128, 256)) * 40) is None


def test_binary_files_are_told_from_text() -> None:
    assert is_binary(b"\x7fELF\x02\x01\x01" + bytes(200))
    assert is_binary(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    assert not is_binary("营收5%".encode("utf-16-le") * 9)
    assert not is_binary("营收5%".encode("gb18030"))


def test_utf16_without_a_mark_is_found() -> None:
    line = json.dumps({"body": HANS[0], "date": "2026-03-18"}, ensure_ascii=False)
    for encoding in ("utf-16-le", "utf-16-be"):
        assert find_encoding(line.encode(encoding)) == encoding


def test_one_line_in_another_encoding_is_read_or_refused_alone(tmp_path: Path) -> None:
    lines = [json.dumps({"body": b, "date": "2026-03-18"}, ensure_ascii=False) for b in (*HANS, HANT[0])]
    path = tmp_path / "a.jsonl"
    bad = b'{"body": "' + bytes(range(129, 255)) + b'"}'
    path.write_bytes(b"\n".join([lines[0].encode(), lines[1].encode("gb18030"), lines[3].encode("big5"), bad]))
    found = list(read_inputs([str(path)]))
    assert [f.body for f in found if isinstance(f, RawArticle)] == [HANS[0], HANS[1], HANT[0]]
    assert [(f.reason, f.record) for f in found if isinstance(f, Reject)] == [("bad_encoding", 4)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5"])
@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv", ".txt"])
def test_every_text_format_in_every_encoding(tmp_path: Path, encoding: str, suffix: str) -> None:
    text = HANT[1] + HANT[0]
    record = json.dumps({"body": text, "date": "2026-03-18"}, ensure_ascii=False)
    content = {".jsonl": record, ".json": f"[{record}]", ".csv": f"body,date\n{text},2026-03-18\n", ".txt": text}[
        suffix
    ]
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content.encode(encoding))
    (article,) = (a for a in read_inputs([str(path)]) if isinstance(a, RawArticle))
    assert article.body == text
