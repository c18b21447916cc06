"""Outlets: who publishes, where (ISO 3166), and which names are only hosting platforms."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from pipeline.lexicon.tables import read_rows

Kind = Literal["wire", "paper", "portal", "platform", "official", "broadcaster", "magazine", "account"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet under the name it goes by at home; `alias` holds other names and the other script."""

    name: str
    region: str | None
    kind: Kind
    alias: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place whose name starts the names of its authorities and papers."""

    place: tuple[str, ...]
    region: str


@cache
def outlets() -> Mapping[str, Outlet]:
    """Every name and alias, folded, to its outlet.

    >>> outlets()["聯合新聞網"].region
    'TW'
    """
    rows = read_rows("outlets.tsv", Outlet)
    return MappingProxyType({_fold(name): row for row in rows for name in (row.name, *row.alias)})


def find_outlet(name: str | None) -> Outlet | None:
    """The outlet of a name, also with a column or edition behind it (新华社北京, BBC中文网).

    >>> find_outlet("新華社").name, find_outlet("没有这家报纸")
    ('新华社', None)
    """
    if not name:
        return None
    key = _fold(name)
    known = outlets()
    if key in known:
        return known[key]
    ends = (e for e in range(min(len(key) - 1, 24), 2, -1) if not (key[e - 1].isascii() and key[e].isascii()))
    return next((known[key[:e]] for e in ends if key[:e] in known), None)


@dataclass(frozen=True, slots=True)
class OutletEnding:
    """A word that names of outlets end in."""

    ending: tuple[str, ...]


@cache
def outlet_endings() -> tuple[str, ...]:
    """What names of outlets end in, the longest first.

    >>> "晚报" in outlet_endings()
    True
    """
    words = {word for row in read_rows("outlet_endings.tsv", OutletEnding) for word in row.ending}
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


def is_outlet_like(name: str) -> bool:
    """Whether a name is an outlet's or ends as those do.

    >>> is_outlet_like("深港早报"), is_outlet_like("原创")
    (True, False)
    """
    return is_outlet(name) or (3 <= len(name) <= 16 and name.endswith(outlet_endings()))


@cache
def _places() -> Mapping[str, str]:
    rows = read_rows("outlet_places.tsv", Place)
    return MappingProxyType({_fold(name): row.region for row in rows for name in row.place})


def is_outlet(name: str) -> bool:
    """Whether this very name is one of an outlet.

    >>> is_outlet("財新網"), is_outlet("財新網的記者")
    (True, False)
    """
    return _fold(name) in outlets()


def outlet_region(name: str | None) -> str | None:
    """The region of an outlet as ISO 3166, by the place its name starts with where no row knows it; else None.

    >>> outlet_region("明報"), outlet_region("云南卫健委"), outlet_region("某某自媒体")
    ('HK', 'CN', None)
    """
    outlet = find_outlet(name)
    if outlet is not None and (outlet.region is not None or outlet.kind == "platform"):
        return outlet.region
    places = _places()
    key = _fold(name or "")
    return next((places[key[:end]] for end in (4, 3, 2) if key[:end] in places), None)


def is_platform(name: str | None) -> bool:
    """Whether a name is a platform that only hosts what others write.

    >>> is_platform("网易号"), is_platform("微信公众号"), is_platform("新华社")
    (True, True, False)
    """
    return bool(name) and (outlet := outlets().get(_fold(name or ""))) is not None and outlet.kind == "platform"


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split()).strip("《》「」()")
