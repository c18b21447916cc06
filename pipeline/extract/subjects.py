"""Whom or what a figure is said of: topics in reach are proposed with what speaks for each, a model chooses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.extract.choice import Decider, Option, bucket
from pipeline.extract.page import Page, Place
from pipeline.extract.topics import Topic, Topics
from pipeline.records import Mention, Ref, Span

REACH_BACK = 3
NEAR = 14  # topics of the sentence that are looked at, the nearest first
FAR = 10
_GAPS = (0, 2, 6, 14, 30)
_OWNER: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("accident", "courts", "disaster", "elections", "sports"), "event"),
        **dict.fromkeys(("budget", "macro", "population", "tourism", "weather"), "place"),
        **dict.fromkeys(("company", "funding_ipo", "stock_market", "transport"), "body"),
        **dict.fromkeys(("ai_chips_cloud", "cars", "commodities", "culture", "education"), "thing"),
        **dict.fromkeys(("farming", "health", "property", "science"), "thing"),
    }
)
_OF_COUNTRIES = frozenset({"budget", "macro", "population"})  # what is said of a country that nobody needs to name


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a figure before its subject: its attribute and domain, and the subjects before it, last first.

    `home` is the domain of most attributes of the article.
    """

    attribute: Ref
    domain: str
    home: str
    sentence: Span
    earlier: tuple[str, ...]
    same_sentence: bool

    @property
    def owner(self) -> str:
        """What such figures are mostly said of: an event, a place, a body or a thing."""
        return _OWNER.get(self.domain) or _OWNER.get(self.home, "any")


def bind_subject(page: Page, topics: Topics, mention: Mention, setting: Setting, decider: Decider) -> Ref:
    """The subject of a figure; an empty one where the article names nothing at all."""
    options = propose_subjects(page, topics, mention, setting)
    return options[decider.choose("subject", mention.span.start, options)].value


def propose_subjects(page: Page, topics: Topics, mention: Mention, setting: Setting) -> list[Option[Ref]]:
    """The topics that a figure may be about, each with its features; what the article keeps speaking of comes last."""
    options: list[Option[Ref]] = []
    seen: set[str] = set()
    for topic in _in_reach(page, topics, mention, setting):
        seen.add(topic.id)
        features = (*_general(topics, topic, setting), *_placed(page, topics, topic, mention, setting))
        options.append(Option(Ref(topic.text, topic.id, topic.span), features))
    for topic in topics.main:
        if topic.id not in seen:
            seen.add(topic.id)
            where = "title" if topic.id in topics.titled else "article"
            features = (*_general(topics, topic, setting), f"at:{where}", f"at:{where}|{topic.kind}")
            options.append(Option(Ref(topic.text, topic.id, None), features))
    for id_ in setting.earlier[:1]:
        if id_ not in seen:
            seen.add(id_)
            place = "here" if setting.same_sentence else "before"
            options.append(Option(Ref(id_, id_, None), ("at:carried", f"again:True:{place}")))
    if topics.home and topics.home not in seen and not _OF_COUNTRIES.isdisjoint((setting.domain, setting.home)):
        options.append(Option(Ref(topics.home, topics.home, None), ("at:home", f"at:home|{topics.placed}")))
    return options or [Option(Ref("", "", None), ("nothing",))]


def _in_reach(page: Page, topics: Topics, mention: Mention, setting: Setting) -> list[Topic]:
    """Topics of the sentence and those before it; of each thing the nearest one."""
    sentence = setting.sentence
    taken = None if "np:" in setting.attribute.id else setting.attribute.span
    first = max(0, page.sentence_index(sentence.start) - REACH_BACK)
    nearest: dict[str, Topic] = {}
    for topic in reversed(topics.row.within(sentence.start, mention.span.start)):
        if topic.span.end <= mention.span.start and not _overlaps(topic.span, taken):
            nearest.setdefault(topic.id, topic)
        if len(nearest) >= NEAR:
            break
    most = len(nearest) + FAR
    for topic in reversed(topics.row.within(page.sentences[first].start, sentence.start)):
        if topic.kind != "phrase" or topic.before in ("^", "。", "，") or topics.focus[topic.id] < 8:
            nearest.setdefault(topic.id, topic)
        if len(nearest) >= most:
            break
    clause = page.clause_at(mention.span, sentence)
    for topic in topics.row.within(mention.span.end, clause.end):
        if not _overlaps(topic.span, taken):
            nearest.setdefault(topic.id, topic)
    return list(nearest.values())


def _overlaps(a: Span, b: Span | None) -> bool:
    return b is not None and a.start < b.end and b.start < a.end


def _general(topics: Topics, topic: Topic, setting: Setting) -> Iterator[str]:
    """What is true of a topic wherever it stands."""
    kind, owner = topic.kind, setting.owner
    what = "EVENT" if topic.event else topic.type
    yield f"{kind}|{topic.type}"
    yield f"{what}|{owner}"
    yield f"{kind}|{owner}"
    rank = topics.focus.get(topic.id, 99)
    focus = bucket(rank, (0, 1, 3, 8))
    yield f"focus:{focus}"
    yield f"focus:{focus}|{kind}"
    yield f"focus:{focus}|{what}"
    yield f"count:{bucket(topics.counts.get(topic.id, 0), (1, 2, 4, 8))}"
    if topic.id in topics.titled:
        yield f"titled|{kind}"
    if kind in ("phrase", "part"):
        yield f"{kind}:size:{bucket(len(topic.text), (2, 3, 4, 6, 9))}"
    if setting.earlier:
        place = "here" if setting.same_sentence else "before"
        again = topic.id == setting.earlier[0]
        yield f"again:{again}:{place}"
        if again:
            yield f"again:{place}|{kind}"
        elif topic.id in setting.earlier[1:]:
            yield "again:earlier"


def _placed(page: Page, topics: Topics, topic: Topic, mention: Mention, setting: Setting) -> Iterator[str]:
    """Where a topic stands, seen from the figure and its attribute."""
    span, figure, sentence = topic.span, mention.span, setting.sentence
    kind = topic.kind
    where = _where(page, topic, mention, sentence)
    yield f"at:{where}"
    yield f"at:{where}|{kind}"
    yield f"at:{where[:4]}|{topic.type}"
    yield f"before:{topic.before}"
    yield f"after:{topic.after}"
    opens = "sentence" if topic.before in ("^", "。") else "clause" if topic.before in ("，", "mark") else "no"
    yield f"opens:{opens}|{where[:4]}"
    yield f"opens:{opens}|{kind}"
    left = span.end <= figure.start
    low, high = (span.end, figure.start) if left else (figure.end, span.start)
    if span.start >= sentence.start:
        yield f"gap:{left}:{bucket(high - low, _GAPS)}"
        yield f"figures:{left}:{min(len(page.figures.within(low, high)), 2)}"
        between = {t.span for t in topics.row.within(low, high) if t.kind != "phrase"}
        yield f"between:{left}:{min(len(between), 3)}"
    attribute = setting.attribute.span
    if attribute is not None and left:
        if 0 <= attribute.start - span.end <= 1:
            yield f"touches|{kind}"
            yield f"touches|{topic.type}"
        elif span.end <= attribute.start:
            yield f"ahead:{bucket(attribute.start - span.end, _GAPS)}"
        else:
            yield "behind_attribute"
    place = page.places.get(span) or _place(page, span)
    if place.speaks and left:
        yield "speaks"
    if place.outlet:
        yield "outlet"


def _place(page: Page, span: Span) -> Place:
    """What is true of a topic for all figures round it, found once."""
    outlet = bool(page.article.outlet) and _is_outlet(page, span)
    page.places[span] = place = Place(outlet, _speaks(page, span))
    return place


def _where(page: Page, topic: Topic, mention: Mention, sentence: Span) -> str:
    span, figure = topic.span, mention.span
    if span.start >= figure.end:
        return "after"
    if span.start >= sentence.start:
        crossed = page.crossings(span.end, figure.start)
        return "clause" if crossed == 0 else f"sentence{min(crossed, 2)}"
    back = page.sentence_index(figure.start) - page.sentence_index(span.start)
    return f"back{min(back, 2)}{'p' if chr(10) in page.text[span.end : figure.start] else ''}"


def _speaks(page: Page, span: Span) -> bool:
    """IDC数据显示, IDC9月3日通报 and 据IDC: a source, not the subject."""
    times = page.times.within(span.end, span.end + 4)
    told = times[-1].span.end if times and not page.crossings(span.end, times[-1].span.end) else span.end
    after = (*page.sources.within(span.end, span.end + 4), *page.sources.within(told, told + 3))
    before = page.sources.within(max(0, span.start - 2), span.start)
    said = any(row.side == "right" for hit in after for row in hit.rows)
    according = any(row.side == "left" and hit.span.end == span.start for hit in before for row in hit.rows)
    return said or according


def _is_outlet(page: Page, span: Span) -> bool:
    """Whether a name is the article's own outlet: 中讯财经3月18日电."""
    outlet, surface = page.article.outlet or "", page.text[slice(*span)]
    return surface in outlet or outlet in surface
