"""Every form in which a report is written: file name and writer, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from pipeline.report.model import Report
from pipeline.report.to_claimreview import write_claimreview
from pipeline.report.to_csv import write_csv
from pipeline.report.to_html import write_html
from pipeline.report.to_jsonl import write_checks, write_doubtful, write_facts, write_rejects
from pipeline.report.to_markdown import write_markdown
from pipeline.report.to_xlsx import write_xlsx

Writer = Callable[[Report, BinaryIO], None]

FORMATS: Mapping[str, Writer] = MappingProxyType(
    {
        "report.html": write_html,
        "report.md": write_markdown,
        "facts.jsonl": write_facts,
        "doubtful.jsonl": write_doubtful,
        "checks.jsonl": write_checks,
        "discrepancies.csv": write_csv,
        "discrepancies.xlsx": write_xlsx,
        "claimreview.jsonld": write_claimreview,
        "rejects.jsonl": write_rejects,
    }
)

FORMS: tuple[str, ...] = tuple(dict.fromkeys(name.rpartition(".")[2] for name in FORMATS))
READABLE: tuple[str, ...] = tuple(name for name in FORMATS if not name.endswith(".jsonl"))


def named(forms: Iterable[str]) -> tuple[str, ...]:
    """The files of some forms, by their endings.

    >>> named(["md"]), named(["csv", "xlsx"])
    (('report.md',), ('discrepancies.csv', 'discrepancies.xlsx'))
    """
    wanted = set(forms)
    return tuple(name for name in FORMATS if name.rpartition(".")[2] in wanted)


def write_report(report: Report, folder: Path, names: Iterable[str] | None = None) -> tuple[Path, ...]:
    """Writes the report in every form, or in those named, and returns the files; a file appears only when whole."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in FORMATS if names is None else names:
        written.append(whole(folder / name, partial(_write, FORMATS[name], report)))
    return tuple(written)


def _write(form: Writer, report: Report, path: Path) -> None:
    with path.open("wb") as out:
        form(report, out)


def whole(path: Path, write: Callable[[Path], None]) -> Path:
    """Writes beside the path first: a file appears only when whole. What a full disk leaves of it is removed."""
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
    return path
