"""What an article is about, as weighted keys: names, rare words and figures, by which articles of one event meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pipeline.records import Claim, Name
from pipeline.segment.words import cut, rarity

KEYS = 40
FIGURES = 12
LEAD = 1200
_TYPE_WEIGHT = {
    "GPE": 0.6,
    "LOC": 0.8,
    "ORG": 1.0,
    "PERSON": 1.1,
    "PRODUCT": 1.1,
    "FAC": 1.2,
    "WORK": 1.2,
    "EVENT": 1.2,
}
_NAME_RARITY = 12.0
_FIGURE = 14.0
_MOST_DIGITS = 24
_COMMON = 6.0  # words up to this rarity tell nothing


def to_profile(
    text: str, title: str, names: Sequence[Name], title_names: Sequence[Name], claims: Iterable[Claim] = ()
) -> tuple[tuple[str, float], ...]:
    """The weightiest keys of an article, `n:` names and `w:` words, at most forty, by weight; `f:` its telling figures.

    A key weighs by its rarity in the language, never by the other articles at hand: adding an article changes no other.
    A feature and a bulletin on one event may share no word but 167 pupils and 86万元.
    """
    found: Counter[str] = Counter(f"n:{name.entity}" for name in (*names, *title_names, *title_names, *title_names))
    weights = {f"n:{name.entity}": _NAME_RARITY * _TYPE_WEIGHT[name.type] for name in (*names, *title_names)}
    for word, times in Counter(cut(title + "\n" + text[:LEAD])).items():
        if len(word) >= 2 and word.isalpha() and (weight := rarity(word)) > _COMMON:
            found[f"w:{word}"] = times
            weights[f"w:{word}"] = weight * 0.6
    scored = {k: round(weights[k] * (1 + min(n - 1, 4) * 0.25), 3) for k, n in found.items()}
    chosen = sorted(scored.items(), key=lambda kv: (-kv[1], kv[0]))[:KEYS]
    figures = dict.fromkeys(figure for claim in claims for figure in _telling(claim))
    few = sorted(figures, key=lambda figure: (-len(figure[1]), figure))[:FIGURES]
    return (*chosen, *((f"f:{kind}:{digits}e{power}", _FIGURE) for kind, digits, power in few))


def _telling(claim: Claim) -> Iterator[tuple[str, str, int]]:
    """Kind, digits and power of ten of a figure of two digits or more, however it is written: 86万 and 860,000."""
    stated = claim.mention.quantity.stated if claim.mention.quantity else None
    if stated is None or not stated.is_finite():
        return
    written, power = "".join(map(str, stated.as_tuple().digits)), _power(stated)
    digits = written.rstrip("0")
    if 2 <= len(digits) <= _MOST_DIGITS:
        yield claim.mention.kind, digits, power + len(written) - len(digits)


def _power(number: Decimal) -> int:
    return int(number.as_tuple().exponent)
