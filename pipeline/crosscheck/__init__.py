"""Where the figures of different articles meet: events, copies, alignment, comparison, facts, sums."""

from pipeline.crosscheck.findings import Findings, check_newcomers, crosscheck

__all__ = ["Findings", "check_newcomers", "crosscheck"]
