"""claims.parquet: every claim of every fact, one row each, with the fact it belongs to and who published it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pipeline.codec import claim_row, claim_schema, mended, to_table
from pipeline.report.model import ClaimView, FactView, Report

EXTRA = ("fact", "status", "lineage", "outlet", "published", "script", "url")


def _row(view: FactView, claim: ClaimView) -> tuple[str | int | None, ...]:
    card = claim.card
    extra = (view.fact.id, view.fact.status, str(claim.lineage), card.outlet, card.published, card.script, card.url)
    return (*claim_row(claim.claim), *(None if cell is None else mended(cell) for cell in extra))


def _rows(report: Report) -> Iterator[tuple[str | int | None, ...]]:
    for view in report.facts:
        for claim in view.claims:
            yield _row(view, claim)


def write_parquet(report: Report, out: BinaryIO) -> None:
    """claims.parquet, in the order of facts.jsonl; the columns of `codec.claims_table` and those of `EXTRA`."""
    from pyarrow import parquet

    parquet.write_table(to_table(list(_rows(report)), claim_schema(EXTRA)), out, compression="zstd")
