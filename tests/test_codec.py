"""The serialiser: whatever is written is read back the same, and JSON lines hold in UTF-8."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codec import claims_table, decode, encode, mended, plain, read_lines, to_json, write_lines
from pipeline.convert.offsets import OffsetMap
from pipeline.records import Article, Check, Claim, Fact, Judgement, Mention, RawArticle, Reject, Span

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
TEXTS = st.text(st.characters(), max_size=12)


@pytest.fixture(autouse=True, scope="module")
def _strategies() -> None:
    st.register_type_strategy(Decimal, NUMBERS)
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    st.register_type_strategy(str, TEXTS)
    st.register_type_strategy(int, st.integers(-(2**40), 2**40))
    st.register_type_strategy(datetime, st.datetimes())


@pytest.mark.parametrize("kind", [RawArticle, Mention, Claim, Reject, Check, Fact, Judgement])
@given(data=st.data())
def test_records_come_back(kind: type[Any], data: st.DataObject) -> None:
    record = data.draw(st.from_type(kind))
    assert decode(kind, json.loads(to_json(encode(record)))) == record


@given(data=st.data())
def test_articles_come_back_with_their_maps(data: st.DataObject) -> None:
    shown = OffsetMap.identity(data.draw(st.integers(0, 50)))
    article = data.draw(st.builds(Article, to_raw=st.just(shown), title_to_raw=st.just(shown)))
    assert decode(Article, json.loads(to_json(encode(article))), OffsetMap.from_ints) == article


def test_an_article_needs_who_rebuilds_its_map() -> None:
    with pytest.raises(TypeError, match="span_map"):
        decode(Article, {"to_raw": [1, 1, 0, 0, 1]})


@given(NUMBERS)
def test_numbers_are_plain_and_exact(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert "E" not in text.upper() and "_" not in text
    assert text == "0" or not (("." in text) and text.endswith(("0", ".")))


def test_ten_thousand_digits_stay() -> None:
    number = Decimal("7" * 10_000 + "." + "3" * 5_000)
    assert plain(number) == "7" * 10_000 + "." + "3" * 5_000


@given(st.text(st.one_of(st.characters(), st.characters(categories=["Cs"])), max_size=20))
def test_every_text_can_be_written_and_mended_keeps_its_length(text: str) -> None:
    assert json.loads(to_json(text).encode("utf-8")) == text
    mended(text).encode("utf-8")
    assert len(mended(text)) == len(text)


def test_lines_of_records(tmp_path: Path) -> None:
    rejects = [Reject("坏\u2028.jsonl", n, "ingest", "bad_json", "第3行", '{"坏') for n in range(5)]
    path = tmp_path / "rejects.jsonl"
    assert write_lines(path, map(encode, rejects)) == 5
    assert list(read_lines(path, Reject)) == rejects
    assert path.read_bytes().count(b"\n") == 5 and b"\r" not in path.read_bytes()


@given(data=st.data())
def test_claims_as_a_table(data: st.DataObject) -> None:
    claims = data.draw(st.lists(st.from_type(Claim), max_size=3))
    table = claims_table(claims)
    assert table.schema == claims_table([]).schema
    assert table.column("id").to_pylist() == [mended(claim.id) for claim in claims]
    assert [Span(*pair) for pair in zip(*(table.column(c).to_pylist() for c in ("start", "end")), strict=True)] == [
        claim.raw for claim in claims
    ]
