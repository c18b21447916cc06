"""The report in every form, on the handmade run."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from newsroom import newsroom
from rewrite_goldens import GOLDENS, NAMES

from pipeline.report.formats import FORMATS, whole, write_report
from pipeline.report.tables import CLAIM_COLUMNS as CSV_COLUMNS
from pipeline.report.tables import guarded


def written(name: str, lang: str = "zh", turned: bool = False) -> bytes:
    out = io.BytesIO()
    FORMATS[name](newsroom(lang, turned=turned), out)
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_same_input_gives_same_bytes_in_any_order(name: str) -> None:
    assert written(name) == written(name, turned=True)


@pytest.mark.parametrize("name", NAMES)
def test_format_is_as_its_golden(name: str) -> None:
    assert written(name) == (GOLDENS / name).read_bytes(), "python tests/report/rewrite_goldens.py, then read the diff"


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


def test_csv_opens_in_excel_and_runs_no_formula() -> None:
    data = written("discrepancies.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == CSV_COLUMNS
    for row in rows[1:]:
        assert len(row) == len(CSV_COLUMNS)
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
            assert not cell.startswith("-") or cell.lstrip("-").replace(".", "").isdigit(), cell
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)


@pytest.mark.parametrize("text", ["=1+1", " =1", "+86", "-1个", "@SUM(A1)", "\t=1", "＝1", "\n=1"])
def test_a_cell_that_looks_like_a_formula_is_disarmed(text: str) -> None:
    assert guarded(text) == "'" + text


def test_xlsx_opens_with_its_sheets() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(written("discrepancies.xlsx")))
    assert book.sheetnames == ["差异", "说法", "更新", "一致", "算式", "未读取", "说明"]
    conflicts = book["差异"]
    assert conflicts.freeze_panes == "A2"
    assert conflicts.max_row == 1 + 6
    assert conflicts["G2"].value.startswith("184.37亿元（东江日报")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    links = [cell.hyperlink.target for cell in cells if cell.hyperlink]
    assert links and all(link.startswith("https://news.example/") for link in links)


def test_claimreview_rates_in_words_only() -> None:
    graph = json.loads(written("claimreview.jsonld"))
    assert graph["@context"] == "https://schema.org"
    assert len(graph["@graph"]) == sum(len(view.sides) for view in newsroom().conflicts)
    for review in graph["@graph"]:
        assert review["@type"] == "ClaimReview"
        assert review["reviewRating"]["alternateName"] == "与其他来源不一致"
        assert "ratingValue" not in review["reviewRating"]
        assert all("url" not in a or a["url"].startswith("https://news") for a in review["itemReviewed"]["appearance"])
    assert b"<script" not in written("claimreview.jsonld")


def test_markdown_lets_no_markup_through() -> None:
    text = written("report.md").decode()
    assert "<script" not in text.replace("\\<", "")
    assert "javascript:" not in text


def test_english_report_speaks_english() -> None:
    text = written("report.md", "en").decode()
    assert "## Conflicts (5)" in text
    assert "What would make both true" in text


def test_a_full_disk_names_the_file_and_leaves_no_half(tmp_path: Path) -> None:
    def run_out(part: Path) -> None:
        part.write_text("半份", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match=r"report\.md") as told:
        whole(tmp_path / "report.md", run_out)
    assert told.value.filename == str(tmp_path / "report.md") and not list(tmp_path.iterdir())
