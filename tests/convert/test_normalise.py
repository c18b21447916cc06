"""What is repaired, what is left alone, and that every character left can be shown where it stood."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.normalise import normalise

REPAIRED = [
    ("營收&nbsp;30億", "營收 30億"),
    ("A&amp;B &lt;3%&gt;", "A&B <3%>"),
    ("跌&#x200b;5&#37;", "跌5%"),
    ("&amp;nbsp;三成&ensp;五", " 三成 五"),
    ("增\u200b長\ufeff３０％", "增長30%"),
    ("軟\xad連字\u2060符", "軟連字符"),
    ("第一段\r\n第二段\r第三段\u2028第四段", "第一段\n第二段\n第三段\n第四段"),
    ("\u3000\u3000本報訊\xa0記者", "  本報訊 記者"),
    ("ＡＩ芯片Ｑ３出貨１２３４５片", "AI芯片Q3出貨12345片"),
    ("比分３：１，１０：３０開賽", "比分3:1，10:30開賽"),
    ("漲３．５％", "漲3.5%"),
    ("營收1，234，567元", "營收1,234,567元"),
    ("二○二六年，一百○八人", "二〇二六年，一百〇八人"),
    ("共１，２３４人", "共1,234人"),
    ("據(jù)數(shù)據(jù)，增長(zhǎng)5%", "據數據，增長5%"),
    ("據（jù）悉", "據悉"),
    ("饕餮(tāo tiè)", "饕餮"),
    ("數(shù)據(jù)顯(xiǎn)示的(de)", "數據顯示的"),
    ("⼀⼆三", "一二三"),
    ("\uf9b5子", "例子"),
    ("壞\ud800字", "壞\ufffd字"),
    ("a\x00b\x08c\x7f", "abc"),
    ("約30亿".encode().decode("latin-1"), "約30亿"),
    ("称“涨了”5%，".encode().decode("cp1252", "replace"), None),
]
KEPT = [
    "據IDC數據，增長3%；（注：全年）：三成。",
    "1，23人", "增至2026，300人到場", "在1，2，3中", "12，3456",
    "a&b&c=1; R&D;", "&notanentity;", "面積30m²，10⁸個", "廣州(gz)與(km)", "咖啡館(café)裏", "公司(the)",
    "票价$20，300美元起", "○一、总则；其○二", "比例：3", "價格：5元",
    "～3～5", "涓涓細流", "résumé", "Ångström à la carte", "\t表格\t1\t2\n",
]  # fmt: skip


@pytest.mark.parametrize(("text", "want"), [pair for pair in REPAIRED if pair[1] is not None])
def test_repaired(text: str, want: str) -> None:
    assert normalise(text).text == want


@pytest.mark.parametrize("text", KEPT)
def test_left_alone(text: str) -> None:
    found = normalise(text)
    assert (found.text, found.notes) == (text, ())
    assert found.to_raw.is_identity


def test_what_was_damaged_is_noted() -> None:
    assert normalise("约30亿".encode().decode("latin-1")).notes == ("mojibake-repaired",)
    assert normalise("锟斤拷锟斤拷").notes == ("mojibake",)
    damaged = normalise("净利润15.28亿元，同比增长。".encode("gb18030").decode("latin-1"))
    assert (damaged.text, damaged.notes) == ("净利润15.28亿元，同比增长。", ("mojibake-repaired",))
    assert normalise("Déjà vu: Ünïcödé ÄÖÜ, Ærøskøbing").notes == ()
    assert normalise("涨了\ufffd%").notes == ("lost-characters",)


@given(st.text(st.sampled_from("據(jù)（ǔ）&nbsp;amp#38\r\n\u200b３，３3：%⼀\xa0çè¸\ud800a。"), max_size=30))
def test_every_carried_character_stands_where_the_map_says(text: str) -> None:
    found = normalise(text)
    assert found.to_raw.raw_len == len(text)
    assert found.to_raw.text_len == len(found.text)
    at = 0
    for start in range(len(found.text)):
        low, high = found.to_raw.to_raw(start, start + 1)
        assert at <= low <= high
        if found.text[start] in text and high == low + 1 and found.text[start] == text[low]:
            at = low


@given(st.text(max_size=60))
def test_never_raises_and_settles(text: str) -> None:
    once = normalise(text).text
    assert not set(once) & {"\x00", "\r", "\u200b", "\ufeff"}


@pytest.mark.parametrize(
    "piece", ["(", "據(", "&amp;", "&#3", "1，", "１：", "ä¸", "(ā", "據(zhǎng ", "锛屾", "\u200b"]
)
def test_hostile_runs_stay_linear(piece: str, grows_linearly: Callable[..., None]) -> None:
    grows_linearly(lambda times: normalise(piece * times), 10_000)
