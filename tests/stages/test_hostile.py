"""The whole run over hostile inputs: it ends, accounts for every file, and writes nothing outside its folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.records import Origin, RawArticle
from pipeline.stages import Reader, run
from pipeline.store import View, open_store
from tests.ingest.hostile import corpus

CONFIG = load_config(None, workers=1)
SHORT = load_config(None, workers=1, max_article_chars=200)


def _listing(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_a_run_over_the_corpus_accounts_for_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, here = tmp_path / "in", tmp_path / "here"
    given.mkdir()
    here.mkdir()
    for hostile in corpus():
        (given / hostile.name).write_bytes(hostile.data)
    before = _listing(tmp_path)
    monkeypatch.chdir(here)
    monkeypatch.setenv("TMPDIR", str(here))
    out = tmp_path / "out"
    summary = run([given], out, SHORT)
    assert _listing(tmp_path) - before == _listing(out)
    assert {path.name for path in out.iterdir()} == {path.name for path in summary.files}
    with open_store(out / "heshu.duckdb", read_only=True) as store:
        view = View(store)
        told = {origin.path for origin in view.origins().values()} | {reject.path for reject in view.rejects()}
    files = {path.partition("!/")[0] for path in told}
    assert files == {str(path) for path in before}
    for name in ("report.html", "report.md", "facts.jsonl", "checks.jsonl", "rejects.jsonl", "discrepancies.csv"):
        (out / name).read_text(encoding="utf-8")
    assert "<script>alert" not in (out / "report.html").read_text(encoding="utf-8")


# Articles that grow: a text for a number of figures or words.
GROWING: dict[str, Callable[[int], str]] = {
    "sentences": lambda n: "".join(f"第{i}家公司营收{i}亿元。" for i in range(n)),
    "one-sentence": lambda n: "营收分别为" + "、".join(f"{i}亿元" for i in range(n)) + "。",
    "ranges": lambda n: "营收" + "1至2至3-4~" * n,
    "digits": lambda n: "营收" + "9" * (n * 5) + "亿元。",
    "dates": lambda n: "2026年3月5日至" * n,
    "names": lambda n: "".join(f"林{chr(0x4E00 + i % 900)}川说，" for i in range(n)),
    "brackets": lambda n: "（" * n + "5亿元" + "）" * n,
    "table": lambda n: "\n".join(f"营业收入\t{i}\t{i % 7}%" for i in range(n)),
}


@pytest.mark.parametrize("name", GROWING)
def test_the_time_to_read_grows_with_the_article(name: str) -> None:
    reader = Reader(CONFIG)

    def seconds(size: int) -> float:
        start = time.thread_time()
        reader.read(RawArticle(Origin("-"), "a", "", GROWING[name](size), published="2026-03-18"))
        return time.thread_time() - start

    seconds(50)
    # A ratio within one run, of the quickest of three: a busy machine slows single readings, not every one.
    small, large = min(seconds(400) for _ in range(3)), min(seconds(1600) for _ in range(3))
    assert large < 8 * small + 0.4, (small, large)


def test_fifty_thousand_figures_in_one_article() -> None:
    start = time.process_time()
    reading = Reader(CONFIG).read("营收5亿元。\n" * 50_000)
    assert len(reading.mentions) == 50_000
    assert time.process_time() - start < 60


def test_ten_thousand_digits_are_one_figure_or_none() -> None:
    reading = Reader(CONFIG).read("公司去年营收" + "9" * 10_000 + "亿元，员工12人。")
    assert [mention.span.end - mention.span.start > 9000 for mention in reading.mentions][-1:] == [False]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_odd_files_among_the_inputs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "loop.jsonl").symlink_to(tmp_path / "loop.jsonl")
    (tmp_path / "a\nb.jsonl").write_text('{"body": "营收5亿元。", "date": "2026"}', encoding="utf-8")
    for _ in range(2):  # what the first run wrote below the input is no input of the second
        summary = run([tmp_path, str(tmp_path / "**/*.jsonl")], tmp_path / "out", CONFIG)
        assert (summary.articles, dict(summary.rejected)) == (1, {"unreadable": 2})
