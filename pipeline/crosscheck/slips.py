"""Slips of the pen that would mend a sum: two digits in each other's place, or a power of ten.

A sum that does not come out is a sure find where one such slip in one of its figures makes it come out to the last
digit: 21,846 - 13,270 is not 8,639, but 21,846 - 13,207 is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.crosscheck.ledger import Entry, Interval

Holds = Callable[[Sequence[Interval]], bool]
_POWERS = (1, -1, 2, -2, 3, -3, 4, -4)


@dataclass(frozen=True, slots=True)
class Slip:
    """Which figure of a sum would have to be what, and whether its digits or its size are wrong."""

    at: int
    meant: Decimal
    kind: str

    def outweighs(self, entries: Sequence[Entry]) -> bool:
        """Whether a slip in a sum changes it by more than five times what rounding may: else it mends too many."""
        slack = sum((e.rounded[1] - e.rounded[0] for e in entries), Decimal(0))
        return abs(self.meant - entries[self.at].stated) >= 5 * slack

    @property
    def power(self) -> bool:
        return self.kind == "power"


def swapped(digits: str, *, decimal: bool = False) -> Iterator[str]:
    """The numbers with two neighbouring digits in each other's place; only a decimal may come to begin with 0.

    >>> list(swapped("6172"))
    ['1672', '6712', '6127']
    """
    for i in range(len(digits) - 1):
        if digits[i] != digits[i + 1] and (decimal or i > 0 or digits[1] != "0"):
            yield digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def changed(digits: str) -> Iterator[str]:
    """The numbers with one digit more at the front, one less, or another one in some place.

    >>> "9" in list(changed("19")), "267" in list(changed("277"))
    (True, True)
    """
    for i, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit and not (i == 0 and other == "0"):
                yield digits[:i] + other + digits[i + 1 :]
    if len(digits) > 1 and digits[1] != "0":
        yield digits[1:]


def swaps(entry: Entry) -> Iterator[Decimal]:
    """What a figure of three digits and more would be with two of them swapped."""
    if len(entry.digits) >= 3 and entry.measure.hedge in ("exact", "approx"):
        for digits in swapped(entry.digits, decimal=entry.measure.step < 1):
            yield Decimal(digits) * entry.measure.step


def powers(entry: Entry) -> Iterator[Decimal]:
    """What a figure of two digits and more would be with the point or 万 and 亿 wrong."""
    if len(entry.digits.strip("0")) >= 2:
        for power in _POWERS:
            yield entry.stated.scaleb(power)


def misprints(entry: Entry) -> Iterator[Decimal]:
    """What a figure would be with one digit misprinted: weak evidence, for sums whose wording leaves no doubt."""
    if entry.exact:
        for digits in changed(entry.digits):
            yield Decimal(digits) * entry.measure.step


def slipped(entry: Entry) -> Iterator[Decimal]:
    """What an exact figure would be with two digits swapped or one misprinted."""
    yield from swaps(entry)
    yield from misprints(entry)


def mend(entries: Sequence[Entry], holds: Holds, fixed: frozenset[int] = frozenset()) -> Slip | None:
    """The first slip in one figure that makes the sum hold; figures at `fixed` are taken as right."""
    intervals = [e.rounded for e in entries]
    makers: tuple[tuple[str, Callable[[Entry], Iterator[Decimal]]], ...] = (("swap", swaps), ("power", powers))
    for kind, make in makers:
        for at, entry in enumerate(entries):
            if at in fixed:
                continue
            half = (entry.rounded[1] - entry.rounded[0]) / 2
            for meant in make(entry):
                scale = abs(meant / entry.stated) if kind == "power" and entry.stated else Decimal(1)
                guess = (meant - half * scale, meant + half * scale)
                if holds([*intervals[:at], guess, *intervals[at + 1 :]]):
                    return Slip(at, meant, kind)
    return None
