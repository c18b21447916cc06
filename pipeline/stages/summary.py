"""What a run did, in counts: for the closing lines and for run.json."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.config import Config
from pipeline.records import EDIT, Check, Fact, Judgement, Reject

if TYPE_CHECKING:
    from pipeline.report.model import Report

LIBRARIES = ("duckdb", "jieba", "opencc-python-reimplemented", "pyarrow", "spacy", "scikit-learn")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Counts of one run, and its report; `unsure` are conflicts whose confidence is too low for the main list.

    `edits` are the figures that were edited in articles that came again. Conflicts, sums and edits that reviewers
    dismissed are in `dismissed` and nowhere else.
    """

    out: Path
    articles: int
    read: int
    known: int
    claims: int
    rejected: Mapping[str, int]
    facts: Mapping[str, int]
    conflicts: int
    unsure: int
    sums: Mapping[str, int]
    seconds: Mapping[str, float]
    files: tuple[Path, ...] = ()
    report: Report | None = field(default=None, repr=False)
    rejects: tuple[Reject, ...] = field(default=(), repr=False)
    edits: tuple[Check, ...] = field(default=(), repr=False)
    dismissed: int = 0


def count_rejects(rejects: Sequence[Reject]) -> dict[str, int]:
    """How many for each reason, most first.

    >>> count_rejects([Reject("甲.jsonl", 3, "ingest", "bad_json"), Reject("乙.txt", 1, "ingest", "empty_file")])
    {'bad_json': 1, 'empty_file': 1}
    """
    counts = Counter(reject.reason for reject in rejects)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def open_findings(
    facts: Iterable[Fact], checks: Iterable[Check], judgements: Iterable[Judgement], sure: float
) -> tuple[list[Fact], list[Check]]:
    """The facts and checks without those that reviewers judged to be no conflict."""
    from pipeline.report.judged import Word, conflict_keys

    word = Word.of(judgements)
    if not word:
        return list(facts), list(checks)
    facts_said = ((fact, word.of_fact(fact, conflict_keys(fact, sure))) for fact in facts)
    checks_said = ((check, word.of_check(check)) for check in checks)
    return (
        [fact for fact, ruling in facts_said if ruling is None or not ruling.dismissed],
        [check for check, ruling in checks_said if ruling is None or not ruling.dismissed],
    )


def count_conflicts(facts: Sequence[Fact], sure: float) -> tuple[int, int]:
    """Facts with a conflict of at least the confidence `sure`, and those whose conflicts are all below it."""
    best = [max((p.confidence for p in f.pairs if p.relation == "conflict"), default=None) for f in facts]
    found = [confidence for confidence in best if confidence is not None]
    main = sum(confidence >= sure for confidence in found)
    return main, len(found) - main


def count_sums(checks: Sequence[Check]) -> dict[str, int]:
    """How many sums hold and how many do not."""
    counts = Counter(check.verdict for check in checks if check.check != EDIT)
    return {verdict: counts[verdict] for verdict in ("consistent", "inconsistent")}


def versions() -> dict[str, str]:
    """heshu, Python and the libraries that have a say."""
    return {
        "heshu": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def settings(config: Config) -> dict[str, Any]:
    """The configuration as far as findings depend on it."""
    return config.model_dump(mode="json", exclude={"workers", "engine", "master", "staging"})


def run_json(summary: RunSummary, inputs: Sequence[str], mark: str, config: Config) -> dict[str, Any]:
    """run.json: everything but `seconds` depends on input, configuration and code alone."""
    return {
        "versions": versions(),
        "fingerprint": mark,
        "config": settings(config),
        "inputs": sorted(inputs),
        "articles": summary.articles,
        "claims": summary.claims,
        "rejected": dict(summary.rejected),
        "facts": dict(summary.facts),
        "conflicts": summary.conflicts,
        "unsure": summary.unsure,
        "sums": dict(summary.sums),
        "edits": len(summary.edits),
        "dismissed": summary.dismissed,
        "seconds": dict(summary.seconds),
    }
