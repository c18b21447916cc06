"""Shares of a whole and growth against a base: 占…的30.78%, 由28,590元调高到30,600元升幅7%, 增长21.5%增量68万.

A share whose whole is not named beside it is flagged only where a slip in one figure would make it come out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from pipeline.crosscheck.ledger import (
    Entry,
    Interval,
    Ledger,
    Part,
    gap_of,
    in_unit,
    meets,
    same_kind,
    same_unit,
    sentence_of,
    to_check,
)
from pipeline.crosscheck.slips import changed, mend, misprints
from pipeline.lexicon.sum_cues import cue_before, cue_in
from pipeline.records import Check

_SHARE = re.compile(r"^[^。；;\n]{0,10}[，,、（(]?[^。；;，,\n]{0,6}(?:占|比重|比例)比?[^。；;\n]{0,16}$")
_OF = re.compile(r"^(?:[^。；;\n]{0,8}占|[^。；;，,\n]{0,4}[，,]?(?:为|是|相当于))[^，,。；;\n]{0,12}$")
_CLAUSE = re.compile("[，,、]")
_YEAR = re.compile(r"(\d{4})年?[^，,。；;\d]{0,4}$")
_RATE = re.compile(r"^[，,、（(]?[^。；;，,、\n]{0,10}率[^。；;，,\n\d]{0,4}$")
_HUNDRED = Decimal(100)


def _ratio(part: Interval, whole: Interval) -> Interval:
    (a, b), (c, d) = part, whole
    return (a / d, b / c) if c > 0 and d > 0 else (Decimal(0), Decimal(0))


def _share_holds(intervals: Sequence[Interval]) -> bool:
    part, whole, share = intervals
    low, high = _ratio(part, whole)
    return meets((low * _HUNDRED, high * _HUNDRED), share)


def _share_fits(part: Entry, whole: Entry, share: Entry) -> bool:
    return _share_holds((part.rounded, whole.rounded, share.rounded)) or _share_holds(
        (part.interval, whole.interval, share.interval)
    )


def shares(ledger: Ledger) -> Iterator[Check]:
    """研发人员3890人，占员工总数12640人的30.78%; 收入184亿元，其中境外收入71.9亿元，占营业收入的39%."""
    for i, share in enumerate(ledger.entries):
        if share.measure.dimension != "ratio" or share.measure.unit not in ("%", "[ppth]") or i < 1:
            continue
        near = ledger.entries[i - 1]
        if i >= 2 and _of_whole(ledger, ledger.entries[i - 2], near, share):
            part = ledger.entries[i - 2]
            yield _share_check(ledger, part, near, share, fits=_share_fits(part, near, share))
            continue
        link = ledger.between(near, share)
        rate = bool(_RATE.match(link)) and _same_stem(ledger, near, link)
        pair = _named_rate(ledger, i)
        if pair is not None:
            yield _share_check(ledger, *pair, share, fits=_share_fits(*pair, share))
            continue
        if near.measure.dimension == "ratio" or not (_SHARE.match(link) or rate) or share.claim.direction:
            continue
        found = _share_of(ledger, i, near, share, "" if rate else re.split("占|比重|比例", link)[-1])
        if found is not None:
            yield found


def _named_rate(ledger: Ledger, at: int) -> tuple[Entry, Entry] | None:
    """117种参加谈判，90种成功，成功率76.9%: part and whole before a 率, where they fit or would but for a slip."""
    share = ledger.entries[at]
    if not _RATE.match(_CLAUSE.split(ledger.before(share, 12))[-1]):
        return None
    near = [e for e in ledger.entries[max(0, at - 5) : at] if (e.additive or e.bare) and not e.changes]
    near = [e for e in near if sentence_of(e) == sentence_of(share)]
    trios = [(a, b) for a in near for b in near if same_unit(a, b) and a.stated < b.stated]
    sharp = [(a, b) for a, b in trios if a.exact and b.exact and len(share.digits) >= 3]
    for a, b in trios:
        if _share_fits(a, b, share) and len(share.digits) >= 2:
            return a, b
    for a, b in sharp:
        slip = mend((a, b, share), _share_holds)
        if slip is not None:
            return a, b
    return None


def _same_stem(ledger: Ledger, part: Entry, link: str) -> bool:
    """出生人口31.2万人，出生率为: the rate is named as its part is."""
    name = re.sub(r"[，,、（(]", "", link).split("率")[0][-4:]
    return len(name) >= 2 and name[-2:] in ledger.text[max(0, part.start - 10) : part.start]


def _of_whole(ledger: Ledger, part: Entry, whole: Entry, share: Entry) -> bool:
    """Whether the text reads `part ... 占 ... whole 的 share`."""
    tied = ledger.between(whole, share).strip("（）()") in ("的", "")
    link = ledger.between(part, whole)
    return tied and same_kind(part, whole) and bool(_OF.match(link))


def _share_of(ledger: Ledger, at: int, part: Entry, share: Entry, named: str) -> Check | None:
    """The whole of `part` that gives `share`: the nearest that fits, else one that the words name."""
    pool = [e for e in ledger.entries if e is not part and _may_hold(e, part)]
    before = [e for e in pool if e.start < part.start]
    larger = [e for e in reversed(before) if e.stated > part.stated]
    for whole in larger:
        if _share_fits(part, whole, share):
            return _share_check(ledger, part, whole, share, fits=True)
    if any(_share_fits(part, e, share) for e in pool if e.stated > part.stated):
        return None
    for whole in larger:
        if _word(whole) and _phrase(named) == _word(whole) and sentence_of(whole) == sentence_of(share):
            return _share_check(ledger, part, whole, share, fits=False)
    if any(
        share.stated and _share_fits(other, e, share)
        for other in ledger.entries[max(0, at - 4) : at - 1]
        for e in pool
        if e.stated > other.stated and _may_hold(e, other)
    ):
        return None
    return _share_slip(ledger, part, share, pool, named)


def _phrase(named: str) -> str:
    return re.sub(r"[的约近超过达为]", "", named)


def _may_hold(whole: Entry, part: Entry) -> bool:
    persons = {whole.measure.dimension, part.measure.dimension} <= {"person", "count"}
    return (same_kind(whole, part) or persons) and (whole.additive or whole.bare) and not whole.changes


def _share_slip(ledger: Ledger, part: Entry, share: Entry, pool: Sequence[Entry], named: str) -> Check | None:
    """A whole that would fit with two digits swapped or the point moved: 4310万 and 14.26亿 are 3.02 %, not 30.2 %."""
    tied = _tied_whole(ledger, part)
    if tied is not None and share.exact and len(share.digits) >= 3 and part.exact and tied.exact:
        off = (_share_holds((part.rounded, tied.rounded, (meant, meant))) for meant in misprints(share))
        if mend((part, tied, share), _share_holds) is not None or any(off):
            return _share_check(ledger, part, tied, share, fits=False)
    for whole in pool:
        if not same_kind(whole, part):
            continue
        slip = mend((part, whole, share), _share_holds)
        if slip is None:
            continue
        head = whole.start < part.start and all(e.stated <= whole.stated for e in pool if e.start < whole.start)
        impossible = part.stated > whole.stated and whole in pool[:1] and same_unit(part, whole)
        sharp = len(share.digits.strip("0")) >= 3 and share.exact and part.exact and whole.exact
        exact = part.exact and whole.exact and min(len(part.digits), len(whole.digits)) >= 3
        if (sharp and head and len(whole.digits) >= 3) or (
            slip.power and impossible and exact and whole.start < part.start
        ):
            return _share_check(ledger, part, whole, share, fits=False)
    overall = [e for e in pool if e.stated > part.stated and _staff(e, part)]
    if cue_in("overall").search(named) and len(overall) == 1 and share.exact:
        for digits in changed(share.digits):
            meant = Decimal(digits) * share.measure.step
            half = share.measure.step / 2
            if _share_holds((part.interval, overall[0].rounded, (meant - half, meant + half))):
                return _share_check(ledger, part, overall[0], share, fits=False)
    return None


def _tied_whole(ledger: Ledger, part: Entry) -> Entry | None:
    """收入612.8亿元，增长3.2%，其中税收收入438.6亿元: the figure that a part after 其中 is of."""
    if not cue_before("of_which", 8).search(ledger.before(part, 14)):
        return None
    before = ledger.within(sentence_of(part).start, part.start)
    wholes = [e for e in before if same_unit(e, part) and not e.changes and e.stated > part.stated]
    return wholes[-1] if wholes else None


def _staff(whole: Entry, part: Entry) -> bool:
    people = {whole.measure.dimension, part.measure.dimension} == {"person"}
    return whole.stated < part.stated * 1000 and (people or same_unit(whole, part))


def _word(entry: Entry) -> str:
    return next((rule.removeprefix("word:") for rule in entry.claim.rules if rule.startswith("word:")), "")


def _share_check(ledger: Ledger, part: Entry, whole: Entry, share: Entry, *, fits: bool) -> Check:
    formula = f"{part.text} ÷ {whole.text} {'=' if fits else '≠'} {share.text}"
    if fits:
        return to_check(ledger, "share", formula, (part, whole, share), "consistent", 0.0, "check_share_fits")
    found = part.stated / whole.stated * _HUNDRED
    said: dict[str, Part] = {"part": part.text, "whole": whole.text, "found": found, "share": share.text}
    severity = 0.5 + min(float(gap_of(found, share.stated)), 1.0) / 2
    figures = (part, whole, share)
    return to_check(ledger, "share", formula, figures, "inconsistent", severity, "check_share_broken", **said)


def growth(ledger: Ledger) -> Iterator[Check]:
    """本期1,843,700，上年同期1,516,200，增长21.60%; 由28,590元调高到30,600元，升幅7.03%."""
    for a, b, rate in zip(ledger.entries, ledger.entries[1:], ledger.entries[2:], strict=False):
        if not same_unit(a, b) or rate.measure.unit != "%" or min(a.stated, b.stated) <= 0:
            continue
        if sentence_of(b) != sentence_of(rate) or a.measure.unit == "%" or not (a.additive or a.bare or a.measure.step):
            continue
        pair = _now_and_old(ledger, a, b, rate)
        if pair is None or not Decimal("0.2") < pair[0].stated / pair[1].stated < 5:
            continue
        yearly = bool(cue_in("yearly").search(ledger.before(rate, 12)))
        yield from _growth_check(ledger, *pair, rate, yearly=yearly)


def _now_and_old(ledger: Ledger, a: Entry, b: Entry, rate: Entry) -> tuple[Entry, Entry] | None:
    """Which of two figures is the new one and which its base, where the words leave no doubt."""
    before, link, tail = ledger.before(a, 10), ledger.between(a, b), ledger.between(b, rate)
    cue = cue_before("change_rate", 2).search(tail)
    if len(tail) > 20 or cue is None or _of_another(tail[: cue.start()]):
        return None
    if cue_in("last_period").search(tail) or len(link) > 24:
        return None
    if (
        link.endswith("的")
        and re.match(rf"^[，,]?(?:{cue_in('than').pattern})[^，,。；;\n]{{2,14}}$", link)
        and not a.changes
    ):
        return a, b
    if not cue_in("against").search(tail) and cue_before("from", 8).search(before) and cue_before("to", 1).search(link):
        return b, a
    if cue_before("last_period", 8).search(link) and not cue_before("more_by", 1, "less_by").search(link):
        return a, b
    return None


def _of_another(words: str) -> bool:
    """Whether the words before a rate name what it is of: 从1.2万株增加到1.6万株，亩产可以提升一成."""
    return "；" in words or len(cue_in("yearly").sub("", words).strip("，,、（(")) > 3


def _growth_check(ledger: Ledger, now: Entry, old: Entry, rate: Entry, *, yearly: bool) -> Iterator[Check]:
    low, high = _ratio(now.rounded, old.rounded)
    change = _signed((low - 1) * _HUNDRED, (high - 1) * _HUNDRED, now, old, rate)
    fits = meets(change, rate.interval) or (yearly and _any_years(change, rate))
    formula = f"{now.text} ÷ {old.text} - 1 {'=' if fits else '≠'} {rate.text}"
    entries = (now, old, rate)
    if fits:
        yield to_check(ledger, "growth", formula, entries, "consistent", 0.0, "check_growth_fits")
    elif rate.measure.hedge in ("exact", "approx") and gap_of((change[0] + change[1]) / 2, rate.stated) > Decimal(
        "0.02"
    ):
        found = (now.stated / old.stated - 1) * _HUNDRED
        said: dict[str, Part] = {"old": old.text, "now": now.text, "found": found, "rate": rate.text}
        severity = 0.5 + min(float(gap_of(abs(found), rate.stated)), 1.0) / 2
        yield to_check(ledger, "growth", formula, entries, "inconsistent", severity, "check_growth_broken", **said)


def _signed(low: Decimal, high: Decimal, now: Entry, old: Entry, rate: Entry) -> Interval:
    sign = rate.claim.direction or (1 if now.stated >= old.stated else -1)
    return (low, high) if sign > 0 else (-high, -low)


def _any_years(change: Interval, rate: Entry) -> bool:
    """Whether some number of years, up to thirty, makes the yearly rate give the whole change."""
    low, high = (1 + bound / _HUNDRED for bound in rate.rounded)
    return any(meets(((low**n - 1) * _HUNDRED, (high**n - 1) * _HUNDRED), change) for n in range(2, 31))


def increments(ledger: Ledger) -> Iterator[Check]:
    """328万标箱，涨幅21.5%，增量58万标箱: level, rate and what it grew by; 收报24,611点，跌58点，跌幅0.24%."""
    for level, x, y in zip(ledger.entries, ledger.entries[1:], ledger.entries[2:], strict=False):
        rate, step = (x, y) if x.measure.unit == "%" else (y, x)
        if rate.measure.unit != "%" or step.measure.unit == "%" or not same_unit(level, step) or level.stated <= 0:
            continue
        if sentence_of(level) != sentence_of(y) or not (rate.changes or step.changes) or step.stated <= 0:
            continue
        if ledger.before(rate, 1) == "的":  # 完成全年目标任务的56.5%
            continue
        if step.stated >= level.stated or not cue_before("more_by", 2, "less_by").search(ledger.before(step, 8)):
            continue
        sign = rate.claim.direction or step.claim.direction or 1
        if _step_holds((level.rounded, rate.rounded, step.rounded), sign):
            formula = f"{level.text}、{rate.text} = {step.text}"
            yield to_check(ledger, "growth", formula, (level, x, y), "consistent", 0.0, "check_step_fits")
            continue
        other = _step_holds((level.rounded, rate.rounded, step.rounded), -sign)
        slip = mend((level, rate, step), partial(_step_holds, sign=sign))
        sharp = all(e.exact for e in (level, x, y)) and len(step.digits) >= 2
        if not other and slip is not None and sharp:
            found = abs(level.stated - level.stated / (1 + sign * rate.stated / _HUNDRED))
            said: dict[str, Part] = {
                "level": level.text,
                "rate": rate.text,
                "found": in_unit(found, step),
                "step": step.text,
            }
            formula = f"{level.text}、{rate.text} ≠ {step.text}"
            severity = 0.45 + min(float(gap_of(found, step.stated)), 1.0) / 2
            figures = (level, x, y)
            yield to_check(ledger, "growth", formula, figures, "inconsistent", severity, "check_step_broken", **said)


def _step_holds(intervals: Sequence[Interval], sign: int) -> bool:
    level, rate, step = intervals
    low, high = sorted(1 + sign * bound / _HUNDRED for bound in rate)
    if low <= 0:
        return False
    made = sorted(abs(bound - bound / factor) for bound in level for factor in (low, high))
    return meets((made[0], made[-1]), step)


def bargains(ledger: Ledger) -> Iterator[Check]:
    """叫价980万元，最终以912万元成交，减幅6.9%; 起拍价30.5亿元，以41.2亿元拿下，溢价率35.1%."""
    for i, rate in enumerate(ledger.entries):
        if rate.measure.unit != "%" or rate.measure.stated is None or not rate.measure.stated:
            continue
        if not cue_before("margin", 1).search(ledger.before(rate, 8)) or i < 2:
            continue
        window = [e for e in ledger.entries[max(0, i - 5) : i] if sentence_of(e) == sentence_of(rate)]
        window = [e for e in window if "；" not in ledger.text[e.end : rate.start]]
        prices = [e for e in window if e.measure.currency and e.stated > 0 and not e.changes]
        trios = [
            (a, b) for k, a in enumerate(prices) for b in prices[k + 1 :] if same_unit(a, b) and a.stated != b.stated
        ]
        fitting = [t for t in trios if _change_holds((t[1].rounded, t[0].rounded, rate.rounded))]
        if fitting:
            now, old = fitting[-1][1], fitting[-1][0]
            formula = f"{now.text} ÷ {old.text} - 1 = {rate.text}"
            yield to_check(ledger, "growth", formula, (old, now, rate), "consistent", 0.0, "check_bargain_fits")
        elif len(trios) == 1 and len(rate.digits) >= 2:
            old, now = trios[0]
            sharp = all(e.exact for e in (old, now, rate)) and len(ledger.between(now, rate)) <= 24
            found = abs(now.stated / old.stated - 1) * _HUNDRED
            tight = len(ledger.between(now, rate)) <= 8 and gap_of(found, rate.stated) <= Decimal("0.6")
            if sharp and (tight or mend((now, old, rate), _change_holds) is not None):
                yield from _growth_check(ledger, now, old, rate, yearly=False)


def _change_holds(intervals: Sequence[Interval]) -> bool:
    now, old, rate = intervals
    low, high = _ratio(now, old)
    change = sorted((abs(low - 1) * _HUNDRED, abs(high - 1) * _HUNDRED))
    return meets((change[0], change[1]), rate)


def relative(ledger: Ledger) -> Iterator[Check]:
    """海澄接待904万人次，比云州少近三成: against every figure that the article gives for 云州."""
    for i, rate in enumerate(ledger.entries):
        if i < 1 or rate.measure.unit != "%" or rate.measure.stated is None:
            continue
        named = re.search(
            r"比([^，,。；;\d]{2,8}?)(多|高|少|低)[了出]?[约近超]?$", ledger.between(ledger.entries[i - 1], rate)
        )
        if not named or sentence_of(rate) != sentence_of(ledger.entries[i - 1]):
            continue
        left, name, sign = ledger.entries[i - 1], named[1], 1 if named[2] in "多高" else -1
        bases = [e for e in ledger.entries[: i - 1] if _base_of(e, left, name)]
        if not bases:
            continue
        for base in bases:
            low, high = _ratio(left.interval, base.interval)
            change = ((low - 1) * 100 * sign, (high - 1) * 100 * sign)
            if meets((min(change), max(change)), rate.interval):
                formula = f"{left.text} ÷ {base.text} - 1 = {'-' if sign < 0 else ''}{rate.text}"
                yield to_check(ledger, "growth", formula, (base, left, rate), "consistent", 0.0, "check_relative_fits")
                break
        else:
            if all((left.stated - base.stated) * sign < 0 for base in bases):
                base = bases[0]
                said = {"left": left.text, "name": name, "base": base.text}
                reason = "check_not_more" if sign > 0 else "check_not_less"
                formula = f"{left.text} {'>' if sign > 0 else '<'} {base.text}"
                yield to_check(ledger, "order", formula, (base, left, rate), "inconsistent", 0.7, reason, **said)


def _base_of(entry: Entry, left: Entry, name: str) -> bool:
    """Whether a figure is the named one's, of the same attribute."""
    return (
        same_unit(entry, left)
        and entry.claim.subject.text == name
        and entry.claim.attribute.id == left.claim.attribute.id
    )


RATIOS: tuple[Callable[[Ledger], Iterable[Check]], ...] = (shares, growth, increments, bargains, relative)
