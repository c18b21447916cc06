"""heshu (核数) reads Chinese news in bulk and finds where the figures disagree."""

__version__ = "0.1.0"
