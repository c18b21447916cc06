"""What one article says with two or more of its own figures: sums, shares, growth, products, complements, rates.

A check is reported where the words say that figures belong together (其中, 合计, 占…的, 每…共…); tolerance comes from
the digits written and the hedges. What fits is listed as consistent; what does not is flagged only where the wording
leaves no other reading, for a false alarm costs more than a missed slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from pipeline.crosscheck.ledger import Entry, Ledger, meets, open_ledger, sentence_of, to_check, total
from pipeline.lexicon.rates import plausible_rate
from pipeline.lexicon.sum_cues import cue_after, cue_before, cue_in_brackets
from pipeline.records import Article, Check, Claim, Verdict

_LIST_GAP = re.compile(r"^[^。；;\n\d]{0,14}$")
_SHARE = re.compile(r"^[^。；;\n]{0,10}[，,、（(]?[^。；;，,\n]{0,6}占(?:比)?[^。；;\n]{0,16}$")
_PIECES = frozenset({"count", "medal"})
MOST_PARTS = 8


def same_kind(a: Entry, b: Entry) -> bool:
    """Whether two figures may be added."""
    alike = a.measure.dimension == b.measure.dimension or {a.measure.dimension, b.measure.dimension} <= _PIECES
    return alike and a.measure.currency == b.measure.currency


def _text(entries: Sequence[Entry], sign: str) -> str:
    return f" {sign} ".join(e.claim.text for e in entries)


def _sum_check(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> Check:
    fits = meets(total(parts), whole.interval)
    formula = f"{_text(parts, '+')} = {whole.claim.text}"
    gap = abs(sum((p.stated for p in parts), Decimal(0)) - whole.stated)
    severity = float(min(gap / abs(whole.stated), Decimal(1))) if whole.stated else 1.0
    why = "各部分之和与总数相符" if fits else f"各部分之和与总数{whole.claim.text}不符"
    order = sorted([whole, *parts], key=lambda e: e.start)
    return to_check(ledger, "sum", formula, order, "consistent" if fits else "inconsistent", 0.4 + severity / 2, why)


def parts_after_whole(ledger: Ledger) -> Iterator[Check]:
    """45枚奖牌，其中19金15银11铜; 13名伤者中，3人危殆、4人严重、6人稳定."""
    for whole in ledger.entries:
        sentence = sentence_of(whole)
        after = ledger.within(whole.end, sentence.end)[: MOST_PARTS + 1]
        if len(after) < 2:
            continue
        link = ledger.text[whole.end : after[0].start]
        among = bool(cue_after("among", 6).match(link))
        if not (among or cue_after("of_which", 12).match(link)):
            continue
        parts: list[Entry] = []
        for previous, entry in zip((whole, *after), after, strict=False):
            gap = ledger.between(previous, entry)
            if not same_kind(entry, whole) or not _LIST_GAP.match(gap) or (parts and "其中" in gap):
                break
            parts.append(entry)
        if len(parts) < 2 or any(p.stated >= whole.stated for p in parts):
            continue
        check = _sum_check(ledger, whole, parts)
        near = abs(sum(p.stated for p in parts) - whole.stated) <= abs(whole.stated) * Decimal("0.15")
        if check.verdict == "consistent" or (near and len(parts) >= 3):
            yield check


def whole_after_parts(ledger: Ledger) -> Iterator[Check]:
    """倒塌213间，严重损坏1870间，一般损坏6420间，共计8503间; 30亿 … 10亿 … 5亿，合计超45亿元."""
    for i, whole in enumerate(ledger.entries):
        clause = ledger.text[max(0, whole.start - 22) : whole.start]
        if i < 2 or not cue_before("total", 14).search(clause):
            continue
        paragraph = ledger.text.rfind("\n", 0, whole.start)
        before = [e for e in ledger.entries[max(0, i - 12) : i] if e.start > paragraph and same_kind(e, whole)]
        smaller = [e for e in before if abs(e.stated) < abs(whole.stated)]
        run = _matching_run(smaller, whole)
        if run:
            yield _sum_check(ledger, whole, run)
            continue
        listed = _listed(ledger, smaller, whole)
        if len(listed) >= 3:
            gap = abs(sum(p.stated for p in listed) - whole.stated)
            if gap <= abs(whole.stated) * Decimal("0.15"):
                yield _sum_check(ledger, whole, listed)
            continue
        pair = _matching_pair(ledger, whole, i)
        if pair:
            yield _sum_check(ledger, whole, pair)


def _matching_run(before: Sequence[Entry], whole: Entry) -> Sequence[Entry]:
    """The last run of two or more figures, each next to the other, that adds up to the whole."""
    for size in range(2, min(len(before), MOST_PARTS) + 1):
        for end in range(len(before), max(size - 1, len(before) - 3), -1):
            run = before[end - size : end]
            if sum((e.stated for e in run), Decimal(0)) == whole.stated:
                return run
        run = before[-size:]
        if meets(total(run), whole.interval) and size >= 3:
            return run
    return ()


def _matching_pair(ledger: Ledger, whole: Entry, at: int) -> Sequence[Entry]:
    """Two earlier figures, wherever, that make the whole to the last digit (过去十年3800亿 and 未来三年3800亿)."""
    before = [e for e in ledger.entries[max(0, at - 25) : at] if same_kind(e, whole) and e.stated < whole.stated]
    for j in range(len(before) - 1, 0, -1):
        for k in range(j - 1, -1, -1):
            x, y = before[k], before[j]
            alike = x.claim.attribute.id == y.claim.attribute.id == whole.claim.attribute.id
            big = len(whole.stated.normalize().as_tuple().digits) >= 2
            if x.stated + y.stated == whole.stated and alike and big:
                return (x, y)
    return ()


def _listed(ledger: Ledger, before: Sequence[Entry], whole: Entry) -> Sequence[Entry]:
    """The figures that stand in one list directly before the whole, in its sentence."""
    sentence = sentence_of(whole)
    found: list[Entry] = []
    following = whole
    for entry in reversed(before):
        if entry.start < sentence.start or not _LIST_GAP.match(ledger.between(entry, following)):
            break
        found.append(entry)
        following = entry
    return tuple(reversed(found))


def shares(ledger: Ledger) -> Iterator[Check]:
    """研发人员3890人，占员工总数12640人的30.78%; 收入184亿元，其中境外收入71.9亿元，占营业收入的39%."""
    for i, share in enumerate(ledger.entries):
        if share.measure.dimension != "ratio" or share.measure.unit != "%" or i < 1:
            continue
        near = ledger.entries[i - 1]
        if i >= 2 and _of_whole(ledger, ledger.entries[i - 2], near, share):
            yield _share_check(ledger, ledger.entries[i - 2], near, share)
            continue
        link = ledger.between(near, share)
        if not _SHARE.match(link) or near.measure.dimension == "ratio":
            continue
        wholes = [e for e in ledger.entries[:i] if same_kind(e, near) and e.stated > near.stated]
        for whole in reversed(wholes):
            check = _share_check(ledger, near, whole, share)
            named = _word(whole)
            if check.verdict == "consistent":
                yield check
                break
            if named and named in link.rpartition("占")[2] and sentence_of(whole) == sentence_of(share):
                yield check
                break


def _of_whole(ledger: Ledger, part: Entry, whole: Entry, share: Entry) -> bool:
    """Whether the text reads `part ... 占 ... whole 的 share`."""
    tied = ledger.between(whole, share).strip("（）()") in ("的", "")
    return tied and same_kind(part, whole) and "占" in ledger.between(part, whole) and part.stated < whole.stated


def _word(entry: Entry) -> str:
    return next((rule.removeprefix("word:") for rule in entry.claim.rules if rule.startswith("word:")), "")


def _share_check(ledger: Ledger, part: Entry, whole: Entry, share: Entry) -> Check:
    low, high = _ratio(part, whole)
    fits = meets((low * 100, high * 100), share.interval)
    formula = f"{part.claim.text} ÷ {whole.claim.text} {'=' if fits else '≠'} {share.claim.text}"
    entries = sorted([part, whole, share], key=lambda e: e.start)
    why = "占比与两数相符" if fits else f"{part.claim.text}占{whole.claim.text}的比例不是{share.claim.text}"
    return to_check(ledger, "share", formula, entries, "consistent" if fits else "inconsistent", 0.6, why)


def _ratio(part: Entry, whole: Entry) -> tuple[Decimal, Decimal]:
    (a, b), (c, d) = part.interval, whole.interval
    return (a / d, b / c) if c > 0 and d > 0 else (Decimal(0), Decimal(0))


def growth(ledger: Ledger) -> Iterator[Check]:
    """本期1,843,700，上年同期1,516,200，增长21.60%."""
    for now, old, rate in zip(ledger.entries, ledger.entries[1:], ledger.entries[2:], strict=False):
        if not same_kind(now, old) or rate.measure.unit != "%" or not rate.claim.direction or old.stated <= 0:
            continue
        link = ledger.text[max(0, old.start - 10) : old.start]
        if not cue_before("last_period", 6).search(link) or rate.start - old.end > 12 or old.start - now.end > 12:
            continue
        if not Decimal("0.3") < now.stated / old.stated < 3:
            continue
        sign = rate.claim.direction
        low, high = _ratio(now, old)
        change = ((low - 1) * 100 * sign, (high - 1) * 100 * sign)
        interval = (min(change), max(change))
        fits = meets(interval, rate.interval)
        formula = f"{now.claim.text} ÷ {old.claim.text} - 1 = {rate.claim.text}"
        why = "增幅与两期数字相符" if fits else "增幅与两期数字不符"
        verdict: Verdict = "consistent" if fits else "inconsistent"
        yield to_check(ledger, "growth", formula, (now, old, rate), verdict, 0.6, why)


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
            if whole.start < each.start or not _is_total(ledger, whole):
                continue
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
    return entry.measure.dimension in ("count", "person", "share", "occurrence", "number")


def _is_total(ledger: Ledger, whole: Entry) -> bool:
    before = ledger.text[max(0, whole.start - 20) : whole.start]
    return bool(cue_before("total", 14).search(before)) or "资金" in before or "总" in before


def _product_check(ledger: Ledger, each: Entry, counts: Sequence[Entry], whole: Entry) -> Check | None:
    base = _base_count(each)
    for count in counts:
        (a, b), (c, d) = each.interval, count.interval
        if meets((a * c / base, b * d / base), whole.interval):
            formula = f"{each.claim.text}{_divided(base)} × {count.claim.text} = {whole.claim.text}"
            entries = sorted([each, count, whole], key=lambda e: e.start)
            return to_check(ledger, "product", formula, entries, "consistent", 0.0, "单价乘数量与总数相符")
    for count in counts:
        product = each.stated * count.stated / base
        power = product / whole.stated if whole.stated else Decimal(0)
        for factor in (10, 100, 1000, 10000):
            for quotient in (power / factor, power * factor):
                if abs(quotient - 1) < Decimal("0.02") and count.stated > 10:
                    formula = f"{each.claim.text}{_divided(base)} × {count.claim.text} ≠ {whole.claim.text}"
                    entries = sorted([each, count, whole], key=lambda e: e.start)
                    why = f"单价乘数量与总数差{factor}倍，单位或基数可能写错"
                    return to_check(ledger, "product", formula, entries, "inconsistent", 0.9, why)
    return None


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
            yield to_check(ledger, "complement", formula, (kept, lost), "consistent", 0.0, "两个比例互补")
        elif _same_whole(ledger, kept, lost):
            why = f"由{kept.claim.text}推不出{lost.claim.text}：其余部分应在{usual[0]:f}%上下"
            yield to_check(ledger, "complement", formula, (kept, lost), "inconsistent", 0.5, why)


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
            yield to_check(ledger, "conversion", formula, (given, converted), "consistent", 0.0, "折算汇率合理")
        else:
            rate = converted.stated / given.stated
            why = f"折算汇率为{rate:.4g}，近年没有这样的汇率"
            yield to_check(ledger, "conversion", formula, (given, converted), "inconsistent", 0.8, why)


CHECKS: tuple[Callable[[Ledger], Iterable[Check]], ...] = (
    parts_after_whole,
    whole_after_parts,
    shares,
    growth,
    products,
    complements,
    conversions,
)


def check_article(article: Article, claims: Iterable[Claim]) -> tuple[Check, ...]:
    """Every check of one article, in text order; of two checks on the same figures one stays, the flagged one first."""
    ledger = open_ledger(article, claims)
    found: dict[tuple[object, ...], Check] = {}
    for make in CHECKS:
        for check in make(ledger):
            known = found.get(check.spans)
            if known is None or (known.verdict == "consistent" and check.verdict == "inconsistent"):
                found[check.spans] = check
    return tuple(sorted(found.values(), key=lambda c: (c.spans, c.id)))
