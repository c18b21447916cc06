"""Every record that crosses a border between two rooms: frozen, slotted, ids and invariants, no behaviour.

Offsets are half-open `[start, end)` in Unicode code points. Spans of an `Analysis`, a `Mention` or a `Name` lie in
`Article.text` (simplified); `Article.to_raw` shows any of them in the article's own script.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

Script = Literal["hant", "hans", "mixed"]
Kind = Literal["money", "quantity", "percent", "number", "ordinal", "date", "time", "datetime", "duration", "set"]
Hedge = Literal[
    "exact", "approx", "more_than", "at_least", "less_than", "at_most", "about_to", "range", "order_of_magnitude"
]
NameType = Literal["ORG", "PERSON", "GPE", "LOC", "FAC", "PRODUCT", "WORK", "EVENT"]
Frame = Literal["asserted", "planned", "forecast", "hypothetical", "denied", "quoted_old"]
Relation = Literal["agree", "compatible", "update", "conflict"]
ConflictKind = Literal["value", "magnitude", "unit", "hedge", "time", "direction", "rank"]
Verdict = Literal["consistent", "inconsistent"]
EDIT = "edit"  # the kind of check that tells a figure edited in an article that came again

_Record = TypeVar("_Record")


def _quickly_made(record: type[_Record]) -> type[_Record]:
    """The same frozen record, made four times as fast: fields are stored while it is still of an open twin class.

    What `dataclass` writes calls `object.__setattr__` a field: 8 % of the time in which figures and times are read.
    """
    known: dict[str, Any] = {"_frozen": record, "_set": object.__setattr__}
    known["_open"] = type(record.__name__, (), {"__slots__": tuple(f.name for f in fields(record))})  # type: ignore[arg-type]
    parameters, stores = [], []
    for f in fields(record):  # type: ignore[arg-type]
        known[f"_{f.name}"] = f.default
        parameters.append(f.name if f.default is MISSING else f"{f.name}=_{f.name}")
        stores.append(f"self.{f.name}={f.name}")
    body = ";".join(("_set(self,'__class__',_open)", *stores, "self.__class__=_frozen"))
    exec(f"def __init__(self,{','.join(parameters)}):{body}", known)
    init = known["__init__"]
    init.__qualname__, init.__annotations__ = record.__init__.__qualname__, record.__init__.__annotations__
    record.__init__ = init  # type: ignore[method-assign]
    return record


class Span(NamedTuple):
    """Half-open stretch of code points.

    >>> Span(1, 4).end
    4
    """

    start: int
    end: int


class SpanMap(Protocol):
    """What the records need of `convert.offsets.OffsetMap`: from a converted text back to the one before it."""

    def to_raw(self, start: int, end: int) -> tuple[int, int]: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read: the path as given (an archive's member as `a.zip!/b.txt`) and its 1-based number."""

    path: str
    record: int = 1


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as given. `keep` are the stretches of `body` that are the article (empty: all of it)."""

    origin: Origin
    key: str | None
    title: str
    body: str
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    author: str | None = None
    region: str | None = None
    keep: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article ready to be read: `text` is simplified and without furniture, `raw` is the body as given.

    `reference` anchors relative times; None where the article has no date and none can be inferred.
    `window` is the span of days the article may come from when no date was given, with `date_reason` saying why.
    """

    id: str
    digest: str
    origin: Origin
    outlet: str | None
    published: str | None
    reference: datetime | None
    date_reason: str
    title: str
    raw_title: str
    text: str
    raw: str
    body: Span
    script: Script
    region: str
    to_raw: SpanMap
    title_to_raw: SpanMap
    url: str | None = None
    author: str | None = None
    notes: tuple[str, ...] = ()


@_quickly_made
@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as the interval its words give; None is an open end.

    `stated` is the number as written after multipliers (None for a range), in `unit` or `currency`;
    `step` is the place of the last digit written, after multipliers (3.5万 has step 1000).
    """

    stated: Decimal | None
    low: Decimal | None
    high: Decimal | None
    step: Decimal | None
    hedge: Hedge = "exact"
    unit: str | None = None
    currency: str | None = None


@_quickly_made
@dataclass(frozen=True, slots=True)
class Timex:
    """TIMEX3 `type`, `value`, `mod`; `start` and `end` are the half-open ISO 8601 dates or times it resolves to.

    Days are written `2026-02-06`, instants `2026-03-12T14:05:00`, a clock time without a day `T14:05:00`.
    An open end or what cannot be known is None.
    """

    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    mod: str | None = None
    start: str | None = None
    end: str | None = None


@_quickly_made
@dataclass(frozen=True, slots=True)
class Mention:
    """One typed reading of a stretch of text. Figures have `quantity`, times have `timex`, durations have both.

    `span` holds hedge, number, multiplier, unit or measure word; `core` is the same without the hedge.
    `rules` are the names of the rules that made it, in the order they held.
    """

    kind: Kind
    span: Span
    core: Span
    quantity: Quantity | None = None
    timex: Timex | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stretch that looked like a figure or time and was not taken, with the rule that refused it."""

    span: Span
    rule: str
    reason: str


@_quickly_made
@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text; `entity` is the canonical form that aliases and scripts share."""

    span: Span
    type: NameType
    entity: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What segmentation adds: sentences and tokens as spans of `Article.text`; no token cuts a mark."""

    sentences: tuple[Span, ...]
    tokens: tuple[Span, ...] = ()


@_quickly_made
@dataclass(frozen=True, slots=True)
class Ref:
    """What a claim points to: a surface (None where it is understood) and the id that surfaces share."""

    text: str
    id: str
    span: Span | None = None


@_quickly_made
@dataclass(frozen=True, slots=True)
class Scope:
    """When, where and under which definition a figure holds. ISO dates; `basis` are ids such as cumulative, quarter."""

    start: str | None = None
    end: str | None = None
    as_of: str | None = None
    place: str | None = None
    basis: tuple[str, ...] = ()


@_quickly_made
@dataclass(frozen=True, slots=True)
class Claim:
    """Who, what, how much, when, says who. `value` keeps the mention's reading; `quote` is in the original script.

    `raw` is the span of the figure in `Article.raw`, `raw_sentence` that of its sentence; `direction` is +1, -1 or 0.
    `contexts` are the words round the figure that alignment scores, `keys` the blocks in which it meets other claims.
    """

    id: str
    article: str
    mention: Mention
    text: str
    raw: Span
    subject: Ref
    attribute: Ref
    scope: Scope
    frame: Frame
    attribution: str | None
    sentence: Span
    raw_sentence: Span
    quote: str
    direction: int = 0
    rules: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that was not read: where, at which stage, a reason code, a sentence, the first 200 characters."""

    path: str
    record: int
    stage: str
    reason: str
    note: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One sum inside an article: `spans` are those of its figures in `Article.raw`, `texts` their text.

    `why` is a sentence; `reason` its id and `parts` what fills it, so that it can be said in another language.
    """

    id: str
    article: str
    check: str
    formula: str
    spans: tuple[Span, ...]
    texts: tuple[str, ...]
    verdict: Verdict
    severity: float
    why: str
    reason: str = ""
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two claims of one fact, compared. `left` < `right` index into the fact's claims; `why` is a sentence.

    `reason` is the id of that sentence and `parts` what fills it, so that it can be said in another language.
    """

    left: int
    right: int
    relation: Relation
    level: str
    why: str
    kind: ConflictKind | None = None
    severity: float = 0.0
    confidence: float = 1.0
    reason: str = ""
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Claims about one subject, attribute and scope, with the comparison of every pair that counts.

    `lineages` numbers the reprint family of each claim's article, parallel to `claims`.
    """

    id: str
    subject: str
    attribute: str
    scope: str
    status: Relation
    severity: float
    sources: int
    claims: tuple[Claim, ...]
    lineages: tuple[int, ...]
    pairs: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer said of a fact or a sum; append-only.

    `fact` or `check` is what was judged, as it stood then: so the judgement is known again when ids change. A word that
    is taken back stays, and a later one of verdict `withdrawn` names its `id` in `undoes`.
    """

    target: str
    verdict: Literal["conflict", "fine", "not_comparable", "unsure", "withdrawn"]
    reviewer: str
    at: str
    note: str = ""
    id: str = ""
    undoes: str = ""
    fact: Fact | None = None
    check: Check | None = None


def content_id(prefix: str, parts: Iterable[object], size: int = 16) -> str:
    """An id that depends on the content alone.

    >>> content_id("c", ["101-a", "营收", 12])
    'c-29cbb04e7d0fe7b6'
    """
    digest = hashlib.blake2b("\x1f".join("" if p is None else str(p) for p in parts).encode("utf-8", "surrogatepass"))
    return f"{prefix}-{digest.hexdigest()[:size]}"
