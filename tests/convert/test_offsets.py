"""Properties of OffsetMap: round trips, associativity, monotonicity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.offsets import Edit, OffsetMap


@st.composite
def maps(draw: st.DrawFn, text_len: int | None = None) -> OffsetMap:
    """A map with `text_len` characters of text when given, built from pieces that are carried or replaced."""
    runs: list[tuple[int, int, int]] = []
    text = raw = 0
    for carried, new, old in draw(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4)), max_size=8)):
        new = new if text_len is None else min(new, text_len - text)
        if carried:
            runs.append((text, raw, new))
            old = new
        text, raw = text + new, raw + old
    if text_len is not None and text < text_len:
        runs.append((text, raw, text_len - text))
        text, raw = text_len, raw + text_len - text
    return OffsetMap.from_runs(text, raw, runs)


@st.composite
def chains(draw: st.DrawFn) -> tuple[OffsetMap, OffsetMap, OffsetMap]:
    first = draw(maps())
    second = draw(maps(first.raw_len))
    return first, second, draw(maps(second.raw_len))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[OffsetMap, int, int]:
    mapped = draw(maps())
    start = draw(st.integers(0, mapped.text_len))
    return mapped, start, draw(st.integers(start, mapped.text_len))


@given(chains())
def test_compose_is_associative(chain: tuple[OffsetMap, OffsetMap, OffsetMap]) -> None:
    first, second, third = chain
    assert first.compose(second).compose(third) == first.compose(second.compose(third))


@given(chains())
def test_compose_covers_two_steps(chain: tuple[OffsetMap, OffsetMap, OffsetMap]) -> None:
    first, second, _ = chain
    both = first.compose(second)
    for at in range(first.text_len):
        low, high = first.to_raw(at, at + 1)
        if low < high:
            start, end = second.to_raw(low, high)
            whole_start, whole_end = both.to_raw(at, at + 1)
            assert whole_start <= start <= end <= whole_end


@given(maps())
def test_identity_is_neutral(mapped: OffsetMap) -> None:
    assert OffsetMap.identity(mapped.text_len).compose(mapped) == mapped
    assert mapped.compose(OffsetMap.identity(mapped.raw_len)) == mapped


@given(stretches())
def test_to_raw_is_ordered_inside_and_monotone(given_stretch: tuple[OffsetMap, int, int]) -> None:
    mapped, start, end = given_stretch
    low, high = mapped.to_raw(start, end)
    assert 0 <= low <= high <= mapped.raw_len
    if start > 0:
        assert mapped.to_raw(start - 1, end)[0] <= low
    if start < end < mapped.text_len:
        assert mapped.to_raw(start, end + 1)[1] >= high


@given(stretches())
def test_there_and_back_holds_the_stretch(given_stretch: tuple[OffsetMap, int, int]) -> None:
    mapped, start, end = given_stretch
    if start == end:
        return
    edges = mapped.to_raw(start, start + 1), mapped.to_raw(end - 1, end)
    if all(low < high for low, high in edges):
        back_start, back_end = mapped.from_raw(*mapped.to_raw(start, end))
        assert back_start <= start
        assert end <= back_end


@given(maps())
def test_invert_and_ints_round_trip(mapped: OffsetMap) -> None:
    assert mapped.invert().invert() == mapped
    assert OffsetMap.from_ints(mapped.to_ints()) == mapped
    for at in range(mapped.raw_len):
        assert mapped.from_raw(at, at + 1) == mapped.invert().to_raw(at, at + 1)


@given(stretches(), st.data())
def test_slice_shows_the_same_characters(given_stretch: tuple[OffsetMap, int, int], data: st.DataObject) -> None:
    mapped, start, end = given_stretch
    part, offset = mapped.slice(start, end), mapped.to_raw(start, end)[0]
    low = data.draw(st.integers(0, end - start))
    high = data.draw(st.integers(low, end - start))
    if low < high:
        first, last = part.to_raw(low, high)
        assert (first + offset, last + offset) == mapped.to_raw(start + low, start + high)


def test_wrong_use_is_refused() -> None:
    with pytest.raises(ValueError, match="inside"):
        OffsetMap.identity(3).to_raw(2, 4)
    with pytest.raises(ValueError, match="compose"):
        OffsetMap.identity(3).compose(OffsetMap.identity(4))
    with pytest.raises(ValueError, match="order"):
        OffsetMap.from_runs(4, 4, [(2, 2, 1), (0, 0, 1)])
    with pytest.raises(ValueError, match="beyond"):
        OffsetMap.from_runs(1, 9, [(0, 0, 3)])


def test_edits_of_one_size_keep_their_place() -> None:
    assert OffsetMap.from_edits(4, [Edit(0, 0, 2), Edit(3, 4, 0)]).runs() == ((2, 0, 3),)
