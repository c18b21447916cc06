"""The reason codes of what ingest refuses, and how a `Reject` is made."""

from __future__ import annotations

import re

from pipeline.records import Reject

STAGE = "ingest"
EXCERPT = 200

NOT_FOUND = "not_found"
UNREADABLE = "unreadable"
UNSUPPORTED = "unsupported"
EMPTY_FILE = "empty_file"
BINARY = "binary"
BAD_ENCODING = "bad_encoding"
BAD_ARCHIVE = "bad_archive"
TRUNCATED = "truncated"
BAD_JSON = "bad_json"
BAD_RECORD = "bad_record"
NO_BODY = "no_body"
TOO_LONG = "too_long"
MISSING_DATE = "missing_date"

REASONS = (
    NOT_FOUND,
    UNREADABLE,
    UNSUPPORTED,
    EMPTY_FILE,
    BINARY,
    BAD_ENCODING,
    BAD_ARCHIVE,
    TRUNCATED,
    BAD_JSON,
    BAD_RECORD,
    NO_BODY,
    TOO_LONG,
    MISSING_DATE,
)

_SURROGATE = re.compile("[\ud800-\udfff]")


def scrub(text: str) -> str:
    """The text with every lone surrogate replaced by U+FFFD, so that it can be written; its length stays.

    >>> scrub("涨\\ud83d5%")
    '涨�5%'
    """
    return _SURROGATE.sub("\ufffd", text)


def refuse(path: str, record: int, reason: str, note: str, excerpt: str | bytes = "") -> Reject:
    """A Reject of this stage; bytes are shown as UTF-8 as far as they are.

    >>> refuse("甲.jsonl", 3, BAD_JSON, "the line is not JSON", "{坏").excerpt
    '{坏'
    """
    if isinstance(excerpt, bytes):
        excerpt = excerpt[: EXCERPT * 4].decode("utf-8", "replace")
    return Reject(path, record, STAGE, reason, note, scrub(excerpt[:EXCERPT]))
