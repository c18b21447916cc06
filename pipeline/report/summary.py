"""The closing table of a run in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.report.model import FactView, Report
from pipeline.report.phrases import interface_language, phrase

SHOWN = 8
COLOURS = {"high": "bold red", "middle": "yellow", "low": "dim"}


def _printable(text: str) -> str:
    return "".join(ch if ch.isprintable() else "\ufffd" for ch in text)


def _row(view: FactView, language: str) -> tuple[Text, Text, Text, Text]:
    lang = interface_language(language)
    about = " · ".join(part for part in (view.fact.subject, view.fact.attribute, view.scope.get(lang)) if part)
    sides = " / ".join(side.value for side in view.sides)
    kind = phrase(f"kind.{view.kind}").get(lang) if view.kind else ""
    grade = Text(f"{phrase(f'grade.{view.grade}').get(lang)} {view.severity:.2f}", style=COLOURS[view.grade])
    return grade, Text(kind), Text(_printable(about)), Text(_printable(sides))


def print_summary(report: Report, console: Console) -> None:
    """Prints what was read, rejected and found, and the conflicts to look at first.

    `console` decides where (stderr in the command line) and whether there are colours.
    """
    lang = interface_language(report.lang)
    counts = (
        (report.overview.articles, "read.articles"),
        (report.run.rejected, "left.rejects"),
        (len(report.conflicts), "found.conflicts"),
        (len(report.unsure), "left.unsure"),
        (len(report.updates), "found.updates"),
        (len(report.agreements), "found.agreements"),
        (len(report.wrong), "found.wrong"),
        (len(report.right), "found.right"),
        *((number, key) for number, key in report.rare_counts if number),
    )
    if report.conflicts:
        table = Table(box=None, pad_edge=False, expand=False)
        for key in ("row.severity", "filter.kind", "filter.subject", "row.figure"):
            table.add_column(phrase(key).get(lang), overflow="fold")
        for view in report.conflicts[:SHOWN]:
            table.add_row(*_row(view, report.lang))
        console.print(table)
        if len(report.conflicts) > SHOWN:
            console.print(Text(phrase("row.others", n=str(len(report.conflicts) - SHOWN)).get(lang), style="dim"))
    console.print(Text(" · ".join(f"{number:,} {phrase(key).get(lang)}" for number, key in counts)))
