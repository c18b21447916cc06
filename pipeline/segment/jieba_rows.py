"""The rows of jieba's dictionary: what a model may learn from it is frozen when the model is trained."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path


def jieba_rows() -> Iterator[tuple[str, int, str]]:
    """Each word with its count and its part of speech.

    >>> next(row for row in jieba_rows() if row[0] == "数据")[2]
    'n'
    """
    found = find_spec("jieba")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("jieba is not installed; install heshu with its dependencies")
    with (Path(found.origin).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, tag = line.split(" ")
            yield word, int(count), tag.strip()
