"""When, under which definition, how surely and by whom a figure is said."""

from __future__ import annotations

import re

from pipeline.extract.claim_periods import Period
from pipeline.extract.cues import Hit
from pipeline.extract.page import Page, len_of
from pipeline.extract.topics import Topics
from pipeline.lexicon.cues import AttributionCue, BasisCue, FrameCue
from pipeline.lexicon.subject_words import subject_words
from pipeline.records import Claim, Frame, Mention, Ref, Scope, Span

NEAR = 6
FAR = 12  # characters from 比 to the 的 before what is compared
_FROM = ("由", "从")
_WILL = "将"
_TO = ("至", "到", "为")
_THAN = ("比", "较", "于", "逊")
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_TELLERS = frozenset({"ORG", "PERSON"})
_PUBLISHES = frozenset({"公布", "发布", "宣布", "披露", "录得"})
_NO_SOURCE = re.compile(r"[\d〕】）)\]]")
_CLOSE = frozenset("〕】）)")
AHEAD = 2  # clause marks over which a day to come still makes what follows planned
_AND = frozenset("并且及")
_PAUSES = ("，", ",", "：", ":")


def read_basis(page: Page, mention: Mention, sentence: Span) -> tuple[BasisCue, ...]:
    """The words of definition that hold for a figure: in its clause before it, or directly behind it."""
    clause = page.clause_at(mention.span, sentence)
    nearest: dict[str, BasisCue] = {}
    previous = page.figures.within(clause.start, mention.span.start)
    floor = previous[-1].span.end if previous else clause.start
    for hit in page.basis.within(clause.start, min(clause.end, mention.span.end + NEAR)):
        if hit.span.start < mention.span.end and mention.span.start < hit.span.end:
            continue
        right = hit.span.start >= mention.span.end
        if right and page.figures.within(mention.span.end, hit.span.start):
            continue
        for cue in hit.rows:
            if cue.group in ("comparison", "period_kind") and not right and hit.span.start < floor:
                continue
            nearest[cue.group] = cue
    return tuple(nearest[group] for group in sorted(nearest))


def read_frame(page: Page, mention: Mention, sentence: Span, period: Period | None = None) -> tuple[Frame, str]:
    """Whether a figure is asserted, or planned, forecast, supposed, denied, or an old one quoted; with the cue.

    `period` is the time that it holds for.
    """
    clause = page.clause_at(mention.span, sentence)
    if _is_base(page, mention, clause):
        return "quoted_old", "的"
    best: tuple[int, Frame, str] | None = None
    for hit in page.frames.within(sentence.start, sentence.end):
        left = hit.span.end <= mention.span.start
        gap = mention.span.start - hit.span.end if left else hit.span.start - mention.span.end
        if gap < 0 or _compares(page, hit.span):
            continue
        for cue in hit.rows:
            nearer = (cue.side == "left") == left and (best is None or gap < best[0])
            if nearer and _holds(page, mention, clause, hit.span, cue, gap):
                best = (gap, cue.frame, page.text[hit.span.start : hit.span.end])
    if best is not None:
        return best[1], best[2]
    return ("planned", "later") if _is_ahead(page, mention, sentence, period) else ("asserted", "")


def _holds(page: Page, mention: Mention, clause: Span, cue_span: Span, cue: FrameCue, gap: int) -> bool:
    """Whether a word reaches a figure; one with a comma behind it (预计，) speaks of all that follows."""
    left = cue.side == "left"
    crossed = page.figures.within(cue_span.end, mention.span.start) if left else ()
    inside = clause.start <= cue_span.start < clause.end
    word = page.text[cue_span.start : cue_span.end]
    if word in _FROM and not (mention.quantity is not None and _goes_to(page, mention)):
        return False
    if word == _WILL and _opens_noun(page, cue_span.end):
        return False
    if cue.reach == "near":
        return gap <= NEAR and inside and not crossed
    if cue.reach == "clause":
        told = left and page.text[cue_span.end : cue_span.end + 1] in _PAUSES
        told = told or (left and page.text[clause.start : clause.start + 1] in _AND and cue_span.end < clause.start)
        return (inside or told) and not (cue.frame == "quoted_old" and crossed)
    return left or inside


def _opens_noun(page: Page, at: int) -> bool:
    """将亚洲纪录推进0.02秒: 将 with a name, time or attribute behind it is no word of the future."""
    return any(row.within(at, at + 1) for row in (page.names, page.times, page.attributes))


def _goes_to(page: Page, mention: Mention) -> bool:
    """由29,500元调升至30,600元: a figure soon after says what this one became."""
    after = page.figures.within(mention.span.end, mention.span.end + FAR)
    return bool(after) and page.text[after[0].span.start - 1] in _TO


def _is_base(page: Page, mention: Mention, clause: Span) -> bool:
    """比2022年的59.7%低, 高于首季的5.2%: what something is measured against."""
    if mention.quantity is None or page.text[mention.span.start - 1 : mention.span.start] != "的":
        return False
    previous = page.figures.within(clause.start, mention.span.start)
    start = previous[-1].span.end if previous else clause.start
    before = page.text[start : mention.span.start - 1]
    at = max(before.rfind(word) for word in _THAN)
    return at >= 0 and len(before) - at <= FAR and bool(page.times.within(start + at, mention.span.start))


def _is_ahead(page: Page, mention: Mention, sentence: Span, period: Period | None) -> bool:
    """A day after the article's own is planned, and so is what holds for a later time or from a later day on."""
    timex, reference = mention.timex, page.article.reference
    if reference is None:
        return False
    today = reference.date().isoformat()
    if mention.quantity is not None:
        dated = [t for t in page.times.within(sentence.start, mention.span.start) if t.timex and t.timex.start]
        near = [
            t for t in dated[-1:] if page.crossings(t.span.end, mention.span.start) <= AHEAD and not _edition(page, t)
        ]
        if period is not None and not any(t.span == period.span for t in near):
            return False
        return any(t.timex is not None and _later(t.timex.start, today) for t in near)
    return mention.kind in ("date", "datetime") and timex is not None and _later(timex.start, today)


def _edition(page: Page, time: Mention) -> bool:
    """2027年大学排行榜, 小车Q3: a bare year or quarter may only be part of a name."""
    surface = page.text[slice(*time.span)]
    return surface[:1] == "Q" or (surface[:1].isdigit() and surface.endswith(("年", "年度")))


def _later(start: str | None, today: str) -> bool:
    return start is not None and start[:1].isdigit() and start[:10] > today


def _compares(page: Page, span: Span) -> bool:
    """Whether a cue only says against what a figure is measured: 较上年同期提高1.8% is no figure of last year."""
    around = page.basis.within(max(0, span.start - 4), span.end)
    return any(
        hit.span.start <= span.start < hit.span.end and any(row.group == "comparison" for row in hit.rows)
        for hit in around
    )


def read_attribution(page: Page, topics: Topics, mention: Mention, sentence: Span, subject: Ref) -> str | None:
    """Who says so, as the text calls them: 据…, …称, …数据显示; None where nobody is named or one tells of oneself."""
    for hit in page.sources.within(sentence.start, sentence.end):
        if _compares(page, hit.span):
            continue
        found = _told_by(page, hit) if hit.rows[0].side == "left" else None
        if found is None and hit.rows[0].side == "right" and hit.span.end <= mention.span.start:
            found = _teller(page, topics, hit, sentence)
            if found == subject.id and _tells_of_itself(page, hit):
                found = None
        if found is not None:
            return found
    return None


def _tells_of_itself(page: Page, hit: Hit[AttributionCue]) -> bool:
    """澜川科技公布年报 is no source; with a comma (澜川科技公布，) it is."""
    return page.text[slice(*hit.span)] in _PUBLISHES and page.text[hit.span.end : hit.span.end + 1] not in _PAUSES


def _told_by(page: Page, hit: Hit[AttributionCue]) -> str | None:
    """The name behind 据, else the words up to the mark, where they can be who says so."""
    names = page.names.within(hit.span.end, hit.span.end + 3)
    if names:
        return str(names[0].entity) if names[0].type not in _PLACES else None
    phrase = page.text[hit.span.end : page.clause_at(hit.span, Span(0, len(page.text))).end].rstrip("，,。：:；;\n")
    words = phrase.removesuffix("显示").removesuffix("数据").removesuffix("消息").removesuffix("统计")
    known = words.endswith(tuple(subject_words()["source"])) or words != phrase
    return words if known and 2 <= len(words) <= 14 and not _NO_SOURCE.search(words) else None


def _teller(page: Page, topics: Topics, hit: Hit[AttributionCue], sentence: Span) -> str | None:
    """Who stands before 称: the last body or person of the clause, else the noun right before it or before its day."""
    clause = page.clause_at(hit.span, sentence)
    names = [n for n in page.names.within(clause.start, hit.span.start) if n.type not in _PLACES]
    times = page.times.within(max(clause.start, hit.span.start - FAR), hit.span.start)
    end = times[-1].span.start if times and times[-1].span.end >= hit.span.start - 1 else hit.span.start
    if page.text[hit.span.end : hit.span.end + 1] in _CLOSE:  # 〔记者叶之行／台北报导〕
        return None
    if names and names[-1].type in _TELLERS and (len_of(hit.span) > 1 or names[-1].span.end == end):
        return str(names[-1].entity)
    before = page.text[clause.start : end]
    word = max((w for w in subject_words()["source"] if before.endswith(w)), key=len, default=None)
    if word is None:
        return None
    whole = [t for t in topics.row.within(clause.start, end) if t.span.end == end and t.text.endswith(word)]
    return whole[0].id if whole else word


def read_place(
    page: Page, topics: Topics, mention: Mention, sentence: Span, subject: Ref, attribute: Ref
) -> str | None:
    """Where a figure holds that is said of something else, by the place right before its words: 全国生猪出栏."""
    heads = [ref.span.start for ref in (subject, attribute) if ref.span is not None and "np:" not in ref.id]
    for start in [at for at in (*heads, mention.span.start) if sentence.start <= at <= mention.span.start]:
        before = page.text[sentence.start : start]
        if before.endswith(tuple(subject_words()["country"])):
            place = topics.home
        else:
            names = page.names.within(sentence.start, start)
            place = names[-1].entity if names and names[-1].type == "GPE" and names[-1].span.end == start else ""
        if place and not subject.id.startswith(place):
            return place
    return None


def _is_change(page: Page, mention: Mention, sentence: Span) -> bool:
    """Whether a word of rise or fall stands right before a figure: 同比增长6%，净利升8%."""
    near = page.directions.within(max(sentence.start, mention.span.start - NEAR), mention.span.start)
    return bool(near) and near[-1].span.end >= mention.core.start - 1


def read_scope(
    page: Page,
    mention: Mention,
    sentence: Span,
    period: Period | None,
    kind: str,
    before: Claim | None,
    said_of_it: bool,
) -> Scope:
    """The scope of a figure that holds for a period.

    `kind` is that of its attribute; `before` the claim of the figure before it in the sentence, of which it may tell
    the change (`said_of_it`).
    """
    basis = {cue.group: cue.basis for cue in read_basis(page, mention, sentence)}
    if period is not None and not period.as_of and kind == "flow" and period.part_of_year:
        basis.setdefault("period_kind", period.part_of_year)
    if period is not None and not period.as_of and kind == "flow" and period.to_date:
        basis.setdefault("to_date", "cumulative")
    if "comparison" not in basis and _is_change(page, mention, sentence):
        hits = [h for h in page.basis.within(sentence.start, mention.span.start) if h.rows[0].group == "comparison"]
        if hits and page.figures.within(hits[-1].span.end, mention.span.start):
            basis["comparison"] = hits[-1].rows[0].basis
    for told in before.scope.basis if before is not None else ():
        group, _, id_ = told.partition(":")
        if (group == "accounting" and said_of_it) or (group == "comparison" and _is_change(page, mention, sentence)):
            basis.setdefault(group, id_)
    ids = tuple(sorted(f"{group}:{id_}" for group, id_ in basis.items()))
    if period is None:
        return Scope(basis=ids)
    if period.as_of:
        return Scope(as_of=period.moment, basis=ids)
    return Scope(start=period.start, end=period.end, basis=ids)
