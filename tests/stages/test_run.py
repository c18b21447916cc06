"""A run from end to end: the same bytes whatever the order and the workers, and nothing lost on the way."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.errors import StoreError
from pipeline.stages import STAGES, Reader, plan, run
from pipeline.stages.answers import add, check, compare_facts, extract, report
from pipeline.stages.explain import explain

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "corpus" / "samples"
LEFT = {
    "report.html",
    "report.md",
    "facts.jsonl",
    "doubtful.jsonl",
    "checks.jsonl",
    "discrepancies.csv",
    "discrepancies.xlsx",
    "claims.parquet",
    "claimreview.jsonld",
    "rejects.jsonl",
}


def _write(path: Path, articles: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), encoding="utf-8")
    return path


def _article(id_: str, zones: int, outlet: str = "甲报", day: str = "2026-02-05") -> dict[str, object]:
    body = f"阿里云公布了最新进展。截至{day}，阿里云在全球30个地域设有{zones}个可用区。阿里云称模型下载量突破10亿次。"
    return {"id": id_, "outlet": outlet, "published": day, "title": "阿里云公布可用区数量", "body": body}


def _bytes(folder: Path) -> dict[str, bytes]:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name in LEFT}
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del told["seconds"]
    return files | {"run.json": json.dumps(told).encode()}


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    run([SAMPLES], out, load_config(None, workers=1))
    return out


def test_a_run_leaves_what_it_promises(once: Path) -> None:
    assert {path.name for path in once.iterdir()} == LEFT | {"run.json", "heshu.duckdb"}
    told = json.loads((once / "run.json").read_text(encoding="utf-8"))
    assert list(told["seconds"]) == [stage.name for stage in STAGES]
    assert told["articles"] and told["claims"] and told["facts"]["conflict"]


def test_any_order_and_any_number_of_workers_give_the_same_bytes(
    once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted(SAMPLES.iterdir(), reverse=True)
    run(files, tmp_path / "turned", load_config(None, workers=1))
    monkeypatch.setattr(plan, "ALONE", 0)
    run([SAMPLES, *files], tmp_path / "twice", load_config(None, workers=2))
    wanted = _bytes(once)
    for name in ("turned", "twice"):
        made = _bytes(tmp_path / name)
        told, other = (json.loads(each.pop("run.json")) for each in (made, dict(wanted)))
        assert {**told, "inputs": None} == {**other, "inputs": None}
        assert made == {file: content for file, content in wanted.items() if file != "run.json"}


def test_workers_give_what_one_process_gives(tmp_path: Path) -> None:
    dump = _write(tmp_path / "dump.jsonl", [_article(f"a{n}", 90 + n % 5, f"{n}报") for n in range(300)])
    one, two = (list(extract([dump], load_config(None, workers=workers))) for workers in (1, 2))
    assert len(one) == 300
    assert one == two


def test_a_second_run_reads_nothing_and_changes_nothing(once: Path, tmp_path: Path) -> None:
    shutil.copytree(once, tmp_path / "again")
    summary = run([SAMPLES], tmp_path / "again", load_config(None, workers=1))
    assert (summary.read, summary.known) == (0, summary.articles)
    assert _bytes(tmp_path / "again") == _bytes(once)


def test_what_is_no_longer_given_is_gone(tmp_path: Path) -> None:
    dump = _write(tmp_path / "dump.jsonl", [_article("a", 95), _article("b", 92, "乙报")])
    out = tmp_path / "out"
    assert run([dump], out, load_config(None, workers=1)).articles == 2
    _write(dump, [_article("b", 92, "乙报")])
    summary = run([dump], out, load_config(None, workers=1))
    assert (summary.articles, summary.read, sum(summary.facts.values())) == (1, 0, 0)


def test_one_id_with_two_texts(tmp_path: Path) -> None:
    articles = [_article("a", 95), _article("a", 92, "乙报"), _article("a", 95)]
    seen = []
    for name, given in (("one", articles), ("two", articles[::-1])):
        dump = _write(tmp_path / "dump.jsonl", given)
        summary = run([dump], tmp_path / name, load_config(None, workers=1))
        assert summary.articles == 2
        assert summary.rejected == {"duplicate_id": 1, "identical": 1}
        facts = _lines(tmp_path / name / "facts.jsonl")
        seen.append([sorted(str(c["article"]) for c in fact["claims"]) for fact in facts])  # type: ignore[attr-defined]
    assert seen[0] == seen[1]
    assert seen[0][0][0] == "a" and seen[0][0][1].startswith("a~")


def test_bad_input_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.jsonl").write_bytes(bytes(range(256)) * 40)
    good = [json.dumps(_article(f"a{n}", 95, f"{n}报"), ensure_ascii=False) for n in range(3)]
    (folder / "断.jsonl").write_text("\n".join([good[0], '{"id": "x", "body": "断了', *good[1:]]), encoding="utf-8")
    undated = _article("undated", 92, "丙报") | {"published": None}
    (folder / "缺.jsonl").write_text(json.dumps(undated, ensure_ascii=False), encoding="utf-8")
    (folder / "码.txt").write_bytes("阿里云在全球设有94个可用区。".encode("gb18030") * 5)
    with gzip.open(folder / "截.jsonl.gz", "wb") as packed:
        packed.write("\n".join(good).encode() * 50)
    cut = (folder / "截.jsonl.gz").read_bytes()
    (folder / "截.jsonl.gz").write_bytes(cut[: len(cut) // 2])
    summary = run([folder], tmp_path / "out", load_config(None, workers=1))
    told = {(Path(str(r["path"])).name, r["reason"]) for r in _lines(tmp_path / "out" / "rejects.jsonl")}
    assert {("空.txt", "empty_file"), ("图.jsonl", "binary"), ("断.jsonl", "bad_json")} <= told
    assert ("缺.jsonl", "missing_date") in told
    assert any(name == "截.jsonl.gz" for name, _ in told)
    assert summary.articles >= 5
    assert sum(summary.rejected.values()) == len(_lines(tmp_path / "out" / "rejects.jsonl"))


def test_nothing_to_read_still_leaves_the_files(tmp_path: Path) -> None:
    summary = run([tmp_path / "nothing.jsonl"], tmp_path / "out", load_config(None, workers=1))
    assert (summary.articles, dict(summary.rejected)) == (0, {"not_found": 1})
    assert {path.name for path in (tmp_path / "out").iterdir()} >= LEFT


def test_adding_reads_what_is_new_and_says_what_it_changed(tmp_path: Path) -> None:
    config = load_config(None, workers=1)
    first = _write(tmp_path / "first.jsonl", [_article("a", 95)])
    store = tmp_path / "out" / "heshu.duckdb"
    run([first], tmp_path / "out", config)
    more = _write(tmp_path / "more.jsonl", [_article("b", 92, "乙报")])
    summary, changes = add([more], store, config)
    assert (summary.read, summary.articles) == (1, 2)
    assert "conflict" in {change.fact.status for change in changes if change.what == "new"}
    again, nothing = add([more, first], store, config)
    assert (again.read, again.known, nothing) == (0, 2, [])
    _write(more, [_article("b", 95, "乙报")])
    corrected, changes = add([more], store, config)
    assert corrected.articles == 2
    assert any(c.before is not None and c.before.status == "conflict" for c in changes)
    assert corrected.conflicts == 0


def test_checking_stores_nothing(tmp_path: Path) -> None:
    config = load_config(None, workers=1)
    run([_write(tmp_path / "a.jsonl", [_article("a", 95), _article("c", 95, "丙报")])], tmp_path / "out", config)
    store = tmp_path / "out" / "heshu.duckdb"
    before = store.read_bytes()
    answer = check([_write(tmp_path / "b.jsonl", [_article("b", 92, "乙报")])], store, config)
    assert answer.articles == ("b",)
    assert len(answer.conflicts(config.sure)) == 1
    same = check([_write(tmp_path / "d.jsonl", [_article("d", 95, "乙报")])], store, config)
    assert same.facts and not same.conflicts(config.sure)
    assert store.read_bytes() == before
    with pytest.raises(StoreError, match="does not exist"):
        check([tmp_path / "b.jsonl"], tmp_path / "no.duckdb", config)


def test_a_report_again_is_the_same(once: Path, tmp_path: Path) -> None:
    report(once / "heshu.duckdb", tmp_path, load_config(None))
    for name in LEFT:
        assert (tmp_path / name).read_bytes() == (once / name).read_bytes(), name


def test_extract_shows_every_span_in_the_original() -> None:
    lines = [json.loads(line) for line in extract([SAMPLES], load_config(None, workers=1)) if isinstance(line, str)]
    assert len(lines) >= 8
    for line in lines:
        ids = [mention["id"] for mention in line["mentions"]]
        assert ids == [f"m{n}" for n in range(1, len(ids) + 1)]
        assert {claim["mention"] for claim in line["claims"]} <= set(ids)
        for mention in line["mentions"]:
            assert mention["end"] - mention["start"] == len(mention["text"]) > 0
            assert mention["start"] <= mention["core"]["start"] < mention["core"]["end"] <= mention["end"]
            assert line["body"]["start"] <= mention["start"] and mention["end"] <= line["body"]["end"]


def test_extract_keeps_the_order_and_tells_rejects_between(tmp_path: Path) -> None:
    dump = _write(tmp_path / "dump.jsonl", [_article(f"a{n}", 95) for n in range(5)])
    found = list(extract([dump, tmp_path / "no.jsonl"], load_config(None, workers=1)))
    assert [json.loads(line)["id"] for line in found if isinstance(line, str)] == [f"a{n}" for n in range(5)]
    assert [item.reason for item in found if not isinstance(item, str)] == ["not_found"]


def test_explain_shows_what_was_refused() -> None:
    found = explain("真武810E客户超400家", load_config(None))
    assert [mention["text"] for mention in found["mentions"]] == ["超400家"]
    assert all(mention["rules"] for mention in found["mentions"])


def test_reader_takes_texts_and_articles() -> None:
    reader = Reader()
    assert reader.read("阿里云有95个可用区。").mentions == reader.read("阿里云有95个可用区。").mentions
    assert reader.read("").claims == ()


def test_compare_facts_of_nothing() -> None:
    assert compare_facts([], []) == []


def test_an_input_that_gives_nothing_empties_no_store(tmp_path: Path) -> None:
    out = tmp_path / "out"
    config = load_config(None, workers=1)
    run([_write(tmp_path / "a.jsonl", [_article("a", 95), _article("b", 92, "乙报")])], out, config)
    before = _lines(out / "facts.jsonl")
    run([tmp_path / "mistyped.jsonl"], out, config)
    assert _lines(out / "facts.jsonl") == before
    assert [reject["reason"] for reject in _lines(out / "rejects.jsonl")] == ["not_found"]
