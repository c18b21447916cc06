"""Small records for tests of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from pipeline.convert.offsets import OffsetMap
from pipeline.records import (
    Article,
    Check,
    Claim,
    Comparison,
    Fact,
    Mention,
    Origin,
    Quantity,
    RawArticle,
    Ref,
    Scope,
    Span,
    content_id,
)
from pipeline.store.kept import Found, Heading, Update
from pipeline.store.rows import Rows, to_rows


def make_raw(id_: str, body: str, outlet: str = "新华社", published: str = "2026-02-06") -> RawArticle:
    return RawArticle(Origin(f"{id_}.txt"), id_, "標題", body, outlet=outlet, published=published)


def make_article(raw: RawArticle) -> Article:
    shown = OffsetMap.identity(len(raw.body))
    return Article(
        id=raw.key or "",
        digest="",
        origin=raw.origin,
        outlet=raw.outlet,
        published=raw.published,
        reference=datetime(2026, 2, 6),
        date_reason="given",
        title="标题",
        raw_title=raw.title,
        text=raw.body,
        raw=raw.body,
        body=Span(0, len(raw.body)),
        script="hans",
        region="CN",
        to_raw=shown,
        title_to_raw=OffsetMap.identity(2),
    )


def make_claim(article: str, value: str, keys: Sequence[str], start: int = 3, as_of: str | None = None) -> Claim:
    number = Decimal(value)
    quantity = Quantity(number, number, number, Decimal(1), unit="{zone}")
    span = Span(start, start + len(value) + 1)
    return Claim(
        id=content_id("c", [article, value, start]),
        article=article,
        mention=Mention("quantity", span, span, quantity=quantity, rules=("numeral", "unit")),
        text=f"{value}个",
        raw=span,
        subject=Ref("阿里云", "阿里云", Span(0, 3)),
        attribute=Ref("可用区", "zones"),
        scope=Scope(as_of=as_of),
        frame="asserted",
        attribution=None,
        sentence=Span(0, span.end),
        raw_sentence=Span(0, span.end),
        quote=f"阿里云{value}个",
        keys=tuple(keys),
    )


def make_rows(
    id_: str,
    value: str = "95",
    keys: Sequence[str] = ("zones",),
    mark: str = "f1",
    as_of: str | None = None,
    about: str = "n:阿里云",
) -> Rows:
    raw = make_raw(id_, f"阿里云{value}个可用区")
    claim = make_claim(id_, value, keys, as_of=as_of)
    return to_rows(raw, make_article(raw), [claim], mark, profile=[(about, 12.5)])


def make_finding() -> tuple[Fact, Check]:
    claims = (make_claim("a", "95", ["k"]), make_claim("b", "92", ["k"]))
    pair = Comparison(0, 1, "conflict", "value", "两个数不同", kind="value", severity=0.8, confidence=0.9)
    fact = Fact("f-1", "阿里云", "可用区", "", "conflict", 0.8, 2, claims, (1, 2), (pair,))
    return fact, Check("k-1", "a", "sum", "3 + 1 = 4", (Span(0, 1),), ("3",), "consistent", 0.0, "合")


def make_update(
    fact: Fact, check: Check, roots: Mapping[str, str], states: Mapping[str, str | None] | None = None
) -> Update:
    """An update of a store that has articles `a` and `b` and no more than one fact and one sum."""
    seen = {article: state or "" for article, state in (states or roots).items()}
    return Update(
        articles=list(seen),
        states=seen,
        headings=[Heading(article, datetime(2026, 2, 6), "标题", "新华社") for article in seen],
        checks=[check],
        sketches=[("a", 7)],
        roots=roots,
        crowded={"n:中国"},
        met=[],
        meetings=[("a", "b", 0.5)],
        keys=["k"],
        standing=[],
        pairs=[("a", "b")],
        chances=[],
        stories=[("a", "b")],
        parts_gone=["p"],
        parts=[],
        facts=[Found(fact, "p", ("a", "b"))],
    )
