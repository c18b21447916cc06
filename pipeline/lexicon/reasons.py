"""The sentences that verdicts carry, in the languages of the report, as rows of `reasons.tsv`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pipeline.lexicon.amounts import AMOUNTS
from pipeline.lexicon.tables import read_rows

_PLACE = re.compile(r"\{(?P<name>\w+)(?::(?P<kind>\w+))?\}")


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

    A place `{found:number}` (duration, weekday) is filled as the language says such an amount.

    >>> say("agree_time", "zh", left="昨日", right="2月5日")
    '同一时间：昨日，2月5日'
    >>> say("check_sum_broken", "en", found="4600000000", whole="45亿元")
    'the parts add up to 4.6 billion, not to the total 45亿元'
    """
    row = _rows()[reason]

    def fill(place: re.Match[str]) -> str:
        part = parts.get(place["name"])
        if part is None:
            return place[0]
        return AMOUNTS[place["kind"]](part, lang) if place["kind"] else part

    return _PLACE.sub(fill, {"en": row.en, "hant": row.hant}.get(lang, row.zh))


def knows(reason: str) -> bool:
    """Whether there is a sentence of that id."""
    return reason in _rows()
