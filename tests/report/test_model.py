"""How facts become views: shelves, sides, copies, remedies, passages."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from lxml import html
from newsroom import ARTICLES, CARDS, FACTS, RUN, newsroom
from rich.console import Console

from pipeline.crosscheck.align import load_aligner
from pipeline.crosscheck.derivation import OWN, START, Derivation
from pipeline.ingest.reasons import REASONS
from pipeline.lexicon.cues import basis_cues
from pipeline.records import Comparison, Fact, Quantity, Ref, Scope
from pipeline.report.build import all_lead_claims, build_report, fact_view, with_derivations
from pipeline.report.charts import draw, fact_charts, run_pictures
from pipeline.report.figures import read_quantity
from pipeline.report.links import safe_url
from pipeline.report.model import FactView
from pipeline.report.passages import plain
from pipeline.report.phrases import strings
from pipeline.report.remedies import remedy
from pipeline.report.run_specs import outlets_spec
from pipeline.report.summary import print_summary
from pipeline.report.to_html import render_html


def view_of(attribute: str) -> FactView:
    return next(view for view in newsroom().facts if view.fact.attribute == attribute)


def test_shelves() -> None:
    report = newsroom()
    assert [v.fact.attribute for v in report.conflicts] == [
        "营业收入",
        "可用区数量",
        "衍生模型数量",
        "受灾农田面积",
        "发生日期",
    ]
    assert [v.fact.attribute for v in report.unsure] == ["市场份额"]
    assert [v.fact.attribute for v in report.updates] == ["遇难人数"]
    assert {v.fact.attribute for v in report.agreements} == {"转移群众人数", "覆盖地域数量"}
    assert [v.check.check for v in report.wrong] == ["complement"]


def test_a_lower_bar_takes_the_unsure_in() -> None:
    report = build_report(FACTS, (), ARTICLES, (), RUN, lang="zh", sure=0.4)
    assert not report.unsure
    assert len(report.conflicts) == 6


def test_copies_are_no_second_source() -> None:
    side = view_of("可用区数量").sides[1]
    assert (side.value, side.sources, side.copies) == ("95个", 1, 1)
    assert [claim.first for claim in side.claims] == [True, False]


def test_claims_in_conflict_never_share_a_side() -> None:
    fact = FACTS[0]
    joined = (*fact.pairs, Comparison(0, 1, "agree", "equal", ""))
    sides = fact_view(replace(fact, pairs=joined), CARDS, 0.5).sides
    assert sorted(len(side.claims) for side in sides) == [1, 2]


def test_a_fact_with_one_claim_is_none() -> None:
    lonely = replace(FACTS[0], claims=FACTS[0].claims[:1], lineages=(1,), pairs=())
    assert not build_report((lonely,), (), ARTICLES, (), RUN, lang="zh", sure=0.5).facts


def test_overview() -> None:
    seen = newsroom().overview
    assert (seen.articles, seen.first_day, seen.last_day, seen.undated) == (8, "2026-03-02", "2026-03-07", 1)
    assert dict(seen.scripts) == {"hant": 2, "hans": 6}
    assert seen.copies == 1
    assert sum(seen.conflicts.values()) == 5


def test_quote_marks_the_figure_in_its_own_script() -> None:
    claim = view_of("衍生模型数量").sides[0].claims[0]
    assert [piece.text for piece in claim.quote if piece.marked] == ["超9萬個"]
    assert [piece.text for piece in claim.simplified if piece.marked] == ["超9万个"]
    assert "IDC" not in plain(claim.paragraph)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.attribute)
def test_marked_text_is_the_claim(fact: Fact) -> None:
    for claim in fact_view(fact, CARDS, 0.5).claims:
        assert [piece.text for piece in claim.quote if piece.marked] == [claim.claim.text]


def test_articles_may_be_missing() -> None:
    view = fact_view(FACTS[0], {}, 0.5)
    assert [claim.card.outlet for claim in view.claims] == [None, None, None]


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (Quantity(Decimal(12000), Decimal(12000), Decimal(12000), None, unit="{person}"), "1.2万人"),
        (Quantity(Decimal("3.8E11"), Decimal("3.8E11"), None, None, "at_least", currency="CNY"), "不少于 3,800亿元"),
        (Quantity(None, Decimal(3), Decimal(5), None, "range", unit="%"), "3 至 5%"),
        (Quantity(Decimal(20), None, Decimal(20), None, "less_than", unit="%"), "少于 20%"),
        (Quantity(Decimal("-0.5"), Decimal("-0.5"), Decimal("-0.5"), None, unit="{pp}"), "-0.5个百分点"),
        (Quantity(Decimal(10) ** 13, None, None, None, currency="USD"), "10万亿美元"),
    ],
)
def test_figures_are_read_aloud(quantity: Quantity, said: str) -> None:
    assert read_quantity(quantity).hans == said


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "//news.example/a",
        "https://",
        "https://a b",
        'https://news.example/"onclick="x',
        "https://user:pw@news.example/",
        "\x01javascript:alert(1)",
        "https://[broken",
        "ftp://news.example/",
        None,
        "",
    ],
)
def test_unsafe_addresses_are_no_links(address: str | None) -> None:
    assert safe_url(address) is None


def test_pictures_carry_no_markup_of_strangers() -> None:
    report = newsroom()
    charts = fact_charts(report, "hans")
    assert set(charts) == {
        view.fact.id
        for view in report.facts
        if view.fact.attribute in {"可用区数量", "衍生模型数量", "市场份额", "遇难人数"}
    }
    pictures = [*charts.values(), *(picture.svg for picture in run_pictures(report, "hans"))]
    assert len(pictures) == 6
    for svg in pictures:
        assert "<img" not in svg and "<script" not in svg and "href" not in svg and "style=" not in svg
    assert draw(
        {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "data": {"values": []}, "mark": "bar"}, "空"
    )


def test_summary_fits_a_terminal() -> None:
    out = io.StringIO()
    print_summary(newsroom(), Console(file=out, width=100, no_color=True))
    assert "184.37亿元 / 1843.7亿元" in out.getvalue()
    assert "5 处冲突" in out.getvalue()


def test_values_that_can_stand_together_are_one_camp() -> None:
    assert [(side.value, side.camp) for side in view_of("衍生模型数量").sides] == [
        ("超9万个", 0),
        ("超过8万", 0),
        ("突破20万个", 1),
    ]
    assert [(side.value, side.camp) for side in view_of("市场份额").sides] == [
        ("35.8%", 0),
        ("38.5%", 1),
        ("大约三成六", 2),
    ]


def test_opposite_directions_show_as_arrows() -> None:
    fact = next(fact for fact in FACTS if fact.attribute == "可用区数量")
    up, down = replace(fact.claims[0], direction=1), replace(fact.claims[1], direction=-1)
    pairs = (Comparison(0, 1, "conflict", "direction", "一处说升，一处说降。", "direction", 0.7),)
    view = fact_view(replace(fact, claims=(up, down), lineages=(1, 2), pairs=pairs), CARDS, 0.5)
    assert [side.value for side in view.sides] == ["↑ 92个", "↓ 95个"]


def test_reasons_follow_the_interface() -> None:
    parts = (("left", "92个"), ("right", "95个"))
    pairs = tuple(replace(pair, reason="conflict_digits", parts=parts) for pair in FACTS[0].pairs)
    view = fact_view(replace(FACTS[0], pairs=pairs), {}, 0.5)
    assert view.why is not None
    assert (view.why.hant, view.why.en[:13]) == ("只差個別數位，像是抄錯：92个，95个", "a digit apart")
    plain = fact_view(FACTS[0], {}, 0.5)
    assert plain.why is not None and plain.lead is not None and plain.why.en == plain.lead.why


def test_the_map_tells_who_copies_whom() -> None:
    spec = outlets_spec(newsroom(), "hans")
    assert spec is not None
    names = [head["label"] for head in spec["layer"][3]["data"]["values"]]
    dots = {(names[c["row"]], names[c["column"]]) for c in spec["layer"][2]["data"]["values"]}
    day = {card.outlet: card.published for card in ARTICLES}
    assert dots and all((day[one] or "9") >= (day[other] or "9") for one, other in dots)
    later = [replace(card, published="2026-03-04" if card.id == "n3" else card.published) for card in ARTICLES]
    moved = outlets_spec(build_report(FACTS, [], later, [], RUN, lang="zh", sure=0.5), "hans")
    assert moved is not None
    dots = {(names[c["row"]], names[c["column"]]) for c in moved["layer"][2]["data"]["values"]}
    assert dots == {("南湾晚报", "海峽財經")}


def test_every_feature_has_a_name_in_the_report() -> None:
    names = {name.rpartition(":")[2] for name in load_aligner().weights if "family=" not in name}
    assert {f"feature.{name}" for name in {*names, START}} <= strings().keys()
    among = {name for name in load_aligner().trees.names if not name.startswith(("family=", OWN))}
    own = {name.removeprefix(OWN) for name in load_aligner().trees.names if name.startswith(OWN)}
    rows = {f"among.{name}{end}" for name in among for end in ("", ".not")}
    # A share of figures that agree is never nothing.
    assert (rows - {"among.agreed.not"}) | {f"feature.{name}" for name in own} <= strings().keys()


def test_definitions_and_refusals_have_names_in_the_report() -> None:
    cues = {f"basis.{cue.group}:{cue.basis}" for cue in basis_cues()}
    assert cues | {f"reject.{reason}" for reason in REASONS} <= strings().keys()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scope": Scope(basis=("change:new",))}, "口径可能不同：一处写明是新增，另一处认不出口径。"),
        ({"frame": "planned"}, "一处是计划，另一处是陈述，本来就可以不同。"),
        (
            {"scope": Scope(start="2026-01-01", end="2026-07-01")},
            "时期可能不同：一处说的是2026年上半年，另一处认不出时期。",
        ),
        ({"subject": Ref("甲市", "甲市")}, "说的不是同一个对象：一处是甲市，另一处是甲省，或者一个是另一个的一部分。"),
        ({"attribution": "甲局"}, "甲局与乙局的统计口径或范围不同。"),
    ],
)
def test_a_remedy_names_what_differs(change: dict[str, Any], said: str) -> None:
    pair = Comparison(0, 1, "conflict", "value", "", kind="value")
    plain_claim = replace(FACTS[0].claims[0], scope=Scope(), subject=Ref("甲省", "甲省"), attribution=None)
    other = replace(plain_claim, attribution="乙局") if "attribution" in change else plain_claim
    assert remedy(pair, replace(plain_claim, **change), other, (None, None)).hans == said


def test_a_row_says_why_its_figures_were_taken_for_one_fact() -> None:
    report = newsroom()
    among = (("own", 1.5), ("taken-", -0.7), ("own:names-", 0.4))
    found = Derivation((("start", -7.2), ("value_equal", 2.5), ("near", -0.9)), 0.61, among, 0.77)
    leading = all_lead_claims(report, 1)
    page = render_html(with_derivations(report, dict.fromkeys(leading, found)))
    assert set(leading) == {report.conflicts[0].fact.id, report.unsure[0].fact.id}
    weights = html.fromstring(page).xpath("//ul[@class='weights']/li")
    assert [one.text_content().split()[0] for one in weights[:6]] == ["-7.2", "+2.5", "-0.9", "+1.5", "-0.7", "+0.4"]
    assert "没有：句中名称重合" in weights[5].text_content()
    assert "单看这两处，是同一件事的把握为 61%" in page
    assert "连同两篇文章里的其他数字，把握为 77%" in page
