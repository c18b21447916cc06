"""The sentences that verdicts carry, in the languages of the report, as rows of `reasons.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pipeline.lexicon.tables import read_rows


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One sentence with `{places}` to fill."""

    id: str
    zh: str
    hant: str
    en: str


@cache
def _rows() -> Mapping[str, ReasonRow]:
    return MappingProxyType({row.id: row for row in read_rows("reasons.tsv", ReasonRow)})


def say(reason: str, lang: str, /, **parts: str) -> str:
    """The sentence of a reason in `lang` (zh, hant, en), filled; article text in `parts` stays as it is.

    >>> say("agree_time", "zh", left="昨日", right="2月5日")
    '同一时间：昨日，2月5日'
    """
    row = _rows()[reason]
    text = {"en": row.en, "hant": row.hant}.get(lang, row.zh)
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return text


def knows(reason: str) -> bool:
    """Whether there is a sentence of that id."""
    return reason in _rows()
