"""What each costs, how many there are, and the whole: 96户×3.5万港元, 每10股派2.4元, 人均消费, 楼面价."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from pipeline.crosscheck.ledger import (
    Entry,
    Interval,
    Ledger,
    Part,
    gap_of,
    in_unit,
    meets,
    same_kind,
    sentence_of,
    to_check,
)
from pipeline.crosscheck.slips import mend, swaps
from pipeline.lexicon.sum_cues import cue_before, cue_in
from pipeline.records import Check

_POWERS = (10, 100, 1000, 10000)
_PEOPLE = frozenset({"{person}", "{person_time}"})


def products(ledger: Ledger) -> Iterator[Check]:
    """96户，每户约3.5万元，合计约336万元; 每股派6.2元，总股本7.5亿股，涉及资金4.65亿元."""
    for i, each in enumerate(ledger.entries):
        before = ledger.text[max(0, each.start - 14) : each.start]
        if each.measure.currency is None or not (cue_before("each", 10).search(before) or _per(each)):
            continue
        window = ledger.entries[max(0, i - 8) : i + 6]
        counts = [e for e in window if e.measure.currency is None and _counts(e) and e is not each]
        sums = [e for e in window if same_kind(e, each) and e.stated >= each.stated * 5 and e is not each]
        for whole in sums:
            if whole.start > each.start and _is_total(ledger, whole):
                found = _product_check(ledger, each, counts, whole)
                if found is not None:
                    yield found


def _per(entry: Entry) -> str:
    return next((rule.removeprefix("per:") for rule in entry.claim.mention.rules if rule.startswith("per:")), "")


def _base_count(entry: Entry) -> int:
    """How many things a unit value is per: 10 for 每10股派2.4元."""
    digits = _per(entry).partition("{")[0]
    return int(digits) if digits.isdigit() and int(digits) > 0 else 1


def _divided(base: int) -> str:
    return f" ÷ {base}" if base > 1 else ""


def _counts(entry: Entry) -> bool:
    return entry.measure.dimension in ("count", "person", "person_time", "share", "occurrence", "number", "area")


def _is_total(ledger: Ledger, whole: Entry) -> bool:
    before = ledger.text[max(0, whole.start - 20) : whole.start]
    return bool(cue_before("total", 14, "running").search(before)) or "资金" in before


def _product_check(ledger: Ledger, each: Entry, counts: Sequence[Entry], whole: Entry) -> Check | None:
    base = _base_count(each)
    for count in counts:
        (a, b), (c, d) = each.interval, count.interval
        if meets((a * c / base, b * d / base), whole.interval):
            formula = f"{each.text}{_divided(base)} × {count.text} = {whole.text}"
            return to_check(ledger, "product", formula, (each, count, whole), "consistent", 0.0, "check_product_fits")
    for count in counts:
        power = each.stated * count.stated / base / whole.stated if whole.stated else Decimal(0)
        for factor in _POWERS:
            for quotient in (power / factor, power * factor):
                if abs(quotient - 1) < Decimal("0.02") and count.stated > 10:
                    formula = f"{each.text}{_divided(base)} × {count.text} ≠ {whole.text}"
                    figures, reason = (each, count, whole), "check_product_power"
                    return to_check(
                        ledger, "product", formula, figures, "inconsistent", 0.9, reason, factor=Decimal(factor)
                    )
    for count in counts:
        if _swapped_product(ledger, each, count, whole, base):
            found = each.stated * count.stated / base
            formula = f"{each.text}{_divided(base)} × {count.text} ≠ {whole.text}"
            said: dict[str, Part] = {"found": in_unit(found, whole), "whole": whole.text}
            figures, reason = (each, count, whole), "check_product_broken"
            return to_check(ledger, "product", formula, figures, "inconsistent", 0.6, reason, **said)
    return None


def _swapped_product(ledger: Ledger, each: Entry, count: Entry, whole: Entry, base: int) -> bool:
    """Whether two digits in each other's place make a product come out, in one sentence and to three digits."""
    figures = (each, count, whole)
    if any(len(e.digits.strip("0")) < 3 for e in (count, whole)) or sentence_of(count) != sentence_of(whole):
        return False

    def holds(intervals: Sequence[Interval]) -> bool:
        (a, b), (c, d), made = intervals
        return meets((a * c / base, b * d / base), made)

    slip = mend(figures, holds)
    return slip is not None and slip.kind == "swap" and all(e.exact for e in figures)


def _quotient_holds(intervals: Sequence[Interval]) -> bool:
    whole, count, each = intervals
    return count[0] > 0 and meets((whole[0] / count[1], whole[1] / count[0]), each)


def averages(ledger: Ledger) -> Iterator[Check]:
    """接待游客32.5万人次，旅游收入27.2亿元，人均消费8369元: whole by heads is what each spends."""
    for i, each in enumerate(ledger.entries):
        if each.measure.currency is None or each.measure.stated is None or not _per_head(ledger, i):
            continue
        window = ledger.entries[max(0, i - 8) : i + 4]
        wholes = [e for e in window if same_kind(e, each) and not e.changes and e.stated > each.stated * 50]
        heads = [e for e in window if _people(ledger, e) and not e.changes and e.stated > 10]
        fitting = [(w, h) for w in wholes for h in heads if _quotient_holds((w.rounded, h.rounded, each.rounded))]
        if fitting:
            yield _average_check(ledger, *fitting[-1], each, fits=True)
            continue
        broken = _broken_average(ledger, wholes, heads, each)
        if broken is not None:
            yield _average_check(ledger, *broken, each, fits=False)


def _per_head(ledger: Ledger, at: int) -> bool:
    """人均766元, or 人均消费在下滑。官方口径是766元."""
    each = ledger.entries[at]
    before = ledger.before(each, 24)
    return bool(cue_in("per_head").search(before)) and "\n" not in before


def _people(ledger: Ledger, entry: Entry) -> bool:
    """3.5万人次, and 观影人次1.67亿 without a unit."""
    return entry.measure.unit in _PEOPLE or (entry.bare and bool(cue_in("heads").search(ledger.before(entry, 6))))


def _broken_average(
    ledger: Ledger, wholes: Sequence[Entry], heads: Sequence[Entry], each: Entry
) -> tuple[Entry, Entry] | None:
    """The whole and the heads of one sentence at the average, where nothing else may be meant."""
    close = [(w, h) for w in wholes for h in heads if _close(ledger, w, h, each)]
    near = [(w, h) for w, h in close if sentence_of(w) == sentence_of(h)]
    if not close:
        return None
    for w, h in near or (close if len(close) == 1 else []):
        if all(e.exact for e in (w, h, each)) and mend((w, h, each), _quotient_holds) is not None:
            return w, h
    alone = len({w.start for w, _ in near}) == 1 and len({h.start for _, h in near}) == 1
    if not near:
        return None
    whole, head = near[-1]
    found = whole.stated / head.stated
    spent = whole.claim.attribute.id in ("tourism_revenue", "box_office", "spending", "consumption")
    return (whole, head) if alone and spent and gap_of(found, each.stated) > Decimal("0.15") else None


def _close(ledger: Ledger, whole: Entry, head: Entry, each: Entry) -> bool:
    last = max(whole, head, key=lambda e: e.start)
    between = ledger.text[last.end : each.start] if last.start < each.start else "\n"
    return between.count("。") <= 2 and between.count("\n") <= 1 and len(between) <= 80


def _average_check(ledger: Ledger, whole: Entry, head: Entry, each: Entry, *, fits: bool) -> Check:
    formula = f"{whole.text} ÷ {head.text} {'=' if fits else '≠'} {each.text}"
    if fits:
        return to_check(ledger, "average", formula, (whole, head, each), "consistent", 0.0, "check_average_fits")
    found = whole.stated / head.stated
    said: dict[str, Part] = {"whole": whole.text, "heads": head.text, "found": in_unit(found, each), "each": each.text}
    severity = 0.5 + min(float(gap_of(found, each.stated)), 1.0) / 2
    figures = (whole, head, each)
    return to_check(ledger, "average", formula, figures, "inconsistent", severity, "check_average_broken", **said)


def floor_prices(ledger: Ledger) -> Iterator[Check]:
    """42.1亿 ÷ (69.3亩 × 容积率2.0): the price of a plot by what may be built on it is the 楼面价."""
    each = next((e for e in ledger.entries if e.claim.attribute.id == "floor_price" and e.measure.currency), None)
    plots = [e for e in ledger.entries if e.measure.dimension == "area" and not (e.measure.unit or "").startswith("/")]
    factors = [e for e in ledger.entries if ledger.before(e, 6).rstrip("为是约达").endswith("容积率")]
    prices = [e for e in ledger.entries if e is not each and _price(e)]
    if each is None or len(factors) != 1 or not plots:
        return
    trios = [(p, a) for p in prices for a in plots[:4]]
    factor = factors[0]
    for price, plot in trios:
        if _floor_holds((price.rounded, plot.rounded, factor.rounded, each.rounded)):
            formula = f"{price.text} ÷ ({plot.text} × {factor.text}) = {each.text}"
            yield to_check(ledger, "ratio", formula, (price, plot, factor, each), "consistent", 0.0, "check_floor_fits")
            return
    for price, plot in trios:
        if price.exact and any(
            _floor_holds((_around(price, m), plot.rounded, factor.rounded, each.rounded)) for m in swaps(price)
        ):
            found = price.stated / (plot.stated * factor.stated)
            formula = f"{price.text} ÷ ({plot.text} × {factor.text}) ≠ {each.text}"
            said: dict[str, Part] = {
                "price": price.text,
                "plot": plot.text,
                "factor": factor.text,
                "found": found,
                "each": each.text,
            }
            figures = (price, plot, factor, each)
            yield to_check(ledger, "ratio", formula, figures, "inconsistent", 0.6, "check_floor_broken", **said)
            return


def _price(entry: Entry) -> bool:
    money = bool(entry.measure.currency) and entry.additive
    return (money or entry.bare) and entry.stated >= 10**6 and entry.measure.hedge in ("exact", "approx")


def _around(entry: Entry, meant: Decimal) -> Interval:
    half = entry.measure.step / 2
    return meant - half, meant + half


def _floor_holds(intervals: Sequence[Interval]) -> bool:
    price, plot, factor, each = intervals
    ratio = (factor[0] + factor[1]) / 2
    low, high = plot[0] * ratio, plot[1] * ratio
    return low > 0 and meets((price[0] / high, price[1] / low), each)


PRODUCTS: tuple[Callable[[Ledger], Iterable[Check]], ...] = (products, averages, floor_prices)
