"""One body of tests over both engines: the same outcomes, facts, ids and bytes, whatever happens to a worker."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import Config, load_config
from pipeline.engine import Done, Engine, LocalEngine, Lost, session
from pipeline.errors import ConfigError, EngineError, LexiconError
from pipeline.stages import run
from pipeline.stages.corpus import Corpus, ReadFiles
from pipeline.stages.intake import Intake
from tests.engine.cluster import ROOT, Cluster, open_cluster
from tests.engine.toys import ToyTask, ToyWork

SAMPLES = ROOT / "corpus" / "samples"
ENGINES = ("local", "spark")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with an open session; skips where Spark or Java is missing."""
    try:
        session.check_extra()
    except EngineError as error:
        pytest.skip(str(error))
    with open_cluster(tmp_path_factory.mktemp("cluster")) as cluster, session.open_session(cluster.master):
        yield cluster


@pytest.fixture(params=ENGINES)
def config(request: pytest.FixtureRequest) -> Config:
    """The configuration of each engine."""
    if request.param == "local":
        return load_config(None, workers=1)
    return load_config(None, engine="spark", master=request.getfixturevalue("cluster").master, workers=1)


@pytest.fixture
def engine(config: Config, tmp_path: Path) -> Iterator[Engine]:
    """Each engine, with two workers."""
    if config.engine == "local":
        yield LocalEngine(2)
        return
    from pipeline.engine.spark import open_spark

    with open_spark(config.master, f"file:{tmp_path}/.staging", LocalEngine(1)) as engine:
        yield engine


def _bytes(folder: Path) -> dict[str, bytes]:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".duckdb"}
    told = json.loads(files.pop("run.json"))
    return files | {"run.json": json.dumps(told | {"seconds": None}).encode()}


def _article(number: int, zones: int, day: str = "2026-02-05") -> str:
    body = (
        f"阿里云公布了最新进展。截至{day}，阿里云在全球30个地域设有{zones}个可用区。第{number}号模型下载量突破10亿次。"
    )
    told = {"id": f"a{number}", "outlet": f"{number}报", "published": day, "title": "阿里云可用区", "body": body}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _many(count: int) -> list[str]:
    """Articles of which three at a time are about one company, and one of the three says another sum."""
    first, second = "澜岭泓岱珩晟栎昀沅翎", "川远舟泽峰宁野航岚朔"
    names = [f"{a}{b}科技" for a in first for b in second]
    told = []
    for number in range(count):
        name, sum_ = names[number // 3], 18400 + number // 3 + (number % 3 == 2)
        body = f"{name}3月18日公布年报。{name}2025年营业收入{sum_}万元，同比增长{number // 3 % 30 + 3}%。"
        about = {"id": f"m{number}", "outlet": f"{number}报", "published": "2026-03-19", "title": f"{name}公布年报"}
        told.append(json.dumps({**about, "body": body}, ensure_ascii=False) + "\n")
    return told


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder with all that makes files hard to read: names, emptiness, damage, packing, twins."""
    folder = tmp_path / "新闻 100%[一]"
    (folder / "_下").mkdir(parents=True)
    (folder / "空.txt").write_bytes(b"")
    (folder / "_底.jsonl").write_text(_article(1, 95) + _article(2, 92), encoding="utf-8")
    (folder / "_下" / "甲.jsonl").write_text(_article(3, 95) + "{断\n" + _article(1, 90), encoding="utf-8")
    (folder / "图.jsonl").write_bytes(bytes(range(256)) * 40)
    (folder / "码.txt").write_bytes("阿里云在全球设有94个可用区。".encode("gb18030") * 5)
    (folder / "包.jsonl.gz").write_bytes(gzip.compress((_article(4, 95) + _article(1, 95)).encode())[:-6])
    return folder


def test_every_admitted_item_has_its_outcome(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        lines = [f"文{number}{n}" for n in range(40)] + ["错", "免"]
        (folder / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    work = ToyWork(folder, ["此处", "此处免"])
    outcomes = list(engine.read(work))
    lost = [o for o in outcomes if isinstance(o, Lost)]
    assert sorted(work.tickets).count("免") == 3 and len(work.tickets) == 128
    assert sorted(o.result for o in outcomes if isinstance(o, Done))[:2] == ["文00号4", "文010号5"]
    assert len(outcomes) == 124
    assert [(o.item, o.reason, o.note) for o in lost] == [("错号", "reader_failed", "ValueError: 读不懂")] * 3


def test_what_kills_workers_is_given_up_alone(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "毒.txt").write_text("\n".join([*(f"文{n}" for n in range(20)), "毒", "末"]), encoding="utf-8")
    outcomes = list(engine.read(ToyWork(folder)))
    assert [(o.item, o.reason) for o in outcomes if isinstance(o, Lost)] == [("毒号", "worker_died")]
    assert len(outcomes) == 22


def test_what_a_worker_finds_wrong_is_told(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "甲.txt").write_text("一", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"^units.tsv:41: 3 cells, expected 4$"):
        list(engine.read(ToyWork(folder, task=ToyTask("units.tsv:41: 3 cells, expected 4"))))


def test_a_run_gives_the_bytes_of_one_process(config: Config, odd: Path, tmp_path: Path) -> None:
    inputs = [SAMPLES, odd, odd / "_底.jsonl", tmp_path / "没有.jsonl"]
    summary = run(inputs, tmp_path / "out", config)
    wanted = run(inputs, tmp_path / "wanted", load_config(None, workers=1))
    assert _bytes(tmp_path / "out") == _bytes(tmp_path / "wanted")
    assert (summary.articles, summary.read) == (wanted.articles, wanted.read)
    assert summary.rejected["duplicate_id"] and summary.rejected["empty_file"]
    again = run(inputs, tmp_path / "out", config)
    assert (again.read, again.known) == (0, summary.articles)


def test_a_machine_with_another_heshu_is_told(cluster: Cluster, tmp_path: Path) -> None:
    from pipeline.engine.spark import open_spark

    config = load_config(None)
    corpus = Corpus((str(SAMPLES / "results.jsonl"),), config, ReadFiles(config, "f0"), Intake({}, "f0"))
    with (
        open_spark(cluster.master, f"file:{tmp_path}/.staging", LocalEngine(1)) as engine,
        pytest.raises(ConfigError, match="another heshu"),
    ):
        list(engine.read(corpus))


def test_addresses_of_any_file_system(cluster: Cluster, odd: Path, tmp_path: Path) -> None:
    config = load_config(None, engine="spark", master=cluster.master)
    summary = run([f"file://{odd}", "file:///没有"], tmp_path / "out", config)
    told = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    assert summary.articles == 3  # names with _ in front are Hadoop's own
    assert {("file:///没有", "unreadable"), (f"file:{odd}/空.txt", "empty_file")} <= {
        (r["path"], r["reason"]) for r in told
    }
    with pytest.raises(EngineError, match="cannot be listed"):
        run(["moon://甲/乙"], tmp_path / "none", config)


def _kill_midway(cluster: Cluster, worker: str, under: Path, told: list[str]) -> threading.Thread:
    """Kills a worker as soon as the first task of several is done, and says so."""

    def watch() -> None:
        limit = time.monotonic() + 120
        while time.monotonic() < limit:
            if any(under.glob("_temporary/0/task_*")):
                cluster.kill(worker)
                told.append("done" if (under / "_SUCCESS").exists() else "midway")
                return
            time.sleep(0.02)

    thread = threading.Thread(target=watch)
    thread.start()
    return thread


def test_a_worker_killed_while_it_reads(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.engine import spark

    lines = _many(120)
    for part in range(4):
        (tmp_path / f"{part}.jsonl").write_text("".join(lines[part::4]), encoding="utf-8")
    inputs = sorted(tmp_path.glob("*.jsonl"))
    monkeypatch.setattr(spark, "TASK_CHARS", 1500)
    told: list[str] = []
    killer = _kill_midway(cluster, "worker2", tmp_path / "out" / ".staging" / "read", told)
    run(inputs, tmp_path / "out", load_config(None, engine="spark", master=cluster.master))
    killer.join()
    cluster.start_worker("worker2")
    wanted = run(inputs, tmp_path / "wanted", load_config(None, workers=1))
    assert told == ["midway"] and wanted.conflicts == 40
    assert _bytes(tmp_path / "out") == _bytes(tmp_path / "wanted")
