"""Which articles meet, as far as that changed, and the alignment of their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from pipeline.crosscheck.align import Aligner
from pipeline.crosscheck.dossiers import Dossiers, in_batches
from pipeline.crosscheck.events import LEAST, same_event_pairs
from pipeline.crosscheck.features import Card, comparable
from pipeline.crosscheck.repeats import Repeats
from pipeline.crosscheck.scene import ordered
from pipeline.crosscheck.scoring import worth_scoring
from pipeline.store.kept import Chance, Kept, Pair
from pipeline.store.view import Candidate, View

CAP = 20  # claims of one standing attribute that each of them meets before and after it, by days
TILE = 500  # articles of neighbouring days whose meetings are worked through together
BATCH = 1500  # articles whose figures are in memory together


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two articles whose figures have to be aligned, ids in order.

    Of articles about one event all figures meet; of others (`likeness` is None) the pairs of claims in `allowed`.
    """

    one: str
    other: str
    likeness: float | None
    allowed: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Meetings:
    """What has to be aligned, and how what was kept changes.

    `ended` are pairs of articles that meet no longer. `met` were of one event and are no more, or as another likeness
    says; `events` come in their place. The pairs of claims that shared one of `keys` are now `standing`.
    """

    work: Sequence[Meeting]
    ended: Sequence[Pair]
    met: Sequence[Pair]
    events: Sequence[tuple[str, str, float]]
    keys: Sequence[str]
    standing: Sequence[Candidate]


def find_meetings(
    view: View, changed: Mapping[str, datetime | None], gone: Collection[str], crowded: Collection[str]
) -> Meetings:
    """The meetings of new and changed articles, and those of others that these change; `changed` with their dates.

    They change others in two ways: one may be one too many for a key that brought articles together, and its claims
    may come between claims of a crowded standing attribute.
    """
    kept, touched = Kept(view), {*changed, *gone}
    events, before = dict(_events(kept, changed, crowded, view.at_once)), kept.meetings(touched)
    moved = kept.crowded() ^ set(crowded)
    if moved:
        _meet_again(kept, moved, touched, crowded, events, before)
    turned = {pair for pair in events.keys() | before.keys() if events.get(pair) != before.get(pair)}
    keys = kept.keys_of(touched)
    now, then = set(view.candidates(CAP, keys)), kept.standing(keys)
    shifted = {ordered(c.one, c.other) for c in now ^ then}
    others = {pair for pair in turned | shifted if touched.isdisjoint(pair)}
    rest = (kept.standing_of(a for pair in others for a in pair) if others else set()) - then
    allowed: defaultdict[Pair, list[Pair]] = defaultdict(list)
    for c in sorted(now | rest):
        allowed[ordered(c.one, c.other)].append((c.left, c.right))
    as_before = kept.meetings_of(others - turned) if others else {}
    work = [Meeting(*pair, x) for pair, x in events.items() if pair in turned or not touched.isdisjoint(pair)]
    ended = []
    for pair in {*shifted, *turned, *allowed} - events.keys() - as_before.keys():
        if pair not in others and touched.isdisjoint(pair):
            continue
        if pair in allowed:
            work.append(Meeting(*pair, None, tuple(dict.fromkeys(allowed[pair]))))
        else:
            ended.append(pair)
    fresh = [(*pair, x) for pair, x in events.items() if pair in turned or not touched.isdisjoint(pair)]
    return Meetings(work, ended, [*(turned & before.keys())], fresh, sorted(keys), sorted(now))


def _events(
    kept: Kept, changed: Mapping[str, datetime | None], crowded: Collection[str], at_once: int
) -> Iterator[tuple[Pair, float]]:
    """The new and changed articles with those of their events."""
    ids = iter(sorted(changed))
    while some := list(islice(ids, at_once)):
        found = list(kept.likenesses(some, changed, crowded, LEAST))
        dates = {**kept.written({a for one, other, _ in found for a in (one, other)} - changed.keys()), **changed}
        yield from (((one, other), x) for one, other, x in same_event_pairs(found, dates))


def _meet_again(
    kept: Kept,
    moved: Collection[str],
    touched: Collection[str],
    crowded: Collection[str],
    events: dict[Pair, float],
    before: dict[Pair, float],
) -> None:
    """Adds to `events` and `before` the pairs of articles, none of them touched, that share a key of those moved."""
    found = list(kept.likenesses_again(moved, touched, crowded))
    pairs = {(one, other) for one, other, _ in found}
    dates = kept.written({article for pair in pairs for article in pair})
    events.update(((one, other), x) for one, other, x in same_event_pairs(found, dates))
    before.update(kept.meetings_of(pairs))


@dataclass(frozen=True, slots=True)
class Met:
    """What the alignment of two articles found."""

    chances: Sequence[Chance]
    one_story: bool


def hold_meetings(work: Sequence[Meeting], dossiers: Dossiers, aligner: Aligner) -> Iterator[tuple[Meeting, Met]]:
    """Aligns the articles of each meeting, those of near days one after another."""
    repeats = Repeats(aligner)
    for batch, articles in in_batches(((m, (m.one, m.other)) for m in in_order(work, dossiers)), BATCH):
        there = dossiers.of(articles)
        for meeting in batch:
            if meeting.one in there and meeting.other in there:
                yield meeting, hold(meeting, there[meeting.one].cards, there[meeting.other].cards, repeats)


def in_order(work: Sequence[Meeting], dossiers: Dossiers) -> list[Meeting]:
    """Meetings in an order in which an article is needed for a while and then no more: by tiles of near days."""
    days = dossiers.days({article for meeting in work for article in (meeting.one, meeting.other)})
    place = {article: n // TILE for n, article in enumerate(sorted(days, key=lambda a: (days[a], a)))}

    def tile(meeting: Meeting) -> tuple[int, int, str, str]:
        one, other = sorted((place.get(meeting.one, 0), place.get(meeting.other, 0)))
        return other, one, meeting.one, meeting.other

    return sorted(work, key=tile)


def hold(meeting: Meeting, left: Sequence[Card], right: Sequence[Card], repeats: Repeats) -> Met:
    """Align the figures of two articles, as far as they are allowed to meet."""
    if meeting.likeness is not None:
        found = repeats.align(left, right, meeting.likeness)
        return Met(_rows(meeting, found.chances, left), found.one_story)
    if not _may_meet(meeting, left, right):
        return Met((), False)
    chances = repeats.align(left, right, 0.0).chances
    return Met(_rows(meeting, {pair: chances[pair] for pair in meeting.allowed if pair in chances}, left), False)


def _may_meet(meeting: Meeting, left: Sequence[Card], right: Sequence[Card]) -> bool:
    """Whether any of the pairs that are allowed is worth scoring; to align all of two articles is much the dearer."""
    cards = {card.claim.id: card for card in (*left, *right)}
    for a, b in meeting.allowed:
        x, y = cards.get(a), cards.get(b)
        if x is not None and y is not None and worth_scoring(x, y) and comparable(x, y):
            return True
    return False


def _rows(meeting: Meeting, chances: Mapping[Pair, float], left: Sequence[Card]) -> list[Chance]:
    mine = {card.claim.id for card in left}
    return [
        Chance(a, b, *((meeting.one, meeting.other) if a in mine else (meeting.other, meeting.one)), chance)
        for (a, b), chance in chances.items()
    ]
