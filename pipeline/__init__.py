"""heshu (核数) reads Chinese news in bulk and finds where the figures disagree.

`Reader` reads one article, `run` a whole dump; both are loaded when they are asked for.

>>> from pipeline import Reader
>>> [claim.text for claim in Reader().read("阿里云称其模型下载量突破10亿次。").claims]
['突破10亿次']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError, GoldError, HeshuError, InputError, LexiconError, StoreError
from pipeline.records import Article, Check, Claim, Comparison, Fact, Mention, Origin, RawArticle, Reject, Span

if TYPE_CHECKING:
    from pipeline.config import Config, load_config
    from pipeline.stages import Reader, RunSummary, run

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Check",
    "Claim",
    "Comparison",
    "Config",
    "ConfigError",
    "Fact",
    "GoldError",
    "HeshuError",
    "InputError",
    "LexiconError",
    "Mention",
    "Origin",
    "RawArticle",
    "Reader",
    "Reject",
    "RunSummary",
    "Span",
    "StoreError",
    "__version__",
    "load_config",
    "run",
]

_HOMES = {
    "Config": "config",
    "Reader": "stages",
    "RunSummary": "stages",
    "load_config": "config",
    "run": "stages",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
