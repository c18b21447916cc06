"""A work without news: a file's lines are its items, a line's length is its result; some lines are hard on a worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.engine.work import File
from pipeline.errors import LexiconError


def measure(text: str) -> str:
    """The line with its length; 毒 ends the process, 错 is a fault."""
    if "毒" in text:
        os._exit(9)
    if "错" in text:
        raise ValueError("读不懂")
    return f"{text}{len(text)}"


@dataclass(frozen=True)
class ToyTask:
    """Lines to lengths; `broken` says what a worker finds wrong when it starts."""

    broken: str = ""

    def finder(self) -> Callable[[str, BinaryIO], Iterator[str]]:
        def find(path: str, stream: BinaryIO) -> Iterator[str]:
            lines = stream.read().decode().splitlines()
            return (f"{path}:{line}" for line in lines)

        return find

    def verify(self) -> None:
        if self.broken:
            raise LexiconError(self.broken)

    def ticket(self, item: str) -> str:
        return item.rpartition(":")[2]

    def named(self, item: str, name: str) -> str:
        return name

    def reader(self) -> Callable[[str], str]:
        return measure

    def to_text(self, item: str) -> str:
        return item

    def to_item(self, text: str) -> str:
        return text

    def columns(self) -> Any:
        import pyarrow as pa

        return pa.schema([("said", pa.list_(pa.struct([("text", pa.string())])))])

    def to_batch(self, results: Sequence[str]) -> Any:
        import pyarrow as pa

        return pa.record_batch(
            [pa.array([[{"text": text}] for text in results], type=self.columns().types[0])], schema=self.columns()
        )

    def to_results(self, batch: Any) -> Iterator[str]:
        return (said[0]["text"] for said in batch.column(0).to_pylist())


@dataclass
class ToyWork:
    """The files of a folder and some lines of this process; lines with 免 are not admitted, the others get a sign."""

    folder: Path
    lines: Sequence[str] = ()
    task: ToyTask = ToyTask()
    tickets: list[str] = field(default_factory=list)

    def chosen(self) -> Iterator[str]:
        self.task.verify()
        find = self.task.finder()
        for path in sorted(self.folder.iterdir()):
            with path.open("rb") as stream:
                yield from self._admitted(find(path.name, stream))
        yield from self._admitted(self.lines)

    def _admitted(self, items: Iterator[str] | Sequence[str]) -> Iterator[str]:
        for item in items:
            name = self.admit(self.task.ticket(item))
            if name is not None:
                yield self.task.named(item, name)

    def places(self) -> Iterator[File | str]:
        for path in sorted(self.folder.iterdir()):
            yield File(path.name, f"file:{path}", path.stat().st_size)
        yield from self.lines

    def missing(self, path: str, note: str) -> str:
        return f"{path}: {note}"

    def admit(self, ticket: str) -> str | None:
        self.tickets.append(ticket)
        return None if "免" in ticket else f"{ticket}号"
