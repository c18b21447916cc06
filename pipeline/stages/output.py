"""From a store to the files of a run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.config import Config
from pipeline.records import Article, Judgement
from pipeline.stages.summary import settings
from pipeline.store.view import View

if TYPE_CHECKING:
    from pipeline.report.model import ArticleCard, Report

CLAIMS = "claims.parquet"
DERIVED = 500  # conflicts of a list that say in the report why their figures were taken for one fact


def to_card(article: Article, lineage: int) -> ArticleCard:
    """What the report says of an article."""
    from pipeline.report.model import ArticleCard

    return ArticleCard(
        id=article.id,
        outlet=article.outlet,
        published=article.published,
        title=article.raw_title,
        url=article.url,
        script=article.script,
        lineage=lineage,
        author=article.author,
        raw=article.raw,
        text=article.text,
    )


def cards(view: View) -> Iterator[ArticleCard]:
    """The articles as the report wants them."""
    lineages = view.lineages()
    return (to_card(article, lineages.get(article.id, 0)) for article in view.articles())


def to_report(view: View, config: Config, mark: str, judgements: Iterable[Judgement] | None = None) -> Report:
    """The report of what the store holds, with its judgements or those given instead."""
    from pipeline.crosscheck.derivation import derive
    from pipeline.report.build import all_lead_claims, build_report, with_derivations
    from pipeline.report.model import RunInfo

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
    said = view.judgements() if judgements is None else judgements
    report = build_report(
        facts, checks, cards(view), rejects, info, lang=config.lang, sure=config.sure, judgements=said
    )
    return with_derivations(report, derive(view, all_lead_claims(report, DERIVED)))


def _facts_of_claims(view: View) -> dict[str, tuple[str, str, int]]:
    """Fact, status and lineage of every claim that is in a fact."""
    return {
        claim.id: (fact.id, fact.status, lineage)
        for fact in view.facts()
        for claim, lineage in zip(fact.claims, fact.lineages, strict=True)
    }


def _write_claims(view: View, path: Path) -> None:
    """Every claim of the store, with the fact it is in where it is in one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    facts = _facts_of_claims(view)
    kinds = (("fact", pa.string()), ("status", pa.string()), ("lineage", pa.int64()))
    writer: pq.ParquetWriter | None = None
    for table in view.claim_tables():
        found = [facts.get(id_, (None, None, None)) for id_ in table.column("id").to_pylist()]
        for place, (name, kind) in enumerate(kinds):
            table = table.append_column(name, pa.array([row[place] for row in found], type=kind))
        if writer is None:
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def write_all(view: View, report: Report, out: Path) -> tuple[Path, ...]:
    """Every format of the report and claims.parquet; returns the files."""
    from pipeline.report.formats import whole, write_report

    files = write_report(report, out)
    return (*files, whole(out / CLAIMS, lambda path: _write_claims(view, path)))


def write_json(path: Path, value: dict[str, Any]) -> Path:
    """One JSON document with an end of line."""
    from pipeline.report.formats import whole

    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return whole(path, lambda part: _write_text(part, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
