"""Sides: the claims of one fact gathered by what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.records import Claim, Fact

Key = tuple[object, ...]


def value_key(claim: Claim) -> Key:
    """What makes two claims say the same: the interval with its unit, or the time, and the direction."""
    quantity, timex = claim.mention.quantity, claim.mention.timex
    if quantity is not None:
        unit = (quantity.currency, quantity.unit)
        return ("figure", quantity.stated, quantity.low, quantity.high, *unit, claim.direction)
    if timex is not None:
        return ("time", timex.value, timex.mod, timex.start, timex.end)
    return ("text", claim.text)


def _find(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def _joined(size: int, joins: Iterable[tuple[int, int]]) -> list[list[int]]:
    parents = list(range(size))
    for left, right in joins:
        parents[_find(parents, right)] = _find(parents, left)
    groups: dict[int, list[int]] = {}
    for index in range(size):
        groups.setdefault(_find(parents, index), []).append(index)
    return sorted(groups.values())


def _holds_conflict(fact: Fact, group: Sequence[int]) -> bool:
    inside = set(group)
    return any(p.relation == "conflict" and p.left in inside and p.right in inside for p in fact.pairs)


def group_sides(fact: Fact) -> tuple[tuple[int, ...], ...]:
    """Indices of the fact's claims, one group a side: equal values, and those that were found to agree.

    Claims in conflict never share a side, even where others would link them.
    """
    keys = [value_key(claim) for claim in fact.claims]
    first: dict[Key, int] = {}
    equal = [(first.setdefault(key, index), index) for index, key in enumerate(keys)]
    agreeing = [(p.left, p.right) for p in fact.pairs if p.relation == "agree"]
    sides: list[tuple[int, ...]] = []
    for group in _joined(len(keys), [*equal, *agreeing]):
        if not _holds_conflict(fact, group):
            sides.append(tuple(group))
            continue
        for key in dict.fromkeys(keys[i] for i in group):
            part = [i for i in group if keys[i] == key]
            sides.extend([(i,) for i in part] if _holds_conflict(fact, part) else [tuple(part)])
    return tuple(sorted(sides))


def camps(fact: Fact, sides: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The camp of each side: sides whose values can stand together share one, so that opponents show as such.

    1286.4万, 近1290万 and 1286万 are one camp against 128.64万; sides in conflict never share a camp.
    """
    side_of = {claim: number for number, side in enumerate(sides) for claim in side}
    links = {(side_of[p.left], side_of[p.right]) for p in fact.pairs if p.relation != "conflict"}
    found = [0] * len(sides)
    number = 0
    for camp in _joined(len(sides), sorted(links)):
        members = [claim for side in camp for claim in sides[side]]
        split = _holds_conflict(fact, members)
        for side in camp:
            found[side] = number
            number += split
        number += not split
    return tuple(found)
