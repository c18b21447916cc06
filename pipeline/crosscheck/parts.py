"""Parts whose whole stands elsewhere in the article: 男性 and 女性 of a population, industries of a product, shares.

No word ties them to it, so they are flagged only where no figure is their sum and a slip would make one so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.crosscheck.ledger import (
    Entry,
    Ledger,
    gap_of,
    same_kind,
    same_unit,
    sentence_of,
    sum_of,
    to_check,
)
from pipeline.crosscheck.slips import mend, swaps
from pipeline.crosscheck.sums import (
    LIST_GAP,
    MOST_PARTS,
    PAIR_NEAR,
    adds_up,
    broken_sum,
    complementary,
    consistent_sum,
    makes,
    other_things,
    some_make,
    tight,
)
from pipeline.lexicon.sum_cues import cue_before, cue_in
from pipeline.records import Check


def pairs(ledger: Ledger) -> Iterator[Check]:
    """男性3108万，女性3019万 and a population of 6172万 in another sentence: flagged where no figure is their sum."""
    for left, right in zip(ledger.entries, ledger.entries[1:], strict=False):
        if not same_unit(left, right) or not (left.additive or (left.bare and right.bare)):
            continue
        if not LIST_GAP.match(ledger.between(left, right)) or not complementary(ledger, left, right):
            continue
        yield from find_whole(ledger, (left, right))


def runs(ledger: Ledger) -> Iterator[Check]:
    """第一产业3475.1亿元、第二产业14286.6亿元、第三产业20850.7亿元 after 38612.4亿元, of which they are the parts."""
    stream = [e for e in ledger.entries if e.additive and not e.changes and len(e.digits) >= 3 and e.exact]
    for i, first in enumerate(stream):
        for size in (3, 4, 5):
            listed = stream[i : i + size]
            line = ledger.paragraph(first)
            whole_line = len(listed) == size and listed[-1].end <= line.end
            if whole_line and all(same_unit(p, first) for p in listed) and _closed(ledger, listed):
                yield from find_whole(ledger, listed)


def _closed(ledger: Ledger, listed: Sequence[Entry]) -> bool:
    """Whether figures are all of their list: none of their kind stands among them or goes on with it, and no full stop.

    宜昌市392例、荆州市499例、荆门市345例 of seventeen towns have no whole.
    """
    kin = [e for e in ledger.nearby(listed[0], 40) if same_unit(e, listed[0]) and e not in listed]
    if any(listed[0].start < e.start < listed[-1].start for e in kin):
        return False
    if any("。" in ledger.between(a, b) for a, b in pairwise(listed)):
        return False
    before = max((e for e in kin if e.end <= listed[0].start), key=lambda e: e.end, default=None)
    after = min((e for e in kin if e.start >= listed[-1].end), key=lambda e: e.start, default=None)
    gaps = [ledger.between(before, listed[0])] if before else []
    gaps += [ledger.between(listed[-1], after)] if after else []
    return not any(gap.startswith("、") and LIST_GAP.match(gap) for gap in gaps)


def find_whole(ledger: Ledger, parts: Sequence[Entry]) -> Iterator[Check]:
    """The sum of parts against the other figures of the article: one makes it, or one would but for two digits."""
    others = [
        e for e in ledger.nearby(parts[0], 40) if e not in parts and same_kind(e, parts[0]) and (e.additive or e.bare)
    ]
    larger = [e for e in others if e.stated > max(p.stated for p in parts) and not e.changes]
    for whole in reversed(larger):
        if makes(parts, whole) and tight(parts, whole) and (_firm(whole) or _together(whole, parts)):
            yield consistent_sum(ledger, whole, parts)
            return
    made = sum_of(parts)
    near_ones = [e for e in larger if _plain(e) and (gap_of(made, e.stated) <= PAIR_NEAR or _one_thing(e, parts))]
    if not near_ones or any(makes(parts, e) for e in others if _telling(e, parts)) or some_make_any(others, parts):
        return
    if any(e.stated == made for e in ledger.within(ledger.paragraph(parts[0]).start, parts[0].start)):
        return  # 79名在治患者中，60例为输入性病例，19例为本地感染病例: the whole is counted in another word
    near_ones = [e for e in near_ones if not (_part_too(ledger, e, parts) or other_things(e, parts))]
    for whole in reversed(near_ones):
        slip = mend([whole, *parts], adds_up) if len(whole.digits) >= 3 else None
        close = sentence_of(whole) == sentence_of(parts[0]) and len(parts) == 2
        swap = slip is not None and slip.kind == "swap" and slip.outweighs([whole, *parts])
        if swap or (close and gap_of(made, whole.stated) <= PAIR_NEAR):
            yield broken_sum(ledger, whole, parts)
            return


def _part_too(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether a whole is a part beside the others: 146例，治愈出院69例，轻症67例，重症4例，危重症4例，死亡2例."""
    row = [e for e in ledger.within(sentence_of(whole).start, sentence_of(parts[-1]).end) if same_unit(e, whole)]
    if whole not in row:
        return False
    first = row.index(whole)
    return any(
        set(parts) <= set(row[first:end]) and any(sum_of(row[first:end]) == e.stated for e in row[:first])
        for end in range(first + len(parts) + 1, len(row) + 1)
    )


def _firm(whole: Entry) -> bool:
    return whole.measure.hedge in ("exact", "approx")


def _together(whole: Entry, parts: Sequence[Entry]) -> bool:
    return len(parts) == 2 and sentence_of(whole) == sentence_of(parts[0]) and _plain(whole)


def _plain(whole: Entry) -> bool:
    """Whether a figure has an upper bound in use, so that parts can exceed it: 近2700万, not 超2700万."""
    return whole.measure.hedge in ("exact", "approx", "about_to")


def _one_thing(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether a whole stands for what its parts are: 营业额184.4亿元, 内地收入112.47亿元, 海外收入71.9亿元."""
    attributes = {p.claim.attribute.id for p in parts}
    return whole.claim.attribute.id in attributes and len(whole.digits) >= 4 and whole.end <= parts[0].start


def _telling(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether a figure that the parts make says anything: 20GWh, written elsewhere, is made by too many."""
    counted = whole.rounded[0] == whole.rounded[1]
    return counted or len(whole.digits) > 2 or sentence_of(whole) == sentence_of(parts[0])


def some_make_any(others: Sequence[Entry], parts: Sequence[Entry]) -> bool:
    """Whether the parts and one figure more make any larger one: then the list has a part that stands elsewhere."""
    for whole in others:
        for more in others:
            if more is not whole and makes([*parts, more], whole):
                return True
    return False


def left_over(ledger: Ledger) -> Iterator[Check]:
    """15人落水，已救起11人，其余4人失联: what is left closes the list, so the parts must make the whole."""
    for i, last in enumerate(ledger.entries):
        if i < 2 or not last.additive or not cue_before("left_over", 2, "still").search(ledger.before(last, 6)):
            continue
        closed = bool(cue_before("left_over", 2).search(ledger.before(last, 6)))
        earlier = [e for e in ledger.entries[max(0, i - 6) : i] if same_unit(e, last) and _no_change(e)]
        earlier = [e for e in earlier if ledger.text.count("。", e.end, last.start) <= 1]
        for at in range(len(earlier) - 2, -1, -1):
            whole, parts = earlier[at], [*earlier[at + 1 :], last]
            if sum_of(parts) <= whole.stated * 2 and some_make([*parts], whole) and makes(parts, whole):
                yield consistent_sum(ledger, whole, parts)
                break
        else:
            whole = max(earlier, key=lambda e: e.stated, default=last)
            parts = [e for e in earlier if e.start > whole.start] + [last]
            near = gap_of(sum_of(parts), whole.stated) <= Decimal("0.25")
            if (
                (closed or _few_left(earlier, parts))
                and len(parts) >= 2
                and near
                and whole.exact
                and not some_make([*parts, *earlier], whole)
                and not _balanced(earlier, last)
            ):
                yield broken_sum(ledger, whole, parts)


def _balanced(earlier: Sequence[Entry], last: Entry) -> bool:
    """Whether what comes first is what comes later: 175名乘客和6名机组人员，除2名获救，其余179人遇难."""
    row = [*earlier, last]
    return any(sum_of(row[:k]) == sum_of(row[k:]) for k in range(1, len(row)))


def _no_change(entry: Entry) -> bool:
    """Whether a figure is a count of its own: 71人升井 says nothing of a rise."""
    return entry.measure.dimension == "person" or not entry.changes


def _few_left(earlier: Sequence[Entry], parts: Sequence[Entry]) -> bool:
    """Whether 尚有2人 closes a list of people that one can count; of thousands some leave the list unseen."""
    return len(parts) == len(earlier) == 3 and all(len(e.digits) <= 2 for e in earlier)


def hundred(ledger: Ledger) -> Iterator[Check]:
    """支持率36.8%，33.4%，11%，另有17%未决定: all shares of one whole make 100 %."""
    i = 0
    while i < len(ledger.entries):
        listed = _percents(ledger, i)
        i += max(1, len(listed))
        if len(listed) < 3 and not _two_shares(ledger, listed):
            continue
        made = sum_of(listed)
        slack = sum((e.measure.place / 2 for e in listed), Decimal(0))
        formula = f"{' + '.join(e.text for e in listed)}"
        if abs(made - 100) <= min(slack, Decimal(1)):
            yield to_check(ledger, "sum", f"{formula} = 100%", listed, "consistent", 0.0, "check_hundred_fits")
        elif abs(made - 100) > slack and abs(made - 100) <= 10 and _whole_list(ledger, listed):
            severity = 0.4 + float(abs(made - 100)) / 20
            broken = f"{formula} ≠ 100%"
            yield to_check(ledger, "sum", broken, listed, "inconsistent", severity, "check_hundred_broken", found=made)


def _percents(ledger: Ledger, at: int) -> tuple[Entry, ...]:
    """The shares of one sentence from `entries[at]` on."""
    found: list[Entry] = []
    for entry in ledger.entries[at : at + MOST_PARTS]:
        if entry.measure.unit != "%" or entry.claim.direction or entry.claim.attribute.id.startswith("change:"):
            break
        if found and (sentence_of(entry) != sentence_of(found[0]) or len(ledger.between(found[-1], entry)) > 26):
            break
        found.append(entry)
    return tuple(found)


def _two_shares(ledger: Ledger, listed: Sequence[Entry]) -> bool:
    """按平台划分，PC端占68%，主机端占32%: two shares, and the words say that they share a whole."""
    if len(listed) != 2 or not all(ledger.before(e, 3).endswith("占") for e in listed):
        return False
    lead = re.split(r"[。；;\n]", ledger.before(listed[0], 24))[-1]
    return complementary(ledger, *listed) or bool(cue_in("split").search(lead))


def _whole_list(ledger: Ledger, listed: Sequence[Entry]) -> bool:
    """Whether the last share is what is left (另有17%未决定), or one slip makes the shares 100 %."""
    if len(listed) == 2:
        return True
    changed = any(meant - e.stated == 100 - sum_of(listed) for e in listed if len(e.digits) >= 3 for meant in swaps(e))
    if changed and len({e.claim.attribute.id for e in listed}) <= len(listed) - 1:
        return True
    last = listed[-1]
    words = ledger.before(last, 12) + re.split(r"[，,。；;\n]", ledger.after(last, 14))[0]
    return bool(cue_in("rest").search(words)) and len({e.claim.attribute.id for e in listed[:2]}) == 1


PARTS: tuple[Callable[[Ledger], Iterable[Check]], ...] = (left_over, pairs, runs, hundred)
