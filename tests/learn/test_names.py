"""Training of the model of names: its data, and its figures on the open data where they lie beside the checkout."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from random import Random

import numpy as np
import pytest

from pipeline.errors import GoldError
from pipeline.learn.name_data import Labelled, Sentence, collect_names, read_sentences, split_at_marks, vary
from pipeline.segment.name_model import load_names

OPEN = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "ner"
needs_data = pytest.mark.skipif(not OPEN.is_dir(), reason="the open data is not beside the checkout")
needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed (extra `train`)")

SPOKEN = [
    Sentence("澜川科技董事长周启明说", (Labelled(0, 4, "ORG"), Labelled(7, 10, "PERSON"))),
    Sentence("云州房价下跌", (Labelled(0, 2, "LOC"),)),
    Sentence("成交量也下跌", ()),
]
WRITTEN = [Sentence("他生于云州，后去澜川科技。", (Labelled(3, 5, "LOC"), Labelled(8, 12, "ORG")))]


def test_varied_names_stay_where_they_are_said_to_be() -> None:
    names = collect_names([*SPOKEN, *WRITTEN])
    assert vary(SPOKEN, WRITTEN, names, Random(4)) == vary(SPOKEN, WRITTEN, names, Random(4))
    for seed in range(30):
        for sentence in vary(SPOKEN, WRITTEN, names, Random(seed)):
            assert sentence.text
            assert all(0 <= n.start < n.end <= len(sentence.text) for n in sentence.names)
            assert list(sentence.names) == sorted(sentence.names)


def test_clauses_keep_their_names() -> None:
    clauses = split_at_marks(WRITTEN[0])
    assert [c.text for c in clauses] == ["他生于云州", "后去澜川科技"]
    assert [c.text[n.start : n.end] for c in clauses for n in c.names] == ["云州", "澜川科技"]


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "云州"}\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"a\.jsonl:1"):
        read_sentences(tmp_path / "a.jsonl")


@needs_data
@pytest.mark.parametrize(("name", "floor"), [("aishell_test", 79.0), ("uner_test", 70.0)])
def test_figures_on_the_open_data_hold(name: str, floor: float) -> None:
    names = pytest.importorskip("pipeline.learn.names")
    model = load_names()
    assert names.score(model, read_sentences(OPEN / f"{name}.jsonl"), model.least)["f"] >= floor


@needs_torch
def test_what_is_written_reads_as_what_was_learned() -> None:
    from pipeline.learn.name_network import to_examples
    from pipeline.learn.name_student import build_student, line_up, units
    from pipeline.learn.names import Material, to_arrays
    from pipeline.segment.name_model import open_model, tag_scores

    known = load_names()
    characters = np.array(sorted({ord(c) for s in SPOKEN for c in s.text}), dtype=np.uint64)
    vectors = np.random.default_rng(1).standard_normal((len(characters), 64)).astype(np.float32)
    with np.load(_weights()) as arrays:
        words = {k: arrays[k] for k in arrays.files if k.startswith("word_")}
    material = Material(SPOKEN, WRITTEN, collect_names(SPOKEN), words, known.words, characters, vectors)
    net = build_student(vectors, 16, 3)
    examples = to_examples(SPOKEN, characters, known.words)
    model = open_model(to_arrays(net, material, examples), 0.5)
    learned = net["tags"](units(net, line_up(examples))[-1]).detach().numpy()
    scores, spans = tag_scores(model, [s.text for s in SPOKEN])
    assert np.allclose(np.concatenate([scores[start:end] for start, end in spans]), learned, atol=0.05)


def _weights() -> Path:
    from pipeline.segment.name_model import MODELS

    return MODELS / "names" / "weights.npz"
