"""Whether what was read of a claim is what the label says: subject, attribute, time, frame, source, definition.

The rules are told in corpus/gold/GUIDELINES.md under "How a claim is scored".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from pipeline.convert import simplify
from pipeline.evaluate.labels import LabelledClaim, When
from pipeline.lexicon.attributes import attributes_by_id, attributes_by_word
from pipeline.lexicon.entities import load_entities
from pipeline.lexicon.name_words import word_set
from pipeline.lexicon.references import reference_rows
from pipeline.lexicon.subject_words import event_of, events, subject_words
from pipeline.records import Claim, Ref

_PUNCTUATION = re.compile(r"[^\w]|_")
_FORM = re.compile(r"(?:股份)?有限公司$|集团股份$")
_LEVEL = re.compile(r"(?<=[\u4e00-\u9fff]{2})[省州市县区镇乡村]")
_EDITION = re.compile(r"^(?:第\d+届|\d{4}年(?:\d+月)?)|\d{1,2}·\d{1,2}")
_COUNTS = re.compile(r"(?:人数|总数|件数|数量|金额|总额|日期|时间|时刻|比例|数|额|量|率|日)$")
_BASIS = MappingProxyType(
    {
        "nine_months": "first_three_quarters",
        "real_terms": "real",
        "net_of_costs": "net",
        "adjusted_season": "seasonally_adjusted",
        "quarter_on_quarter": "quarter",
    }
)
_KNOWN_BASIS = frozenset(
    {
        *("year_on_year", "month_on_month", "cumulative", "new", "net", "attributable", "deducted", "adjusted"),
        *("before_tax", "after_tax", "per_share", "quarter", "half_year", "full_year", "first_three_quarters"),
        *("seasonally_adjusted", "real", "nominal"),
    }
)


def plain(name: str) -> str:
    """A name without script, marks, case and legal form.

    >>> plain("《歸墟紀》"), plain("青禾乳业股份有限公司")
    ('归墟纪', '青禾乳业')
    """
    return _FORM.sub("", _PUNCTUATION.sub("", simplify(name, "CN")[0])).lower()


def _shortened(name: str) -> Iterator[str]:
    """A company's name without its form and trade, one word after the other: 晓途汽车集团, 晓途汽车, 晓途."""
    endings = word_set("company") | word_set("industry") | word_set("legal") | {"集团"}
    while True:
        found = [e for e in endings if name.endswith(e) and len(name) - len(e) >= 2]
        if not found:
            return
        name = name[: -len(max(found, key=len))]
        yield name


def same_name(read: str, wanted: str) -> bool:
    """One name in two lengths: equal but for the level of a place or the form and trade of a company, or one ends
    with the other and is most of it.

    >>> same_name("人民银行", "中国人民银行"), same_name("岷安地震", "岷安县地震"), same_name("汽车", "晨曜汽车")
    (True, True, False)
    >>> same_name("晓途", "晓途汽车"), same_name("岚湾集团", "岚湾集团云智能板块")
    (True, False)
    """
    if same_event(read, wanted):
        return True
    a, b = plain(read), plain(wanted)
    if not a or not b:
        return False
    if a == b or _LEVEL.sub("", a) == _LEVEL.sub("", b):
        return True
    if a in _shortened(b) or b in _shortened(a):
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 2 and long.endswith(short) and 2 * len(short) > len(long)


def same_event(read: str, wanted: str) -> bool:
    """One place and one kind of event, whatever the article calls it; its day or edition may be left out.

    >>> same_event("岷安3·12地震", "岷安县地震"), same_event("岷安县强震", "岷安地震")
    (True, True)
    >>> same_event("禾县地震", "岷安县地震")
    False
    >>> same_event("平岭煤矿事故", "平岭煤矿透水事故"), same_event("平岭煤矿透水事故", "平岭煤矿爆炸事故")
    (True, False)
    """
    a, b = (plain(_EDITION.sub("", name)) for name in (read, wanted))
    kinds = event_of(a), event_of(b)
    generic = subject_words()["generic"]
    if not all(kinds) or (kinds[0] != kinds[1] and generic.isdisjoint(kinds)):
        return False
    if kinds[0] == kinds[1] and _LEVEL.sub("", a) == _LEVEL.sub("", b):
        return True
    places = [_LEVEL.sub("", _place_of(name)) for name in (a, b)]
    return len(places[0]) > 1 and places[0] == places[1]


def _place_of(event: str) -> str:
    """What stands before the words for an event: 岷安 of 岷安强震, 平岭煤矿 of 平岭煤矿透水事故."""
    known = events()
    while found := next((event[:-size] for size in range(6, 0, -1) if event[-size:] in known), ""):
        event = found
    return event


def _entity(name: str) -> str | None:
    table = load_entities()
    return table.safe.get(name) or next(iter(table.risky.get(name, ())), None)


def subject_right(subject: Ref, label: LabelledClaim) -> bool:
    """The entity of the label under any name, or the very words that the label quotes."""
    if any(same_name(read, wanted) for read in {subject.id, subject.text} for wanted in label.subjects):
        return subject.text not in reference_rows() or any(same_name(subject.id, w) for w in label.subjects)
    if any(_entity(wanted) == subject.id for wanted in label.subjects if subject.id):
        return True
    quoted = plain(label.subject_quote)
    if not quoted or subject.span is None or subject.text in reference_rows():
        return False
    return same_name(subject.text, quoted)


def _common(a: str, b: str) -> int:
    """The length of the longest stretch that two short texts share."""
    best = 0
    row = [0] * (len(b) + 1)
    for x in a:
        new = [0] * (len(b) + 1)
        for j, y in enumerate(b, 1):
            if x == y:
                new[j] = row[j - 1] + 1
                best = max(best, new[j])
        row = new
    return best


def same_phrase(read: str, wanted: str) -> bool:
    """Whether two phrases name one thing: they share two characters in a row and half of the shorter.

    >>> same_phrase("加装座椅", "加装座椅数"), same_phrase("座位", "加装座椅数")
    (True, False)
    """
    a, b = (_COUNTS.sub("", plain(text)) or plain(text) for text in (read, wanted))
    shared = _common(a, b)
    return shared >= min(2, len(b), len(a)) and shared > 0 and 2 * shared >= min(len(a), len(b))


def base_of(attribute: str) -> str:
    """The attribute of which an id says the change or share.

    >>> base_of("change:revenue"), base_of("np:座椅")
    ('revenue', 'np:座椅')
    """
    while attribute.startswith(("change:", "share:")):
        attribute = attribute.partition(":")[2]
    return attribute


def attribute_right(attribute: Ref, rules: tuple[str, ...], label: LabelledClaim) -> bool:
    """The id of the label, or one that shares the word in the text with it; for what no lexicon knows, the phrase."""
    read = base_of(attribute.id)
    rows = attributes_by_id()
    if read in label.ids or (attribute.id.startswith("share:") and "proportion" in label.ids):
        return True
    word = next((rule[5:] for rule in rules if rule.startswith("word:")), attribute.text)
    wanted = [*label.phrases, *([label.attribute_quote] if label.attribute_quote else [])]
    if read.startswith("np:"):
        if label.phrases and any(same_phrase(read[3:], phrase) for phrase in wanted):
            return True
        words = [w for id_ in label.ids if id_ in rows for w in rows[id_].words]
        return any(plain(read[3:]).endswith(plain(w)) for w in words)
    if label.phrases:
        return any(same_phrase(word, phrase) for phrase in wanted)
    owners = {row.id for row in attributes_by_word().get(word, ())}
    return any(id_ in owners and id_ not in rows[read].never_with for id_ in label.ids)


def _day(moment: str | None) -> str:
    return (moment or "")[:10]


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def to_when(start: str | None, end: str | None, as_of: str | None = None) -> When:
    """Half-open days or moments as a label gives them: first and last day.

    >>> to_when("2026-04-01", "2026-05-01").last
    '2026-04-30'
    """
    if start is not None and not start[:1].isdigit():
        start = end = None
    first, last = _day(start), _day(end)
    if last > first and (len(end or "") == 10 or (end or "").endswith("T00:00:00")):
        last = _before(last)
    return When(first or None, last or None, as_of)


def read_when(claim: Claim) -> When:
    """The time of a claim as a label gives it; a claim that is itself a time holds for that time."""
    scope, timex = claim.scope, claim.mention.timex
    if claim.mention.quantity is None and timex is not None and scope.start is None and scope.end is None:
        end = timex.start if timex.end is None else timex.end  # 6月28日起 tells that day
        return to_when(timex.start, end, scope.as_of)
    return to_when(scope.start, scope.end, scope.as_of)


def _moment(text: str) -> str:
    """A day or a minute; 24 o'clock is the next day's beginning."""
    return f"{(date.fromisoformat(text[:10]) + timedelta(days=1)).isoformat()}T00:00" if "T24" in text else text[:16]


def _same_moment(a: str, b: str) -> bool:
    x, y = _moment(a), _moment(b)
    return x == y or (_day(a) == _day(b) and (len(a) < 16 or len(b) < 16))


def same_when(read: When, wanted: When) -> bool:
    """One time: the same as-of, else the same days; a state at the end of a period may carry the period.

    >>> same_when(When("2026-04-01", "2026-04-30"), When(as_of="2026-04-30"))
    True
    """
    if wanted.as_of:
        if read.as_of:
            return _same_moment(read.as_of, wanted.as_of)
        if (read.first, read.last) == (None, None):
            return False
        if (read.first, read.last) == (wanted.first, wanted.last):
            return _day(wanted.as_of) == wanted.last
        return read.last == _day(wanted.as_of)
    if wanted.first is None and wanted.last is None:
        return read == When()
    if read.as_of and read.first is None:
        return _day(read.as_of) == wanted.first == wanted.last
    return (read.first, read.last) == (wanted.first, wanted.last)


def when_right(read: When, label: LabelledClaim) -> bool:
    """Period and as-of, to the day; where both give a clock time, to the minute."""
    return any(same_when(read, wanted) for wanted in label.whens)


def attribution_right(claim: Claim, label: LabelledClaim) -> bool:
    """The same source under any name, or none for none."""
    read = plain(claim.attribution or "")
    if not read:
        return "" in label.attributions
    wanted = [plain(name) for name in label.attributions if name]
    return any(_common(read, name) >= min(2, len(name)) and (read in name or name in read) for name in wanted) or any(
        _entity(name) == claim.attribution for name in label.attributions if name
    )


def read_basis(claim: Claim) -> frozenset[str]:
    """The words of definition that labels know."""
    ids = (basis.rpartition(":")[2] for basis in claim.scope.basis)
    return frozenset(_BASIS.get(id_, id_) for id_ in ids) & _KNOWN_BASIS


JUDGES: Mapping[str, Callable[[Claim, LabelledClaim], bool]] = MappingProxyType(
    {
        "subject": lambda claim, label: subject_right(claim.subject, label),
        "attribute": lambda claim, label: attribute_right(claim.attribute, claim.rules, label),
        "when": lambda claim, label: when_right(read_when(claim), label),
        "frame": lambda claim, label: claim.frame in label.frames,
        "attribution": attribution_right,
    }
)


def told(claim: Claim, label: LabelledClaim, field: str) -> tuple[str, str]:
    """What was wanted and what was read, for a list of errors."""
    when = read_when(claim)
    shown: dict[str, tuple[Iterable[object], object]] = {
        "subject": (label.subjects, claim.subject.id),
        "attribute": ((*label.ids, *label.phrases), claim.attribute.id),
        "when": (tuple(_told(w) for w in label.whens), _told(when)),
        "frame": (label.frames, claim.frame),
        "attribution": (label.attributions, claim.attribution or ""),
    }
    wanted, read = shown[field]
    return " / ".join(str(w) or "-" for w in wanted), str(read) or "-"


def _told(when: When) -> str:
    period = f"{when.first}..{when.last}" if when.first or when.last else "-"
    return f"{period} @{when.as_of}" if when.as_of else period
