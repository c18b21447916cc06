"""Turns mentions into claims: who, what, how much, when, says who. What cannot be tied to anything is a reject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.attributes import LAST, Binding, bind_attribute, kinds_of, unit_of
from pipeline.extract.choice import Decider, load_chooser
from pipeline.extract.claim_periods import Period, carries_on, read_period
from pipeline.extract.page import Page, lay_out
from pipeline.extract.scope import read_attribution, read_frame, read_place, read_scope
from pipeline.extract.subjects import Setting, bind_subject
from pipeline.extract.topics import Topics, find_topics
from pipeline.lexicon.attributes import AttributeRow
from pipeline.records import Analysis, Article, Claim, Mention, Name, Ref, Reject, Scope, Span, content_id

LEFT = 18
RIGHT = 12
KEPT = 4  # subjects of the figures before


def read_claims(
    article: Article,
    analysis: Analysis,
    mentions: Sequence[Mention],
    names: Sequence[Name],
    title_names: Sequence[Name] = (),
    decider: Decider | None = None,
) -> tuple[tuple[Claim, ...], tuple[Reject, ...]]:
    """Every claim of an article in text order, and a reject for each figure that nothing is said of.

    Spans of mentions and names lie in `article.text`; `title_names` lie in `article.title` and only name the topic.
    `decider` chooses where rules propose several answers; the shipped weights where none is given.
    """
    page = lay_out(article, analysis, mentions, names)
    topics = find_topics(page, article.title, title_names)
    home = home_domain(page)
    decider = decider or load_chooser()
    claims: list[Claim] = []
    rejects: list[Reject] = []
    seen: Counter[str] = Counter()
    state = State()
    told: dict[str, Binding] = {}
    for mention in sorted(mentions, key=lambda m: m.span):
        at = state.at(page, mention)
        if at.paragraph != state.paragraph:
            told.pop(LAST, None)
        claim, state = _claim(page, topics, home, mention, at, decider, told)
        if not claim.subject.id and not claim.attribute.text:
            rejects.append(_reject(article, mention, claim))
            continue
        seen[claim.id] += 1
        claims.append(_numbered(claim, seen[claim.id]))
    return tuple(claims), tuple(rejects)


def _numbered(claim: Claim, occurrence: int) -> Claim:
    if occurrence == 1:
        return claim
    fields = {name: getattr(claim, name) for name in Claim.__slots__}
    return Claim(**{**fields, "id": content_id("c", (claim.id, occurrence))})


def _reject(article: Article, mention: Mention, claim: Claim) -> Reject:
    return Reject(
        article.origin.path,
        article.origin.record,
        "claims",
        "unbound",
        f"{claim.text}: no subject and no attribute in reach",
        claim.quote[:200],
    )


@dataclass(frozen=True, slots=True)
class State:
    """What carries on from figure to figure: the period within a paragraph, the binding within a sentence."""

    paragraph: int = 0
    sentence: int = 0
    offset: int = 0
    period: Period | None = None
    binding: Binding | None = None
    claim: Claim | None = None
    subjects: tuple[str, ...] = ()
    same: bool = False

    def at(self, page: Page, mention: Mention) -> State:
        """The state on reaching a mention: what does not carry over a border is dropped."""
        start = mention.span.start
        paragraph = self.paragraph + page.text.count("\n", self.offset, start)
        sentence = page.sentence_index(start)
        same = sentence == self.sentence
        period = self.period if same else carries_on(self.period) if paragraph == self.paragraph else None
        binding, claim = (self.binding, self.claim) if same else (None, None)
        return State(paragraph, sentence, start, period, binding, claim, self.subjects, same)


def home_domain(page: Page) -> str:
    """The domain that most attribute words of an article belong to, words of one domain alone counting."""
    domains = ({row.domain for row in hit.rows} for hit in page.attributes.items)
    counts = Counter(next(iter(found)) for found in domains if len(found) == 1)
    counts.pop("general", None)
    return min(counts, key=lambda d: (-counts[d], d)) if counts else "general"


def _claim(
    page: Page,
    topics: Topics,
    home: str,
    mention: Mention,
    state: State,
    decider: Decider,
    told: dict[str, Binding],
) -> tuple[Claim, State]:
    """The claim of a figure, and the state behind it; what it is about is noted in `told`."""
    article, sentence = page.article, page.sentence_at(mention.span.start)
    bound = bind_attribute(page, topics, mention, sentence, state.binding, home, told)
    attribute, earlier = bound.attribute, state.claim if bound.inherited else None
    domain = bound.row.domain if bound.row is not None else ""
    setting = Setting(attribute, domain, home, sentence, state.subjects, state.same, _figure(mention))
    subject = earlier.subject if earlier else bind_subject(page, topics, mention, setting, decider)
    period = state.period
    scope = Scope()
    if mention.quantity is not None:
        kind = bound.row.kind if bound.row is not None else ""
        period = read_period(
            page, mention, sentence, period, kind, setting.owner, of_day=setting.of_day and not _runs(bound.row)
        )
        scope = read_scope(page, mention, sentence, period, kind, state.claim, bound.inherited)
        held = earlier.scope.place if earlier else None
        place = held or read_place(page, topics, mention, sentence, subject, attribute)
        scope = replace(scope, place=place) if place else scope
    frame, cue = read_frame(page, mention, sentence, period if mention.quantity is not None else None)
    raw = Span(*article.to_raw.to_raw(*mention.span))
    raw_sentence = Span(*article.to_raw.to_raw(*sentence))
    text = article.raw[raw.start : raw.end]
    reading = _reading_key(mention)
    sentence_text = page.text[sentence.start : sentence.end]
    parts = (article.id, subject.id, attribute.id, *reading, scope.start, scope.end, scope.as_of, sentence_text)
    claim = Claim(
        id=content_id("c", parts),
        article=article.id,
        mention=mention,
        text=text,
        raw=raw,
        subject=subject,
        attribute=attribute,
        scope=scope,
        frame=frame,
        attribution=read_attribution(page, topics, mention, sentence, subject),
        sentence=sentence,
        raw_sentence=raw_sentence,
        quote=article.raw[raw_sentence.start : raw_sentence.end],
        direction=bound.direction,
        rules=(*bound.rules, *((f"frame:{cue}",) if cue else ())),
        contexts=_contexts(page, mention, sentence, earlier),
        keys=_keys(subject, attribute, mention, bound.row),
    )
    figure = mention.quantity is not None
    if figure and bound.row is not None and not bound.direction:
        told |= {unit_of(mention): bound, LAST: bound}
        told.pop("", None)
    kept = (replace(bound, kinds=kinds_of(mention)), claim) if figure else (state.binding, state.claim)
    subjects = (subject.id, *state.subjects)[:KEPT]
    return claim, State(state.paragraph, state.sentence, state.offset, period, *kept, subjects)


def _figure(mention: Mention) -> str:
    """What sort of figure asks for a subject: a time, a sum, a share, people, or its own kind."""
    quantity = mention.quantity
    return "time" if quantity is None else "people" if quantity.unit == "{person}" else mention.kind


def _runs(row: AttributeRow | None) -> bool:
    """Whether a figure runs on while the news does: a toll is of the hour it was told, not of the event's day."""
    return row is not None and row.running


def _reading_key(mention: Mention) -> tuple[object, object, object]:
    """Unit, low and high of a figure; of a time its start and end."""
    quantity, timex = mention.quantity, mention.timex
    if quantity is not None:
        return quantity.currency or quantity.unit, quantity.low, quantity.high
    return ("time", timex.start or timex.value, timex.end) if timex is not None else ("", None, None)


def _contexts(page: Page, mention: Mention, sentence: Span, earlier: Claim | None) -> tuple[str, ...]:
    """Left, right, clause, names of the sentence; and the left context of the figure whose change or share it is."""
    clause = page.clause_at(mention.span, sentence)
    left = page.text[max(sentence.start, mention.span.start - LEFT) : mention.span.start]
    right = page.text[mention.span.end : min(sentence.end, mention.span.end + RIGHT)]
    names = page.names_of(sentence)
    around = page.text[clause.start : mention.span.start] + "□" + page.text[mention.span.end : clause.end]
    base = (earlier.contexts[4] or earlier.contexts[0] + "□" + earlier.contexts[1][:4]) if earlier else ""
    return left, right, around, names, base


def _keys(subject: Ref, attribute: Ref, mention: Mention, row: AttributeRow | None) -> tuple[str, ...]:
    """The blocks in which a standing attribute of a named entity meets others of its kind, whatever the event."""
    if row is None or row.kind != "stock" or row.running or not subject.id or mention.quantity is None:
        return ()
    return (f"{subject.id}|{attribute.id}|{min(kinds_of(mention))}",)
