"""Whom or what a figure is said of: the name that stands nearest as the topic of its clause, sentence or article."""

from __future__ import annotations

from pipeline.extract.page import Page, Place
from pipeline.records import Mention, Name, Ref, Span

CLAUSE_COST = 4.0
SENTENCE_COST = 14.0
RIGHT_COST = 8.0
FIRST_BONUS = 3.0
TOUCH_BONUS = 6.0
REACH_BACK = 3
LIMIT = 60.0
_TYPE_COST = {"GPE": 3.0, "LOC": 4.0, "WORK": 5.0, "PERSON": 1.0}
_PLACE_COST = 7.0  # a company's revenue is seldom a country's
_PLACE_DOMAINS = frozenset(
    {
        *("accident", "budget", "courts", "disaster", "education", "elections", "farming", "general", "health"),
        *("macro", "population", "property", "sports", "tourism", "transport", "weather"),
    }
)
OUTLET_COST = 30.0
_NEVER = frozenset({"terms", "dateline", "media"})  # PM2.5 and 5G block figures; agencies only report
TOPIC_COST = 14.0
_SPEAKER_COST = 12.0


def subject_cost(page: Page, name: Name, mention: Mention, attribute: Ref, sentence: Span, domain: str | None) -> float:
    """How unlikely a name is the subject of a figure, in characters of distance."""
    span, figure = name.span, mention.span
    place = page.places.get(span) or _place(page, span)
    if span.end <= figure.start:
        gap = min(figure.start - span.end, 30) / 3
        cost = gap + CLAUSE_COST * page.crossings(span.end, figure.start) * 0.5
        cost += SENTENCE_COST * (page.sentence_index(figure.start) - place.sentence)
    else:
        cost = (span.start - figure.end) + RIGHT_COST + CLAUSE_COST * page.crossings(figure.end, span.start)
    cost += _TYPE_COST.get(name.type, 0.0)
    if name.type in ("GPE", "LOC") and domain is not None and domain not in _PLACE_DOMAINS:
        cost += _PLACE_COST
    if place.outlet:
        cost += OUTLET_COST
    if place.opens:
        cost -= FIRST_BONUS
    if attribute.span is not None and attribute.span.start - 1 <= span.end <= attribute.span.start:
        cost -= TOUCH_BONUS
    if place.speaks and span.end <= figure.start:
        cost += _SPEAKER_COST
    return cost


def _place(page: Page, span: Span) -> Place:
    """Where a name stands, found once for all figures round it."""
    index = page.sentence_index(span.start)
    opens = span.start <= page.sentences[index].start + 2
    outlet = bool(page.article.outlet) and _is_outlet(page, span)
    page.places[span] = place = Place(index, opens, outlet, _speaks(page, span))
    return place


def _speaks(page: Page, span: Span) -> bool:
    """IDC数据显示 and 据IDC: a source, not the subject."""
    after = page.sources.within(span.end, span.end + 4)
    before = page.sources.within(max(0, span.start - 2), span.start)
    said = any(row.side == "right" for hit in after for row in hit.rows)
    according = any(row.side == "left" and hit.span.end == span.start for hit in before for row in hit.rows)
    return said or according


def _is_outlet(page: Page, span: Span) -> bool:
    """Whether a name is the article's own outlet: 中讯财经3月18日电."""
    outlet, surface = page.article.outlet or "", page.text[slice(*span)]
    return surface in outlet or outlet in surface


def bind_subject(
    page: Page, mention: Mention, attribute: Ref, sentence: Span, topic: Ref | None, domain: str | None
) -> tuple[Ref, float]:
    """The subject of a figure with its cost; the article's topic where no name is in reach or none fits better.

    `domain` is that of the attribute: a place is seldom the subject of a company's figures.
    """
    first = page.sentence_index(sentence.start)
    start = page.sentences[max(0, first - REACH_BACK)].start
    best: tuple[float, Ref] | None = None
    for name in page.names.within(start, sentence.end):
        if name.span.start < mention.span.end and mention.span.start < name.span.end:
            continue
        if not _NEVER.isdisjoint(name.rules):
            continue
        if attribute.span is not None and name.span.start < attribute.span.end and attribute.span.start < name.span.end:
            continue
        cost = subject_cost(page, name, mention, attribute, sentence, domain)
        if best is None or cost < best[0]:
            best = cost, Ref(page.text[name.span.start : name.span.end], name.entity, name.span)
    if best is not None and best[0] <= (TOPIC_COST if topic is not None else LIMIT):
        return best[1], best[0]
    return (topic, LIMIT) if topic is not None else (Ref("", "", None), LIMIT)


def find_topic(page: Page, title_names: tuple[Name, ...]) -> Ref | None:
    """What an article is about: the first name of its title that its body repeats, else the commonest name."""
    counts: dict[str, int] = {}
    title_names = tuple(n for n in title_names if _NEVER.isdisjoint(n.rules))
    for name in page.names.items:
        if not _NEVER.isdisjoint(name.rules):
            continue
        counts[name.entity] = counts.get(name.entity, 0) + 1
    titled = [n for n in title_names if n.entity in counts and n.type not in ("GPE", "LOC")]
    titled = titled or [n for n in title_names if n.entity in counts] or list(title_names[:1])
    if titled:
        return Ref(titled[0].entity, titled[0].entity, None)
    if not counts:
        return None
    entity = min(counts, key=lambda e: (-counts[e], e))
    return Ref(entity, entity, None)
