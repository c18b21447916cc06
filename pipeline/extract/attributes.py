"""What a figure is about: candidate words are proposed and the one that stands nearest, of the right kind, is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.extract.claim_periods import has_as_of
from pipeline.extract.page import CHANGES, Page
from pipeline.extract.topics import Topics
from pipeline.lexicon.attributes import AttributeRow, attributes_by_id
from pipeline.lexicon.subject_words import subject_words
from pipeline.lexicon.units import unit
from pipeline.records import Mention, Ref, Span

# Costs are in characters of distance: what stands further off, behind other figures or clause marks, is less likely.
CLAUSE_COST = 7.0
FIGURE_COST = 6.0
RIGHT_COST = 1.5
SIDE_COST = 3.0
OWNED_COST = 5.0
UNIT_COST = -6.0  # 4死, 19金: the measure word itself says what is counted
LIMIT = 24.0
LAST = "last"  # what the last figure of the paragraph was about
AGAINST = frozenset({"monthly_change", "growth_rate"})  # words that only say against what a change is measured
_EQUALS = frozenset("为是系：:至")
_COMMON = frozenset({"{person}", "%", "{pp}", "{times}", "a", "mo", "d", "h", "min", "s"})
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


def propose(page: Page, mention: Mention, sentence: Span) -> list[Candidate]:
    """Every lexicon attribute in reach of a figure whose kind of unit fits, cheapest first."""
    kinds = kinds_of(mention)
    clause = page.clause_at(mention.span, sentence)
    found = []
    for hit in page.attributes.within(sentence.start, sentence.end):
        if hit.span.start < mention.span.end and mention.span.start < hit.span.end:
            if hit.span.start > mention.core.start and hit.span.end >= mention.span.end:
                found += [Candidate(row, hit.span, UNIT_COST) for row in hit.rows if kinds.intersection(row.units)]
            continue
        left = hit.span.end <= mention.span.start
        if not left and hit.span.start >= clause.end and not _reaches_on(page, mention, hit.span):
            continue
        gap = mention.span.start - hit.span.end if left else hit.span.start - mention.span.end
        if hit.span.end - hit.span.start == 1 and gap > 1:
            continue
        for row in hit.rows:
            if kinds.intersection(row.units):
                found.append(Candidate(row, hit.span, _cost(page, mention, hit.span, row, left, gap)))
    return sorted(found, key=lambda c: (c.cost, c.span.start, c.row.id))


def _reaches_on(page: Page, mention: Mention, word: Span) -> bool:
    """3月3日2时25分，两船发生碰撞: a date finds its verb behind the comma, but not who says so (指挥部宣布)."""
    if mention.quantity is not None or has_as_of(page, mention):
        return False
    return not any(hit.span.end > word.start for hit in page.sources.within(word.start - 2, word.end))


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


@dataclass(frozen=True, slots=True)
class Binding:
    """What a figure is about: the attribute, its lexicon row, direction of change, the rules that held.

    `inherited` is true where the attribute comes from the figure before (营收30亿元，同比增长6%); `kinds` are the unit
    kinds of the figure itself.
    """

    attribute: Ref
    row: AttributeRow | None
    direction: int
    rules: tuple[str, ...]
    inherited: bool = False
    kinds: frozenset[str] = frozenset()


def bind_attribute(
    page: Page,
    topics: Topics,
    mention: Mention,
    sentence: Span,
    earlier: Binding | None,
    home: str,
    told: Mapping[str, Binding],
) -> Binding:
    """What a figure is about; `earlier` is the binding of the figure before it in the same sentence, `told` holds the
    last ones of the article by unit.

    `home` is the domain of the article: it tells what a bare rank or race time is.

    Without a lexicon word in reach the noun phrase beside the figure names the attribute, with an id `np:`.
    """
    governed = direction_near(page, mention, sentence) if mention.quantity is not None else None
    if governed is not None and _is_change(mention, governed[1]):
        return _bind_change(page, topics, mention, sentence, governed, earlier, told)
    if earlier is not None and _is_share(page, mention, sentence):
        return _derived("share", "占比", earlier, 0)
    direction = governed[0] if governed else 0
    for candidate in propose(page, mention, sentence):
        if candidate.cost > LIMIT:
            break
        surface = page.text[candidate.span.start : candidate.span.end]
        ref = Ref(candidate.row.name, candidate.row.id, candidate.span)
        return Binding(ref, candidate.row, direction, (f"word:{surface}",))
    grown = _grown(page, mention, sentence)
    if grown is not None:
        return _derived("change", "增减", grown, direction, inherited=False)
    usual = _usual(page, mention, sentence, home)
    if usual is not None:
        return Binding(Ref(usual.name, usual.id, None), usual, direction, ("attribute:usual",))
    if mention.quantity is None:
        verb = _verb_behind(page, topics, mention, sentence)
        if verb is not None:
            text = page.text[slice(*verb)]
            return Binding(Ref(text, f"np:{text}", verb), None, direction, ("attribute:deed",))
    text, span = noun_phrase(page, topics, mention, sentence)
    if not _says(topics, span):
        if (
            earlier is not None
            and earlier.kinds & kinds_of(mention)
            and (span is None or (earlier.row is not None and unit_of(mention)))
        ):
            return Binding(earlier.attribute, earlier.row, direction, ("attribute:carried", *earlier.rules))
        recalled = told.get(unit_of(mention))
        if mention.quantity is not None and recalled is not None:
            return Binding(recalled.attribute, recalled.row, direction, ("attribute:recalled", *recalled.rules))
    return Binding(Ref(text, f"np:{text}", span), None, direction, ("attribute:phrase",))


def _says(topics: Topics, span: Span | None) -> bool:
    """Whether a phrase says what is counted: it holds a noun that is no name, or a verb."""
    if span is None:
        return False
    return bool(topics.runs.within(span.start - 2, span.end) or topics.verbs.within(span.start, span.end))


def unit_of(mention: Mention) -> str:
    """The unit by which a figure without words recalls what such figures were of; none for people and shares.

    >>> unit_of(Mention("number", Span(0, 2), Span(0, 2)))
    ''
    """
    quantity = mention.quantity
    code = (quantity.currency or quantity.unit or "") if quantity is not None else ""
    return "" if code in _COMMON else code


def _verb_behind(page: Page, topics: Topics, mention: Mention, sentence: Span) -> Span | None:
    """What happened at a time: the first verb behind it in its clause, else in the next."""
    if page.text[mention.span.start - 1 : mention.span.start] in _EQUALS or has_as_of(page, mention):
        return None
    if page.text[mention.span.end : mention.span.end + 1] in _EQUALS:
        return None
    clause = page.clause_at(mention.span, sentence)
    before = page.text[clause.start : mention.span.start]
    if any(word in before for word in subject_words()["dating"]):  # 生产日期在2023年5月18日至2025年2月9日
        return None
    for end in (clause.end, sentence.end):
        verbs = topics.verbs.within(mention.span.end, end)
        if verbs:
            return Span(*verbs[0].span)
    return None


def _grown(page: Page, mention: Mention, sentence: Span) -> Binding | None:
    """社零上半年3.1%, 存款余额同比8.1%: a percentage right behind a sum is its growth, without a word of rise."""
    if mention.quantity is None or "percent" not in kinds_of(mention):
        return None
    clause = page.clause_at(mention.span, sentence)
    hits = [h for h in page.attributes.within(clause.start, mention.span.start) if h.span.end <= mention.span.start]
    if not hits or hits[-1].rows[0].kind not in ("flow", "stock"):
        return None
    at, row = hits[-1].span.end, hits[-1].rows[0]
    for part in sorted(
        [*page.times.within(at, mention.span.start), *page.basis.within(at, mention.span.start)],
        key=lambda part: part.span,
    ):
        if part.span.start == at:
            at = part.span.end
    if at != mention.span.start or at == hits[-1].span.end:
        return None
    return Binding(Ref(row.name, row.id, hits[-1].span), row, 0, (f"word:{page.text[slice(*hits[-1].span)]}",))


def _usual(page: Page, mention: Mention, sentence: Span, home: str) -> AttributeRow | None:
    """What a figure says by its form alone: 第16位 a rank, 2小时5分41秒 at a race its time."""
    rows = attributes_by_id()
    text, after = page.text[slice(*mention.span)], page.text[mention.span.end : mention.span.end + 1]
    if mention.kind == "ordinal" and (text.endswith(("名", "位")) or not (after.isalnum() or after == "、")):
        return rows["league_rank"]
    named = any(name.span.end == mention.span.start for name in page.names.within(sentence.start, mention.span.start))
    if mention.kind == "duration" and home == "sports" and (named or "分" in text or not text.endswith("秒")):
        return rows["finish_time"]
    return None


def _is_change(mention: Mention, cue: Span) -> bool:
    return bool(kinds_of(mention) & _CHANGE_KINDS) or cue.end >= mention.span.start - 3


def _is_share(page: Page, mention: Mention, sentence: Span) -> bool:
    """占营业收入的39%: a share of something, said of the figure before."""
    if mention.quantity is None or "percent" not in kinds_of(mention):
        return False
    clause = page.clause_at(mention.span, sentence)
    before = page.text[clause.start : mention.span.start]
    return "占" in before and not page.figures.within(clause.start, mention.span.start)


def _bind_change(
    page: Page,
    topics: Topics,
    mention: Mention,
    sentence: Span,
    governed: tuple[int, Span],
    earlier: Binding | None,
    told: Mapping[str, Binding],
) -> Binding:
    """The change of what stands before the word of rise or fall in its clause, else of the figure before."""
    direction, cue = governed
    clause = page.clause_at(mention.span, sentence)
    own = [h for h in page.attributes.within(clause.start, cue.start) if h.span.end <= cue.start]
    own = [h for h in own if h.rows[0].id not in AGAINST and not page.figures.within(h.span.end, cue.start)]
    if own:
        hit, row = own[-1], own[-1].rows[0]
        if row.kind == "rate" and kinds_of(mention).intersection(row.units) and row.id in CHANGES:
            return Binding(Ref(row.name, row.id, hit.span), row, direction, ("attribute:rate",))
        base = Binding(Ref(row.name, row.id, hit.span), row, direction, (f"word:{page.text[slice(*hit.span)]}",))
        return _derived("change", "增减", base, direction, inherited=False)
    phrase = _phrase_before(page, topics, clause.start, cue.start)
    kinds = kinds_of(mention)
    if not kinds & _CHANGE_KINDS and earlier is not None and not kinds & earlier.kinds:
        earlier = None  # 雇主负担增加约80亿元 behind a number of employees
    if earlier is not None and (len(phrase) < 2 or not _says(topics, Span(cue.start - len(phrase), cue.start))):
        return _derived("change", "增减", earlier, direction)
    last = told.get(LAST)
    if last is not None and len(phrase) < 2:
        return _derived("change", "增减", last, direction, inherited=False)
    if len(phrase) >= 2:
        ref = Ref(phrase + "增减", f"change:np:{phrase}", Span(cue.start - len(phrase), cue.start))
        return Binding(ref, None, direction, ("attribute:change", "attribute:phrase"))
    text, span = noun_phrase(page, topics, mention, sentence)
    return Binding(Ref(text, f"change:np:{text}", span), None, direction, ("attribute:change", "attribute:phrase"))


def _derived(kind: str, word: str, base: Binding, direction: int, *, inherited: bool = True) -> Binding:
    """A change or share of what `base` is about; a change of a change is a change of the same thing."""
    attribute = base.attribute
    plain = attribute.id.removeprefix("change:").removeprefix("share:")
    name = attribute.text.removesuffix("增减").removesuffix("占比")
    if kind == "change" and base.row is not None and base.row.growth:
        row = attributes_by_id()[base.row.growth]
        return Binding(
            Ref(row.name, row.id, attribute.span), row, direction, ("attribute:growth", *base.rules), inherited
        )
    ref = Ref(f"{name}{word}", f"{kind}:{plain}", attribute.span)
    return Binding(ref, base.row, direction, (f"attribute:{kind}", *base.rules), inherited)


def _phrase_before(page: Page, topics: Topics, start: int, end: int) -> str:
    """The last noun phrase of a clause before a word of rise or fall, without what only says against what."""
    hits = [h.span for h in page.basis.within(start, end)]
    figures = page.figures.within(start, end)
    start = max([start, *(f.span.end for f in figures)])
    for span in sorted(hits, reverse=True):
        if span.end >= end - 1 and span.start >= start:
            end = span.start
    start = max([start, *(t.span.end for t in page.times.within(start, end))])
    run = _run_before(page, topics, start, end)
    if run is not None:
        return page.text[slice(*run)]
    stretch = page.text[start:end].strip('，,、：: 　“”"')
    return _STOP.split(stretch)[-1][-8:]


def noun_phrase(page: Page, topics: Topics, mention: Mention, sentence: Span) -> tuple[str, Span | None]:
    """The words beside a figure that name what it counts: behind the measure word, else before the figure."""
    clause = page.clause_at(mention.span, sentence)
    right = _run(page, mention.span.end, clause.end, 8)
    if len(right) >= 2 and mention.quantity is not None and mention.kind in ("quantity", "money"):
        return right, Span(mention.span.end, mention.span.end + len(right))
    run = _run_before(page, topics, clause.start, mention.span.start) if mention.quantity is not None else None
    if run is not None:
        return page.text[slice(*run)], run
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
    around = page.text[clause.start : mention.span.start] + page.text[mention.span.end : clause.end]
    alone = not any(char.isalnum() for char in around)
    beyond = page.text[mention.span.end : min(sentence.end, mention.span.end + 12)] if alone else around
    return (right or left or _STOP.sub("", beyond)[-8:]), None


def _run_before(page: Page, topics: Topics, start: int, end: int) -> Span | None:
    """The noun phrase before a figure, with nothing but small words between (达到, 为) and no other figure."""
    others = [m.span.end for m in (*page.figures.within(start, end), *page.times.within(start, end))]
    before = [r.span for r in topics.runs.within(max([start, *others]), end) if r.span.end <= end]
    small = subject_words()["beside"]
    return before[-1] if before and all(char in small for char in page.text[before[-1].end : end]) else None


def _run(page: Page, start: int, end: int, limit: int) -> str:
    nearest = [m.span.start for m in page.figures.within(start, end) + page.times.within(start, end)]
    stretch = page.text[start : min([end, start + limit, *nearest])]
    stop = _STOP.search(stretch)
    return stretch[: stop.start()] if stop else stretch
