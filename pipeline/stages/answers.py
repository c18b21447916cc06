"""What the other commands ask: add to a store, check against it, report from it, extract without one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal

from pipeline.config import Config, load_config
from pipeline.engine import Lost
from pipeline.errors import ConfigError, StoreError
from pipeline.records import Fact, Judgement, RawArticle, Reject
from pipeline.stages.fingerprint import fingerprint
from pipeline.stages.intake import DUPLICATE_ID, Intake
from pipeline.stages.output import to_report, write_all
from pipeline.stages.plan import (
    Job,
    Progress,
    Stage,
    crosscheck,
    local_engine,
    lost,
    make_folder,
    open_job,
    quiet,
    read,
    summarise,
    timed,
)
from pipeline.stages.reader import ReadLines, ReadRows
from pipeline.stages.summary import RunSummary
from pipeline.store.around import open_around
from pipeline.store.connect import open_store
from pipeline.store.rows import Rows
from pipeline.store.view import View


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that new articles made, changed or ended; `before` and `after` are None where it was not there."""

    what: Literal["new", "changed", "gone"]
    before: Fact | None
    after: Fact | None

    @property
    def fact(self) -> Fact:
        """The fact as it stands, else as it stood."""
        fact = self.after or self.before
        assert fact is not None
        return fact


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check of articles against a store found: the facts they have part in, and what was not read."""

    articles: tuple[str, ...]
    facts: tuple[Fact, ...]
    rejects: tuple[Reject, ...]

    def conflicts(self, sure: float) -> tuple[Fact, ...]:
        """The facts in which one of the articles stands in a conflict of at least the confidence `sure`."""
        mine = set(self.articles)
        return tuple(
            fact
            for fact in self.facts
            if any(
                pair.relation == "conflict"
                and pair.confidence >= sure
                and mine & {fact.claims[pair.left].article, fact.claims[pair.right].article}
                for pair in fact.pairs
            )
        )


def compare_facts(before: Sequence[Fact], after: Sequence[Fact]) -> list[Change]:
    """What became of the facts; one whose id changed is known by the claims it still has."""
    old = {fact.id: fact for fact in before}
    new = {fact.id: fact for fact in after}
    left = {id_: fact for id_, fact in old.items() if id_ not in new}
    by_claim = {claim.id: fact for fact in left.values() for claim in fact.claims}
    changes = []
    for id_, fact in new.items():
        earlier = old.get(id_) or next((by_claim[c.id] for c in fact.claims if c.id in by_claim), None)
        if earlier is None:
            changes.append(Change("new", None, fact))
        elif earlier != fact:
            changes.append(Change("changed", earlier, fact))
        if earlier is not None:
            left.pop(earlier.id, None)
    changes += [Change("gone", fact, None) for fact in left.values()]
    return sorted(changes, key=lambda c: (-c.fact.severity, c.fact.id, c.what))


def add(
    inputs: Sequence[str | Path],
    store: str | Path,
    config: Config | None = None,
    progress: Progress = quiet,
    stdin: BinaryIO | None = None,
) -> tuple[RunSummary, list[Change]]:
    """Reads articles that the store does not know, and says what they changed; known articles cost nothing.

    The summary's `edits` are those that came with these articles.
    """
    config, path = config or load_config(None), Path(store)
    with open_job(inputs, path.parent, path, config, progress, stdin) as job:
        job.add()
        job.own = path
        stages = (
            Stage("read", "articles that are new", read),
            Stage("rejects", "what was not read", add_rejects),
            Stage("crosscheck", "what is new, and what it changes", crosscheck),
        )
        summary = summarise(job, timed(job, stages))
        return summary, undismissed(compare_facts(*job.changes), job.view.judgements(), config.sure)


def undismissed(changes: Sequence[Change], judgements: Iterable[Judgement], sure: float) -> list[Change]:
    """The changes without conflicts that reviewers dismissed: nobody is told of the same false alarm twice."""
    from pipeline.report.judged import Word, conflict_keys

    word = Word.of(judgements)
    if not word:
        return list(changes)
    ruled = ((change, word.of_fact(change.fact, conflict_keys(change.fact, sure))) for change in changes)
    return [change for change, ruling in ruled if ruling is None or not ruling.dismissed]


def add_rejects(job: Job) -> None:
    """Adds what was not read, each once; of articles that share an id the store says anew which has it."""
    job.writer.add_rejects(job.intake.rejects, [(DUPLICATE_ID, origin) for origin in job.intake.twins])


def check(
    inputs: Sequence[str | Path],
    store: str | Path,
    config: Config | None = None,
    stdin: BinaryIO | None = None,
) -> Answer:
    """Articles against a store, nothing stored: the facts in which they meet its claims."""
    from pipeline.crosscheck import check_newcomers

    config, path = config or load_config(None), Path(store)
    if not path.exists():
        raise StoreError(f"store {path} does not exist; make it with `heshu run INPUT... --out DIR`")
    rows, rejects = read_rows(inputs, config, stdin)
    ids = tuple(one.id for one in rows)
    with open_around(path, rows) as connection:
        findings = check_newcomers(View(connection, str(path)), config, ids)
    return Answer(ids, findings.facts, tuple(rejects))


def read_rows(inputs: Sequence[str | Path], config: Config, stdin: BinaryIO | None) -> tuple[list[Rows], list[Reject]]:
    """The rows of every article of the inputs, in memory; for few articles."""
    from pipeline.ingest import read_inputs

    mark = fingerprint(config)
    intake = Intake({}, mark)
    items = read_inputs(
        [str(given) for given in inputs], fields=config.fields, stdin=stdin, max_chars=config.max_article_chars
    )
    rows: list[Rows] = []
    for outcome in local_engine(config).map(ReadRows(config, mark), intake.jobs(items)):
        if isinstance(outcome, Lost):
            intake.rejects.append(lost(outcome))
        else:
            rows.append(outcome.result)
    return rows, intake.rejects


def extract(
    inputs: Sequence[str | Path], config: Config | None = None, stdin: BinaryIO | None = None
) -> Iterator[str | Reject]:
    """One line of JSON an article, in the order of the inputs, with the rejects between them as they come."""
    from pipeline.ingest import read_inputs

    config = config or load_config(None)
    items = read_inputs(
        [str(given) for given in inputs], fields=config.fields, stdin=stdin, max_chars=config.max_article_chars
    )
    waiting: list[Reject] = []

    def articles() -> Iterator[RawArticle]:
        for item in items:
            if isinstance(item, Reject):
                waiting.append(item)
            else:
                yield item

    for outcome in local_engine(config).map(ReadLines(config), articles()):
        yield lost(outcome) if isinstance(outcome, Lost) else outcome.result
        yield from chain(waiting)
        waiting.clear()
    yield from waiting


def report(
    store: str | Path,
    out: str | Path,
    config: Config | None = None,
    since: str | Path | None = None,
    forms: Collection[str] = (),
) -> tuple[Path, ...]:
    """Every format of the report again, or some of them by their endings (md, csv), from what the store holds.

    With `since`, the folder of an earlier run, what people read holds only what changed; the JSON lines stay whole.
    """
    from pipeline.report.formats import READABLE, named, write_report
    from pipeline.report.since import only_since, read_earlier

    config, folder = config or load_config(None), Path(out)
    earlier = read_earlier(Path(since)) if since is not None else None
    with open_store(Path(store), read_only=True) as connection:
        make_folder(folder)
        view = View(connection, str(store))
        found = to_report(view, config, fingerprint(config))
        names = _known(forms)
        files = write_report(found, folder, named(names)) if names else write_all(view, found, folder)
        if earlier is not None:
            kept = [name for name in READABLE if not names or name in named(names)]
            write_report(only_since(found, earlier), folder, kept)
        return files


def print_report(
    store: str | Path, form: str, out: BinaryIO, config: Config | None = None, since: str | Path | None = None
) -> None:
    """One format of the report into a stream, as for a mail; of JSON lines the facts."""
    from pipeline.report.formats import FORMATS, READABLE, named
    from pipeline.report.since import only_since, read_earlier

    config = config or load_config(None)
    name = named(_known([form]))[0]
    earlier = read_earlier(Path(since)) if since is not None else None
    with open_store(Path(store), read_only=True) as connection:
        found = to_report(View(connection, str(store)), config, fingerprint(config))
    FORMATS[name](only_since(found, earlier) if earlier is not None and name in READABLE else found, out)


def _known(forms: Collection[str]) -> list[str]:
    """The forms, where all are known; else ConfigError."""
    from pipeline.report.formats import FORMS

    for form in forms:
        if form not in FORMS:
            raise ConfigError(f"no format {form!r}; choose from {', '.join(FORMS)}")
    return list(forms)
