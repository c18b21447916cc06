"""report.md: the report for mails and pull requests; the text of articles is escaped, never markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from pipeline.codec import mended
from pipeline.report.model import CheckView, ClaimView, FactView, Report, SideView
from pipeline.report.passages import Passage
from pipeline.report.phrases import Language, interface_language, phrase
from pipeline.report.to_html import since_headline

MOST = 200
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$^])")
_SPACE = re.compile(r"\s+")


def escaped(text: str) -> str:
    """Text of a stranger as Markdown that shows it as it is, on one line.

    >>> escaped("<b>95个</b> [点我](x)")
    '\\\\<b\\\\>95个\\\\</b\\\\> \\\\[点我\\\\](x)'
    """
    clean = "".join(ch if ord(ch) >= 32 else " " for ch in text)
    return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", clean).strip())


def _quote(passage: Passage) -> str:
    return "".join(f"**{escaped(p.text)}**" if p.marked else _inner(p.text) for p in passage)


def _inner(text: str) -> str:
    lead, tail = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{lead}{escaped(text)}{tail}"


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes the parts of a report in one language."""

    language: Language

    def word(self, key: str, **parts: str) -> str:
        """An interface text."""
        return phrase(key, **parts).get(self.language)

    def source(self, view: ClaimView | CheckView) -> str:
        """Outlet, day, origin and link of an article."""
        card = view.card
        parts = [escaped(card.outlet) if card.outlet else self.word("row.nooutlet")]
        parts.append(card.published[:10] if card.published else self.word("row.nodate"))
        if isinstance(view, ClaimView) and view.claim.attribution:
            parts.append(self.word("row.attribution", who=escaped(view.claim.attribution)))
        title = escaped(card.title or card.id)
        link = view.link.replace("(", "%28").replace(")", "%29") if view.link else None
        parts.append(f"[{title}]({link})" if link else title)
        return " · ".join(parts)

    def side(self, side: SideView) -> Iterator[str]:
        """One side with its first sources."""
        backing = self.word("row.source") if side.sources == 1 else self.word("row.sources", n=str(side.sources))
        copies = f"，{self.word('row.copies', n=str(side.copies))}" if side.copies else ""
        yield f"- **{escaped(side.value)}**（{backing}{copies}）"
        for claim in [c for c in side.claims if c.first][:3]:
            yield f"  - {_quote(claim.quote)} — {self.source(claim)}"

    def fact(self, view: FactView) -> Iterator[str]:
        """A fact with its sides, its reason and its remedy."""
        fact = view.fact
        title = " · ".join(
            escaped(part) for part in (fact.subject, fact.attribute, view.scope.get(self.language)) if part
        )
        yield f"### {title}"
        yield ""
        if view.kind:
            score = (
                f"{self.word('row.severity')} {view.severity:.2f} · {self.word('row.confidence')} {view.confidence:.0%}"
            )
            change = f"{self.word('change.' + view.change)} · " if view.change else ""
            yield f"{change}{self.word('kind.' + view.kind)} · {score} · `{fact.id}`"
            yield ""
        for side in view.sides:
            yield from self.side(side)
        yield ""
        if view.why is not None:
            yield f"{self.word('row.why')}：{escaped(view.why.get(self.language))}"
            yield ""
        if view.remedy is not None:
            yield f"{self.word('row.remedy')}：{escaped(view.remedy.get(self.language))}"
            yield ""

    def check(self, view: CheckView) -> Iterator[str]:
        """A sum on one line with its passage."""
        kind = self.word(f"check.{view.check.check}")
        yield f"- **{escaped(view.check.formula)}** · {kind} · {escaped(view.why.get(self.language))}"
        yield f"  - {_quote(view.passage)} — {self.source(view)}"

    def brief(self, view: FactView) -> Iterator[str]:
        """A fact on one line."""
        fact = view.fact
        title = " · ".join(
            escaped(part) for part in (fact.subject, fact.attribute, view.scope.get(self.language)) if part
        )
        steps = sorted(view.claims, key=lambda c: (c.day or "9", c.index))[:8]
        nobody = self.word("row.nooutlet")
        said = [f"{escaped(c.claim.text)}（{escaped(c.card.outlet or nobody)} {c.day or ''}）" for c in steps]
        yield f"- {title}：{' → '.join(said) if view.shelf == 'updates' else '；'.join(said)}"

    def part(self, name: str, views: Sequence[Any], write: Callable[[Any], Iterator[str]]) -> Iterator[str]:
        """A section; what is too much for Markdown is counted."""
        if not views:
            return
        yield f"## {self.word('list.' + name)} ({len(views)})"
        yield ""
        for view in views[:MOST]:
            yield from write(view)
        if len(views) > MOST:
            yield ""
            file = "checks.jsonl" if name in {"wrong", "edits", "right"} else "facts.jsonl"
            yield self.word("list.more", n=str(len(views) - MOST), file=file)
        yield ""


def _head(report: Report, scribe: Scribe) -> Iterator[str]:
    seen = report.overview
    yield f"# {scribe.word('app.title')}"
    yield ""
    days = f"{seen.first_day} – {seen.last_day}" if seen.first_day else scribe.word("row.nodate")
    outlets = sum(1 for row in seen.outlets if row.outlet)
    counts = (
        (seen.articles, "read.articles"),
        (outlets, "read.outlets"),
        (len(report.conflicts), "found.conflicts"),
        (len(report.wrong), "found.wrong"),
        *((number, key) for number, key in report.rare_counts if number),
        (len(report.updates), "found.updates"),
        (len(report.agreements), "found.agreements"),
        (len(report.unsure), "left.unsure"),
        (report.run.rejected, "left.rejects"),
    )
    if report.since is not None:
        yield escaped(since_headline(report).get(scribe.language))
        yield ""
        for gone in report.since.gone[:MOST]:
            about = " · ".join(escaped(part) for part in (gone.subject, gone.attribute, gone.scope) if part)
            yield f"- {scribe.word('change.gone')}：{about}：{escaped(' ／ '.join(gone.texts[:8]))}"
        yield ""
    yield " · ".join([days, *(f"{number:,} {scribe.word(key)}" for number, key in counts)])
    yield ""


def _lines(report: Report) -> Iterator[str]:
    scribe = Scribe(interface_language(report.lang))
    yield from _head(report, scribe)
    yield from scribe.part("conflicts", report.conflicts, scribe.fact)
    yield from scribe.part("wrong", report.wrong, scribe.check)
    yield from scribe.part("edits", report.edits, scribe.check)
    yield from scribe.part("unsure", report.unsure, scribe.fact)
    yield from scribe.part("updates", report.updates, scribe.brief)
    yield from scribe.part("agreements", report.agreements, scribe.brief)
    yield from scribe.part("right", report.right, scribe.check)
    yield scribe.word("foot.note")


def write_markdown(report: Report, out: BinaryIO) -> None:
    """report.md: at most 200 entries a section."""
    for line in _lines(report):
        out.write((mended(line) + "\n").encode("utf-8"))
