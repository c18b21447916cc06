"""What a cross-check finds in articles one by one: heading, sums, and what copies have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.crosscheck.arithmetic import check_article
from pipeline.crosscheck.dossiers import to_heading
from pipeline.crosscheck.reprints import sketch
from pipeline.records import Article, Check, Claim
from pipeline.store.kept import Heading
from pipeline.store.view import View

AT_ONCE = 500


@dataclass(slots=True)
class Survey:
    """Headings and sketches by article, and all checks."""

    headings: dict[str, Heading] = field(default_factory=dict)
    sketches: dict[str, tuple[int, ...]] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    def take(self, article: Article, claims: Sequence[Claim]) -> None:
        """Adds what one article shows; without claims no sums."""
        self.headings[article.id] = to_heading(article)
        self.sketches[article.id] = sketch(article.text)
        self.checks.extend(check_article(article, claims))


def survey(view: View, articles: Iterable[str], sums: bool) -> Survey:
    """What articles of a store show, with their sums or without."""
    found = Survey()
    ids = iter(articles)
    while some := list(islice(ids, AT_ONCE)):
        claims: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in view.claims(some) if sums else ():
            claims[claim.article].append(claim)
        for article in view.articles(some):
            found.take(article, claims[article.id])
    return found
