"""OffsetMap: where each stretch of a converted text stood in the text before it.

The map is the monotone one-to-one relation of the characters that were carried over, kept as runs. What lies between
two runs was replaced, deleted or inserted as one block. Composition of such relations is associative, and an unchanged
text costs one run however long it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Edit(NamedTuple):
    """Raw stretch `[start, end)` that `size` characters of the new text took the place of.

    >>> Edit(3, 9, 1)
    Edit(start=3, end=9, size=1)
    """

    start: int
    end: int
    size: int


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Runs of carried characters: run i is text `[texts[i], texts[i]+sizes[i])` and raw `[raws[i], raws[i]+sizes[i])`.

    >>> shown = OffsetMap.from_edits(6, [Edit(1, 5, 0)])  # 據(jù)據 -> 據據
    >>> shown.to_raw(0, 2), shown.to_raw(1, 2), shown.from_raw(2, 6)
    ((0, 6), (5, 6), (1, 2))
    """

    text_len: int
    raw_len: int
    texts: tuple[int, ...] = ()
    raws: tuple[int, ...] = ()
    sizes: tuple[int, ...] = ()

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text that was not changed.

        >>> OffsetMap.identity(len("營收30億")).to_raw(2, 4)
        (2, 4)
        """
        return cls(length, length, (0,), (0,), (length,)) if length else cls(0, 0)

    @classmethod
    def from_runs(cls, text_len: int, raw_len: int, runs: Iterable[tuple[int, int, int]]) -> OffsetMap:
        """The map of `(text, raw, size)` runs in ascending order, touching ones joined; raises ValueError on disorder.

        >>> OffsetMap.from_runs(2, 4, [(0, 0, 1), (1, 3, 1)]).to_raw(0, 2)  # 第 12 -> 第2
        (0, 4)
        """
        texts: list[int] = []
        raws: list[int] = []
        sizes: list[int] = []
        text_at = raw_at = 0
        for text, raw, size in runs:
            if size <= 0:
                continue
            if text < text_at or raw < raw_at:
                raise ValueError(f"run {(text, raw, size)} begins before {(text_at, raw_at)}; give runs in order")
            if sizes and text == text_at and raw == raw_at:
                sizes[-1] += size
            else:
                texts.append(text)
                raws.append(raw)
                sizes.append(size)
            text_at, raw_at = text + size, raw + size
        if text_at > text_len or raw_at > raw_len:
            raise ValueError(f"runs end at {(text_at, raw_at)}, beyond {(text_len, raw_len)}; mend the lengths")
        return cls(text_len, raw_len, tuple(texts), tuple(raws), tuple(sizes))

    @classmethod
    def from_edits(cls, raw_len: int, edits: Iterable[Edit]) -> OffsetMap:
        """The map of a text of `raw_len` characters after ascending edits that do not overlap.

        >>> OffsetMap.from_edits(len("&lt;3億"), [Edit(0, 4, 1)]).to_raw(0, 3)
        (0, 6)
        """
        runs = []
        text_at = raw_at = 0
        for start, end, size in edits:
            runs.append((text_at, raw_at, start - raw_at))
            text_at += start - raw_at + size
            raw_at = end
        runs.append((text_at, raw_at, raw_len - raw_at))
        return cls.from_runs(text_at + raw_len - raw_at, raw_len, runs)

    @classmethod
    def from_stretches(cls, raw_len: int, stretches: Iterable[tuple[int, int]], gap: int = 0) -> OffsetMap:
        """The map of raw stretches laid one after another with `gap` new characters between them.

        >>> OffsetMap.from_stretches(9, [(0, 2), (6, 9)], gap=1).to_raw(3, 6)  # 正文|广告广告|第二段
        (6, 9)
        """
        runs = []
        text_at = -gap
        for start, end in stretches:
            runs.append((text_at + gap, start, end - start))
            text_at += gap + end - start
        return cls.from_runs(max(text_at, 0), raw_len, runs)

    @classmethod
    def from_ints(cls, ints: Sequence[int]) -> OffsetMap:
        """The map that `to_ints` wrote down.

        >>> OffsetMap.from_ints(OffsetMap.identity(7).to_ints()) == OffsetMap.identity(7)
        True
        """
        text_len, raw_len, *rest = ints
        return cls(text_len, raw_len, tuple(rest[0::3]), tuple(rest[1::3]), tuple(rest[2::3]))

    def to_ints(self) -> tuple[int, ...]:
        """The map as integers: both lengths, then text, raw and size of each run.

        >>> OffsetMap.identity(len("三十亿")).to_ints()
        (3, 3, 0, 0, 3)
        """
        flat = [self.text_len, self.raw_len]
        for run in self.runs():
            flat.extend(run)
        return tuple(flat)

    def runs(self) -> tuple[tuple[int, int, int], ...]:
        """The runs as `(text, raw, size)`.

        >>> OffsetMap.identity(len("三十亿")).runs()
        ((0, 0, 3),)
        """
        return tuple(zip(self.texts, self.raws, self.sizes, strict=True))

    @property
    def is_identity(self) -> bool:
        """Whether nothing was changed.

        >>> OffsetMap.identity(len("三十亿")).is_identity
        True
        """
        return self.text_len == self.raw_len == sum(self.sizes)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The least raw stretch that text `[start, end)` came from; a replaced block is shown whole.

        >>> OffsetMap.from_edits(5, [Edit(1, 3, 1)]).to_raw(1, 2)  # 約３０億 with 30 as one character
        (1, 3)
        """
        if self.sizes == (self.text_len,) and self.raw_len == self.text_len and 0 <= start <= end <= self.text_len:
            return start, end
        return _image(self.texts, self.raws, self.sizes, self.text_len, self.raw_len, start, end)

    def from_raw(self, start: int, end: int) -> tuple[int, int]:
        """The least text stretch that raw `[start, end)` became; what was deleted gives an empty one.

        >>> OffsetMap.from_edits(6, [Edit(1, 5, 0)]).from_raw(1, 5)  # (jù) of 據(jù)據
        (1, 1)
        """
        return _image(self.raws, self.texts, self.sizes, self.raw_len, self.text_len, start, end)

    def invert(self) -> OffsetMap:
        """The same relation read from raw to text.

        >>> OffsetMap.from_edits(6, [Edit(1, 5, 0)]).invert().to_raw(5, 6)
        (1, 2)
        """
        return OffsetMap(self.raw_len, self.text_len, self.raws, self.texts, self.sizes)

    def compose(self, before: OffsetMap) -> OffsetMap:
        """The map from this text to the raw text of `before`, whose text is this map's raw.

        >>> cut = OffsetMap.from_stretches(10, [(4, 10)])  # 网易首页阿里(ā)云
        >>> OffsetMap.from_edits(6, [Edit(2, 5, 0)]).compose(cut).to_raw(0, 3)
        (4, 10)
        """
        if self.raw_len != before.text_len:
            raise ValueError(f"cannot compose: raw has {self.raw_len} characters, text before {before.text_len}")
        if self.is_identity:
            return before
        if before.is_identity:
            return self
        return OffsetMap.from_runs(self.text_len, before.raw_len, _meet(self.runs(), before.runs()))

    def slice(self, start: int, end: int) -> OffsetMap:
        """The map of text `[start, end)` alone, onto the raw stretch `to_raw(start, end)` alone; both begin at 0.

        >>> OffsetMap.from_edits(6, [Edit(1, 5, 0)]).slice(1, 2)
        OffsetMap(text_len=1, raw_len=1, texts=(0,), raws=(0,), sizes=(1,))
        """
        raw_start, raw_end = self.to_raw(start, end)
        runs = []
        for text, raw, size in self.runs():
            low, high = max(text, start), min(text + size, end)
            if low < high:
                runs.append((low - start, raw + low - text - raw_start, high - low))
        return OffsetMap.from_runs(end - start, raw_end - raw_start, runs)


def _image(
    froms: tuple[int, ...],
    tos: tuple[int, ...],
    sizes: tuple[int, ...],
    from_len: int,
    to_len: int,
    start: int,
    end: int,
) -> tuple[int, int]:
    if not 0 <= start <= end <= from_len:
        raise ValueError(f"stretch [{start}, {end}) is not inside [0, {from_len})")
    low = _edge(froms, tos, sizes, to_len, start, 0)
    return (low, low) if start == end else (low, _edge(froms, tos, sizes, to_len, end - 1, 1))


def _edge(
    froms: tuple[int, ...], tos: tuple[int, ...], sizes: tuple[int, ...], to_len: int, at: int, after: int
) -> int:
    """Where the character at `at` begins (`after` 0) or ends (`after` 1) on the other side."""
    run = bisect_right(froms, at) - 1
    if run >= 0 and at < froms[run] + sizes[run]:
        return tos[run] + at - froms[run] + after
    if after:
        return tos[run + 1] if run + 1 < len(tos) else to_len
    return tos[run] + sizes[run] if run >= 0 else 0


def _meet(
    upper: Sequence[tuple[int, int, int]], lower: Sequence[tuple[int, int, int]]
) -> Iterable[tuple[int, int, int]]:
    """The runs that carry a character through both maps; both run lists are in order of the text between them."""
    above = below = 0
    while above < len(upper) and below < len(lower):
        text, middle, size = upper[above]
        middle_below, raw, size_below = lower[below]
        start = max(middle, middle_below)
        end = min(middle + size, middle_below + size_below)
        if start < end:
            yield text + start - middle, raw + start - middle_below, end - start
        if middle + size <= middle_below + size_below:
            above += 1
        else:
            below += 1
