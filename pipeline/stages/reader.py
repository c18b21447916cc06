"""One article in, its reading out: in Python through `Reader`, in bulk through the jobs that an engine maps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.codec import extract_line, to_json
from pipeline.config import Config, load_config
from pipeline.records import Origin, RawArticle
from pipeline.store.rows import Rows, id_of, to_rows

if TYPE_CHECKING:
    from pipeline.extract.reading import Reading


class Reader:
    """Reads articles one by one; what it needs is loaded with the first.

    >>> reading = Reader().read("阿里云称其模型下载量突破10亿次。")
    >>> [(claim.subject.id, claim.text) for claim in reading.claims]
    [('阿里云', '突破10亿次')]
    """

    def __init__(self, config: Config | None = None, *, explain: bool = False) -> None:
        self.config = config if config is not None else load_config(None)
        self._explain = explain

    def read(self, article: str | RawArticle) -> Reading:
        """The reading of a text or of an article as `pipeline.ingest` gives it; `explain` keeps refused candidates."""
        from pipeline.convert import to_article
        from pipeline.extract.reading import read_article

        raw = RawArticle(Origin("-"), None, "", article) if isinstance(article, str) else article
        return read_article(to_article(under(raw, id_of(raw)), self.config.region), self.config, explain=self._explain)


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Makes, inside a worker, the function from an article as given to its rows in the store."""

    config: Config
    fingerprint: str

    def __call__(self) -> Callable[[RawArticle], Rows]:
        return partial(_rows, Reader(self.config), self.fingerprint)


def _rows(reader: Reader, fingerprint: str, raw: RawArticle) -> Rows:
    reading = reader.read(raw)
    return to_rows(raw, reading.article, reading.claims, fingerprint, profile=reading.profile, rejects=reading.rejects)


@dataclass(frozen=True, slots=True)
class ReadLines:
    """Makes, inside a worker, the function from an article as given to its line of `heshu extract`."""

    config: Config

    def __call__(self) -> Callable[[RawArticle], str]:
        return partial(_line, Reader(self.config))


def _line(reader: Reader, raw: RawArticle) -> str:
    return to_json(extract_line(reader.read(raw)))


def weigh(raw: RawArticle) -> int:
    """How much work an article is, in characters; furniture is not read."""
    return 200 + len(raw.title) + (sum(s.end - s.start for s in raw.keep) if raw.keep else len(raw.body))


def under(raw: RawArticle, id_: str) -> RawArticle:
    """The article under another id."""
    return raw if raw.key == id_ else replace(raw, key=id_)
