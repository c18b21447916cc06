"""The models that `heshu train` makes again, each from its data, the same bytes every time on one machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.config import Config
from pipeline.errors import ConfigError, GoldError
from pipeline.evaluate.gold import read_gold, read_judged, read_split
from pipeline.learn.align import digest_of, train, write_model
from pipeline.learn.claims import fold_choosers, train_chooser, write_chooser
from pipeline.learn.lines import train_model_of_lines, write_line_model
from pipeline.learn.names import train_names

JUDGEMENTS = "judgements.jsonl"


def train_align(corpus: Path, models: Path, config: Config) -> Mapping[str, Any]:
    """Trains the alignment model on `corpus/gold` and writes `models/align`; returns its metrics.

    Judgements from the review (`heshu serve --export`) count too where `corpus/judgements.jsonl` holds them.
    """
    folder, judged = corpus / "gold", corpus / JUDGEMENTS
    clusters = list(read_gold(folder))
    if not clusters:
        raise GoldError(f"{folder}: no gold clusters there; name the folder that holds `gold/`")
    files = list(folder.glob("[0-9]*.json"))
    if judged.is_file():
        clusters += read_judged(judged)
        files.append(judged)
    labelled = _seen(folder) if (folder / "split.json").is_file() else frozenset()
    deciders = fold_choosers(folder, [cluster for cluster in clusters if cluster.id in labelled], config)
    aligner, metrics = train(clusters, config, deciders=deciders)
    write_model(aligner, metrics, digest_of(files), models / "align")
    return metrics


def _seen(folder: Path) -> frozenset[str]:
    """The clusters that a model may learn from whose scores are told on the part test."""
    return frozenset((*read_split(folder, "train"), *read_split(folder, "dev")))


def claim_files(folder: Path) -> list[Path]:
    """The files that the model of claims is made from."""
    files = (folder / name for id_ in _seen(folder) for name in (f"{id_}.json", f"claims/{id_}.jsonl"))
    return [path for path in files if path.exists()]


def train_claims(corpus: Path, models: Path, config: Config) -> Mapping[str, Any]:
    """Trains the model of claims on the parts train and dev of `corpus/gold`, and writes `models/claims`."""
    folder = corpus / "gold"
    seen = _seen(folder)
    clusters = [cluster for cluster in read_gold(folder) if cluster.id in seen]
    if not clusters:
        raise GoldError(f"{folder}: no gold clusters there; name the folder that holds `gold/`")
    chooser, metrics = train_chooser(folder, clusters, config)
    write_chooser(chooser, metrics, digest_of(claim_files(folder)), models / "claims")
    return metrics


def train_open_names(corpus: Path, models: Path, _: Config) -> Mapping[str, Any]:
    """Trains the model of names on the open data, whose folder `corpus` is, and writes `models/names`."""
    return train_names(corpus, models)


def train_lines(corpus: Path, models: Path, _: Config) -> Mapping[str, Any]:
    """Trains the model of page lines on `corpus/pages` and writes `models/lines`."""
    folder = corpus / "pages"
    if not (folder / "forms.tsv").is_file():
        raise GoldError(f"{folder}: no forms.tsv there; name the folder that holds `pages/`")
    model, metrics = train_model_of_lines(folder)
    write_line_model(model, metrics, digest_of(folder.glob("*.tsv")), models / "lines")
    return metrics


Trainer = Callable[[Path, Path, Config], Mapping[str, Any]]
MODELS: Mapping[str, Trainer] = MappingProxyType(
    {"align": train_align, "claims": train_claims, "lines": train_lines, "names": train_open_names}
)


def train_model(name: str, corpus: Path, models: Path, config: Config) -> Mapping[str, Any]:
    """Trains one model by name; raises ConfigError for a name that is not there."""
    if name not in MODELS:
        raise ConfigError(f"no model is called {name!r}; choose from {', '.join(sorted(MODELS))}")
    return MODELS[name](corpus, models, config)
