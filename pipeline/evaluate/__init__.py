"""Reads gold clusters and labels, and scores readings and runs against them."""

from pipeline.evaluate.gold import Cluster, read_cluster, read_gold, read_split
from pipeline.evaluate.intervals import intervals
from pipeline.evaluate.lines import miss_line, score_lines
from pipeline.evaluate.reading import Labels, Miss, count_reading, read_labels, to_reading_scores
from pipeline.evaluate.score import count, pair_misses, read_run, to_scores

__all__ = [
    "Cluster",
    "Labels",
    "Miss",
    "count",
    "count_reading",
    "intervals",
    "miss_line",
    "pair_misses",
    "read_cluster",
    "read_gold",
    "read_labels",
    "read_run",
    "read_split",
    "score_lines",
    "to_reading_scores",
    "to_scores",
]
