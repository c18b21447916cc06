"""Judgements from the review as training data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.errors import GoldError
from pipeline.evaluate.gold import overlap, read_judged
from pipeline.learn.align import examples_of, read_room

BODIES = {
    "a": "青禾县消防大队5月9日通报，石桥镇仓库火灾造成6人死亡、15人受伤，过火面积1200平方米。",
    "b": "石桥镇仓库5月9日起火，消防大队说有9人死亡，另有21人送医，过火面积1200平方米。",
}


def _line(**labels: object) -> str:
    articles = [
        {"id": i, "outlet": "西江日报", "published": "2026-05-10", "title": "石桥镇仓库火灾", "body": body}
        for i, body in BODIES.items()
    ]
    empty = {"cluster": "j-1", "domain": "judged", "partial": True, "facts": [], "internal": [], "traps": []}
    return json.dumps(empty | {"articles": articles} | labels, ensure_ascii=False)


def _write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "judgements.jsonl"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def _place(article: str, quote: str) -> dict[str, object]:
    return {"article": article, "quote": quote, "occurrence": 1}


def test_only_what_was_judged_is_labelled(tmp_path: Path) -> None:
    pair = {"left": 0, "right": 1, "relation": "conflict", "kind": "value", "why": ""}
    claims = [_place("a", "6人死亡"), _place("b", "9人死亡")]
    fact = {"fact": "F1", "subject": "石桥镇仓库火灾", "attribute": "死亡人数", "scope": "", "claims": claims}
    trap = {"left": _place("a", "15人受伤"), "right": _place("b", "21人送医"), "why": ""}
    (cluster,) = read_judged(_write(tmp_path, _line(facts=[fact | {"pairs": [pair]}], traps=[trap])))
    room = read_room(cluster, {}, Config())

    def claim(article: str, quote: str) -> str:
        start = BODIES[article].index(quote)
        place = (article, start, start + len(quote))
        return next(c.claim.id for c in room.cards[article] if overlap((article, *c.claim.raw), place))

    assert room.same(claim("a", "6人"), claim("b", "9人")) is True
    assert room.same(claim("a", "15人"), claim("b", "21人")) is False
    assert room.same(claim("a", "1200平方米"), claim("b", "1200平方米")) is None
    assert {e.same for e in examples_of(room)} <= {True, False}
    assert len(examples_of(room)) <= 2


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"judgements\.jsonl:2"):
        list(read_judged(_write(tmp_path, _line(), "{")))
