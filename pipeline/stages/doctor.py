"""What works on this machine: versions, lexicon, models, encodings, the store, the engine."""

from __future__ import annotations

import codecs
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from pipeline.config import Config
from pipeline.errors import EngineError, HeshuError
from pipeline.stages.fingerprint import fingerprint, models_folder
from pipeline.stages.summary import versions

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "big5hkscs")


@dataclass(frozen=True, slots=True)
class Organ:
    """One thing that was looked at."""

    name: str
    works: bool
    detail: str


def _models() -> str:
    folder = models_folder()
    names = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    return ", ".join(names) or "none: rules and tables alone"


def _encodings() -> str:
    return ", ".join(codecs.lookup(name).name for name in ENCODINGS)


def _store() -> str:
    from pipeline.store.connect import open_store

    with open_store(None):
        return "a store in memory opens"


def _engine() -> str:
    from pipeline.engine.session import check_extra

    try:
        check_extra()
        spark = f"Spark {version('pyspark')}"
    except EngineError as error:
        spark = f"no Spark ({error})"
    return f"{os.cpu_count()} cores; processes start by {multiprocessing.get_all_start_methods()[-1]}; {spark}"


def _reads(config: Config) -> Callable[[], str]:
    def read() -> str:
        from pipeline.stages.reader import Reader

        reading = Reader(config).read("阿里云營收約30億元。")
        return f"one sentence in traditional script: {len(reading.mentions)} figure, {len(reading.names)} name"

    return read


def examine(config: Config) -> list[Organ]:
    """Everything that was looked at, in order; what does not work says why."""
    trials: dict[str, Callable[[], str]] = {
        "versions": lambda: ", ".join(f"{name} {number}" for name, number in versions().items()),
        "fingerprint": lambda: fingerprint(config),
        "models": _models,
        "encodings": _encodings,
        "store": _store,
        "engine": _engine,
        "reading": _reads(config),
    }
    return [_try(name, trial) for name, trial in trials.items()]


def _try(name: str, trial: Callable[[], str]) -> Organ:
    try:
        return Organ(name, True, trial())
    except (HeshuError, ImportError, LookupError, OSError) as error:
        return Organ(name, False, f"{type(error).__name__}: {error}")
