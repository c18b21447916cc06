"""Which rows of a list are asked for: filters, order and page, the same for the pages and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

from pipeline.report.model import ArticleCard, CheckView, FactView
from pipeline.report.to_html import Entry, plain_entry
from pipeline.review.desk import Shown

Name = Literal["conflicts", "judged", "wrong", "edits", "unsure", "updates", "agreements", "articles"]
NAMES: tuple[Name, ...] = get_args(Name)
Sort = Literal["severity", "confidence", "newest", "subject", "sources"]
SORTS: tuple[Sort, ...] = get_args(Sort)
Row = FactView | CheckView | ArticleCard
MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Query:
    """What to show; an empty field asks for nothing in particular."""

    list: Name = "conflicts"
    q: str = ""
    kind: str = ""
    grade: str = ""
    outlet: str = ""
    subject: str = ""
    script: str = ""
    first: str = ""
    last: str = ""
    verdict: str = ""
    sort: Sort = "severity"

    @property
    def active(self) -> int:
        """How many filters are set."""
        named = (self.kind, self.grade, self.outlet, self.subject, self.script, self.first, self.last, self.verdict)
        return sum(1 for value in named if value)


_ORDERS: Mapping[Sort, Callable[[Entry], Any]] = MappingProxyType(
    {
        "confidence": lambda entry: -entry["c"],
        "subject": lambda entry: entry["u"],
        "sources": lambda entry: -entry["n"],
    }
)


def rows_of(shown: Shown, name: Name) -> Sequence[Row]:
    """A list whole: what waits to be judged is apart from what was judged."""
    report = shown.report
    if name == "conflicts":
        return [view for view in report.conflicts if not _settled(view)]
    if name in ("wrong", "edits"):
        return [view for view in (report.wrong if name == "wrong" else report.edits) if not _settled(view)]
    if name == "judged":
        facts = [view for view in report.conflicts + report.unsure if _settled(view)]
        sums = [view for view in report.wrong + report.edits if _settled(view)]
        return [*facts, *report.dismissed, *sums, *report.dismissed_sums]
    if name == "unsure":
        return [view for view in report.unsure if not _settled(view)]
    if name == "updates":
        return report.updates
    return report.agreements if name == "agreements" else report.cards


def _settled(view: FactView | CheckView) -> bool:
    return view.ruling is not None and view.ruling.whole


def entry_of(shown: Shown, row: Row) -> Entry:
    """What a row is found by."""
    if isinstance(row, ArticleCard):
        words = f"{row.outlet or ''} {row.title} {row.id}"
        return plain_entry(row.outlet, row.published, words) | {"r": [row.script], "i": row.id}
    return shown.entries[row.fact.id if isinstance(row, FactView) else row.check.id]


def _fits(entry: Entry, query: Query, words: Sequence[str]) -> bool:
    days = entry["d"]
    return bool(
        (not query.kind or entry["k"] == query.kind)
        and (not query.grade or entry["g"] == query.grade)
        and (not query.outlet or query.outlet in entry["o"])
        and (not query.subject or entry["u"] == query.subject)
        and (not query.script or query.script in entry["r"])
        and (not query.first or (days and days[-1] >= query.first))
        and (not query.last or (days and days[0] <= query.last))
        and all(word in entry["t"] for word in words)
    )


def _said(row: Row) -> str:
    return "" if isinstance(row, ArticleCard) or row.ruling is None else row.ruling.judgement.verdict


def choose(shown: Shown, query: Query) -> list[Row]:
    """The rows that fit, in the order asked for; by severity is the order they have."""
    words = query.q.lower().split()[:MOST_WORDS]
    found = [(row, entry_of(shown, row)) for row in rows_of(shown, query.list)]
    found = [(row, entry) for row, entry in found if _fits(entry, query, words)]
    if query.verdict:
        found = [(row, entry) for row, entry in found if _said(row) == query.verdict]
    if query.sort == "newest":
        found.sort(key=lambda one: one[1]["d"][-1] if one[1]["d"] else "", reverse=True)
    elif query.sort in _ORDERS:
        order = _ORDERS[query.sort]
        found.sort(key=lambda one: order(one[1]))
    return [row for row, _ in found]
