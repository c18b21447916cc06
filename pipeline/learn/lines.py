"""Trains the model of page lines: which of the lines that the rules leave in doubt are of the article."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from pipeline.errors import GoldError
from pipeline.ingest.furniture import look
from pipeline.ingest.line_model import LineModel, in_doubt, page_features, second_look
from pipeline.lexicon.tables import read_rows

STRENGTH = 0.3  # of the fit against the pull of all weights to nothing
WRONG = 3.0  # what a line counts that the rules have wrong
FOLDS = 4
SELDOM = 300  # of so many lines of furniture one may come back
DIGITS = 4
FIRST = "# page"
Part = Literal["train", "test"]


@dataclass(frozen=True, slots=True)
class Form:
    """A portal's form of page: its file, whose it is, the script, and whether the model may learn from it."""

    form: str
    portal: str
    script: str
    split: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: what it is (`body`, `title`, `byline`, `nav`, `related` …) and its text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """One line as the model sees it; `kept` is the rules' verdict, `doubt` whether it may be mended."""

    form: str
    features: Mapping[str, float]
    body: bool
    kept: bool
    doubt: bool


def read_forms(folder: Path) -> tuple[Form, ...]:
    """The forms of `forms.tsv`."""
    return read_rows(folder / "forms.tsv", Form)


def read_pages(path: Path) -> Iterator[tuple[PageLine, ...]]:
    """The pages of one form; raises GoldError for a line without its kind."""
    page: list[PageLine] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith(FIRST):
            yield from (tuple(page),) if page else ()
            page = []
            continue
        kind, tab, text = line.partition("\t")
        if not tab or not text.strip():
            raise GoldError(
                f"{path.name}:{number}: {line[:60]!r} is no kind, tab and text; write e.g. nav\\t首页 > 正文"
            )
        page.append(PageLine(kind, text))
    yield from (tuple(page),) if page else ()


def examples_of(form: str, page: Sequence[PageLine]) -> Iterator[Example]:
    """The lines of a page with the rules' verdict on each, as they stand first and with the article round them whole.

    The second is what a line sees when its neighbours have come back.
    """
    seen = look("\n".join(line.text for line in page))
    ruled = {line.span.start for line in seen.kept}
    whole = ruled | {line.span.start for line, told in zip(seen.lines, page, strict=True) if told.kind == "body"}
    for starts in (ruled, whole):
        rows = page_features(seen.lines, starts)
        for i, (line, features, told) in enumerate(zip(seen.lines, rows, page, strict=True)):
            kept, body = line.span.start in ruled, told.kind == "body"
            doubt = seen.is_page and in_doubt(line, kept, seen.start <= i < seen.end)
            if not kept:
                features = {name: value for name, value in features.items() if name != "kept"} | {"cut": 1.0}
            yield Example(form, features, body, kept, doubt)


def fit(examples: Sequence[Example]) -> LineModel:
    """A logistic regression over the lines, without bars; weights are rounded, so that a rerun gives the same bytes."""
    from sklearn.linear_model import LogisticRegression

    names = sorted({name for one in examples for name in one.features})
    column = {name: k for k, name in enumerate(names)}
    table: npt.NDArray[np.float64] = np.zeros((len(examples), len(names)))
    for i, one in enumerate(examples):
        for name, value in one.features.items():
            table[i, column[name]] = value
    target = np.array([one.body for one in examples])
    weigh = np.array([WRONG if one.doubt and one.kept != one.body else 1.0 for one in examples])
    found = LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-8).fit(table, target, sample_weight=weigh)
    weights = {name: round(float(w), DIGITS) for name, w in zip(names, found.coef_[0], strict=True)}
    return LineModel({k: w for k, w in weights.items() if w}, round(float(found.intercept_[0]), DIGITS), 0.0, 1.0)


def chances(examples: Sequence[Example]) -> list[float]:
    """The chance of each line by a model that has not seen its form."""
    forms = sorted({one.form for one in examples})
    found = [0.0] * len(examples)
    for fold in range(FOLDS):
        away = set(forms[fold::FOLDS])
        model = fit([one for one in examples if one.form not in away])
        for i, one in enumerate(examples):
            if one.form in away:
                found[i] = model.chance(one.features)
    return found


def bars(examples: Sequence[Example], found: Sequence[float]) -> tuple[float, float]:
    """Bars that, on forms not seen, drop no line of an article and hardly bring back furniture, a quarter to spare."""
    told = [(one, chance) for one, chance in zip(examples, found, strict=True) if one.doubt]
    body = [chance for one, chance in told if one.kept and one.body]
    cut = sorted((chance for one, chance in told if not one.kept and not one.body), reverse=True)
    most = cut[len(cut) // SELDOM] if cut else 1.0
    return math.floor(75 * min(body, default=0.0)) / 100, math.ceil(75 * most + 25) / 100


def count(pages: Iterable[Sequence[PageLine]], model: LineModel | None) -> dict[str, int]:
    """Lines of articles and of furniture, and how many of each have the wrong side; by the rules where no model is."""
    found: Counter[str] = Counter()
    for page in pages:
        seen = look("\n".join(line.text for line in page))
        kept = (
            second_look(seen.lines, seen.kept, (seen.start, seen.end), model)
            if model is not None and seen.is_page
            else seen.kept
        )
        starts = {line.span.start for line in kept}
        for line, told in zip(seen.lines, page, strict=True):
            body, keeps = told.kind == "body", line.span.start in starts
            found["body" if body else "furniture"] += 1
            found["body_lost"] += body and not keeps
            found["furniture_left"] += keeps and not body
    return {name: found[name] for name in ("body", "body_lost", "furniture", "furniture_left")}


def train_model_of_lines(folder: Path) -> tuple[LineModel, dict[str, Any]]:
    """The model and its scores on the forms of each part, rules alone beside it."""
    forms = read_forms(folder)
    pages = {form.form: list(read_pages(folder / f"{form.form}.tsv")) for form in forms}
    learned = [
        one
        for form in forms
        if form.split == "train"
        for page in pages[form.form]
        for one in examples_of(form.form, page)
    ]
    plain = fit(learned)
    drop, restore = bars(learned, chances(learned))
    model = LineModel(plain.weights, plain.bias, drop, restore)
    metrics: dict[str, Any] = {}
    for part in get_args(Part):
        those = [page for form in forms if form.split == part for page in pages[form.form]]
        metrics[part] = {
            "forms": sum(form.split == part for form in forms),
            "rules": count(those, None),
            "rules_and_model": count(those, model),
        }
    return model, metrics


def write_line_model(model: LineModel, metrics: Mapping[str, Any], corpus: str, folder: Path) -> None:
    """Weights and metrics as readable JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {"corpus": corpus, "bias": model.bias, "drop": model.drop, "restore": model.restore}
    _write(folder / "weights.json", weights | {"weights": dict(model.weights)})
    _write(folder / "metrics.json", metrics)


def _write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
