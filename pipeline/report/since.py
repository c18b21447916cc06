"""What changed since an earlier run: its facts.jsonl and checks.jsonl against the report at hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.records import Fact
from pipeline.report.build import overview_of
from pipeline.report.model import Change, FactView, Gone, Report, Since

Signature = frozenset[tuple[frozenset[str], str, str | None]]
FACT_FILES = ("facts.jsonl", "doubtful.jsonl")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The facts of an earlier run by the claims they hold, how their pairs stood, and the ids of its sums."""

    name: str
    lines: Mapping[str, Mapping[str, Any]]
    by_claim: Mapping[str, str]
    checks: frozenset[str]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file; none where the run wrote no such file."""
    if path.is_file():
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield from (dict(json.loads(line)) for line in lines)


def read_earlier(run: Path) -> Earlier:
    """The findings of the run whose folder is `run`; raises ConfigError where it holds none."""
    if not (run / FACT_FILES[0]).is_file():
        raise ConfigError(f"{run}: holds no {FACT_FILES[0]}; name the folder of an earlier run")
    try:
        facts = {str(line["id"]): line for name in FACT_FILES for line in _lines(run / name)}
        by_claim = {claim["id"]: id_ for id_, line in facts.items() for claim in line["claims"]}
        checks = frozenset(str(line["id"]) for line in _lines(run / "checks.jsonl"))
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(
            f"{run}: holds no findings of a run ({error!r}); name the folder `heshu run` wrote"
        ) from error
    return Earlier(run.name, facts, by_claim, checks)


def _signature(claims: list[str], pairs: Iterable[tuple[int, int, str, str | None]]) -> Signature:
    return frozenset(
        (frozenset((claims[left], claims[right])), relation, kind) for left, right, relation, kind in pairs
    )


def _said(line: Mapping[str, Any]) -> tuple[frozenset[str], Signature]:
    claims = [str(claim.get("id", number)) for number, claim in enumerate(line["claims"])]
    pairs = ((p["left"], p["right"], p["relation"], p["kind"]) for p in line["pairs"])
    return frozenset(claims), _signature(claims, pairs)


def _says(fact: Fact, sure: float) -> tuple[frozenset[str], Signature]:
    claims = [claim.id for claim in fact.claims]
    pairs = (p for p in fact.pairs if p.relation != "conflict" or p.confidence >= sure)
    return frozenset(claims), _signature(claims, ((p.left, p.right, p.relation, p.kind) for p in pairs))


def change_of(fact: Fact, earlier: Earlier, sure: float) -> Change | None:
    """New where none of its claims stood in a fact before, changed where claims or verdicts differ, else None."""
    ids = dict.fromkeys(earlier.by_claim[c.id] for c in fact.claims if c.id in earlier.by_claim)
    if not ids:
        return "new"
    now = {_says(fact, sure), _says(fact, 0.0)}
    return None if len(ids) == 1 and _said(earlier.lines[next(iter(ids))]) in now else "changed"


def _changed(views: Iterable[FactView], earlier: Earlier, sure: float) -> tuple[FactView, ...]:
    found = ((view, change_of(view.fact, earlier, sure)) for view in views)
    return tuple(replace(view, change=change) for view, change in found if change is not None)


def _gone(report: Report, earlier: Earlier) -> tuple[Gone, ...]:
    """Conflicts of the earlier run whose figures stand in no conflict now."""
    views = report.conflicts + report.unsure + report.dismissed
    still = {claim.id for view in views for claim in view.fact.claims}
    lost = []
    for line in earlier.lines.values():
        if line["status"] == "conflict" and not any(claim.get("id") in still for claim in line["claims"]):
            texts = tuple(dict.fromkeys(str(claim["text"]) for claim in line["claims"]))
            lost.append(Gone(str(line["id"]), line["subject"], line["attribute"], line["scope"], texts))
    return tuple(sorted(lost, key=lambda one: (one.subject, one.attribute, one.id)))


def only_since(report: Report, earlier: Earlier) -> Report:
    """The report with nothing but what is new or changed, and what is gone, since the earlier run."""
    names = ("conflicts", "unsure", "updates", "agreements", "dismissed")
    lists = {name: _changed(getattr(report, name), earlier, report.sure) for name in names}
    unchanged = len(report.conflicts) - len(lists["conflicts"])
    return replace(
        report,
        **lists,  # type: ignore[arg-type]
        wrong=tuple(view for view in report.wrong if view.check.id not in earlier.checks),
        right=tuple(view for view in report.right if view.check.id not in earlier.checks),
        edits=tuple(view for view in report.edits if view.check.id not in earlier.checks),
        overview=overview_of(report.run, report.cards, lists["conflicts"], report.rejects),
        since=Since(earlier.name, unchanged, _gone(report, earlier)),
    )
