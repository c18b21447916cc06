"""Judgements as training material: each line is a small gold cluster in which only what was judged is labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pipeline.codec import plain, to_json
from pipeline.records import Article, Claim, Comparison, Fact, Judgement
from pipeline.report.judged import standing
from pipeline.review.desk import Desk

Json = dict[str, Any]
FINE: Mapping[str, str] = MappingProxyType({"relation": "compatible"})
TAUGHT = frozenset({"conflict", "fine", "not_comparable"})


def export_lines(desk: Desk) -> list[str]:
    """The judgements of a desk as lines of JSON."""
    said = desk.shown().judgements
    there = {article.id: article for article in desk.articles(articles_of(said))}
    return [to_json(line) for line in gold_lines(said, there)]


def articles_of(judgements: Iterable[Judgement]) -> set[str]:
    """The ids of the articles that the lines of these judgements quote."""
    return {claim.article for one in _taught(judgements) if one.fact for claim in one.fact.claims}


def _taught(judgements: Iterable[Judgement]) -> Iterator[Judgement]:
    return (one for one in standing(judgements) if one.verdict in TAUGHT and one.fact is not None)


def gold_lines(judgements: Iterable[Judgement], articles: Mapping[str, Article]) -> Iterator[Json]:
    """One line a judgement that stands and teaches, in the form of `corpus/gold/NNN.json`, with `partial` true.

    `conflict` gives the pairs in conflict, `fine` the same pairs as compatible, `not_comparable` gives traps. Pairs
    that no line holds are not labelled: they are no negatives. Claims of articles that are gone are left out.
    """
    for one in _taught(judgements):
        assert one.fact is not None
        places = _places(one.fact, articles)
        pairs = _pairs(one.fact, places)
        if pairs:
            yield _head(one, one.fact, pairs, articles) | _labels(one, one.fact, pairs, places)


def _places(fact: Fact, articles: Mapping[str, Article]) -> dict[int, Json]:
    there = ((index, claim) for index, claim in enumerate(fact.claims) if claim.article in articles)
    found = ((index, _place(claim, articles[claim.article].raw)) for index, claim in there)
    return {index: place for index, place in found if place is not None}


def _pairs(fact: Fact, places: Mapping[int, Json]) -> list[Comparison]:
    conflicts = (p for p in fact.pairs if p.relation == "conflict" and p.left in places and p.right in places)
    return [p for p in conflicts if fact.claims[p.left].article != fact.claims[p.right].article]


def _used(pairs: Iterable[Comparison]) -> list[int]:
    return sorted({index for pair in pairs for index in (pair.left, pair.right)})


def _head(judgement: Judgement, fact: Fact, pairs: list[Comparison], articles: Mapping[str, Article]) -> Json:
    ids = sorted({fact.claims[index].article for index in _used(pairs)})
    return {
        "cluster": judgement.id,
        "domain": "judged",
        "partial": True,
        "articles": [_article(articles[id_]) for id_ in ids],
        "facts": [],
        "internal": [],
        "traps": [],
        "judgement": {"verdict": judgement.verdict, "reviewer": judgement.reviewer, "at": judgement.at},
    }


def _labels(judgement: Judgement, fact: Fact, pairs: list[Comparison], places: Mapping[int, Json]) -> Json:
    why = judgement.note or "审核时判定"
    if judgement.verdict == "not_comparable":
        return {"traps": [{"left": places[pair.left], "right": places[pair.right], "why": why} for pair in pairs]}
    used = _used(pairs)
    number = {index: place for place, index in enumerate(used)}
    told = []
    for pair in pairs:
        said = {"relation": "conflict", "kind": pair.kind} if judgement.verdict == "conflict" else FINE
        told.append({"left": number[pair.left], "right": number[pair.right], **said, "why": why})
    claims = [places[index] | _value(fact.claims[index]) for index in used]
    about = {"fact": "F1", "subject": fact.subject, "attribute": fact.attribute, "scope": fact.scope}
    return {"facts": [about | {"claims": claims, "pairs": told}]}


def _article(article: Article) -> Json:
    parts = {"id": article.id, "outlet": article.outlet or "", "published": article.published or ""}
    return parts | {"title": article.raw_title, "body": article.raw}


def _place(claim: Claim, body: str) -> Json | None:
    """Where a claim stands in a body, as a quote and which of its like; None where it is not there any more."""
    start = claim.raw.start
    if body[start : claim.raw.end] != claim.text or not claim.text:
        sentence = body.find(claim.quote) if claim.quote else -1
        start = sentence + claim.raw.start - claim.raw_sentence.start
        if sentence < 0 or body[start : start + len(claim.text)] != claim.text:
            return None
    occurrence, at = 0, -1
    while at < start:
        at = body.find(claim.text, at + 1)
        occurrence += 1
    return {"article": claim.article, "quote": claim.text, "occurrence": occurrence}


def _value(claim: Claim) -> Json:
    quantity, timex = claim.mention.quantity, claim.mention.timex
    as_of = claim.scope.as_of
    if quantity is None:
        value = timex.start or timex.value if timex is not None else claim.text
        return {"value": value, "high": None, "unit": "日期", "modifier": "exact", "as_of": as_of}
    low = quantity.stated if quantity.stated is not None else quantity.low
    high = quantity.high if quantity.stated is None else None
    return {
        "value": plain(low) if low is not None else None,
        "high": plain(high) if high is not None else None,
        "unit": quantity.currency or quantity.unit or "",
        "modifier": quantity.hedge,
        "as_of": as_of,
    }
