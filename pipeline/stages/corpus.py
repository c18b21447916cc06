"""The inputs of a run as a work for an engine: what workers do with a file and an article, and who is admitted here."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipeline.codec import decode, encode, to_json
from pipeline.config import Config
from pipeline.engine.work import Address, File
from pipeline.errors import ConfigError
from pipeline.records import Origin, RawArticle, Reject
from pipeline.stages.fingerprint import fingerprint
from pipeline.stages.intake import Intake
from pipeline.stages.reader import ReadRows, under
from pipeline.store import wire
from pipeline.store.rows import Rows, digest_of, id_of

if TYPE_CHECKING:
    import pyarrow as pa

Found = RawArticle | Reject


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """What a worker does: files to articles and rejects, articles to rows; each crosses machines as text or columns.

    >>> task = ReadFiles(Config(), "f1")
    >>> reject = Reject("甲.jsonl", 3, "ingest", "bad_json")
    >>> task.to_item(task.to_text(reject)) == reject
    True
    """

    config: Config
    mark: str

    def finder(self) -> Callable[[str, BinaryIO], Iterator[Found]]:
        """The function from a file to what it holds."""
        from pipeline.ingest.read import read_stream

        return partial(read_stream, fields=self.config.fields, max_chars=self.config.max_article_chars)

    def reader(self) -> Callable[[Found], Rows]:
        """The function from an article to its rows."""
        read = ReadRows(self.config, self.mark)()

        def rows(item: Found) -> Rows:
            assert isinstance(item, RawArticle)
            return read(item)

        return rows

    def verify(self) -> None:
        """Raises ConfigError on a machine that would read otherwise than the one where the run began."""
        mark = fingerprint(self.config)
        if mark != self.mark:
            raise ConfigError(
                f"a worker has another heshu ({mark}) than this machine ({self.mark}): "
                "install the same version, models, lexicon and libraries on every machine"
            )

    def ticket(self, item: Found) -> str:
        """Id, digest and place of an article; a reject whole."""
        if isinstance(item, Reject):
            return to_json(encode(item))
        return to_json([id_of(item), digest_of(item), item.origin.path, item.origin.record])

    def named(self, item: Found, name: str) -> Found:
        """The article under an id."""
        return under(item, name) if isinstance(item, RawArticle) else item

    def to_text(self, item: Found) -> str:
        """One line of JSON."""
        return to_json(["article" if isinstance(item, RawArticle) else "reject", encode(item)])

    def to_item(self, text: str) -> Found:
        """What `to_text` wrote."""
        kind, said = json.loads(text)
        return decode(RawArticle, said) if kind == "article" else decode(Reject, said)

    def columns(self) -> pa.Schema:
        """The columns of rows."""
        return wire.rows_schema()

    def to_batch(self, results: Sequence[Rows]) -> pa.RecordBatch:
        """Rows as columns."""
        return wire.to_batch(results)

    def to_results(self, batch: pa.RecordBatch) -> Iterator[Rows]:
        """Rows from columns."""
        return wire.to_rows(batch)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The inputs of one run, and the ledger that admits their articles; `own` is what the run writes itself."""

    inputs: tuple[str, ...]
    config: Config
    task: ReadFiles
    intake: Intake
    stdin: BinaryIO | None = None
    own: Path | None = None

    def chosen(self) -> Iterator[Found]:
        """The articles that have to be read, found in this process."""
        return self.intake.jobs(self._read(self.inputs))

    def _read(self, inputs: Sequence[str]) -> Iterator[Found]:
        from pipeline.ingest import read_inputs

        return read_inputs(
            inputs,
            fields=self.config.fields,
            stdin=self.stdin,
            max_chars=self.config.max_article_chars,
            own=None if self.own is None else str(self.own),
        )

    def places(self) -> Iterator[File | Address | Found]:
        """Files with their addresses; what only this machine can read, read; addresses of other file systems."""
        from pipeline.ingest.sources import STDIN, list_files, shown

        yield from (Address(given) for given in self.inputs if "://" in given)
        here = [given for given in self.inputs if "://" not in given]
        for path in list_files(here, None if self.own is None else str(self.own)):
            if isinstance(path, Reject):
                yield path
            elif path != STDIN and stat.S_ISREG(Path(path).stat().st_mode):
                yield File(shown(path), f"file:{Path(path).absolute()}", Path(path).stat().st_size)
            else:
                yield from self._read([path])

    def missing(self, path: str, note: str) -> Reject:
        """The reject of a file that cannot be read."""
        from pipeline.ingest.reasons import UNREADABLE, refuse

        return refuse(path, 0, UNREADABLE, note)

    def admit(self, ticket: str) -> str | None:
        """The id under which an article is to be read; None where it is known, twice there or none."""
        said = json.loads(ticket)
        if isinstance(said, dict):
            self.intake.rejects.append(decode(Reject, said))
            return None
        key, digest, path, record = said
        return self.intake.admit(key, digest, Origin(path, record))
