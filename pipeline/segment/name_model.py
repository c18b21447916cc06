"""The trained model of names: read from `models/names` as raw arrays, run in numpy over many sentences at a time."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from pipeline.errors import ConfigError
from pipeline.records import Span
from pipeline.segment.name_signals import Signals, WordTable, open_words, read_signals, to_codes
from pipeline.segment.name_tags import TAGS, best_tags, names_in, rows_of

PACKAGED = Path(__file__).parent.parent / "_models"
MODELS = PACKAGED if PACKAGED.is_dir() else Path(__file__).parent.parent.parent / "models"
HALF = np.float32(0.5)
NORM_LEAST = np.float32(1e-5)  # keeps the norm of an empty layer finite
SURELY_NONE = 0.6  # a sentence whose every character is outside names with this probability holds none
Floats: TypeAlias = npt.NDArray[np.float32]
Places: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class NameModel:
    """The weights. Gates lie in the order in, forget, out, cell; the first three are halved, so that tanh serves all;
    their doors stand twice as wide, which `_run` and `tags` make good.

    `gates` and `recurrent` are [2, hidden, 4 hidden], forward and backward; `vectors` hold what each character adds
    to the inner layer; a name counts when each of its characters has its tag with probability `least`.
    """

    words: WordTable
    characters: npt.NDArray[np.uint64]
    vectors: Floats
    pairs: Floats
    pair_weights: Floats
    bit_weights: Floats
    inner_bias: Floats
    norm: Floats
    gates: Floats
    gate_bias: Floats
    recurrent: Floats
    tags: Floats
    tag_bias: Floats
    least: float


def _gates(weights: Floats) -> Floats:
    """From torch's in, forget, cell, out along the last axis to in, forget, out, cell, the first three halved."""
    enter, forget, cell, leave = np.split(weights, 4, axis=-1)
    return np.ascontiguousarray(np.concatenate([enter / 2, forget / 2, leave / 2, cell], axis=-1))


def open_model(arrays: Mapping[str, npt.NDArray[Any]], least: float) -> NameModel:
    """The model of the arrays of `weights.npz`; the two tables of vectors are bytes with a scale."""
    kept: dict[str, Floats] = {
        k: v.astype(np.float32) for k, v in arrays.items() if not k.startswith("word_") and k != "characters"
    }
    vectors: Floats = kept["vectors"] * kept["vectors_scale"]
    pairs = kept["pairs"] * kept["pairs_scale"]
    first, second = vectors.shape[1], vectors.shape[1] + 2 * pairs.shape[1]
    return NameModel(
        words=open_words(arrays),
        characters=arrays["characters"].astype(np.uint64),
        vectors=np.matmul(vectors, kept["inner"][:first], dtype=np.float32),
        pairs=pairs,
        pair_weights=kept["inner"][first:second],
        bit_weights=kept["inner"][second:],
        inner_bias=kept["inner_bias"],
        norm=kept["norm"],
        gates=_gates(kept["gates"]),
        gate_bias=_gates(kept["gate_bias"]),
        recurrent=_gates(kept["recurrent"]) * HALF,
        tags=kept["tags"] * HALF,
        tag_bias=kept["tag_bias"],
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


def _inner(model: NameModel, signals: Signals) -> Floats:
    """The inner layer, [characters, hidden]."""
    found = model.vectors[rows_of(signals.codes, model.characters)]
    found += model.inner_bias
    width = model.pairs.shape[1]
    found += model.pairs[signals.left] @ model.pair_weights[:width]
    found += model.pairs[signals.right] @ model.pair_weights[width:]
    found += signals.bits.astype(np.float32) @ model.bit_weights
    found -= found.mean(1, keepdims=True)
    found *= model.norm[0] / np.sqrt(np.einsum("ij,ij->i", found, found)[:, None] / found.shape[1] + NORM_LEAST)
    found += model.norm[1]
    return np.maximum(found, 0, out=found)


def _order(starts: Places, lengths: Places) -> tuple[list[int], Places]:
    """The reading order: how many sentences (longest first) stand at each step, and forward and backward places."""
    steps = np.arange(int(lengths[0]))
    standing = np.searchsorted(-lengths, -steps, side="left")
    rows = np.concatenate([np.arange(n) for n in standing])
    times = np.repeat(steps, standing)
    places = np.stack([starts[rows] + times, starts[rows] + lengths[rows] - 1 - times])
    return standing.tolist(), places


def _run(model: NameModel, inputs: Floats, standing: list[int]) -> Floats:
    """Both directions of the recurrent layer at once over `inputs` [2, places in reading order, 4 hidden]."""
    size = model.recurrent.shape[1]
    outputs = np.empty((2, inputs.shape[1], size), dtype=np.float32)
    state = np.zeros((2, standing[0], size), dtype=np.float32)
    cell = np.zeros_like(state)
    at = 0
    for count in standing:
        gates = np.matmul(state[:, :count], model.recurrent)
        gates += inputs[:, at : at + count]
        np.tanh(gates, out=gates)
        doors = gates[:, :, : 3 * size]
        doors += 1
        cell = cell[:, :count]
        cell *= doors[:, :, size : 2 * size]
        cell += doors[:, :, :size] * gates[:, :, 3 * size :]
        cell *= 0.5
        state = np.tanh(cell, out=outputs[:, at : at + count])
        state *= doors[:, :, 2 * size :]
        at += count
    return outputs


@functools.cache
def _libraries() -> ThreadpoolController:
    """The libraries that would share these small products among threads and wait longer than they work."""
    return ThreadpoolController()


def tag_probabilities(model: NameModel, text: str, pieces: Sequence[Span]) -> Floats:
    """The probability of each tag for each character of the pieces, which lie apart and are not empty."""
    with _libraries().limit(limits=1):
        return _tag_probabilities(model, text, pieces)


def _tag_probabilities(model: NameModel, text: str, pieces: Sequence[Span]) -> Floats:
    signals = read_signals(to_codes(text), pieces, model.words)
    bounds = np.array(pieces, dtype=np.intp)
    bounds = bounds[np.argsort(bounds[:, 0] - bounds[:, 1], kind="stable")]
    standing, places = _order(bounds[:, 0], bounds[:, 1] - bounds[:, 0])
    inner = _inner(model, signals)
    inputs = np.matmul(inner[places], model.gates)
    inputs += model.gate_bias[:, None]
    outputs = _run(model, inputs, standing)
    scores = np.zeros((len(text), len(TAGS)), dtype=np.float32)
    size = model.recurrent.shape[1]
    for k in range(2):
        scores[places[k]] += outputs[k] @ model.tags[k * size : (k + 1) * size]
    scores += model.tag_bias
    scores -= scores.max(1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(1, keepdims=True)
    return scores


def decode(probabilities: Floats, pieces: Sequence[Span]) -> list[tuple[int, int, str, float]]:
    """Start, end, type and the least probability of a tag of each name in the likeliest lawful tags, in text order."""
    doubtful = np.concatenate([[0], np.cumsum(probabilities[:, 0] < SURELY_NONE)])
    kept = [p for p in pieces if doubtful[p.end] > doubtful[p.start]]
    if not kept:
        return []
    lengths = np.array([p.end - p.start for p in kept], dtype=np.intp)
    places = np.array([p.start for p in kept])[:, None] + np.arange(int(lengths.max()))
    places = np.minimum(places, len(probabilities) - 1)
    rows = best_tags(np.log(probabilities[places] + np.float32(1e-9)), lengths)
    found = []
    for (start, _), tags in zip(kept, rows, strict=True):
        for begin, end, kind in names_in(tags):
            sure = probabilities[np.arange(start + begin, start + end), tags[begin:end]].min()
            found.append((start + begin, start + end, kind, float(sure)))
    return sorted(found)
