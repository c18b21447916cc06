"""The report as flat rows, for spreadsheets: column keys are for ever, their titles follow the language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.codec import mended
from pipeline.records import Reject
from pipeline.report.links import safe_url
from pipeline.report.model import CheckView, ClaimView, FactView, Report, SideView
from pipeline.report.passages import Passage, Piece, plain
from pipeline.report.phrases import Language, phrase

Cell = str | int | float | Decimal | Passage | None
Row = tuple[Cell, ...]

CLAIM_COLUMNS = (
    *("list", "id", "subject", "attribute", "scope", "kind", "severity", "confidence", "sources", "side"),
    *("value", "reading", "outlet", "published", "quote", "attribution", "as_of", "title", "url"),
    *("hedge", "stated", "low", "high", "unit", "currency", "script", "lineage", "article", "start", "end"),
    *("level", "why", "remedy"),
)
CONFLICT_COLUMNS = (
    *("list", "severity", "kind", "subject", "attribute", "scope", "sides", "why", "remedy"),
    *("confidence", "sources", "id"),
)
FACT_COLUMNS = ("status", "subject", "attribute", "scope", "sides", "why", "sources", "id")
CHECK_COLUMNS = ("verdict", "check", "formula", "quote", "outlet", "published", "title", "url", "why", "severity", "id")
REJECT_COLUMNS = ("path", "record", "stage", "reason", "note", "excerpt")
_FORMULA_SIGNS = "=+-@＝＋－＠"


def cell_text(text: str, limit: int = 32_000) -> str:
    """Text that may stand in a cell: half characters mended, control characters shown as U+FFFD, not too long.

    >>> cell_text("95个" + chr(0))
    '95个\\ufffd'
    """
    clean = "".join(ch if ch in "\n\t" or ord(ch) >= 32 else "\ufffd" for ch in mended(text[:limit]))
    return clean.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> guarded('=HYPERLINK("x")'), guarded("超9万个"), guarded("－5")
    ('\\'=HYPERLINK("x")', '超9万个', "'－5")
    """
    risky = text.lstrip()[:1] in tuple(_FORMULA_SIGNS) or text[:1] in ("\t", "\r", "\n")
    return "'" + text if risky else text


def plain_cell(cell: Cell) -> str | int | float | Decimal | None:
    """A cell without marks."""
    return plain(cell) if isinstance(cell, tuple) else cell


def _side_text(side: SideView, language: Language) -> str:
    first = [claim for claim in side.claims if claim.first][:3]
    nobody = phrase("row.nooutlet").get(language)
    said = [" ".join(filter(None, [c.card.outlet or nobody, (c.card.published or "")[:10]])) for c in first]
    more = "…" if len(side.claims) > len(first) else ""
    return f"{side.value}（{'；'.join(said)}{more}）"


def sides_text(view: FactView, language: Language) -> str:
    """Every side in one line: value, then who says so."""
    return " ／ ".join(_side_text(side, language) for side in view.sides)


def _why(view: FactView, language: Language) -> tuple[str | None, str | None, str | None]:
    fix = view.remedy.get(language) if view.remedy is not None else None
    why = view.why.get(language) if view.why is not None else ""
    return (view.lead.level, why, fix) if view.lead is not None else (None, None, fix)


def _figures(view: ClaimView) -> Row:
    quantity, timex = view.claim.mention.quantity, view.claim.mention.timex
    if quantity is not None:
        figures = (quantity.hedge, quantity.stated, quantity.low, quantity.high)
        return (*figures, quantity.unit, quantity.currency)
    return (None, timex.value, timex.start, timex.end, None, None) if timex is not None else (None,) * 6


def _claim_row(view: FactView, side: int, claim: ClaimView, language: Language) -> Row:
    fact, one, card = view.fact, claim.claim, claim.card
    about: Row = (view.shelf, fact.id, fact.subject, fact.attribute, fact.scope, view.kind)
    score: Row = (round(view.severity, 4), round(view.confidence, 4), fact.sources, side)
    says: Row = (one.text, view.sides[side - 1].reading.get(language), card.outlet, card.published, claim.quote)
    where: Row = (one.attribution, one.scope.as_of, card.title, safe_url(card.url))
    place: Row = (card.script, claim.lineage, card.id, one.raw.start, one.raw.end)
    return (*about, *score, *says, *where, *_figures(claim), *place, *_why(view, language))


def claim_rows(views: tuple[FactView, ...], language: Language) -> Iterator[Row]:
    """One row a claim, in the order of `CLAIM_COLUMNS`."""
    for view in views:
        for number, side in enumerate(view.sides, 1):
            for claim in side.claims:
                yield _claim_row(view, number, claim, language)


def conflict_rows(report: Report, language: Language) -> Iterator[Row]:
    """One row a conflict, in the order of `CONFLICT_COLUMNS`."""
    for view in report.conflicts + report.unsure:
        fact, (_, why, fix) = view.fact, _why(view, language)
        kind = phrase(f"kind.{view.kind}").get(language) if view.kind else None
        about: Row = (fact.subject, fact.attribute, view.scope.get(language), sides_text(view, language), why, fix)
        shelf = phrase(f"list.{view.shelf}").get(language)
        yield (shelf, round(view.severity, 4), kind, *about, round(view.confidence, 4), fact.sources, fact.id)


def fact_rows(views: tuple[FactView, ...], language: Language) -> Iterator[Row]:
    """One row a fact that is no conflict, in the order of `FACT_COLUMNS`."""
    for view in views:
        fact, (_, why, _) = view.fact, _why(view, language)
        status = phrase(f"relation.{fact.status}").get(language)
        about: Row = (fact.subject, fact.attribute, view.scope.get(language), sides_text(view, language), why)
        yield (status, *about, fact.sources, fact.id)


def check_rows(views: tuple[CheckView, ...], language: Language) -> Iterator[Row]:
    """One row a sum, in the order of `CHECK_COLUMNS`."""
    for view in views:
        check, card = view.check, view.card
        said = view.ruling.judgement.verdict if view.ruling is not None and view.ruling.dismissed else check.verdict
        kind, verdict = (phrase(key).get(language) for key in (f"check.{check.check}", f"verdict.{said}"))
        quote = view.passage or tuple(Piece(text, marked=True) for text in check.texts)
        where: Row = (card.outlet, card.published, card.title, view.link)
        yield (verdict, kind, check.formula, quote, *where, view.why.get(language), round(check.severity, 4), check.id)


def reject_rows(rejects: tuple[Reject, ...]) -> Iterator[Row]:
    """One row a reject, in the order of `REJECT_COLUMNS`."""
    for one in rejects:
        yield (one.path, one.record, one.stage, one.reason, one.note, one.excerpt)
