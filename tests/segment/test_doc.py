"""Readings as spaCy documents, in our vocabulary and in a user's own pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from pipeline.convert import to_article
from pipeline.records import Article, Mention, Name, Origin, Quantity, RawArticle, Span, Timex

spacy = pytest.importorskip("spacy")

TEXT = "阿里云2月6日称，客户超400家，据(jù)悉投资３０億元"


@dataclass(frozen=True)
class Read:
    article: Article
    mentions: tuple[Mention, ...]
    names: tuple[Name, ...]


class FakeReader:
    """Finds three figures and a name where they stand in any text that holds them."""

    def read(self, text: str) -> Read:
        article = to_article(RawArticle(Origin("-"), None, "", text))

        def at(surface: str) -> Span:
            start = article.text.index(surface)
            return Span(start, start + len(surface))

        money = Quantity(Decimal("3E+9"), Decimal("3E+9"), Decimal("3E+9"), Decimal("1E+8"), currency="CNY")
        more = Quantity(Decimal(400), Decimal(400), None, Decimal(100), "more_than", unit="{company}")
        day = Timex("DATE", "2026-02-06", start="2026-02-06", end="2026-02-07")
        mentions = (
            Mention("date", at("2月6日"), at("2月6日"), timex=day),
            Mention("quantity", at("超400家"), at("400家"), quantity=more),
            Mention("money", at("30亿元"), at("30亿元"), quantity=money),
        )
        return Read(article, mentions, (Name(at("阿里云"), "ORG", "阿里云"), Name(at("阿里"), "ORG", "阿里巴巴")))


def test_a_reading_as_a_document() -> None:
    from pipeline.segment.doc import to_doc

    reading = FakeReader().read(TEXT)
    doc = to_doc(reading.article, reading.mentions, reading.names)
    assert doc.text == reading.article.text
    assert [(s.text, s.label_, s.kb_id_) for s in doc.spans["quantity"]] == [
        ("超400家", "quantity", "400/.. {company}"),
        ("30亿元", "money", "3000000000 CNY"),
    ]
    assert [(s.text, s.kb_id_) for s in doc.spans["time"]] == [("2月6日", "2026-02-06")]
    assert [(e.text, e.label_, e.kb_id_) for e in doc.ents] == [("阿里云", "ORG", "阿里云")]
    again = spacy.tokens.Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert again.spans["name"][0].text == "阿里云"


def test_documents_live_in_a_memory_zone() -> None:
    from pipeline.segment.doc import docs

    found = [[s.text for s in doc.spans["time"]] for doc in docs(FakeReader().read(TEXT) for _ in range(3))]
    assert found == [["2月6日"]] * 3


def test_in_a_pipeline_of_the_user_spans_lie_in_his_text() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("heshu", config={"reader": f"{__name__}:FakeReader"})
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert [s.text for s in doc.spans["quantity"]] == ["超400家", "３０億元"]
    assert [e.text for e in doc.ents] == ["阿里云"]


def test_entities_of_the_user_stay() -> None:
    nlp = spacy.blank("zh")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "MINE", "pattern": "阿里"}])
    nlp.add_pipe("heshu", config={"reader": f"{__name__}:FakeReader"})
    assert [(e.text, e.label_) for e in nlp(TEXT).ents] == [("阿里", "MINE")]


def test_the_factory_is_found_by_its_entry_point() -> None:
    assert spacy.blank("zh").has_factory("heshu")
