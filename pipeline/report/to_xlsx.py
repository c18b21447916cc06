"""discrepancies.xlsx: the report as sheets, with frozen headers, filters and the figures marked in their quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, BinaryIO

from pipeline.codec import plain
from pipeline.report.links import safe_url
from pipeline.report.model import Report
from pipeline.report.passages import Passage
from pipeline.report.phrases import Language, interface_language, phrase
from pipeline.report.tables import (
    CHECK_COLUMNS,
    CLAIM_COLUMNS,
    CONFLICT_COLUMNS,
    FACT_COLUMNS,
    REJECT_COLUMNS,
    Cell,
    Row,
    cell_text,
    check_rows,
    claim_rows,
    conflict_rows,
    fact_rows,
    reject_rows,
)

ROW_LIMIT = 1_000_000
LINK_LIMIT = 60_000
EXACT_DIGITS = 15
MADE = datetime(2000, 1, 1)
WIDTHS: Mapping[str, int] = MappingProxyType(
    {
        **{"quote": 60, "sides": 60, "why": 44, "remedy": 44, "title": 36, "formula": 36, "excerpt": 50, "path": 40},
        **{
            "subject": 18,
            "attribute": 18,
            "scope": 14,
            "value": 16,
            "reading": 20,
            "outlet": 16,
            "url": 30,
            "note": 30,
        },
        **{"published": 12, "as_of": 12, "id": 20, "stated": 16, "low": 16, "high": 16, "list": 14, "attribution": 14},
    }
)
OPTIONS: Mapping[str, bool] = MappingProxyType(
    {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
)


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell formats of one workbook."""

    head: Any
    cell: Any
    figure: Any
    link: Any


def _styles(book: Any) -> Styles:
    top = {"valign": "top", "text_wrap": True}
    return Styles(
        head=book.add_format({"bold": True, "bg_color": "#E9E9E4", "bottom": 1, "valign": "top"}),
        cell=book.add_format(top),
        figure=book.add_format({"bold": True, "font_color": "#AE1F1A"}),
        link=book.add_format({**top, "font_color": "#0A559E", "underline": 1}),
    )


def _write_quote(sheet: Any, at: tuple[int, int], passage: Passage, styles: Styles) -> None:
    pieces = [(cell_text(piece.text), piece.marked) for piece in passage if piece.text]
    if len(pieces) < 2:
        sheet.write_string(*at, "".join(text for text, _ in pieces), styles.figure if pieces else styles.cell)
        return
    parts: list[Any] = []
    for text, marked in pieces:
        parts.extend([styles.figure, text] if marked else [text])
    sheet.write_rich_string(*at, *parts, styles.cell)


def _write_figure(sheet: Any, at: tuple[int, int], value: Decimal, styles: Styles) -> None:
    digits = plain(value)
    if len(digits.strip("-0").replace(".", "")) <= EXACT_DIGITS and len(digits) < 300:
        sheet.write_number(*at, float(value), styles.cell)
    else:
        sheet.write_string(*at, digits[:32_000], styles.cell)


def _write_cell(sheet: Any, at: tuple[int, int], cell: Cell, styles: Styles) -> None:
    if isinstance(cell, tuple):
        _write_quote(sheet, at, cell, styles)
    elif isinstance(cell, Decimal):
        _write_figure(sheet, at, cell, styles)
    elif isinstance(cell, (int, float)):
        sheet.write_number(*at, cell, styles.cell)
    elif cell:
        sheet.write_string(*at, cell_text(cell), styles.cell)


def _write_row(sheet: Any, number: int, columns: tuple[str, ...], row: Row, styles: Styles) -> None:
    for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
        link = safe_url(cell) if column == "url" and isinstance(cell, str) and number < LINK_LIMIT else None
        if link is not None:
            sheet.write_url(number, place, link, styles.link, cell_text(link, 200))
        else:
            _write_cell(sheet, (number, place), cell, styles)


def _sheet(
    book: Any, key: str, columns: tuple[str, ...], rows: Iterable[Row], language: Language, styles: Styles
) -> None:
    sheet = book.add_worksheet(phrase(key).get(language))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, 10))
        sheet.write_string(0, place, phrase(f"col.{column}").get(language), styles.head)
    last = 0
    for last, row in enumerate(rows, 1):
        if last > ROW_LIMIT:
            break
        _write_row(sheet, last, columns, row, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)


def _about(report: Report) -> Iterable[Row]:
    run = report.run
    yield ("version", run.version)
    yield ("fingerprint", run.fingerprint)
    yield from (("articles", run.articles), ("claims", run.claims), ("facts", run.facts), ("rejected", run.rejected))
    yield ("sure", round(report.sure, 4))
    for key, value in sorted(run.config.items()):
        yield (key, str(value))


def write_xlsx(report: Report, out: BinaryIO) -> None:
    """discrepancies.xlsx: conflicts in one line each, every claim, updates, agreements, sums, rejects, the run."""
    import xlsxwriter

    language = interface_language(report.lang)
    book = xlsxwriter.Workbook(out, dict(OPTIONS))
    book.set_properties({"title": phrase("app.title").get(language), "created": MADE})
    styles = _styles(book)
    conflicts = report.conflicts + report.unsure
    sheets: tuple[tuple[str, tuple[str, ...], Iterable[Row]], ...] = (
        ("table.conflicts", CONFLICT_COLUMNS, conflict_rows(report, language)),
        ("table.claims", CLAIM_COLUMNS, claim_rows(conflicts, language)),
        ("table.updates", FACT_COLUMNS, fact_rows(report.updates, language)),
        ("table.agreements", FACT_COLUMNS, fact_rows(report.agreements, language)),
        ("table.checks", CHECK_COLUMNS, check_rows(report.checks, language)),
        ("table.rejects", REJECT_COLUMNS, reject_rows(report.rejects)),
        ("table.about", ("note", "value"), _about(report)),
    )
    for key, columns, rows in sheets:
        _sheet(book, key, columns, rows, language, styles)
    book.close()
