"""What a store has under the ids that newcomers come with: whether a text is a version of another, and which is older.

An article that comes again under its id (without one: from its address) with another text replaces the one there if
it is the same article. Ids that only happen to be equal, as those of dumps that count from one, keep both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from pipeline.convert.dates import read_published
from pipeline.records import RawArticle

ALIKE = 0.3  # of the shorter text, its figures hidden, that the longer one has too
EQUAL = 0.8  # the same with the figures, of a text that came out on another day
CROWD = 20  # articles under one id: more of them, and it is no id
GRAM = 3
TAIL = 9  # characters that `suffixed` adds


class Placement(NamedTuple):
    """What becomes of a newcomer: it is there, was there, replaces or precedes the article `id`, or is another one."""

    what: Literal["known", "past", "replaces", "precedes", "other"]
    id: str


def suffixed(key: str, digest: str) -> str:
    """The id of an article whose own is another's.

    >>> suffixed("101-a", "d-29cbb04e7d0fe7b6")
    '101-a~29cbb04e'
    """
    return f"{key}~{digest[2:10]}"


def masked(text: str) -> str:
    """The text with every figure as one sign, its letters alone.

    >>> masked("营收184.37亿元，增长21%。")
    '营收□元增长□'
    """
    letters = ("□" if c.isnumeric() else c for c in text if c.isalnum())
    kept: list[str] = []
    for letter in letters:
        if letter != "□" or not kept or kept[-1] != "□":
            kept.append(letter)
    return "".join(kept)


def likeness(a: str, b: str) -> float:
    """How much of the shorter text stands in the longer, by runs of three characters, 0 to 1.

    >>> likeness("公司去年营收5亿元", "公司去年营收5亿元，同比增长3%"), likeness("股价上涨", "两人获救")
    (1.0, 0.0)
    """
    left, right = ({text[i : i + GRAM] for i in range(max(1, len(text) - GRAM + 1))} for text in (a, b))
    return len(left & right) / min(len(left), len(right))


def is_version(new: RawArticle, old: RawArticle, own_id: bool) -> bool:
    """Whether two texts under one id are one article; `own_id` says that the id was given, not made of the address.

    >>> from pipeline.records import Origin
    >>> old = RawArticle(Origin("a.jsonl"), "1", "年报", "公司去年营收5亿元。", published="2026-02-06")
    >>> new = RawArticle(Origin("b.jsonl"), "1", "年报", "公司去年营收6亿元。", published="2026-02-06")
    >>> is_version(new, old, True), is_version(RawArticle(Origin("b.jsonl"), "1", "", "两人获救。"), old, True)
    (True, False)
    """
    if own_id and new.url and new.url == old.url:
        return True
    if new.outlet and old.outlet and new.outlet != old.outlet:
        return False
    same_day = (new.published or "")[:10] == (old.published or "")[:10] or not (new.published and old.published)
    if same_day or (new.title and new.title == old.title):
        return likeness(masked(new.body), masked(old.body)) >= ALIKE
    return likeness(new.body, old.body) >= EQUAL


def is_older(new: RawArticle, old: RawArticle) -> bool:
    """Whether a text says that it came out before another; False where one does not say when."""
    if not (new.published and old.published):
        return False
    first, second = (read_published(one.published or "", one.region or "CN") for one in (new, old))
    return first is not None and second is not None and first < second


class Shelf:
    """The articles of a store by the ids they came with; `given` gives one as it was given."""

    def __init__(
        self, known: Mapping[str, tuple[str, str]], earlier: Mapping[str, str], given: Callable[[str], RawArticle]
    ) -> None:
        self._known = known
        self._earlier = dict(earlier)
        self.given = given
        self._groups: dict[str, dict[str, str]] = {}
        tails = {(id_, suffixed("", digest)) for digest, id_ in self._earlier.items()}
        for id_, (digest, _) in known.items():
            key, tail = id_[:-TAIL], id_[-TAIL:]
            own = tail != suffixed("", digest) and (id_, tail) not in tails
            self._groups.setdefault(id_ if own else key, {})[digest] = id_

    def members(self, key: str) -> dict[str, str]:
        """The ids under a key, by digest, as they will stand when the newcomers placed so far are stored."""
        return self._groups.get(key, {})

    def place(self, new: RawArticle, key: str, digest: str) -> Placement:
        """What becomes of a newcomer."""
        group = self.members(key)
        if digest in group:
            return Placement("known", group[digest])
        if digest in self._earlier:
            return Placement("past", self._earlier[digest])
        for old_digest, id_ in sorted(group.items()) if len(group) <= CROWD else ():
            if self._known.get(id_, ("",))[0] != old_digest:
                continue  # came with this input
            old = self.given(id_)
            if is_version(new, old, new.key is not None):
                if is_older(new, old):
                    self._earlier[digest] = id_
                    return Placement("precedes", id_)
                self._earlier[old_digest] = id_
                del group[old_digest]
                group[digest] = id_
                return Placement("replaces", id_)
        id_ = suffixed(key, digest) if key in group.values() else key
        self._groups.setdefault(key, {})[digest] = id_
        return Placement("other", id_)
