"""The command `heshu`: each command parses, calls and prints. stdout is data, stderr is progress and talk."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline import __version__
from pipeline.errors import ConfigError, HeshuError

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.records import Check, Fact, Reject
    from pipeline.review.desk import Tools
    from pipeline.stages import RunSummary
    from pipeline.stages.plan import Progress

NOTHING_READ = 3
INTERRUPTED = 130
MADE = 50_000  # objects between two looks for garbage: what is loaded stays, to look among it is a tenth of a start

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT...", help="files, folders, globs, or - for JSON lines")]
Store = Annotated[Path, typer.Option("--store", metavar="FILE", help="the store, as `heshu run` leaves it")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="the folder to write into; made where missing")]
ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="settings as TOML")]
Mapped = Annotated[list[str] | None, typer.Option("--map", metavar="NAME=FIELD", help="field of the input's records")]
Region = Annotated[str | None, typer.Option("--region", metavar="CODE", help="ISO 3166 region of unknown outlets")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="language of reasons and report")]
Ner = Annotated[str | None, typer.Option("--ner", metavar="PIPELINE", help="spaCy pipeline in place of our model")]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N", help="processes; 0 takes one a core")]
EngineName = Annotated[str | None, typer.Option("--engine", metavar="local|spark", help="one machine, or a cluster")]
Master = Annotated[str | None, typer.Option("--master", metavar="URL", help="Spark's master: spark://HOST:PORT, ...")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="say what was rejected and how long it took")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines instead of text")]


def say(text: str) -> None:
    """One line to the user, on stderr."""
    typer.echo(text, err=True)


@contextmanager
def _answering() -> Iterator[None]:
    """Turns what a user can mend into one clear line and its exit code."""
    try:
        yield
    except HeshuError as error:
        say(f"heshu: {error}")
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        say(f"heshu: {error.filename or 'a file'}: {error.strerror}; make room or choose another place, then run again")
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        say("heshu: stopped; what was stored is kept, the same command goes on from there")
        raise typer.Exit(INTERRUPTED) from None


def _settings(
    file: Path | None,
    mapped: Iterable[str] | None = None,
    region: str | None = None,
    lang: str | None = None,
    workers: int | None = None,
    ner: str | None = None,
    **more: str | None,
) -> Config:
    from pipeline.config import load_config

    config = load_config(file, region=region, lang=lang, workers=workers, ner=ner, **more)
    if config.ner:
        from pipeline.segment.spacy_names import open_pipeline

        open_pipeline(config.ner)
    pairs = [pair.partition("=") for pair in mapped or ()]
    for name, sign, field in pairs:
        if not (name and sign and field):
            raise ConfigError(f"--map {name}{sign}{field}: expected NAME=FIELD, such as body=content_html")
    fields = config.fields | {name: field for name, _, field in pairs}
    if fields:
        from pipeline.ingest.fields import FIELDS

        for name in sorted(fields.keys() - FIELDS.keys()):
            raise ConfigError(f"fields: {name!r} is no part of an article; parts are {', '.join(FIELDS)}")
    return config.model_copy(update={"fields": fields})


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on stderr; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda stage, done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=None)
            bar.update(tasks[stage], completed=done)

        yield show


def _tabulate(summary: RunSummary) -> None:
    """The conflicts to look at first."""
    from rich.console import Console

    from pipeline.report.summary import print_summary

    if summary.report is not None:
        print_summary(summary.report, Console(stderr=True))


def _counts(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts if number)


def _close(summary: RunSummary, verbose: bool) -> None:
    """The closing lines of a run."""
    known = f", {summary.known} known already" if summary.known else ""
    say(f"articles   {summary.articles} ({summary.read} read now{known})")
    say(f"claims     {summary.claims}")
    if summary.report is None:
        unsure = f", {summary.unsure} unsure" if summary.unsure else ""
        say(f"facts      {_counts(summary.facts.items()) or 'none'}")
        say(f"conflicts  {summary.conflicts}{unsure}")
        say(f"sums       {_counts(summary.sums.items()) or 'none'}")
        if summary.dismissed:
            say(f"dismissed  {summary.dismissed} judged to be no conflict")
    if summary.edits:
        say(f"edited     {len(summary.edits)} figures of articles that came again")
    if verbose:
        say("seconds    " + ", ".join(f"{stage} {number:g}" for stage, number in summary.seconds.items()))
    rejected = sum(summary.rejected.values())
    reasons = f" ({_counts(summary.rejected.items())})" if rejected else ""
    say(f"rejected   {rejected}{reasons}")
    if verbose or not summary.read + summary.known:
        _tell(summary.rejects, True)


def _tell(rejects: Sequence[Reject], verbose: bool) -> None:
    if verbose:
        for reject in rejects:
            place = f"{reject.path}:{reject.record}" if reject.record else reject.path
            say(f"    {place}: {reject.reason}: {reject.note}")
    elif rejects:
        say(f"rejected   {len(rejects)} (-v tells them)")


def _fact_text(fact: Fact) -> str:
    """One fact in a few plain lines: its figures, then why they disagree."""
    lines = [f"{fact.status}  {fact.subject} {fact.attribute} {fact.scope}".rstrip()]
    lines += [f"    {claim.text}  {claim.article}  {claim.quote}" for claim in fact.claims]
    lines += [f"    {pair.why}" for pair in fact.pairs if pair.relation == "conflict"]
    return "\n".join(lines)


def _fact_json(fact: Fact, **extra: str) -> str:
    from pipeline.codec import to_json
    from pipeline.report.to_jsonl import fact_json

    return to_json({**extra, **fact_json(fact)})


def _check_json(check: Check, **extra: str) -> str:
    from pipeline.codec import to_json
    from pipeline.report.to_jsonl import check_json

    return to_json({**extra, **check_json(check)})


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"heshu {__version__}")
        raise typer.Exit


@app.callback()
def _heshu(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """核数 reads Chinese news in bulk and finds where the figures disagree."""


@app.command()
def run(
    out: Out,
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT...", help="files, folders, globs, or - for JSON lines")
    ] = None,
    retry_rejects: Annotated[
        bool, typer.Option("--retry-rejects", help="without INPUT: the files in which the last run rejected something")
    ] = False,
    config: ConfigFile = None,
    mapped: Mapped = None,
    region: Region = None,
    lang: Lang = None,
    ner: Ner = None,
    workers: Workers = None,
    engine: EngineName = None,
    master: Master = None,
    verbose: Verbose = False,
) -> None:
    """Read everything, cross-check it and write the report.

    The folder then holds the report and the store of exactly these inputs; what the store knew is not read again,
    what it rejected is. With --engine spark an INPUT may be any address that Hadoop knows, such as hdfs://...

    Example: heshu run corpus/samples --out out/demo
    """
    with _answering():
        if not inputs and not retry_rejects:
            raise ConfigError("name at least one INPUT: a file, a folder, a glob, or - for JSON lines")
        settings = _settings(config, mapped, region, lang, workers, ner, engine=engine, master=master)
        from pipeline.stages import run as run_all
        from pipeline.stages.retry import retry_rejects as retry_all

        with _progress() as progress:
            summary = run_all(inputs, out, settings, progress) if inputs else retry_all(out, settings, progress)
        _tabulate(summary)
        _close(summary, verbose)
        say(f"report     {out / 'report.html'}")
        if not summary.articles:
            raise typer.Exit(NOTHING_READ)


@app.command()
def add(
    inputs: Inputs,
    store: Store,
    config: ConfigFile = None,
    mapped: Mapped = None,
    region: Region = None,
    lang: Lang = None,
    ner: Ner = None,
    workers: Workers = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Read new articles into a store and print only what they change.

    Example: heshu add today.jsonl --store out/demo/heshu.duckdb
    """
    with _answering():
        settings = _settings(config, mapped, region, lang, workers, ner)
        from pipeline.stages.answers import add as add_all

        with _progress() as progress:
            summary, changes = add_all(inputs, store, settings, progress)
        for change in changes:
            line = f"{change.what:8} {_fact_text(change.fact)}"
            typer.echo(_fact_json(change.fact, change=change.what) if as_json else line)
        for edit in summary.edits:
            typer.echo(_check_json(edit, change="edited") if as_json else f"edited   {edit.article}  {edit.formula}")
        _close(summary, verbose)
        if not summary.read and not summary.known:
            raise typer.Exit(NOTHING_READ)


@app.command()
def check(
    inputs: Inputs,
    store: Store,
    config: ConfigFile = None,
    mapped: Mapped = None,
    region: Region = None,
    lang: Lang = None,
    ner: Ner = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Hold an article against a store; nothing is stored. Exit 1 where it conflicts.

    Example: heshu check draft.txt --store out/demo/heshu.duckdb
    """
    with _answering():
        settings = _settings(config, mapped, region, lang, 1, ner)
        from pipeline.stages.answers import check as check_all

        answer = check_all(inputs, store, settings)
        conflicts = answer.conflicts(settings.sure)
        for fact in answer.facts if as_json else conflicts:
            typer.echo(_fact_json(fact) if as_json else _fact_text(fact))
        _tell(answer.rejects, verbose or not answer.articles)
        say(f"conflicts  {len(conflicts)} in {len(answer.facts)} facts that the store shares")
        if not answer.articles:
            raise typer.Exit(NOTHING_READ)
        if conflicts:
            raise typer.Exit(1)


@app.command()
def extract(
    inputs: Inputs,
    config: ConfigFile = None,
    mapped: Mapped = None,
    region: Region = None,
    ner: Ner = None,
    workers: Workers = None,
    verbose: Verbose = False,
) -> None:
    """Print mentions, names and claims of each article as one line of JSON; nothing is compared.

    Example: heshu extract corpus/samples > extracted.jsonl
    """
    with _answering():
        settings = _settings(config, mapped, region, None, workers, ner)
        from pipeline.stages.answers import extract as extract_all

        rejects: list[Reject] = []
        read = 0
        with _progress() as progress:
            for line in extract_all(inputs, settings):
                if not isinstance(line, str):
                    rejects.append(line)
                    continue
                sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
                read += 1
                progress("extract", read)
        sys.stdout.buffer.flush()
        _tell(rejects, verbose or not read)
        if not read:
            raise typer.Exit(NOTHING_READ)


@app.command()
def report(
    store: Store,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="the folder to write into; made where missing")
    ] = None,
    forms: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="md|csv|...", help="only this format; on stdout where there is no --out"),
    ] = None,
    since: Annotated[
        Path | None, typer.Option("--since", metavar="RUN", help="only what changed since the run in this folder")
    ] = None,
    config: ConfigFile = None,
    lang: Lang = None,
) -> None:
    """Write every report format again, from a store, or one for a mail or a pull request.

    Example: heshu report --store out/demo/heshu.duckdb --out out/again --lang en

    Example: heshu report --store out/demo/heshu.duckdb --format md > report.md
    """
    with _answering():
        settings = _settings(config, lang=lang)
        from pipeline.stages.answers import print_report
        from pipeline.stages.answers import report as report_all

        if out is not None:
            for path in report_all(store, out, settings, since, forms or ()):
                say(str(path))
        elif forms and len(forms) == 1:
            print_report(store, forms[0], sys.stdout.buffer, settings, since)
        else:
            raise ConfigError("say where to with --out DIR, or which one with --format NAME")


@app.command()
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="a sentence or an article; - reads it from stdin")],
    date: Annotated[str | None, typer.Option("--date", metavar="DAY", help="when it was published")] = None,
    config: ConfigFile = None,
    region: Region = None,
    ner: Ner = None,
    as_json: AsJson = False,
) -> None:
    """Say why each figure was read as it was: rules, interval, claim, and what was refused.

    Example: heshu explain "阿里云开源衍生模型超9万个，下载量破10亿"
    """
    with _answering():
        settings = _settings(config, region=region, ner=ner)
        from pipeline.stages.explain import explain as explain_text

        given = sys.stdin.buffer.read().decode("utf-8", "replace") if text == "-" else text
        found = explain_text(given, settings, date)
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
        else:
            _show(found)


def _show(found: dict[str, Any]) -> None:
    """The listing of `explain`: each figure with its derivation, then the names, then what was refused."""
    from rich.console import Console
    from rich.markup import escape

    from pipeline.stages.explain import claim_of, value_of

    console = Console(highlight=False, soft_wrap=True)
    claims: dict[str, list[dict[str, Any]]] = {}
    for claim in found["claims"]:
        claims.setdefault(claim["mention"], []).append(claim)
    for mention in found["mentions"]:
        console.print(f"[bold]{escape(mention['text'])}[/]  [{mention['start']}:{mention['end']}]  {mention['kind']}")
        console.print(f"    value    {escape(value_of(mention))}  ({mention['hedge'] or 'time'})")
        console.print(f"    rules    {escape(', '.join(mention['rules']))}")
        for claim in claims.get(mention["id"], ()):
            console.print(f"    claim    {escape(claim_of(claim))}")
    for name in found["names"]:
        place = f"[{name['start']}:{name['end']}]"
        console.print(escape(f"{name['text']}  {place}  {name['type']} {name['entity']}"))
    for refused in found["refused"]:
        place = f"[{refused['start']}:{refused['end']}]"
        console.print(f"[dim]{escape(refused['text'])}  {place}  refused[/]")
        console.print(f"    {escape(refused['rule'])}: {escape(refused['reason'])}")
    if not found["mentions"] and not found["refused"]:
        say("no figures and no times in this text")


@app.command()
def serve(
    store: Store,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="any but this machine needs a token")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535)] = 8421,
    export: Annotated[bool, typer.Option("--export", help="print the judgements as gold lines instead")] = False,
    token: Annotated[
        str | None, typer.Option("--token", envvar="HESHU_TOKEN", metavar="SECRET", help="better set as HESHU_TOKEN")
    ] = None,
    config: ConfigFile = None,
    lang: Lang = None,
) -> None:
    """Serve the review page of a store: judge its conflicts, check drafts, and a JSON API to both.

    Example: heshu serve --store out/demo/heshu.duckdb
    """
    with _answering():
        settings = _settings(config, lang=lang, workers=1)
        from pipeline.review.desk import Desk
        from pipeline.review.export import export_lines
        from pipeline.review.server import read_token
        from pipeline.review.server import serve as serve_desk

        secret = read_token(token, host)
        desk = Desk(store, _tools(store, settings))
        desk.open()
        if export:
            sys.stdout.buffer.writelines(f"{line}\n".encode() for line in export_lines(desk))
            return
        say(f"review     http://{f'[{host}]' if ':' in host else host}:{port}/  (Ctrl-C stops it)")
        serve_desk(desk, host=host, port=port, token=secret, lang=settings.lang)


def _tools(store: Path, settings: Config) -> Tools:
    """What the review page needs of the stages and of the clock."""
    from datetime import datetime

    from pipeline.review.desk import Tools
    from pipeline.stages.drafts import Drafts, parse_draft
    from pipeline.stages.fingerprint import fingerprint
    from pipeline.stages.output import to_report

    mark = fingerprint(settings)
    return Tools(
        report=lambda view: to_report(view, settings, mark, ()),
        parse=parse_draft,
        checker=Drafts(store, settings),
        clock=lambda: datetime.now().astimezone().isoformat(timespec="microseconds"),
    )


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="a folder of gold clusters, NNN.json")],
    split: Annotated[str | None, typer.Option("--split", metavar="PART", help="test, dev or train; else all")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="SCORE",
            help="spans, values, names, times, claims, pairs, relations, conflicts, traps or checks; else all",
        ),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="domain|script", help="the scores of each, too")] = None,
    errors: Annotated[int, typer.Option("--errors", metavar="N", min=0, help="list N errors of each score")] = 0,
    config: ConfigFile = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Score heshu as it is against gold: what it reads in each article, and a run over all of them, in memory.

    Example: heshu evaluate corpus/gold --split test --only claims --errors 5
    """
    with _answering():
        settings = _settings(config, workers=workers)
        from pipeline.evaluate import miss_line, score_lines
        from pipeline.stages.evaluation import Question
        from pipeline.stages.evaluation import evaluate as evaluate_gold

        question = Question(tuple(only or ()), by, errors)
        with _progress() as progress:
            found = evaluate_gold(gold, settings, split, progress, question)
        if as_json:
            told = {"clusters": found.clusters, "articles": found.articles, **found.scores}
            misses = [miss_line(miss) for miss in found.misses]
            more = {"intervals": found.intervals, "groups": found.groups, "misses": misses}
            typer.echo(json.dumps(told | more, ensure_ascii=False))
            return
        say(f"{found.clusters} clusters, {found.articles} articles; in brackets 95 % over clusters")
        for line in score_lines(found.scores, found.intervals):
            typer.echo(line)
        for name, scores in found.groups.items():
            typer.echo(f"\n{name}")
            for line in score_lines(scores, {}):
                typer.echo(line)
        for miss in found.misses:
            typer.echo(miss_line(miss))


@app.command()
def train(
    name: Annotated[str, typer.Argument(metavar="NAME", help="the model, as its folder in models/ is called")],
    corpus: Annotated[Path, typer.Option("--corpus", metavar="DIR", help="the corpus that it learns from")] = Path(
        "corpus"
    ),
    models: Annotated[Path, typer.Option("--models", metavar="DIR", help="the folder it is written into")] = Path(
        "models"
    ),
    config: ConfigFile = None,
) -> None:
    """Make a model again from the corpus; its figures go to stdout as JSON.

    Example: heshu train align --corpus corpus --models models
    """
    with _answering():
        settings = _settings(config)
        from pipeline.learn import train_model

        metrics = train_model(name, corpus, models, settings)
        typer.echo(json.dumps(dict(metrics), ensure_ascii=False))
        say(f"written to {models / name}")


@app.command()
def doctor(config: ConfigFile = None) -> None:
    """Say what works on this machine: versions, models, encodings, store, engine.

    Example: heshu doctor
    """
    with _answering():
        settings = _settings(config)
        from pipeline.stages.doctor import examine

        organs = examine(settings)
        for organ in organs:
            typer.echo(f"{'ok ' if organ.works else 'BAD'}  {organ.name:12} {organ.detail}")
        if not all(organ.works for organ in organs):
            raise typer.Exit(2)


def main() -> None:
    """The command line."""
    gc.set_threshold(MADE)
    app(prog_name="heshu")


if __name__ == "__main__":
    main()
