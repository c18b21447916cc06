"""From a store to the files of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.config import Config
from pipeline.stages.summary import settings
from pipeline.store.view import View

if TYPE_CHECKING:
    from pipeline.report.model import ArticleCard, Report


def cards(view: View) -> Iterator[ArticleCard]:
    """The articles as the report wants them."""
    from pipeline.report.model import ArticleCard

    lineages = view.lineages()
    for article in view.articles():
        yield ArticleCard(
            id=article.id,
            outlet=article.outlet,
            published=article.published,
            title=article.raw_title,
            url=article.url,
            script=article.script,
            lineage=lineages.get(article.id, 0),
            author=article.author,
            raw=article.raw,
            text=article.text,
        )


def to_report(view: View, config: Config, mark: str) -> Report:
    """The report of what the store holds."""
    from pipeline.report.model import RunInfo, build_report

    rejects = list(view.rejects())
    info = RunInfo(
        version=__version__,
        fingerprint=mark,
        articles=view.count("articles"),
        claims=view.count("claims"),
        facts=view.count("facts"),
        rejected=len(rejects),
        config=settings(config),
    )
    facts, checks = list(view.facts()), list(view.checks())
    return build_report(facts, checks, cards(view), rejects, info, lang=config.lang, sure=config.sure)


def _whole(path: Path, write: Callable[[Path], None]) -> Path:
    """Writes beside the path first: a file appears only when whole."""
    part = path.with_name(f".{path.name}.part")
    write(part)
    part.replace(path)
    return path


def _write_claims(view: View, path: Path) -> None:
    import pyarrow.parquet as pq

    batches = view.claims_batches()
    first = next(batches)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for batch in batches:
            writer.write_table(batch)


def write_all(view: View, out: Path, config: Config, mark: str) -> tuple[Path, ...]:
    """Every format of the report and claims.parquet; returns the files."""
    from pipeline.report.formats import write_report

    files = write_report(to_report(view, config, mark), out)
    return (*files, _whole(out / "claims.parquet", lambda path: _write_claims(view, path)))


def write_json(path: Path, value: dict[str, Any]) -> Path:
    """One JSON document with an end of line."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return _whole(path, lambda part: _write_text(part, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
