"""facts.jsonl, checks.jsonl and rejects.jsonl: the field names are a promise, add and never rename."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import BinaryIO

from pipeline.codec import encode, plain, to_json
from pipeline.records import Check, Claim, Comparison, Fact, Span
from pipeline.report.judged import Ruling
from pipeline.report.model import FactView, Report

Json = dict[str, object]


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}


def claim_json(claim: Claim, lineage: int) -> Json:
    """One claim of a fact; offsets lie in the article's original text."""
    quantity, timex = claim.mention.quantity, claim.mention.timex
    line: Json = {"article": claim.article, **_span(claim.raw), "text": claim.text}
    line["stated"] = _figure(quantity.stated) if quantity else None
    line["low"] = _figure(quantity.low) if quantity else None
    line["high"] = _figure(quantity.high) if quantity else None
    line["hedge"] = quantity.hedge if quantity else "exact"
    line["unit"] = quantity.unit if quantity else None
    line["currency"] = quantity.currency if quantity else None
    line |= {"as_of": claim.scope.as_of, "attribution": claim.attribution}
    line |= {"sentence": _span(claim.raw_sentence), "lineage": lineage}
    line |= {"id": claim.id, "frame": claim.frame, "basis": list(claim.scope.basis)}
    return line if timex is None else line | {"timex": encode(timex)}


def pair_json(pair: Comparison) -> Json:
    """One compared pair; `kind` is null unless the pair is a conflict."""
    line: Json = {"left": pair.left, "right": pair.right, "relation": pair.relation, "kind": pair.kind}
    line |= {"level": pair.level, "severity": round(pair.severity, 4), "confidence": round(pair.confidence, 4)}
    return line | {"why": pair.why}


def fact_json(fact: Fact) -> Json:
    """One line of facts.jsonl."""
    line: Json = {"id": fact.id, "subject": fact.subject, "attribute": fact.attribute, "scope": fact.scope}
    line |= {"status": fact.status, "severity": round(fact.severity, 4), "sources": fact.sources}
    line["claims"] = [claim_json(c, n) for c, n in zip(fact.claims, fact.lineages, strict=True)]
    return line | {"pairs": [pair_json(pair) for pair in fact.pairs]}


def check_json(check: Check) -> Json:
    """One line of checks.jsonl."""
    figures = zip(check.spans, check.texts, strict=True)
    line: Json = {"id": check.id, "article": check.article, "check": check.check, "formula": check.formula}
    line["claims"] = [{"start": start, "end": end, "text": text} for (start, end), text in figures]
    return line | {"verdict": check.verdict, "severity": round(check.severity, 4), "why": check.why}


def _write(lines: Iterable[Json], out: BinaryIO) -> None:
    for line in lines:
        out.write((to_json(line) + "\n").encode())


def judgement_json(ruling: Ruling | None) -> Json:
    """What reviewers said, as a field of a fact or sum; nothing where they said nothing."""
    if ruling is None:
        return {}
    said = ruling.judgement
    line: Json = {"verdict": said.verdict, "reviewer": said.reviewer, "at": said.at, "note": said.note}
    return {"judgement": line | {"whole": ruling.whole}}


def _guessed(view: FactView, sure: float) -> bool:
    return view.lead is not None and view.lead.relation == "conflict" and view.lead.confidence < sure


def write_facts(report: Report, out: BinaryIO) -> None:
    """facts.jsonl: every fact that two or more claims share, gravest first, without what is only a guess."""
    views = (view for view in report.facts if not _guessed(view, report.sure))
    _write((fact_json(_certain(v.fact, report.sure)) | judgement_json(v.ruling) for v in views), out)


def write_doubtful(report: Report, out: BinaryIO) -> None:
    """doubtful.jsonl: facts that conflict only if a guess is right, in the form of facts.jsonl."""
    views = sorted((v for v in report.facts if _guessed(v, report.sure)), key=lambda v: (-v.severity, -v.confidence))
    _write((fact_json(view.fact) | judgement_json(view.ruling) for view in views), out)


def _certain(fact: Fact, sure: float) -> Fact:
    """The fact without conflicts below the confidence `sure`."""
    pairs = tuple(p for p in fact.pairs if p.relation != "conflict" or p.confidence >= sure)
    return fact if len(pairs) == len(fact.pairs) else replace(fact, pairs=pairs)


def write_checks(report: Report, out: BinaryIO) -> None:
    """checks.jsonl: every sum, those that do not add up first."""
    _write((check_json(view.check) | judgement_json(view.ruling) for view in report.checks), out)


def write_rejects(report: Report, out: BinaryIO) -> None:
    """rejects.jsonl: everything that was not read, by file and record."""
    _write((encode(reject) for reject in report.rejects), out)
