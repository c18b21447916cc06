"""Gives every article its id, whatever the order of the input: what is known is skipped, what is twice there read once.

Articles that share an id with different texts are all kept: the one with the least digest has the id, the others have
it with a suffix of their digest. Which one that is shows at the end of the input, so `settle` says whom to read again.
An input that is added to a store may also bring another version of an article there: `Shelf` tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.records import Origin, RawArticle, Reject
from pipeline.stages.reader import under
from pipeline.stages.versions import Shelf, suffixed
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
    what was not read, and `origins` tells the ids of this input and where each was read. With a `shelf` the input is
    added to what a store has; without one it is the whole corpus: then an article whose twin is gone gets the plain id
    back. `late` are the digests of versions older than what the store has, `twins` where articles of one id were read.
    """

    known: Mapping[str, tuple[str, str]]
    fingerprint: str
    shelf: Shelf | None = None
    rejects: list[Reject] = field(default_factory=list)
    skipped: int = 0
    late: set[str] = field(default_factory=set)
    twins: list[Origin] = field(default_factory=list)
    _groups: dict[str, dict[str, _Seen]] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)

    def jobs(self, items: Iterable[RawArticle | Reject]) -> Iterator[RawArticle]:
        """The articles that have to be read, each with its id as key."""
        for item in items:
            if isinstance(item, Reject):
                self.rejects.append(item)
                continue
            id_ = self.admit(id_of(item), digest_of(item), item.origin, item)
            if id_ is not None:
                yield under(item, id_)

    def admit(self, key: str, digest: str, origin: Origin, item: RawArticle | None = None) -> str | None:
        """The id under which an article has to be read, or None; a shelf wants the article itself."""
        group = self._groups.setdefault(key, {})
        if digest in group:
            same = group[digest]
            same.copies.append(max(same.origin, origin, key=_place))
            same.origin = min(same.origin, origin, key=_place)
            return None
        id_ = self._id(key, digest, origin, item)
        if id_ is None or self.known.get(id_) == (digest, self.fingerprint):
            self.skipped += 1
            return None
        return id_

    def _id(self, key: str, digest: str, origin: Origin, item: RawArticle | None) -> str | None:
        """The id under which a newcomer is to be read; None where it was in the store before what is there now."""
        if self.shelf is not None and item is not None:
            what, id_ = self.shelf.place(item, key, digest)
            if what == "precedes":
                self.late.add(digest)
            if what in ("past", "precedes"):
                return id_ if what == "precedes" else None
        else:
            here = (digest, self.fingerprint)
            other = suffixed(key, digest)
            plain = key not in self._ids and (not self._groups[key] or self.known.get(key) == here)
            id_ = key if plain and self.known.get(other) != here else other
        self._ids.add(id_)
        self._groups[key][digest] = _Seen(digest, id_, origin)
        return id_

    def settle(self) -> dict[str, str]:
        """Ids to be changed, from the one given while reading to the one that holds."""
        changed = {}
        for key, seen in self._groups.items():
            group = self._with_stored(key, seen)
            if self.shelf is not None and len(group) > 1:
                self.twins.extend(one.origin for one in group)
            for number, one in enumerate(group):
                wanted = key if number == 0 else suffixed(key, one.digest)
                if one.id != wanted:
                    changed[one.id] = wanted
                    one.id = wanted
                if number:
                    self._refuse(one.origin, DUPLICATE_ID, f"another text came under the id {key}; kept as {wanted}")
                for copy in one.copies:
                    place = f"record {one.origin.record} of {one.origin.path}"
                    self._refuse(copy, IDENTICAL, f"the same article as {place}; read once")
        return changed

    def _with_stored(self, key: str, seen: Mapping[str, _Seen]) -> list[_Seen]:
        """Those under one key in the order of their digests, with those that the store has from before."""
        group = dict(seen)
        stored = self.shelf.members(key) if self.shelf is not None and seen else {}
        if self.shelf is not None and len(stored) > 1:
            for digest, id_ in stored.items():
                if digest not in group:
                    group[digest] = _Seen(digest, id_, self.shelf.given(id_).origin)
        return sorted(group.values(), key=lambda one: one.digest)

    def _refuse(self, origin: Origin, reason: str, note: str) -> None:
        self.rejects.append(Reject(origin.path, origin.record, "ingest", reason, note))

    def origins(self) -> Iterator[tuple[str, Origin]]:
        """The id of every article of this input and where it was read first, in the order of paths."""
        for group in self._groups.values():
            for seen in group.values():
                yield seen.id, seen.origin


def _place(origin: Origin) -> tuple[str, int]:
    return origin.path, origin.record
