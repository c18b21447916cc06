"""Traditional to simplified script: the dictionaries of opencc-python-reimplemented, mended by script.tsv, in one pass.

Every character goes through the character table at once; phrases, found by greedy longest match from the left, then
overrule it where they differ. Both sides have the same length, so a conversion never moves an offset.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.convert.offsets import OffsetMap
from pipeline.lexicon.script import script_rows

WRITES_ZHE = "着"  # a text that writes 着 itself means zhù by a 著 that no phrase decides


@dataclass(frozen=True, slots=True)
class Rules:
    """The character table and the phrases of one region, ready to use."""

    characters: Mapping[int, str]
    finder: AhoCorasick
    phrases: tuple[str, ...]


@functools.cache
def dictionary(name: str) -> Mapping[str, str]:
    """One dictionary of opencc-python-reimplemented with the first candidate of each entry, lengths kept.

    >>> dictionary("TSCharacters")["萬"]
    '万'
    """
    text = (files("opencc") / "dictionary" / f"{name}.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if "\t" in line)
    entries = {form: targets.split()[0] for form, targets in pairs if targets.split()}
    return {form: target for form, target in entries.items() if len(form) == len(target)}


@functools.cache
def character_table() -> Mapping[str, str]:
    """What each traditional or variant character becomes where no phrase says otherwise.

    >>> [character_table()[c] for c in "裡裏啟啓為爲"]
    ['里', '里', '启', '启', '为', '为']
    """
    table = dict(dictionary("TSCharacters"))
    for name in ("TWVariantsRev", "HKVariantsRev"):
        for form, standard in dictionary(name).items():
            table.setdefault(form, table.get(standard, standard))
    table.update((row.form, row.simplified) for row in script_rows() if len(row.form) == 1)
    return {form: target for form, target in table.items() if form != target}


def _spellings(form: str, target: str) -> Iterator[str]:
    """The form as written, in the standard, Taiwan and Hong Kong variants, and half simplified as machines leave it."""
    yield form
    for name in ("TWVariantsRev", "HKVariantsRev", "TWVariants", "HKVariants"):
        yield form.translate(_table(name))
    table = character_table()
    yield "".join(new if table.get(old) == new else old for old, new in zip(form, target, strict=True))


@functools.cache
def _table(name: str) -> Mapping[int, str]:
    return str.maketrans({form: target for form, target in dictionary(name).items() if len(form) == 1})


@functools.cache
def rules(region: str, keep_zhu: bool) -> Rules:
    """The rules for articles of a region; `keep_zhu` leaves a 著 that no phrase decides as it is.

    >>> "乾隆" in rules("TW", False).phrases
    True
    """
    characters = {form: target for form, target in character_table().items() if not (keep_zhu and form == "著")}
    plain = str.maketrans(characters)
    own = {row.form: row.simplified for row in script_rows() if not row.regions or region in row.regions}
    phrases: dict[str, str] = {}
    for table in (own, dictionary("TSPhrases")):
        for form, target in table.items():
            for spelling in _spellings(form, target) if len(form) > 1 else ():
                phrases.setdefault(spelling, target)
    finder = AhoCorasick(list(phrases), matchkind=MatchKind.LeftmostLongest)
    return Rules(plain, finder, tuple(phrases.values()))


def simplify(text: str, region: str) -> tuple[str, OffsetMap]:
    """The text in simplified script, words unchanged, with its map onto the text as given.

    >>> simplify("記憶體意味著什麼，著名的乾隆說著", "TW")[0]
    '记忆体意味着什么，著名的乾隆说着'
    """
    chosen = rules(region, region != "TW" and WRITES_ZHE in text)
    plain = text.translate(chosen.characters)
    pieces = []
    at = 0
    for phrase, start, end in chosen.finder.find_matches_as_indexes(text):
        target = chosen.phrases[phrase]
        if plain[start:end] != target:
            pieces += [plain[at:start], target]
            at = end
    return ("".join([*pieces, plain[at:]]) if pieces else plain), OffsetMap.identity(len(text))
