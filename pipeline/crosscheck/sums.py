"""Wholes and their parts: 其中, 合计, 男性 and 女性, shares that make 100 %.

A list that does not make its whole is flagged only where no choice of its figures does: 现有确诊262例（其中重型29例）,
死亡6例, 出院299例 make 567 without the severe cases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from pipeline.crosscheck.features import base_of
from pipeline.crosscheck.ledger import (
    Entry,
    Ledger,
    Part,
    gap_of,
    in_unit,
    meets,
    same_kind,
    same_unit,
    sentence_of,
    sum_of,
    to_check,
    total,
)
from pipeline.crosscheck.slips import mend, misprints, slipped
from pipeline.lexicon.attributes import attributes_by_id
from pipeline.lexicon.sum_cues import complement_pairs, cue_after, cue_before, cue_in
from pipeline.records import Check

MOST_PARTS = 9
NEAR = Decimal("0.15")
FEW_NEAR = Decimal("0.2")
PAIR_NEAR = Decimal("0.06")
LIST_GAP = re.compile(r"^[^。；;！？\n\d]{0,26}$")
_AFTER_ASIDE = re.compile(r"^[^。！？\n\d]{0,26}$")
_SPELLED = re.compile(r"^[^，,。；;：:（(\n\d]{0,4}[：:（(][^，,。；;：:（()）\n\d]{1,8}$")
_LAST = ("以及", "及", "和", "与")
_STOPS = "、，,和与及（("


def _sum_text(whole: Entry, parts: Sequence[Entry], fits: bool) -> str:
    return f"{' + '.join(p.text for p in parts)} {'=' if fits else '≠'} {whole.text}"


def consistent_sum(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> Check:
    """The record of a sum that comes out."""
    formula = _sum_text(whole, parts, True)
    return to_check(ledger, "sum", formula, [whole, *parts], "consistent", 0.0, "check_sum_fits")


def broken_sum(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> Check:
    """The record of a sum that does not."""
    found = sum_of(parts)
    said: dict[str, Part] = {"found": in_unit(found, whole), "whole": whole.text}
    severity = 0.4 + min(float(gap_of(found, whole.stated)), 1.0) / 2
    formula = _sum_text(whole, parts, False)
    return to_check(ledger, "sum", formula, [whole, *parts], "inconsistent", severity, "check_sum_broken", **said)


def makes(parts: Sequence[Entry], whole: Entry) -> bool:
    """Whether the parts make the whole within what the digits and hedges allow."""
    return meets(total(parts), whole.rounded)


def some_make(parts: Sequence[Entry], whole: Entry) -> bool:
    """Whether any two or more of at most twelve figures make the whole."""
    reach: list[tuple[Decimal, Decimal, int]] = [(Decimal(0), Decimal(0), 0)]
    low, high = whole.rounded
    for part in parts[:12]:
        a, b = part.rounded
        reach += [(x + a, y + b, n + 1) for x, y, n in reach if x + a <= high]
    return any(n >= 2 and meets((x, y), (low, high)) for x, y, n in reach)


def _completed(listed: Sequence[Entry], more: Sequence[Entry], whole: Entry) -> bool:
    """Whether some of at most six figures after a list complete it."""
    low, high = whole.rounded
    reach = [total(listed)]
    for part in more[:6]:
        reach += [(x + part.rounded[0], y + part.rounded[1]) for x, y in reach if x <= high]
    return any(meets(made, (low, high)) for made in reach)


def _separator(gap: str) -> str:
    return next((c for c in gap if c in _STOPS), "")


def list_from(ledger: Ledger, first: int, kin: Entry) -> tuple[Entry, ...]:
    """The figures of one list from `entries[first]` on, all of the kind of `kin`, parted as the first two are.

    What stands in brackets of its own belongs to the part before it: 现有262例（其中重型29例），死亡6例.
    """
    entries = ledger.entries
    found = [entries[first]]
    mark, depth, aside = "", 0, False
    for previous, entry in zip(entries[first:], entries[first + 1 : first + 3 * MOST_PARTS], strict=False):
        gap = ledger.between(previous, entry)
        depth += len(re.findall("[（(]", gap)) - len(re.findall("[）)]", gap))
        if depth > 0:
            continue
        separator = _separator(gap)
        if depth < 0 or len(found) == MOST_PARTS or cue_in("of_which", "respectively").search(gap):
            break
        if _aside(entry) and not re.search(r"[。\n]", gap):
            aside = True
            continue
        if not same_kind(entry, kin) or not (_AFTER_ASIDE if aside else LIST_GAP).match(gap):
            break
        closes = gap.lstrip("，,").startswith(_LAST)
        if mark == "、" and separator in ("，", ",") and not aside and not closes:
            break
        mark, aside = mark or separator, False
        found.append(entry)
    return tuple(found)


def _aside(entry: Entry) -> bool:
    """A rate that stands with each part: 第一产业3475.1亿元，增长3.8%；第二产业14286.6亿元，增长5.9%."""
    return entry.measure.dimension in ("ratio", "points")


def parts_after_whole(ledger: Ledger) -> Iterator[Check]:
    """45枚奖牌，其中19金15银11铜; 13名伤者中，3人危殆、4人严重、6人稳定; 约2.3万亿元，其中沪市9870亿、深市1.42万亿."""
    for i, first in enumerate(ledger.entries):
        link = ledger.before(first, 24)
        if not (cue_before("of_which", 12, "respectively").search(link) or _among(link) or _split(link)):
            continue
        wholes = _wholes(ledger, first)
        listed = list_from(ledger, i, first)
        found = _prefix_that_makes(wholes, listed)
        if found is not None:
            yield consistent_sum(ledger, *found)
        elif wholes and not _open(ledger, listed[-1]):
            stands = cue_before("of_which", 12).search(link) is not None
            yield from _missed(ledger, wholes, listed, overlap=not stands)


def spelled_out(ledger: Ledger) -> Iterator[Check]:
    """83间：全部掩埋31间，严重损坏52间; 17人受伤（重伤4人、轻伤13人）: the list right after a whole is all of it."""
    for i, (whole, first) in enumerate(zip(ledger.entries, ledger.entries[1:], strict=False)):
        link = ledger.between(whole, first)
        if not _SPELLED.match(link) or not same_unit(whole, first) or not _summable(whole, first):
            continue
        listed = list_from(ledger, i + 1, first)
        found = _prefix_that_makes([whole], listed)
        if found is not None:
            yield consistent_sum(ledger, *found)
        elif len(listed) >= 2 and all(same_unit(p, whole) for p in listed) and whole.exact and not whole.changes:
            over = whole.stated < sum_of(listed) <= whole.stated * (1 + NEAR)
            if (over or complementary(ledger, *listed[:2])) and not _open(ledger, listed[-1]):
                near = gap_of(sum_of(listed), whole.stated) <= NEAR
                if near and not some_make(listed, whole) and max(p.stated for p in listed) < whole.stated:
                    yield broken_sum(ledger, whole, listed)


def _split(link: str) -> bool:
    """其中，第一产业; 分车型看，大型车X9: the clause before the first part says how the whole is split."""
    clauses = re.split("[，,：:]", re.split(r"[。；;\n]", link)[-1])
    return len(clauses) == 2 and bool(cue_before("split", 0, "of_which", "respectively").search(clauses[0]))


def _wholes(ledger: Ledger, first: Entry) -> list[Entry]:
    """The figures that the parts from `first` on may make: those before it in its sentence, else in the one before."""
    start = sentence_of(first).start
    earlier = ledger.within(ledger.paragraph(first).start, first.start) or ledger.nearby(first, 6)
    for pool in ([e for e in earlier if e.start >= start], [e for e in earlier if e.start < first.start]):
        found = [e for e in pool if same_kind(e, first) and _summable(e, first) and not _aside(e)]
        if found:
            return found
    return []


def _among(link: str) -> bool:
    """12名伤者里，2人: the word stands at the clause's end or by the figure; 、汉中市6例 goes on with a list."""
    among = cue_in("among").pattern
    stands = re.search(rf"^[^，,。；;\n]{{0,6}}(?:{among})[，,：:]?[^，,。；;\n]{{0,6}}$", link)
    return stands is not None and not link.startswith("、")


def _summable(whole: Entry, part: Entry) -> bool:
    return (whole.additive or whole.bare) and (part.additive or part.bare)


def _prefix_that_makes(wholes: Sequence[Entry], listed: Sequence[Entry]) -> tuple[Entry, Sequence[Entry]] | None:
    sizes = range(len(listed), 1, -1)
    for whole in reversed(wholes[-4:]):
        for size in sorted(sizes, key=lambda n: (sum_of(listed[:n]) != whole.stated, -n)):
            if makes(listed[:size], whole) and all(p.stated <= whole.stated for p in listed[:size]):
                return whole, listed[:size]
    return None


def _missed(ledger: Ledger, wholes: Sequence[Entry], listed: Sequence[Entry], *, overlap: bool) -> Iterator[Check]:
    """A list that does not make its whole; two parts may `overlap` where no 其中 says that they share it.

    41个行业中23个增长，20个回升.
    """
    stated = [w for w in wholes if not w.changes]
    if not stated or len(listed) < 2 or any(not same_unit(p, listed[0]) for p in listed):
        return
    larger = [w for w in stated if w.stated > max(p.stated for p in listed)]
    whole = (larger or stated)[-1]
    following = ledger.within(listed[-1].end, ledger.paragraph(whole).end)
    if some_make(listed, whole) or _completed(listed, [e for e in following if same_kind(e, listed[0])], whole):
        return
    if whole.stated in (p.stated for p in listed) or _leaves_out(ledger, listed):
        return
    if not same_unit(whole, listed[0]) or (overlap and other_things(whole, listed)):
        return
    slip = slip_makes(listed, whole) and (len(listed) > 2 or not overlap or complementary(ledger, *listed))
    if (larger and _near_miss(ledger, listed, whole, overlap=overlap)) or slip:
        yield broken_sum(ledger, whole, listed)


def other_things(whole: Entry, listed: Sequence[Entry]) -> bool:
    """Whether a whole and its parts are known to be of different things: 进口18.1万亿元, 进出口6.52、5.65、5.05."""
    ids = {attributes_by_id().get(base_of(e.claim.attribute.id)) for e in (whole, *listed)}
    known = [row for row in ids if row is not None]
    return len(known) == len(ids) == 2 and all(p.claim.attribute.id != whole.claim.attribute.id for p in listed)


def _leaves_out(ledger: Ledger, listed: Sequence[Entry]) -> bool:
    """Whether a list cannot be held against its whole: it is cut off, counts one figure for several, or lists states.

    79名在治患者中，60例为输入性病例，19例为本地感染病例 make what another figure before them says in another unit.
    """
    before = ledger.within(ledger.paragraph(listed[0]).start, listed[0].start)
    if len(listed) >= MOST_PARTS or any(e.stated == sum_of(listed) for e in before if e.additive or e.bare):
        return True
    words = [re.split(r"[，,。；;\n（(]", ledger.before(p, 14))[-1] for p in listed]
    if any(cue_in("apiece").search(w) for w in words):
        return True
    behind = [re.split(r"[，,。；;、\n（(]", ledger.after(p, 6))[0] for p in listed]
    return sum(bool(cue_in("status").search(f"{a}{b}")) for a, b in zip(words, behind, strict=True)) >= 2


def _near_miss(ledger: Ledger, listed: Sequence[Entry], whole: Entry, *, overlap: bool) -> bool:
    """Whether a closed list misses its whole by so little that it must be meant to make it."""
    near = gap_of(sum_of(listed), whole.stated)
    if len(listed) == 2:
        over = whole.measure.hedge in ("exact", "approx", "about_to") and sum_of(listed) > whole.stated
        return near <= PAIR_NEAR and ((over and not overlap) or complementary(ledger, *listed))
    return near <= (NEAR if len(whole.digits) > 2 else FEW_NEAR) and _no_more_parts(listed, whole)


def slip_makes(listed: Sequence[Entry], whole: Entry) -> bool:
    """Whether one slip in a figure of three digits and more makes the sum come out to the last digit."""
    figures = [whole, *listed]
    if gap_of(sum_of(listed), whole.stated) > 1:
        return False
    if len(whole.digits) < 3 or not all(e.exact for e in figures) or len({e.measure.step for e in figures}) > 2:
        return False
    slip = mend(figures, adds_up)
    if slip is not None and slip.outweighs(figures):
        return slip.kind == "swap" or slip.at == 0 or slip.meant * 20 >= whole.stated
    made = sum_of(listed)
    if gap_of(made, whole.stated) > NEAR:
        return False
    return any(
        meant == made if at == 0 else made - entry.stated + meant == whole.stated
        for at, entry in enumerate(figures)
        if len(entry.digits) >= 3
        for meant in misprints(entry)
    )


def _no_more_parts(listed: Sequence[Entry], whole: Entry) -> bool:
    """Whether what a list is short of its whole cannot be parts that it leaves out.

    The rest of an open list is any figure; that of a misprint is one digit or two that changed places.
    """
    short = whole.stated - sum_of(listed)
    if short < 0 and len(whole.digits) < 3:
        return True
    if whole.measure.hedge not in ("exact", "approx"):
        return False
    if len(whole.digits) < 3:
        return whole.exact
    return any(
        meant - e.stated == sign * short for e, sign in ((whole, -1), *((p, 1) for p in listed)) for meant in slipped(e)
    )


def _open(ledger: Ledger, last: Entry) -> bool:
    """Whether the list says that it names only some: 等."""
    return bool(cue_after("open", 6).match(re.split(r"[，,。；;\n]", ledger.after(last, 12))[0]))


def whole_after_parts(ledger: Ledger) -> Iterator[Check]:
    """倒塌213间，严重损坏1870间，一般损坏6420间，共计8503间; 56席，国盟9席，加上独立人士的1席，凑齐68席."""
    for i, whole in enumerate(ledger.entries):
        if i < 2 or not (whole.additive or whole.bare):
            continue
        words = ledger.text[max(0, whole.start - 22) : whole.start]
        if not cue_before("total", 14, "running").search(words):
            continue
        line = ledger.paragraph(whole).start
        before = [e for e in ledger.entries[max(0, i - 12) : i] if e.start >= line and same_unit(e, whole)]
        smaller = [e for e in before if abs(e.stated) < abs(whole.stated)]
        run = (
            _matching_run(smaller, whole) or _matching_pair(ledger, whole, i) or _matching_list(ledger, smaller, whole)
        )
        if run:
            yield consistent_sum(ledger, whole, run)
            continue
        listed = _list_to(ledger, before, whole)
        near = gap_of(sum_of(listed), whole.stated)
        if not cue_before("total", 14).search(words) or some_make(before, whole):
            continue
        if any(not same_unit(p, whole) for p in listed):
            continue
        added = len(listed) == 2 and (_added(ledger, listed, whole) or complementary(ledger, *listed))
        added = added or (len(listed) == 2 and whole.exact and sum_of(listed) > whole.stated)
        missed = len(listed) >= 3 and near <= NEAR and _no_more_parts(listed, whole)
        if missed or (added and near <= PAIR_NEAR) or (len(listed) >= 2 and slip_makes(listed, whole)):
            yield broken_sum(ledger, whole, listed)


def _added(ledger: Ledger, listed: Sequence[Entry], whole: Entry) -> bool:
    return bool(cue_in("plus").search(ledger.between(listed[0], whole)))


def _matching_run(before: Sequence[Entry], whole: Entry) -> Sequence[Entry]:
    """The last run of two or more figures, each next to the other, that adds up to the whole."""
    for size in range(2, min(len(before), MOST_PARTS) + 1):
        for end in range(len(before), max(size - 1, len(before) - 3), -1):
            run = before[end - size : end]
            if sum_of(run) == whole.stated:
                return run
        run = before[-size:]
        if makes(run, whole) and (size >= 3 or tight(run, whole)):
            return run
    return ()


def tight(run: Sequence[Entry], whole: Entry) -> bool:
    """Whether the figures are exact enough that two of them do not make a third by chance."""
    low, high = total(run)
    return (
        high - low <= whole.stated * Decimal("0.01") and len(whole.digits) >= 3 and whole.measure.hedge != "more_than"
    )


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


def _matching_list(ledger: Ledger, before: Sequence[Entry], whole: Entry) -> Sequence[Entry]:
    """The list of a sentence without what stands in brackets: 现有250例（重型25例），死亡6例，治愈316例，共572例."""
    start = sentence_of(whole).start
    text = ledger.text[start : whole.start]
    listed = [e for e in before if e.start >= start and not _bracketed(text, e.start - start)]
    return listed if 2 <= len(listed) <= MOST_PARTS and sum_of(listed) == whole.stated else ()


def _bracketed(text: str, at: int) -> bool:
    return len(re.findall("[（(]", text[:at])) > len(re.findall("[）)]", text[:at]))


def _list_to(ledger: Ledger, before: Sequence[Entry], whole: Entry) -> Sequence[Entry]:
    """The figures that stand in one list directly before the whole, in its sentence."""
    sentence = sentence_of(whole)
    found: list[Entry] = []
    following = whole
    for entry in reversed(before):
        gap = ledger.between(entry, following)
        gap = gap.replace("；", "，") if following is whole else gap
        if entry.start < sentence.start or not LIST_GAP.match(gap) or len(found) >= MOST_PARTS:
            break
        found.append(entry)
        following = entry
    return tuple(reversed(found))


def complementary(ledger: Ledger, left: Entry, right: Entry) -> bool:
    """Whether the words at two figures share a whole between them: 沪市9870亿元、深市1.42万亿元; 3男2女."""
    a, b = _words_at(ledger, left), _words_at(ledger, right)
    for pair in complement_pairs():
        for x, y in ((pair.left, pair.right), (pair.right, pair.left)):
            if x in a and y in b and not (y in a and x in b):
                return True
    return False


def _words_at(ledger: Ledger, entry: Entry) -> str:
    before = re.split(r"[，,。；;、\n）)]", ledger.before(entry, 14))[-1]
    after = re.split(r"[，,。；;、\n（(]", ledger.after(entry, 6))[0]
    return f"{before}{entry.text}{after}"


def adds_up(intervals: Sequence[tuple[Decimal, Decimal]]) -> bool:
    whole, *parts = intervals
    return meets((sum((p[0] for p in parts), Decimal(0)), sum((p[1] for p in parts), Decimal(0))), whole)


SUMS: tuple[Callable[[Ledger], Iterable[Check]], ...] = (
    parts_after_whole,
    spelled_out,
    whole_after_parts,
)
