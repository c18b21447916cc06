"""Finds the names of a text and links those that name the same thing: lexicon, rules, then the article's own evidence.

A trained model of names comes beside the rules as one more maker of drafts in `_drafts`; overlaps and links are settled
after it, whoever proposed a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.extract.name_page import Draft, NamePage, lay_out
from pipeline.lexicon.entities import load_entities
from pipeline.records import Name, Span


def settle(drafts: Iterable[Draft], size: int) -> list[Draft]:
    """Drafts without overlap: higher rank first, then longer, then further left.

    >>> a, b = Draft(0, 2, "ORG", "阿里巴巴", "lexicon"), Draft(0, 3, "ORG", "阿里云", "lexicon")
    >>> [d.entity for d in settle([a, b], 3)]
    ['阿里云']
    """
    taken = bytearray(size)
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (-d.rank, d.start - d.end, d.start, d.type, d.entity)):
        if not any(taken[draft.start : draft.end]):
            taken[draft.start : draft.end] = b"\x01" * (draft.end - draft.start)
            kept.append(draft)
    return sorted(kept)


def _drafts(page: NamePage) -> list[Draft]:
    return list(page.safe)


def find_names(text: str, lexicon_paths: tuple[Path, ...] = (), title: str = "", outlet: str = "") -> list[Name]:
    """The names of a text in order, without overlap; the title is evidence, its own names are not returned.

    >>> [(n.type, n.entity) for n in find_names("据IDC数据，阿里旗下平头哥位居第二。")]
    [('ORG', 'IDC'), ('ORG', '阿里巴巴'), ('ORG', '平头哥')]
    """
    head = f"{outlet}\n{title}\n" if title or outlet else ""
    page = lay_out(head + text, load_entities(lexicon_paths), lexicon_paths)
    shift = len(head)
    return [
        Name(Span(d.start - shift, d.end - shift), d.type, d.entity, (d.rule,))
        for d in settle(_drafts(page), len(page.text))
        if d.start >= shift
    ]
