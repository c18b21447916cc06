"""Scores heshu against gold: each article's reading by itself, and what a run over all of them would have written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.codec import to_json
from pipeline.config import Config, load_config
from pipeline.errors import ConfigError, GoldError
from pipeline.evaluate import (
    Cluster,
    Miss,
    count,
    count_reading,
    intervals,
    pair_misses,
    read_gold,
    read_labels,
    read_run,
    read_split,
    to_reading_scores,
    to_scores,
)
from pipeline.evaluate.gold import GoldPair
from pipeline.stages.fingerprint import fingerprint
from pipeline.stages.output import to_report
from pipeline.stages.plan import Progress, crosscheck, make_job, quiet, read
from pipeline.store.connect import open_store

READ = {
    "spans": ("spans",),
    "values": ("values", "hedges"),
    "names": ("names", "names_typed", "entities"),
    "times": ("times", "time_values"),
    "claims": ("claim_spans", "subject", "attribute", "when", "frame", "attribution", "basis"),
}
RUN = {
    "pairs": ("gold_pairs", "run_pairs", "alignment", "claim_span_recall"),
    "relations": ("relation_accuracy", "agree", "compatible", "update"),
    "conflicts": ("conflict", "conflict_recall_by_kind"),
    "traps": ("traps_sprung",),
    "checks": ("internal_inconsistent",),
}
MODES = READ | RUN
GROUPS = ("domain", "script")


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be scored: which modes (none: all), whether by domain or script, how many errors of each mode."""

    modes: tuple[str, ...] = ()
    by: str | None = None
    errors: int = 0

    def __post_init__(self) -> None:
        for name in self.modes:
            if name not in MODES:
                raise ConfigError(f"no score is called {name!r}; choose from {', '.join(MODES)}")
        if self.by is not None and self.by not in GROUPS:
            raise ConfigError(f"scores do not go by {self.by!r}; choose from {', '.join(GROUPS)}")

    def keys(self) -> frozenset[str]:
        """The scores that are wanted."""
        return frozenset(key for mode in self.modes or MODES for key in MODES[mode])

    def wants(self, modes: Iterable[str]) -> bool:
        """Whether any of these modes is wanted."""
        return not self.modes or not set(self.modes).isdisjoint(modes)


ALL = Question()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores over gold clusters, and for each how far chance may have moved it (95 %, over clusters).

    `groups` are the scores of each domain or script, where asked for; `misses` are errors with their derivation.
    """

    clusters: int
    articles: int
    scores: dict[str, Any]
    intervals: dict[str, Any]
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()


def choose(folder: Path, split: str | None) -> list[Cluster]:
    """The clusters of a folder, or those of one part of its split; raises GoldError where there are none."""
    clusters = list(read_gold(folder))
    if split is not None:
        wanted = set(read_split(folder, split))
        clusters = [cluster for cluster in clusters if cluster.id in wanted]
    if not clusters:
        raise GoldError(f"{folder}: no gold clusters there; name the folder that holds NNN.json, such as corpus/gold")
    return clusters


def as_dump(clusters: Iterable[Cluster]) -> bytes:
    """The articles of clusters as JSON lines in no telling order, the way a dump arrives."""
    articles = [article for cluster in clusters for article in cluster.articles]
    articles.sort(key=lambda article: blake2b(str(article.key).encode()).digest())
    lines = (
        {"id": a.key, "outlet": a.outlet, "published": a.published, "title": a.title, "body": a.body} for a in articles
    )
    return "".join(to_json(line) + "\n" for line in lines).encode()


def _lines(write: Callable[[BytesIO], None]) -> list[dict[str, Any]]:
    out = BytesIO()
    write(out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def run_in_memory(
    dump: BinaryIO, config: Config, progress: Progress = quiet
) -> tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]]:
    """The lines of facts.jsonl and checks.jsonl that a run over JSON lines would write."""
    from pipeline.report.to_jsonl import write_checks, write_facts

    with open_store(None) as connection:
        job = make_job(connection, ["-"], Path(), ":memory:", config, progress, dump)
        read(job)
        crosscheck(job)
        report = to_report(job.view, config, fingerprint(config))
        return _lines(lambda out: write_facts(report, out)), _lines(lambda out: write_checks(report, out))


def evaluate(
    gold: str | Path,
    config: Config | None = None,
    split: str | None = None,
    progress: Progress = quiet,
    question: Question = ALL,
) -> Evaluation:
    """Scores heshu as it is against the clusters of a gold folder, or of one part of its split."""
    config = config or load_config(None)
    clusters = choose(Path(gold), split)
    parts = []
    if question.wants(RUN):
        parts.append(_score_run(clusters, config, progress, question))
    if question.wants(READ):
        parts.append(_score_reading(Path(gold), clusters, config, progress, question))
    keys = question.keys()
    scores, spread, misses = dict[str, Any](), dict[str, Any](), list[Miss]()
    groups: dict[str, dict[str, Any]] = {}
    for part in parts:
        scores |= _wanted(part.scores, keys)
        spread |= _wanted(part.intervals, keys)
        misses += part.misses
        for name, found in part.groups.items():
            groups[name] = groups.get(name, {}) | _wanted(found, keys)
    articles = sum(len(cluster.articles) for cluster in clusters)
    return Evaluation(len(clusters), articles, scores, spread, groups, _few(misses, keys, question))


def _wanted(scores: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in scores.items() if name.partition(".")[0] in keys}


def _few(misses: Iterable[Miss], keys: frozenset[str], question: Question) -> tuple[Miss, ...]:
    """The first errors of each score that is wanted."""
    counts: Counter[str] = Counter()
    kept = []
    for miss in misses:
        counts[miss.score] += 1
        asked = miss.score in keys or miss.score in question.modes or (not question.modes and miss.score in RUN)
        if asked and counts[miss.score] <= question.errors:
            kept.append(miss)
    return tuple(kept)


def _score_run(clusters: Sequence[Cluster], config: Config, progress: Progress, question: Question) -> Evaluation:
    """The scores of a run over all the articles as one dump."""
    facts, checks = run_in_memory(BytesIO(as_dump(clusters)), config, progress)
    run = read_run(facts, checks)
    tallies = count(clusters, run)
    groups = {}
    if question.by == "domain":
        domains = sorted({c.domain for c in clusters})
        groups = {d: to_scores(_sum(tallies[c.id] for c in clusters if c.domain == d)) for d in domains}
    misses = [_pair_miss(clusters, *wrong) for wrong in pair_misses(clusters, run)] if question.errors else []
    return Evaluation(len(clusters), 0, to_scores(_sum(tallies.values())), intervals(tallies), groups, tuple(misses))


def _pair_miss(clusters: Sequence[Cluster], score: str, pair: GoldPair, wanted: str, read: str) -> Miss:
    bodies = {str(a.key): a.body for c in clusters for a in c.articles}
    left, right = (bodies[p[0]][p[1] : p[2]] for p in (pair.left, pair.right))
    return Miss(score, pair.left, f"{left} | {right}", wanted, read, (f"{pair.right[0]} {pair.right[1]}",))


def _score_reading(
    folder: Path, clusters: Sequence[Cluster], config: Config, progress: Progress, question: Question
) -> Evaluation:
    """The scores of the reading of each article."""
    from pipeline.stages.reader import Reader

    reader = Reader(config)
    tallies: dict[str, Counter[str]] = {}
    grouped: dict[str, list[Counter[str]]] = {}
    misses: list[Miss] = []
    for number, cluster in enumerate(clusters, 1):
        labels = read_labels(folder, cluster)
        readings = {str(raw.key): reader.read(raw) for raw in cluster.articles}
        tallies[cluster.id], wrong = count_reading(cluster, labels, readings)
        misses += wrong
        if question.by == "domain":
            grouped.setdefault(cluster.domain, []).append(tallies[cluster.id])
        if question.by == "script":
            for script in sorted({r.article.script for r in readings.values()}):
                mine = {key: r for key, r in readings.items() if r.article.script == script}
                grouped.setdefault(script, []).append(count_reading(cluster, labels, mine)[0])
        progress("evaluate", number)
    groups = {name: to_reading_scores(_sum(found)) for name, found in sorted(grouped.items())}
    scores = to_reading_scores(_sum(tallies.values()))
    return Evaluation(len(clusters), 0, scores, intervals(tallies, scores=to_reading_scores), groups, tuple(misses))


def _sum(tallies: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update(tally)
    return total
