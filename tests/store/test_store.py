"""The store: what goes in comes out, whole or not at all, and in an order of its own."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.records import Judgement, Origin, Reject
from pipeline.store import View, Writer, open_store
from pipeline.store.around import open_around
from pipeline.store.kept import Kept
from pipeline.store.rows import digest_of, to_rows
from tests.store.made import make_article, make_claim, make_finding, make_raw, make_rows, make_update


def test_articles_and_claims_come_back() -> None:
    raw = make_raw("101-a", "阿里云95个可用区")
    claim = make_claim("101-a", "95", ["zones", "阿里云"])
    with open_store(None) as store:
        Writer(store).add([to_rows(raw, make_article(raw), [claim], "f1", profile=[("w:可用区", 7.25)])])
        view = View(store)
        assert list(view.articles()) == [make_article(raw)]
        assert list(view.claims()) == [claim]
        assert list(view.given(["101-a"])) == [("101-a", raw)]
        assert view.profiles() == {"101-a": {"w:可用区": 7.25}}
        assert view.origins() == {"101-a": Origin("101-a.txt")}


def test_the_order_of_writing_leaves_no_trace() -> None:
    rows = [make_rows(f"a{n}", str(90 + n)) for n in range(9)]
    seen = []
    for seed in range(3):
        mixed = random.Random(seed).sample(rows, len(rows))
        with open_store(None) as store:
            writer = Writer(store)
            writer.add(mixed[:4])
            writer.add(mixed[4:])
            view = View(store)
            seen.append((list(view.articles()), list(view.claims()), list(view.candidates())))
    assert seen[0] == seen[1] == seen[2]


def test_reading_again_replaces_and_keeps_another_text_as_history() -> None:
    with open_store(None) as store:
        writer, view = Writer(store), View(store)
        writer.add([make_rows("a", "95"), make_rows("b", "92")])
        writer.add([make_rows("a", "95", mark="f2")])
        assert view.count("history") == 0
        writer.add([make_rows("a", "96", mark="f2")])
        writer.add([make_rows("a", "97", mark="f2")])
        assert [claim.text for claim in view.claims()] == ["97个", "92个"]
        assert [len(list(view.claims([id_]))) for id_ in ("a", "b", "c")] == [1, 1, 0]
        history = store.execute("SELECT article, version, raw FROM history ORDER BY version").fetchall()
        assert history == [("a", 1, "阿里云95个可用区"), ("a", 2, "阿里云96个可用区")]
        assert writer.known["a"][1] == "f2"
        writer.remove(["a", "nobody"])
        assert [article.id for article in view.articles()] == ["b"]
        assert view.count("history") == view.count("claim_keys") - 1 == 0


def test_known_articles_survive_a_new_start(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with open_store(path) as store:
        Writer(store).add([make_rows("a")])
    with open_store(path) as store:
        assert Writer(store).known == {"a": (digest_of(make_raw("a", "阿里云95个可用区")), "f1")}


def test_moving_an_article() -> None:
    with open_store(None) as store:
        writer, view = Writer(store), View(store)
        writer.add([make_rows("a")])
        writer.move({"a": Origin("新\ud83d.jsonl", 7)})
        assert next(view.articles()).origin == Origin("新\ufffd.jsonl", 7)


def test_findings_rejects_and_judgements_come_back() -> None:
    fact, check = make_finding()
    judgement = Judgement("f-1", "conflict", "某编辑", "2026-02-07T10:00:00", "是", "j-1", "", fact)
    withdrawn = Judgement("f-1", "withdrawn", "某编辑", "2026-02-07T10:00:00", id="j-0", undoes="j-1", check=check)
    reject = Reject("坏.jsonl", 3, "ingest", "bad_json", "第3行", '{"坏')
    with open_store(None) as store:
        writer, view = Writer(store), View(store)
        for _ in range(2):
            writer.update_findings(make_update(fact, check, {"a": "a", "b": "b"}), "m1")
            writer.add_rejects([reject, reject])
        writer.judge(judgement)
        writer.judge(withdrawn)
        assert list(view.facts()) == [fact]
        assert list(view.checks()) == [check]
        assert view.lineages() == {"a": 1, "b": 2}
        assert list(view.rejects()) == [reject]
        assert list(view.judgements()) == [judgement, withdrawn]
        writer.replace_rejects([])
        assert list(view.rejects()) == []


def _met(pairs: dict[str, list[str]], cap: int) -> set[tuple[str, str]]:
    """What a plain loop would pair: claims of one key that stand less than `cap` places apart."""
    met: set[tuple[str, str]] = set()
    for claims in pairs.values():
        for (m, one), (n, other) in combinations(enumerate(sorted(claims)), 2):
            if n - m < cap:
                met.add((one, other))
    return met


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sets(st.sampled_from("甲乙丙"), max_size=3), max_size=14), st.integers(1, 6))
def test_candidates_are_what_a_loop_would_find(keys: list[set[str]], cap: int) -> None:
    rows = [make_rows(f"a{n:02}", "95", sorted(found), as_of="2026-02-01") for n, found in enumerate(keys)]
    claims = {row.claims[0][0]: found for row, found in zip(rows, keys, strict=True)}
    by_key = {key: [str(id_) for id_, found in claims.items() if key in found] for key in "甲乙丙"}
    with open_store(None) as store:
        Writer(store).add(rows)
        candidates = list(View(store).candidates(cap))
    assert {(c.left, c.right) for c in candidates} == _met(by_key, cap)
    assert [c[:3] for c in candidates] == sorted(c[:3] for c in candidates)
    if cap > len(rows):
        assert all(c.key in claims[c.left] & claims[c.right] for c in candidates)


def test_claims_of_one_article_are_no_candidates() -> None:
    raw = make_raw("a", "阿里云95个可用区")
    claims = [make_claim("a", "95", ["k"]), make_claim("a", "92", ["k"], start=9)]
    with open_store(None) as store:
        Writer(store).add([to_rows(raw, make_article(raw), claims, "f1")])
        assert list(View(store).candidates()) == []


def test_a_crowded_key_stays_linear() -> None:
    with open_store(None) as store:
        Writer(store).add([make_rows(f"a{n:05}", "95", ["中国"]) for n in range(3000)])
        assert sum(1 for _ in View(store).candidates(10)) == 3000 * 9 - 45


def test_around_stand_newcomers_as_if_they_were_in_the_store(tmp_path: Path) -> None:
    path = tmp_path / "it's.duckdb"
    with open_store(path) as store:
        Writer(store).add([make_rows(id_, value) for id_, value in (("a", "95"), ("b", "92"), ("c", "90"))])
        Writer(store).update_findings(make_update(*make_finding(), {"a": "a", "b": "b"}), "m1")
    before = path.read_bytes()
    with open_around(path, [make_rows("new", "96"), make_rows("c", "91")]) as store:
        view = View(store)
        assert [article.id for article in view.articles()] == ["a", "b", "c", "new"]
        assert sorted(claim.text for claim in view.claims()) == ["91个", "92个", "95个", "96个"]
        assert set(view.profiles()) == {"a", "b", "c", "new"}
        assert [fact.id for fact in view.facts()] == ["f-1"]
    assert path.read_bytes() == before


def test_what_changed_since_the_last_cross_check() -> None:
    with open_store(None) as store:
        writer, kept = Writer(store), Kept(View(store))
        writer.add([make_rows(id_) for id_ in "abc"])
        states = kept.changed()
        assert list(states) == ["a", "b", "c"] and None not in states.values()
        writer.update_findings(make_update(*make_finding(), {"a": "a"}, states), "m1")
        assert kept.changed() == {} and kept.mark() == "m1"
        writer.add([make_rows("b", mark="f2"), make_rows("c", "99"), make_rows("d")])
        writer.remove(["a"])
        now = kept.changed()
        assert list(now) == ["a", "b", "c", "d"] and now["a"] is None and now["b"] != states["b"]
        writer.forget_findings()
        assert kept.mark() == "" and list(kept.changed()) == ["b", "c", "d"]
        assert list(View(store).facts()) == list(View(store).checks()) == []


def test_a_store_of_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with open_store(path) as store:
        store.execute("UPDATE meta SET value = '99' WHERE key = 'version'")
    with pytest.raises(StoreError, match=r"version 99.*upgrade heshu"), open_store(path):
        pass


def test_a_duckdb_file_that_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE meta (nothing INTEGER)")
    with pytest.raises(StoreError, match="heshu did not write"), open_store(path):
        pass


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "no heshu store"), (b"hello " * 2000, "no heshu store"), (None, "is a folder")]
)
def test_files_that_are_no_store(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "x.duckdb"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=said), open_store(path):
        pass


def test_missing_folder_and_missing_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder does not exist"), open_store(tmp_path / "no" / "a.duckdb"):
        pass
    with pytest.raises(StoreError, match="make it with"), open_store(tmp_path / "a.duckdb", read_only=True):
        pass
    with pytest.raises(StoreError, match="make it with"), open_around(tmp_path / "a.duckdb", []):
        pass


def test_a_store_in_use_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    code = "import sys, pathlib, pipeline.store as s\nwith s.open_store(pathlib.Path(sys.argv[1])): pass"
    with open_store(path):
        done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert "in use by another process" in done.stderr


def test_a_failed_batch_leaves_the_store_as_it_was() -> None:
    with open_store(None) as store:
        writer = Writer(store)
        writer.add([make_rows("a", "95")])
        broken = make_rows("a", "96")
        object.__setattr__(broken, "keys", (("too", "few"),))
        with pytest.raises(ValueError):
            writer.add([broken])
        assert [claim.text for claim in View(store).claims()] == ["95个"]
        writer.add([make_rows("a", "97")])
        assert [claim.text for claim in View(store).claims()] == ["97个"]
