"""Trains the model of names from the open data: several teachers, then one student that learns from their judgement."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.learn import name_student
from pipeline.learn.name_data import TYPES, Names, Sentence, collect_names, read_sentences, vary
from pipeline.learn.name_network import Example, build, judge, learn, to_examples
from pipeline.learn.name_student import build_student, student_loss
from pipeline.learn.name_words import character_vectors, model_words
from pipeline.segment.name_model import NameModel, find_in_pieces, open_model
from pipeline.segment.name_signals import WordTable, compile_words, open_words
from pipeline.segment.name_tags import Found

SPOKEN = ("aishell_train", "aishell_dev")
WRITTEN = ("uner_train", "uner_dev")
TESTS = ("aishell_test", "uner_test")
MEASURED = 3_000  # sentences that tell how far the units of the student reach
Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How much is trained: `pool` rounds of varied data are judged by the teachers, the student reads them in turn."""

    teachers: int = 3
    teacher_size: int = 128
    teacher_rounds: int = 7
    student_size: int = 96
    student_rounds: int = 15
    pool: int = 5
    rate: float = 2e-3
    teacher_drop: float = 0.35
    student_drop: float = 0.1
    least: float = 0.5


@dataclass(frozen=True, slots=True)
class Material:
    """The training data with what is read out of it and of the dictionaries."""

    spoken: Sequence[Sentence]
    written: Sequence[Sentence]
    names: Names
    words: Arrays
    table: WordTable
    characters: npt.NDArray[np.uint64]
    vectors: npt.NDArray[np.float32]

    def round(self, random: Random) -> list[Example]:
        """One round of varied examples."""
        return to_examples(vary(self.spoken, self.written, self.names, random), self.characters, self.table)


def gather(spoken: Sequence[Sentence], written: Sequence[Sentence]) -> Material:
    """Everything a network needs before it is trained."""
    sentences = [*spoken, *written]
    words = compile_words(model_words())
    seen = frozenset(c for s in sentences for c in s.text)
    known, told = character_vectors(seen)
    every = sorted({*known, *seen})
    row = {c: i for i, c in enumerate(known)}
    nothing = np.zeros(told.shape[1], dtype=np.float32)
    vectors = np.stack([told[row[c]] if c in row else nothing for c in every])
    codes = np.array([ord(c) for c in every], dtype=np.uint64)
    return Material(spoken, written, collect_names(sentences), words, open_words(words), codes, vectors)


def train(material: Material, recipe: Recipe) -> Arrays:
    """The student, as it is shipped."""
    teachers = [_teacher(material, recipe, seed) for seed in range(recipe.teachers)]
    pool = [_judged(teachers, material.round(Random(1000 + k))) for k in range(recipe.pool)]
    student = build_student(material.vectors, recipe.student_size, 100)
    rounds = (pool[k % len(pool)] for k in range(recipe.student_rounds))
    student = learn(
        student, rounds, recipe.student_rounds, rate=recipe.rate, drop=recipe.student_drop, seed=100, loss=student_loss
    )
    return to_arrays(student, material, pool[0][:MEASURED])


def _teacher(material: Material, recipe: Recipe, seed: int) -> Any:
    random = Random(seed)
    rounds = (material.round(random) for _ in range(recipe.teacher_rounds))
    net = build(material.vectors, recipe.teacher_size, seed)
    return learn(net, rounds, recipe.teacher_rounds, rate=recipe.rate, drop=recipe.teacher_drop, seed=seed)


def _judged(teachers: Sequence[Any], examples: Sequence[Example]) -> list[Example]:
    if not teachers:
        return list(examples)
    soft = judge(teachers, examples)
    return [Example(e.rows, e.left, e.right, e.bits, e.tags, s) for e, s in zip(examples, soft, strict=True)]


def to_arrays(net: Any, material: Material, examples: Sequence[Example]) -> Arrays:
    """The arrays of `weights.npz`: what the network learned, the dictionary and the characters."""
    return {
        **name_student.to_arrays(net, examples),
        "characters": material.characters.astype(np.uint32),
        **material.words,
    }


def find(model: NameModel, sentences: Sequence[Sentence]) -> Iterator[list[Found]]:
    """What the model finds in each sentence, as it is read alone."""
    for since in range(0, len(sentences), 200):
        yield from find_in_pieces(model, [s.text for s in sentences[since : since + 200]])


def score(model: NameModel, sentences: Sequence[Sentence], least: float) -> dict[str, Any]:
    """Precision, recall and F in per cent, exact spans and types, of all names and by type, and F by type alone."""
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for sentence, found in zip(sentences, find(model, sentences), strict=True):
        names = {(s, e, k) for s, e, k, sure in found if sure >= least}
        wanted = {tuple(n) for n in sentence.names}
        given.update(k for _, _, k in names)
        gold.update(n.type for n in sentence.names)
        right.update(k for _, _, k in names & wanted)
    figures = _figures(right.total(), given.total(), gold.total())
    return {**figures, "types": {k: _figures(right[k], given[k], gold[k]) for k in TYPES}}


def _figures(right: int, given: int, gold: int) -> dict[str, float]:
    return {
        "precision": round(100 * right / max(1, given), 1),
        "recall": round(100 * right / max(1, gold), 1),
        "f": round(200 * right / max(1, given + gold), 1),
    }


def digest_of(paths: Iterable[Path]) -> str:
    """A digest of the training files, by name and content."""
    digest = hashlib.blake2b(digest_size=16)
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_model(arrays: Arrays, config: Mapping[str, Any], metrics: Mapping[str, Any], folder: Path) -> None:
    """Raw arrays, settings and figures of the model."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "weights.npz", **arrays)  # type: ignore[arg-type]
    (folder / "config.json").write_text(_json(config), encoding="utf-8")
    (folder / "metrics.json").write_text(_json(metrics), encoding="utf-8")


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def train_names(data: Path, models: Path, recipe: Recipe | None = None) -> Mapping[str, Any]:
    """Trains on the open data in a folder (`aishell_train.jsonl` ...), writes `models/names`, returns its figures."""
    told = recipe or Recipe()
    parts = {name: read_sentences(data / f"{name}.jsonl") for name in (*SPOKEN, *WRITTEN, *TESTS)}
    spoken = [s for name in SPOKEN for s in parts[name]]
    written = [s for name in WRITTEN for s in parts[name]]
    material = gather(spoken, written)
    arrays = train(material, told)
    model = open_model(arrays, told.least)
    metrics = {
        name: {"best": score(model, parts[name], 0.0), "bar": score(model, parts[name], told.least)} for name in TESTS
    }
    config = {
        "data": digest_of(data / f"{name}.jsonl" for name in (*SPOKEN, *WRITTEN)),
        "hidden": told.student_size,
        "least": told.least,
        "recipe": {name: getattr(told, name) for name in Recipe.__dataclass_fields__},
    }
    write_model(arrays, config, metrics, models / "names")
    return metrics
