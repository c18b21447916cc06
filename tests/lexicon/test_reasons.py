"""Each reason is said in three languages with the same places to fill."""

from __future__ import annotations

import re

import pytest

from pipeline.lexicon.reasons import ReasonRow, knows, say
from pipeline.lexicon.tables import read_rows

ROWS = list(read_rows("reasons.tsv", ReasonRow))


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_the_same_places_in_every_language(row: ReasonRow) -> None:
    zh, hant, en = (sorted(re.findall(r"\{([\w:]+)\}", text)) for text in (row.zh, row.hant, row.en))
    assert zh == hant == en
    assert knows(row.id)


def test_parts_stay_as_they_are() -> None:
    parts = {"left": "30億", "right": "38亿"}
    assert [say("conflict_digits", lang, **parts) for lang in ("zh", "hant", "en")] == [
        "只差个别数位，像是抄错：30億，38亿",
        "只差個別數位，像是抄錯：30億，38亿",
        "a digit apart, as a slip in copying makes: 30億, 38亿",
    ]
