"""What two figures of an article differ by, and which of them is the larger: 相差, 领先, 增量, 高于, 连续三个月超过."""

from __future__ import annotations

import re
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
    same_unit,
    sentence_of,
    to_check,
)
from pipeline.crosscheck.slips import mend, misprints
from pipeline.lexicon.sum_cues import Subset, SumCueKind, cue_after, cue_before, cue_in, subsets
from pipeline.records import Check

REACH = 60
NEAR = Decimal("0.25")
_POINTS = ("points", "ratio")
KINDS: tuple[SumCueKind, ...] = ("above", "below")


def _comparable(a: Entry, b: Entry, difference: Entry) -> bool:
    """Whether `difference` may be what two figures differ by: 元 and 元, % and 个百分点."""
    if not same_unit(a, b):
        return False
    if difference.measure.dimension == "points":
        return a.measure.unit == b.measure.unit == "%" and not (a.claim.direction and not b.claim.direction)
    if a.measure.dimension == "vote" and difference.measure.dimension == "count":
        return True
    if a.measure.dimension in _POINTS or difference.measure.dimension in _POINTS:
        return False
    return same_kind(a, difference) or same_kind(b, difference)


def _less(a: Interval, b: Interval) -> Interval:
    """The interval of the distance between two figures."""
    low, high = a[0] - b[1], a[1] - b[0]
    if low <= 0 <= high:
        return Decimal(0), max(-low, high)
    return min(abs(low), abs(high)), max(abs(low), abs(high))


def _holds(intervals: Sequence[Interval]) -> bool:
    a, b, difference = intervals
    return meets(_less(a, b), difference)


def differences(ledger: Ledger) -> Iterator[Check]:
    """1516头，三年前是1249头，多出来267头; 21846票，对手13207票，赢了8639票; 41.2%领先36.8%达4.4个百分点."""
    for i, stated in enumerate(ledger.entries):
        if i < 2 or stated.measure.stated is None:
            continue
        cue = _cue(ledger, stated)
        if not cue:
            continue
        line = ledger.paragraph(stated).start
        earlier = [e for e in ledger.entries[max(0, i - 8) : i] if e.start >= line and e.stated > 0]
        fitting = _fitting_pair(earlier, stated)
        if fitting is not None:
            yield _check(ledger, *fitting, stated, fits=True)
            continue
        if _explained(ledger, stated):
            continue
        for pair in _pairs_before(ledger, i, cue):
            found = abs(pair[0].stated - pair[1].stated)
            if cue_in("than").search(ledger.between(pair[1], stated)):  # 20.1%，13.6%，较去年12月提升7.2个百分点
                continue
            if (_precise(*pair, stated) or _tied(ledger, *pair, stated)) and _missed(ledger, pair, stated, found, cue):
                yield _check(ledger, *pair, stated, fits=False)
                break


def _missed(ledger: Ledger, pair: tuple[Entry, Entry], stated: Entry, found: Decimal, cue: str) -> bool:
    """Whether a difference that does not come out must be meant: so near, or one slip away from coming out."""
    near = gap_of(found, stated.stated)
    together = not re.search(r"[；;\n]", ledger.text[pair[0].end : stated.start])
    tied = together and _tied(ledger, *pair, stated)
    if tied or (cue == "gap" and together and stated.start - pair[0].end <= REACH and _last(ledger, pair, stated)):
        slip = mend([*pair, stated], _holds) if near > NEAR else None
        return near <= NEAR or tied or _misprint(stated, found) or (slip is not None and (slip.power or near <= 1))
    points = together and stated.measure.dimension == "points" and _last(ledger, pair, stated)
    if points and (_misprint(stated, found) or near <= NEAR):
        return True
    sharp = cue == "gap" and all(e.exact and len(e.digits) >= 4 for e in (*pair, stated))
    return sharp and mend([*pair, stated], _holds) is not None


def _last(ledger: Ledger, pair: tuple[Entry, Entry], stated: Entry) -> bool:
    """Whether no third figure of their kind stands between two figures and their difference."""
    between = ledger.within(pair[0].end, stated.start)
    return all(e is pair[1] or not same_kind(e, pair[1]) for e in between)


def _cue(ledger: Ledger, stated: Entry) -> str:
    """Whether the words before a figure say that it is a gap between two figures, or a change."""
    before = ledger.before(stated, 12)
    if cue_before("last_period", 8).search(before) or cue_in("against").search(before):
        return ""
    if cue_before("to", 1).search(before) or cue_in("apiece").search(before[-4:]):  # 3对增至6对; 均下降10个基点
        return ""
    if cue_before("gap", 4).search(before):
        return "gap"
    return "change" if cue_before("more_by", 2, "less_by").search(before) else ""


def _fitting_pair(earlier: Sequence[Entry], stated: Entry) -> tuple[Entry, Entry] | None:
    for right in range(len(earlier) - 1, 0, -1):
        for left in range(right - 1, -1, -1):
            a, b = earlier[left], earlier[right]
            if _comparable(a, b, stated) and _holds((a.rounded, b.rounded, stated.rounded)) and _sharp(a, b, stated):
                return a, b
    return None


def _sharp(a: Entry, b: Entry, stated: Entry) -> bool:
    """Whether the figures are exact enough for their difference to be more than chance."""
    low, high = _less(a.rounded, b.rounded)
    return stated.stated != 0 and high - low <= abs(stated.stated) and a.stated != b.stated


def _precise(a: Entry, b: Entry, stated: Entry) -> bool:
    """Whether a difference that does not fit cannot be rounding."""
    low, high = _less(a.rounded, b.rounded)
    return all(e.measure.hedge in ("exact", "approx") for e in (a, b, stated)) and high - low <= abs(stated.stated) / 5


def _pairs_before(ledger: Ledger, at: int, cue: str) -> Iterator[tuple[Entry, Entry]]:
    """The pairs of figures before a difference that may be meant, the nearest first."""
    stated = ledger.entries[at]
    near = [e for e in ledger.entries[max(0, at - 7) : at] if sentence_of(e) == sentence_of(stated) and e.stated > 0]
    for right in range(len(near) - 1, 0, -1):
        for left in range(right - 1, -1, -1):
            a, b = near[left], near[right]
            alike = a.changes == b.changes or _tied(ledger, a, b, stated)
            if _comparable(a, b, stated) and alike and (not a.changes or stated.measure.dimension == "points"):
                yield a, b


def _tied(ledger: Ledger, a: Entry, b: Entry, stated: Entry) -> bool:
    """从28,590元调高到30,600元; 27.9%，比一季度的26.6%改善1.3个百分点: the words say which two figures differ."""
    before, link, tail = ledger.before(a, 6), ledger.between(a, b), ledger.between(b, stated)
    if cue_before("from", 3).search(before) and cue_before("to", 1).search(link):
        return True
    base = re.split("[，,]", link)[-1]
    than = re.match(rf"(?:{cue_in('than').pattern})", base) or cue_in("compared").search(tail)
    if cue_before("more_by", 1, "less_by").search(link):
        return False
    return bool(than) and len(tail) <= 6 and not a.changes and len(link) <= 20


def _explained(ledger: Ledger, stated: Entry) -> bool:
    """Whether any two exact figures of the neighbourhood differ by what is stated."""
    near = [e for e in ledger.nearby(stated, 8) if e.exact and e.stated > 0]
    return any(
        _comparable(a, b, stated)
        and _holds((a.rounded, b.rounded, stated.rounded))
        and abs(a.rounded[1] - a.rounded[0]) + abs(b.rounded[1] - b.rounded[0]) <= stated.stated / 10
        for j, a in enumerate(near)
        for b in near[j + 1 :]
    )


def _misprint(stated: Entry, found: Decimal) -> bool:
    return len(stated.digits) >= 2 and any(meant == found for meant in misprints(stated))


def _check(ledger: Ledger, a: Entry, b: Entry, stated: Entry, *, fits: bool) -> Check:
    more, less = (a, b) if a.stated >= b.stated else (b, a)
    found = more.stated - less.stated
    formula = f"{more.text} - {less.text} {'=' if fits else '≠'} {stated.text}"
    if fits:
        return to_check(ledger, "difference", formula, (a, b, stated), "consistent", 0.0, "check_difference_fits")
    severity = 0.45 + min(float(gap_of(found, stated.stated)), 1.0) / 2
    said: dict[str, Part] = {
        "more": more.text,
        "less": less.text,
        "found": in_unit(found, stated),
        "stated": stated.text,
    }
    reason = "check_difference_broken"
    return to_check(ledger, "difference", formula, (a, b, stated), "inconsistent", severity, reason, **said)


def comparisons(ledger: Ledger) -> Iterator[Check]:
    """3%至4%，低于去年的2.9%; 2,560亿，高于预算的236亿: the word against the figures, or a size no one compares."""
    for left, right in zip(ledger.entries, ledger.entries[1:], strict=False):
        link = ledger.between(left, right)
        if (
            not _alike(left, right)
            or sentence_of(left) != sentence_of(right)
            or not re.match(r"^[^。；;\n\d]{1,18}$", link)
        ):
            continue
        word = _compared(link) or _than(ledger, right, link)
        if not word:
            continue
        (a, b), (c, d) = _bounds(left), _bounds(right)
        wrong = b < c if word == "above" else a > d
        formula = f"{left.text} {'>' if word == 'above' else '<'} {right.text}"
        said = {"left": left.text, "right": right.text}
        if wrong:
            reason = f"check_not_{word}"
            yield to_check(ledger, "order", formula, (left, right), "inconsistent", 0.6, reason, **said)
        elif _other_size(left, right):
            yield to_check(ledger, "order", formula, (left, right), "inconsistent", 0.8, "check_other_size", **said)
        elif a > d or b < c:
            yield to_check(ledger, "order", formula, (left, right), "consistent", 0.0, "check_order_fits")


def _bounds(entry: Entry) -> Interval:
    """The ends of a range as written, else what the figure's digits and hedge allow."""
    measure = entry.measure
    return (measure.usual_low, measure.usual_high) if measure.hedge == "range" else entry.interval


def _alike(left: Entry, right: Entry) -> bool:
    if left.measure.unit != right.measure.unit or left.measure.dimension == "time" or left.stated == 0:
        return False
    if left.measure.unit == "%":
        return left.claim.direction * right.claim.direction >= 0
    return same_unit(left, right) and left.additive


def _compared(link: str) -> str:
    """`above` or `below` where the link says that the left figure is that against the right one.

    >>> _compared("，低于去年的"), _compared("，高于"), _compared("，超过警戒水位")
    ('below', 'above', '')
    """
    clause = re.split(r"[，,、]", link)
    if len(clause) > 2 or len(clause[0]) > 8:
        return ""
    last = clause[-1]
    for kind in KINDS:
        found = cue_after(kind, 2).match(last)
        if found and len(last) - found.end() <= 8 and (found.end() == len(last) or last.endswith("的")):
            return kind if not re.search(r"[不没未]", last[: found.start() + 3].removeprefix("不及")) else ""
    return ""


def _than(ledger: Ledger, right: Entry, link: str) -> str:
    """4.2%，比安慰剂的4.5%还低: the word stands after the base, and no figure says by how much."""
    base, tail = re.split("[，,]", link)[-1], re.split(r"[，,。；;\n]", ledger.after(right, 6))
    if not (re.match(cue_in("than").pattern, base) and base.endswith("的")) or len(tail) < 2 or len(tail[0]) > 3:
        return ""
    for kind, cue in (("above", cue_in("higher")), ("below", cue_in("lower"))):
        if cue.search(tail[0][-1:]):
            return kind
    return ""


def _other_size(left: Entry, right: Entry) -> bool:
    """Whether a power of ten would make two compared figures near: 2,560亿 and 236亿."""
    if left.measure.unit == "%" or min(left.stated, right.stated) <= 0:
        return False
    big, small = max(left.stated, right.stated), min(left.stated, right.stated)
    if big / small < 7 or min(len(left.digits.strip("0")), len(right.digits.strip("0"))) < 2:
        return False
    return any(abs(big / small.scaleb(k) - 1) <= Decimal("0.2") for k in (1, 2, 3, 4))


def part_over(ledger: Ledger) -> Iterator[Check]:
    """累计34例，其中本地94例: what stands after 其中 cannot exceed every figure before it."""
    for whole, part in zip(ledger.entries, ledger.entries[1:], strict=False):
        if not same_unit(whole, part) or not whole.additive or sentence_of(whole) != sentence_of(part):
            continue
        if not re.match(
            rf"^[^，,。；;\n]{{0,6}}[，,（(](?:{cue_in('of_which').pattern})[^，,。；;\n]{{1,8}}$",
            ledger.between(whole, part),
        ):
            continue
        earlier = ledger.within(ledger.paragraph(part).start, part.start)
        if (
            whole.changes
            or part.changes
            or whole.measure.high is None  # 一直在1700万人次以上，其中1日2144.8万人次
            or cue_in("apiece").search(ledger.before(whole, 10))  # 每亩375.2公斤，其中小麦399.1公斤
            or any(same_kind(e, part) and e.interval[1] >= part.interval[0] for e in earlier)
        ):
            continue
        formula, said = f"{part.text} ≤ {whole.text}", {"part": part.text, "whole": whole.text}
        yield to_check(ledger, "order", formula, (whole, part), "inconsistent", 0.7, "check_part_over", **said)


def subset_over(ledger: Ledger) -> Iterator[Check]:
    """28架来袭，71架被击落: a part cannot exceed the whole that its word belongs to."""
    for left, right in zip(ledger.entries, ledger.entries[1:], strict=False):
        if not same_unit(left, right) or sentence_of(left) != sentence_of(right) or not left.additive:
            continue
        a, b = _clause(ledger, left), _clause(ledger, right)
        for row in subsets():
            for whole, part, x, y in ((left, right, a, b), (right, left, b, a)):
                if row.whole in x and row.part in y and row.part not in x and part.interval[0] > whole.interval[1]:
                    yield _subset_check(ledger, whole, part, row)


def _subset_check(ledger: Ledger, whole: Entry, part: Entry, row: Subset) -> Check:
    said = {"part": part.text, "part_word": row.part, "whole": whole.text, "whole_word": row.whole}
    formula = f"{part.text} ≤ {whole.text}"
    return to_check(ledger, "order", formula, (whole, part), "inconsistent", 0.7, "check_subset_over", **said)


def _clause(ledger: Ledger, entry: Entry) -> str:
    before = re.split(r"[，,。；;\n]", ledger.before(entry, 14))[-1]
    return before + re.split(r"[，,。；;\n]", ledger.after(entry, 12))[0]


def streaks(ledger: Ledger) -> Iterator[Check]:
    """连续三个月超过35,000辆 against the months that the article lists: 依次为32,415辆、34,548辆和38,729辆."""
    for span, bar in zip(ledger.entries, ledger.entries[1:], strict=False):
        if span.measure.unit not in ("mo", "d", "wk", "a") or not ledger.before(span, 4).endswith("连续"):
            continue
        word = _compared(ledger.between(span, bar)) or _bound(bar)
        listed = _listed_alike(ledger, bar)
        if not word or len(listed) < 2 or not span.measure.written:
            continue
        latest = [e for e in ledger.entries if e.end <= span.start and same_unit(e, bar)][-1:]
        latest = [e for e in latest if all(e.stated != one.stated for one in listed)]
        run = [*listed, *latest][-int(span.measure.written) :]
        if len(run) < span.measure.written:
            continue
        short = [e for e in run if (e.stated <= bar.stated if word == "above" else e.stated >= bar.stated)]
        formula = f"连续{span.text}{bar.text}：{'、'.join(e.text for e in run)}"
        if short:
            said = {"figure": short[0].text, "span": span.text, "bar": bar.text}
            entries = (span, bar, short[0])
            yield to_check(ledger, "order", formula, entries, "inconsistent", 0.6, "check_streak_broken", **said)
        else:
            yield to_check(ledger, "order", formula, (span, bar, *run), "consistent", 0.0, "check_streak_fits")


def _bound(bar: Entry) -> str:
    hedges = {"more_than": "above", "at_least": "above", "less_than": "below", "at_most": "below"}
    return hedges.get(bar.measure.hedge, "")


def _listed_alike(ledger: Ledger, bar: Entry) -> tuple[Entry, ...]:
    """The longest list of figures of one kind that stands after 依次为 or 分别为 in the article."""
    best: tuple[Entry, ...] = ()
    for i, first in enumerate(ledger.entries):
        if not same_unit(first, bar) or not cue_before("respectively", 2, "of_which").search(ledger.before(first, 10)):
            continue
        if "、" in re.split(r"[，,。；;\n]", ledger.before(first, 30))[-1]:
            continue  # 装备制造业、高技术制造业和消费品制造业指数分别为: of several things, not of months
        found = [first]
        for entry in ledger.entries[i + 1 : i + 12]:
            if not same_unit(entry, bar) or not re.match(r"^[、，,和及与]{1,2}$", ledger.between(found[-1], entry)):
                break
            found.append(entry)
        best = max(best, tuple(found), key=len)
    return best


DIFFERENCES: tuple[Callable[[Ledger], Iterable[Check]], ...] = (
    differences,
    comparisons,
    part_over,
    subset_over,
    streaks,
)
