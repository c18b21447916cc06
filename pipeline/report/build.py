"""Builds the report of a run: facts on their shelves, sides with their sources, the figures at the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from types import MappingProxyType

from pipeline.crosscheck.derivation import Derivation
from pipeline.records import EDIT, Check, Claim, Comparison, Fact, Judgement, Reject, Span
from pipeline.report.figures import read_base, read_mention
from pipeline.report.judged import Word, conflict_keys
from pipeline.report.links import safe_url
from pipeline.report.model import (
    GRADES,
    KINDS,
    ArticleCard,
    CheckView,
    ClaimView,
    FactView,
    OutletRow,
    Overview,
    Report,
    RunInfo,
    Shelf,
    SideView,
    grade_of,
)
from pipeline.report.passages import excerpt, paragraph_of, plain, quote_of, simplified_of
from pipeline.report.remedies import remedy
from pipeline.report.scopes import read_scope
from pipeline.report.sides import camps, group_sides

Keys = Mapping[str, Sequence[frozenset[str]]]
MOST_ALIKE = 40


def _shelf(fact: Fact, lead: Comparison | None, sure: float) -> Shelf:
    if lead is not None and lead.relation == "conflict":
        return "conflicts" if lead.confidence >= sure else "unsure"
    if fact.status == "conflict":
        return "conflicts"
    return "updates" if fact.status == "update" else "agreements"


def _lead(fact: Fact, sure: float, own: str) -> Comparison | None:
    rank = {"conflict": 0, fact.status: 1}
    return min(
        fact.pairs,
        key=lambda p: (
            bool(own) and own not in (fact.claims[p.left].article, fact.claims[p.right].article),
            rank.get(p.relation, 2),
            p.confidence < sure,
            -p.severity,
            -p.confidence,
            p.left,
            p.right,
        ),
        default=None,
    )


def _missing(article: str) -> ArticleCard:
    return ArticleCard(article, None, None, "", None, "hans", 0)


def _claim_views(fact: Fact, cards: Mapping[str, ArticleCard]) -> list[ClaimView]:
    views = []
    for index, claim in enumerate(fact.claims):
        card = cards.get(claim.article) or _missing(claim.article)
        quote, paragraph = quote_of(claim), paragraph_of(claim, card.raw)
        simplified = simplified_of(claim, card.text) if card.text and card.script != "hans" else ()
        views.append(
            ClaimView(
                index=index,
                claim=claim,
                card=replace(card, raw="", text=""),
                link=safe_url(card.url),
                lineage=fact.lineages[index],
                first=True,
                quote=quote,
                simplified=simplified if plain(simplified) != plain(quote) else (),
                paragraph=paragraph if plain(paragraph) != plain(quote) else (),
            )
        )
    return views


def _side(members: Sequence[ClaimView]) -> SideView:
    seen: set[int] = set()
    claims = []
    for view in sorted(members, key=lambda v: (v.card.published or "9", v.index)):
        claims.append(replace(view, first=view.lineage not in seen))
        seen.add(view.lineage)
    texts = Counter(_simplified_text(c) for c in claims)
    value = min(texts, key=lambda t: (-texts[t], len(t), t))
    articles = {c.card.id for c in claims}
    return SideView(
        value=value,
        reading=read_mention(claims[0].claim.mention),
        claims=tuple(claims),
        sources=len(seen),
        copies=len(articles) - len(seen),
    )


def _simplified_text(view: ClaimView) -> str:
    marked = [p.text for p in view.simplified if p.marked]
    return marked[0] if marked else view.claim.text


def _bases(sides: Sequence[SideView]) -> list[str]:
    """What each side's rate is per, in words, where they differ: 每10股 beside 每股."""
    told = [next((r for r in side.claims[0].claim.mention.rules if r.startswith("per:")), "") for side in sides]
    if len(set(told)) < 2:
        return [""] * len(sides)
    return [read_base(rule.removeprefix("per:")) for rule in told]


def _with_arrow(side: SideView) -> SideView:
    arrow = {1: "↑ ", -1: "↓ "}.get(side.claims[0].claim.direction, "")
    return replace(side, value=arrow + side.value)


def _sides(fact: Fact, claims: Sequence[ClaimView], own: str) -> tuple[SideView, ...]:
    groups = group_sides(fact)
    numbers = camps(fact, groups)
    sides = [replace(_side([claims[i] for i in g]), camp=n) for g, n in zip(groups, numbers, strict=True)]
    backing = Counter({number: sum(s.sources for s in sides if s.camp == number) for number in numbers})
    mine = {s.camp for s in sides if own and any(c.card.id == own for c in s.claims)}
    sides.sort(key=lambda s: (s.camp not in mine, -backing[s.camp], s.camp, -s.sources, min(c.index for c in s.claims)))
    if any(pair.kind == "direction" for pair in fact.pairs):
        sides = [_with_arrow(side) for side in sides]
    sides = [replace(s, value=f"{base} {s.value}".strip()) for s, base in zip(sides, _bases(sides), strict=True)]
    order = list(dict.fromkeys(side.camp for side in sides))
    return tuple(replace(side, camp=order.index(side.camp)) for side in sides)


def fact_view(fact: Fact, cards: Mapping[str, ArticleCard], sure: float, own: str = "") -> FactView:
    """One fact as the report shows it; `cards` by article id, with their texts where paragraphs are wanted.

    Where an article is asked about, `own`, the pair that leads is one of its own, and its side stands first.
    """
    lead = _lead(fact, sure, own)
    claims = _claim_views(fact, cards)
    sides = _sides(fact, claims, own)
    fix = None
    if lead is not None and lead.relation == "conflict":
        left, right = claims[lead.left], claims[lead.right]
        fix = remedy(lead, left.claim, right.claim, (left.card.published, right.card.published))
    severity = lead.severity if lead is not None and lead.relation == "conflict" else fact.severity
    return FactView(
        fact=fact,
        shelf=_shelf(fact, lead, sure),
        sides=sides,
        lead=lead,
        severity=severity,
        confidence=lead.confidence if lead is not None else 1.0,
        grade=grade_of(severity),
        remedy=fix,
        scope=read_scope(fact.scope),
    )


def _check_view(check: Check, cards: Mapping[str, ArticleCard]) -> CheckView:
    card = cards.get(check.article) or _missing(check.article)
    spans = [Span(*s) for s in check.spans]
    passage = excerpt(card.raw, spans, reach=40) if card.raw else ()
    return CheckView(check, replace(card, raw="", text=""), safe_url(card.url), passage, grade_of(check.severity))


def _outlet_rows(cards: Sequence[ArticleCard], conflicts: Sequence[FactView]) -> tuple[OutletRow, ...]:
    articles = Counter(card.outlet for card in cards)
    struck = Counter(outlet for view in conflicts for outlet in view.outlets)
    rows = [OutletRow(outlet, count, struck[outlet or ""]) for outlet, count in articles.items()]
    return tuple(sorted(rows, key=lambda r: (-r.conflicts, -r.articles, r.outlet or "￿")))


def overview_of(
    run: RunInfo, cards: Sequence[ArticleCard], conflicts: Sequence[FactView], rejects: Sequence[Reject]
) -> Overview:
    """The figures at the top, for the conflicts that are listed."""
    days = sorted(card.published[:10] for card in cards if card.published)
    scripts = Counter(card.script for card in cards)
    found = Counter((view.kind or "value", view.grade) for view in conflicts)
    reasons = Counter(reject.reason for reject in rejects)
    return Overview(
        articles=run.articles,
        outlets=_outlet_rows(cards, conflicts),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        undated=len(cards) - len(days),
        scripts=MappingProxyType({s: scripts[s] for s in ("hant", "hans", "mixed") if scripts[s]}),
        copies=len(cards) - len({card.lineage for card in cards}),
        conflicts=MappingProxyType({(k, g): found[k, g] for k in KINDS for g in GRADES if found[k, g]}),
        rejects=MappingProxyType(dict(sorted(reasons.items(), key=lambda i: (-i[1], i[0])))),
    )


def _read_cards(
    articles: Iterable[ArticleCard], needed: frozenset[str]
) -> tuple[list[ArticleCard], dict[str, ArticleCard]]:
    slim: list[ArticleCard] = []
    full: dict[str, ArticleCard] = {}
    for card in articles:
        slim.append(replace(card, raw="", text=""))
        if card.id in needed:
            full[card.id] = card
    slim.sort(key=lambda c: (c.published or "9", c.outlet or "", c.id))
    return slim, full


def build_report(
    facts: Sequence[Fact],
    checks: Sequence[Check],
    articles: Iterable[ArticleCard],
    rejects: Sequence[Reject],
    run: RunInfo,
    *,
    lang: str,
    sure: float,
    judgements: Iterable[Judgement] = (),
) -> Report:
    """The report of a run; `articles` are all that were read, with texts at least where facts and checks need them.

    `lang` is the interface's language (zh, zh-Hant, en); conflicts below the confidence `sure` get a list of their own.
    What `judgements` dismiss is in none of the lists of conflicts. The order of the other arguments' items does not
    matter.
    """
    needed = frozenset(chain((c.article for f in facts for c in f.claims), (c.article for c in checks)))
    slim, cards = _read_cards(articles, needed)
    views = [fact_view(fact, cards, sure) for fact in facts if len(fact.claims) > 1]
    views.sort(key=lambda v: (-v.severity, -v.confidence, -v.fact.sources, v.fact.id))
    sums = [_check_view(check, cards) for check in checks]
    sums.sort(key=lambda v: (-v.check.severity, v.check.article, v.check.spans, v.check.id))
    shelves: dict[Shelf, tuple[FactView, ...]] = {
        shelf: tuple(v for v in views if v.shelf == shelf) for shelf in ("conflicts", "unsure", "updates", "agreements")
    }
    lost = tuple(sorted(rejects, key=lambda r: (r.path, r.record, r.stage, r.reason, r.note, r.excerpt)))
    report = Report(
        lang=lang,
        sure=sure,
        run=run,
        overview=overview_of(run, slim, shelves["conflicts"], lost),
        conflicts=shelves["conflicts"],
        unsure=shelves["unsure"],
        updates=shelves["updates"],
        agreements=shelves["agreements"],
        wrong=tuple(v for v in sums if v.check.verdict == "inconsistent" and v.check.check != EDIT),
        right=tuple(v for v in sums if v.check.verdict == "consistent" and v.check.check != EDIT),
        edits=tuple(v for v in sums if v.check.check == EDIT),
        rejects=lost,
        cards=tuple(slim),
    )
    return apply_judgements(report, judgements)


def lead_claims(view: FactView) -> list[tuple[Claim, Claim]]:
    """The two claims of the leading conflict, and the other pairs that say the same with the same confidence."""
    lead, claims = view.lead, view.fact.claims
    if lead is None or lead.relation != "conflict":
        return []
    like = (p for p in view.fact.pairs if (p.level, p.confidence) == (lead.level, lead.confidence))
    return [(claims[p.left], claims[p.right]) for p in chain([lead], islice(like, MOST_ALIKE))]


def all_lead_claims(report: Report, most: int) -> dict[str, list[tuple[Claim, Claim]]]:
    """The claims of each leading conflict, by the id of its fact, of so many conflicts of each list."""
    return {v.fact.id: lead_claims(v) for v in chain(report.conflicts[:most], report.unsure[:most])}


def with_derivations(report: Report, found: Mapping[str, Derivation]) -> Report:
    """The report whose conflicts say why their two figures were taken for one fact."""

    def told(views: Sequence[FactView]) -> tuple[FactView, ...]:
        return tuple(replace(v, derivation=found.get(v.fact.id, v.derivation)) for v in views)

    return replace(
        report,
        conflicts=told(report.conflicts),
        unsure=told(report.unsure),
        dismissed=told(report.dismissed),
    )


def keys_of_conflicts(report: Report) -> Keys:
    """What each conflict of the report is known by to a judgement, by the id of its fact."""
    return {v.fact.id: conflict_keys(v.fact, report.sure) for v in chain(report.conflicts, report.unsure)}


def _ruled(view: FactView, word: Word, keys: Keys) -> FactView:
    ruling = word.of_fact(view.fact, keys[view.fact.id])
    shelf: Shelf = "dismissed" if ruling is not None and ruling.dismissed else view.shelf
    return view if ruling is None else replace(view, ruling=ruling, shelf=shelf)


def apply_judgements(report: Report, judgements: Iterable[Judgement], keys: Keys | None = None) -> Report:
    """A report on which no judgement was laid yet, with those that stand: what they dismiss leaves the lists.

    `keys` are those of `keys_of_conflicts`, where the same report is asked again and again.
    """
    word = Word.of(judgements)
    if not word:
        return report
    known = keys if keys is not None else keys_of_conflicts(report)
    ruled = [_ruled(view, word, known) for view in chain(report.conflicts, report.unsure)]
    sums = [replace(view, ruling=word.of_check(view.check)) for view in report.wrong + report.edits]
    kept = [view for view in sums if view.ruling is None or not view.ruling.dismissed]
    conflicts = tuple(v for v in ruled if v.shelf == "conflicts")
    return replace(
        report,
        overview=overview_of(report.run, report.cards, conflicts, report.rejects),
        conflicts=conflicts,
        unsure=tuple(v for v in ruled if v.shelf == "unsure"),
        dismissed=tuple(v for v in ruled if v.shelf == "dismissed"),
        wrong=tuple(v for v in kept if v.check.check != EDIT),
        edits=tuple(v for v in kept if v.check.check == EDIT),
        dismissed_sums=tuple(v for v in sums if v.ruling is not None and v.ruling.dismissed),
    )
