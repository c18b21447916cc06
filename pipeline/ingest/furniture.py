"""Which lines of a plain-text page are the article, and what those round it say of title, outlet, author, date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.ingest.byline import Byline, name_line, names_reporter, read_byline, read_moment, read_reporter
from pipeline.ingest.fold import fold
from pipeline.ingest.line_features import LineFeatures, line_features
from pipeline.ingest.line_model import load_line_model, second_look
from pipeline.lexicon.furniture import Role, furniture_markers
from pipeline.lexicon.outlets import find_outlet, is_outlet, is_outlet_like, is_platform
from pipeline.records import Span

LOOSE: frozenset[Role] = frozenset({"drop", "share", "credit"})
HEAD_ROLES: frozenset[Role] = frozenset({"author", "credit", "date", "drop", "nav", "outlet", "share", "stats"})
CLOSING: frozenset[Role] = frozenset({"author", "date", "outlet", "stats"})
BYLINE_ROLES: frozenset[Role] = frozenset({"author", "date", "outlet"})
BLOCK_LINES = 8
ODD_LINES = 3
EVIDENCE = 2  # lines of the head that show a page rather than a bare text
CREDIT = 40  # characters at the end of the last line where an editor's mark may stand
TITLE = range(5, 90)
SITE_SIGNS = ("_", "|", "｜")  # a dash may be the title's own
NAME = 14  # characters that a line with nothing but a site's name has at most

_NUMBERED = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[、.．)）]|\s)")
_SITE_BREAK = re.compile(r"\s*[_|｜]\s*|\s+[-–—]\s+|[-–—](?=[^-–—]{2,8}$)")


@dataclass(frozen=True, slots=True)
class Page:
    """An article found in a page: `keep` are its stretches of the text (empty where all of the text is article).

    `latest` is the latest time that stands in the page outside the article: the page was saved at or after it.
    """

    keep: tuple[Span, ...] = ()
    title: str = ""
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    latest: str | None = None
    platform: str | None = None


def find_body(text: str) -> Page:
    """The article of a page dump.

    >>> text = "首页 > 正文\\n澜川科技营收增长\\n来源：深港早报\\n公司去年营收5亿元。\\n相关推荐\\n旧闻31%"
    >>> page = find_body(text)
    >>> page.title, page.outlet, [text[a:b] for a, b in page.keep]
    ('澜川科技营收增长', '深港早报', ['公司去年营收5亿元。\\n'])
    """
    seen = look(text)
    solid, start, end = seen.lines, seen.start, seen.end
    kept = second_look(solid, seen.kept, (start, end), load_line_model()) if seen.is_page else list(seen.kept)
    starts = {f.span.start for f in kept}
    head, rest = solid[:start], [f for f in solid[start:] if f.span.start not in starts]
    title = _title(head)
    byline = _byline([f for f in head if f.text != title], rest, solid[end:])
    if byline.author is None and kept:
        byline = byline._replace(author=read_reporter(kept[0].text))
    outlet, platform = _real_outlet(byline.outlet, head)
    if outlet is None and platform is not None:
        outlet = _account(solid[end:]) or _account(head)
    return Page(
        keep=_spans(text, kept, solid),
        title=title,
        outlet=outlet,
        author=byline.author,
        published=byline.published,
        latest=_latest(solid[end:]),
        platform=platform,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What the rules make of a text: its lines, where the article starts and ends, and the lines of it they keep.

    `is_page` is true where more than an article is there: only then can a line be in doubt.
    """

    lines: tuple[LineFeatures, ...]
    start: int
    end: int
    kept: tuple[LineFeatures, ...]
    is_page: bool


def look(text: str) -> Look:
    """The lines of a text as the rules alone see them.

    >>> [line.text for line in look("首页 > 正文\\n来源：深港早报\\n公司去年营收5亿元。\\n相关推荐\\n旧闻31%").kept]
    ['公司去年营收5亿元。']
    """
    solid = line_features(text)
    start = _body_start(solid)
    end = _body_end(solid, start)
    kept = _kept(solid, start, end)
    is_page = end < len(solid) or sum(map(_is_marked, solid[:start])) >= EVIDENCE
    return Look(solid, start, end, tuple(_without_fringe(kept) if is_page else kept), is_page)


def article_parts(text: str, keep: Sequence[Span]) -> list[str]:
    """The stretches of a text that are article: those of `keep`, or all of it.

    >>> article_parts("营收5亿元。\\n责任编辑：林一川", [Span(0, 7)])
    ['营收5亿元。\\n']
    """
    return [text[s.start : s.end] for s in keep] if keep else [text]


def trim_body(text: str) -> tuple[Span, ...]:
    """The stretches of a record's body without the notices that portals hang under it; empty where nothing goes.

    >>> body = "公司去年营收5亿元。\\n责任编辑：林一川"
    >>> [body[a:b] for a, b in trim_body(body)]
    ['公司去年营收5亿元。\\n']
    """
    solid = line_features(text)
    if sum(map(_is_marked, solid[: _body_start(solid)])) >= EVIDENCE:
        return find_body(text).keep  # the record holds a whole page
    end = _marked_end(solid, 0)
    kept = _without_bylines([f for f in solid[:end] if not (f.roles & LOOSE) or f.firm])
    return _spans(text, kept, solid) if kept else ()


def _body_start(solid: Sequence[LineFeatures]) -> int:
    """The index of the first line of the article: behind the last line of the head that is no text."""
    first = next((i for i, f in enumerate(solid) if f.firm and not f.roles and not f.menu), None)
    if first is None and sum(map(_is_marked, solid)) < EVIDENCE:
        return 0
    if first is None:
        first = next((i for i, f in enumerate(solid) if f.closed and i and not f.roles), min(1, len(solid) - 1))
    head = solid[: max(first, 0)]
    certain = _is_head if any(map(_is_marked, head)) else _is_marked  # a counter or time alone may be the article's
    marked = [i for i, f in enumerate(head) if certain(f)]
    if not marked:
        return 1 if head and _is_title(head[0]) else 0
    behind = marked[-1] + 1
    if any(_is_title(f) for f in head[: marked[-1]]):
        return behind
    return behind + 1 if behind < len(head) and _is_title(head[behind]) and not head[behind].closed else behind


def _is_head(line: LineFeatures) -> bool:
    return _is_marked(line) or line.stamp or line.count


def _is_marked(line: LineFeatures) -> bool:
    return bool(line.roles & HEAD_ROLES) or line.menu or _is_byline(line)


def _is_byline(line: LineFeatures) -> bool:
    return bool(line.roles & BYLINE_ROLES) or _is_dated(line) or names_reporter(line.text)


def _is_dated(line: LineFeatures) -> bool:
    return len(line.text) <= 60 and not line.closed and read_moment(line.text) is not None


def _is_title(line: LineFeatures) -> bool:
    return len(line.text) in TITLE and not (_is_head(line) or line.text.endswith("。") or is_outlet(line.text))


def _body_end(solid: Sequence[LineFeatures], start: int) -> int:
    return min(_marked_end(solid, start), _listed_end(solid, start))


def _marked_end(solid: Sequence[LineFeatures], start: int) -> int:
    """The first notice or list heading behind the article; one with more article behind it than before is none."""
    total = sum(len(f.text) for f in solid[start:] if f.firm)
    before = 0
    for i in range(start, len(solid)):
        if "end" in solid[i].roles and before and before * 2 >= total:
            return i
        before += len(solid[i].text) if solid[i].firm and not solid[i].roles else 0
    return len(solid)


def _listed_end(solid: Sequence[LineFeatures], start: int) -> int:
    """Where a list of headlines begins that no heading announces: lines without a sentence, several of them odd."""
    run_start, odd = start, 0
    for i in range(start, len(solid)):
        if solid[i].firm and not solid[i].odd:
            run_start, odd = i + 1, 0
            continue
        odd += solid[i].odd
        if odd >= ODD_LINES and run_start > start:
            return run_start
    return len(solid)


def _kept(solid: Sequence[LineFeatures], start: int, end: int) -> list[LineFeatures]:
    kept: list[LineFeatures] = []
    block = 0
    for line in solid[start:end]:
        if "block" in line.roles and not line.firm:
            block = BLOCK_LINES
        elif block and not line.firm and not line.roles:
            block -= 1
        else:
            block = 0
            if not _is_loose(line):
                kept.append(line)
    return _without_bylines(kept)


def _without_bylines(kept: list[LineFeatures]) -> list[LineFeatures]:
    while kept and not kept[-1].firm and (kept[-1].roles & CLOSING or kept[-1].text.startswith("#")):
        kept.pop()
    return kept


def _without_fringe(kept: Sequence[LineFeatures]) -> list[LineFeatures]:
    """A page's article without the scraps at its edges: short lines above its first sentence and below its last."""
    chinese = [i for i, f in enumerate(kept) if f.firm and f.han]
    firm = chinese or [i for i, f in enumerate(kept) if f.firm]  # below a Chinese article an English line is a notice
    if not firm:
        return list(kept)
    first, last = firm[0], firm[-1]
    while last + 1 < len(kept) and _goes_on(kept[last], kept[last + 1]):
        last += 1
        if kept[last - 1].text.endswith(("：", ":")):  # a list that the last sentence announces is part of it
            last = len(kept) - 1
    scraps = [i for i in range(first) if not kept[i].closed]
    dropped = set(scraps[:-1]) if len(scraps) > 1 else set()
    if len(scraps) > 1 and not _NUMBERED.match(kept[scraps[-1]].text):
        dropped.add(scraps[-1])
    return [f for i, f in enumerate(kept[: last + 1]) if i not in dropped]


def _goes_on(line: LineFeatures, below: LineFeatures) -> bool:
    return (below.closed and below.han >= line.han) or line.text.endswith(("：", ":"))


def _is_loose(line: LineFeatures) -> bool:
    if line.firm:
        return bool(line.roles & {"end"}) or line.key.startswith("![](")
    return bool(line.roles & (LOOSE | {"end"})) or ("link" in line.roles and not line.closed)


def _spans(text: str, kept: Sequence[LineFeatures], solid: Sequence[LineFeatures]) -> tuple[Span, ...]:
    credit = _credit_start(text, kept[-1].span) if kept else None
    if len(kept) == len(solid) and credit is None:
        return ()
    order = {f.span.start: i for i, f in enumerate(solid)}
    spans: list[Span] = []
    last = -2
    for line in kept:
        index = order[line.span.start]
        if spans and index == last + 1:
            spans[-1] = Span(spans[-1].start, line.span.end)
        else:
            spans.append(line.span)
        last = index
    if credit is not None:
        spans[-1] = Span(spans[-1].start, credit)
    return tuple(spans) or (Span(0, 0),)


def _credit_start(text: str, line: Span) -> int | None:
    """Where an editor's mark in brackets begins that ends the article's last line: `…。（編輯：何秋）1150318`."""
    front = max(line.start, line.end - CREDIT)
    bracket = max(text.rfind(sign, front, line.end) for sign in "(（[【")
    if bracket <= line.start:
        return None
    mark = fold(text[bracket : line.end]).rstrip("0123456789")
    roles = furniture_markers().roles(mark) | furniture_markers().roles(mark[1:])
    return bracket if mark.endswith((")", "]", "】")) and roles & {"credit", "end"} else None


def _byline(head: Sequence[LineFeatures], rest: Iterable[LineFeatures], tail: Sequence[LineFeatures]) -> Byline:
    """Outlet, author and date: the head's first, then those of labelled lines behind the article."""
    found = [read_byline(f) for f in head]
    dated_at = next((i for i, b in enumerate(found) if b.published), None)
    near = () if dated_at is None else (*head[max(0, dated_at - 2) : dated_at], *head[dated_at + 1 : dated_at + 2])
    names = [pair for f in near if not f.menu and (pair := name_line(f.text))]
    alone = [outlet for outlet, _ in names]
    alone += [f.text for f in near if is_outlet_like(f.text) and not (f.menu or name_line(f.text))]
    labelled = [f for f in (*rest, *tail) if f.roles & {"outlet", "author", "date"} or "end" in f.roles]
    late = [read_byline(f) for f in labelled]
    dated = [b for f, b in zip(labelled, late, strict=True) if "date" in f.roles]
    outlets = [*(b.outlet for b in found if b.outlet), *alone, *(b.outlet for b in late if b.outlet)]
    real = [o for o in outlets if not is_platform(o)]
    return Byline(
        outlet=next(iter(real or outlets), None),
        author=next((a for a in (*(b.author for b in (*found, *late)), *(a for _, a in names)) if a), None),
        published=_published([b.published for b in (*found, *dated) if b.published], head),
    )


def _published(moments: Sequence[str], head: Sequence[LineFeatures]) -> str | None:
    """The first date of the head, with the time where another line gives one for the same day."""
    if not moments:
        apart = [f.text for f in head if f.stamp or (f.count and f.text.isdigit() and len(f.text) == 4)]
        return read_moment("/".join(apart[:2]) + " " + " ".join(apart[2:3])) if len(apart) > 1 else None
    return next((m for m in moments if "T" in m and m.startswith(moments[0][:10])), moments[0])


def _real_outlet(outlet: str | None, head: Sequence[LineFeatures]) -> tuple[str | None, str | None]:
    """The outlet unless it is a hosting platform, and the platform."""
    if outlet is not None and not is_platform(outlet):
        known = find_outlet(outlet)
        return (known.name if known is not None and is_outlet(outlet) else outlet), None
    names = [f.text for f in head if f.menu or f.roles or len(f.text) <= NAME]
    words = [w for name in names for w in (name, *re.split(r"[\s>＞›»|｜_]+", name))]
    platform = outlet or next((w for w in words if is_platform(w)), None)
    site = next((w for w in words if is_outlet(w) and not is_platform(w)), None)
    return (site if platform is None else None), platform


def _account(lines: Sequence[LineFeatures]) -> str | None:
    """The account that a hosting page belongs to: the name above its counters of articles and readers."""
    for i in range(1, len(lines)):
        if "stats" not in lines[i].roles or not any(c.isdigit() for c in lines[i].text):
            continue
        twice = [lines[j] for j in (i - 1, i - 2) if j > 0 and lines[j - 1].text.split()[0] == lines[j].text]
        if twice and not twice[0].roles:
            return twice[0].text
        counted = i + 1 < len(lines) and "stats" in lines[i + 1].roles
        if counted and len(lines[i - 1].text) <= NAME and not (lines[i - 1].roles or lines[i - 1].odd):
            return lines[i - 1].text
    return None


def _latest(tail: Sequence[LineFeatures]) -> str | None:
    return max((m for f in tail if f.stamp and (m := read_moment(f.text))), default=None)


def _title(head: Sequence[LineFeatures]) -> str:
    """The head's line most like a title: said twice (with the site's name behind it), or right above a byline."""
    candidates = [(i, f) for i, f in enumerate(head) if _is_title(f)]
    if not candidates:
        return ""
    keys = [f.key for _, f in candidates]

    def weight(item: tuple[int, LineFeatures]) -> tuple[int, int]:
        index, line = item
        said_twice = sum(1 for k in keys if k.startswith(line.key)) > 1
        above = index + 1 < len(head) and (_is_byline(head[index + 1]) or bool(name_line(head[index + 1].text)))
        long = sum("一" <= c <= "龥" for c in line.text) >= 8
        named = bool(name_line(line.text)) or any(is_outlet(w) or is_platform(w) for w in line.text.split()[:-1])
        return 3 * said_twice + 2 * above + 2 * long - is_outlet_like(line.text) - 5 * named, -index

    return strip_site(max(candidates, key=weight)[1].text)


def strip_site(title: str) -> str:
    """The title without the names of sites and columns that pages hang behind it.

    >>> strip_site("澜川科技营收增长21%_新浪财经_新浪网")
    '澜川科技营收增长21%'
    """
    while (breaks := list(_SITE_BREAK.finditer(title))) and breaks[-1].start() >= TITLE.start:
        behind = title[breaks[-1].end() :].strip()
        like = is_outlet_like(behind) and breaks[-1][0].strip() in SITE_SIGNS
        if not (is_outlet(behind) or is_platform(behind) or like):
            break
        title = title[: breaks[-1].start()]
    return title.strip()
