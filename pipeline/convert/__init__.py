"""Convert: one article as given becomes one article ready to be read, in simplified script, with the way back."""

from pipeline.convert.article import find_region, to_article
from pipeline.convert.detect import detect_script
from pipeline.convert.normalise import normalise
from pipeline.convert.offsets import Edit, OffsetMap
from pipeline.convert.simplify import simplify

__all__ = ["Edit", "OffsetMap", "detect_script", "find_region", "normalise", "simplify", "to_article"]
