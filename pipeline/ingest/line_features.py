"""What can be said of each line of a page by itself and its neighbours, before any decision about it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ingest.fold import fold
from pipeline.lexicon.furniture import Role, furniture_markers
from pipeline.records import Span

LONG_MARKER = 60  # a marker that starts a longer line is the start of a sentence
DECORATION = "▼▲▽△●■◆◇★☆※*-–—=~_·•>《》<"
FRONT = 200  # characters of a line that are folded: markers stand at its front
NOTICES: frozenset[Role] = frozenset({"end", "outlet"})

_LINE = re.compile(r"[^\n]+\n?")
_STAMP = re.compile(
    r"(?:发布|發布|更新)?(?:19|20)?\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\d{1,2}[:时時]\d{2}分?(?::\d{2})?)?(?:更新)?"
    r"|\d{1,2}[-/月]\d{1,2}日?(?:\d{1,2}:\d{2})?|\d{1,2}:\d{2}(?::\d{2})?"
)
_COUNT = re.compile(r"(?!\d{1,2}[.、)）][^\d])[+#]?[\d,.]{1,12}[万萬亿億kw+]*[^\dA-Za-z]{0,8}")
_SENTENCE_END = tuple("。！？!?…；;”」』")
_FIRM_END = re.compile(r"[。；]|[A-Za-z)]\.(?:\s|$)")


@dataclass(frozen=True, slots=True)
class LineFeatures:
    """One line: where it stands, its folded form, and what a classifier or a rule may ask of it."""

    span: Span
    text: str
    key: str
    roles: frozenset[Role]
    firm: bool
    """Has a full stop or the length of a paragraph: headlines and menus do not."""
    closed: bool
    """Ends as a sentence ends."""
    han: bool
    """Has Chinese characters."""
    stamp: bool
    """Nothing but a date or time."""
    count: bool
    """A number with at most a word: a counter."""
    doubled: bool
    """Equal to the non-blank line before or after: headlines stand twice in page dumps (link text and picture text)."""
    menu: bool
    """Many short words: a menu or a breadcrumb."""

    @property
    def odd(self) -> bool:
        """What lists of headlines have and articles have not."""
        doubled = self.doubled and not (self.firm and self.closed)
        return self.stamp or doubled or self.menu or (self.count and "stats" in self.roles)


def line_features(text: str) -> tuple[LineFeatures, ...]:
    """The features of every line of a text that is not blank; spans hold the line's end.

    >>> [f.firm for f in line_features("首页 > 财经 > 正文\\n公司去年营收5亿元。")]
    [False, True]
    """
    spans = [Span(m.start(), m.end()) for m in _LINE.finditer(text) if m[0] and not m[0].isspace()]
    keys = [fold(text[s.start : min(s.end, s.start + FRONT)]) for s in spans]
    doubled = _doubled(keys)
    return tuple(_features(text, s, k, d) for s, k, d in zip(spans, keys, doubled, strict=True))


def _features(text: str, span: Span, key: str, doubled: bool) -> LineFeatures:
    line = text[span.start : span.end].strip()
    short = len(key) <= LONG_MARKER
    roles = furniture_markers().roles(key) | furniture_markers().roles(key.strip(DECORATION))
    if not short:
        roles = roles & NOTICES if "end" in roles else frozenset()
    if "stats" in roles and not any(c.isdigit() for c in key) and len(key) > 4:
        roles -= {"stats"}
    return LineFeatures(
        span=span,
        text=line,
        key=key,
        roles=roles,
        firm=_is_firm(line),
        closed=line.endswith(_SENTENCE_END),
        han=any("一" <= c <= "龥" for c in line),
        stamp=short and _STAMP.fullmatch(key) is not None,
        count=short and _COUNT.fullmatch(key) is not None,
        doubled=doubled,
        menu=_is_menu(line),
    )


def _is_firm(line: str) -> bool:
    return _FIRM_END.search(line) is not None or (len(line) >= 80 and ("，" in line or "," in line))


def _is_menu(line: str) -> bool:
    if " > " in line or "＞" in line or " › " in line or "»" in line:
        return len(line) <= 120 and "。" not in line
    if line.startswith("#") and all(word.startswith("#") for word in line.split()):
        return True
    words = line.replace("|", " ").replace("｜", " ").replace("·", " ").split()
    han = sum("一" <= c <= "龥" for c in line)
    return (
        len(words) >= 5
        and 2 * han > len(line)
        and not any(c.isdigit() for c in line)
        and sum(map(len, words)) <= 5 * len(words)
        and "，" not in line
        and "。" not in line
    )


def _doubled(keys: Sequence[str]) -> list[bool]:
    found = [False] * len(keys)
    for index, (left, right) in enumerate(itertools.pairwise(keys)):
        if left == right and len(left) >= 6:
            found[index] = found[index + 1] = True
    return found
