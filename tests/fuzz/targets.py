"""What the fuzzer is set on: bytes to articles, text to simplified text, text to claims. Each raises on a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

from pipeline.config import load_config
from pipeline.convert import to_article
from pipeline.ingest.encodings import decode
from pipeline.ingest.fields import Options
from pipeline.ingest.formats import FORMATS
from pipeline.ingest.read import finish
from pipeline.ingest.reasons import REASONS
from pipeline.ingest.sources import Source
from pipeline.ingest.streams import Guarded, peek
from pipeline.records import Origin, RawArticle, Reject
from pipeline.stages import Reader

OPTIONS = Options({}, 20_000)
NAMES = tuple(FORMATS)


def fuzz_ingest(data: bytes) -> None:
    """The first byte chooses the format, the rest is the file."""
    if not data:
        return
    form = FORMATS[NAMES[data[0] % len(NAMES)]]
    head, stream = peek(Guarded(BytesIO(data[1:])))
    source = Source("a", f"a{form.suffixes[0]}", head, stream, (stream,))
    for item in form.read(source, OPTIONS) if head else ():
        for done in (item,) if isinstance(item, Reject) else finish(item, OPTIONS):
            repr(done).encode("utf-8")
            assert not isinstance(done, Reject) or (done.reason in REASONS and len(done.excerpt) <= 200)


def _article(data: bytes) -> RawArticle | None:
    decoded = decode(data[:4000])
    text = decoded.text if decoded is not None else data[:4000].decode("utf-8", "replace")
    return RawArticle(Origin("-"), "a", text[:40], text, published="2026-03-18") if text.strip() else None


def fuzz_convert(data: bytes) -> None:
    """Every stretch of the simplified text leads back into the text as given."""
    raw = _article(data)
    if raw is None:
        return
    article = to_article(raw, "CN")
    for place in range(0, len(article.text), 7):
        start, end = article.to_raw.to_raw(place, min(place + 3, len(article.text)))
        assert 0 <= start <= end <= len(article.raw)


def make_extract() -> Callable[[bytes], None]:
    """Every mention and claim lies in its text, whatever the text."""
    reader = Reader(load_config(None))

    def fuzz_extract(data: bytes) -> None:
        raw = _article(data)
        if raw is None:
            return
        reading = reader.read(raw)
        for mention in reading.mentions:
            assert 0 <= mention.span.start <= mention.core.start < mention.core.end <= mention.span.end
            assert mention.span.end <= len(reading.article.text)
        for claim in reading.claims:
            assert raw.body[claim.raw.start : claim.raw.end] == claim.text

    return fuzz_extract


TARGETS: Mapping[str, Callable[[], Callable[[bytes], None]]] = MappingProxyType(
    {"ingest": lambda: fuzz_ingest, "convert": lambda: fuzz_convert, "extract": make_extract}
)
