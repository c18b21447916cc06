"""One article in, its reading out: in Python through `Reader`, in bulk through the jobs that an engine maps."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.codec import extract_line, to_json
from pipeline.config import Config, load_config
from pipeline.engine.base import FAILURES
from pipeline.records import Origin, RawArticle
from pipeline.store.rows import Rows, id_of, to_rows

if TYPE_CHECKING:
    from pipeline.extract.reading import Reading
    from pipeline.records import Article


class Reader:
    """Reads articles one by one; what it needs is loaded with the first.

    >>> reading = Reader().read("阿里云称其模型下载量突破10亿次。")
    >>> [(claim.subject.id, claim.text) for claim in reading.claims]
    [('阿里云', '突破10亿次')]
    """

    def __init__(self, config: Config | None = None, *, explain: bool = False) -> None:
        self.config = config if config is not None else load_config(None)
        self._explain = explain
        self._ahead: dict[int, Article] = {}

    def look_ahead(self, raws: Sequence[RawArticle]) -> None:
        """Takes in many articles that will be read next, for what is cheaper done for many; changes no reading."""
        from pipeline.extract.entities import look_ahead

        self._ahead.clear()
        for raw in raws:
            with suppress(*FAILURES):  # whose turn comes later, when it can be said which article it was
                self._ahead[id(raw)] = self._convert(raw)
        if not self.config.ner:
            look_ahead(self._ahead.values())

    def _convert(self, raw: RawArticle) -> Article:
        from pipeline.convert import to_article

        return to_article(under(raw, id_of(raw)), self.config.region)

    def read(self, article: str | RawArticle) -> Reading:
        """The reading of a text or of an article as `pipeline.ingest` gives it; `explain` keeps refused candidates."""
        from pipeline.extract.reading import read_article

        raw = RawArticle(Origin("-"), None, "", article) if isinstance(article, str) else article
        converted = self._ahead.pop(id(raw), None) or self._convert(raw)
        return read_article(converted, self.config, explain=self._explain)


@dataclass(frozen=True, slots=True)
class RowReader:
    """From an article as given to its rows in the store; `look_ahead` may be told which articles come next."""

    reader: Reader
    fingerprint: str

    def look_ahead(self, raws: Sequence[RawArticle]) -> None:
        self.reader.look_ahead(raws)

    def __call__(self, raw: RawArticle) -> Rows:
        reading = self.reader.read(raw)
        profile, rejects = reading.profile, reading.rejects
        return to_rows(raw, reading.article, reading.claims, self.fingerprint, profile=profile, rejects=rejects)


@dataclass(frozen=True, slots=True)
class LineReader:
    """From an article as given to its line of `heshu extract`."""

    reader: Reader

    def look_ahead(self, raws: Sequence[RawArticle]) -> None:
        self.reader.look_ahead(raws)

    def __call__(self, raw: RawArticle) -> str:
        return to_json(extract_line(self.reader.read(raw)))


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Makes, inside a worker, the function from an article as given to its rows in the store."""

    config: Config
    fingerprint: str

    def __call__(self) -> RowReader:
        return RowReader(Reader(self.config), self.fingerprint)


@dataclass(frozen=True, slots=True)
class ReadLines:
    """Makes, inside a worker, the function from an article as given to its line of `heshu extract`."""

    config: Config

    def __call__(self) -> LineReader:
        return LineReader(Reader(self.config))


def weigh(raw: RawArticle) -> int:
    """How much work an article is, in characters; furniture is not read."""
    return 200 + len(raw.title) + (sum(s.end - s.start for s in raw.keep) if raw.keep else len(raw.body))


def under(raw: RawArticle, id_: str) -> RawArticle:
    """The article under another id."""
    return raw if raw.key == id_ else replace(raw, key=id_)
