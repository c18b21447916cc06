"""What heshu does from end to end: the plan of a run, the reader of one article, what the commands ask of a store."""

from pipeline.stages.plan import STAGES, run
from pipeline.stages.reader import Reader
from pipeline.stages.summary import RunSummary

__all__ = ["STAGES", "Reader", "RunSummary", "run"]
