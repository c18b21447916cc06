"""The command line: exit codes, what goes to stdout and what to stderr, and a fast start."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.store import View, open_store

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "corpus" / "samples"
COMMANDS = ("run", "add", "check", "extract", "report", "explain", "evaluate", "train", "doctor")
HEAVY = ("pydantic", "duckdb", "jieba", "spacy", "opencc", "pyarrow", "sklearn", "numpy", "lxml", "rich.progress")


def heshu(*words: str | Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pipeline.cli", *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, check=False, timeout=300)


def said_here(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command in this process: no time goes into starting another one."""
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


def _article(id_: str, zones: int, outlet: str) -> str:
    body = f"截至2026年2月5日，阿里云在全球30个地域设有{zones}个可用区。"
    record = {"id": id_, "outlet": outlet, "published": "2026-02-05", "title": "阿里云可用区", "body": body}
    return json.dumps(record, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "a.jsonl").write_text(_article("a", 95, "甲报"), encoding="utf-8")
    done = heshu("run", folder / "a.jsonl", "--out", folder / "out", "--workers", "1")
    assert done.returncode == 0, done.stderr.decode()
    return folder / "out"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, shown, _ = said_here(monkeypatch, command, "--help")
    assert code == 0
    assert re.search(rf"Example: heshu {command}\b", shown)


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, pipeline.cli; print([m for m in sys.argv[1:] if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_one_format_of_the_report_goes_to_stdout_or_alone_into_a_folder(out: Path, tmp_path: Path) -> None:
    store = out / "heshu.duckdb"
    done = heshu("report", "--store", store, "--format", "md")
    assert done.returncode == 0
    assert done.stdout == (out / "report.md").read_bytes()
    assert heshu("report", "--store", store, "--format", "csv", "--out", tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["discrepancies.csv"]
    unknown = heshu("report", "--store", store, "--format", "docx")
    assert (unknown.returncode, unknown.stdout) == (2, b"") and b"choose from html, md" in unknown.stderr


def test_run_talks_on_stderr_alone(out: Path, tmp_path: Path) -> None:
    done = heshu("run", SAMPLES, "--out", tmp_path, "-v")
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (0, b"")
    for word in ("articles", "claims", "rejected", "seconds", "report.html"):
        assert word in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "x.jsonl"], "--out"),
        (["nonsense"], "nonsense"),
        (["run", "x.jsonl", "--out", "o", "--config", "no.toml"], "no.toml"),
        (["run", "x.jsonl", "--out", "o", "--region", "China"], "region"),
        (["run", "x.jsonl", "--out", "o", "--map", "body"], "NAME=FIELD"),
        (["report", "--store", "no.duckdb", "--out", "o"], "does not exist"),
        (["report", "--store", "no.duckdb"], "--format"),
        (["check", "x.jsonl", "--store", "no.duckdb"], "does not exist"),
        (["run", "x.jsonl", "--out", "README.md"], "README.md"),
        (["evaluate", "no-folder"], "no-folder"),
        (["evaluate", "corpus/gold", "--split", "tset"], "choose from"),
        (["train", "nonsense"], "align"),
        (["run", "x.jsonl", "--out", "o", "--map", "bdoy=content_html"], "bdoy"),
        (["run", "x.jsonl", "--out", "/dev/null"], "/dev/null"),
        (["explain", "95个", "--date", "someday"], "someday"),
        (["train", "align", "--corpus", "no-folder"], "no-folder"),
    ],
)
def test_usage_and_configuration_end_with_2(words: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, told = said_here(monkeypatch, *words)
    assert code == 2
    assert said in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("wrokers = 2\n", "no key 'wrokers'"),
        ("region = CN\n", "is not TOML"),
        ("sure = 3\n", "sure"),
        ('lexicon = ["no.tsv"]\n', "no.tsv"),
        ('[fields]\nbdoy = "x"\n', "bdoy"),
    ],
)
def test_a_wrong_setting_ends_with_2_and_one_line(
    settings: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "heshu.toml"
    file.write_text(settings, encoding="utf-8")
    code, _, told = said_here(monkeypatch, "run", SAMPLES, "--out", tmp_path / "out", "--config", file)
    assert code == 2
    assert len(told.splitlines()) == 1
    assert said in told


def test_each_reject_is_told_where_it_was_asked_or_nothing_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*words: str | Path) -> str:
        return said_here(monkeypatch, *words)[2]

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "空.txt").write_bytes(b"")
    assert "空.txt: empty_file" in told("run", tmp_path / "in", "--out", tmp_path / "one")
    (tmp_path / "in" / "a.jsonl").write_text(_article("a", 95, "甲报"), encoding="utf-8")
    assert "空.txt" not in told("run", tmp_path / "in", "--out", tmp_path / "two")
    assert "空.txt: empty_file" in told("run", tmp_path / "in", "--out", tmp_path / "two", "-v")
    assert "no-folder: not_found" in told("extract", tmp_path / "no-folder")


@pytest.mark.parametrize("content", [None, b"", bytes(range(256)) * 20, b'{"id": "1", "body": "cut'])
def test_nothing_read_ends_with_3(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    if content is not None:
        path.write_bytes(content)
    done = heshu("run", path, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert len((tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert heshu("extract", path).returncode == 3


def test_extract_writes_lines_on_stdout_and_reads_stdin() -> None:
    lines = (_article("甲", 95, "甲报") + "{broken\n" + _article("乙", 92, "乙报")).encode()
    done = heshu("extract", "-", stdin=lines)
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in done.stdout.decode().splitlines()] == ["甲", "乙"]
    assert "1" in done.stderr.decode()


def _press_until_it_ends(process: subprocess.Popen[bytes]) -> str:
    """Ctrl-C, again where nothing happens: a library may have swallowed the first."""
    for _ in range(12):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=15)[1].decode()
    process.kill()
    return process.communicate()[1].decode()


def test_an_interrupted_run_says_so_and_leaves_a_store_that_opens(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    body = "截至2026年2月5日，阿里云在全球30个地域设有95个可用区，模型下载量突破10亿次。" * 60
    lines = (json.dumps({"id": str(n), "published": "2026-02-05", "body": f"第{n}号。{body}"}) for n in range(1000))
    dump.write_text("\n".join(lines), encoding="utf-8")
    # A shell that starts tests in the background has them ignore Ctrl-C; this process heeds it again.
    heed = "import signal as s; s.signal(s.SIGINT, s.default_int_handler); from pipeline.cli import main; main()"
    command = [sys.executable, "-c", heed, "run", str(dump), "--out", str(tmp_path / "out"), "--workers", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=ROOT)
    store = tmp_path / "out" / "heshu.duckdb"
    while process.poll() is None and not store.exists():
        time.sleep(0.1)
    time.sleep(0.5)
    said = _press_until_it_ends(process)
    assert process.returncode == 130, said
    assert "stopped" in said and "Traceback" not in said
    with open_store(store, read_only=True) as opened:
        assert View(opened).count("articles") < 1000


def test_map_names_the_field(tmp_path: Path) -> None:
    record = {"id": "1", "content_html": "阿里云有95个可用区。", "published": "2026-02-05"}
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    done = heshu("extract", path, "--map", "body=content_html")
    assert [m["text"] for m in json.loads(done.stdout)["mentions"]] == ["95个"]


def test_check_ends_with_1_where_it_conflicts(out: Path, tmp_path: Path) -> None:
    store = out / "heshu.duckdb"
    path = tmp_path / "b.jsonl"
    path.write_text(_article("b", 92, "乙报"), encoding="utf-8")
    done = heshu("check", path, "--store", store)
    assert done.returncode == 1
    assert "92个" in done.stdout.decode() and "95个" in done.stdout.decode()
    facts = [json.loads(line) for line in heshu("check", path, "--store", store, "--json").stdout.splitlines()]
    assert "conflict" in {fact["status"] for fact in facts}
    path.write_text(_article("b", 95, "乙报"), encoding="utf-8")
    assert heshu("check", path, "--store", store).returncode == 0


def test_add_prints_what_changed(out: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.duckdb"
    store.write_bytes((out / "heshu.duckdb").read_bytes())
    path = tmp_path / "b.jsonl"
    path.write_text(_article("b", 92, "乙报"), encoding="utf-8")
    done = heshu("add", path, "--store", store, "--json")
    assert done.returncode == 0
    assert {json.loads(line)["change"] for line in done.stdout.splitlines()} == {"new"}
    again = heshu("add", path, "--store", store)
    assert (again.returncode, again.stdout) == (0, b"")


def test_explain_is_plain_when_piped() -> None:
    done = heshu("explain", "阿里云开源衍生模型超9万个")
    said = done.stdout.decode()
    assert done.returncode == 0
    assert "超9万个" in said and "> 90000" in said and "\x1b" not in said
    found = json.loads(heshu("explain", "-", "--json", stdin="阿里雲有95個可用區".encode()).stdout)
    assert [mention["text"] for mention in found["mentions"]] == ["95個"]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of six gold clusters."""
    gold = tmp_path_factory.mktemp("corpus") / "gold"
    gold.mkdir()
    for path in sorted((ROOT / "corpus" / "gold").glob("[0-9]*.json"))[::17]:
        (gold / path.name).write_bytes(path.read_bytes())
    return gold.parent


def test_evaluate_prints_scores(few: Path) -> None:
    found = json.loads(heshu("evaluate", few / "gold", "--json", "--workers", "1").stdout)
    assert found["clusters"] == len(list((few / "gold").iterdir()))
    low, high = found["intervals"]["alignment.f1"]
    assert low <= found["alignment"]["f1"] <= high
    done = heshu("evaluate", few / "gold", "--workers", "1")
    assert f"{found['alignment']['p']:.3f} [" in done.stdout.decode()
    assert f"{found['clusters']} clusters" in done.stderr.decode()


def test_train_makes_the_same_model_again(few: Path, tmp_path: Path) -> None:
    done = heshu("train", "align", "--corpus", few, "--models", tmp_path / "one")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["examples"] > 100
    heshu("train", "align", "--corpus", few, "--models", tmp_path / "two")
    for name in ("weights.json", "metrics.json"):
        assert (tmp_path / "one" / "align" / name).read_bytes() == (tmp_path / "two" / "align" / name).read_bytes()


def test_doctor_finds_everything_working() -> None:
    done = heshu("doctor")
    assert done.returncode == 0, done.stdout.decode()
    assert "BAD" not in done.stdout.decode()
