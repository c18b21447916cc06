"""Ids and duplicates do not depend on the order of the input."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Origin, RawArticle, Reject
from pipeline.stages.intake import Intake
from pipeline.stages.reader import under
from pipeline.stages.versions import Shelf, suffixed
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


def _shelf(known: dict[str, tuple[str, str]], bodies: dict[str, RawArticle]) -> Shelf:
    return Shelf(known, {}, lambda id_: bodies[id_])


def test_what_a_store_has_is_known_under_any_of_its_ids() -> None:
    raw, twin = _raw("1", "云", 1), _raw("1", "山", 2)
    first, second = sorted([raw, twin], key=digest_of)
    known = {"1": (digest_of(first), "f1"), suffixed("1", digest_of(second)): (digest_of(second), "f1")}
    bodies = {"1": first, suffixed("1", digest_of(second)): second}
    intake = Intake(known, "f1", _shelf(known, bodies))
    assert list(intake.jobs([twin, raw])) == []
    assert (intake.settle(), intake.skipped) == ({}, 2)


@given(st.permutations("云山水火"), st.integers(1, 3))
def test_texts_under_one_id_have_the_same_ids_in_whatever_parts_they_come(order: list[str], cut: int) -> None:
    items = [_raw("1", body, 1) for body in order]
    known: dict[str, tuple[str, str]] = {}
    bodies: dict[str, RawArticle] = {}
    for part in (items[:cut], items[cut:]):
        intake = Intake(known, "f1", _shelf(dict(known), dict(bodies)))
        for job in intake.jobs(part):
            assert job.key is not None
            known[job.key], bodies[job.key] = (digest_of(job), "f1"), job
        changed = intake.settle()
        moved = {new: (known.pop(old), bodies.pop(old)) for old, new in changed.items()}
        known.update({new: row for new, (row, _) in moved.items()})
        bodies.update({new: raw for new, (_, raw) in moved.items()})
    whole = Intake({}, "f1")
    list(whole.jobs(items))
    whole.settle()
    assert {id_ for id_, _ in whole.origins()} == set(known)


def test_a_corrected_article_replaces_the_one_there_and_an_old_one_does_not() -> None:
    old = _raw("1", "全年营业收入184亿元。", 1)
    new, late, other = (
        _raw("1", "全年营业收入148亿元。", 1),
        _raw("1", "全年营业收入180亿元。", 1),
        _raw("1", "两人获救。", 2),
    )
    old = replace(old, published="2026-02-06 09:00")
    new, late = replace(new, published="2026-02-06 10:00"), replace(late, published="2026-02-06 08:00")
    known, bodies = {"1": (digest_of(old), "f1")}, {"1": old}
    shelf = _shelf(known, bodies)
    assert shelf.place(late, "1", digest_of(late)) == ("precedes", "1")
    assert shelf.place(new, "1", digest_of(new)) == ("replaces", "1")
    assert shelf.place(old, "1", digest_of(old)) == ("past", "1")
    assert shelf.place(other, "1", digest_of(other)) == ("other", suffixed("1", digest_of(other)))
    assert shelf.place(late, "2", digest_of(late)) == ("past", "1")


def test_an_article_without_id_has_one_of_its_content() -> None:
    raw = _raw(None, "云", 1)
    assert id_of(raw) == id_of(_raw(None, "云", 9)) != id_of(_raw(None, "山", 1))
    assert [job.key for job in Intake({}, "f1").jobs([raw])] == [id_of(raw)]
    assert under(raw, "x").key == "x"
