"""The report in every form, on the handmade run."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from newsroom import newsroom

from pipeline.report.formats import FORMATS, write_report


def written(name: str, lang: str = "zh", turned: bool = False) -> bytes:
    out = io.BytesIO()
    FORMATS[name](newsroom(lang, turned=turned), out)
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_same_input_gives_same_bytes_in_any_order(name: str) -> None:
    assert written(name) == written(name, turned=True)


def test_every_format_becomes_a_file(tmp_path: Path) -> None:
    files = write_report(newsroom(), tmp_path)
    assert [f.name for f in files] == list(FORMATS)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(FORMATS)


def test_facts_have_the_promised_fields() -> None:
    lines = [json.loads(line) for line in written("facts.jsonl").splitlines()]
    assert [line["severity"] for line in lines] == sorted((line["severity"] for line in lines), reverse=True)
    fields = ["id", "subject", "attribute", "scope", "status", "severity", "sources", "claims", "pairs"]
    claims = ["article", "start", "end", "text", "stated", "low", "high", "hedge", "unit", "currency"]
    claims += ["as_of", "attribution", "sentence", "lineage"]
    pairs = ["left", "right", "relation", "kind", "level", "severity", "confidence", "why"]
    for line in lines:
        assert list(line) == fields
        assert all(list(claim)[: len(claims)] == claims for claim in line["claims"])
        assert all(list(pair) == pairs for pair in line["pairs"])
