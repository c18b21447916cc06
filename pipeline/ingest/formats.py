"""The formats articles arrive in: FORMATS, and how a stream's format is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pipeline.ingest.fields import Options
from pipeline.ingest.from_jsonl import from_jsonl
from pipeline.ingest.from_text import from_text
from pipeline.ingest.sources import STDIN, Source
from pipeline.records import RawArticle, Reject


class Format(NamedTuple):
    """One format: its suffixes and the function that reads it."""

    suffixes: tuple[str, ...]
    read: Callable[[Source, Options], Iterator[RawArticle | Reject]]
    is_text: bool = True


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "jsonl": Format((".jsonl", ".ndjson"), from_jsonl),
        "text": Format((".txt", ".text"), from_text),
    }
)


def find_format(source: Source) -> Format | None:
    """The format of a stream by its suffix, corrected by its first bytes; None when it is none of FORMATS."""
    if source.name == STDIN:
        return FORMATS["jsonl"]
    return next((f for f in FORMATS.values() if source.suffix in f.suffixes), None)
