"""The networks that teach names, in torch, which is asked for here alone: embeddings, word bits, one BiLSTM, tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import ConfigError
from pipeline.learn.name_data import Sentence
from pipeline.records import Span
from pipeline.segment.name_signals import PAIRS, WIDTH, WordTable, read_signals, to_codes
from pipeline.segment.name_tags import TAGS, rows_of

PAIR_SIZE = 32
BATCH = 1100  # characters a step
PATIENCE = 0.99  # of the moving average of the weights, which is the model
IGNORED = -100
Floats = npt.NDArray[np.float32]


def torch() -> Any:
    """The torch module, on one thread and with fixed seeds left to the caller; ConfigError where it is missing."""
    try:
        module = import_module("torch")
    except ModuleNotFoundError as error:
        raise ConfigError("training names needs torch; install heshu with its extra `train`") from error
    module.set_num_threads(1)
    return module


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as the network takes it; `tags` where it is labelled, `soft` where other models have judged it."""

    rows: npt.NDArray[np.int32]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    bits: npt.NDArray[np.uint8]
    tags: npt.NDArray[np.int64]
    soft: Floats | None = None


def tags_of(sentence: Sentence) -> npt.NDArray[np.int64]:
    """The tag of each character."""
    tags = np.zeros(len(sentence.text), dtype=np.int64)
    for start, end, kind in sentence.names:
        if end - start == 1:
            tags[start] = TAGS.index(f"S-{kind}")
            continue
        tags[start : end - 1] = TAGS.index(f"I-{kind}")
        tags[start], tags[end - 1] = TAGS.index(f"B-{kind}"), TAGS.index(f"E-{kind}")
    return tags


def to_examples(sentences: Sequence[Sentence], characters: npt.NDArray[np.uint64], words: WordTable) -> list[Example]:
    """Sentences as arrays."""
    found = []
    for since in range(0, len(sentences), 2000):
        group = sentences[since : since + 2000]
        pieces, at = [], 0
        for sentence in group:
            pieces.append(Span(at, at + len(sentence.text)))
            at += len(sentence.text) + 1
        codes = to_codes("\n".join(s.text for s in group))
        signals = read_signals(codes, pieces, words)
        rows = rows_of(codes, characters)
        for (start, end), sentence in zip(pieces, group, strict=True):
            cut = slice(start, end)
            arrays = rows[cut], signals.left[cut], signals.right[cut], signals.bits[cut]
            found.append(Example(*arrays, tags_of(sentence)))
    return found


def build(vectors: Floats, hidden: int, seed: int) -> Any:
    """A network with fresh weights; `vectors` begin the embedding of characters, row 0 is for unknown ones."""
    t = torch()
    t.manual_seed(seed)
    size = vectors.shape[1]
    net = t.nn.ModuleDict(
        {
            "characters": t.nn.Embedding(len(vectors) + 1, size),
            "pairs": t.nn.Embedding(PAIRS, PAIR_SIZE),
            "inner": t.nn.Linear(size + 2 * PAIR_SIZE + WIDTH, hidden),
            "norm": t.nn.LayerNorm(hidden),
            "lstm": t.nn.LSTM(hidden, hidden, batch_first=True, bidirectional=True),
            "tags": t.nn.Linear(2 * hidden, len(TAGS)),
        }
    )
    with t.no_grad():
        net["characters"].weight.copy_(t.from_numpy(np.vstack([np.zeros((1, size)), vectors * 0.3])))
        net["pairs"].weight.normal_(0, 0.05)
    return net


def batches(examples: Sequence[Example], random: Random, most: int = BATCH) -> list[list[Example]]:
    """Examples of like lengths together, the groups in random order."""
    order = sorted(examples, key=lambda e: len(e.rows) + random.random() * 4)
    found: list[list[Example]] = [[]]
    size = 0
    for example in order:
        if size > most:
            found.append([])
            size = 0
        found[-1].append(example)
        size += len(example.rows)
    random.shuffle(found)
    return found


def pad(group: Sequence[Example]) -> dict[str, Any]:
    """One batch as tensors."""
    t = torch()
    shape = len(group), max(len(e.rows) for e in group)
    rows, left, right = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    bits = np.zeros((*shape, WIDTH), dtype=np.float32)
    tags = np.full(shape, IGNORED, dtype=np.int64)
    for i, e in enumerate(group):
        size = len(e.rows)
        rows[i, :size], left[i, :size], right[i, :size] = e.rows, e.left, e.right
        bits[i, :size], tags[i, :size] = e.bits, e.tags
    arrays = {"rows": rows, "left": left, "right": right, "bits": bits, "tags": tags}
    tensors: dict[str, Any] = {name: t.from_numpy(array) for name, array in arrays.items()}
    return {**tensors, "lengths": t.tensor([len(e.rows) for e in group])}


def forward(net: Any, batch: Mapping[str, Any], drop: float = 0.0) -> Any:
    """Scores of tags, with dropout while learning."""
    t = torch()
    f = t.nn.functional
    learning = drop > 0
    bits = batch["bits"]
    if learning:
        bits = bits * (t.rand(*bits.shape[:2], 1) > 0.05) * (t.rand(bits.shape[0], 1, 1) > 0.05)
    pairs = [f.dropout(net["pairs"](batch[side]), 0.3, learning) for side in ("left", "right")]
    inputs = f.dropout(t.cat([net["characters"](batch["rows"]), *pairs, bits], -1), drop, learning)
    inner = f.dropout(t.relu(net["norm"](net["inner"](inputs))), drop, learning)
    packed = t.nn.utils.rnn.pack_padded_sequence(inner, batch["lengths"], batch_first=True, enforce_sorted=False)
    outer, _ = t.nn.utils.rnn.pad_packed_sequence(net["lstm"](packed)[0], batch_first=True)
    return net["tags"](f.dropout(outer, drop, learning))


def loss(net: Any, group: Sequence[Example], drop: float) -> Any:
    """How far the network is from the labels."""
    batch = pad(group)
    known = batch["tags"] != IGNORED
    return torch().nn.functional.cross_entropy(forward(net, batch, drop)[known], batch["tags"][known])


def learn(
    net: Any,
    rounds: Iterable[Sequence[Example]],
    count: int,
    *,
    rate: float,
    drop: float,
    seed: int,
    loss: Callable[[Any, Sequence[Example], float], Any] = loss,
) -> Any:
    """The moving average of the weights after `count` rounds."""
    t = torch()
    random = Random(seed)
    step = t.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-4)
    average: dict[str, Any] = {}
    for number, examples in enumerate(rounds):
        groups = batches(examples, random)
        for k, group in enumerate(groups):
            done = (number + k / len(groups)) / count
            for parameters in step.param_groups:
                parameters["lr"] = rate * min(1.0, done * 20) * (1 - done) + 1e-5
            far = loss(net, group, drop)
            step.zero_grad()
            far.backward()
            t.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            step.step()
            _average(average, net)
    net.load_state_dict(average)
    return net


def _average(average: dict[str, Any], net: Any) -> None:
    with torch().no_grad():
        for name, value in net.state_dict().items():
            if name in average and value.is_floating_point():
                average[name].lerp_(value, 1 - PATIENCE)
            else:
                average[name] = value.clone()


def judge(nets: Sequence[Any], examples: Sequence[Example]) -> list[Floats]:
    """The mean of the networks' probabilities of each tag, for each example."""
    t = torch()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].rows))
    found: list[Floats] = [np.zeros((0, 0), dtype=np.float32)] * len(examples)
    with t.no_grad():
        for some in _runs(order, 64):
            batch = pad([examples[i] for i in some])
            mean = sum(t.softmax(forward(net, batch), -1) for net in nets) / len(nets)
            for row, i in zip(mean.numpy(), some, strict=True):
                found[i] = row[: len(examples[i].rows)].astype(np.float32)
    return found


def _runs(order: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (order[i : i + size] for i in range(0, len(order), size))
