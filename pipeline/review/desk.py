"""The desk: one store, read into a report that is kept until the file changes, and judgements appended one by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Literal, Protocol, TypeVar, get_args

from pipeline.codec import mended
from pipeline.crosscheck.derivation import derive
from pipeline.errors import StoreError
from pipeline.records import Article, Judgement, RawArticle, Reject, content_id
from pipeline.report.build import Keys, apply_judgements, keys_of_conflicts, lead_claims
from pipeline.report.draft import Draft
from pipeline.report.judged import standing
from pipeline.report.model import CheckView, FactView, Report
from pipeline.report.to_html import Entry, check_entry, fact_entry
from pipeline.store import View, Writer, open_store

Said = Literal["conflict", "fine", "not_comparable", "unsure"]
VERDICTS: tuple[Said, ...] = get_args(Said)
Form = Literal["text", "html", "markdown"]
Result = TypeVar("Result")
PATIENCE = 5.0
PAUSE = 0.2


class Checker(Protocol):
    """What the desk needs of the reader: a draft held against the store, and an article on its own."""

    def __call__(self, raw: RawArticle, hold: AbstractContextManager[object]) -> Draft: ...
    def read(self, raw: RawArticle) -> Draft: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What stands behind the pages: how a report is made of a store, drafts parsed and checked, and the time told."""

    report: Callable[[View], Report]
    parse: Callable[[bytes, Form, int], RawArticle | Reject]
    checker: Checker
    clock: Callable[[], str]


class UnknownIdError(LookupError):
    """There is no fact, sum, article or judgement of that id."""


class SettledError(ValueError):
    """The judgement was taken back already."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The store at one moment: the report without and with judgements, its rows by id, and what they are found by."""

    stamp: tuple[int, int]
    base: Report
    judgements: tuple[Judgement, ...]
    report: Report
    rows: Mapping[str, FactView | CheckView]
    entries: Mapping[str, Entry]
    keys: Keys


class Desk:
    """A store behind one lock. Its file is open only while it is read or written, so that others can add to it."""

    def __init__(self, path: Path, tools: Tools) -> None:
        self.path = path
        self.tools = tools
        self._lock = threading.RLock()
        self._reading = threading.Lock()
        self._shown: Shown | None = None

    def open(self) -> None:
        """Brings the store up to date and reads it; raises StoreError where it cannot be used."""
        if not self.path.exists():
            raise StoreError(f"store {self.path} does not exist; make it with `heshu run INPUT... --out DIR`")
        with self._lock:
            with open_store(self.path):
                pass
            self.shown()

    def _stamp(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except OSError as error:
            raise StoreError(f"store {self.path} cannot be read: {error.strerror}") from error
        return found.st_mtime_ns, found.st_size

    def shown(self) -> Shown:
        """The store as it is now, or as it was when another process holds it and it was read before."""
        with self._lock:
            if self._shown is None or self._shown.stamp != self._stamp():
                try:
                    self._shown = self._load()
                except StoreError:
                    if self._shown is None:
                        raise
            return self._shown

    def _load(self) -> Shown:
        with open_store(self.path, read_only=True) as connection:
            view = View(connection, str(self.path))
            base, judgements = self.tools.report(view), tuple(view.judgements())
        return _shown(self._stamp(), base, judgements, _entries(base), keys_of_conflicts(base))

    def judge(self, target: str, verdict: Said, reviewer: str, note: str = "") -> Judgement:
        """Appends a judgement of a fact or sum of the list; raises UnknownIdError."""
        with self._lock:
            view = self.shown().rows.get(target)
            if view is None:
                raise UnknownIdError(target)
            fact = view.fact if isinstance(view, FactView) else None
            check = view.check if isinstance(view, CheckView) else None
            return self._append(Judgement(target, verdict, clean(reviewer), "", clean(note), fact=fact, check=check))

    def undo(self, id_: str, reviewer: str) -> Judgement:
        """Takes a judgement back by a further one; raises UnknownIdError, SettledError where that was done before."""
        with self._lock:
            said = self.shown().judgements
            one = next((j for j in said if j.id == id_ and j.verdict != "withdrawn"), None)
            if one is None or not id_:
                raise UnknownIdError(id_)
            if any(j.undoes == id_ for j in said):
                raise SettledError(id_)
            return self._append(Judgement(one.target, "withdrawn", clean(reviewer), "", undoes=id_))

    def _append(self, judgement: Judgement) -> Judgement:
        shown, at = self.shown(), self.tools.clock()
        parts = (judgement.target, judgement.verdict, judgement.reviewer, judgement.note, at, len(shown.judgements))
        judgement = replace(judgement, at=at, id=content_id("j", parts))
        alone = self._patiently(lambda: self._write(judgement, shown.stamp))
        said = (*shown.judgements, judgement)
        self._shown = _shown(self._stamp(), shown.base, said, shown.entries, shown.keys) if alone else None
        return judgement

    def _write(self, judgement: Judgement, stamp: tuple[int, int]) -> bool:
        """Whether nobody else wrote into the store since `stamp`."""
        with open_store(self.path) as connection:
            alone = self._stamp() == stamp
            Writer(connection, str(self.path)).judge(judgement)
        return alone

    def _patiently(self, act: Callable[[], Result]) -> Result:
        """What another process keeps from being done at once is tried again for a while."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except StoreError:
                if time.monotonic() > end:
                    raise
                time.sleep(PAUSE)

    def articles(self, ids: Iterable[str]) -> list[Article]:
        """Articles of the store, with their texts."""
        with self._lock, open_store(self.path, read_only=True) as connection:
            return list(View(connection, str(self.path)).articles(ids))

    def derived(self, row: FactView | CheckView) -> FactView | CheckView:
        """The row with why its two figures were taken for one fact, where they are in conflict."""
        if isinstance(row, CheckView) or row.derivation is not None or not lead_claims(row):
            return row
        with self._lock, open_store(self.path, read_only=True) as connection:
            found = derive(View(connection, str(self.path)), {row.fact.id: lead_claims(row)})
        return replace(row, derivation=found.get(row.fact.id))

    def read(self, id_: str) -> Draft:
        """An article of the store with its figures as they are read now; raises UnknownIdError."""
        with self._lock, open_store(self.path, read_only=True) as connection:
            given = [raw for _, raw in View(connection, str(self.path)).given([id_])]
        if not given:
            raise UnknownIdError(id_)
        with self._reading:
            return self.tools.checker.read(replace(given[0], key=id_))

    def check(self, raw: RawArticle) -> Draft:
        """A draft against the store; nothing is stored."""
        with self._reading:
            return self.tools.checker(raw, self._lock)


def clean(text: str) -> str:
    """What a reviewer writes, on one line and without control characters.

    >>> clean(" 看过\\n原文 ")
    '看过 原文'
    """
    return " ".join("".join(ch if ch.isprintable() else " " for ch in mended(text)).split())


def _entries(report: Report) -> dict[str, Entry]:
    facts = {view.fact.id: fact_entry(view) for view in report.facts}
    return facts | {view.check.id: check_entry(view) for view in report.checks}


def _shown(
    stamp: tuple[int, int], base: Report, said: Sequence[Judgement], entries: Mapping[str, Entry], keys: Keys
) -> Shown:
    report = apply_judgements(base, said, keys)
    views = chain(report.conflicts, report.unsure, report.dismissed, report.updates, report.agreements)
    rows: dict[str, FactView | CheckView] = {view.fact.id: view for view in views}
    rows |= {view.check.id: view for view in report.checks}
    return Shown(stamp, base, tuple(said), report, rows, entries, keys)


def history_of(shown: Shown, view: FactView | CheckView) -> list[Judgement]:
    """Every word ever said of a row under its present id or by its standing judgement's, the latest last."""
    target = view.fact.id if isinstance(view, FactView) else view.check.id
    targets = {target} | ({view.ruling.judgement.target} if view.ruling is not None else set())
    return [judgement for judgement in shown.judgements if judgement.target in targets]


def standing_ids(shown: Shown) -> frozenset[str]:
    """The ids of the judgements that nobody took back."""
    return frozenset(judgement.id for judgement in standing(shown.judgements))
