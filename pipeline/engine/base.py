"""What every engine promises: one outcome an item, in the order of the items, whatever happens to a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from pipeline.engine.afar import Afar
    from pipeline.engine.work import Work

Item = TypeVar("Item")
Result = TypeVar("Result")

# What an item's own fault looks like inside a function that is pure: the item is given up, not the run.
FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Done(Generic[Item, Result]):
    """An item with its result."""

    item: Item
    result: Result


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item that has no result: the function failed on it, or the worker that had it died or hung."""

    item: Item
    reason: Literal["reader_failed", "worker_died", "worker_hung"]
    note: str


Outcome: TypeAlias = Done[Item, Result] | Lost[Item]
Maker: TypeAlias = Callable[[], Callable[[Item], Result]]


class Engine(Protocol):
    """Maps a function over items.

    `make` is called once in each worker and gives the function, so that what is heavy is loaded there and once.
    Outcomes come in the order of the items, and do not depend on the number of workers. `afar` is what other machines
    do for a corpus as a whole, where there are any.
    """

    @property
    def afar(self) -> Afar | None: ...

    def map(self, make: Maker[Item, Result], items: Iterable[Item]) -> Iterator[Outcome[Item, Result]]: ...

    def read(self, work: Work[Item, Result]) -> Iterator[Outcome[Item, Result]]:
        """One outcome an admitted item of a corpus; the order is the engine's own."""
        ...


def attempt(function: Callable[[Item], Result], item: Item) -> Outcome[Item, Result]:
    """The outcome of one item in this process.

    >>> attempt(len, "约3800亿"), attempt(int, "约3800亿").reason
    (Done(item='约3800亿', result=6), 'reader_failed')
    """
    try:
        return Done(item, function(item))
    except FAILURES as error:
        return Lost(item, "reader_failed", f"{type(error).__name__}: {error}"[:200])


def attempt_all(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Outcome[Item, Result]]:
    """The outcomes of items that came together; a function that can `look_ahead` is told of them first.

    >>> [outcome.result for outcome in attempt_all(len, ["约3800亿", "2亿"])]
    [6, 2]
    """
    announce(function, items)
    return [attempt(function, item) for item in items]


def announce(function: Callable[[Item], Result], items: Sequence[Item]) -> None:
    """Tells a function that can `look_ahead` which items come next: some things cost less for many at once."""
    look_ahead = getattr(function, "look_ahead", None)
    if look_ahead is not None:
        look_ahead(items)
