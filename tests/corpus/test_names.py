"""The names and times labelled in whole articles keep their form."""

import json
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.evaluate import read_cluster
from pipeline.evaluate.labels import read_mark_labels
from pipeline.records import NameType

GOLD = Path(__file__).parents[2] / "corpus" / "gold"
FILES = sorted((GOLD / "names").glob("*.json"))
KINDS = {"date", "time", "datetime", "duration", "set"}


@cache
def labels(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_form(path: Path) -> None:
    cluster = read_cluster(GOLD / f"{path.stem.partition('-')[0]}.json")
    article = next(a for a in cluster.articles if a.key == path.stem)
    data = labels(path)
    assert set(data) == {"names", "times"}
    for kind, allowed in (("names", set(get_args(NameType))), ("times", KINDS)):
        for row in data[kind]:
            assert row["text"] in f"{article.title}\n{article.body}", row
            assert row["kind"] in allowed, row
            assert row["meaning"], row
    names, times = read_mark_labels(GOLD, [article])[path.stem]
    assert all(article.body[m.place[1] : m.place[2]] for m in (*names, *times))


def test_counts_in_the_readme_are_true() -> None:
    readme = (GOLD.parent / "README.md").read_text(encoding="utf-8")
    names, times = (sum(len(labels(path)[kind]) for path in FILES) for kind in ("names", "times"))
    assert f"| {len(FILES)}, {names}, {times} |" in readme
