"""One body of tests over both engines: the same outcomes, facts, ids and bytes, whatever happens to a worker."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.codec import to_table
from pipeline.config import Config, load_config
from pipeline.engine import Done, Engine, LocalEngine, Lost, session
from pipeline.engine.afar import to_spark
from pipeline.errors import ConfigError, EngineError, LexiconError
from pipeline.stages import plan, run
from pipeline.stages.corpus import Corpus, ReadFiles
from pipeline.stages.fingerprint import fingerprint
from pipeline.stages.intake import Intake
from pipeline.store import View, open_store
from pipeline.store.afar import AfarView
from pipeline.store.connect import query
from pipeline.store.rows import KEY_COLUMNS, row_schema
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
        return load_config(None, workers=2)
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


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that makes files hard to read: names, emptiness, damage, packing, twins."""
    folder = tmp_path_factory.mktemp("odd") / "新闻 100%[一]"
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
        lines = [f"文{number}{n}" for n in range(40)] + ["错", "免", "毒" if number == 1 else "末"]
        (folder / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    work = ToyWork(folder, ["此处", "此处免"])
    outcomes = list(engine.read(work))
    lost = sorted((o.item, o.reason) for o in outcomes if isinstance(o, Lost))
    assert sorted(work.tickets).count("免") == 3 and len(work.tickets) == 131
    assert sorted(o.result for o in outcomes if isinstance(o, Done))[:2] == ["文00号4", "文010号5"]
    assert len(outcomes) == 127
    assert lost == [("毒号", "worker_died"), *[("错号", "reader_failed")] * 3]


def test_what_a_worker_finds_wrong_is_told(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "甲.txt").write_text("一", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"^units.tsv:41: 3 cells, expected 4$"):
        list(engine.read(ToyWork(folder, task=ToyTask("units.tsv:41: 3 cells, expected 4"))))


@pytest.fixture(scope="module")
def once(odd: Path) -> tuple[list[Path], Path]:
    """Inputs of every kind, and the folder of what one process makes of them."""
    many = odd.parent / "many"
    many.mkdir()
    lines = _many(90)
    for part in range(3):
        (many / f"{part}.jsonl").write_text("".join(lines[part::3]), encoding="utf-8")
    inputs = [SAMPLES, odd, odd / "_底.jsonl", odd / "没有.jsonl", many]
    assert run(inputs, odd.parent / "wanted", load_config(None, workers=1)).conflicts > 30
    return inputs, odd.parent / "wanted"


def _kill(cluster: Cluster, worker: str, moment: Callable[[], bool], done: Callable[[], bool]) -> Callable[[], bool]:
    """Kills a worker at a moment and starts it anew, in a thread; the function given says whether it was midway."""
    told: list[bool] = []

    def watch() -> None:
        limit = time.monotonic() + 120
        while time.monotonic() < limit and not moment():
            time.sleep(0.02)
        cluster.kill(worker)
        told.append(not done())
        cluster.start_worker(worker)

    thread = threading.Thread(target=watch)
    thread.start()

    def midway() -> bool:
        thread.join()
        return told == [True]

    return midway


@pytest.fixture
def hardship(config: Config, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], bool]:
    """On a cluster one worker is killed while it reads and another while it compares; tells whether both were."""
    if config.engine == "local":
        return lambda: True
    from pyspark import SparkContext

    cluster: Cluster = request.getfixturevalue("cluster")
    staging = tmp_path / "out" / ".staging"
    tracker = SparkContext.getOrCreate().statusTracker()

    def comparing() -> bool:
        """Whether of a stage with several tasks some run and some are done, once the tables are laid down."""
        found = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        stages = [stage for stage in found if stage is not None and stage.numTasks >= 4]
        return any(stage.numActiveTasks and stage.numCompletedTasks for stage in stages)

    reads = _kill(
        cluster,
        "worker2",
        lambda: any((staging / "read").glob("_temporary/0/task_*")),
        lambda: (staging / "read" / "_SUCCESS").exists(),
    )
    compares = _kill(
        cluster,
        "worker1",
        lambda: (staging / "claim_keys").exists() and comparing(),
        lambda: not staging.exists(),
    )
    return lambda: all([reads(), compares()])


def test_a_run_gives_the_bytes_of_one_process(
    config: Config,
    once: tuple[list[Path], Path],
    hardship: Callable[[], bool],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pipeline.crosscheck import parcels
    from pipeline.engine import spark

    monkeypatch.setattr(plan, "ALONE", 0)
    monkeypatch.setattr(spark, "TASK_CHARS", 1500)
    monkeypatch.setattr(parcels, "ARTICLES", 6)
    summary = run(once[0], tmp_path / "out", config)
    assert hardship()
    assert _bytes(tmp_path / "out") == _bytes(once[1])
    assert summary.articles == summary.read == 108
    assert summary.rejected["duplicate_id"] and summary.rejected["empty_file"]


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
    from pipeline.engine.spark import open_spark

    config = load_config(None)
    intake = Intake({}, fingerprint(config))
    inputs = f"file://{odd}", "file:///没有"
    with open_spark(cluster.master, f"file:{tmp_path}/.staging", LocalEngine(1)) as engine:
        corpus = Corpus(inputs, config, ReadFiles(config, intake.fingerprint), intake)
        assert len(list(engine.read(corpus))) == 3  # names with _ in front are Hadoop's own
        told = {(reject.path, reject.reason) for reject in intake.rejects}
        assert {("file:///没有", "unreadable"), (f"file:{odd}/空.txt", "empty_file")} <= told
        with pytest.raises(EngineError, match="cannot be listed"):
            list(engine.read(Corpus(("moon://甲/乙",), config, corpus.task, intake)))


@contextmanager
def _settings(session: Any, settings: Mapping[str, object]) -> Iterator[None]:
    """Spark SQL as on a large corpus: no small table is taken for one task."""
    before = {key: session.conf.get(f"spark.sql.{key}") for key in settings}
    for key, value in settings.items():
        session.conf.set(f"spark.sql.{key}", str(value))
    yield
    for key, value in before.items():
        session.conf.set(f"spark.sql.{key}", value)


def test_a_hot_key_is_no_single_task(cluster: Cluster, tmp_path: Path) -> None:
    from pipeline.engine.corpus import SparkCorpus
    from pipeline.engine.hadoop import FileSystems
    from pipeline.engine.session import open_session

    total, tasks = 4000, 6
    keys = ["美国|人口" if n % 10 < 3 else f"甲{n % 97}|营收" for n in range(total)]
    rows = [
        (f"c{n * 7919 % total:04}", f"a{n // 4}", key, f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}")
        for n, key in enumerate(keys)
    ]
    with open_store(None) as connection, open_session(cluster.master) as session:
        connection.register("rows", to_table(rows, row_schema(KEY_COLUMNS)))
        connection.execute("INSERT INTO claim_keys SELECT * FROM rows")
        afar = SparkCorpus(session, f"file:{tmp_path}/staging", FileSystems(session))
        here, there = View(connection), AfarView(View(connection), afar)
        found = list(here.candidates(20))
        assert len(found) > total and list(there.candidates(20)) == found
        assert list(there.candidates(20, ["美国|人口", "没有"])) == list(here.candidates(20, ["美国|人口", "没有"]))
        text, values, _ = to_spark(query("candidates"), {"cap": 20, "keys": None})
        placed = f"{text[: text.rindex('SELECT')]} SELECT key, place AS what FROM placed"
        pairs = f"SELECT key, concat(one, other) AS what FROM ({text[: text.rindex('ORDER BY')]})"
        settings = {
            "adaptive.enabled": "false",
            "autoBroadcastJoinThreshold": -1,
            "shuffle.partitions": tasks,
            "files.maxPartitionBytes": 10_000,
        }
        with _settings(session, settings):
            for step in (placed, pairs):
                sizes = f"SELECT spark_partition_id(), count(*), max(what) FROM ({step}) GROUP BY 1"
                counts = [count for _, count, _ in session.sql(sizes, args=values).collect()]
                assert sum(counts) >= total
                assert max(counts) < 1.6 * sum(counts) / tasks  # the hot key alone is 1.8 times a task's share, or more
