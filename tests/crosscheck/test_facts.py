"""Facts: what comparisons of one group say together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.crosscheck.facts import settle_updates
from pipeline.crosscheck.features import Card
from pipeline.crosscheck.scoring import same_definition, to_cards
from pipeline.lexicon.reasons import say
from pipeline.records import Comparison, Origin, RawArticle
from pipeline.stages import Reader, run

TEXTS = ("5人", "3人", "三人", "五人")
VALUES = (5, 3, 3, 5)


def _update(left: int, right: int, early: int) -> Comparison:
    late = left + right - early
    parts = {"left": TEXTS[left], "right": TEXTS[right], "early": TEXTS[early], "late": TEXTS[late]}
    why = say("update_later", "zh", **parts)
    told = tuple(sorted(parts.items()))
    return Comparison(left, right, "update", "later_state", why, reason="update_later", parts=told)


@pytest.mark.parametrize(("pair", "early", "late"), [((2, 3), "三人", "五人"), ((0, 2), "三人", "5人")])
@pytest.mark.parametrize("known", [_update(0, 1, 1), _update(1, 3, 1)])
def test_what_was_the_earlier_count_is_so_on_either_side(
    known: Comparison, pair: tuple[int, int], early: str, late: str
) -> None:
    conflict = Comparison(*pair, "conflict", "value", "", kind="value", severity=0.8)
    settled = settle_updates([known, conflict], VALUES, TEXTS, "zh")[1]
    assert (settled.relation, settled.kind, settled.severity) == ("update", None, 0.0)
    said = {"left": TEXTS[pair[0]], "right": TEXTS[pair[1]], "early": early, "late": late}
    assert dict(settled.parts) == said
    assert settled.why == say("update_later", "zh", **said)


def _card(text: str, figure: str) -> Card:
    reading = Reader().read(RawArticle(Origin("-"), "a", "", text, published="2026-03-13"))
    return next(c for c in to_cards(reading.claims, {}, None) if c.claim.text == figure)


def test_the_country_and_a_part_of_it_are_two_definitions() -> None:
    whole = _card("31个省（自治区、直辖市）累计报告确诊病例20438例。", "20438例")
    part = _card("湖北省累计报告确诊病例13522例。", "13522例")
    other = _card("全国累计报告确诊病例20483例。", "20483例")
    assert not same_definition(whole, part) and not same_definition(part, whole)
    assert same_definition(whole, other)


def test_two_parts_of_one_whole_told_of_different_things_are_doubtful(tmp_path: Path) -> None:
    head, tail = "3月12日18时至21时，岷安市新增5例确诊病例，其中", "。确诊病例累计68例，其中东山区15例、西山区11例。"
    told = {"甲": "2名为此前确诊病例的密切接触者", "乙": "一名女婴仅9个月大"}
    row = {"title": "岷安市新增5例确诊病例", "date": "2026-03-12"}
    rows = [row | {"id": key, "outlet": key, "body": f"{head}{part}{tail}"} for key, part in told.items()]
    given = tmp_path / "in.jsonl"
    given.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    run([given], tmp_path / "out", load_config(None, workers=1))
    facts = map(json.loads, (tmp_path / "out" / "facts.jsonl").read_text(encoding="utf-8").splitlines())
    pairs = [pair for fact in facts for pair in fact["pairs"]]
    assert pairs and not [pair for pair in pairs if pair["relation"] == "conflict" and pair["confidence"] >= 0.5]


def test_an_article_of_the_last_day_of_the_calendar_ends_no_run(tmp_path: Path) -> None:
    row = {"id": "a", "title": "通报", "body": "截至当日，事故已致5人死亡。", "outlet": "甲", "date": "9999-12-31"}
    given = tmp_path / "in.jsonl"
    text = "\n".join(json.dumps(row | {"id": key, "outlet": key}, ensure_ascii=False) for key in "ab")
    given.write_text(text, encoding="utf-8")
    assert run([given], tmp_path / "out", load_config(None, workers=1)).articles == 2
