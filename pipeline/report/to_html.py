"""report.html: one file that opens offline and asks no host for anything; the text of articles is hostile and escaped.

The first rows of each list stand in the page; the rest travels packed (gzip, base64) and is drawn as it is scrolled to.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pipeline.codec import mended
from pipeline.crosscheck.derivation import LACKING, OWN
from pipeline.report.charts import fact_charts, run_pictures
from pipeline.report.figures import read_mention
from pipeline.report.links import safe_url
from pipeline.report.model import GRADES, KINDS, CheckView, ClaimView, FactView, Report, SideView
from pipeline.report.passages import plain
from pipeline.report.phrases import TAGS, Language, Phrase, interface_language, phrase, strings, why_of
from pipeline.report.scopes import read_scope

TEMPLATES = Path(__file__).parent / "templates"
STATIC_ROWS = 30
CHUNK_ROWS = 100
SHOWN_CLAIMS = 3
MOST = 60
FEATURES = 12
LIMITS = MappingProxyType({"conflicts": 20_000, "articles": 5_000})
LIMIT = 5_000
SORTS = ("severity", "confidence", "newest", "subject", "sources")
CLIENT_KEYS = ("app.title", "list.before", "filter.shown", "filter.nothing")
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says things in the page's language and leaves what the switch needs; `used` gathers the keys for the page."""

    language: Language
    used: set[str] = field(default_factory=set)

    def word(self, key: str) -> str:
        """The bare text, for attributes and options."""
        self.used.add(key)
        return phrase(key).get(self.language)

    def say(self, text: Phrase) -> Markup:
        """A text that is the same for no other place, with its three languages beside it."""
        if text.hans == text.hant == text.en:
            return escape(text.hans)
        return Markup('<span data-hans="{}" data-hant="{}" data-en="{}">{}</span>').format(
            text.hans, text.hant, text.en, text.get(self.language)
        )

    def t(self, key: str, **parts: object) -> Markup:
        """An interface text; filled ones carry their three languages."""
        if parts:
            return self.say(phrase(key, **{k: str(v) for k, v in parts.items()}))
        return Markup('<span data-t="{}">{}</span>').format(key, self.word(key))

    def sources(self, number: int) -> Markup:
        """How many independent sources."""
        return self.t("row.source") if number == 1 else self.t("row.sources", n=number)

    def copies(self, number: int) -> Markup:
        """How many copies."""
        return self.t("row.copies.one") if number == 1 else self.t("row.copies", n=number)

    def alone(self, feature: str) -> Markup:
        """What a feature of two figures by themselves is called."""
        return self.t(f"feature.{feature}")

    def among(self, feature: str) -> Markup:
        """What a feature of two figures among others is called; one that they lack ends on `-`.

        >>> Speaker("hans").among("taken-"), Speaker("hant").among("own:names-").striptags()
        (Markup('<span data-t="among.taken.not">两处的数，在对方文中都没有原样的</span>'), '沒有：句中名稱重合')
        """
        bare = feature.removesuffix(LACKING)
        if not bare.startswith(OWN):
            return self.t(f"among.{bare}" if bare == feature else f"among.{bare}.not")
        own = bare.removeprefix(OWN)
        return self.alone(own) if bare == feature else self.say(phrase("among.lacking", what=phrase(f"feature.{own}")))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A list of the page: its first rows, the rest packed, and how many had no place."""

    total: int
    first: Markup
    chunks: tuple[str, ...]
    left_off: int
    file: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def pack(value: object) -> str:
    """Any JSON value as gzip in base64, the same bytes for the same value."""
    data = mended(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode()
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def script_json(value: object) -> Markup:
    """JSON that may stand inside a script element.

    >>> script_json({"标题": "</script>"})
    Markup('{"标题":"\\\\u003c/script\\\\u003e"}')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _shown(side: SideView) -> tuple[ClaimView, ...]:
    return tuple(islice((c for c in side.claims if c.first), SHOWN_CLAIMS))


def _hidden(side: SideView) -> int:
    return side.sources - len(_shown(side))


def _tells_more(side: SideView) -> bool:
    bare = side.reading.hans.replace(",", "").replace(" ", "")
    return bare not in side.value.replace(",", "").replace(" ", "")


def _timeline(view: FactView) -> list[ClaimView]:
    return sorted(view.claims, key=lambda c: (c.day or "9", c.index))


def _name(view: FactView, index: int) -> str:
    claim = view.claims[index]
    return f"{index + 1} {claim.claim.text}"


def _explained(view: FactView) -> list[str]:
    """The two figures that the derivation is about."""
    ids = () if view.derivation is None else (view.derivation.left, view.derivation.right)
    return [_name(view, claim.index) for id_ in ids for claim in view.claims if claim.claim.id == id_]


def _tag(script: str) -> str:
    return {"hans": "zh-Hans", "hant": "zh-Hant"}.get(script, "zh")


def _nothing(view: FactView | CheckView) -> Markup:
    """The report's rows take no judgement; those of the review page do."""
    return Markup("")


def row_globals(speaker: Speaker, charts: Mapping[str, Markup]) -> dict[str, Any]:
    """What the templates of rows call; `judging` draws what a reviewer says in a row."""
    return {
        "t": speaker.t,
        "say": speaker.say,
        "word": speaker.word,
        "sources": speaker.sources,
        "copies": speaker.copies,
        "shown": _shown,
        "hidden": _hidden,
        "tells_more": _tells_more,
        "timeline": _timeline,
        "name": _name,
        "explained": _explained,
        "tag": _tag,
        "read": read_mention,
        "safe_url": safe_url,
        "most": MOST,
        "features": FEATURES,
        "alone": speaker.alone,
        "among": speaker.among,
        "read_scope": read_scope,
        "chart_of": charts.get,
        "judging": _nothing,
        "own": None,
        "why_of": why_of,
    }


def _shelf(name: str, views: Sequence[Any], draw: Callable[[Any], Markup], file: str) -> Shelf:
    kept = views[: LIMITS.get(name, LIMIT)]
    first = Markup("").join(draw(view) for view in kept[:STATIC_ROWS])
    chunks = tuple(pack([str(draw(v)).strip() for v in part]) for part in _parts(kept[STATIC_ROWS:]))
    return Shelf(len(views), first, chunks, len(views) - len(kept), file)


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + CHUNK_ROWS] for at in range(0, len(rows), CHUNK_ROWS))


def fact_entry(view: FactView) -> Entry:
    """What a fact is filtered, sorted and searched by."""
    claims = view.claims
    quotes = [f"{plain(c.quote)} {plain(c.simplified)} {c.card.title}" for c in claims[:6]]
    words = [view.fact.subject, view.fact.attribute, view.scope.hans, *view.outlets, *(s.value for s in view.sides)]
    days = view.days
    return {
        "i": view.fact.id,
        "k": view.kind or "",
        "g": view.grade if view.kind else "",
        "c": round(view.confidence, 3),
        "n": view.fact.sources,
        "o": list(view.outlets),
        "u": view.fact.subject,
        "r": sorted({c.card.script for c in claims}),
        "d": [days[0], days[-1]] if days else [],
        "t": " ".join([*words, *quotes]).lower(),
    }


def check_entry(view: CheckView) -> Entry:
    """What a sum is filtered and searched by."""
    text = " ".join([view.check.formula, view.card.outlet or "", view.card.title, plain(view.passage)])
    wrong = view.check.verdict == "inconsistent"
    entry = plain_entry(view.card.outlet, view.card.published, text)
    return entry | {"i": view.check.id, "g": view.grade if wrong else "", "r": [view.card.script]}


def plain_entry(outlet: str | None, published: str | None, text: str) -> Entry:
    """What an article or a reject is filtered and searched by."""
    days = [published[:10]] * 2 if published else []
    entry: Entry = {"i": "", "k": "", "g": "", "c": 1, "n": 1, "o": [outlet] if outlet else [], "u": "", "r": []}
    return entry | {"d": days, "t": text.lower()}


def _index(report: Report) -> dict[str, list[Entry]]:
    index: dict[str, list[Entry]] = {}
    for name in ("conflicts", "unsure", "updates", "agreements"):
        index[name] = [fact_entry(v) for v in _kept(name, getattr(report, name))]
    for name in ("wrong", *(("edits",) if report.edits else ()), "right"):
        index[name] = [check_entry(v) for v in _kept(name, getattr(report, name))]
    dismissed = _kept("dismissed", report.dismissed + report.dismissed_sums)
    if dismissed:
        index["dismissed"] = [check_entry(v) if isinstance(v, CheckView) else fact_entry(v) for v in dismissed]
    index["rejects"] = [plain_entry(None, None, f"{r.path} {r.reason} {r.excerpt}") for r in _kept("", report.rejects)]
    index["articles"] = _article_entries(report)
    return index


def _article_entries(report: Report) -> list[Entry]:
    """The articles; what is a copy or has no date is found by `is:copy` and `is:undated`."""
    seen: set[int] = set()
    entries = []
    for card in report.cards:
        signs = ("" if card.published else " is:undated") + (" is:copy" if card.lineage in seen else "")
        seen.add(card.lineage)
        entry = plain_entry(card.outlet, card.published, f"{card.outlet or ''} {card.title}{signs}")
        entries.append(entry | {"r": [card.script]})
    return entries[: LIMITS["articles"]]


def _kept(name: str, views: Sequence[Any]) -> Sequence[Any]:
    return views[: LIMITS.get(name, LIMIT)]


def _shelves(report: Report, rows: Any) -> dict[str, Shelf]:
    fact, check = rows.fact_row, rows.check_row
    return {
        "conflicts": _shelf("conflicts", report.conflicts, fact, "facts.jsonl"),
        "unsure": _shelf("unsure", report.unsure, fact, "facts.jsonl"),
        "dismissed": _shelf(
            "dismissed",
            report.dismissed + report.dismissed_sums,
            lambda view: check(view) if isinstance(view, CheckView) else fact(view),
            "facts.jsonl",
        ),
        "updates": _shelf("updates", report.updates, rows.update_row, "facts.jsonl"),
        "agreements": _shelf("agreements", report.agreements, fact, "facts.jsonl"),
        "wrong": _shelf("wrong", report.wrong, check, "checks.jsonl"),
        "edits": _shelf("edits", report.edits, check, "checks.jsonl"),
        "right": _shelf("right", report.right, check, "checks.jsonl"),
        "rejects": _shelf("rejects", report.rejects, rows.reject_row, "rejects.jsonl"),
        "articles": _shelf("articles", report.cards, rows.article_row, "heshu.duckdb"),
    }


def _headline(report: Report) -> Phrase:
    high = sum(1 for view in report.conflicts if view.grade == "high")
    if report.since is not None:
        return since_headline(report)
    articles, conflicts = f"{report.overview.articles:,}", f"{len(report.conflicts):,}"
    if not report.conflicts:
        return phrase("headline.calm", articles=articles)
    return phrase("headline.conflicts", articles=articles, conflicts=conflicts, high=f"{high:,}")


def since_headline(report: Report) -> Phrase:
    """What became of the conflicts since an earlier run."""
    since = report.since
    assert since is not None
    new = sum(1 for view in report.conflicts if view.change == "new")
    numbers = {"new": new, "changed": len(report.conflicts) - new, "gone": len(since.gone), "same": since.unchanged}
    return phrase("headline.since", run=since.name, **{name: f"{number:,}" for name, number in numbers.items()})


def _used_strings(speaker: Speaker) -> Markup:
    keys = sorted(speaker.used | set(CLIENT_KEYS))
    return script_json({key: [phrase(key).get(lang) for lang in TAGS] for key in keys if key in strings()})


def _ordered(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value})[:2000]


def render_html(report: Report, language: Language | None = None) -> str:
    """The whole page as one text."""
    speaker = Speaker(language or interface_language(report.lang))
    environment = _environment()
    spoken = row_globals(speaker, fact_charts(report, speaker.language))
    rows = environment.get_template("_rows.html.j2").make_module(spoken)
    style, script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    style, script = f"\n{style}", f"\n{script}"
    template = environment.get_template("report.html.j2")
    page = template.render(
        spoken,
        report=report,
        language=speaker.language,
        html_lang=TAGS[speaker.language],
        headline=speaker.say(_headline(report)),
        shelves=_shelves(report, rows),
        pictures=run_pictures(report, speaker.language),
        kinds=KINDS,
        kinds_found=[k for k in KINDS if any(kind == k for kind, _ in report.overview.conflicts)],
        grades=GRADES,
        sorts=SORTS,
        chunk_rows=CHUNK_ROWS,
        named_outlets=sum(1 for row in report.overview.outlets if row.outlet),
        outlet_names=_ordered(row.outlet or "" for row in report.overview.outlets),
        subjects=_ordered(view.fact.subject for view in report.conflicts + report.unsure),
        top_reasons=tuple(islice(report.overview.rejects.items(), 3)),
        style=Markup(style),
        script=Markup(script),
        style_hash=_digest(style),
        script_hash=_digest(script),
        index=pack(_index(report)),
        strings=lambda: _used_strings(speaker),
    )
    return mended(page)


def write_html(report: Report, out: BinaryIO) -> None:
    """report.html."""
    out.write(render_html(report).encode("utf-8"))
