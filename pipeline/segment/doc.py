"""The door for spaCy users: a reading as a `Doc`, and `nlp.add_pipe("heshu")` for their own pipelines.

Values go into the labels and ids of spans, never into `Doc._`, so that every `Doc` can be saved. Strings of a `Doc`
stay in its vocabulary for good unless it lives in a memory zone: `docs` gives each reading one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pkgutil import resolve_name
from typing import Protocol

from spacy import blank
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan
from spacy.vocab import Vocab

from pipeline.records import Article, Mention, Name, Span
from pipeline.segment.words import cut_words

QUANTITY, TIME, NAME = "quantity", "time", "name"
READER = "pipeline.stages:Reader"  # named, not imported: it stands above this room and is loaded with the first Doc
Place = Callable[[Span], tuple[int, int]]


class Reading(Protocol):
    """What the door needs of a reading."""

    @property
    def article(self) -> Article: ...
    @property
    def mentions(self) -> Sequence[Mention]: ...
    @property
    def names(self) -> Sequence[Name]: ...


class TextReader(Protocol):
    """What makes a reading of a text."""

    def read(self, text: str, /) -> Reading: ...


def to_doc(
    article: Article, mentions: Sequence[Mention], names: Sequence[Name] = (), vocab: Vocab | None = None
) -> Doc:
    """The article's simplified text as a `Doc` with spans `quantity`, `time` and `name`, and the names as its entities.

    A figure's span has its kind as label and its value as `kb_id_`, a name's its type and its entity.
    """
    marks = [*(mention.span for mention in mentions), *(name.span for name in names)]
    words = [article.text[start:end] for start, end in cut_words(article.text, marks)]
    doc = Doc(blank("zh").vocab if vocab is None else vocab, words=words, spaces=[False] * len(words))
    return _fill(doc, mentions, names, lambda span: span)


def docs(readings: Iterable[Reading]) -> Iterator[Doc]:
    """Each reading as a `Doc` that is valid until the next one is asked for; its strings go with it."""
    nlp = blank("zh")
    for reading in readings:
        with nlp.memory_zone():
            yield to_doc(reading.article, reading.mentions, reading.names, nlp.vocab)


class HeshuComponent:
    """Fills `doc.spans` with figures, times and names, and `doc.ents` with names where it has no entity yet."""

    def __init__(self, reader: str) -> None:
        self._named = reader
        self._reader: TextReader | None = None

    def __call__(self, doc: Doc) -> Doc:
        if self._reader is None:
            self._reader = resolve_name(self._named)()
        reading = self._reader.read(doc.text)
        shown = reading.article.to_raw
        return _fill(doc, reading.mentions, reading.names, lambda span: shown.to_raw(span.start, span.end))


def make_component(nlp: Language, name: str, reader: str) -> HeshuComponent:
    """The spaCy factory `heshu`; `reader` is `module:callable` of what makes a `TextReader`.

    >>> nlp = blank("zh")
    >>> nlp.add_pipe("heshu", config={"reader": "pipeline.stages:Reader"}) is nlp.get_pipe("heshu")
    True
    """
    return HeshuComponent(reader)


def _fill(doc: Doc, mentions: Sequence[Mention], names: Sequence[Name], place: Place) -> Doc:
    times = [_span(doc, place(m.span), m.kind, m.timex.value) for m in mentions if m.timex is not None]
    figures = [_span(doc, place(m.span), m.kind, _value(m)) for m in mentions if m.timex is None]
    entities = [_span(doc, place(n.span), n.type, n.entity) for n in names]
    for key, spans in ((QUANTITY, figures), (TIME, times), (NAME, entities)):
        doc.spans[key] = [span for span in spans if span is not None]
    taken = {at for entity in doc.ents for at in range(entity.start, entity.end)}
    free = list(doc.ents)
    for entity in doc.spans[NAME]:
        if taken.isdisjoint(range(entity.start, entity.end)):
            taken.update(range(entity.start, entity.end))
            free.append(entity)
    doc.ents = tuple(free)
    return doc


def _span(doc: Doc, place: tuple[int, int], label: str, value: str) -> DocSpan | None:
    span: DocSpan | None = doc.char_span(*place, label=label, kb_id=value, alignment_mode="expand")
    return span


def _value(mention: Mention) -> str:
    """A figure as text: `3000000000 CNY`, and `90000/.. {item}` for what has an open or a second end."""
    figure = mention.quantity
    if figure is None:
        return ""
    ends = [".." if end is None else f"{end:f}" for end in (figure.low, figure.high)]
    value = f"{figure.stated:f}" if figure.stated is not None and figure.hedge == "exact" else "/".join(ends)
    return f"{value} {figure.currency or figure.unit or ''}".rstrip()


Language.factory("heshu", default_config={"reader": READER}, assigns=["doc.spans", "doc.ents"], func=make_component)
