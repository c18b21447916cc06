"""Folding of lines for comparison: width, case, spaces and kinds of bars away."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_BARS = str.maketrans({"|": "丨", "│": "丨", "︱": "丨", "┃": "丨", "／": "/", "∕": "/", "•": "·", "‧": "·"})


@lru_cache(maxsize=4096)
def fold(line: str) -> str:
    """The line in one width and case, without spaces.

    >>> fold("来 源 ： 深港早报 ｜ APP")
    '来源:深港早报丨app'
    """
    return "".join(unicodedata.normalize("NFKC", line).translate(_BARS).lower().split())
