"""Ids and duplicates do not depend on the order of the input."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Origin, RawArticle, Reject
from pipeline.stages.intake import Intake
from pipeline.stages.reader import under
from pipeline.store.rows import digest_of, id_of


def _raw(key: str | None, body: str, number: int) -> RawArticle:
    return RawArticle(Origin("甲.jsonl", number), key, "", body)


def _read(items: list[RawArticle], known: dict[str, tuple[str, str]]) -> tuple[dict[str, str], Intake, int]:
    """What a run over the items leaves: texts by id, as a store would hold them, and how many were read."""
    intake = Intake(dict(known), "f1")
    bodies = {item.body: item for item in items}
    texts = {id_: digest for id_, (digest, _) in known.items()}
    read = 0
    for job in intake.jobs(items):
        assert job.key is not None
        texts[job.key] = digest_of(job)
        read += 1
    changed = intake.settle()
    moved = {new: texts[old] for old, new in changed.items()}
    texts = {id_: digest for id_, digest in texts.items() if id_ not in changed} | moved
    here = {id_ for id_, _ in intake.origins()}
    names = {digest_of(item): body for body, item in bodies.items()}
    return {id_: names[digest] for id_, digest in texts.items() if id_ in here}, intake, read + len(changed)


ITEMS = st.lists(st.tuples(st.sampled_from(["1", "2", None]), st.sampled_from("云山水火")), max_size=8)


@settings(max_examples=200)
@given(ITEMS, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_ids_and_rejects(pairs: list[tuple[str | None, str]], random: object) -> None:
    items = [_raw(key, body, n) for n, (key, body) in enumerate(pairs, 1)]
    texts, intake, _ = _read(items, {})
    random.shuffle(items)  # type: ignore[attr-defined]
    again, other, _ = _read(items, {})
    assert again == texts
    assert set(other.origins()) == set(intake.origins())
    assert sorted(other.rejects, key=repr) == sorted(intake.rejects, key=repr)
    assert set(texts.values()) == {body for _, body in pairs}


@given(ITEMS)
def test_a_second_run_reads_nothing(pairs: list[tuple[str | None, str]]) -> None:
    items = [_raw(key, body, n) for n, (key, body) in enumerate(pairs, 1)]
    texts, _, _ = _read(items, {})
    digests = {item.body: digest_of(item) for item in items}
    known = {id_: (digests[body], "f1") for id_, body in texts.items()}
    again, intake, read = _read(items, known)
    assert (again, read) == (texts, 0)
    assert intake.skipped == len(texts)


def test_what_is_said_of_duplicates() -> None:
    items: list[RawArticle | Reject] = [_raw("1", "云", 1), _raw("1", "山", 2), _raw("1", "云", 3)]
    items.append(Reject("甲.jsonl", 4, "ingest", "bad_json"))
    intake = Intake({}, "f1")
    list(intake.jobs(items))
    intake.settle()
    told = sorted((reject.record, reject.reason) for reject in intake.rejects)
    least = 1 if digest_of(_raw("1", "云", 1)) < digest_of(_raw("1", "山", 2)) else 2
    assert told == [(3 - least, "duplicate_id"), (3, "identical"), (4, "bad_json")]


def test_another_fingerprint_reads_again() -> None:
    raw = _raw("1", "云", 1)
    assert list(Intake({"1": (digest_of(raw), "f0")}, "f1").jobs([raw])) == [raw]
    assert list(Intake({"1": (digest_of(raw), "f1")}, "f1").jobs([raw])) == []


def test_new_articles_do_not_rename_what_the_store_has() -> None:
    raw, twin = _raw("1", "云", 1), _raw("1", "山", 2)
    suffixed = f"1~{digest_of(twin)[2:10]}"
    known = {"1": (digest_of(raw), "f1"), suffixed: (digest_of(twin), "f1")}
    intake = Intake(known, "f1", whole=False)
    assert list(intake.jobs([twin])) == []
    assert intake.settle() == {}


def test_an_article_without_id_has_one_of_its_content() -> None:
    raw = _raw(None, "云", 1)
    assert id_of(raw) == id_of(_raw(None, "云", 9)) != id_of(_raw(None, "山", 1))
    assert [job.key for job in Intake({}, "f1").jobs([raw])] == [id_of(raw)]
    assert under(raw, "x").key == "x"
