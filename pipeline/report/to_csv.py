"""discrepancies.csv: one line a claim of every conflict, marked as UTF-8 for Excel, formulas disarmed."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import BinaryIO

from pipeline.codec import plain
from pipeline.report.model import Report
from pipeline.report.phrases import interface_language
from pipeline.report.tables import CLAIM_COLUMNS, Cell, cell_text, claim_rows, guarded, plain_cell


def csv_cell(cell: Cell) -> str | int | float:
    """A cell as it may stand in a CSV file; figures stay bare.

    >>> csv_cell(Decimal("-3E+2")), csv_cell("-3个"), csv_cell(None)
    ('-300', "'-3个", '')
    """
    bare = plain_cell(cell)
    if isinstance(bare, Decimal):
        return plain(bare)
    return guarded(cell_text(bare)) if isinstance(bare, str) else "" if bare is None else bare


def write_csv(report: Report, out: BinaryIO) -> None:
    """discrepancies.csv: conflicts first, then those of low confidence (`list` says which)."""
    language = interface_language(report.lang)
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CLAIM_COLUMNS)
    for row in claim_rows(report.conflicts + report.unsure, language):
        writer.writerow([csv_cell(cell) for cell in row])
    text.detach()
