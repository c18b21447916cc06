"""claimreview.jsonld: schema.org ClaimReview for each side of each conflict, honest: it rates nothing true or false."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.codec import mended
from pipeline.report.links import safe_url
from pipeline.report.model import ClaimView, FactView, Report, SideView
from pipeline.report.passages import plain
from pipeline.report.phrases import TAGS, interface_language, phrase

Node = dict[str, Any]


def _filled(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}


def _appearance(view: ClaimView) -> Node:
    card = view.card
    publisher = {"@type": "NewsMediaOrganization", "name": card.outlet} if card.outlet else None
    return _filled(
        {
            "@type": "NewsArticle",
            "identifier": card.id,
            "headline": card.title,
            "url": safe_url(card.url),
            "datePublished": card.published,
            "publisher": publisher,
            "inLanguage": {"hans": "zh-Hans", "hant": "zh-Hant"}.get(card.script, "zh"),
        }
    )


def _claim(view: FactView, side: SideView) -> Node:
    first = side.claims[0]
    said_by = first.claim.attribution or first.card.outlet
    return _filled(
        {
            "@type": "Claim",
            "name": " ".join(filter(None, [view.fact.subject, view.fact.attribute, view.scope.hans])),
            "text": plain(first.quote),
            "author": {"@type": "Organization", "name": said_by} if said_by else None,
            "datePublished": first.card.published,
            "appearance": [_appearance(claim) for claim in side.claims],
        }
    )


def _review(report: Report, view: FactView, number: int, side: SideView) -> Node:
    language = interface_language(report.lang)
    others = [one.value for one in view.sides if one is not side]
    return _filled(
        {
            "@type": "ClaimReview",
            "@id": f"#{view.fact.id}-{number}",
            "inLanguage": TAGS[language],
            "claimReviewed": f"{view.fact.subject} {view.fact.attribute}：{side.value}",
            "itemReviewed": _claim(view, side),
            "reviewRating": {
                "@type": "Rating",
                "alternateName": phrase("rating.disagrees").get(language),
                "ratingExplanation": f"{side.value} ／ {' ／ '.join(others)}",
            },
            "reviewBody": view.why.get(language) if view.why is not None else None,
            "author": {"@type": "Organization", "name": phrase("app.name").get(language)},
        }
    )


def _reviews(report: Report) -> Iterator[Node]:
    for view in report.conflicts:
        for number, side in enumerate(view.sides, 1):
            yield _review(report, view, number, side)


def write_claimreview(report: Report, out: BinaryIO) -> None:
    """claimreview.jsonld: one graph, gravest conflict first; no number is invented for the rating."""
    graph = {"@context": "https://schema.org", "@graph": list(_reviews(report))}
    text = json.dumps(graph, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    out.write((mended(text) + "\n").encode("utf-8"))
