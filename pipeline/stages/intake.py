"""Gives every article its id, whatever the order of the input: what is known is skipped, what is twice there read once.

Articles that share an id with different texts are all kept: the one with the least digest has the id, the others have
it with a suffix of their digest. Which one that is shows at the end of the input, so `settle` says whom to read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.records import Origin, RawArticle, Reject
from pipeline.stages.reader import under
from pipeline.store.rows import digest_of, id_of

DUPLICATE_ID = "duplicate_id"
IDENTICAL = "identical"


@dataclass(slots=True)
class _Seen:
    digest: str
    id: str
    origin: Origin
    copies: list[Origin] = field(default_factory=list)


@dataclass(slots=True)
class Intake:
    """The ledger of one run over articles as they come in.

    `known` gives digest and fingerprint of what the store has by id. After `jobs` ended and `settle`, `rejects` holds
    what was not read, and `origins` tells the ids of this input and where each was read. `whole` says that the input is
    the whole corpus: then an article whose twin is gone gets the plain id back.
    """

    known: Mapping[str, tuple[str, str]]
    fingerprint: str
    whole: bool = True
    rejects: list[Reject] = field(default_factory=list)
    skipped: int = 0
    _first: dict[str, _Seen] = field(default_factory=dict)
    _others: dict[str, dict[str, _Seen]] = field(default_factory=dict)

    def jobs(self, items: Iterable[RawArticle | Reject]) -> Iterator[RawArticle]:
        """The articles that have to be read, each with its id as key."""
        for item in items:
            if isinstance(item, Reject):
                self.rejects.append(item)
                continue
            digest = digest_of(item)
            seen = self._enter(id_of(item), digest, item.origin)
            if seen is None:
                continue
            if self.known.get(seen.id) == (digest, self.fingerprint):
                self.skipped += 1
            else:
                yield under(item, seen.id)

    def _enter(self, key: str, digest: str, origin: Origin) -> _Seen | None:
        """The entry of a new article; None where the same one was there before."""
        first = self._first.get(key)
        if first is None:
            suffixed = f"{key}~{digest[2:10]}"
            id_ = suffixed if self.known.get(suffixed) == (digest, self.fingerprint) else key
            return self._first.setdefault(key, _Seen(digest, id_, origin))
        group = self._others.get(key, {})
        same = first if first.digest == digest else group.get(digest)
        if same is None:
            taken = {first.id, *(seen.id for seen in group.values())}
            known = self.known.get(key) == (digest, self.fingerprint) and key not in taken
            seen = _Seen(digest, key if known else f"{key}~{digest[2:10]}", origin)
            self._others.setdefault(key, {})[digest] = seen
            return seen
        same.copies.append(max(same.origin, origin, key=_place))
        same.origin = min(same.origin, origin, key=_place)
        return None

    def settle(self) -> dict[str, str]:
        """Ids to be changed, from the one given while reading to the one that holds."""
        changed = {}
        for key, first in self._first.items():
            if not (self.whole or key in self._others):
                continue
            group = sorted([first, *self._others.get(key, {}).values()], key=_digest)
            for number, seen in enumerate(group):
                wanted = key if number == 0 else f"{key}~{seen.digest[2:10]}"
                if seen.id != wanted:
                    changed[seen.id] = wanted
                    seen.id = wanted
                if number:
                    self._refuse(seen.origin, DUPLICATE_ID, f"another text came under the id {key}; kept as {wanted}")
                for copy in seen.copies:
                    place = f"record {seen.origin.record} of {seen.origin.path}"
                    self._refuse(copy, IDENTICAL, f"the same article as {place}; read once")
        return changed

    def _refuse(self, origin: Origin, reason: str, note: str) -> None:
        self.rejects.append(Reject(origin.path, origin.record, "ingest", reason, note))

    def origins(self) -> Iterator[tuple[str, Origin]]:
        """The id of every article of this input and where it was read first, in the order of paths."""
        for key, first in self._first.items():
            yield first.id, first.origin
            for seen in self._others.get(key, {}).values():
                yield seen.id, seen.origin


def _digest(seen: _Seen) -> str:
    return seen.digest


def _place(origin: Origin) -> tuple[str, int]:
    return origin.path, origin.record
