"""Reads again what a run could not read: the files and archives it names, and of them only what the store lacks."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.config import Config, load_config
from pipeline.errors import StoreError
from pipeline.ingest.reasons import NOT_FOUND
from pipeline.records import Reject
from pipeline.stages.intake import DUPLICATE_ID, IDENTICAL
from pipeline.stages.plan import STORE, Job, Progress, Stage, crosscheck, finish, open_job, quiet, read, report, timed
from pipeline.stages.summary import RunSummary

MEMBER = "!/"


def file_of(reject: Reject) -> str:
    """The file or glob that was named where a reject came from.

    >>> file_of(Reject("dump/a.zip!/b.jsonl", 3, "ingest", "bad_json"))
    'dump/a.zip'
    """
    return reject.path.partition(MEMBER)[0]


def can_retry(reject: Reject) -> bool:
    """Whether there is something to read again: what was read under another name or once already is no loss."""
    if reject.reason in (DUPLICATE_ID, IDENTICAL):
        return False
    path = file_of(reject)
    return reject.reason == NOT_FOUND or os.path.lexists(path) or bool(glob.glob(path))  # noqa: PTH207


def retry_rejects(out: str | Path, config: Config | None = None, progress: Progress = quiet) -> RunSummary:
    """Reads again the files in which the run of the folder `out` rejected something, and reports anew.

    What can be read by now is added; rejects of these files are replaced, those of other inputs (stdin) stay.
    """
    folder, config = Path(out), config or load_config(None)
    if not (folder / STORE).exists():
        raise StoreError(f"store {folder / STORE} does not exist; make it with `heshu run INPUT... --out {folder}`")
    with open_job((), folder, folder / STORE, config, progress, None) as job:
        rejects = list(job.view.rejects(loose=True))
        job.inputs = tuple(sorted({file_of(reject) for reject in rejects if can_retry(reject)}))
        job.add()
        seconds = timed(job, [Stage("read", "the files in which something was rejected", read)])
        _replace(job, rejects)
        seconds |= timed(job, [Stage("crosscheck", "", crosscheck), Stage("report", "", report)])
        job.inputs = _inputs(folder, job.inputs)
        return finish(job, seconds)


def _replace(job: Job, rejects: Iterable[Reject]) -> None:
    again = set(job.inputs)
    kept = [r for r in rejects if file_of(r) not in again or r.reason in (DUPLICATE_ID, IDENTICAL)]
    job.writer.replace_rejects([*kept, *job.intake.rejects])


def _inputs(folder: Path, read_now: tuple[str, ...]) -> tuple[str, ...]:
    """The inputs that the run was given, which run.json tells."""
    try:
        told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return tuple(str(given) for given in told["inputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return read_now
