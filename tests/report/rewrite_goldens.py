"""Writes tests/report/goldens again: `python tests/report/rewrite_goldens.py`, then read the difference."""

from __future__ import annotations

from pathlib import Path

from newsroom import newsroom

from pipeline.report.formats import write_report

GOLDENS = Path(__file__).parent / "goldens"
NAMES = (
    "facts.jsonl",
    "doubtful.jsonl",
    "checks.jsonl",
    "rejects.jsonl",
    "discrepancies.csv",
    "report.md",
    "claimreview.jsonld",
)

if __name__ == "__main__":
    write_report(newsroom(), GOLDENS, NAMES)
