"""Claims labelled in full (corpus/gold/claims) and names and times labelled in whole articles (corpus/gold/names)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import GoldError
from pipeline.evaluate.gold import Place, find_place
from pipeline.records import RawArticle


@dataclass(frozen=True, slots=True)
class When:
    """The time of a claim: first and last day of its period, both inclusive, and the moment of a running figure."""

    first: str | None = None
    last: str | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A figure with all that is said of it; a tuple holds the adjudicated answer first, then those that may stand."""

    place: Place
    quote: str
    subjects: tuple[str, ...]
    subject_quote: str
    ids: tuple[str, ...]
    phrases: tuple[str, ...]
    attribute_quote: str
    whens: tuple[When, ...]
    basis: frozenset[str]
    basis_also: frozenset[str]
    frames: tuple[str, ...]
    attributions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledMark:
    """A name or time in an article: where, of which type or kind, and the entity or ISO value it stands for."""

    place: Place
    kind: str
    meaning: str


def _when(period: str | None, as_of: str | None) -> When:
    first, _, last = (period or "").partition("..")
    return When(first or None, last or None, as_of or None)


def _claim(bodies: Mapping[str, str], item: Mapping[str, Any], source: str) -> LabelledClaim:
    also, attribute = item.get("also", {}), item["attribute"]
    others = also.get("attribute", [])
    main = [attribute["id"]] if "id" in attribute else []
    phrase = [attribute["phrase"]] if "phrase" in attribute else []
    return LabelledClaim(
        place=find_place(source, bodies, item, item["quote"]),
        quote=item["quote"],
        subjects=(item["subject"]["name"], *also.get("subject", [])),
        subject_quote=item["subject"]["quote"] or "",
        ids=(*main, *(o for o in others if o.isascii())),
        phrases=(*phrase, *(o for o in others if not o.isascii())),
        attribute_quote=attribute["quote"] or "",
        whens=(
            _when(item["period"], item["as_of"]),
            *(_when(w["period"], w["as_of"]) for w in also.get("when", [])),
        ),
        basis=frozenset(item["basis"]),
        basis_also=frozenset(also.get("basis", [])),
        frames=(item["frame"], *also.get("frame", [])),
        attributions=(item["attribution"] or "", *also.get("attribution", [])),
    )


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield f"{path.name}:{number}", json.loads(line)
        except ValueError as error:
            raise GoldError(f"{path.name}:{number}: is no line of JSON ({error}); see GUIDELINES.md") from error


def read_claim_labels(folder: Path, cluster: str, articles: Iterable[RawArticle]) -> tuple[LabelledClaim, ...]:
    """The claims of one cluster that are labelled in full; none where the cluster has no such file."""
    path = folder / "claims" / f"{cluster}.jsonl"
    if not path.exists():
        return ()
    bodies = {str(a.key): a.body for a in articles}
    found = []
    for source, item in _lines(path):
        try:
            found.append(_claim(bodies, item, source))
        except (KeyError, TypeError, AttributeError) as error:
            raise GoldError(f"{source}: is no labelled claim ({error!r}); see GUIDELINES.md") from error
    return tuple(found)


def _occurrences(text: str, surface: str) -> list[int]:
    found, at = [], text.find(surface)
    while at >= 0:
        found.append(at)
        at = text.find(surface, at + 1)
    return found


def _marks(article: str, body: str, rows: Iterable[Mapping[str, Any]], source: str) -> tuple[LabelledMark, ...]:
    """Every occurrence of each surface that lies in no longer surface, or those that the row names."""
    taken: list[tuple[int, int]] = []
    found = []
    for row in sorted(rows, key=lambda row: (-len(row["text"]), row["text"], row["kind"])):
        places = _occurrences(body, row["text"])
        if "occurrences" in row:
            places = [at for i, at in enumerate(places, 1) if i in row["occurrences"]]
        for start in places:
            end = start + len(row["text"])
            if not any(a < end and start < b for a, b in taken):
                taken.append((start, end))
                found.append(LabelledMark((article, start, end), row["kind"], row["meaning"]))
    return tuple(sorted(found, key=lambda mark: mark.place))


def read_mark_labels(
    folder: Path, articles: Iterable[RawArticle]
) -> dict[str, tuple[tuple[LabelledMark, ...], tuple[LabelledMark, ...]]]:
    """Names and times of the articles that are labelled whole, by article id."""
    found = {}
    for article in articles:
        path = folder / "names" / f"{article.key}.json"
        if not path.exists():
            continue
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            names, times = (
                _marks(str(article.key), article.body, data[kind], path.name) for kind in ("names", "times")
            )
        except (ValueError, KeyError, TypeError) as error:
            raise GoldError(f"{path.name}: labels no names and times ({error!r}); see GUIDELINES.md") from error
        found[str(article.key)] = (names, times)
    return found
