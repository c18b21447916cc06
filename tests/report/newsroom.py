"""A run to report on, made by hand: conflicts of five kinds, an update, agreements, sums, copies, hostile text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.records import (
    Check,
    Claim,
    Comparison,
    ConflictKind,
    Fact,
    Hedge,
    Mention,
    Quantity,
    Ref,
    Reject,
    Relation,
    Scope,
    Span,
    Timex,
    content_id,
)
from pipeline.report.build import build_report
from pipeline.report.model import ArticleCard, Report, RunInfo

HOSTILE = '<script>alert("标题")</script>'


def _card(
    key: str,
    outlet: str | None,
    day: str | None,
    title: str,
    raw: str,
    text: str = "",
    *,
    url: str | None = "https://news.example/",
    lineage: int,
) -> ArticleCard:
    script = "hant" if text else "hans"
    address = f"{url}{key}" if url == "https://news.example/" else url
    return ArticleCard(
        id=key,
        outlet=outlet,
        published=day,
        title=title,
        url=address,
        script=script,  # type: ignore[arg-type]
        lineage=lineage,
        author="本报记者",
        raw=raw,
        text=text or raw,
    )


ARTICLES: tuple[ArticleCard, ...] = (
    _card(
        "n1",
        "东江日报",
        "2026-03-02",
        "远帆云公布基础设施进展",
        "远帆云昨日公布年度进展。\n目前远帆云在30个地域运营92个可用区，其开源社区的衍生模型突破20万个，全年营业收入184.37亿元。"
        "公司表示，云计算、芯片、研究院三项投入为30亿元、10亿元、5亿元，合计45亿元。\n据赛迪数据，其市场份额为35.8%。",
        lineage=1,
    ),
    _card(
        "n2",
        "海峽財經",
        "2026-03-03",
        "遠帆雲擴建可用區 衍生模型超9萬個",
        "【本報訊】遠帆雲在全球30個地域設有95個可用區，基於其開源模型的衍生模型已超9萬個。\n"
        "據IDC統計，遠帆雲的市場份額為38.5%，去年營收1843.7億元。",
        "【本报讯】远帆云在全球30个地域设有95个可用区，基于其开源模型的衍生模型已超9万个。\n"
        "据IDC统计，远帆云的市场份额为38.5%，去年营收1843.7亿元。",
        lineage=2,
    ),
    _card(
        "n3",
        "南湾晚报",
        "2026-03-03",
        "远帆云扩建可用区",
        "远帆云在全球30个地域设有95个可用区，基于其开源模型的衍生模型已超9万个。",
        lineage=2,
    ),
    _card(
        "n4",
        "西岭快报",
        "2026-03-05",
        "青禾镇山洪已造成12人遇难",
        "截至3月4日18时，青禾镇山洪已造成12人遇难、3人失联，转移群众约2.4万人。\n受灾农田面积达6.8公顷。",
        lineage=3,
    ),
    _card(
        "n5",
        "北岸通訊社",
        "2026-03-06",
        "青禾鎮山洪遇難人數升至17人",
        "截至3月5日20時，青禾鎮山洪遇難人數升至17人，轉移群眾逾24000人，受災農田6.8畝。",
        "截至3月5日20时，青禾镇山洪遇难人数升至17人，转移群众逾24000人，受灾农田6.8亩。",
        lineage=4,
    ),
    _card(
        "n6",
        "城市广播网",
        "2026-03-07",
        "青禾镇山洪搜救进入第四天",
        "青禾镇通报，山洪发生于3月2日凌晨，截至3月6日已有17人遇难，另有19人受伤。首批援助款将于三月十二日到账。",
        lineage=5,
    ),
    _card(
        "n7",
        '<img src=x onerror="alert(1)">晚报',
        "2026-03-07",
        HOSTILE,
        "青禾镇山洪发生于3月3日凌晨，<script>alert('引文')</script>转移群众2万4千人。卸载者占90%，次日留存率不足20%。",
        url="javascript:alert(document.cookie)",
        lineage=6,
    ),
    _card(
        "n8",
        None,
        None,
        '=HYPERLINK("https://evil.example","点我")',
        "远帆云的市场份额大约三成六，衍生模型数量已超过8万。",
        url='https://evil.example/"onmouseover="alert(1)',
        lineage=7,
    ),
)
CARDS = {card.id: card for card in ARTICLES}


@dataclass(frozen=True)
class Said:
    """One claim in short: article, the figure as it stands in raw and in simplified text, its reading."""

    article: str
    raw: str
    text: str
    value: str | None
    low: str | None
    high: str | None
    unit: str | None = None
    currency: str | None = None
    hedge: Hedge = "exact"
    as_of: str | None = None
    attribution: str | None = None
    timex: Timex | None = None
    rules: tuple[str, ...] = ("digits", "multiplier")


def _sentence(text: str, at: int) -> Span:
    ends = [text.find(mark, at) for mark in "。\n"]
    end = min((e + 1 for e in ends if e >= 0), default=len(text))
    return Span(max(text.rfind("。", 0, at), text.rfind("\n", 0, at)) + 1, end)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _mention(said: Said, span: Span) -> Mention:
    if said.timex is not None:
        return Mention("date", span, span, timex=said.timex, rules=("month_day",))
    quantity = Quantity(
        _number(said.value),
        _number(said.low),
        _number(said.high),
        Decimal(1),
        said.hedge,
        said.unit,
        said.currency,
    )
    return Mention("money" if said.currency else "quantity", span, span, quantity, rules=said.rules)


def claim(said: Said, subject: str, attribute: str) -> Claim:
    """A claim whose spans lie where the figure stands."""
    card = CARDS[said.article]
    at, simple = card.raw.index(said.raw), card.text.index(said.text)
    sentence = _sentence(card.raw, at)
    return Claim(
        id=content_id("c", [said.article, subject, attribute, said.raw]),
        article=card.id,
        mention=_mention(said, Span(simple, simple + len(said.text))),
        text=said.raw,
        raw=Span(at, at + len(said.raw)),
        subject=Ref(subject, subject),
        attribute=Ref(attribute, attribute),
        scope=Scope(as_of=said.as_of),
        frame="asserted",
        attribution=said.attribution,
        sentence=_sentence(card.text, simple),
        raw_sentence=sentence,
        quote=card.raw[sentence.start : sentence.end],
        rules=("subject_before", "attribute_after"),
    )


def pair(
    left: int,
    right: int,
    relation: Relation,
    level: str,
    why: str,
    kind: ConflictKind | None = None,
    severity: float = 0.0,
    confidence: float = 0.9,
) -> Comparison:
    """A comparison in short."""
    return Comparison(left, right, relation, level, why, kind, severity, confidence)


def fact(
    subject: str, attribute: str, scope: str, status: Relation, said: Sequence[Said], pairs: Sequence[Comparison]
) -> Fact:
    """A fact in short; lineages are the articles' own."""
    claims = tuple(claim(one, subject, attribute) for one in said)
    lineages = tuple(CARDS[one.article].lineage for one in said)
    return Fact(
        id=content_id("f", [subject, attribute, scope]),
        subject=subject,
        attribute=attribute,
        scope=scope,
        status=status,
        severity=max((p.severity for p in pairs), default=0.0),
        sources=len(set(lineages)),
        claims=claims,
        lineages=lineages,
        pairs=tuple(pairs),
    )


FACTS: tuple[Fact, ...] = (
    fact(
        "远帆云",
        "可用区数量",
        "全球",
        "conflict",
        [
            Said("n1", "92个", "92个", "92", "92", "92", "{zone}"),
            Said("n2", "95個", "95个", "95", "95", "95", "{zone}"),
            Said("n3", "95个", "95个", "95", "95", "95", "{zone}"),
        ],
        [
            pair(0, 1, "conflict", "value", "一处说 92 个，一处说 95 个，都是确数。", "value", 0.83, 0.92),
            pair(0, 2, "conflict", "value", "一处说 92 个，一处说 95 个，都是确数。", "value", 0.83, 0.9),
            pair(1, 2, "agree", "equal", "数字相同。"),
        ],
    ),
    fact(
        "远帆云",
        "衍生模型数量",
        "",
        "conflict",
        [
            Said("n1", "突破20万个", "突破20万个", "200000", "200000", None, "{item}", hedge="more_than"),
            Said("n2", "超9萬個", "超9万个", "90000", "90000", None, "{item}", hedge="more_than"),
            Said("n3", "超9万个", "超9万个", "90000", "90000", None, "{item}", hedge="more_than"),
            Said("n8", "超过8万", "超过8万", "80000", "80000", None, "{item}", hedge="more_than"),
        ],
        [
            pair(0, 1, "conflict", "hedge_gap", "知道有 20 万个的人不会写“超 9 万个”。", "hedge", 0.72, 0.85),
            pair(0, 2, "conflict", "hedge_gap", "知道有 20 万个的人不会写“超 9 万个”。", "hedge", 0.72, 0.85),
            pair(0, 3, "conflict", "hedge_gap", "知道有 20 万个的人不会写“超过 8 万”。", "hedge", 0.7, 0.8),
            pair(1, 3, "compatible", "hedge", "两处都是下限，可以同时成立。"),
        ],
    ),
    fact(
        "远帆云",
        "营业收入",
        "2025-01-01/2026-01-01",
        "conflict",
        [
            Said(
                "n1",
                "184.37亿元",
                "184.37亿元",
                "18437000000",
                "18436500000",
                "18437500000",
                currency="CNY",
                as_of="2025-12-31",
            ),
            Said("n2", "1843.7億元", "1843.7亿元", "184370000000", "184365000000", "184375000000", currency="CNY"),
        ],
        [pair(0, 1, "conflict", "magnitude", "数字相同，相差十倍，小数点可能错位。", "magnitude", 0.95, 0.97)],
    ),
    fact(
        "青禾镇山洪",
        "受灾农田面积",
        "",
        "conflict",
        [
            Said("n4", "6.8公顷", "6.8公顷", "6.8", "6.75", "6.85", "har"),
            Said("n5", "6.8畝", "6.8亩", "6.8", "6.75", "6.85", "{mu}"),
        ],
        [pair(0, 1, "conflict", "unit", "数字相同，一处是公顷，一处是亩，相差十五倍。", "unit", 0.66, 0.88)],
    ),
    fact(
        "青禾镇山洪",
        "发生日期",
        "",
        "conflict",
        [
            Said(
                "n6",
                "3月2日凌晨",
                "3月2日凌晨",
                None,
                None,
                None,
                timex=Timex("DATE", "2026-03-02TNI", None, "2026-03-02", "2026-03-03"),
            ),
            Said(
                "n7",
                "3月3日凌晨",
                "3月3日凌晨",
                None,
                None,
                None,
                timex=Timex("DATE", "2026-03-03TNI", None, "2026-03-03", "2026-03-04"),
            ),
        ],
        [pair(0, 1, "conflict", "time", "两处日期相差一天。", "time", 0.35, 0.75)],
    ),
    fact(
        "远帆云",
        "市场份额",
        "",
        "conflict",
        [
            Said("n1", "35.8%", "35.8%", "35.8", "35.75", "35.85", "%", attribution="赛迪"),
            Said("n2", "38.5%", "38.5%", "38.5", "38.45", "38.55", "%", attribution="IDC"),
            Said("n8", "大约三成六", "大约三成六", "36", "33", "39", "%", hedge="approx"),
        ],
        [
            pair(0, 1, "conflict", "digits", "两个数字只差数字的次序，但出处不同。", "value", 0.5, 0.42),
            pair(0, 2, "compatible", "hedge", "约数之内。"),
            pair(1, 2, "compatible", "hedge", "约数之内。"),
        ],
    ),
    fact(
        "青禾镇山洪",
        "遇难人数",
        "",
        "update",
        [
            Said("n4", "12人", "12人", "12", "12", "12", "{person}", as_of="2026-03-04"),
            Said("n5", "17人", "17人", "17", "17", "17", "{person}", as_of="2026-03-05"),
            Said("n6", "17人", "17人", "17", "17", "17", "{person}", as_of="2026-03-06"),
        ],
        [
            pair(0, 1, "update", "later_state", "后来的数字较大，可以由先前的发展而来。"),
            pair(0, 2, "update", "later_state", "后来的数字较大，可以由先前的发展而来。"),
            pair(1, 2, "agree", "equal", "数字相同。"),
        ],
    ),
    fact(
        "青禾镇山洪",
        "转移群众人数",
        "",
        "compatible",
        [
            Said("n4", "约2.4万人", "约2.4万人", "24000", "22800", "25200", "{person}", hedge="approx"),
            Said("n5", "逾24000人", "逾24000人", "24000", "24000", None, "{person}", hedge="more_than"),
            Said("n7", "2万4千人", "2万4千人", "24000", "24000", "24000", "{person}"),
        ],
        [
            pair(0, 1, "compatible", "hedge", "约数之内。"),
            pair(0, 2, "compatible", "hedge", "约数之内。"),
            pair(1, 2, "compatible", "hedge", "下限与确数相合。"),
        ],
    ),
    fact(
        "远帆云",
        "覆盖地域数量",
        "全球",
        "agree",
        [
            Said("n1", "30个", "30个", "30", "30", "30", "{item}"),
            Said("n2", "30個", "30个", "30", "30", "30", "{item}"),
        ],
        [pair(0, 1, "agree", "equal", "数字相同。")],
    ),
)


def _check(
    article: str, kind: str, formula: str, texts: Sequence[str], verdict: str, severity: float, why: str
) -> Check:
    raw = CARDS[article].raw
    spans = tuple(Span(raw.index(text), raw.index(text) + len(text)) for text in texts)
    name = content_id("k", [article, kind, formula])
    return Check(name, article, kind, formula, spans, tuple(texts), verdict, severity, why)  # type: ignore[arg-type]


CHECKS: tuple[Check, ...] = (
    _check(
        "n1",
        "sum",
        "30亿 + 10亿 + 5亿 = 45亿",
        ["30亿元", "10亿元", "5亿元", "45亿元"],
        "consistent",
        0.0,
        "加起来正好。",
    ),
    _check(
        "n7",
        "complement",
        "100% − 不足20% ≠ 90%",
        ["90%", "不足20%"],
        "inconsistent",
        0.45,
        "留存不足两成，只能推出超过八成离开，推不出九成。",
    ),
)

REJECTS: tuple[Reject, ...] = (
    Reject("dump/b.jsonl", 17, "ingest", "bad_json", "第 17 行不是 JSON", '{"title": "未完'),
    Reject("dump/空.txt", 1, "ingest", "empty_file", "文件里没有文字", ""),
    Reject('dump/"><script>alert(2)</script>.html', 1, "ingest", "binary", "不是文字", "\x00\x01=cmd|' /C calc'!A0"),
)

RUN = RunInfo(
    version="0.1.0", fingerprint="9f86d081884c7d65", articles=8, claims=41, facts=9, rejected=3, config={"region": "CN"}
)


def newsroom(lang: str = "zh", *, turned: bool = False) -> Report:
    """The report of the run; `turned` gives every input in the opposite order."""
    way = -1 if turned else 1
    return build_report(FACTS[::way], CHECKS[::way], ARTICLES[::way], REJECTS[::way], RUN, lang=lang, sure=0.5)
