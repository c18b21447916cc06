"""Whom or what a figure is said of: topics in reach are proposed with what speaks for each, a model chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from pipeline.extract.choice import REMEMBERED, Decider, Option, bucket
from pipeline.extract.page import Page, Place
from pipeline.extract.topics import PHRASES, Topic, Topics
from pipeline.records import Mention, Ref, Span

REACH_BACK = 3
TELLS = 40  # characters behind a name, more than any day, in which a word may say that it is a source
NEAR = 14  # topics of the sentence that are looked at, the nearest first
FAR = 10
_GAPS = (0, 2, 6, 14, 30)
_FOCUS, _COUNTS, _SIZES, _SAID = (0, 1, 3, 8), (1, 2, 4, 8), (2, 3, 4, 6, 9), (1, 2, 4, 7)
_OWNER: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("accident", "courts", "disaster", "elections", "sports"), "event"),
        **dict.fromkeys(("budget", "macro", "population", "tourism", "weather"), "place"),
        **dict.fromkeys(("company", "funding_ipo", "stock_market", "transport"), "body"),
        **dict.fromkeys(("ai_chips_cloud", "cars", "commodities", "culture", "education"), "thing"),
        **dict.fromkeys(("farming", "health", "property", "science"), "thing"),
    }
)
_OPENS = frozenset("^。，")
_OF_DAYS = frozenset({"accident", "disaster", "elections", "sports"})
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
    figure: str = ""

    @property
    def owner(self) -> str:
        """What such figures are mostly said of: an event, a place, a body or a thing."""
        return _OWNER.get(self.domain) or _OWNER.get(self.home, "any")

    @property
    def of_day(self) -> bool:
        """Whether it is told of an event of one day."""
        return self.home in _OF_DAYS and self.domain in _OF_DAYS


def bind_subject(page: Page, topics: Topics, mention: Mention, setting: Setting, decider: Decider) -> Ref:
    """The subject of a figure; an empty one where the article names nothing at all."""
    options = propose_subjects(page, topics, mention, setting)
    return options[decider.choose("subject", mention.span.start, options)].value


def propose_subjects(page: Page, topics: Topics, mention: Mention, setting: Setting) -> list[Option[Ref]]:
    """The topics that a figure may be about, each with its features; what the article keeps speaking of comes last."""
    options: list[Option[Ref]] = []
    seen: set[str] = set()
    owner = setting.owner
    for topic in _in_reach(page, topics, mention, setting):
        seen.add(topic.id)
        groups = _general(page, topics, topic, setting, owner), _placed(page, topics, topic, mention, setting, owner)
        options.append(Option(Ref(topic.text, topic.id, topic.span), groups))
    for topic in topics.main:
        if topic.id not in seen:
            seen.add(topic.id)
            where = "title" if topic.id in topics.titled else "article"
            sort = "EVENT" if topic.event else topic.type if topic.type != "-" else topic.kind
            far = _of_main(where, topic.kind, sort, owner, setting.figure)
            groups = _general(page, topics, topic, setting, owner), far
            options.append(Option(Ref(topic.text, topic.id, None), groups))
    for id_ in setting.earlier[:1]:
        if id_ not in seen:
            seen.add(id_)
            place = "here" if setting.same_sentence else "before"
            options.append(
                Option(
                    Ref(id_, id_, None),
                    (("at:carried", f"again:True:{place}", f"at:carried|{owner}|{setting.figure}"),),
                )
            )
    if topics.home and topics.home not in seen and not _OF_COUNTRIES.isdisjoint((setting.domain, setting.home)):
        options.append(
            Option(
                Ref(topics.home, topics.home, None),
                (("at:home", f"at:home|{topics.placed}", f"at:home|{setting.domain or 'np'}|{setting.home}"),),
            )
        )
    return options or [Option(Ref("", "", None), (("nothing",),))]


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
        if topic.kind not in PHRASES or topic.before in _OPENS or topics.focus[topic.id] < 8:
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


def _general(page: Page, topics: Topics, topic: Topic, setting: Setting, owner: str) -> tuple[str, ...]:
    """What is true of a topic wherever it stands."""
    standing = topics.standing.get(topic.id)
    if standing is None:
        rank, count = bucket(topics.focus.get(topic.id, 99), _FOCUS), bucket(topics.counts.get(topic.id, 0), _COUNTS)
        said = bucket(page.text.count(topic.text), _SAID) + 10 * (topic.text in topics.title)
        standing = topics.standing[topic.id] = rank, count, topic.id in topics.titled, said
    size = bucket(len(topic.text), _SIZES) if topic.kind in ("phrase", "part") else -1
    again = setting.earlier.index(topic.id) if topic.id in setting.earlier else -1
    place = ("here" if setting.same_sentence else "before") if setting.earlier else ""
    what = "EVENT" if topic.event else topic.type
    asked = setting.domain or "np", setting.figure
    return _of_topic(topic.kind, topic.type, what, owner, *standing, size, again, place, *asked)


@lru_cache(maxsize=REMEMBERED)
def _of_topic(
    kind: str,
    type_: str,
    what: str,
    owner: str,
    focus: int,
    count: int,
    titled: bool,
    said: int,
    size: int,
    again: int,
    place: str,
    domain: str,
    figure: str,
) -> tuple[str, ...]:
    """The features of a topic wherever it stands; `size` and `again` are -1 where there is nothing to tell."""
    found = [f"{kind}|{type_}", f"{what}|{owner}", f"{kind}|{owner}"]
    found += [f"focus:{focus}", f"focus:{focus}|{kind}", f"focus:{focus}|{what}", f"count:{count}"]
    sort = what if what != "-" else kind
    found += [f"{sort}|{domain}", f"{sort}|{figure}", f"{sort}|{figure}|{owner}", f"focus:{focus}|{sort}|{owner}"]
    heading, often = divmod(said, 10)
    found += [f"said:{often}|{sort}", f"said:{often}|{kind}|{bool(heading)}", f"heading:{heading}|{sort}|{owner}"]
    if titled:
        found += [f"titled|{kind}", f"titled|{sort}|{owner}"]
    if size >= 0:
        found.append(f"{kind}:size:{size}")
    if place:
        found.append(f"again:{again == 0}:{place}")
    if again >= 0:
        found.append("again:earlier" if again else f"again:{place}|{kind}")
    return tuple(found)


def _placed(
    page: Page, topics: Topics, topic: Topic, mention: Mention, setting: Setting, owner: str
) -> tuple[str, ...]:
    """Where a topic stands, seen from the figure and its attribute."""
    span, figure = topic.span, mention.span
    left = span.end <= figure.start
    low, high = (span.end, figure.start) if left else (figure.end, span.start)
    between: tuple[int, ...] = ()
    if span.start >= setting.sentence.start:
        figures, others = page.figures.count(low, high), topics.named.count(low, high)
        between = bucket(high - low, _GAPS), min(figures, 2), min(others, 3)
    attribute, ahead = setting.attribute.span, -2
    if attribute is not None and left:
        gap = attribute.start - span.end
        ahead = -1 if 0 <= gap <= 1 else bucket(gap, _GAPS) if gap > 0 else len(_GAPS) + 1
    place = page.places.get(span) or _place(page, span)
    where = _where(page, topic, mention, setting.sentence)
    what = "EVENT" if topic.event else topic.type if topic.type != "-" else topic.kind
    told = topic.kind, topic.type, what, owner, setting.figure, topic.before, topic.after
    return _of_place(*told, where, left, between, ahead, place.speaks and left, place.outlet)


@lru_cache(maxsize=REMEMBERED)
def _of_place(
    kind: str,
    type_: str,
    what: str,
    owner: str,
    figure: str,
    before: str,
    after: str,
    where: str,
    left: bool,
    between: tuple[int, ...],
    ahead: int,
    speaks: bool,
    outlet: bool,
) -> tuple[str, ...]:
    """The features of a topic's place; `ahead` is -2 with no attribute to the right of it, -1 where it touches it."""
    found = [f"at:{where}", f"at:{where}|{kind}", f"at:{where[:4]}|{type_}", f"before:{before}", f"after:{after}"]
    found += [f"at:{where[:5]}|{what}|{owner}", f"at:{where[:5]}|{what}|{figure}"]
    opens = "sentence" if before in ("^", "。") else "clause" if before in ("，", "mark") else "no"
    found += [f"opens:{opens}|{where[:4]}", f"opens:{opens}|{kind}"]
    if between:
        found += [f"{name}:{left}:{n}" for name, n in zip(("gap", "figures", "between"), between, strict=True)]
    if ahead == -1:
        found += [f"touches|{kind}", f"touches|{type_}"]
    elif ahead >= 0:
        found.append(f"ahead:{ahead}" if ahead <= len(_GAPS) else "behind_attribute")
    if speaks:
        found.append("speaks")
    if outlet:
        found.append("outlet")
    return tuple(found)


@lru_cache(maxsize=REMEMBERED)
def _of_main(where: str, kind: str, sort: str, owner: str, figure: str) -> tuple[str, ...]:
    """The features of what an article keeps speaking of, but not near the figure."""
    return f"at:{where}", f"at:{where}|{kind}", f"at:{where}|{sort}|{owner}", f"at:{where}|{sort}|{figure}"


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
    return f"back{min(back, 2)}{'p' if page.text.find(chr(10), span.end, figure.start) >= 0 else ''}"


def _speaks(page: Page, span: Span) -> bool:
    """IDC数据显示, IDC9月3日通报 and 据IDC: a source, not the subject."""
    if not page.sources.count(span.start - 2, span.end + TELLS):
        return False
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
