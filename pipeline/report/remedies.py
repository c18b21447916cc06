"""Remedies: what would make both sides of a conflict true, the question an editor asks next."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.lexicon.attributes import attributes_by_id
from pipeline.records import Claim, Comparison
from pipeline.report.figures import human_number
from pipeline.report.phrases import Phrase, phrase
from pipeline.report.scopes import read_scope

Remedy = Callable[[Comparison, Claim, Claim, tuple[str | None, str | None]], Phrase | None]
SLIPS = frozenset({"magnitude", "unit", "direction", "rank", "time", "conflict_base"})
MISCOPIED = frozenset({"digits", "fall"})
TAKEN_FOR_GRANTED = frozenset({"period_kind", "change:existing"})


def slip(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """A conflict that has a name has its own way out: 万 for 亿, 美元 for 人民币, 升 for 降."""
    name = next((name for name in (pair.reason, pair.kind) if name in SLIPS), None)
    return None if name is None else phrase(f"remedy.{name}")


def miscopied(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """6,572亿 for 6,752亿, or a cumulative count that falls."""
    return phrase(f"remedy.{pair.level}") if pair.level in MISCOPIED else None


def _smaller(left: Claim, right: Claim) -> Claim | None:
    one, other = left.mention.quantity, right.mention.quantity
    if one is None or other is None or one.stated is None or other.stated is None or one.stated == other.stated:
        return None
    return left if one.stated < other.stated else right


def old_hedge(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """超9万 beside 突破20万: both stand if the smaller was written earlier."""
    low = _smaller(left, right)
    if pair.kind != "hedge" or low is None or low.mention.quantity is None or low.mention.quantity.stated is None:
        return None
    return phrase("remedy.hedge", value=human_number(low.mention.quantity.stated))


def other_origin(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """Two origins may count by two definitions."""
    if not left.attribution or not right.attribution or left.attribution == right.attribution:
        return None
    return phrase("remedy.origin", left=left.attribution, right=right.attribution)


def other_mode(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """A plan and what came of it may differ."""
    if left.frame == right.frame:
        return None
    return phrase("remedy.frame", left=phrase(f"frame.{left.frame}"), right=phrase(f"frame.{right.frame}"))


def other_time(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """Two figures of different days may both have been true on theirs."""
    one, other = (left.scope.as_of or days[0]), (right.scope.as_of or days[1])
    if one is None or other is None or one[:10] == other[:10]:
        return None
    said = left.scope.as_of and right.scope.as_of
    if not said and not (_runs(left) and _runs(right)):
        return None
    return phrase("remedy.as_of" if said else "remedy.published", left=one[:10], right=other[:10])


def _runs(claim: Claim) -> bool:
    """Whether a figure may change from day to day: what is known to run on, and every count of no named period."""
    known = attributes_by_id().get(claim.attribute.id.removeprefix("change:"))
    quantity = claim.mention.quantity
    counted = quantity is not None and (quantity.unit or "").startswith("{") and not claim.scope.start
    return known is None or known.running or counted


def other_words(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """新增 beside 累计, or a definition that only one of them gives."""
    one, other = (set(claim.scope.basis) for claim in (left, right))
    for group in sorted({told.partition(":")[0] for told in (one ^ other) - TAKEN_FOR_GRANTED}):
        a, b = (
            next((phrase(f"basis.{t}") for t in sorted(side) if t.startswith(f"{group}:")), None)
            for side in (one, other)
        )
        if a is not None and b is not None:
            return phrase("remedy.basis", left=a, right=b)
        said = a or b
        if said is not None and group not in TAKEN_FOR_GRANTED:
            return phrase("remedy.basis.half", said=said)
    return None


def other_period(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """上半年 beside 全年, or a period that only one of them gives."""
    one, other = (
        read_scope(f"{c.scope.start}/{c.scope.end}") if c.scope.start and c.scope.end else None for c in (left, right)
    )
    if one == other:
        return None
    if one is not None and other is not None:
        return phrase("remedy.period", left=one, right=other)
    said = one or other
    return None if said is None else phrase("remedy.period.half", said=said)


def other_subject(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """湖北省 beside 全国: a part and its whole, or two things of like names."""
    one, other = (claim.subject.id or claim.subject.text for claim in (left, right))
    if not one or not other or one == other:
        return None
    return phrase("remedy.subject", left=one, right=other)


def other_definition(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """What is left: another definition, part or period."""
    return phrase("remedy.value")


REMEDIES: tuple[Remedy, ...] = (
    slip,
    old_hedge,
    other_origin,
    miscopied,
    other_mode,
    other_words,
    other_time,
    other_subject,
    other_period,
    other_definition,
)


def remedy(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase:
    """The first remedy that fits the pair; `days` are the days the two articles were published."""
    found = (fit(pair, left, right, days) for fit in REMEDIES)
    return next(text for text in found if text is not None)
