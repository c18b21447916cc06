"""Remedies: what would make both sides of a conflict true, the question an editor asks next."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.lexicon.attributes import attributes_by_id
from pipeline.records import Claim, Comparison
from pipeline.report.figures import human_number
from pipeline.report.phrases import Phrase, phrase

Remedy = Callable[[Comparison, Claim, Claim, tuple[str | None, str | None]], Phrase | None]
SLIPS = frozenset({"magnitude", "unit", "direction", "rank", "time"})


def slip(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """A conflict that has a name has its own way out: 万 for 亿, 美元 for 人民币, 升 for 降."""
    return phrase(f"remedy.{pair.kind}") if pair.kind in SLIPS else None


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
    known = attributes_by_id().get(claim.attribute.id.removeprefix("change:"))
    return known is None or known.running


def other_origin(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """Two origins may count by two definitions."""
    if not left.attribution or not right.attribution or left.attribution == right.attribution:
        return None
    return phrase("remedy.origin", left=left.attribution, right=right.attribution)


def other_definition(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase | None:
    """What is left: another definition, part or period."""
    return phrase("remedy.value")


REMEDIES: tuple[Remedy, ...] = (slip, old_hedge, other_origin, other_time, other_definition)


def remedy(pair: Comparison, left: Claim, right: Claim, days: tuple[str | None, str | None]) -> Phrase:
    """The first remedy that fits the pair; `days` are the days the two articles were published."""
    found = (fit(pair, left, right, days) for fit in REMEDIES)
    return next(text for text in found if text is not None)
