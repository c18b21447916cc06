"""Runs gold articles as one dump, in memory, and scores what the run would have written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.codec import to_json
from pipeline.config import Config, load_config
from pipeline.errors import GoldError
from pipeline.evaluate import Cluster, count, intervals, read_gold, read_run, read_split, to_scores
from pipeline.stages.fingerprint import fingerprint
from pipeline.stages.output import to_report
from pipeline.stages.plan import Progress, crosscheck, make_job, quiet, read
from pipeline.store.connect import open_store


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of a run over gold clusters, and for each how far chance may have moved it (95 %, over clusters)."""

    clusters: int
    articles: int
    scores: dict[str, Any]
    intervals: dict[str, Any]


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
    gold: str | Path, config: Config | None = None, split: str | None = None, progress: Progress = quiet
) -> Evaluation:
    """Scores heshu as it is against the clusters of a gold folder, or of one part of its split."""
    config = config or load_config(None)
    clusters = choose(Path(gold), split)
    facts, checks = run_in_memory(BytesIO(as_dump(clusters)), config, progress)
    tallies = count(clusters, read_run(facts, checks))
    total = sum(tallies.values(), start=type(tallies[""])())
    articles = sum(len(cluster.articles) for cluster in clusters)
    return Evaluation(len(clusters), articles, to_scores(total), intervals(tallies))
