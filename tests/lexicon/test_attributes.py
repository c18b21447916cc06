from itertools import pairwise

import pytest

from pipeline.errors import LexiconError
from pipeline.lexicon.attributes import attributes_by_id, attributes_by_word, load_attributes, read_attributes

ROW = """
[deaths]
name = "死亡人数"
domain = "disaster"
synonyms = ["遇难"]
units = ["person"]
kind = "event"
importance = 1.0
side = "both"
"""


def test_there_are_enough() -> None:
    assert len(load_attributes()) >= 250


def test_sorted_by_domain_then_id_and_names_unique() -> None:
    rows = load_attributes()
    assert all((a.domain, a.id) < (b.domain, b.id) for a, b in pairwise(rows))
    assert len({row.name for row in rows}) == len(rows)


def test_words_are_plain_and_unique_within_a_row() -> None:
    for row in load_attributes():
        assert len(set(row.words)) == len(row.words), row.id
        assert all(word == word.strip() and word and not set(word) & set("()（）|*+?[]\\") for word in row.words), (
            row.id
        )


def test_a_word_has_one_owner_a_unit_unless_marked() -> None:
    for word, owners in attributes_by_word().items():
        for left in owners:
            for right in owners:
                if left.id < right.id and set(left.units) & set(right.units):
                    assert word in left.shared and word in right.shared, (word, left.id, right.id)


def test_marks_are_needed() -> None:
    by_word = attributes_by_word()
    for row in load_attributes():
        for word in row.shared:
            assert any(o.id != row.id and set(o.units) & set(row.units) for o in by_word[word]), (row.id, word)


def test_never_with_holds_both_ways() -> None:
    rows = attributes_by_id()
    for row in rows.values():
        assert row.id not in row.never_with
        assert all(row.id in rows[other].never_with for other in row.never_with), row.id


@pytest.mark.parametrize(
    ("word", "attribute"),
    [
        ("营收", "revenue"),
        ("营业额", "revenue"),
        ("纯利", "net_profit"),
        ("归母净利润", "net_profit"),
        ("罹难", "deaths"),
        ("丧生", "deaths"),
        ("伤者", "injured"),
        ("交付", "deliveries"),
        ("规模", "magnitude"),
        ("可用区", "availability_zones"),
        ("地域", "cloud_regions"),
        ("衍生模型", "derived_models"),
        ("下载量", "downloads"),
        ("在职员工", "employees"),
    ],
)
def test_words_of_all_regions(word: str, attribute: str) -> None:
    assert attribute in {row.id for row in attributes_by_word()[word]}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('units = ["person"]', 'units = ["parsec"]', "units are"),
        ('kind = "event"', 'kind = "evnt"', "kind is 'evnt'"),
        ("importance = 1.0", "importance = 1.5", "importance is 1.5"),
        ('side = "both"', "", "missing field side"),
        ('side = "both"', 'side = "both"\ncolour = 1', "field colour"),
        ('side = "both"', 'side = "both"\nnever_with = ["injured"]', "never_with names injured"),
        ("[deaths]", "[deaths", "mend the line"),
    ],
)
def test_bad_rows_say_what_to_mend(tmp_path, old: str, new: str, said: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.toml"
    path.write_text(ROW.replace(old, new), encoding="utf-8")
    with pytest.raises(LexiconError, match=r"mine\.toml") as error:
        read_attributes(path)
    assert said in str(error.value)
