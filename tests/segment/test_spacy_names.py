"""A spaCy pipeline in place of the shipped model, trained here on a handful of sentences."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.records import Span
from pipeline.segment.spacy_names import find_pipeline_names, open_pipeline, pipeline_version
from pipeline.stages import Reader

spacy = pytest.importorskip("spacy")

PEOPLE = ("樊柚", "芮晗", "钮苓", "谌驰", "阚菲", "郗澄")
PLACES = ("淞岚", "沔溪", "邛湖", "滏阳湾")
FRAMES = ("记者{0}在{1}说，产量增长3%。", "{0}昨日回到{1}。", "{1}的{0}称收入为5亿元。", "天气很好，没有人来。")
TEXT = "首行没有名字\n记者谌驰在邛湖说，产量增长3%。"


def _examples(nlp: spacy.Language) -> list[spacy.training.Example]:
    found = []
    for person in PEOPLE:
        for place in PLACES:
            for frame in FRAMES:
                text = frame.format(person, place)
                at = [(person, "PERSON"), (place, "GPE")] if person in text else []
                entities = [(text.index(name), text.index(name) + len(name), label) for name, label in at]
                found.append(spacy.training.Example.from_dict(nlp.make_doc(text), {"entities": entities}))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    spacy.util.fix_random_seed(4)
    nlp = spacy.blank("zh")
    nlp.add_pipe("ner")
    examples = _examples(nlp)
    Random(4).shuffle(examples)
    step = nlp.initialize(lambda: examples)
    for _ in range(4):
        for since in range(0, len(examples), 8):
            nlp.update(examples[since : since + 8], sgd=step, drop=0.1)
    path = tmp_path_factory.mktemp("ner") / "klein"
    nlp.meta["name"], nlp.meta["version"] = "klein", "1.2.3"
    nlp.to_disk(path)
    return str(path)


def test_its_entities_are_names_of_our_types(folder: str) -> None:
    assert [(n.entity, n.type, n.span) for n in find_pipeline_names(TEXT, folder)] == [
        ("谌驰", "PERSON", Span(9, 11)),
        ("邛湖", "GPE", Span(12, 14)),
    ]


def test_a_reader_takes_it_in_place_of_the_model(folder: str) -> None:
    found = Reader(Config(ner=folder)).read(TEXT).names
    assert ("邛湖", "GPE", ("pipeline",)) in {(n.entity, n.type, n.rules) for n in found}


def test_figures_still_have_their_owner(folder: str) -> None:
    claims = Reader(Config(ner=folder)).read("澜川科技称，收入增长3%。").claims
    assert [claim.subject.id for claim in claims] == ["澜川科技"]


def test_a_document_has_its_entities(folder: str) -> None:
    nlp = spacy.load(folder)
    assert [e.text for e in nlp("记者谌驰在邛湖说。").ents] == ["谌驰", "邛湖"]


def test_from_the_command_line(folder: str, tmp_path: Path) -> None:
    from pipeline.cli import app

    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "", "body": TEXT}) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["extract", str(tmp_path / "a.jsonl"), "--ner", folder, "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert "谌驰" in {n["entity"] for n in json.loads(done.stdout.splitlines()[0])["names"]}


def test_the_fingerprint_knows_it(folder: str) -> None:
    from pipeline.stages.fingerprint import fingerprint

    assert "1.2.3" in pipeline_version(folder)
    assert fingerprint(Config(ner=folder)) != fingerprint(Config())


def test_one_that_is_missing_is_said_in_one_line(tmp_path: Path) -> None:
    from pipeline.cli import app

    (tmp_path / "a.txt").write_text("营收3亿元", encoding="utf-8")
    done = CliRunner().invoke(app, ["extract", str(tmp_path / "a.txt"), "--ner", "zh_nothing_here"])
    assert done.exit_code == 2
    assert "zh_nothing_here" in done.stderr and "install it" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_one_without_names_is_refused(tmp_path: Path) -> None:
    spacy.blank("zh").to_disk(tmp_path / "leer")
    with pytest.raises(ConfigError, match="finds no names"):
        open_pipeline(str(tmp_path / "leer"))
