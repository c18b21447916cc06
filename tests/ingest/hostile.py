"""A corpus of hostile inputs, each a file name with its bytes, all made here and the same every time."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

GOOD = {"id": "good", "outlet": "甲报", "published": "2026-03-18", "title": "年报", "body": "公司全年营收5亿元。"}
TEXT = "公司全年营业收入184.37亿元，同比增长21.6%；员工3210人。"


class Hostile(NamedTuple):
    """One input: the name of its file, which tells its format, and what is in it."""

    name: str
    data: bytes


def line(**fields: object) -> bytes:
    """One record that is good but for the fields given."""
    return (json.dumps({**GOOD, **fields}, ensure_ascii=True) + "\n").encode()


# Texts that are hard to read, whatever they arrive in.
TEXTS: dict[str, str] = {
    "nul": "营收5\0亿元。\0\0",
    "controls": "".join(map(chr, range(32))) + TEXT,
    "c1": "".join(map(chr, range(0x7F, 0xA0))) + TEXT,
    "rtl": "\u202e营收5亿元\u202c。\u200f\u2067增长\u2069",
    "zero-width": "\u200b".join(TEXT),
    "soft-hyphen": "\xad".join(TEXT),
    "bom-inside": "\ufeff".join(TEXT),
    "combining": "".join(c + "\u0301\u0336\u0489" for c in TEXT),
    "emoji": "营收👨‍👩‍👧‍👦5亿元🇨🇳，增长②①％",
    "private-use": "\ue000\uf8ff营收5亿元",
    "astral": "𠮷野家营收𝟓𝟎亿元",
    "variation": "葛\U000e0100城营收5亿元",
    "noncharacters": "\ufdd0\ufffe\uffff营收5亿元",
    "replacement": "\ufffd" * 200 + "营收5亿元",
    "other-digits": "营收٣٤亿元，增长५%，Ⅻ，⑤亿，㈤，㊄",
    "full-width": "营收１２，３４５．６７亿元，增长２１．６％",
    "10000-digits": "营收" + "9" * 10_000 + "亿元。",
    "10000-decimals": "营收0." + "3" * 10_000 + "亿元。",
    "exponent": "营收1e999999999亿元，1E-999999999，9e9e9",
    "chinese-digits": "营收" + "九" * 5000 + "亿元。",
    "multipliers": "营收1" + "万亿" * 2000 + "元。",
    "tens": "营收" + "十百千" * 1500 + "元。",
    "groups": "营收" + "1," * 3000 + "000元。",
    "dots": "营收1" + ".1" * 3000 + "元。",
    "ranges": "营收" + "1至2-3~" * 800 + "元。",
    "hedges": "约超近逾" * 1000 + "5亿元。",
    "per-cents": "百分之" * 1500 + "五。增长%%%%%",
    "fractions": "三分之" * 1500 + "一",
    "zero-divisor": "占0/0、1/0，零分之一，0%，增长-0%",
    "signs": "-" * 2000 + "5" + "+" * 2000,
    "brackets": "（" * 4000 + "5亿元" + "）" * 3999,
    "quotes": "“" * 4000 + "营收5亿元",
    "book-marks": "《" * 4000 + "5" + "》",
    "commas": "，" * 20_000,
    "stops": "。" * 20_000,
    "ideographic-spaces": "\u3000" * 20_000 + "营收5亿元",
    "carriage-returns": "\r".join([TEXT] * 50),
    "line-separators": "\u2028".join([TEXT] * 50) + "\x85\x0b\x0c",
    "one-sentence": "营收分别为" + "、".join(f"{n}亿元" for n in range(1500)),
    "no-end": "营收增长的" * 3000,
    "same-line": "营收5亿元\n" * 2000,
    "year-0": "公元0年0月0日，0000-00-00，公元前221年，第0届",
    "year-9999": "9999年12月31日24时60分，10000年1月1日，99999年",
    "bad-days": "2026年2月30日、13月45日、星期八、25时61分，闰2月29日",
    "date-flood": "2026年3月5日至" * 800,
    "clock-flood": "12:34:56" * 1000,
    "entities": "&nbsp;" * 500 + "&#x110000;&#0;&#xD800;&amp;amp;amp;&bogus;" + TEXT,
    "pinyin": "據(jù)" * 500 + "（" + "zhuāng" * 500,
    "mojibake": TEXT.encode().decode("latin-1") * 20,
    "gbk-mojibake": "锟斤拷" * 300 + "烫烫烫屯屯屯",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>营收5亿元",
    "template": "{{7*7}}${7*7}<%=7*7%>#{7*7}营收5亿元",
    "formula": '=HYPERLINK("http://x";"营收")\n+1+1\n@SUM(A1)\n-5亿元',
    "sql": "'; DROP TABLE articles; --营收5亿元",
    "path": "../../../../etc/passwd\n/dev/null\n营收5亿元",
    "format": "%s%n%x{0}{}\\x00\\u0000营收5亿元",
    "markup": "<p><b>营收</p>5</b>亿元<table><tr><td>" * 200,
    "names": "".join(f"林{chr(0x4E00 + n)}川说，" for n in range(800)),
    "latin": "The company said revenue rose 5.3% to $3.2bn. " * 50,
    "json-inside": json.dumps([GOOD] * 20, ensure_ascii=False),
}


def texts() -> Iterator[Hostile]:
    """Every hard text as a record of JSON lines, a plain text, a page, a table and Markdown."""
    for name, text in TEXTS.items():
        yield Hostile(f"text-{name}.jsonl", line(id=name, body=text, title=text[:200]))
        yield Hostile(f"text-{name}.txt", text.encode("utf-8", "replace"))
        yield Hostile(f"text-{name}.html", f"<html><title>{text[:80]}</title><p>{text}".encode("utf-8", "replace"))
        yield Hostile(f"text-{name}.csv", f'id,body,date\n1,"{text}",2026-03-18\n'.encode("utf-8", "replace"))
        yield Hostile(f"text-{name}.md", f"---\ntitle: {text[:80]}\n---\n# {text}".encode("utf-8", "replace"))


FIELDS: dict[str, dict[str, object]] = {
    "surrogate-id": {"id": "\udc80\ud800", "title": "\ud83d", "outlet": "\udfff", "body": "营收\ud83d5亿元"},
    "id-list": {"id": [1, [2, [3]]]},
    "id-object": {"id": {"name": "x", "id": {"name": "y"}}},
    "id-long": {"id": "9" * 100_000},
    "id-path": {"id": "../../../etc/passwd\0\n"},
    "id-suffix": {"id": "good~00000000"},
    "id-blank": {"id": "  \n"},
    "id-nan": {"id": float("nan"), "published": float("inf")},
    "title-long": {"title": "营收5亿元" * 50_000},
    "title-lines": {"title": "营收\n5亿\r\n元\u2028" * 100},
    "outlet-long": {"outlet": "报" * 100_000},
    "outlet-object": {"outlet": {"name": ["甲报", None, 3]}},
    "date-0": {"published": "0000-00-00"},
    "date-1": {"published": "0001-01-01T00:00:00Z"},
    "date-9999": {"published": "9999-12-31T23:59:59+14:00"},
    "date-10000": {"published": "10000-01-01"},
    "date-negative": {"published": -62135596800},
    "date-epoch": {"published": 10**30},
    "date-digits": {"published": "1" * 10_000},
    "date-zone": {"published": "2026-03-18T10:00:00+99:99"},
    "date-words": {"published": "昨天下午三点"},
    "date-list": {"published": ["2026", 3, 18]},
    "url-script": {"url": "javascript:alert(1)//营收"},
    "url-data": {"url": "data:text/html,<script>alert(1)</script>"},
    "url-long": {"url": "http://a.cn/" + "a" * 200_000},
    "url-quotes": {"url": "http://a.cn/\"'><script>alert(1)</script>"},
    "region-none": {"region": "ZZ"},
    "region-long": {"region": "中国大陆"},
    "author-deep": {"author": [[[["何秋"]]]]},
    "body-list": {"body": ["营收5亿元。", "增长3%。"]},
    "body-mixed-list": {"body": ["营收5亿元。", None, 3]},
    "body-number": {"body": 5},
    "body-null": {"body": None},
    "body-object": {"body": {"text": "营收5亿元。"}},
    "body-spaces": {"body": " \u3000\n\t\u200b"},
    "body-html": {"body": "<p>" * 3000 + "营收5亿元" + "<script>" * 100},
    "extra-fields": {f"字段{n}": "x" * 50 for n in range(2000)},
}


def records() -> Iterator[Hostile]:
    """Records with a field that is not what it should be, and lines that are no records."""
    for name, fields in FIELDS.items():
        yield Hostile(f"field-{name}.jsonl", line(**fields) + line(id=f"after-{name}"))
    one = line(id="twin", body="两人获救。").decode()
    yield Hostile("twins.jsonl", (one + one.replace("两", "三") + one).encode())
    yield Hostile("deep-array.jsonl", b"[" * 200_000 + b"\n" + line())
    yield Hostile("deep-object.json", b'{"a":' * 200_000)
    yield Hostile("deep-closed.json", b"[" * 50_000 + b"]" * 50_000)
    yield Hostile("keys-twice.jsonl", b'{"body": "a", "body": "b", "id": 1, "id": 2}\n')
    yield Hostile("crlf.jsonl", line().replace(b"\n", b"\r\n") * 3)
    yield Hostile("separator.jsonl", b"\x1e" + line() + b"\x1e" + line(id="2"))
    yield Hostile("two-on-a-line.jsonl", line().strip() + line(id="2"))
    yield Hostile("broken-strings.json", b'[{"body": "x}, ' * 500)
    yield Hostile("commas.json", b"[" + b"," * 50_000 + b"]")
    yield Hostile("numbers.json", b"[" + b"9" * 50_000 + b"]")
    yield Hostile("backslashes.json", b'[{"body": "' + b"\\" * 50_001 + b'"}]')
    yield Hostile("bad-escapes.jsonl", b'{"body": "\\ud800\\udc00\\ud800 \\q \\u12"}\n')
    yield Hostile("quotes.csv", b'id,body\n1,"' + b'""' * 20_000)
    yield Hostile("columns.csv", b"body" + b"," * 20_000 + b"\nx" + b"," * 20_000)
    yield Hostile("header-twice.csv", b"body,body,id,id\na,b,1,2\n")
    yield Hostile("semicolons.csv", "正文;日期\n营收5亿元;2026\n".encode("gb18030"))
    yield Hostile("front.md", b"---\n" * 2000 + b"a: b\n" * 2000)
    yield Hostile("front-open.md", b"---\ntitle: x\n" + b"- y\n" * 20_000)
    yield Hostile("links.md", ("[" * 5000 + "营收5亿元" + "](" * 5000).encode())
    yield Hostile("emphasis.md", ("# x\n" + "*_`~" * 5000 + "营收5亿元").encode())


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


def packed() -> Iterator[Hostile]:
    """Packed dumps cut short, with bits turned, packed many times over, with something behind them."""
    data = b"".join(line(id=f"p{n}", body=f"营收{n}亿元。" * 20) for n in range(300))
    chance = random.Random(7)
    for name, pack in PACKERS.items():
        whole = pack(data)
        for cut in (1, 5, len(whole) // 3, len(whole) - 1):
            yield Hostile(f"cut-{cut}.jsonl.{name}", whole[:cut])
        for turn in range(3):
            bad = bytearray(whole)
            bad[chance.randrange(len(bad))] ^= 1 << turn
            yield Hostile(f"turned-{turn}.jsonl.{name}", bytes(bad))
        yield Hostile(f"tail.jsonl.{name}", whole + b"\0\1\2 something else" * 9)
        yield Hostile(f"twice.jsonl.{name}", pack(line(id=f"a-{name}")) + pack(line(id=f"b-{name}")))
        deep = line()
        for _ in range(9):
            deep = pack(deep)
        yield Hostile(f"deep.jsonl.{name}", deep)
        yield Hostile(f"wrong-suffix-{name}.jsonl", whole)
        yield Hostile(f"not-packed.jsonl.{name}", data)
        yield Hostile(f"bomb.jsonl.{name}", pack(b"\n" * (1 << 25)))


MEMBERS = (
    *(
        "../out.jsonl",
        "../../../../tmp/out.jsonl",
        "/abs/out.jsonl",
        "..\\out.jsonl",
        "C:\\out.jsonl",
        "a/../../b.jsonl",
    ),
    *("a\nb.jsonl", "a\tb.jsonl", "\u202ea.jsonl", "con.jsonl", "." * 200 + ".jsonl", "深" * 80 + ".jsonl", " .jsonl"),
    *("x/" * 100 + "a.jsonl", "a.jsonl/", "-.jsonl", "*.jsonl", "~root.jsonl", "$HOME.jsonl", "__MACOSX/a.jsonl"),
)


def _zip(*members: tuple[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", pack) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    return sink.getvalue()


def archives() -> Iterator[Hostile]:
    """Archives whose members lead out, lie about their size, hold each other or are damaged."""
    for number, name in enumerate(MEMBERS):
        yield Hostile(
            f"member-{number}.zip", _zip((name, line(id=f"m{number}")), ("good.jsonl", line(id=f"g{number}")))
        )
    whole = _zip(("a.jsonl", line(id="z1")), ("b.jsonl", line(id="z2")))
    for cut in (10, len(whole) // 2, len(whole) - 5):
        yield Hostile(f"cut-{cut}.zip", whole[:cut])
    for place in (14, 18, 22, whole.index(b"PK\1\2") + 16, whole.index(b"PK\1\2") + 42, whole.index(b"PK\5\6") + 16):
        bad = bytearray(whole)
        bad[place : place + 4] = b"\xff\xff\xff\x7f"
        yield Hostile(f"lie-{place}.zip", bytes(bad))
    nested = line()
    for depth in range(8):
        nested = _zip((f"{depth}.zip" if depth else "a.jsonl", nested))
    yield Hostile("nested.zip", nested)
    yield Hostile("bomb.zip", _zip(("a.jsonl", b"\n" * (1 << 26)), ("b.jsonl", line(id="after-bomb"))))
    yield Hostile("many.zip", _zip(*((f"{n}.txt", b"") for n in range(2000)), pack=zipfile.ZIP_STORED))
    yield Hostile(
        "same-names.zip", _zip(("a.jsonl", line(id="s1")), ("b.jsonl", line(id="s2"))).replace(b"b.jsonl", b"a.jsonl")
    )
    yield Hostile("empty.zip", _zip())
    yield Hostile("behind.zip", b"#!/bin/sh\n" + whole)


def crawls() -> Iterator[Hostile]:
    """Crawls whose lengths, headers and pages are wrong."""
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><title>x</title><p>" + TEXT.encode()
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.cn/1\r\nWARC-Date: 2026-03-18T00:00:00Z\r\n"
    good = head + b"Content-Length: %d\r\n\r\n" % len(page) + page + b"\r\n\r\n"
    for length in (b"0", b"-1", b"5", b"99999999999999999999", b"x", b"", b"1e3", b"0x10", b"%d" % (len(page) + 7)):
        record = head + b"Content-Length: " + length + b"\r\n\r\n" + page + b"\r\n\r\n"
        yield Hostile(f"length-{length.decode() or 'none'}.warc", good + record + good)
    yield Hostile("headers.warc", b"WARC/1.0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n")
    yield Hostile("no-length.warc", head + b"\r\n" + page)
    yield Hostile("no-http.warc", head + b"Content-Length: 3\r\n\r\nabc\r\n\r\n")
    yield Hostile("chunked.warc", good.replace(b"Content-Type", b"Transfer-Encoding: chunked\r\nContent-Type"))
    yield Hostile("gzip-page.warc", good.replace(b"Content-Type", b"Content-Encoding: gzip\r\nContent-Type"))
    yield Hostile("charset.warc", good.replace(b"utf-8", b"x-none"))
    yield Hostile("version.warc", good.replace(b"WARC/1.0", b"WARC/9.9"))
    yield Hostile("members.warc.gz", gzip.compress(good) + gzip.compress(good)[:-9] + gzip.compress(good))
    yield Hostile("cut.warc", good[: len(good) // 2])


def pages() -> Iterator[Hostile]:
    """Pages that no browser would mend."""
    body = f"<p>{TEXT}</p>"
    made = {
        "nested": "<div>" * 20_000 + body,
        "unclosed": f"<html><p>{TEXT}" * 500,
        "attributes": "<p " + " ".join(f"a{n}='{n}'" for n in range(20_000)) + f">{TEXT}",
        "comment": f"<!-- {'-' * 50_000} {body}",
        "script": f"<script>var a = '{TEXT * 500}';{body}",
        "style": f"<style>{'a{}' * 20_000}</style>{body}",
        "entities": "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>" + "&b;" * 5000 + body,
        "cdata": f"<![CDATA[{body}]]>",
        "tables": "<table><tr><td>" * 5000 + TEXT,
        "links": f"<a href='x'>{TEXT}</a>" * 2000,
        "meta": "<meta charset='x-none'>" * 500 + body,
        "refresh": "<meta http-equiv=refresh content='0;url=file:///etc/passwd'>" + body,
        "frames": "<iframe src='file:///etc/passwd'></iframe>" * 500 + body,
        "json-ld": '<script type="application/ld+json">{"articleBody": "' + "[" * 50_000 + "</script>" + body,
        "dates": "".join(f"<time datetime='{n}-99-99'>" for n in range(5000)) + body,
        "image": f"<img src='data:image/png;base64,{'A' * 200_000}'>{body}",
        "upper": f"<HTML><BODY><P>{TEXT}</BODY></HTML>" * 3,
        "tags": "".join(f"<x{n}>" for n in range(20_000)) + TEXT,
    }
    for name, text in made.items():
        yield Hostile(f"page-{name}.html", f"<html><body>{text}".encode())
    yield Hostile("page-lies.html", f"<meta charset='utf-8'>{body}".encode("gb18030"))
    yield Hostile("page-bytes.html", b"<html><p>" + bytes(range(256)) * 50)


def tables() -> Iterator[Hostile]:
    """Parquet files that are cut or hold what no article is."""
    columns = {
        "numbers": pa.table({"body": [1, 2], "date": [1.5, None]}),
        "lists": pa.table({"body": [[TEXT], []], "id": [[1], [2]]}),
        "structs": pa.table({"body": [{"text": TEXT}], "title": [{"name": "x"}]}),
        "bytes": pa.table({"body": [b"\xff\xfe\0", TEXT.encode()]}),
        "nulls": pa.table({"body": pa.nulls(3), "id": [1, 2, 3]}),
        "empty": pa.table({"body": pa.array([], pa.string())}),
        "no-body": pa.table({"x": ["a"]}),
        "decades": pa.table({"body": [TEXT], "date": pa.array([253402300799000], pa.timestamp("ms"))}),
        "old": pa.table({"body": [TEXT], "date": pa.array([-(2**62)], pa.timestamp("us"))}),
    }
    for name, table in columns.items():
        sink = io.BytesIO()
        pq.write_table(table, sink)
        yield Hostile(f"table-{name}.parquet", sink.getvalue())
    whole = sink.getvalue()
    for cut in (4, len(whole) // 2, len(whole) - 3):
        yield Hostile(f"table-cut-{cut}.parquet", whole[:cut])
    yield Hostile("table-footer.parquet", whole[:-8] + struct.pack("<I", 2**31) + b"PAR1")


ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "gb18030", "big5hkscs", "cp950")
ENCODINGS += ("euc_kr", "shift_jis", "iso2022_jp", "hz", "cp037", "koi8-r")


def encodings() -> Iterator[Hostile]:
    """Texts in every encoding, cut inside a character, and two encodings in one file."""
    record = line().decode().encode("ascii").decode("unicode_escape")
    for name in ENCODINGS:
        data = (TEXT * 5).encode(name, "replace")
        yield Hostile(f"code-{name}.txt", data)
        yield Hostile(f"code-{name}-odd.txt", data[:-1] + b"\xff")
        yield Hostile(f"code-{name}.jsonl", record.encode(name, "replace") * 2)
    yield Hostile(
        "code-mixed.jsonl", record.encode("utf-8") + record.encode("gb18030") + record.encode("big5", "replace")
    )
    yield Hostile("code-overlong.txt", b"\xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80" * 50 + TEXT.encode())
    yield Hostile("code-cesu.jsonl", '{"body": "营收5亿元𠮷"}'.encode("utf-16", "surrogatepass"))
    yield Hostile("code-surrogates.txt", "\ud800\udfff".encode("utf-8", "surrogatepass") * 50 + TEXT.encode())


FAMILIES = (texts, records, packed, archives, crawls, pages, tables, encodings)


def corpus() -> Iterator[Hostile]:
    """Every hostile input."""
    for family in FAMILIES:
        yield from family()
