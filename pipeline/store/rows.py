"""What a worker hands the writer of one article: flat rows, ready for bulk insertion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.codec import claim_row, encode, mended, to_json
from pipeline.records import Article, Claim, Reject

Cell = str | int | None
Row = tuple[Cell, ...]

ARTICLE_COLUMNS = (
    *("id", "digest", "fingerprint", "path", "number", "outlet", "published", "script", "title"),
    *("text", "raw", "record"),
)
KEY_COLUMNS = ("claim", "article", "key", "day")
REJECT_COLUMNS = ("article", "path", "number", "stage", "reason", "note", "excerpt")
NUMBERS = frozenset({"number"})


@dataclass(frozen=True, slots=True)
class Rows:
    """One article's rows: of `articles`, `claims`, `claim_keys` and `rejects`."""

    article: Row
    claims: tuple[Row, ...]
    keys: tuple[Row, ...]
    rejects: tuple[Row, ...] = ()

    @property
    def id(self) -> str:
        """The article's id."""
        return str(self.article[0])


def reject_row(reject: Reject, article: str | None = None) -> Row:
    """A reject as a row; `article` where it belongs to one that was read."""
    texts = (reject.stage, reject.reason, mended(reject.note), mended(reject.excerpt))
    return (article, mended(reject.path), reject.record, *texts)


def _article_row(article: Article, digest: str, fingerprint: str) -> Row:
    rest: dict[str, Any] = encode(article)
    text, raw = mended(rest.pop("text")), mended(rest.pop("raw"))
    del rest["origin"]
    where = (mended(article.origin.path), article.origin.record)
    head = (article.outlet, article.published, article.script, article.raw_title)
    kept = tuple(mended(cell) if cell is not None else None for cell in head)
    return (article.id, digest, fingerprint, *where, *kept, text, None if raw == text else raw, to_json(rest))


def _day(claim: Claim, article: Article) -> str:
    return claim.scope.as_of or claim.scope.end or article.published or ""


def to_rows(
    article: Article, claims: Iterable[Claim], rejects: Iterable[Reject], digest: str, fingerprint: str
) -> Rows:
    """The rows of an article that was read; claims of one id say the same in the same sentence and count once."""
    once = {claim.id: claim for claim in reversed(list(claims))}
    ordered = sorted(once.values(), key=lambda c: (c.raw, c.id))
    return Rows(
        article=_article_row(article, digest, fingerprint),
        claims=tuple((*claim_row(c), to_json(encode(c))) for c in ordered),
        keys=tuple((c.id, article.id, mended(k), _day(c, article)) for c in ordered for k in sorted(set(c.keys))),
        rejects=tuple(reject_row(r, article.id) for r in rejects),
    )
