"""What one article says with two or more of its own figures: sums, shares, growth, products, complements, rates.

A check is reported where the words say that figures belong together (其中, 合计, 占…的, 每…共…); tolerance comes from
the digits written and the hedges. What fits is listed as consistent; what does not is flagged only where the wording
leaves no other reading, for a false alarm costs more than a missed slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from pipeline.crosscheck.differences import DIFFERENCES
from pipeline.crosscheck.ledger import Entry, Ledger, Part, meets, open_ledger, to_check
from pipeline.crosscheck.parts import PARTS
from pipeline.crosscheck.products import PRODUCTS
from pipeline.crosscheck.ratios import RATIOS
from pipeline.crosscheck.spans import SPANS
from pipeline.crosscheck.sums import SUMS
from pipeline.lexicon.rates import plausible_rate
from pipeline.lexicon.sum_cues import cue_after, cue_before, cue_in_brackets
from pipeline.records import Article, Check, Claim


def complements(ledger: Ledger) -> Iterator[Check]:
    """留存率不足20%。这意味着90%的用户将卸载: what is left of a whole must make 100 % with it."""
    for kept, lost in zip(ledger.entries, ledger.entries[1:], strict=False):
        if kept.measure.unit != "%" or lost.measure.unit != "%" or lost.start - kept.end > 40:
            continue
        link = ledger.between(kept, lost)
        if not cue_after("follows", 40).match(link):
            continue
        low, high = kept.measure.low, kept.measure.high
        rest = (Decimal(100) - (Decimal(100) if high is None else high), Decimal(100) - (low or Decimal(0)))
        if kept.measure.hedge == "exact":
            rest = (Decimal(100) - kept.interval[1], Decimal(100) - kept.interval[0])
        usual = (Decimal(100) - kept.measure.usual_high, Decimal(100) - kept.measure.usual_low)
        fits = meets(lost.interval, usual) and meets(lost.interval, rest)
        tight = lost.measure.hedge == "exact" and abs(lost.stated - usual[0]) > 5
        formula = f"100% - {kept.claim.text} → {lost.claim.text}"
        if fits and not tight:
            yield to_check(ledger, "complement", formula, (kept, lost), "consistent", 0.0, "check_complement_fits")
        elif _same_whole(ledger, kept, lost):
            said: dict[str, Part] = {"kept": kept.text, "lost": lost.text, "rest": usual[0]}
            reason = "check_complement_broken"
            yield to_check(ledger, "complement", formula, (kept, lost), "inconsistent", 0.5, reason, **said)


def _same_whole(ledger: Ledger, kept: Entry, lost: Entry) -> bool:
    """Whether the second figure speaks of what is lost from the whole of the first."""
    before = ledger.text[max(0, kept.start - 24) : kept.start]
    after = ledger.text[lost.end : lost.end + 24]
    return bool(cue_before("keeps", 24).search(before)) and bool(cue_after("loses", 24).match(after))


def conversions(ledger: Ledger) -> Iterator[Check]:
    """3.2亿美元（约23亿元人民币）: a rate that no year of the table knows is a slip."""
    for given, converted in zip(ledger.entries, ledger.entries[1:], strict=False):
        a, b = given.measure, converted.measure
        if not (a.currency and b.currency) or a.currency == b.currency or not given.stated:
            continue
        if not cue_in_brackets("converted").match(ledger.between(given, converted)):
            continue
        bounds = plausible_rate(a.currency, b.currency)
        if bounds is None:
            continue
        low, high = converted.interval[0] / given.interval[1], converted.interval[1] / given.interval[0]
        fits = low <= bounds[1] and high >= bounds[0]
        formula = f"{given.claim.text} = {converted.claim.text}"
        if fits:
            yield to_check(
                ledger, "conversion", formula, (given, converted), "consistent", 0.0, "check_conversion_fits"
            )
        else:
            rate, reason = converted.stated / given.stated, "check_conversion_broken"
            yield to_check(ledger, "conversion", formula, (given, converted), "inconsistent", 0.8, reason, rate=rate)


CHECKS: tuple[Callable[[Ledger], Iterable[Check]], ...] = (
    *SUMS,
    *PARTS,
    *DIFFERENCES,
    *RATIOS,
    *PRODUCTS,
    *SPANS,
    complements,
    conversions,
)


def check_article(article: Article, claims: Iterable[Claim], lang: str = "zh") -> tuple[Check, ...]:
    """Every check of one article, in text order; of two checks on the same figures one stays, the flagged one first.

    `lang` is the language of their reasons.
    """
    ledger = open_ledger(article, claims, lang)
    found: dict[tuple[object, ...], Check] = {}
    for make in CHECKS:
        for check in make(ledger):
            known = found.get(check.spans)
            if known is None or (known.verdict == "consistent" and check.verdict == "inconsistent"):
                found[check.spans] = check
    return tuple(sorted(found.values(), key=lambda c: (c.spans, c.id)))
