"""What the model of names sees of a text, as arrays: characters, pairs of them, dictionary words, the likeliest cut.

The dictionary is frozen into the model's weights as hashes of its words with a mask of classes and a cost each, so
that a text is looked up whole, by numpy, and the same model reads the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.records import Span
from pipeline.segment.unknown import model
from pipeline.segment.viterbi import NEVER, likeliest

LONGEST = 8  # characters of the longest dictionary word that is looked up
CLASSES = 37  # classes of words that a mask may hold
WIDTH = 5 * CLASSES + 8  # bits a character: words that begin, go on, end, are here; the cut; unknown words
PAIRS = 1 << 15  # rows of the table of pairs
NAMING = 0b11111 | 0b1111111 << 15  # classes of words that are names: jieba's, the lexicon's
PLAIN = 0b111111 << 5  # classes of nouns, verbs, adjectives, adverbs, idioms, numbers
UNKNOWN_COST = -20.0  # log share of a character that no dictionary has
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_ALL = (1 << 64) - 1
_SHELF_BITS = 20
_CUT_BITS = 60  # from this bit on a path mask says how the cut lies: single, begin, middle, end
_CJK = 0x4E00  # the first character that has states in an unknown word, and how many have
_CJK_COUNT = 0x51D6

Codes = npt.NDArray[np.uint64]
Bits = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class WordTable:
    """Sorted hashes of words, their class masks and costs; `shelves` tell where the hashes with equal first bits begin,
    `heads` which pairs of characters begin longer words.

    `states` are the log probabilities of each character to begin, go on, end and be an unknown word, `steps` [before,
    after] those of one state after another, before the first character in the last row.
    """

    keys: Codes
    masks: Codes
    costs: npt.NDArray[np.float32]
    heads: npt.NDArray[np.bool_]
    states: npt.NDArray[np.float32]
    steps: npt.NDArray[np.float32]
    shelves: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Signals:
    """Parallel to the characters of a text: code points, rows of the pair that ends and that begins here, bits."""

    codes: Codes
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    bits: Bits

    def part(self, places: npt.NDArray[np.intp]) -> Signals:
        """The signals of some characters."""
        return Signals(self.codes[places], self.left[places], self.right[places], self.bits[places])


def to_codes(text: str) -> Codes:
    """Code points.

    >>> to_codes("核数").tolist()
    [26680, 25968]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def _finish(hashes: Codes) -> Codes:
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _MIX
    return hashes ^ (hashes >> np.uint64(29))


def _hashes(codes: Codes, starts: npt.NDArray[np.intp] | None, length: int) -> Codes:
    """The hash of the stretch of `length` characters at each start (None: at every place where one fits)."""
    found = np.zeros(len(codes) - length + 1 if starts is None else len(starts), dtype=np.uint64)
    for k in range(length):
        piece = codes[k : len(codes) - length + 1 + k] if starts is None else codes[starts + k]
        found = found * _STEP + piece + np.uint64(1)
    return _finish(found)


def _slots(hashes: Codes, bits: int) -> npt.NDArray[np.intp]:
    return (hashes >> np.uint64(64 - bits)).astype(np.intp)


def compile_words(words: Mapping[str, tuple[int, float]]) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a dictionary of word → (class mask, log share), as they lie in the weights."""
    kept = sorted(w for w in words if 1 <= len(w) <= LONGEST)
    keys = np.concatenate([_hashes(to_codes(w), None, len(w)) for w in kept])
    order = np.argsort(keys, kind="stable")
    palette, index = np.unique(np.array([words[w][0] for w in kept], dtype=np.uint64)[order], return_inverse=True)
    heads = np.zeros(1 << 20, dtype=np.bool_)
    firsts = sorted({w[:2] for w in kept if len(w) > 2})
    heads[_slots(np.concatenate([_hashes(to_codes(w), None, 2) for w in firsts]), 20)] = True
    costs = np.array([words[w][1] for w in kept], dtype=np.float32)[order]
    states, steps = _state_tables()
    return {
        "word_states": states,
        "word_steps": steps,
        "word_keys": keys[order],
        "word_masks": index.astype(np.uint16),
        "word_palette": palette,
        "word_costs": costs.astype(np.float16),
        "word_heads": np.packbits(heads),
    }


def _state_tables() -> tuple[npt.NDArray[np.float16], npt.NDArray[np.float16]]:
    """jieba's hidden Markov model as arrays; what cannot be is -30 for characters and -1000 for steps."""
    known = model()
    states = np.full((_CJK_COUNT, 4), -30, dtype=np.float16)
    for k, state in enumerate("BMES"):
        for character, chance in known.emits[state].items():
            if 0 <= ord(character) - _CJK < _CJK_COUNT:
                states[ord(character) - _CJK, k] = max(chance, -30)
    rows = [[max(known.steps[a].get(b, -1000), -1000) for b in "BMES"] for a in "BMES"]
    return states, np.array([*rows, [max(known.start[b], -1000) for b in "BMES"]], dtype=np.float16)


def open_words(arrays: Mapping[str, npt.NDArray[Any]]) -> WordTable:
    """The dictionary that `compile_words` wrote."""
    keys = arrays["word_keys"]
    shelves = np.zeros((1 << _SHELF_BITS) + 1, dtype=np.int32)
    np.cumsum(np.bincount(_slots(keys, _SHELF_BITS), minlength=1 << _SHELF_BITS), out=shelves[1:])
    masks = arrays["word_palette"][arrays["word_masks"]]
    heads = np.unpackbits(arrays["word_heads"]).astype(np.bool_)
    states, steps = arrays["word_states"].astype(np.float32), arrays["word_steps"].astype(np.float32)
    return WordTable(keys, masks, arrays["word_costs"].astype(np.float32), heads, states, steps, shelves)


def _look_up(table: WordTable, hashes: Codes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Which of the hashes are words, and their rows."""
    slots = _slots(hashes, _SHELF_BITS)
    low, high = table.shelves[slots], table.shelves[slots + 1]
    left = np.flatnonzero(low < high)
    rows, ends, wanted = low[left], high[left], hashes[left]
    places, found = [], []
    while len(left):
        right = table.keys[rows] == wanted
        places.append(left[right])
        found.append(rows[right])
        rows += 1
        still = np.flatnonzero((rows < ends) & ~right)
        left, rows, ends, wanted = left[still], rows[still], ends[still], wanted[still]
    if not places:
        return left, left
    return np.concatenate(places), np.concatenate(found).astype(np.intp)


def mask_of_word(word: str, table: WordTable) -> int:
    """The class mask of one word, 0 where the dictionary has none."""
    if not 1 <= len(word) <= LONGEST:
        return 0
    value = 0
    for character in word:
        value = value * int(_STEP) + ord(character) + 1 & _ALL
    value = (value ^ value >> 32) * int(_MIX) & _ALL
    wanted = np.uint64(value ^ value >> 29)
    row = int(table.keys.searchsorted(wanted))
    return int(table.masks[row]) if row < len(table.keys) and table.keys[row] == wanted else 0


@dataclass(slots=True)
class _Found:
    """Masks of the words that begin, go on, end and stand alone at each place, and all words by where they end."""

    begin: Codes
    inside: Codes
    end: Codes
    alone: Codes
    costs: npt.NDArray[np.float32]
    masks: Codes

    def put(self, starts: npt.NDArray[np.intp], length: int, masks: Codes, costs: npt.NDArray[np.float32]) -> None:
        last = starts + (length - 1)
        self.costs[last, LONGEST - length] = costs
        self.masks[last, LONGEST - length] = masks
        if length == 1:
            self.alone[starts] = masks
            return
        self.begin[starts] |= masks
        self.end[last] |= masks
        for k in range(1, length - 1):
            self.inside[starts + k] |= masks


def _find_words(codes: Codes, table: WordTable) -> _Found:
    size = len(codes)
    begin, inside, end, alone = (np.zeros(size, dtype=np.uint64) for _ in range(4))
    costs = np.full((size, LONGEST), NEVER, dtype=np.float32)
    costs[:, LONGEST - 1] = UNKNOWN_COST
    found = _Found(begin, inside, end, alone, costs, np.zeros((size, LONGEST), dtype=np.uint64))
    at, rows = _look_up(table, _hashes(codes, None, 1))
    found.put(at, 1, table.masks[rows], table.costs[rows])
    if size < 2:
        return found
    pairs = _hashes(codes, None, 2)
    at, rows = _look_up(table, pairs)
    found.put(at, 2, table.masks[rows], table.costs[rows])
    starts = np.flatnonzero(table.heads[_slots(pairs, 20)])
    for length in range(3, LONGEST + 1):
        starts = starts[starts <= size - length]
        if not len(starts):
            break
        at, rows = _look_up(table, _hashes(codes, starts, length))
        found.put(starts[at], length, table.masks[rows], table.costs[rows])
    return found


def _cut_path(found: _Found, pieces: Sequence[Span], size: int) -> Codes:
    """For each character the classes of the word that the likeliest cut puts it in, and how it lies in that word."""
    first = np.array([p.start for p in pieces], dtype=np.intp)
    lengths = np.array([p.end - p.start for p in pieces], dtype=np.intp)
    longest = int(lengths.max())
    places = np.minimum(first[:, None] + np.arange(longest), size - 1)
    costs = found.costs[places]
    scores = np.full((len(pieces), longest + LONGEST), NEVER, dtype=np.float32)
    scores[:, LONGEST - 1] = 0
    back = np.empty((len(pieces), longest), dtype=np.int8)
    every = np.arange(len(pieces))
    for t in range(longest):
        sums = scores[:, t : t + LONGEST] + costs[:, t]
        best = sums.argmax(1)
        back[:, t] = best
        scores[:, t + LONGEST] = sums[every, best]
    left = lengths.copy()
    words = []
    while len(every):
        columns = back[every, left - 1].astype(np.intp)
        ends = first[every] + left
        words.append((ends, LONGEST - columns, found.masks[ends - 1, columns]))
        left = left - words[-1][1]
        still = left > 0
        every, left = every[still], left[still]
    ends, sizes, masks = (np.concatenate(part) for part in zip(*words, strict=True))
    return _lay_path(ends, sizes, masks, size)


def _lay_path(ends: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp], masks: Codes, size: int) -> Codes:
    """Words by end, size and mask as one mask a character, with the bit of how it lies in its word."""
    path = np.zeros(size, dtype=np.uint64)
    order = np.argsort(ends)
    ends, sizes = ends[order], sizes[order]
    before = np.cumsum(sizes) - sizes
    path[np.arange(int(sizes.sum())) + np.repeat(ends - sizes - before, sizes)] = np.repeat(masks[order], sizes)
    single = sizes == 1
    path[ends[single] - 1] |= np.uint64(1 << _CUT_BITS)
    starts, stops = (ends - sizes)[~single], ends[~single] - 1
    covered = np.zeros(size + 1, dtype=np.int8)
    covered[starts + 1] += 1
    covered[stops] -= 1
    path[starts] |= np.uint64(1 << _CUT_BITS + 1)
    path[np.flatnonzero(np.cumsum(covered[:-1]))] |= np.uint64(1 << _CUT_BITS + 2)
    path[stops] |= np.uint64(1 << _CUT_BITS + 3)
    return path


_LAST = np.array([NEVER, NEVER, 0, 0], dtype=np.float32)


def _unknown_words(codes: Codes, path: Codes, pieces: Sequence[Span], table: WordTable) -> Bits:
    """Four bits a character: how it lies in the unknown words that a run of single characters makes."""
    bits = np.zeros((len(codes), 4), dtype=np.uint8)
    rows = codes.astype(np.intp) - _CJK
    single = ((path >> np.uint64(_CUT_BITS)) & np.uint64(1)).astype(np.bool_) & (rows >= 0) & (rows < _CJK_COUNT)
    begins = single.copy()
    begins[1:] &= ~single[:-1]
    heads = np.array([p.start for p in pieces], dtype=np.intp)
    begins[heads] = single[heads]
    starts = np.flatnonzero(begins)
    stops = np.append(np.flatnonzero(~single), len(codes))
    ends = np.minimum(stops[np.searchsorted(stops, starts)], np.append(starts[1:], len(codes)))
    long = ends - starts > 1
    starts, lengths = starts[long], (ends - starts)[long]
    if not len(starts):
        return bits
    places = starts[:, None] + np.arange(int(lengths.max()))
    scores = table.states[np.clip(rows[np.minimum(places, len(codes) - 1)], 0, _CJK_COUNT - 1)]
    states = likeliest(scores, lengths, table.steps[4], table.steps[:4], _LAST)
    inside = np.arange(places.shape[1]) < lengths[:, None]
    bits[places[inside], states[inside]] = 1
    return bits


def _unpack(masks: Codes) -> Bits:
    return np.unpackbits(masks.view(np.uint8).reshape(len(masks), 8), axis=1, bitorder="little")


def read_signals(codes: Codes, pieces: Sequence[Span], table: WordTable) -> Signals:
    """The signals of a text whose `pieces`, none of them empty, are read one by one."""
    found = _find_words(codes, table)
    masks_of_cut = _cut_path(found, pieces, len(codes))
    path = _unpack(masks_of_cut)
    bits = np.empty((len(codes), WIDTH), dtype=np.uint8)
    for k, masks in enumerate((found.begin, found.inside, found.end, found.alone)):
        bits[:, k * CLASSES : (k + 1) * CLASSES] = _unpack(masks)[:, :CLASSES]
    bits[:, 4 * CLASSES : 5 * CLASSES] = path[:, :CLASSES]
    bits[:, 5 * CLASSES : 5 * CLASSES + 4] = path[:, _CUT_BITS:]
    bits[:, 5 * CLASSES + 4 :] = _unknown_words(codes, masks_of_cut, pieces, table)
    left, right = np.zeros(len(codes), dtype=np.int64), np.zeros(len(codes), dtype=np.int64)
    if len(codes) > 1:
        rows = _slots(_hashes(codes, None, 2), 15)
        left[1:], right[:-1] = rows, rows
    for start, end in pieces:
        left[start] = right[end - 1] = 0
    return Signals(codes, left, right, bits)


def mask_of(classes: Iterable[int]) -> int:
    """The mask of some classes.

    >>> mask_of([0, 2])
    5
    """
    mask = 0
    for number in classes:
        mask |= 1 << number
    return mask
