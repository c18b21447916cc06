"""Reads gold clusters and scores a run against them."""

from pipeline.evaluate.gold import Cluster, read_cluster, read_gold, read_split
from pipeline.evaluate.intervals import intervals
from pipeline.evaluate.lines import score_lines
from pipeline.evaluate.score import count, read_run, to_scores

__all__ = [
    "Cluster",
    "count",
    "intervals",
    "read_cluster",
    "read_gold",
    "read_run",
    "read_split",
    "score_lines",
    "to_scores",
]
