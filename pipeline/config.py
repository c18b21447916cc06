"""Config: every threshold and path a user may set, from TOML, frozen, unknown keys refused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError


class Config(BaseModel):
    """What a run may be told; everything has a default that suits a newsroom.

    >>> Config(region="TW").region
    'TW'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str = Field(
        default="CN", pattern="^[A-Z]{2}$", description="ISO 3166 region of articles whose outlet is unknown"
    )
    lang: Literal["zh", "en"] = Field(default="zh", description="language of reasons and of the report's interface")
    workers: int = Field(default=0, ge=0, le=256, description="processes for reading; 0 takes one a core")
    engine: Literal["local", "spark"] = Field(default="local", description="what a run is read and compared with")
    master: str = Field(default="local[*]", description="Spark master of engine spark: spark://HOST:PORT, yarn, ...")
    staging: str = Field(
        default="", description="folder that all machines of a Spark cluster can write; else one in the run's own"
    )
    lexicon: tuple[Path, ...] = Field(
        default=(), description="the user's own entity tables, in the form of entities.tsv"
    )
    ner: str = Field(
        default="",
        description="spaCy pipeline that finds names in place of the shipped model: an installed package or a folder",
    )
    fields: dict[str, str] = Field(default_factory=dict, description="record field names: body = 'content_html'")
    same_fact: float = Field(
        default=0.35, ge=0, le=1, description="least probability that two figures are about one fact"
    )
    sure: float = Field(default=0.5, ge=0, le=1, description="least confidence of a conflict in the main list")
    copy_similarity: float = Field(
        default=0.8, gt=0, le=1, description="Jaccard similarity from which two articles are copies"
    )
    max_article_chars: int = Field(default=2_000_000, ge=1, description="longer articles are rejected")


def load_config(path: Path | None, **overrides: object) -> Config:
    """The configuration of a TOML file with overrides on top; raises ConfigError naming file and key.

    >>> load_config(None, region="HK").region
    'HK'
    """
    data: dict[str, object] = {}
    if path is not None:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror}); name an existing TOML file") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: is not TOML ({error}); mend it there") from error
    data.update({k: v for k, v in overrides.items() if v is not None})
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path or 'options'}: {_explained(error)}") from error


def _explained(error: ValidationError) -> str:
    """The first thing that is wrong, what was found, and what stands there instead."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"there is no key {key!r}; keys are {', '.join(Config.model_fields)}"
    meaning = Config.model_fields[str(first["loc"][0])].description
    return f"{key}: {first['msg']} (found {first.get('input')!r}); it is the {meaning}"
