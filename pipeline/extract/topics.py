"""What an article could be speaking of: names, names that go on, noun phrases, events under their place, the title."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, NamedTuple

from pipeline.extract.noun_phrases import Cut, Run, cut, elsewhere, ending_event, noun_runs, quoted, verbs
from pipeline.extract.page import Page, Row
from pipeline.lexicon.subject_words import subject_words
from pipeline.records import Name, Span

LONGEST = 14
SHORT = 3  # characters up to which a noun may be the end of a longer one told before
MAIN = 4
DATELINE = 24  # characters
SPEAKS = 14  # characters behind a body in which a word says that it only reports
NEVER = frozenset({"terms", "dateline", "media"})  # PM2.5 and 5G block figures; agencies only report
HOME: Mapping[str, str] = MappingProxyType(
    {"CN": "中国", "TW": "台湾", "HK": "香港特别行政区", "MO": "澳门特别行政区", "SG": "新加坡", "MY": "马来西亚"}
)
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_OWNERS = frozenset({"GPE", "LOC", "FAC", "ORG", "PRODUCT"})
_AFTER_HEAD = frozenset({"", "：", ":", "（", "(", "，", " ", "记"})
OUTSIDE = "以外"
_JOINTS = frozenset("的”」』》")

PHRASES = frozenset({"phrase", "deed", "long"})

TopicKind = Literal["name", "reference", "part", "quoted", "event", "phrase", "deed", "long"]


class Topic(NamedTuple):
    """Something that figures may be about; `before` and `after` are the words beside it.

    A `part` is a name with the noun behind it (澜川科技云业务); an `event` stands under its place (岷安地震), so that
    all the words for it have one id. What stands in quotation marks and is no name is `quoted`. A `deed` is a phrase
    that ends in a verb (试验), a `long` one holds the word for an attribute (赛会纪录).
    """

    span: Span
    text: str
    id: str
    kind: TopicKind
    type: str
    before: str = ""
    after: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of an article in order, those of its title, the rank and number of each thing it speaks of.

    `named` are the spans of those that are no phrases, `runs` the bare noun phrases of its text, `verbs` its verbs.
    `standing` remembers of each thing the steps of its rank and number, whether the title has it, how often it is said.
    """

    row: Row
    named: Row
    runs: Row
    verbs: Row
    titled: frozenset[str]
    counts: Mapping[str, int]
    focus: Mapping[str, int]
    main: tuple[Topic, ...]
    home: str
    placed: bool
    title: str
    standing: dict[str, tuple[int, int, bool, int]] = field(default_factory=dict)


def _named(words: Cut, names: Sequence[Name]) -> Iterator[Topic]:
    for name in names:
        if NEVER.isdisjoint(name.rules):
            text = words.text[slice(*name.span)]
            kind: TopicKind = "reference" if "reference" in name.rules else "name"
            event = ending_event(text) if name.type == "EVENT" else ""
            beyond = _beyond(words.text, name)
            if beyond:
                span = Span(name.span.start, name.span.end + len(beyond))
                yield Topic(span, text + beyond, name.entity + OUTSIDE, "part", name.type, *words.beside(*span))
                continue
            yield Topic(name.span, text, name.entity, kind, name.type, *words.beside(*name.span), event)


def _phrases(words: Cut, names: Sequence[Name], runs: Iterable[Run], *, long: bool = False) -> Iterator[Topic]:
    """Noun phrases; those right behind a name, or behind its 的 or quotation mark, are parts of it."""
    text, country = words.text, tuple(sorted(subject_words()["country"], key=len, reverse=True))
    owners = {n.span.end: n for n in names if NEVER.isdisjoint(n.rules)}
    for (start, end), deed in runs:
        owner = owners.get(start)
        if owner is None and text[start - 1 : start] in _JOINTS:
            owner = owners.get(start - 1)
        whole = text[start:end]
        head = next(word for word in country if whole.startswith(word)) if whole.startswith(country) else ""
        whole, start = whole[len(head) :], start + len(head)
        if not whole or len(whole) > LONGEST:
            continue
        before, after = words.beside(start, end)
        event = ending_event(whole)
        if owner is not None and not head:
            span = Span(owner.span.start, end)
            id_ = owner.entity + (event or whole)
            kind: TopicKind = "event" if event else "part"
            yield Topic(span, owner.entity + whole, id_, kind, owner.type, words.beside(*owner.span)[0], after, event)
            if owner.type not in _PLACES or event:
                continue
        yield Topic(
            Span(start, end), whole, whole, "long" if long else "deed" if deed else "phrase", "-", before, after, event
        )


def _in_marks(words: Cut, names: Sequence[Name], known: Iterable[str] = ()) -> Iterator[Topic]:
    """What stands in quotation marks and is no name, wherever the text says it."""
    text, spans = words.text, {name.span for name in names}
    inside = {text[slice(*span)] for span in quoted(text) if span not in spans}
    for span in elsewhere(text, sorted(inside.union(known))):
        if span not in spans:
            word = text[slice(*span)]
            yield Topic(span, word, word, "quoted", "-", *words.beside(*span), ending_event(word))


def _settled(
    topics: Sequence[Topic], names: Sequence[Name], known: Mapping[str, str]
) -> tuple[list[Topic], dict[str, str]]:
    """Events that stand under no name of their own, under the place that the article tells for their kind."""
    places = [n for n in names if n.type in _OWNERS and NEVER.isdisjoint(n.rules)]
    starts = [n.span.start for n in places]
    scores: dict[str, Counter[str]] = {}
    for topic in topics:
        if topic.event and topic.kind == "event":
            scores.setdefault(topic.event, Counter())[topic.id.removesuffix(topic.event)] += 3
        elif topic.event and topic.kind in PHRASES:
            i = bisect_left(starts, topic.span.start)
            if i and topic.span.start - places[i - 1].span.end < 30:
                bonus = 2 if places[i - 1].type in _PLACES else 1
                scores.setdefault(topic.event, Counter())[places[i - 1].entity] += bonus
    best = {event: max(found, key=lambda e: (found[e], len(e), e)) for event, found in scores.items()}
    best |= known
    found = []
    for topic in topics:
        if topic.event and topic.kind in PHRASES:
            place = best.get(topic.event, "")
            topic = topic._replace(id=place + topic.event, kind="event", type="EVENT")
        found.append(topic)
    return found, best


def find_topics(page: Page, title: str, title_names: Sequence[Name]) -> Topics:
    """Everything in an article that its figures may be about."""
    names = [name for name in page.names.items if not _in_dateline(page.text, name.span)]
    stops = (page.attributes, page.directions)
    soft, turns = ([h.span for h in row.items if not ending_event(page.text[slice(*h.span)])] for row in stops)
    hard = [*(m.span for m in (*page.figures.items, *page.times.items)), *(n.span for n in page.names.items)]
    words = cut(page.text, hard, (*soft, *turns))
    heads = cut(title, [n.span for n in title_names])
    runs, all_runs = noun_runs(words), noun_runs(words, long=True)
    known = {*runs, *map(Run, turns), *(Run(span, True) for span in turns)}  # 持平 alone is no thing, 减产协议 is
    in_title = {title[slice(*span)] for span in quoted(title)}.difference(page.text[slice(*n.span)] for n in names)
    body = _ordered(
        (
            *_named(words, names),
            *_phrases(words, names, runs),
            *_phrases(words, names, (run for run in all_runs if run not in known), long=True),
            *_in_marks(words, names, in_title),
        )
    )
    head = _ordered(
        (
            *_named(heads, title_names),
            *_phrases(heads, title_names, noun_runs(heads)),
            *_in_marks(heads, title_names),
        )
    )
    silent = [n for n in names if n.type != "ORG" or not page.sources.within(n.span.end, n.span.end + SPEAKS)]
    head, told = _settled(head, title_names, {})
    body, best = _settled(body, silent, told)
    head, _ = _settled(head, title_names, best)
    head = [t._replace(id=best.get(t.event, "") + t.event) if t.id == t.event else t for t in head]
    body, head = _whole(body, head)
    counts = Counter(topic.id for topic in body)
    titled = frozenset(t.id for t in head)
    focus = _focus(page, body, head)
    kept: dict[str, Topic] = {}
    for topic in (*head, *body):
        if focus[topic.id] < MAIN or (topic.event and not any(t.event for t in kept.values())):
            kept.setdefault(topic.id, topic)
    home = HOME.get(page.article.region, "")
    placed = any(t.type in ("GPE", "LOC") for t in head)
    return Topics(
        Row.of(body),
        Row.of([Run(span) for span in {t.span for t in body if t.kind not in PHRASES}]),
        Row.of([run for run in runs if not run.deed and run.span.end - run.span.start > 1]),
        Row.of(verbs(words)),
        titled,
        counts,
        focus,
        tuple(kept.values()),
        home,
        placed,
        title,
    )


def _in_dateline(text: str, span: Span) -> bool:
    """央视网消息（新闻联播）：names who reports, at the head of an article."""
    if span.end >= DATELINE:
        return False
    if text[span.end : span.end + 2] in ("）：", "):") and text[span.start - 1] in "（(":
        return True
    after = text[span.end : span.end + 3]
    return span.start == 0 and after.startswith(tuple(subject_words()["dateline"])) and after[2:3] in _AFTER_HEAD


def _beyond(text: str, name: Name) -> str:
    """The word that makes a place all others: 湖北以外, 除湖北外."""
    words = subject_words()["outside"]
    word = next((w for w in words if text.startswith(w, name.span.end)), "")
    alone = text[name.span.start - 1 : name.span.start] == "除" and text.startswith("外", name.span.end)
    return word or ("外" if alone else "")


_ORDER = attrgetter("span", "kind", "id")


def _ordered(topics: Iterable[Topic]) -> list[Topic]:
    return sorted(set(topics), key=_ORDER)


def _whole(body: Sequence[Topic], head: Sequence[Topic]) -> tuple[list[Topic], list[Topic]]:
    """Short nouns that end one told before stand for it: 目录 for 国家医保药品目录, lone characters only so."""
    longer: dict[str, str] = {}
    seen: set[str] = set()
    found: tuple[list[Topic], list[Topic]] = [], []
    for topics, settled in ((head, found[1]), (body, found[0])):
        for topic in topics:
            if topic.kind in PHRASES and len(topic.text) <= SHORT:
                whole = longer.get(topic.text)
                if whole is not None:
                    topic = topic._replace(id=whole)
                elif len(topic.text) == 1:
                    continue
            if topic.id in seen:
                settled.append(topic)
                continue
            if topic.kind != "reference" and len(topic.id) > SHORT - (topic.kind in PHRASES):
                seen.add(topic.id)
                for size in range(1, SHORT + 1):
                    longer.setdefault(topic.id[-size:], topic.id)
            settled.append(topic)
    return found


_WEIGHT: Mapping[str, float] = MappingProxyType({"GPE": 0.4, "LOC": 0.4, "FAC": 0.8})


def _focus(page: Page, body: Iterable[Topic], head: Iterable[Topic]) -> Mapping[str, int]:
    """The rank of each thing that an article keeps coming back to: told in the title, early, often, at the head."""
    scores: dict[str, float] = {}
    first = page.sentences[0].end
    titles = {t.id for t in head}
    for topic in body:
        weight = _WEIGHT.get(topic.type, 1.0) * (0.5 if topic.kind in PHRASES else 1.0)
        score = weight * (1.0 + (topic.before in ("^", "。", "，")))
        if topic.id not in scores:
            score += weight * (3.0 * (topic.id in titles) + 2.0 * (topic.span.start < first))
        scores[topic.id] = scores.get(topic.id, 0.0) + score
    for topic in head:
        scores.setdefault(topic.id, 2.0 * _WEIGHT.get(topic.type, 1.0))
    ranked = sorted(scores, key=lambda id_: (-scores[id_], id_))
    return {id_: rank for rank, id_ in enumerate(ranked)}
