"""Script conversion against our own case lines, and what holds for any text."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import pytest
from ahocorasick_rs import AhoCorasick, MatchKind
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.detect import detect_script
from pipeline.convert.offsets import OffsetMap
from pipeline.convert.simplify import dictionary, simplify
from pipeline.lexicon.script import script_rows

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "simplify.tsv"
SUITE = ROOT.parent / "shared" / "suites" / "dev.jsonl"
DUMP = ROOT.parent / "shared" / "dumps" / "xinwenlianbo.jsonl.gz"
FLOOR = 0.95
WRONG_IN_A_MILLION = 60


def _cases() -> list[tuple[str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [(text, want) for text, _, want in (line.partition(" => ") for line in lines if line[0] != "#")]


@pytest.mark.parametrize("region", ["CN", "TW", "HK"])
@pytest.mark.parametrize(("text", "want"), _cases())
def test_case_lines(text: str, want: str, region: str) -> None:
    assert simplify(text, region)[0] == want


@given(
    st.text(st.sampled_from("著着有意味顯名作乾隆坤覆反瞭解望藉慰麼么云a1 \n𠁞"), max_size=40),
    st.sampled_from(["CN", "TW"]),
)
def test_length_and_map_never_change(text: str, region: str) -> None:
    simplified, to_raw = simplify(text, region)
    assert len(simplified) == len(text)
    assert to_raw == OffsetMap.identity(len(text))


@given(st.text(st.sampled_from(sorted(dictionary("TSCharacters"))), max_size=30))
def test_simplified_text_is_simplified(text: str) -> None:
    assert detect_script(simplify(text, "TW")[0]) == "hans"


def test_a_text_that_writes_zhe_keeps_other_zhu() -> None:
    assert simplify("他看着書，陳某著，有著決心", "HK")[0] == "他看着书，陈某著，有着决心"
    assert simplify("陳某寫著，有著決心", "TW")[0] == "陈某写着，有着决心"


def test_rows_are_sorted_and_unique() -> None:
    forms = [row.form for row in script_rows()]
    assert forms == sorted(set(forms))


def test_rows_are_not_made_for_nothing() -> None:
    assert [
        row
        for row in script_rows()
        if len(row.form) == 1 and dictionary("TSCharacters").get(row.form) == row.simplified
    ] == []


@pytest.mark.skipif(not SUITE.exists(), reason="../shared/suites is not there")
def test_floor_on_the_suite() -> None:
    records = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]
    pairs = [
        (record["text"], record["region"] or "CN", item["value"])
        for record in records
        for item in record["expected"]
        if item["kind"] == "t2s" and record["news_relevant"]
    ]
    right = sum(simplify(text, region)[0] == want for text, region, want in pairs)
    assert right >= FLOOR * len(pairs)


@pytest.mark.skipif(not DUMP.exists(), reason="../shared/dumps is not there")
@pytest.mark.parametrize("region", ["CN", "TW", "HK"])
def test_floor_on_news_sent_to_traditional_script_and_back(region: str) -> None:
    with gzip.open(DUMP, "rt", encoding="utf-8") as lines:
        news = "\n".join(json.loads(line)["body"] for line in itertools.islice(lines, 0, 1200, 3))
    phrases = dictionary("STPhrases")
    finder = AhoCorasick(list(phrases), matchkind=MatchKind.LeftmostLongest)
    hant = list(news.translate(str.maketrans(dict(dictionary("STCharacters")))))
    targets = tuple(phrases.values())
    for phrase, at, end in finder.find_matches_as_indexes(news):
        hant[at:end] = targets[phrase]
    variants = {"TW": "TWVariants", "HK": "HKVariants"}.get(region)
    written = "".join(hant).translate(str.maketrans(dict(dictionary(variants))) if variants else {})
    wrong = sum(old != new for old, new in zip(news, simplify(written, region)[0], strict=True))
    assert wrong <= WRONG_IN_A_MILLION * len(news) / 1_000_000
