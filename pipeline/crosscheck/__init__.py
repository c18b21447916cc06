"""Where the figures of different articles meet: events, copies, alignment, comparison, facts, sums."""

from pipeline.crosscheck.findings import Findings, crosscheck

__all__ = ["Findings", "crosscheck"]
