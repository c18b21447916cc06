"""Large stores made of a real one, for measurements: the articles of a store again and again, each time as others.

A copy tells events of its own: it is eight years later (leap days stay), its ids are others, the keys that fewer than
one in a hundred articles have are others (new people and places), as are the subjects whose standing attributes meet,
and every third character of its texts is another, so that no copy is a reprint of what it was made of. What is common
(中国, 同比) and the figures with their words stay.

What a cross-check of the base found can be copied with it (`with_findings`): so a store of 100,000 articles that was
cross-checked is there in minutes, to measure what one article more costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from pipeline.crosscheck.events import MOST_CROWD
from pipeline.store import Writer, open_store
from pipeline.store.rows import ARTICLE_COLUMNS, KEY_COLUMNS, PROFILE_COLUMNS, Rows

YEARS = 8
AT_ONCE = 1000
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=-[0-9]{2}-)")
_OTHER = {code: code + 1 for code in range(0x4E00, 0x9FA0, 3)}

Row = tuple[Any, ...]


def later(text: str, copy: int) -> str:
    """A text with its ISO dates eight years later for every copy.

    >>> later('{"as_of": "2024-02-29", "stated": "2024"}', 2)
    '{"as_of": "2040-02-29", "stated": "2024"}'
    """
    return _YEAR.sub(lambda match: str(int(match[1]) + YEARS * copy), text) if copy else text


class Base:
    """The store that large ones are made of; its articles come in the order of their days, every file's alike."""

    def __init__(self, path: Path) -> None:
        with open_store(path, read_only=True) as store:
            fetch = store.execute
            day = "row_number() OVER (PARTITION BY path ORDER BY published, id) / count(*) OVER (PARTITION BY path)"
            columns = ", ".join(ARTICLE_COLUMNS)
            self.articles = fetch(f"SELECT {columns} FROM articles ORDER BY {day}, id").fetchall()
            names = [name for (name, *_) in fetch("DESCRIBE claims").fetchall()]
            self._at = {name: place for place, name in enumerate(names)}
            self._claims = _by(fetch("SELECT * FROM claims").fetchall(), 1)
            self._keys = _by(fetch(f"SELECT {', '.join(KEY_COLUMNS)} FROM claim_keys").fetchall(), 1)
            self._profiles = _by(fetch(f"SELECT {', '.join(PROFILE_COLUMNS)} FROM profiles").fetchall(), 0)
            rare = "SELECT key FROM profiles GROUP BY key HAVING count(*) < (SELECT count(*) FROM articles) / 100"
            self._rare = {key for (key,) in fetch(rare).fetchall()}

    def rows(self, copy: int) -> Iterator[Rows]:
        """All articles, as the copy of that number has them; copy 0 is as they are."""
        for article in self.articles:
            yield self._copied(article, copy)

    def _copied(self, article: Row, copy: int) -> Rows:
        id_ = article[0]
        claims, keys, profile = (part.get(id_, ()) for part in (self._claims, self._keys, self._profiles))
        if not copy:
            return Rows(article, tuple(claims), tuple(keys), tuple(profile))
        mark = f"@{copy}"
        cells = dict(zip(ARTICLE_COLUMNS, article, strict=True))
        cells |= {
            "id": id_ + mark,
            "digest": cells["digest"] + mark,
            "published": later(cells["published"] or "", copy),
        }
        cells["record"] = _marked(later(cells["record"], copy), "id", later(id_, copy), id_ + mark)
        cells |= {name: cells[name] and cells[name].translate(_OTHER) for name in ("text", "raw")}
        return Rows(
            tuple(cells[name] for name in ARTICLE_COLUMNS),
            tuple(self._claim(claim, id_, mark, copy) for claim in claims),
            tuple((claim + mark, id_ + mark, key + mark, later(day, copy)) for claim, _, key, day in keys),
            tuple((id_ + mark, key + mark if key in self._rare else key, weight) for _, key, weight in profile),
        )

    def _claim(self, claim: Row, article: str, mark: str, copy: int) -> Row:
        cells = [later(cell, copy) if isinstance(cell, str) else cell for cell in claim]
        record = cells[self._at["record"]]
        for name, value in (("id", claim[0]), ("article", article)):
            record = _marked(record, name, later(value, copy), value + mark)
        cells[self._at["id"]], cells[self._at["article"]], cells[self._at["record"]] = (
            claim[0] + mark,
            article + mark,
            record,
        )
        return tuple(cells)


def _marked(record: str, name: str, before: str, after: str) -> str:
    """A record with another id; ids may hold a year, too."""
    return record.replace(f'"{name}": "{before}"', f'"{name}": "{after}"', 1)


def _by(rows: list[Row], column: int) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def make_large(base: Base, path: Path, *, claims: int = 0, articles: int = 0) -> tuple[int, int]:
    """Writes a store with at least so many claims and articles; returns how many it has."""
    path.unlink(missing_ok=True)
    done = [0, 0]

    def wanted() -> Iterator[Rows]:
        for copy in count():
            for rows in base.rows(copy):
                if done[0] >= articles and done[1] >= claims:
                    return
                done[0] += 1
                done[1] += len(rows.claims)
                yield rows

    with open_store(path) as store:
        writer = Writer(store)
        for batch in _batched(wanted()):
            writer.add(batch)
    return done[0], done[1]


# What was kept of a cross-check, for one copy: ids get its mark.
_FINDINGS = (
    """INSERT INTO compared SELECT c.article || $mark, a.digest || ' ' || a.fingerprint,
       (CAST(left(written, 4) AS INTEGER) + $years)::VARCHAR || substr(written, 5), c.title, c.outlet
       FROM base.compared AS c JOIN articles AS a ON a.id = c.article || $mark""",
    "INSERT INTO sketches SELECT article || $mark, band + $years FROM base.sketches",
    "INSERT INTO meetings SELECT one || $mark, other || $mark, likeness FROM base.meetings",
    """INSERT INTO standing SELECT key || $mark, "left" || $mark, "right" || $mark, one || $mark, other || $mark
       FROM base.standing""",
    """INSERT INTO chances SELECT "left" || $mark, "right" || $mark, one || $mark, other || $mark, chance
       FROM base.chances""",
    "INSERT INTO stories SELECT one || $mark, other || $mark FROM base.stories",
    "INSERT INTO parts SELECT claim || $mark, article || $mark, part || $mark FROM base.parts",
    "INSERT INTO lineages SELECT article || $mark, root || $mark FROM base.lineages",
    """INSERT INTO facts SELECT id || $mark, status, severity, confidence, part || $mark,
       regexp_replace(families, '"([,\\]])', $mark || '"\\1', 'g'), record FROM base.facts""",
)


def with_findings(base: Path, path: Path, copies: int, mark: str) -> None:
    """Copies the findings of the base into a store that was made of it in so many whole copies."""
    with open_store(path) as store:
        store.execute(f"ATTACH '{base}' AS base (READ_ONLY)")
        for copy in range(copies):
            values = {"mark": f"@{copy}" if copy else "", "years": YEARS * copy}
            for statement in _FINDINGS:
                store.execute(statement, {name: value for name, value in values.items() if f"${name}" in statement})
        store.execute("INSERT INTO crowded SELECT key FROM profiles GROUP BY key HAVING count(*) > ?", [MOST_CROWD])
        store.execute("DETACH base")
        Writer(store).mark_findings(mark)


def _batched(rows: Iterator[Rows]) -> Iterator[list[Rows]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch
