"""Cross-checks a corpus: from a view of the store to facts, checks and reprint families."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.config import Config
from pipeline.crosscheck.align import Aligner, load_aligner
from pipeline.crosscheck.arithmetic import check_article
from pipeline.crosscheck.cluster import Pair, cluster
from pipeline.crosscheck.events import CROWD, LEAST, same_event_pairs
from pipeline.crosscheck.facts import Matches, Source, build_fact, is_live
from pipeline.crosscheck.features import Card, comparable
from pipeline.crosscheck.reprints import lineages
from pipeline.crosscheck.scene import align_articles, days_named, hours_named, ordered
from pipeline.crosscheck.scoring import same_number, to_cards, value_key
from pipeline.records import Article, Check, Claim, Fact
from pipeline.store import View


@dataclass(frozen=True, slots=True)
class Findings:
    """What a cross-check found: facts gravest first, checks by article, the reprint family of each article.

    `doubtful` are facts whose alignment is a guess: they stand in a list of their own.
    """

    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    lineages: Mapping[str, int]
    doubtful: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the cross-check keeps of each article."""

    cards: Mapping[str, tuple[Card, ...]]
    sources: Mapping[str, Source]
    events: Mapping[Pair, float]
    checks: tuple[Check, ...]


def crosscheck(view: View, config: Config) -> Findings:
    """Compare every figure of a store with those of other articles that may be about the same fact."""
    corpus = read_corpus(view, config, load_aligner())
    matches = match_corpus(corpus, load_aligner(), standing_pairs(view))
    facts = tuple(build_facts(corpus, matches, config.same_fact, config))
    families = {article: source.lineage for article, source in corpus.sources.items()}
    return Findings(facts, corpus.checks, families)


def read_corpus(view: View, config: Config, aligner: Aligner) -> Corpus:
    """Read what the cross-check needs, article by article."""
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in view.claims():
        claims[claim.article].append(claim)
    texts: list[tuple[str, str]] = []
    articles: dict[str, tuple[datetime | None, bool]] = {}
    titles: dict[str, str] = {}
    outlets: dict[str, str] = {}
    checks: list[Check] = []
    for article in view.articles():
        texts.append((article.id, article.text))
        articles[article.id] = _dated(article)
        titles[article.id] = article.title
        outlets[article.id] = article.outlet or ""
        checks.extend(check_article(article, claims.get(article.id, ()), config.lang))
    families = lineages(texts, config.copy_similarity)
    cards = {a: to_cards(claims.get(a, ()), aligner.characters, articles[a][0]) for a in articles}
    written = {a: published for a, (published, _) in articles.items()}
    return Corpus(
        cards=cards,
        sources={
            a: Source(
                published=published,
                has_clock=clock,
                lineage=families[a],
                live=is_live(claims.get(a, ())),
                title=titles[a],
                outlet=outlets[a],
                stamps=days_named(cards[a], stamps=True),
                hours=hours_named(cards[a]),
            )
            for a, (published, clock) in articles.items()
        },
        events=same_event_pairs(view.article_pairs(LEAST, CROWD), written),
        checks=tuple(checks),
    )


def _dated(article: Article) -> tuple[datetime | None, bool]:
    if article.reference is None or article.date_reason != "given":
        return None, False
    return article.reference, (article.reference.hour, article.reference.minute) != (0, 0)


def standing_pairs(view: View) -> Iterator[Pair]:
    """Pairs of claims that share a standing attribute of a named entity, whatever their articles are about."""
    for candidate in view.candidates():
        yield candidate.left, candidate.right


def match_corpus(corpus: Corpus, aligner: Aligner, standing: Iterable[Pair]) -> Matches:
    """Align the articles about one event, and the standing attributes of named entities in any two articles."""
    events = corpus.events
    owners = {card.claim.id: article for article, cards in corpus.cards.items() for card in cards}
    extra: defaultdict[Pair, set[Pair]] = defaultdict(set)
    for left, right in standing:
        articles = ordered(owners[left], owners[right])
        if articles not in events:
            extra[articles].add(ordered(left, right))
    chances: dict[Pair, float] = {}
    stories: defaultdict[str, set[str]] = defaultdict(set)
    touching: set[Pair] = set()
    for (a, b), similarity in events.items():
        found = align_articles(corpus.cards[a], corpus.cards[b], similarity, aligner)
        chances.update(found.chances)
        if found.tie == "story":
            stories[a].add(b)
            stories[b].add(a)
        elif found.tie == "touch":
            touching.add(ordered(a, b))
    for (a, b), pairs in sorted(extra.items()):
        found = align_articles(corpus.cards[a], corpus.cards[b], 0.0, aligner)
        chances.update((pair, chance) for pair, chance in found.chances.items() if pair in pairs)
    return Matches(chances, {a: frozenset(others) for a, others in stories.items()}, frozenset(touching))


def build_facts(corpus: Corpus, matches: Matches, least: float, config: Config) -> Iterator[Fact]:
    """The facts of the aligned pairs, gravest first."""
    cards = {card.claim.id: card for group in corpus.cards.values() for card in group}

    def beside(a: str, b: str) -> bool:
        return cards[a].claim.article == cards[b].claim.article

    def forbidden(a: str, b: str) -> bool:
        return not comparable(cards[a], cards[b]) or (beside(a, b) and not same_number(cards[a], cards[b]))

    found = []
    for group in cluster(matches.chances, least, forbidden, beside, lambda c: value_key(cards[c])):
        fact = build_fact([cards[c] for c in group], corpus.sources, matches, config.lang)
        if fact is not None:
            found.append(fact)
    yield from sorted(found, key=lambda f: (-f.severity, f.id))
