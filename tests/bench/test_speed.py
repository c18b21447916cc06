"""How fast heshu reads, always as a ratio in one run: to the script one would write instead, and to jieba.cut alone.

    make bench

CPU time of this thread, best of three rounds that take turns; a megabyte is a million bytes of UTF-8 as given. The
tables say which bars are reached; nothing fails because a machine is slow or busy.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.config import Config, load_config
from pipeline.convert import to_article
from pipeline.engine import LocalEngine
from pipeline.extract.claims import read_claims
from pipeline.extract.entities import find_article_names, look_ahead
from pipeline.extract.figures import find_figures
from pipeline.extract.reading import read_mentions
from pipeline.extract.times import find_times
from pipeline.ingest import read_inputs
from pipeline.records import Article, Origin, RawArticle
from pipeline.segment.nlp import name_reader
from pipeline.stages.plan import quiet, run
from pipeline.stages.reader import Reader, ReadLines, weigh
from tests.bench.script import dump, make_script

ROOT = Path(__file__).resolve().parents[2]
DUMPS = ROOT.parent / "shared" / "dumps"
ROUNDS = 3
BYTES = 250_000
TOGETHER = 64  # articles that a worker gets at once
BARS = {
    "× jieba.cut": 1.0,
    "× script": 12.0,
    "names MB/s": 0.5,
    "workers": 1.8,
    "help s": 0.3,
    "check s": 1.5,
    "MB": 700.0,
}


def _gold() -> Iterator[RawArticle]:
    for path in sorted((ROOT / "corpus" / "gold").glob("[0-9]*.json")):
        for one in json.loads(path.read_text(encoding="utf-8"))["articles"]:
            fields = {name: one.get(name) for name in ("outlet", "published")}
            yield RawArticle(Origin(path.name), one["id"], one["title"], one["body"], **fields)


def _samples() -> Iterator[RawArticle]:
    items = read_inputs([str(ROOT / "corpus" / "samples")])
    return (item for item in items if isinstance(item, RawArticle))


def _dump(name: str) -> Iterator[RawArticle]:
    with gzip.open(DUMPS / name, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            one = json.loads(line)
            fields = {key: one.get(key) for key in ("outlet", "published", "url")}
            yield RawArticle(Origin(name, number), one["id"], one["title"] or "", one["body"] or "", **fields)


def _some(articles: Iterator[RawArticle]) -> list[RawArticle]:
    """Articles from the front, up to `BYTES`."""
    taken: list[RawArticle] = []
    size = 0
    for article in articles:
        taken.append(article)
        size += len(article.body.encode())
        if size >= BYTES:
            break
    return taken


def _texts(name: str) -> list[RawArticle]:
    if name == "corpus":
        return _some(iter([*_samples(), *_gold()]))
    if not (DUMPS / name).exists():
        pytest.skip(f"{name} is not there; it lies beside the checkout in shared/dumps")
    return _some(_dump(name))


def _seconds(tasks: dict[str, Callable[[], object]]) -> dict[str, float]:
    """CPU seconds of each task, the best of rounds in which they take turns."""
    best = dict.fromkeys(tasks, float("inf"))
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            start = time.thread_time()
            task()
            best[name] = min(best[name], time.thread_time() - start)
    return best


def _bar(name: str, value: float, *, most: bool = False) -> str:
    bar = BARS[name]
    reached = value <= bar if most else value >= bar
    return f"{value:.2f} of {bar:g} ({'reached' if reached else 'not reached'})"


def _print(title: str, size: int, seconds: dict[str, float]) -> None:
    script, words, whole = seconds["script"], seconds["jieba.cut"], seconds["heshu extract"]
    print(f"\n{title}: {size / 1e6:.2f} MB\n{'':24}{'MB/s':>8}{'× script':>10}{'× jieba.cut':>13}{'share':>8}")
    for name, spent in seconds.items():
        row = f"{name:24}{size / 1e6 / spent:8.3f}{script / spent:10.2f}{words / spent:13.2f}"
        print(row + (f"{spent / whole:8.0%}" if name not in ("script", "jieba.cut") else ""))
    print("× jieba.cut:", _bar("× jieba.cut", words / whole), "· × script:", _bar("× script", script / whole))
    print("model of names, MB/s:", _bar("names MB/s", size / 1e6 / seconds["names: model"]))


def _groups(raws: list[RawArticle]) -> Iterator[list[RawArticle]]:
    return (raws[at : at + TOGETHER] for at in range(0, len(raws), TOGETHER))


def _extract(raws: list[RawArticle], config: Config) -> Callable[[], None]:
    """What a worker does, with a model that has read nothing yet."""
    lines = ReadLines(config)()

    def read() -> None:
        name_reader().told.clear()
        for group in _groups(raws):
            lines.look_ahead(group)
            for raw in group:
                lines(raw)

    return read


def _model(articles: list[Article]) -> None:
    name_reader().told.clear()
    look_ahead(articles)


@pytest.mark.parametrize("name", ["corpus", "xinwenlianbo.jsonl.gz", "covid_bulletins.jsonl.gz"])
def test_reading_on_one_core(name: str) -> None:
    import jieba

    raws = _texts(name)
    config = load_config(None)
    script = make_script(["阿里云", "阿里巴巴", "腾讯", "百度", "美国", "中国", "北京", "上海", "新华社"])
    extract = _extract(raws, config)
    extract()
    articles = [to_article(raw) for raw in raws]
    readings = [Reader(config).read(raw) for raw in raws]
    seconds = _seconds(
        {
            "script": lambda: [dump(script(raw.body)) for raw in raws],
            "jieba.cut": lambda: [list(jieba.cut(one.text)) for one in articles],
            "convert": lambda: [to_article(raw) for raw in raws],
            "names: model": lambda: _model(articles),
            "names: all else": lambda: [find_article_names(one.title, one.text) for one in articles],
            "figures": lambda: [find_figures(one.text, one.region) for one in articles],
            "times": lambda: [find_times(one.text, one.reference, one.region) for one in articles],
            "figures and times": lambda: [read_mentions(one.text, one, []) for one in articles],
            "claims": lambda: [
                read_claims(r.article, r.analysis, r.mentions, r.names, r.title_names) for r in readings
            ],
            "heshu extract": extract,
        }
    )
    _print(name, sum(len(raw.body.encode()) for raw in raws), seconds)


def test_two_workers() -> None:
    raws = _texts("xinwenlianbo.jsonl.gz") * 8
    make = ReadLines(load_config(None))

    peaks = [0.0]

    def seconds(workers: int) -> float:
        outcomes = LocalEngine(workers, weigh=weigh, guarded=True).map(make, raws)
        next(outcomes)  # a worker is up by then
        start = time.perf_counter()
        for number, _ in enumerate(outcomes):
            if number % TOGETHER == 0:
                peaks.extend(_peak(process.pid) for process in multiprocessing.active_children())
        return time.perf_counter() - start

    alone = seconds(1)
    cores = f"{os.cpu_count()} cores under a load of {os.getloadavg()[0]:.1f}"
    print(f"\ntwo workers against one, by the clock, on {cores}:", _bar("workers", alone / seconds(2)))
    print("memory of the largest worker, MB:", _bar("MB", max(peaks), most=True))


def _peak(pid: int | None) -> float:
    """The most memory that a process has held, in MB; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


def _start_up(bytecode: Path, *arguments: str) -> float:
    """CPU seconds of a command whose bytecode Python has written once, as it does unless it is told not to."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    best = float("inf")
    for _ in range(1 + ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return best


def test_start_up(tmp_path: Path) -> None:
    run([ROOT / "corpus" / "samples"], tmp_path, load_config(None, workers=1), quiet)
    draft = tmp_path / "draft.txt"
    draft.write_text("截至目前，阿里云在全球29个地域设有93个可用区。", encoding="utf-8")
    print("\nheshu --help, CPU seconds:", _bar("help s", _start_up(tmp_path, "--help"), most=True))
    check = _start_up(tmp_path, "check", str(draft), "--store", str(tmp_path / "heshu.duckdb"))
    print("heshu check, CPU seconds:", _bar("check s", check, most=True))


def test_a_whole_run(tmp_path: Path) -> None:
    start = time.perf_counter()
    summary = run([ROOT / "corpus" / "samples"], tmp_path, load_config(None, workers=1), quiet)
    print(f"\nrun on the samples: {summary.articles} articles in {time.perf_counter() - start:.2f} s", summary.seconds)
    start = time.perf_counter()
    again = run([ROOT / "corpus" / "samples"], tmp_path, load_config(None, workers=1), quiet)
    print(f"the same again: {again.read} articles read, {time.perf_counter() - start:.2f} s", again.seconds)
    assert again.read == 0
