"""What an engine needs to know of a corpus that is to be read; engines afar open its files where they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from pipeline.engine.base import Item, Result

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class File:
    """A file that workers open: what it is called, its address (`file:/...`, `hdfs://...`), its size in bytes."""

    path: str
    address: str
    size: int


@dataclass(frozen=True, slots=True)
class Address:
    """A file, folder or glob of a file system that the engine lists itself."""

    text: str


class Task(Protocol[Item, Result]):
    """The part of a work that travels to the workers.

    `finder` and `reader` are called once in each of them. Items travel as text, results as Arrow columns.
    """

    def finder(self) -> Callable[[str, BinaryIO], Iterator[Item]]:
        """The function from a file's name and content to its items."""
        ...

    def verify(self) -> None:
        """Raises a HeshuError on a machine whose results would be others."""
        ...

    def ticket(self, item: Item) -> str:
        """The little that is said of an item to the one who admits it."""
        ...

    def named(self, item: Item, name: str) -> Item:
        """The item under the name that it was admitted by."""
        ...

    def reader(self) -> Callable[[Item], Result]:
        """The function from an item to its result."""
        ...

    def to_text(self, item: Item) -> str: ...

    def to_item(self, text: str) -> Item: ...

    def columns(self) -> pa.Schema:
        """The columns of results."""
        ...

    def to_batch(self, results: Sequence[Result]) -> pa.RecordBatch: ...

    def to_results(self, batch: pa.RecordBatch) -> Iterator[Result]: ...


class Work(Protocol[Item, Result]):
    """A corpus to be read: items are found in files, admitted one by one in this process, and mapped to results."""

    @property
    def task(self) -> Task[Item, Result]: ...

    def chosen(self) -> Iterator[Item]:
        """The admitted items, all found in this process."""
        ...

    def places(self) -> Iterator[File | Address | Item]:
        """The inputs one by one: a file, an address, or an item that only this process can find."""
        ...

    def missing(self, path: str, note: str) -> Item:
        """The item that says that a file cannot be read."""
        ...

    def admit(self, ticket: str) -> str | None:
        """The name under which an item is to be read; None where it is not."""
        ...
