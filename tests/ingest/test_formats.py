"""Every format, packed and plain: one article each way comes out as the same record."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.ingest import read_inputs
from pipeline.ingest.formats import FORMATS
from pipeline.records import RawArticle, Reject

TITLE = "澜川科技去年营收增长21.6%"
BODY = (
    "澜川科技18日披露年报，全年营业收入184.37亿元，同比增长21.6%。\n公司董事长林一川表示，今年将投入30亿元建设新厂区。"
)
RECORD = {"id": "r-1", "title": TITLE, "body": BODY, "source": "深港早报", "date": "2026-03-18", "author": "何秋"}

PAGE = f"""<!DOCTYPE html><html><head><meta charset="{{charset}}"><title>{TITLE}_深港财经网</title>
<meta property="article:published_time" content="2026-03-18T09:20:00+08:00"></head>
<body><div class="nav"><a href="/">首页</a><a href="/cj">财经</a><a href="/ty">体育</a></div>
<article><h1>{TITLE}</h1><div class="info">2026-03-18 09:20 来源：深港早报 作者：何秋</div>
<p>{BODY.splitlines()[0]}</p><p>{BODY.splitlines()[1]}</p>
<p>据公司公告，新厂区位于合江，占地三百亩，预计两年内建成投产。</p></article>
<div class="related"><h3>相关推荐</h3>
<ul><li><a href="/1">某公司股价大跌31%</a></li><li><a href="/2">门票降价400元</a></li></ul></div>
<script>var n = 99999;</script></body></html>"""


def articles(path: Path | str, **options: object) -> list[RawArticle]:
    return [a for a in read_inputs([str(path)], **options) if isinstance(a, RawArticle)]  # type: ignore[arg-type]


def rejects(path: Path | str) -> list[Reject]:
    return [r for r in read_inputs([str(path)]) if isinstance(r, Reject)]


def jsonl(records: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()


def csv_text(delimiter: str) -> bytes:
    cells = ["r-1", TITLE, '"' + BODY + '"', "深港早报", "2026-03-18", "何秋"]
    return (delimiter.join(["id", "title", "正文", "来源", "date", "author"]) + "\n" + delimiter.join(cells)).encode()


def parquet() -> bytes:
    sink = io.BytesIO()
    record = {**RECORD, "date": datetime.date(2026, 3, 18)}
    pq.write_table(pa.Table.from_pylist([record]), sink)
    return sink.getvalue()


def markdown() -> bytes:
    head = f"---\ntitle: {TITLE}\nid: r-1\ndate: 2026-03-18\nsource: '深港早报'\nauthor:\n  - 何秋\n---\n"
    return (head + BODY.replace("184.37", "**184.37**")).encode()


def warc() -> bytes:
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    for kind, payload in (
        ("image/png", b"\x89PNG"),
        ("text/html; charset=gbk", PAGE.format(charset="gbk").encode("gbk")),
    ):
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.0")
        record = writer.create_warc_record(
            "https://news.example.cn/a/1.html", "response", payload=io.BytesIO(payload), http_headers=headers
        )
        writer.write_record(record)
    return sink.getvalue()


RECORDS: dict[str, bytes] = {
    "a.jsonl": jsonl([RECORD]),
    "a.json": json.dumps([RECORD], ensure_ascii=False, indent=1).encode(),
    "one.json": json.dumps(RECORD).encode(),
    "list.json": json.dumps({"total": 1, "data": {"list": [RECORD]}}).encode(),
    "a.csv": csv_text(","),
    "a.tsv": csv_text("\t"),
    "a.parquet": parquet(),
    "a.md": markdown(),
}
PAGES: dict[str, bytes] = {
    "a.html": PAGE.format(charset="utf-8").encode(),
    "big5.htm": PAGE.format(charset="gb2312").encode("gb18030"),
    "a.warc.gz": warc(),
    "page": PAGE.format(charset="utf-8").encode(),
}


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_read_as_given(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(RECORDS[name])
    (article,) = articles(tmp_path / name)
    found = (article.key, article.title, article.body.strip(), article.outlet, article.published, article.author)
    assert found == ("r-1", TITLE, BODY, "深港早报", "2026-03-18", "何秋")
    assert (article.origin.path, article.origin.record) == (str(tmp_path / name), 1)


@pytest.mark.parametrize("name", PAGES)
def test_pages_give_body_and_byline(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PAGES[name])
    (article,) = articles(tmp_path / name)
    assert (article.title, article.outlet, article.author) == (TITLE, "深港早报", "何秋")
    assert article.published is not None and article.published.startswith("2026-03-18")
    text = "".join(article.body[s.start : s.end] for s in article.keep) if article.keep else article.body
    assert all(line in text for line in BODY.splitlines())
    assert not any(figure in text for figure in ("31%", "400元", "99999"))


@pytest.mark.parametrize("suffix", [s for f in FORMATS.values() for s in f.suffixes])
def test_every_suffix_is_one_of_a_single_format(suffix: str) -> None:
    assert sum(suffix in f.suffixes for f in FORMATS.values()) == 1


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


@pytest.mark.parametrize("packing", PACKERS)
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_packed_streams_are_opened(tmp_path: Path, packing: str, name: str) -> None:
    path = tmp_path / (name + packing)
    path.write_bytes(PACKERS[packing](RECORDS[name]))
    assert [a.title for a in articles(path)] == [TITLE]


@pytest.mark.parametrize("packing", PACKERS)
def test_streams_packed_in_several_frames_are_read_whole(tmp_path: Path, packing: str) -> None:
    path = tmp_path / ("a.jsonl" + packing)
    path.write_bytes(b"".join(PACKERS[packing](jsonl([{**RECORD, "id": str(i)}])) for i in range(3)))
    assert [a.key for a in articles(path)] == ["0", "1", "2"]


def test_a_zip_is_read_member_by_member_in_sorted_order(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("深/一.jsonl", RECORDS["a.jsonl"])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b/二.jsonl.gz", gzip.compress(RECORDS["a.jsonl"]))
        archive.writestr("a.csv", RECORDS["a.csv"])
        archive.writestr("c.zip", inner.getvalue())
        archive.writestr("__MACOSX/._a.csv", b"\0\1\2")
    assert [a.origin.path for a in articles(path)] == [
        f"{path}!/a.csv",
        f"{path}!/b/二.jsonl.gz",
        f"{path}!/c.zip!/深/一.jsonl",
    ]


def test_stdin_is_json_lines_and_may_be_packed() -> None:
    for data in (RECORDS["a.jsonl"], gzip.compress(RECORDS["a.jsonl"])):
        (article,) = (a for a in read_inputs(["-"], stdin=io.BytesIO(data)) if isinstance(a, RawArticle))
        assert (article.origin.path, article.key) == ("-", "r-1")


def test_the_users_own_field_names_win() -> None:
    line = {
        "body": "短讯",
        "content_html": "".join(f"<p>{line}</p>" for line in BODY.splitlines()),
        "meta": {"day": "2026-03-18"},
        "标题": TITLE,
    }
    own = {"body": "content_html", "published": "meta.day"}
    (article,) = read_inputs(["-"], stdin=io.BytesIO(jsonl([line])), fields=own)
    assert isinstance(article, RawArticle)
    assert (article.title, article.published, article.body) == (TITLE, "2026-03-18", BODY)


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ({"text": "乙", "article": "丙"}, "乙"),
        ({"body": "", "content": "丙"}, "丙"),
        ({"body": None, "正文": "丁"}, "丁"),
        ({"Body": "戊"}, "戊"),
        ({"body": ["己", "庚"]}, "己\n庚"),
    ],
)
def test_the_first_field_with_a_text_is_the_body(record: dict[str, object], wanted: str) -> None:
    found = next(iter(read_inputs(["-"], stdin=io.BytesIO(jsonl([record])))))
    assert isinstance(found, RawArticle) and found.body == wanted


def test_numbers_stay_as_written_and_lists_are_joined() -> None:
    record = '{"id": 12345678901234567890123, "body": "乙", "author": ["何", "林"], "date": 1773800000}'.encode()
    (article,) = read_inputs(["-"], stdin=io.BytesIO(record))
    assert isinstance(article, RawArticle)
    assert (article.key, article.author, article.published) == ("12345678901234567890123", "何、林", "1773800000")


def test_portal_notices_under_a_records_body_are_not_article() -> None:
    body = f"{BODY}\n（责任编辑：何秋）\n特别声明：以上内容为用户上传，共31%。"
    (article,) = read_inputs(["-"], stdin=io.BytesIO(jsonl([{**RECORD, "body": body}])))
    assert isinstance(article, RawArticle)
    assert [body[s.start : s.end].strip() for s in article.keep] == [BODY]


def test_json_content_under_another_suffix_is_told_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "lines.json").write_bytes(jsonl([RECORD, {**RECORD, "id": "r-2"}]))
    (tmp_path / "array.jsonl").write_bytes(RECORDS["a.json"])
    assert [a.key for a in articles(tmp_path / "lines.json")] == ["r-1", "r-2"]
    assert [a.key for a in articles(tmp_path / "array.jsonl")] == ["r-1"]


def test_a_table_without_a_body_column_is_one_reject(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,金额\n1,5亿\n2,6亿\n", encoding="utf-8")
    (tmp_path / "a.parquet").write_bytes(parquet())
    assert [r.reason for r in rejects(tmp_path / "a.csv")] == ["bad_record"]
