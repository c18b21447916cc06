"""One article before it is published: how its figures are read and what a store says of them; nothing is stored."""

from __future__ import annotations

import io
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.config import Config
from pipeline.records import RawArticle, Reject
from pipeline.stages.fingerprint import fingerprint
from pipeline.stages.output import to_card
from pipeline.stages.reader import Reader, under
from pipeline.store.around import open_around
from pipeline.store.rows import id_of, to_rows
from pipeline.store.view import View

if TYPE_CHECKING:
    from pipeline.report.draft import Draft

Form = Literal["text", "html", "markdown"]


def parse_draft(data: bytes, form: Form, most: int) -> RawArticle | Reject:
    """The article of a paste or an upload, or why there is none; `most` characters are read.

    >>> found = parse_draft("阿里云设有95个可用区。".encode(), "text", 1000)
    >>> found.body
    '阿里云设有95个可用区。'
    """
    from pipeline.ingest.encodings import is_binary
    from pipeline.ingest.fields import Options
    from pipeline.ingest.formats import FORMATS
    from pipeline.ingest.read import finish
    from pipeline.ingest.sources import Source
    from pipeline.ingest.streams import Guarded, peek

    low = Guarded(io.BufferedReader(io.BytesIO(data)))
    head, stream = peek(low)
    if is_binary(head):
        return Reject("draft", 1, "ingest", "binary", "the file is no text")
    source, options = Source("draft", f"draft.{form}", head, stream, (low, stream)), Options({}, most)
    for item in FORMATS[form].read(source, options):
        return item if isinstance(item, Reject) else next(finish(item, options))
    return Reject("draft", 1, "ingest", "empty_file", "there is no text in it")


class Drafts:
    """Reads drafts and holds them against the store at `path`; what it needs is loaded with the first."""

    def __init__(self, path: Path, config: Config) -> None:
        self._path = path
        self._config = config
        self._reader = Reader(config, explain=True)
        self._mark = fingerprint(config)

    def __call__(self, raw: RawArticle, hold: AbstractContextManager[object]) -> Draft:
        """The draft with the facts in which it meets the store, whose file is touched inside `hold` alone."""
        from pipeline.crosscheck import check_newcomers
        from pipeline.report.draft import Draft

        raw = under(raw, id_of(raw))
        reading = self._reader.read(raw)
        article = reading.article
        rows = to_rows(raw, article, reading.claims, self._mark, profile=reading.profile, rejects=reading.rejects)
        with ExitStack() as stack:
            with hold:
                view = View(stack.enter_context(open_around(self._path, [rows])), str(self._path))
            found = check_newcomers(view, self._config, [article.id])
            ids = {claim.article for fact in found.facts for claim in fact.claims}
            cards = {a.id: to_card(a, found.lineages.get(a.id, 0)) for a in view.articles(ids)}
        return Draft(article, reading.mentions, reading.claims, found.facts, cards, reading.refusals)

    def read(self, raw: RawArticle) -> Draft:
        """An article with its figures, held against nothing."""
        from pipeline.report.draft import Draft

        reading = self._reader.read(replace(raw, key=id_of(raw)))
        return Draft(reading.article, reading.mentions, reading.claims, refusals=reading.refusals)
