"""The fingerprint: a digest of all that decides how an article is read. What it has not read is read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path

from pipeline.config import Config

_HERE = Path(__file__).resolve().parent.parent
_ROOMS = ("convert", "lexicon", "segment", "extract")
_FILES = ("records.py", "codec.py", "store/rows.py")
_LIBRARIES = ("jieba", "opencc-python-reimplemented", "lunar_python", "ahocorasick-rs")
_READ_NOT = {".pyc", ".md"}


def models_folder() -> Path:
    """Where the learned weights lie: inside an installed package, beside it in a checkout."""
    packed = _HERE / "_models"
    return packed if packed.is_dir() else _HERE.parent / "models"


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix not in _READ_NOT)


def fingerprint(config: Config) -> str:
    """Twenty hex digits over code, lexicon, models, versions of the libraries that read, and the settings for reading.

    >>> fingerprint(Config(region="TW")) == fingerprint(Config(region="TW", workers=4)) != fingerprint(Config())
    True
    """
    digest = hashlib.blake2b(digest_size=10)
    take = partial(_take, digest)
    for root, folder in [*((_HERE, _HERE / room) for room in _ROOMS), (models_folder(), models_folder())]:
        for path in _files(folder):
            take(path.relative_to(root).as_posix(), path.read_bytes())
    for name in _FILES:
        take(name, (_HERE / name).read_bytes())
    for name in _LIBRARIES:
        take(name, version(name).encode())
    for path in config.lexicon:
        take("lexicon", path.read_bytes() if path.is_file() else b"")
    take("region", config.region.encode())
    if config.ner:
        from pipeline.segment.spacy_names import pipeline_version

        take("ner", pipeline_version(config.ner).encode())
    return digest.hexdigest()


def findings_mark(config: Config) -> str:
    """Twenty hex digits over what decides, beside the articles' readings, what a cross-check finds.

    >>> findings_mark(Config(same_fact=0.5)) != findings_mark(Config()) == findings_mark(Config(workers=4))
    True
    """
    digest = hashlib.blake2b(digest_size=10)
    for path in (*_files(_HERE / "crosscheck"), *_files(_HERE / "lexicon"), _HERE / "stages" / "edits.py"):
        _take(digest, path.relative_to(_HERE).as_posix(), path.read_bytes())
    for path in _files(models_folder() / "align"):
        _take(digest, path.name, path.read_bytes())
    for name in ("lang", "same_fact", "copy_similarity"):
        _take(digest, name, str(getattr(config, name)).encode())
    return digest.hexdigest()


def _take(digest: hashlib.blake2b, name: str, content: bytes) -> None:
    digest.update(f"{name}\x1f{len(content)}\x1f".encode())
    digest.update(content)
