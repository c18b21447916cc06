"""What a worker hands the writer of one article: flat rows, ready for bulk insertion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.codec import claim_row, encode, mended, to_json
from pipeline.records import Article, Claim, RawArticle, Reject, content_id

if TYPE_CHECKING:
    import pyarrow as pa

Cell = str | int | float | None
Row = tuple[Cell, ...]

ARTICLE_COLUMNS = (
    *("id", "digest", "fingerprint", "path", "number", "outlet", "published", "script", "title"),
    *("text", "raw", "given", "record"),
)
KEY_COLUMNS = ("claim", "article", "key", "day")
PROFILE_COLUMNS = ("article", "key", "weight")
REJECT_COLUMNS = ("article", "path", "number", "stage", "reason", "note", "excerpt")
NUMBERS = frozenset({"number"})
WEIGHTS = frozenset({"weight"})
Profile = Iterable[tuple[str, float]]


def row_schema(columns: Iterable[str]) -> pa.Schema:
    """The Arrow schema of rows with these columns."""
    import pyarrow as pa

    def kind(column: str) -> pa.DataType:
        return pa.int64() if column in NUMBERS else pa.float64() if column in WEIGHTS else pa.string()

    return pa.schema([(name, kind(name)) for name in columns])


@dataclass(frozen=True, slots=True)
class Rows:
    """One article's rows: of `articles`, `claims`, `claim_keys`, `profiles` and `rejects`."""

    article: Row
    claims: tuple[Row, ...]
    keys: tuple[Row, ...]
    profile: tuple[Row, ...] = ()
    rejects: tuple[Row, ...] = ()

    @property
    def id(self) -> str:
        """The article's id."""
        return str(self.article[0])


def reject_row(reject: Reject, article: str | None = None) -> Row:
    """A reject as a row; `article` where it belongs to one that was read."""
    texts = (reject.stage, reject.reason, mended(reject.note), mended(reject.excerpt))
    return (article, mended(reject.path), reject.record, *texts)


def digest_of(raw: RawArticle) -> str:
    """What an article says, wherever it was read and whatever its id: equal digests, equal readings.

    >>> from pipeline.records import Origin
    >>> digest_of(RawArticle(Origin("a.txt"), "1", "", "云")) == digest_of(RawArticle(Origin("b.txt"), "2", "", "云"))
    True
    """
    keep = (f"{span.start}-{span.end}" for span in raw.keep)
    said = (raw.title, raw.body, raw.outlet, raw.published, raw.url, raw.author, raw.region, len(raw.keep), *keep)
    return content_id("d", (*said, *raw.notes), 32)


def id_of(raw: RawArticle) -> str:
    """The id that an article came with, else one from its address, else from its content.

    >>> from pipeline.records import Origin
    >>> id_of(RawArticle(Origin("a.jsonl"), "101-a", "", "云")), id_of(RawArticle(Origin("a.txt"), None, "", "云"))
    ('101-a', 'a-9fd555aa7f0e23d2')
    """
    return raw.key or content_id("a", [raw.url if _is_page(raw.url) else digest_of(raw)])


def _is_page(url: str | None) -> bool:
    """Whether an address leads to one page: a site's own address is that of all its articles."""
    path = (url or "").partition("://")[2].strip("/")
    return "/" in path or "?" in path


def _given(raw: RawArticle) -> str:
    rest: dict[str, Any] = encode(raw)
    del rest["body"], rest["origin"]
    return to_json(rest)


def _article_row(raw: RawArticle, article: Article, digest: str, fingerprint: str) -> Row:
    rest: dict[str, Any] = encode(article)
    text, body = mended(rest.pop("text")), mended(rest.pop("raw"))
    del rest["origin"]
    where = (mended(article.origin.path), article.origin.record)
    head = (article.outlet, article.published, article.script, article.raw_title)
    kept = tuple(mended(cell) if cell is not None else None for cell in head)
    texts = (text, None if body == text else body)
    return (article.id, digest, fingerprint, *where, *kept, *texts, _given(raw), to_json(rest))


def _day(claim: Claim, article: Article) -> str:
    return claim.scope.as_of or claim.scope.end or article.published or ""


def _key_rows(claims: Iterable[Claim], article: Article) -> Iterator[Row]:
    """One row for each thing that an article says of a key: said again, it meets no others."""
    seen = set()
    for claim in claims:
        said = claim.mention.quantity, claim.scope.start, claim.scope.end, claim.scope.as_of
        for key in sorted(set(claim.keys)):
            if (key, said) not in seen:
                seen.add((key, said))
                yield claim.id, article.id, mended(key), _day(claim, article)


def to_rows(
    raw: RawArticle,
    article: Article,
    claims: Iterable[Claim],
    fingerprint: str,
    *,
    profile: Profile = (),
    rejects: Iterable[Reject] = (),
) -> Rows:
    """The rows of an article that was read; claims of one id say the same in the same sentence and count once."""
    once = {claim.id: claim for claim in reversed(list(claims))}
    ordered = sorted(once.values(), key=lambda c: (c.raw, c.id))
    return Rows(
        article=_article_row(raw, article, digest_of(raw), fingerprint),
        claims=tuple((*claim_row(c), to_json(encode(c))) for c in ordered),
        keys=tuple(_key_rows(ordered, article)),
        profile=tuple((article.id, mended(key), weight) for key, weight in profile),
        rejects=tuple(reject_row(r, article.id) for r in rejects),
    )
