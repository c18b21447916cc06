"""What editors know, as rows: one table a file under `data/`, read into typed rows.

Errors name file and line: `units.tsv:41: ...`.
"""

from pipeline.lexicon.tables import DATA, read_rows

__all__ = ["DATA", "read_rows"]
