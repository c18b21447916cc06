"""What a figure is about: candidate words are proposed and the one that stands nearest, of the right kind, is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.page import Page
from pipeline.lexicon.attributes import AttributeRow
from pipeline.lexicon.units import unit
from pipeline.records import Mention, Ref, Span

# Costs are in characters of distance: what stands further off, behind other figures or clause marks, is less likely.
CLAUSE_COST = 7.0
FIGURE_COST = 6.0
RIGHT_COST = 1.5
SIDE_COST = 3.0
OWNED_COST = 5.0
LIMIT = 24.0
_TIME = frozenset({"date", "time"})
_NUMBER = frozenset({"number", "index", "score", "magnitude", "ratio", "item", "person", "points"})
_COUNT = frozenset({"item", "person", "household", "trip", "share"})
_OF_KIND = {
    "money": frozenset({"money"}),
    "ordinal": frozenset({"rank", "number"}),
    "duration": frozenset({"duration"}),
}
_OF_CODE = {
    "%": frozenset({"percent"}),
    "[ppth]": frozenset({"permille", "percent"}),
    "{pp}": frozenset({"points", "percent"}),
    "{bp}": frozenset({"points", "percent"}),
    "{household}": frozenset({"household", "item"}),
}
_OF_DIMENSION = {
    "ratio": frozenset({"percent"}),
    "ratio_times": frozenset({"ratio", "percent"}),
    "count": _COUNT,
    "person": frozenset({"person"}),
    "person_time": frozenset({"trip", "person"}),
    "occurrence": frozenset({"item", "trip"}),
    "medal": frozenset({"item"}),
    "floor": frozenset({"item"}),
    "vote": frozenset({"item"}),
    "lot": frozenset({"share", "item"}),
    "share": frozenset({"share"}),
    "quake": frozenset({"magnitude", "force", "number"}),
    "point": frozenset({"score", "index", "points", "number"}),
    "time": frozenset({"duration"}),
    "data_rate": frozenset({"data", "rate"}),
    "tokens": frozenset({"data", "item", "number"}),
}
_CHANGE_KINDS = frozenset({"percent", "permille", "points", "ratio"})
_STOP = re.compile(r"[，,。；;：:、！？!?\s（）()《》“”\"'‘’【】\[\]—…]|[的了是在和与及等为达有把被将至]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may name what a figure is about, with its cost (lower is likelier) and what it would mean."""

    row: AttributeRow
    span: Span
    cost: float
    change: bool = False


def kinds_of(mention: Mention) -> frozenset[str]:
    """The unit kinds of the attribute lexicon that a figure may fill."""
    quantity = mention.quantity
    if quantity is None:
        return _TIME
    if mention.kind in _OF_KIND:
        return _OF_KIND[mention.kind]
    if quantity.unit is None:
        return _NUMBER
    if quantity.unit in _OF_CODE:
        return _OF_CODE[quantity.unit]
    row = unit(quantity.unit)
    dimension = row.dimension if row is not None else "count"
    return _OF_DIMENSION.get(dimension, frozenset({dimension}))


def direction_near(page: Page, mention: Mention, sentence: Span) -> tuple[int, Span] | None:
    """The word of rise or fall that governs a figure: directly before it (同比增长6%) or after it (6%的增长)."""
    clause = page.clause_at(mention.span, sentence)
    left = [h for h in page.directions.within(clause.start, mention.span.start) if h.span.end <= mention.core.start]
    if left:
        hit = left[-1]
        between = page.text[hit.span.end : mention.span.start]
        to_state = any(r.span.end > hit.span.start for r in page.running.within(hit.span.start - 2, mention.span.start))
        if len(between) <= 4 and not to_state and not between.startswith(("到", "至", "为")):
            return hit.rows[0].direction, hit.span
    right = page.directions.within(mention.span.end, min(clause.end, mention.span.end + 3))
    if right and page.text[mention.span.end : right[0].span.start] in ("", "的"):
        return right[0].rows[0].direction, right[0].span
    return None


def propose(page: Page, mention: Mention, sentence: Span, *, change: bool) -> list[Candidate]:
    """Every lexicon attribute in reach of a figure, cheapest first; with `change`, those whose change it may be."""
    kinds = kinds_of(mention)
    clause = page.clause_at(mention.span, sentence)
    found = []
    for hit in page.attributes.within(sentence.start, sentence.end):
        if hit.span.start < mention.span.end and mention.span.start < hit.span.end:
            continue
        left = hit.span.end <= mention.span.start
        if not left and hit.span.start >= clause.end:
            continue
        gap = mention.span.start - hit.span.end if left else hit.span.start - mention.span.end
        if hit.span.end - hit.span.start == 1 and gap > 1:
            continue
        for row in hit.rows:
            cost = _cost(page, mention, hit.span, row, left, gap)
            fits = bool(kinds.intersection(row.units))
            if fits:
                found.append(Candidate(row, hit.span, cost))
            if change and left:
                found.append(Candidate(row, hit.span, cost + 1, change=True))
    return sorted(found, key=lambda c: (c.cost, c.span.start, c.row.id, c.change))


def _cost(page: Page, mention: Mention, span: Span, row: AttributeRow, left: bool, gap: int) -> float:
    low, high = (span.end, mention.span.start) if left else (mention.span.end, span.start)
    cost = gap + CLAUSE_COST * page.crossings(low, high) + FIGURE_COST * len(page.figures.within(low, high))
    if left:
        cost += SIDE_COST * (row.side == "left")
        cost += OWNED_COST * _owned_by_left_figure(page, span)
    else:
        cost += RIGHT_COST + SIDE_COST * (row.side == "right") - (3 if gap == 0 else 0)
    return cost


def _owned_by_left_figure(page: Page, span: Span) -> bool:
    """5人遇难、68人受伤: 遇难 stands directly behind a figure of its own."""
    near = page.figures.within(max(0, span.start - 12), span.start)
    return bool(near) and near[-1].span.end >= span.start - 1


def bind_attribute(
    page: Page, mention: Mention, sentence: Span
) -> tuple[Ref, AttributeRow | None, int, tuple[str, ...]]:
    """The attribute of a figure, its lexicon row, the direction of change, and the rules that held.

    Without a lexicon word in reach the noun phrase beside the figure names the attribute, with an id `np:`.
    """
    governed = direction_near(page, mention, sentence) if mention.quantity is not None else None
    direction = governed[0] if governed else 0
    kinds = kinds_of(mention)
    change = governed is not None and (bool(kinds & _CHANGE_KINDS) or governed[1].end >= mention.span.start - 3)
    for candidate in propose(page, mention, sentence, change=change):
        if candidate.cost > LIMIT:
            break
        if change and not candidate.change and "rate" != candidate.row.kind:
            continue
        if change and not candidate.change and candidate.span.end <= (governed or (0, mention.span))[1].start:
            continue
        surface = page.text[candidate.span.start : candidate.span.end]
        if candidate.change:
            ref = Ref(f"{candidate.row.name}增减", f"change:{candidate.row.id}", candidate.span)
            return ref, candidate.row, direction, ("attribute:change", f"word:{surface}")
        return Ref(candidate.row.name, candidate.row.id, candidate.span), candidate.row, direction, (f"word:{surface}",)
    text, span = noun_phrase(page, mention, sentence)
    prefix = "change:np:" if change else "np:"
    return Ref(text, prefix + text, span), None, direction, ("attribute:phrase",)


def noun_phrase(page: Page, mention: Mention, sentence: Span) -> tuple[str, Span | None]:
    """The words beside a figure that name what it counts: behind the measure word, else before the figure."""
    clause = page.clause_at(mention.span, sentence)
    right = _run(page, mention.span.end, clause.end, 8)
    if len(right) >= 2 and mention.quantity is not None and mention.kind in ("quantity", "money"):
        return right, Span(mention.span.end, mention.span.end + len(right))
    previous = page.figures.within(clause.start, mention.span.start) + page.times.within(
        clause.start, mention.span.start
    )
    start = max([clause.start, *(m.span.end for m in previous)])
    left = page.text[start : mention.span.start].strip('，,、：: 　“”"')
    left = _STOP.split(left)[-1] if len(_STOP.split(left)[-1]) >= 2 else left[-8:]
    left = left[-8:]
    at = page.text.rfind(left, start, mention.span.start) if left else -1
    if len(left) >= 2:
        return left, Span(at, at + len(left))
    return (right or left), (Span(mention.span.end, mention.span.end + len(right)) if right else None)


def _run(page: Page, start: int, end: int, limit: int) -> str:
    nearest = [m.span.start for m in page.figures.within(start, end) + page.times.within(start, end)]
    stretch = page.text[start : min([end, start + limit, *nearest])]
    stop = _STOP.search(stretch)
    return stretch[: stop.start()] if stop else stretch
