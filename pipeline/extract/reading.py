"""Reads one article whole: sentences, names, times, figures, claims."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from pipeline.config import Config
from pipeline.extract.borders import figures_in_times, is_base, masked
from pipeline.extract.choice import Decider
from pipeline.extract.claims import read_claims
from pipeline.extract.entities import find_article_names
from pipeline.extract.figures import find_figures
from pipeline.extract.profile import to_profile
from pipeline.extract.reference import resolve_references
from pipeline.extract.times import find_times
from pipeline.records import Analysis, Article, Claim, Mention, Name, Refusal, Reject
from pipeline.segment import split_sentences

_SPAN = attrgetter("span")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with everything read in it; `title_mentions` lie in `article.title`, all other spans in its text."""

    article: Article
    analysis: Analysis
    mentions: tuple[Mention, ...]
    names: tuple[Name, ...]
    claims: tuple[Claim, ...]
    rejects: tuple[Reject, ...]
    refusals: tuple[Refusal, ...] = ()
    title_mentions: tuple[Mention, ...] = ()
    title_names: tuple[Name, ...] = ()

    @property
    def profile(self) -> tuple[tuple[str, float], ...]:
        """The weighted names, words and figures by which articles of one event meet, made when asked for."""
        return to_profile(self.article.text, self.article.title, self.names, self.title_names, self.claims)


def read_mentions(
    text: str, article: Article, names: list[Name], refusals: list[Refusal] | None = None
) -> tuple[Mention, ...]:
    """Times, then figures outside times and names, in text order without overlap."""
    named = [n.span for n in names]
    times = find_times(text, article.reference, article.region, named, refusals=refusals)
    inside = figures_in_times(text, times, article.region)
    if inside:
        rest = masked(text, inside)
        times = find_times(rest, article.reference, article.region, named)
    taken = [t.span for t in times if not is_base(t)]
    figures = find_figures(text, article.region, named, taken=taken, refusals=refusals)
    found = sorted([*times, *figures], key=_SPAN)
    if not any(t.kind == "set" for t in times):
        return tuple(found)
    return tuple(m for i, m in enumerate(found) if not (is_base(m) and _rated(found, i)))


def _rated(found: list[Mention], i: int) -> bool:
    """Whether a neighbour is a rate that holds the base of time at `i`."""
    start = found[i].span.start
    after = i + 1 < len(found) and found[i + 1].span.start == start
    before = i > 0 and (found[i - 1].span.end > start or found[i - 1].span.start == start)
    return after or before


def read_article(article: Article, config: Config, *, explain: bool = False, decider: Decider | None = None) -> Reading:
    """The reading of one article; with `explain` the refused candidates are kept.

    `decider` chooses subjects where several are proposed; the shipped weights where none is given.
    """
    refusals: list[Refusal] | None = [] if explain else None
    outlet = article.outlet or ""
    title_names, names = find_article_names(article.title, article.text, config.lexicon, outlet, config.ner)
    sentences = split_sentences(article.text)
    analysis = Analysis(sentences)
    mentions = read_mentions(article.text, article, names, refusals)
    title_mentions = read_mentions(article.title, article, title_names) if article.title else ()
    claims: tuple[Claim, ...] = ()
    rejects: tuple[Reject, ...] = ()
    if mentions:
        references = resolve_references(
            article.text, sentences, names, title_names, config.lexicon, title=article.title, outlet=outlet
        )
        claims, rejects = read_claims(article, analysis, mentions, [*names, *references], title_names, decider)
    return Reading(
        article=article,
        analysis=analysis,
        mentions=mentions,
        names=tuple(names),
        claims=claims,
        rejects=rejects,
        refusals=tuple(refusals or ()),
        title_mentions=title_mentions,
        title_names=tuple(title_names),
    )
