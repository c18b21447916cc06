"""What an article could be speaking of: names, names that go on, noun phrases, events under their place, the title."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

from pipeline.extract.page import Page, Row
from pipeline.lexicon.subject_words import event_of, subject_words
from pipeline.records import Name, Span
from pipeline.segment.word_classes import WordClass, word_classes

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
_JOINTS = frozenset("的”」』》")

TopicKind = Literal["name", "reference", "part", "phrase", "event"]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that figures may be about; `before` and `after` are the words beside it.

    A `part` is a name with the noun behind it (澜川科技云业务); an `event` stands under its place (岷安地震), so that
    all the words for it have one id.
    """

    span: Span
    text: str
    id: str
    kind: TopicKind
    type: str
    before: str = ""
    after: str = ""
    event: str = ""


class Run(NamedTuple):
    """A noun phrase of a text."""

    span: Span


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of an article in order, those of its title, the rank and number of each thing it speaks of.

    `runs` are the bare noun phrases of its text. `standing` remembers of each thing the steps of its rank and number,
    and whether the title has it.
    """

    row: Row
    runs: Row
    titled: frozenset[str]
    counts: Mapping[str, int]
    focus: Mapping[str, int]
    main: tuple[Topic, ...]
    home: str
    placed: bool
    standing: dict[str, tuple[int, int, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in words; `closed` are the characters that no phrase goes on over."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    kinds: tuple[WordClass, ...]
    closed: bytearray

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """The word before and the word behind a stretch: a mark or small word as it is, others by their class."""
        i = bisect_left(self.ends, start)
        j = bisect_left(self.starts, end)
        before = "^" if start == 0 else self._word(i)
        return before, "$" if j >= len(self.starts) else self._word(j)

    def _word(self, i: int) -> str:
        word, kind = self.text[self.starts[i] : self.ends[i]], self.kinds[i]
        if kind == "mark":
            return "，" if word in ",，" else "。" if word in "。\n；;！？" else "mark"
        return word if word in subject_words()["beside"] else kind


def _cut(text: str, stops: Iterable[Span]) -> _Text:
    words = word_classes(text)
    ends = tuple(word.end for word in words)
    closed = bytearray(len(text) + 1)
    for start, end in stops:
        closed[start:end] = b"\x01" * (end - start)
    return _Text(text, (0, *ends[:-1]) if ends else (), ends, tuple(word.kind for word in words), closed)


def _runs(words: _Text) -> Iterator[Span]:
    """The noun phrases: words that may stand in one, side by side, the last a noun or an event."""
    start, last = -1, 0
    closed, text, never = words.closed, words.text, subject_words()["never"]
    for at, until, kind in zip(words.starts, words.ends, words.kinds, strict=True):
        word = text[at:until]
        holds = kind in ("noun", "action") or (kind == "modifier" and until - at > 1)
        if not holds and start < 0 and until - at > 1 and kind == "verb":
            holds = bool(event_of(word))
        if holds and word not in never and not any(closed[at:until]):
            start = at if start < 0 else start
            if kind == "noun" or event_of(text[start:until]):
                last = until
            continue
        if (
            start >= 0
            and kind == "verb"
            and until - at > 1
            and event_of(text[start:until])
            and not any(closed[at:until])
        ):
            last = until
        if last > start >= 0:
            yield Span(start, last)
        start, last = -1, 0
    if last > start >= 0:
        yield Span(start, last)


def _named(words: _Text, names: Sequence[Name]) -> Iterator[Topic]:
    for name in names:
        if NEVER.isdisjoint(name.rules):
            text = words.text[slice(*name.span)]
            kind: TopicKind = "reference" if "reference" in name.rules else "name"
            event = event_of(text) if name.type == "EVENT" else ""
            yield Topic(name.span, text, name.entity, kind, name.type, *words.beside(*name.span), event)


def _phrases(words: _Text, names: Sequence[Name]) -> Iterator[Topic]:
    """Noun phrases; those right behind a name, or behind its 的 or quotation mark, are parts of it."""
    text = words.text
    owners = {n.span.end: n for n in names if NEVER.isdisjoint(n.rules)}
    for start, end in _runs(words):
        owner = owners.get(start)
        if owner is None and text[start - 1 : start] in _JOINTS:
            owner = owners.get(start - 1)
        whole = text[start:end]
        head = next((word for word in subject_words()["country"] if whole.startswith(word)), "")
        whole, start = whole[len(head) :], start + len(head)
        if len(whole) < 2 or len(whole) > LONGEST:
            continue
        before, after = words.beside(start, end)
        event = event_of(whole)
        if owner is not None and not head:
            span = Span(owner.span.start, end)
            id_ = owner.entity + (event or whole)
            kind: TopicKind = "event" if event else "part"
            yield Topic(span, owner.entity + whole, id_, kind, owner.type, words.beside(*owner.span)[0], after, event)
            if owner.type not in _PLACES or event:
                continue
        yield Topic(Span(start, end), whole, whole, "phrase", "-", before, after, event)


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
        elif topic.event and topic.kind == "phrase":
            i = bisect_left(starts, topic.span.start)
            if i and topic.span.start - places[i - 1].span.end < 30:
                bonus = 2 if places[i - 1].type in _PLACES else 1
                scores.setdefault(topic.event, Counter())[places[i - 1].entity] += bonus
    best = {event: max(found, key=lambda e: (found[e], len(e), e)) for event, found in scores.items()}
    best |= known
    found = []
    for topic in topics:
        if topic.event and topic.kind == "phrase":
            place = best.get(topic.event, "")
            topic = replace(topic, id=place + topic.event, kind="event", type="EVENT")
        found.append(topic)
    return found, best


def find_topics(page: Page, title: str, title_names: Sequence[Name]) -> Topics:
    """Everything in an article that its figures may be about."""
    names = [name for name in page.names.items if not _in_dateline(page.text, name.span)]
    stops = [m.span for m in (*page.figures.items, *page.times.items)]
    stops += [
        h.span
        for row in (page.attributes, page.directions)
        for h in row.items
        if not event_of(page.text[slice(*h.span)])
    ]
    words = _cut(page.text, [*stops, *(n.span for n in names)])
    heads = _cut(title, [n.span for n in title_names])
    body = _ordered((*_named(words, names), *_phrases(words, names)))
    head = _ordered((*_named(heads, title_names), *_phrases(heads, title_names)))
    silent = [n for n in names if n.type != "ORG" or not page.sources.within(n.span.end, n.span.end + SPEAKS)]
    head, told = _settled(head, title_names, {})
    body, best = _settled(body, silent, told)
    head, _ = _settled(head, title_names, best)
    head = [replace(t, id=best.get(t.event, "") + t.event) if t.id == t.event else t for t in head]
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
        Row.of([Run(span) for span in _runs(words)]),
        titled,
        counts,
        focus,
        tuple(kept.values()),
        home,
        placed,
    )


def _in_dateline(text: str, span: Span) -> bool:
    """央视网消息（新闻联播）：names who reports."""
    return span.end < DATELINE and text[span.end : span.end + 2] in ("）：", "):") and text[span.start - 1] in "（("


def _ordered(topics: Iterable[Topic]) -> list[Topic]:
    return sorted(set(topics), key=lambda t: (t.span, t.kind, t.id))


def _whole(body: Sequence[Topic], head: Sequence[Topic]) -> tuple[list[Topic], list[Topic]]:
    """Short nouns that end a longer one told before stand for it: 目录 for 国家医保药品目录."""
    longer: dict[str, str] = {}
    found = []
    for topic in (*head, *body):
        if topic.kind == "phrase" and len(topic.text) <= SHORT:
            whole = longer.get(topic.text)
            topic = topic if whole is None else replace(topic, id=whole)
        elif topic.kind in ("phrase", "part", "name") and len(topic.id) > SHORT:
            for size in range(2, SHORT + 1):
                longer.setdefault(topic.id[-size:], topic.id)
        found.append(topic)
    return found[len(head) :], found[: len(head)]


_WEIGHT: Mapping[str, float] = MappingProxyType({"GPE": 0.4, "LOC": 0.4, "FAC": 0.8})


def _focus(page: Page, body: Iterable[Topic], head: Iterable[Topic]) -> Mapping[str, int]:
    """The rank of each thing that an article keeps coming back to: told in the title, early, often, at the head."""
    scores: dict[str, float] = {}
    first = page.sentences[0].end
    titles = {t.id for t in head}
    for topic in body:
        weight = _WEIGHT.get(topic.type, 1.0) * (0.5 if topic.kind == "phrase" else 1.0)
        score = weight * (1.0 + (topic.before in ("^", "。", "，")))
        if topic.id not in scores:
            score += weight * (3.0 * (topic.id in titles) + 2.0 * (topic.span.start < first))
        scores[topic.id] = scores.get(topic.id, 0.0) + score
    for topic in head:
        scores.setdefault(topic.id, 2.0 * _WEIGHT.get(topic.type, 1.0))
    ranked = sorted(scores, key=lambda id_: (-scores[id_], id_))
    return {id_: rank for rank, id_ in enumerate(ranked)}
