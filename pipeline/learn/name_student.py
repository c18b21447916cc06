"""The network that is shipped: windows over neighbouring characters, learned in torch, laid down in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from pipeline.learn.name_network import PAIR_SIZE, Example, torch
from pipeline.segment.name_model import MOST
from pipeline.segment.name_signals import PAIRS, WIDTH
from pipeline.segment.name_tags import TAGS

DISTANCES = (1, 2, 3, 5)  # of the neighbours that each layer sees
FINE, COARSE = 1023, 127  # steps of a weight: sums of products stay below 2**24
PEAK = 0.9999  # share of the units whose values the steps of a layer must hold
Arrays: TypeAlias = dict[str, npt.NDArray[Any]]
Floats = npt.NDArray[np.float32]


def build_student(vectors: Floats, hidden: int, seed: int) -> Any:
    """A network with fresh weights; `vectors` begin the embedding of characters, row 0 is for unknown ones."""
    t = torch()
    t.manual_seed(seed)
    size = vectors.shape[1]
    inner, norms = t.nn.Linear(size + 2 * PAIR_SIZE + WIDTH, hidden, bias=False), len(DISTANCES) + 1
    net = t.nn.ModuleDict(
        {
            "characters": t.nn.Embedding(len(vectors) + 1, size),
            "pairs": t.nn.Embedding(PAIRS, PAIR_SIZE),
            "layers": t.nn.ModuleList([inner, *(t.nn.Linear(3 * hidden, hidden, bias=False) for _ in DISTANCES)]),
            "norms": t.nn.ModuleList([t.nn.BatchNorm1d(hidden) for _ in range(norms)]),
            "tags": t.nn.Linear(hidden, len(TAGS)),
        }
    )
    with t.no_grad():
        net["characters"].weight.copy_(t.from_numpy(np.vstack([np.zeros((1, size)), vectors * 0.3])))
        net["pairs"].weight.normal_(0, 0.05)
    return net


def line_up(group: Sequence[Example]) -> dict[str, Any]:
    """One batch as tensors over all its characters; `at` is where each stands among empty places between sentences."""
    t = torch()
    gap = max(DISTANCES)
    sizes = np.array([len(e.rows) for e in group])
    number = np.repeat(np.arange(len(group)), sizes)
    at = np.arange(len(number)) + gap * (number + 1)
    parts = {name: np.concatenate([getattr(e, name) for e in group]) for name in ("rows", "left", "right", "tags")}
    tensors: dict[str, Any] = {name: t.from_numpy(part.astype(np.int64)) for name, part in parts.items()}
    if group[0].soft is not None:
        tensors["soft"] = t.from_numpy(np.concatenate([e.soft for e in group if e.soft is not None]))
    bits = t.from_numpy(np.concatenate([e.bits for e in group]).astype(np.float32))
    numbered = {"at": t.from_numpy(at), "number": t.from_numpy(number)}
    return {**tensors, **numbered, "bits": bits, "places": int(at[-1]) + gap + 1}


def units(net: Any, batch: Mapping[str, Any], drop: float = 0.0) -> list[Any]:
    """The values of each layer's units; those of a layer above the first hold what lies below."""
    t = torch()
    f = t.nn.functional
    learning, bits, at = drop > 0, batch["bits"], batch["at"]
    if learning:
        sentences = int(batch["number"][-1]) + 1
        bits = bits * (t.rand(len(bits), 1) > 0.05) * (t.rand(sentences, 1) > 0.05)[batch["number"]]
    pairs = [f.dropout(net["pairs"](batch[side]), 0.3, learning) for side in ("left", "right")]
    inputs = f.dropout(t.cat([net["characters"](batch["rows"]), *pairs, bits], 1), drop, learning)
    found = [f.relu(net["norms"][0](net["layers"][0](inputs)))]
    for k, distance in enumerate(DISTANCES, 1):
        below = f.dropout(found[-1], drop, learning)
        places = below.new_zeros(batch["places"], below.shape[1]).index_copy(0, at, below)
        window = t.cat([places[at - distance], below, places[at + distance]], 1)
        found.append(below + f.relu(net["norms"][k](net["layers"][k](window))))
    return found


def student_loss(net: Any, group: Sequence[Example], drop: float) -> Any:
    """How far the network is from the labels and, where teachers have judged, from their judgement."""
    f = torch().nn.functional
    batch = line_up(group)
    scores = net["tags"](f.dropout(units(net, batch, drop)[-1], drop, drop > 0))
    loss = f.cross_entropy(scores, batch["tags"])
    return 0.25 * loss + 0.75 * f.cross_entropy(scores, batch["soft"]) if "soft" in batch else loss


def to_arrays(net: Any, examples: Sequence[Example]) -> Arrays:
    """The network as whole numbers with their scales; `examples` tell how far its units reach."""
    net.eval()
    state = {name: value.numpy() for name, value in net.state_dict().items()}
    peaks = _peaks(net, examples)
    size, width = state["characters.weight"].shape[1], PAIR_SIZE
    inner, bias = _folded(state, 0)
    inner, bias = inner / peaks[0], bias / peaks[0]
    characters = state["characters.weight"] @ inner[:size]
    bit_scale = _scale(np.vstack([characters, inner[size + 2 * width :]]), FINE)
    pairs_scale = _scale(state["pairs.weight"], COARSE)
    paired = inner[size : size + 2 * width] * np.tile(pairs_scale, 2)[:, None]
    pair_scale, tag_scale = _scale(paired, FINE), _scale(state["tags.weight"].T, COARSE)
    return {
        "vectors": np.rint(characters / bit_scale).astype(np.int16),
        "bits": np.rint(inner[size + 2 * width :] / bit_scale).astype(np.int16),
        "bit_scale": bit_scale,
        "pairs": np.rint(state["pairs.weight"] / pairs_scale).astype(np.int8),
        "pair_weights": np.rint(paired / pair_scale).astype(np.int16),
        "pair_scale": pair_scale,
        "bias": bias,
        **_layers(state, peaks),
        "tags": np.rint(state["tags.weight"].T / tag_scale).astype(np.int8),
        "tag_scale": tag_scale * peaks[-1],
        "tag_bias": state["tags.bias"],
    }


def _layers(state: Arrays, peaks: Floats) -> Arrays:
    """The layers above the first, stacked."""
    told: dict[str, list[Any]] = {"weights": [], "scale": [], "layer_bias": []}
    for k in range(1, len(peaks)):
        weights, bias = _folded(state, k)
        scale = _scale(weights, COARSE)
        told["weights"].append(np.rint(weights / scale).astype(np.int8))
        told["scale"].append(scale * peaks[k - 1] / peaks[k])
        told["layer_bias"].append(bias / peaks[k])
    return {
        **{name: np.stack(parts) for name, parts in told.items()},
        "keep": (peaks[:-1] / peaks[1:]).astype(np.float32),
        "distances": np.array(DISTANCES, dtype=np.int8),
    }


def _folded(state: Arrays, k: int) -> tuple[Floats, Floats]:
    """The weights of a layer, [inputs, hidden], and its bias, with the norm behind it worked in."""
    norm = f"norms.{k}"
    spread: Floats = np.sqrt(state[f"{norm}.running_var"] + 1e-5).astype(np.float32)
    gain = state[f"{norm}.weight"] / spread
    weights: Floats = (state[f"layers.{k}.weight"].T * gain).astype(np.float32)
    bias: Floats = (state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain).astype(np.float32)
    return weights, bias


def _scale(table: Floats, steps: int) -> Floats:
    """What one of `steps` steps is worth in each column."""
    widest: Floats = np.maximum(np.abs(table).max(0), 1e-6).astype(np.float32)
    return widest / np.float32(steps)


def _peaks(net: Any, examples: Sequence[Example]) -> Floats:
    """What one step of each layer's units is worth."""
    t = torch()
    with t.no_grad():
        layers = units(net, line_up(examples))
    return np.array([np.quantile(layer.numpy(), PEAK) for layer in layers], dtype=np.float32) / MOST
