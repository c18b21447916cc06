"""Cuts a stream of items into shards of about equal weight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def cut(items: Iterable[Item], weigh: Callable[[Item], int], weight: int, most: int) -> Iterator[list[Item]]:
    """Shards in order; each ends with the item that brings it to `weight`, or with `most` items.

    >>> list(cut(["长文" * 50, "短讯", "快讯", "简讯"], len, weight=4, most=2))[1:]
    [['短讯', '快讯'], ['简讯']]
    """
    shard: list[Item] = []
    total = 0
    for item in items:
        shard.append(item)
        total += weigh(item)
        if total >= weight or len(shard) >= most:
            yield shard
            shard, total = [], 0
    if shard:
        yield shard


def halve(shard: list[Item]) -> list[list[Item]]:
    """A shard in two pieces, or itself where it has one item.

    >>> halve([1, 2, 3])
    [[1], [2, 3]]
    """
    middle = len(shard) // 2
    return [shard[:middle], shard[middle:]] if middle else [shard]
