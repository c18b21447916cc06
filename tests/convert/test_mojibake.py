"""Text read in a wrong encoding is mended where that is certain, marked where bytes are lost, and else left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.normalise import normalise

SIMPLIFIED = "截至2月5日，公司营业收入为30亿元，同比增长5.2%，员工共有1万人。"
TRADITIONAL = "截至2月5日，公司營業收入為30億元，較去年增長5.2%，員工共有1萬人。"
WRONG = {
    "utf-8 as latin-1": SIMPLIFIED.encode().decode("latin-1"),
    "utf-8 as latin-1, twice": SIMPLIFIED.encode().decode("latin-1").encode().decode("latin-1"),
    "gb 2312 as latin-1": SIMPLIFIED.encode("gb2312").decode("latin-1"),
    "big5 as latin-1": TRADITIONAL.encode("big5").decode("latin-1"),
}
RIGHT = (
    "O preço da ação subiu 5,2% em São Paulo, à vista da decisão do governo não há mais dúvidas.",
    "¿Qué pasó? El año 2020 fue difícil, señor; ¡así es!",
    "La société a réalisé 30 milliards d'euros; été, où, ça, à Genève.",
    "“锛”是火字旁的字，“銆”很少见，“鐨”也一样。",
    SIMPLIFIED,
    TRADITIONAL,
)


@pytest.mark.parametrize("name", WRONG)
def test_mended(name: str) -> None:
    want = TRADITIONAL if "big5" in name else SIMPLIFIED
    found = normalise(WRONG[name])
    assert (found.text, found.notes) == (normalise(want).text, ("mojibake-repaired",))
    for at, character in enumerate(found.text):
        if character.isdigit():
            start, end = found.to_raw.to_raw(at, at + 1)
            assert WRONG[name][start:end] == character


def test_utf8_read_as_gbk_is_mended_and_what_bytes_are_lost_of_is_marked() -> None:
    wrong = SIMPLIFIED.encode().decode("gb18030", "replace")
    found = normalise(wrong)
    assert "公司营业收入" in found.text and "，同比" in found.text
    assert found.notes == ("mojibake-repaired", "lost-characters")
    start, end = found.to_raw.to_raw(found.text.index("5.2"), found.text.index("5.2") + 3)
    assert wrong[start:end] == "5.2"


def test_what_cannot_be_mended_is_marked() -> None:
    assert normalise("公司營收".encode("big5").decode("latin-1") + "\x81" * 9 + "ªº" * 9).notes == ("mojibake",)
    assert normalise(SIMPLIFIED.encode().decode("gbk", "ignore")).notes[-1:] == ("mojibake",)


@pytest.mark.parametrize("text", RIGHT)
def test_left_alone(text: str) -> None:
    assert not {"mojibake", "mojibake-repaired"} & {*normalise(text).notes}
    assert normalise(text).text == normalise(normalise(text).text).text


@given(st.text(st.sampled_from("公司营收增长的，。亿元 35%aé"), max_size=40), st.sampled_from(("gb18030", "latin-1")))
def test_the_map_has_the_length_of_both_texts(text: str, encoding: str) -> None:
    wrong = text.encode().decode(encoding, "replace")
    found = normalise(wrong)
    assert (found.to_raw.text_len, found.to_raw.raw_len) == (len(found.text), len(wrong))
