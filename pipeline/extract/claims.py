"""Turns mentions into claims: who, what, how much, when, says who. What cannot be tied to anything is a reject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.extract.attributes import bind_attribute, kinds_of
from pipeline.extract.page import Page, lay_out
from pipeline.extract.scope import Period, read_attribution, read_frame, read_scope
from pipeline.extract.subjects import bind_subject, find_topic
from pipeline.records import Analysis, Article, Claim, Mention, Name, Ref, Reject, Scope, Span, content_id

LEFT = 18
RIGHT = 12


def read_claims(
    article: Article,
    analysis: Analysis,
    mentions: Sequence[Mention],
    names: Sequence[Name],
    title_names: Sequence[Name] = (),
) -> tuple[tuple[Claim, ...], tuple[Reject, ...]]:
    """Every claim of an article in text order, and a reject for each figure that nothing is said of.

    Spans of mentions and names lie in `article.text`; `title_names` lie in `article.title` and only name the topic.
    """
    page = lay_out(article, analysis, mentions, names)
    topic = find_topic(page, tuple(title_names))
    claims: list[Claim] = []
    rejects: list[Reject] = []
    seen: Counter[str] = Counter()
    carried: Period | None = None
    paragraph = 0
    for mention in sorted(mentions, key=lambda m: m.span):
        here = page.text.count("\n", 0, mention.span.start)
        if here != paragraph:
            paragraph, carried = here, None
        claim, carried = _claim(page, mention, topic, carried)
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


def _claim(page: Page, mention: Mention, topic: Ref | None, carried: Period | None) -> tuple[Claim, Period | None]:
    article, sentence = page.article, page.sentence_at(mention.span.start)
    attribute, row, direction, rules = bind_attribute(page, mention, sentence)
    subject, _ = bind_subject(page, mention, attribute, sentence, topic)
    scope, carried = read_scope(page, mention, sentence, carried) if mention.quantity else (Scope(), carried)
    frame, cue = read_frame(page, mention, sentence)
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
        attribution=read_attribution(page, mention, sentence),
        sentence=sentence,
        raw_sentence=raw_sentence,
        quote=article.raw[raw_sentence.start : raw_sentence.end],
        direction=direction,
        rules=(*rules, *((f"frame:{cue}",) if cue else ())),
        contexts=_contexts(page, mention, sentence),
        keys=_keys(subject, attribute, mention, row is not None),
    )
    return claim, carried


def _reading_key(mention: Mention) -> tuple[object, object, object]:
    """Unit, low and high of a figure; of a time its start and end."""
    quantity, timex = mention.quantity, mention.timex
    if quantity is not None:
        return quantity.currency or quantity.unit, quantity.low, quantity.high
    return ("time", timex.start or timex.value, timex.end) if timex is not None else ("", None, None)


def _contexts(page: Page, mention: Mention, sentence: Span) -> tuple[str, ...]:
    clause = page.clause_at(mention.span, sentence)
    left = page.text[max(sentence.start, mention.span.start - LEFT) : mention.span.start]
    right = page.text[mention.span.end : min(sentence.end, mention.span.end + RIGHT)]
    names = "|".join(sorted({n.entity for n in page.names.within(sentence.start, sentence.end)}))
    return (
        left,
        right,
        page.text[clause.start : mention.span.start] + "□" + page.text[mention.span.end : clause.end],
        names,
    )


def _keys(subject: Ref, attribute: Ref, mention: Mention, known: bool) -> tuple[str, ...]:
    """The blocks in which a standing attribute of a named entity meets others of its kind, whatever the event."""
    if not known or not subject.id or mention.quantity is None:
        return ()
    return (f"{subject.id}|{attribute.id}|{min(kinds_of(mention))}",)
