"""Claims as a reader would tell them: who, when, in which frame, according to whom."""

from __future__ import annotations

import pytest

from pipeline import Reader
from pipeline.records import Claim, Origin, RawArticle


def _claims(text: str, title: str = "", published: str = "2026-04-20") -> dict[str, Claim]:
    reading = Reader().read(RawArticle(Origin("a"), "a", title, text, "新江日报", published))
    return {reading.article.text[slice(*c.mention.span)]: c for c in reading.claims}


def _when(claim: Claim) -> tuple[str | None, str | None, str | None]:
    return claim.scope.start, claim.scope.end, claim.scope.as_of


@pytest.mark.parametrize(
    ("text", "figure", "when"),
    [
        ("2月1日至8日，全市接待游客128万人次。", "128万人次", ("2026-02-01", "2026-02-09", None)),
        ("2025年营收30亿元，比上年增加2亿元。", "2亿元", ("2025-01-01", "2026-01-01", None)),
        ("截至4月底，公司员工5200人。", "5200人", (None, None, "2026-04-30")),
        ("7月起，票价为12元。", "12元", (None, None, None)),
    ],
)
def test_when_a_figure_holds(text: str, figure: str, when: tuple[str | None, str | None, str | None]) -> None:
    assert _when(_claims(text)[figure]) == when


def test_an_as_of_is_told_anew_and_a_balance_keeps_the_year() -> None:
    claims = _claims("截至4月8日，事故造成5人死亡。救援队有120人。")
    assert _when(claims["120人"]) == (None, None, None)
    claims = _claims("澄江银行2025年营收864亿元。\n不良贷款率0.86%。")
    assert _when(claims["0.86%"])[:2] == ("2025-01-01", "2026-01-01")


@pytest.mark.parametrize(
    ("text", "figure", "frame"),
    [
        ("农业厅预计，今年夏粮产量762亿斤，平均亩产446公斤。", "446公斤", "forecast"),
        ("他以9秒81夺冠，将亚洲纪录推进0.02秒。", "0.02秒", "asserted"),
        ("单价由29,500元调升至30,600元。", "29,500元", "quoted_old"),
        ("该作由320人团队开发。", "320人", "asserted"),
        ("投票率57.9%，比2022年的59.7%低。", "59.7%", "quoted_old"),
        ("新规定于2026年7月1日生效。", "2026年7月1日", "planned"),
        ("明年1月1日起，每月基本工资调至30600元。", "30600元", "planned"),
        ("QH发布2027年大学排行榜，共收录1523所高校。", "1523所", "asserted"),
    ],
)
def test_frames(text: str, figure: str, frame: str) -> None:
    assert _claims(text)[figure].frame == frame


@pytest.mark.parametrize(
    ("text", "figure", "source"),
    [
        ("官方称，共有171人就诊。", "171人", "官方"),
        ("组委会介绍，报名人数24.7万人。", "24.7万人", "组委会"),
        ("国家消防救援局调派320名指战员。", "320名", None),
        ("按不变价格计算，产值增长5.0%。", "5.0%", None),
        ("澜川科技公布2025年营收30亿元。", "30亿元", None),
    ],
)
def test_who_says_so(text: str, figure: str, source: str | None) -> None:
    assert _claims(text)[figure].attribution == source


def test_a_toll_is_of_the_event_and_a_rank_of_what_is_ranked() -> None:
    claims = _claims("岷安县12日发生6.2级地震。\n截至13日，地震造成5人死亡。", "岷安县地震5人死亡")
    assert claims["5人"].subject.id == "岷安地震"
    claims = _claims("港岛大学排名第11位，水木大学第16位。", "大学排行榜公布")
    assert claims["第16位"].subject.id == "水木大学"
    assert claims["第16位"].attribute.id == "league_rank"


def test_a_percentage_behind_a_sum_is_its_growth() -> None:
    claims = _claims("社会消费品零售总额上半年3.1%，自然增长率2.71‰。")
    assert claims["3.1%"].attribute.id == "change:retail_sales"
    assert claims["2.71‰"].attribute.id == "natural_growth_rate"


def test_a_place_before_what_is_said_limits_it() -> None:
    assert _claims("截至6月17日，全国冬小麦已收获92.3%。")["92.3%"].scope.place == "中国"
    assert _claims("云州市常住人口612万人。")["612万人"].scope.place is None


def test_all_but_one_place_is_no_part_of_it() -> None:
    assert _claims("截至3月5日24时，湖北以外新增确诊病例17例。")["17例"].subject.id == "湖北省以外"


def test_deaths_and_discharges_are_no_confirmed_cases() -> None:
    claims = _claims("全省累计确诊病例1272例，累计死亡病例20例，累计出院病例1103例。")
    assert [c.attribute.id for c in claims.values()] == ["cases_confirmed", "deaths", "recovered"]


def test_what_stands_in_quotation_marks_is_a_thing_and_a_broadcast_is_none() -> None:
    assert _claims("新盘「海澄湾」昨日开售。")["昨日"].subject.id == "海澄湾"
    claims = _claims("央视网消息（新闻联播）：今年以来，全国新增就业300万人。")
    assert {c.subject.id for c in claims.values()} == {"中国"}


def test_growth_of_the_product_has_a_name_of_its_own_and_goes_on_in_its_run() -> None:
    claims = _claims("上半年GDP为68.9万亿元，同比增长5%。营收30亿元，同比增长6%；净利润2亿元，增长8%。")
    assert claims["5%"].attribute.id == "gdp_growth"
    assert "comparison:year_on_year" in claims["8%"].scope.basis


def test_figures_of_an_event_of_a_day_have_its_day_and_tolls_their_hour() -> None:
    text = "11月1日，江城马拉松开跑，跑者3.5万人。\n特克勒以2小时05分41秒夺冠，成绩创赛会纪录。"
    claims = _claims(text, published="2026-11-02")
    assert claims["2小时05分41秒"].scope.start == "2026-11-01"
    claims = _claims("3月12日，岷安县发生6.2级地震。\n地震造成5人死亡。", published="2026-03-13")
    assert claims["5人"].scope.start is None


def test_a_date_that_is_named_before_it_keeps_its_name() -> None:
    claims = _claims("召回车辆的生产日期在2024年5月18日至2025年2月9日之间，共计2.3万辆。")
    assert all("日期" in c.attribute.text for text, c in claims.items() if text.startswith("202"))
    assert _claims("5月8日召开的会议作出了决定。")["5月8日"].attribute.text == "召开"


def test_a_rise_of_money_is_not_that_of_a_number_of_people_before_it() -> None:
    claims = _claims("公司员工3200人，整体增加约80亿元。")
    assert claims["约80亿元"].attribute.id != "change:employees"


def test_what_stands_today_is_not_of_a_year_long_past() -> None:
    claims = _claims("公司2019年推出首款芯片。开源模型的衍生模型数量已突破20万个。")
    assert claims["突破20万个"].scope.start is None
    near = _claims("公司2026年2月推出首款芯片，门店数量为320家。")
    assert near["320家"].scope.start == "2026-02-01"


def test_only_standing_attributes_of_something_named_have_keys() -> None:
    claims = _claims("澜川科技营收30亿元。澜川科技门店达到320家。")
    assert (claims["30亿元"].keys, bool(claims["320家"].keys)) == ((), True)
