"""The plan of a run. An article is read on any worker; the corpus is cross-checked and reported from the store."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from pipeline.config import Config, load_config
from pipeline.engine import Engine, LocalEngine, Lost, Outcome
from pipeline.errors import StoreError
from pipeline.records import EDIT, Check, Fact, Origin, RawArticle, Reject
from pipeline.stages.corpus import Corpus, ReadFiles
from pipeline.stages.edits import find_edits
from pipeline.stages.fingerprint import findings_mark, fingerprint
from pipeline.stages.intake import Intake
from pipeline.stages.output import to_report, write_all, write_json
from pipeline.stages.reader import ReadRows, under, weigh
from pipeline.stages.summary import RunSummary, count_conflicts, count_rejects, count_sums, open_findings, run_json
from pipeline.stages.versions import Shelf
from pipeline.store.connect import Connection, open_store
from pipeline.store.rows import Rows
from pipeline.store.view import View
from pipeline.store.writer import Writer

if TYPE_CHECKING:
    from pipeline.report.model import Report
    from pipeline.store.kept import Update

Progress: TypeAlias = Callable[[str, int], None]
STORE = "heshu.duckdb"
ALONE = 40_000  # characters that are read here before a second process would be up
BATCH = 256


def quiet(stage: str, done: int) -> None:
    """No progress shown."""


@dataclass(slots=True)
class Job:
    """One run on its way: what was asked, the open store, and what the stages have found so far."""

    inputs: tuple[str, ...]
    out: Path
    config: Config
    mark: str
    writer: Writer
    view: View
    engine: Engine
    progress: Progress = quiet
    stdin: BinaryIO | None = None
    own: Path | None = None  # the file or folder that the job writes: no input
    read: int = 0
    intake: Intake = field(init=False)
    files: tuple[Path, ...] = ()
    report: Report | None = None
    edits: tuple[Check, ...] = ()
    changes: tuple[Sequence[Fact], Sequence[Fact]] = ((), ())

    def __post_init__(self) -> None:
        self.intake = Intake(self.writer.known, self.mark)

    def add(self) -> None:
        """Takes the input as an addition to what the store has, not as the whole corpus."""
        view = self.view
        shelf = Shelf(self.writer.known, view.earlier(), lambda id_: next(raw for _, raw in view.given([id_])))
        self.intake = Intake(self.writer.known, self.mark, shelf)


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the plan: its name, what it does, and the function that does it."""

    name: str
    does: str
    act: Callable[[Job], None]


def read(job: Job) -> None:
    """Reads what the store does not know yet: ingest, convert, segment, extract; rows go into the store."""
    corpus = Corpus(job.inputs, job.config, ReadFiles(job.config, job.mark), job.intake, job.stdin, job.own)
    batch: list[Rows] = []
    for rows in _rows(job, job.engine.read(corpus)):
        batch.append(rows)
        job.read += 1
        job.progress("read", job.read)
        if len(batch) >= BATCH:
            _put(job, batch)
            batch = []
    _put(job, batch)
    _rename(job, job.intake.settle())
    if job.intake.shelf is None:
        job.writer.move(_moved(job))


def _rows(job: Job, outcomes: Iterable[Outcome[Any, Rows]]) -> Iterator[Rows]:
    """The rows of articles; what is lost becomes a reject."""
    for outcome in outcomes:
        if isinstance(outcome, Lost):
            job.intake.rejects.append(lost(outcome))
        else:
            yield outcome.result


def _put(job: Job, batch: Sequence[Rows]) -> None:
    """Stores articles; versions older than what the store has go to its history."""
    late = [rows for rows in batch if rows.article[1] in job.intake.late]
    if late:
        job.writer.keep_earlier(late)
    if len(batch) > len(late):
        job.writer.add([rows for rows in batch if rows.article[1] not in job.intake.late])


def _rename(job: Job, changed: Mapping[str, str]) -> None:
    """Gives articles other ids, those that swap theirs together."""
    for part in swaps(changed, BATCH):
        again = [under(raw, part[id_]) for id_, raw in job.view.given(part)]
        job.writer.rename(part, list(_rows(job, job.engine.map(ReadRows(job.config, job.mark), again))))


def swaps(changed: Mapping[str, str], least: int) -> Iterator[dict[str, str]]:
    """The changes of ids in parts of `least` or a few more; neighbours that share an id stay together.

    >>> list(swaps({"1": "1~a", "1~b": "1", "2~c": "2"}, 1))
    [{'1': '1~a', '1~b': '1'}, {'2~c': '2'}]
    """
    part: dict[str, str] = {}
    for old, new in changed.items():
        if len(part) >= least and not {old, new} & {*part, *part.values()}:
            yield part
            part = {}
        part[old] = new
    if part:
        yield part


def lost(outcome: Lost[RawArticle]) -> Reject:
    """The reject of an article that no worker could read."""
    raw = outcome.item
    return Reject(raw.origin.path, raw.origin.record, "read", outcome.reason, outcome.note, raw.body[:200])


def _moved(job: Job) -> dict[str, Origin]:
    """Known articles that were read from another place this time."""
    there = job.view.origins()
    return {id_: origin for id_, origin in job.intake.origins() if there.get(id_, origin) != origin}


def prune(job: Job) -> None:
    """Leaves in the store what this input gives and nothing else, so that a run depends on its input alone.

    An input that gives nothing at all (a mistyped name) empties no store.
    """
    here = {id_ for id_, _ in job.intake.origins()}
    if here:
        job.writer.remove([id_ for id_ in job.writer.known if id_ not in here])
        if job.view.count("history"):
            job.writer.forget_history()
    job.writer.replace_rejects(job.intake.rejects)


def crosscheck(job: Job) -> None:
    """Finds the facts that claims share, compares them, checks the sums inside articles, and tells edited figures.

    Only what is new or changed is compared, and what it changes; another code or setting compares everything again.
    """
    from pipeline.crosscheck import crosscheck as find
    from pipeline.store.kept import Kept

    kept, mark = Kept(job.view), findings_mark(job.config)
    adding = job.intake.shelf is not None
    anew = kept.mark() != mark
    before = list(job.view.facts()) if anew and adding else []
    if anew:
        job.writer.forget_findings()
    job.progress("crosscheck", 0)
    update = find(job.view, job.config, job.engine.afar)
    if update is None:
        if anew:
            job.writer.mark_findings(mark)
    else:
        update = replace(update, checks=[*update.checks, *find_edits(job.view, job.config.lang, update.states)])
        if adding:
            job.edits = _new_edits(job.view, update)
            before = before or kept.facts(update.parts_gone)
            update = replace(update, facts=list(update.facts))
        job.writer.update_findings(update, mark)
    if adding:
        job.changes = (before, [found.fact for found in update.facts] if update else [])


def _new_edits(view: View, update: Update) -> tuple[Check, ...]:
    there = {check.id for check in view.checks(update.articles, EDIT)}
    return tuple(check for check in update.checks if check.check == EDIT and check.id not in there)


def report(job: Job) -> None:
    """Writes every format into the folder."""
    job.progress("report", 0)
    job.report = to_report(job.view, job.config, job.mark)
    job.files = write_all(job.view, job.report, job.out)


STAGES: tuple[Stage, ...] = (
    Stage("read", "ingest, convert, segment and extract each article, on any worker; its rows go into the store", read),
    Stage("prune", "leave in the store what this input gives and nothing else", prune),
    Stage(
        "crosscheck",
        "block, align, compare and cluster the claims of the corpus; check sums inside articles",
        crosscheck,
    ),
    Stage("report", "write the report in every format", report),
)


def local_engine(config: Config) -> LocalEngine:
    """The engine of this machine, as configured."""
    return LocalEngine(config.workers, weigh=weigh, alone=ALONE)


@contextmanager
def open_engine(config: Config, out: Path) -> Iterator[Engine]:
    """The engine as configured, for the length of a `with`; raises EngineError where it cannot be started."""
    if config.engine == "local":
        yield local_engine(config)
        return
    from pipeline.engine.spark import open_spark

    with open_spark(config.master, config.staging or f"file:{out.absolute()}/.staging", local_engine(config)) as engine:
        yield engine


def make_folder(out: Path) -> None:
    """The folder of a run; raises StoreError where it cannot be made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{out}: cannot be made ({error.strerror}); choose a folder that you may write") from error


@contextmanager
def open_job(
    inputs: Sequence[str | Path], out: Path, store: Path, config: Config, progress: Progress, stdin: BinaryIO | None
) -> Iterator[Job]:
    """A job over a store, which is open as long as the `with`."""
    with open_store(store) as connection:
        yield make_job(connection, inputs, out, str(store), config, progress, stdin)


def make_job(
    connection: Connection,
    inputs: Sequence[str | Path],
    out: Path,
    name: str,
    config: Config,
    progress: Progress,
    stdin: BinaryIO | None,
) -> Job:
    """A job over an open store, which is called `name` where something is said of it."""
    return Job(
        inputs=tuple(str(given) for given in inputs),
        out=out,
        config=config,
        mark=fingerprint(config),
        writer=Writer(connection, name),
        view=View(connection, name),
        engine=local_engine(config),
        progress=progress,
        stdin=stdin,
    )


def summarise(job: Job, seconds: dict[str, float]) -> RunSummary:
    """The counts of a job whose stages are done."""
    view, sure = job.view, job.config.sure
    conflicts, unsure = view.count_conflicts(sure)
    rejects, sums = tuple(view.rejects()), view.count_checks(EDIT)
    edits = job.edits if job.intake.shelf is not None else tuple(view.checks(kind=EDIT))
    dismissed = 0
    if view.count("judgements"):
        found, said = list(view.checks()), list(view.judgements())
        facts = list(view.facts(conflicts=True))
        open_facts, checks = open_findings(facts, found, said, sure)
        conflicts, unsure = count_conflicts(open_facts, sure)
        sums, edits = count_sums(checks), tuple(open_findings((), edits, said, sure)[1])
        dismissed = len(facts) - len(open_facts) + len(found) - len(checks)
    return RunSummary(
        out=job.out,
        articles=view.count("articles"),
        read=job.read,
        known=job.intake.skipped,
        claims=view.count("claims"),
        rejected=count_rejects(rejects),
        facts=view.count_facts(),
        conflicts=conflicts,
        unsure=unsure,
        sums=sums,
        edits=edits,
        dismissed=dismissed,
        seconds=seconds,
        files=job.files,
        report=job.report,
        rejects=rejects,
    )


def timed(job: Job, stages: Iterable[Stage]) -> dict[str, float]:
    """Runs the stages one after another and says how long each took."""
    seconds = {}
    for stage in stages:
        start = time.perf_counter()
        stage.act(job)
        seconds[stage.name] = round(time.perf_counter() - start, 3)
    return seconds


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    config: Config | None = None,
    progress: Progress = quiet,
    stdin: BinaryIO | None = None,
) -> RunSummary:
    """Reads the inputs, cross-checks them and leaves report, tables and store in the folder `out`.

    What a store in `out` knows already is not read again; what it has beyond these inputs is removed.
    """
    folder, config = Path(out), config or load_config(None)
    with open_engine(config, folder) as engine:
        make_folder(folder)
        with open_job(inputs, folder, folder / STORE, config, progress, stdin) as job:
            if engine.afar is not None:
                from pipeline.store.afar import AfarView

                job.view = AfarView(job.view, engine.afar)
            job.engine = engine
            job.own = folder
            return finish(job, timed(job, STAGES))


def finish(job: Job, seconds: dict[str, float]) -> RunSummary:
    """The summary of a run whose stages are done, which it leaves as run.json too."""
    summary = summarise(job, seconds)
    path = write_json(job.out / "run.json", run_json(summary, job.inputs, job.mark, job.config))
    return replace(summary, files=(*summary.files, path, job.out / STORE))
