"""Cross-checks a corpus: from a view of the store to facts, checks and reprint families, as far as they changed.

The unit that is compared is a pair of articles: a figure is scored among the other figures of the two, and nothing else
has a say. The unit that is judged is a part (`groups`). What was kept of both stays as long as the articles do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.config import Config
from pipeline.crosscheck.align import load_aligner
from pipeline.crosscheck.dossiers import Dossiers
from pipeline.crosscheck.events import FLOOD, crowd
from pipeline.crosscheck.groups import Group, Touched, build_facts, regroup
from pipeline.crosscheck.meeting import find_meetings, hold_meetings
from pipeline.crosscheck.parcels import facts_afar, hold_afar, survey_afar
from pipeline.crosscheck.reprints import find_families, sketch_rows
from pipeline.crosscheck.surveys import survey
from pipeline.engine.afar import Afar
from pipeline.records import Fact
from pipeline.store.kept import Chance, Found, Kept, Pair, Update
from pipeline.store.view import View


@dataclass(frozen=True, slots=True)
class Findings:
    """What newcomers have to do with a store: the facts they have part in, gravest first; families by number."""

    facts: tuple[Fact, ...]
    lineages: Mapping[str, int]


def crosscheck(view: View, config: Config, afar: Afar | None = None) -> Update | None:
    """Compares the figures of articles that are new or changed since the last time; None where nothing is.

    Where there are machines `afar` they align and cluster; everything else is done here.
    """
    kept = Kept(view)
    states = kept.changed()
    if not states:
        return None
    return _compare(view, config, states, kept.crowds(crowd(kept.articles()), FLOOD), afar=afar)


def check_newcomers(view: View, config: Config, newcomers: Collection[str]) -> Findings:
    """What a cross-check would find of newcomers, with all else as the last one left it."""
    kept = Kept(view)
    update = _compare(view, config, dict.fromkeys(newcomers, ""), kept.crowded(), sums=False)
    mine = set(newcomers)
    found = [found for found in update.facts if any(claim.article in mine for claim in found.fact.claims)]
    names = sorted({root for one in found for root in one.roots} | {update.roots[a] for a in mine if a in update.roots})
    numbers = {name: n for n, name in enumerate(names, 1)}
    facts = [replace(one.fact, lineages=tuple(numbers[one.roots[n - 1]] for n in one.fact.lineages)) for one in found]
    families = kept.roots({c.article for one in found for c in one.fact.claims}) | dict(update.roots)
    lineages = {article: numbers[root] for article, root in families.items() if root in numbers}
    return Findings(tuple(sorted(facts, key=lambda f: (-f.severity, f.id))), lineages)


def _compare(
    view: View,
    config: Config,
    states: Mapping[str, str | None],
    crowded: Collection[str],
    *,
    sums: bool = True,
    afar: Afar | None = None,
) -> Update:
    kept, aligner = Kept(view), load_aligner()
    gone = {article for article, state in states.items() if state is None}
    here = sorted(states.keys() - gone)
    read = survey(view, here, sums) if afar is None else survey_afar(view, here, afar)
    before = kept.roots(states)
    families = find_families(kept, read.sketches, gone, config.copy_similarity)
    before |= kept.roots(families.keys() - before.keys())

    dates = {article: heading.written for article, heading in read.headings.items()}
    meetings = find_meetings(view, dates, gone, crowded)
    dossiers = Dossiers(view, aligner.characters, read.headings)
    chances: list[Chance] = []
    stories: list[Pair] = []
    held = hold_meetings(meetings.work, dossiers, aligner) if afar is None else hold_afar(meetings.work, dossiers, afar)
    for meeting, met in held:
        chances += met.chances
        if met.one_story:
            stories.append((meeting.one, meeting.other))
    others = [
        pair for pair in (*((m.one, m.other) for m in meetings.work), *meetings.ended) if _apart(pair, states.keys())
    ]
    joined = {article for article, root in families.items() if before.get(article) != root}
    touched = Touched(states.keys(), others, chances, stories, joined)
    regrouped = regroup(kept, touched, config.same_fact)
    return Update(
        articles=sorted(states),
        states={article: state for article, state in states.items() if state is not None},
        headings=list(read.headings.values()),
        checks=read.checks,
        sketches=list(sketch_rows(read.sketches)),
        roots=families,
        crowded=crowded,
        met=[pair for pair in meetings.met if _apart(pair, states.keys())],
        meetings=meetings.events,
        keys=meetings.keys,
        standing=meetings.standing,
        pairs=others,
        chances=chances,
        stories=stories,
        parts_gone=regrouped.gone,
        parts=regrouped.parts(),
        facts=_facts(kept, regrouped.groups, touched, families, dossiers, config, afar),
    )


def _facts(
    kept: Kept,
    groups: Sequence[Group],
    touched: Touched,
    families: Mapping[str, str],
    dossiers: Dossiers,
    config: Config,
    afar: Afar | None,
) -> Iterator[Found]:
    """The facts of groups, found while they are asked for."""
    articles = {article for group in groups for article in group.claims.values()}
    told: defaultdict[str, set[str]] = defaultdict(set)
    again = set(touched.pairs)
    stays = (pair for pair in kept.stories(articles) if pair not in again and _apart(pair, touched.articles))
    for one, other in (*stays, *touched.stories):
        told[one].add(other)
        told[other].add(one)
    roots = kept.roots(articles - families.keys()) | dict(families)
    stories = {article: frozenset(others) for article, others in told.items()}
    if afar is None:
        yield from build_facts(groups, stories, roots, dossiers, config)
    else:
        yield from facts_afar(groups, stories, roots, dossiers, config, afar)


def _apart(pair: Pair, articles: Collection[str]) -> bool:
    return pair[0] not in articles and pair[1] not in articles
