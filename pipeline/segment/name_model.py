"""The trained model of names: read from `models/names` as raw arrays, run in numpy over many pieces of text at a time.

Every sum of products is one of whole numbers below 2**24, which float32 holds exactly: what stands beside a piece in
the same go, and how a library orders its sums, changes no digit of what is read.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from pipeline.errors import ConfigError
from pipeline.records import Span
from pipeline.segment.name_signals import Signals, WordTable, open_words, read_signals, to_codes
from pipeline.segment.name_tags import Found, find_names, rows_of

PACKAGED = Path(__file__).parent.parent / "_models"
MODELS = PACKAGED if PACKAGED.is_dir() else Path(__file__).parent.parent.parent / "models"
MOST = np.float32(255)  # steps that a unit of a layer can take
NEAR = 1_500  # places whose layers are reckoned in one go
_BETWEEN = "\n"  # no word of the dictionary holds it
Floats: TypeAlias = npt.NDArray[np.float32]
Places: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer over the characters `distance` before, here and behind: whole-number `weights` [3 * hidden, hidden].

    A unit's steps are those below times `keep`, and where positive, the sum of products times `scale` plus `bias`.
    """

    distance: int
    weights: Floats
    scale: Floats
    bias: Floats
    keep: np.float32


@dataclass(frozen=True, slots=True)
class NameModel:
    """The weights: whole numbers, and beside each table what one of its steps is worth in each column.

    `vectors` is what each character adds (row 0 for those that training never saw), in the steps of `bits`; a name
    counts when each of its characters has its tag with probability `least`.
    """

    words: WordTable
    characters: npt.NDArray[np.uint64]
    vectors: npt.NDArray[np.int16]
    bits: Floats
    bit_scale: Floats
    pairs: npt.NDArray[np.int8]
    pair_weights: Floats
    pair_scale: Floats
    bias: Floats
    layers: tuple[Layer, ...]
    tags: Floats
    tag_scale: Floats
    tag_bias: Floats
    least: float


def open_model(arrays: Mapping[str, npt.NDArray[Any]], least: float) -> NameModel:
    """The model of the arrays of `weights.npz`."""
    floats: dict[str, Floats] = {
        k: v.astype(np.float32) for k, v in arrays.items() if k.partition("_")[0] in ("bits", "bit", "pair", "bias")
    }
    layers = tuple(
        Layer(
            int(distance),
            arrays["weights"][k].astype(np.float32),
            arrays["scale"][k].astype(np.float32),
            arrays["layer_bias"][k].astype(np.float32),
            np.float32(arrays["keep"][k]),
        )
        for k, distance in enumerate(arrays["distances"])
    )
    return NameModel(
        words=open_words(arrays),
        characters=arrays["characters"].astype(np.uint64),
        vectors=arrays["vectors"],
        bits=floats["bits"],
        bit_scale=floats["bit_scale"],
        pairs=arrays["pairs"],
        pair_weights=floats["pair_weights"],
        pair_scale=floats["pair_scale"],
        bias=floats["bias"],
        layers=layers,
        tags=arrays["tags"].astype(np.float32),
        tag_scale=arrays["tag_scale"].astype(np.float32),
        tag_bias=arrays["tag_bias"].astype(np.float32),
        least=least,
    )


def read_model(folder: Path) -> NameModel:
    """The model of one folder; raises ConfigError where it is missing or broken."""
    try:
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            return open_model({name: arrays[name] for name in arrays.files}, float(settings["least"]))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ConfigError(
            f"{folder}: no model of names ({error}); install heshu again or run `heshu train names`"
        ) from error


@functools.cache
def load_names() -> NameModel:
    """The model of names that ships with heshu."""
    return read_model(MODELS / "names")


@functools.cache
def _libraries() -> ThreadpoolController:
    """The libraries that would share these small products among threads and wait longer than they work."""
    return ThreadpoolController()


def _first(model: NameModel, signals: Signals) -> Floats:
    """The steps of the inner layer, [places, hidden]: characters, dictionary words, pairs of characters."""
    steps: Floats = signals.bits.astype(np.float32) @ model.bits
    steps += model.vectors[rows_of(signals.codes, model.characters)]
    steps *= model.bit_scale
    width = model.pairs.shape[1]
    beside = np.empty((len(signals.codes), 2 * width), dtype=np.float32)
    beside[:, :width] = model.pairs[signals.left]
    beside[:, width:] = model.pairs[signals.right]
    paired = beside @ model.pair_weights
    paired *= model.pair_scale
    steps += paired
    steps += model.bias
    return np.maximum(steps, 0, out=steps)


def _settle(steps: Floats) -> Floats:
    """Whole steps up to MOST."""
    np.minimum(steps, MOST, out=steps)
    return np.rint(steps, out=steps)


def _pass(layer: Layer, below: Floats, before: Places, behind: Places) -> Floats:
    """The steps of the next layer; `before` and `behind` count the places of the piece on either side of each."""
    size, d = below.shape[1], layer.distance
    window = np.empty((len(below), 3 * size), dtype=np.float32)
    window[d:, :size] = below[:-d]
    window[:, size : 2 * size] = below
    window[:-d, 2 * size :] = below[d:]
    window[before < d, :size] = 0
    window[behind < d, 2 * size :] = 0
    steps: Floats = window @ layer.weights
    steps *= layer.scale
    steps += layer.bias
    np.maximum(steps, 0, out=steps)
    below *= layer.keep
    steps += below
    return _settle(steps)


def _score(model: NameModel, signals: Signals, before: Places, behind: Places) -> Floats:
    steps = _settle(_first(model, signals))
    for layer in model.layers:
        steps = _pass(layer, steps, before, behind)
    scores: Floats = steps @ model.tags
    scores *= model.tag_scale
    scores += model.tag_bias
    return scores


def _blocks(lengths: Sequence[int]) -> Iterator[slice]:
    """Stretches of places that the processor's near memory holds, parted between pieces."""
    since = until = 0
    for length in lengths:
        until += length
        if until - since > NEAR:
            yield slice(since, until)
            since = until
    if since < until:
        yield slice(since, until)


def tag_scores(model: NameModel, pieces: Sequence[str]) -> tuple[Floats, list[Span]]:
    """The scores of the tags, [places, tags], and where each piece lies among the places; none may be empty."""
    text = _BETWEEN + "".join(piece + _BETWEEN for piece in pieces)
    lengths = [len(piece) for piece in pieces]
    ends = accumulate(length + 1 for length in lengths)
    spans = [Span(end - length, end) for length, end in zip(lengths, ends, strict=True)]
    signals = read_signals(to_codes(text), spans, model.words)
    places = np.concatenate([np.arange(*span) for span in spans])
    before = places - np.repeat([span.start for span in spans], lengths)
    behind = np.repeat([span.end - 1 for span in spans], lengths) - places
    scores = np.zeros((len(text), len(model.tag_bias)), dtype=np.float32)
    with _libraries().limit(limits=1):
        for block in _blocks(lengths):
            at = places[block]
            scores[at] = _score(model, signals.part(at), before[block], behind[block])
    return scores, spans


def find_in_pieces(model: NameModel, pieces: Sequence[str]) -> list[list[Found]]:
    """The names of each piece, however sure the model is of them."""
    return find_names(*tag_scores(model, pieces)) if pieces else []
