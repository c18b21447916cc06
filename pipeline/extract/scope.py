"""When, under which definition, how surely and by whom a figure is said."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.page import Page
from pipeline.lexicon.cues import BasisCue
from pipeline.records import Frame, Mention, Scope, Span

NEAR = 6
_PERIODS = frozenset({"date", "datetime"})


@dataclass(frozen=True, slots=True)
class Period:
    """A time that scopes figures: its half-open days, whether it is the as-of time of a count."""

    start: str | None
    end: str | None
    as_of: bool
    span: Span


def read_period(page: Page, mention: Mention, sentence: Span) -> Period | None:
    """The time that scopes a figure: the last one before it in its clause, else in its sentence."""
    clause = page.clause_at(mention.span, sentence)
    times = [t for t in page.times.within(sentence.start, mention.span.start) if t.timex is not None]
    times = [t for t in times if t.span != mention.span and (t.timex.start or t.timex.end)]
    if not times:
        return None
    in_clause = [t for t in times if t.span.start >= clause.start]
    chosen = (in_clause or times)[-1]
    cues = page.running.within(max(0, chosen.span.start - 5), chosen.span.end + 3)
    of_report = "report" in chosen.rules  # 截至12月31日止三个月: a period
    as_of = not of_report and any(row.kind == "as_of" for hit in cues for row in hit.rows)
    return Period(chosen.timex.start, chosen.timex.end, as_of, chosen.span)


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


def read_frame(page: Page, mention: Mention, sentence: Span) -> tuple[Frame, str]:
    """Whether a figure is asserted, or planned, forecast, supposed, denied, or an old one quoted; with the cue."""
    clause = page.clause_at(mention.span, sentence)
    best: tuple[int, Frame, str] | None = None
    for hit in page.frames.within(sentence.start, sentence.end):
        left = hit.span.end <= mention.span.start
        gap = mention.span.start - hit.span.end if left else hit.span.start - mention.span.end
        if gap < 0 or _compares(page, hit.span):
            continue
        for cue in hit.rows:
            if (cue.side == "left") != left:
                continue
            crossed = page.figures.within(hit.span.end, mention.span.start) if left else ()
            inside = clause.start <= hit.span.start < clause.end
            holds = {
                "near": gap <= NEAR and inside and not crossed,
                "clause": inside and not (cue.frame == "quoted_old" and crossed),
                "sentence": left or inside,
            }[cue.reach]
            if holds and (best is None or gap < best[0]):
                best = (gap, cue.frame, page.text[hit.span.start : hit.span.end])
    return (best[1], best[2]) if best else ("asserted", "")


def _compares(page: Page, span: Span) -> bool:
    """Whether a cue only says against what a figure is measured: 较上年同期提高1.8% is no figure of last year."""
    around = page.basis.within(max(0, span.start - 4), span.end)
    return any(
        hit.span.start <= span.start < hit.span.end and any(row.group == "comparison" for row in hit.rows)
        for hit in around
    )


def read_attribution(page: Page, mention: Mention, sentence: Span) -> str | None:
    """Who says so, as the text calls them: 据…, …称, …数据显示; None where nobody is named."""
    for hit in page.sources.within(sentence.start, sentence.end):
        cue = hit.rows[0]
        if _compares(page, hit.span):
            continue
        if cue.side == "left":
            names = page.names.within(hit.span.end, hit.span.end + 3)
            if names:
                return str(names[0].entity)
            phrase = page.text[hit.span.end : page.clause_at(hit.span, sentence).end]
            words = phrase.rstrip("，,。：:；;\n").removesuffix("显示").removesuffix("数据").removesuffix("消息")
            if 2 <= len(words) <= 14 and not any(char.isdigit() for char in words):
                return words
        elif hit.span.end <= mention.span.start:
            clause = page.clause_at(hit.span, sentence)
            names = page.names.within(clause.start, hit.span.start)
            if names:
                return str(names[-1].entity)
    return None


def read_scope(page: Page, mention: Mention, sentence: Span, carried: Period | None) -> tuple[Scope, Period | None]:
    """The scope of a figure and the period to carry on to the next sentence of the paragraph."""
    period = read_period(page, mention, sentence) or carried
    basis = tuple(sorted({f"{cue.group}:{cue.basis}" for cue in read_basis(page, mention, sentence)}))
    if period is None:
        return Scope(basis=basis), None
    if period.as_of:
        moment = (period.end or period.start) if period.start is None else period.start
        return Scope(as_of=moment, basis=basis), period
    return Scope(start=period.start, end=period.end, basis=basis), period
