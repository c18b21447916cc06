"""How fast heshu reads, always as a ratio in one run: to the script one would write instead, and to jieba.cut alone.

    make bench

CPU time of this process, best of three rounds that take turns. A megabyte is a million bytes of UTF-8 as given.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.convert import to_article
from pipeline.extract.figures import find_figures
from pipeline.extract.reading import read_mentions
from pipeline.extract.times import find_times
from pipeline.ingest import read_inputs
from pipeline.records import Origin, RawArticle
from pipeline.stages.plan import quiet, run
from pipeline.stages.reader import Reader, ReadLines
from tests.bench.script import dump, make_script

ROOT = Path(__file__).resolve().parents[2]
DUMPS = ROOT.parent / "shared" / "dumps"
ROUNDS = 3
BYTES = 250_000


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
            start = time.process_time()
            task()
            best[name] = min(best[name], time.process_time() - start)
    return best


def _print(title: str, size: int, seconds: dict[str, float]) -> None:
    script, words = seconds["script"], seconds["jieba.cut"]
    print(f"\n{title}: {size / 1e6:.2f} MB\n{'':24}{'MB/s':>8}{'× script':>10}{'× jieba.cut':>13}")
    for name, spent in seconds.items():
        print(f"{name:24}{size / 1e6 / spent:8.3f}{script / spent:10.2f}{words / spent:13.2f}")


@pytest.mark.parametrize("name", ["corpus", "xinwenlianbo.jsonl.gz", "covid_bulletins.jsonl.gz"])
def test_reading_on_one_core(name: str) -> None:
    import jieba

    raws = _texts(name)
    config = load_config(None)
    script = make_script(["阿里云", "阿里巴巴", "腾讯", "百度", "美国", "中国", "北京", "上海", "新华社"])
    lines = ReadLines(config)()
    reader = Reader(config)
    articles = [to_article(raw) for raw in raws]
    simple = [article.text for article in articles]
    reader.read(raws[0])
    seconds = _seconds(
        {
            "script": lambda: [dump(script(raw.body)) for raw in raws],
            "jieba.cut": lambda: [list(jieba.cut(text)) for text in simple],
            "figures": lambda: [find_figures(one.text, one.region) for one in articles],
            "times": lambda: [find_times(one.text, one.reference, one.region) for one in articles],
            "figures and times": lambda: [read_mentions(one.text, one, []) for one in articles],
            "convert": lambda: [to_article(raw) for raw in raws],
            "convert + extract": lambda: [reader.read(raw) for raw in raws],
            "heshu extract": lambda: [lines(raw) for raw in raws],
        }
    )
    _print(name, sum(len(raw.body.encode()) for raw in raws), seconds)
    assert seconds["heshu extract"] < seconds["script"]


def test_a_whole_run(tmp_path: Path) -> None:
    start = time.perf_counter()
    summary = run([ROOT / "corpus" / "samples"], tmp_path, load_config(None, workers=1), quiet)
    print(f"\nrun on the samples: {summary.articles} articles in {time.perf_counter() - start:.2f} s", summary.seconds)
    start = time.perf_counter()
    again = run([ROOT / "corpus" / "samples"], tmp_path, load_config(None, workers=1), quiet)
    print(f"the same again: {again.read} articles read, {time.perf_counter() - start:.2f} s", again.seconds)
    assert again.read == 0
