"""What counts as the right answer to a label, and what does not."""

import pytest

from pipeline.evaluate.judge import attribute_right, same_name, same_phrase, same_when, subject_right
from pipeline.evaluate.labels import LabelledClaim, When
from pipeline.records import Ref, Span


def label(**fields: object) -> LabelledClaim:
    empty = {
        "place": ("甲", 0, 2),
        "quote": "",
        "subjects": ("澜川科技",),
        "subject_quote": "",
        "ids": (),
        "phrases": (),
        "attribute_quote": "",
        "whens": (When(),),
        "basis": frozenset(),
        "basis_also": frozenset(),
        "frames": ("asserted",),
        "attributions": ("",),
    }
    return LabelledClaim(**(empty | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("read", "wanted", "same"),
    [
        ("澜川科技股份有限公司", "澜川科技", True),
        ("瀾川科技", "澜川科技", True),
        ("岷安地震", "岷安县地震", True),
        ("环球大学排行榜", "2027年环球大学排行榜", True),
        ("岚湾集团", "岚湾集团云智能板块", False),
        ("汽车", "晨曜汽车", False),
        ("", "中国", False),
    ],
)
def test_same_name(read: str, wanted: str, same: bool) -> None:
    assert same_name(read, wanted) is same


def test_a_reference_is_right_only_if_it_was_resolved_rightly() -> None:
    wanted = label(subject_quote="该公司")
    assert subject_right(Ref("该公司", "澜川科技", Span(0, 3)), wanted)
    assert not subject_right(Ref("该公司", "青禾乳业", Span(0, 3)), wanted)


def test_the_words_that_the_label_quotes_are_right() -> None:
    assert subject_right(Ref("地震", "地震", Span(0, 2)), label(subjects=("岷安县地震",), subject_quote="地震"))


@pytest.mark.parametrize(
    ("read", "rules", "ids", "phrases", "right"),
    [
        ("revenue", (), ("revenue",), (), True),
        ("change:revenue", (), ("revenue",), (), True),
        ("net_profit", ("word:净利润",), ("revenue",), (), False),
        ("np:加装座椅", (), (), ("加装座椅数",), True),
        ("np:座位", (), (), ("加装座椅数",), False),
        ("np:座位", (), ("revenue",), (), False),
    ],
)
def test_attributes(
    read: str, rules: tuple[str, ...], ids: tuple[str, ...], phrases: tuple[str, ...], right: bool
) -> None:
    name = read.removeprefix("np:")
    assert attribute_right(Ref(name, read), rules, label(ids=ids, phrases=phrases)) is right


@pytest.mark.parametrize(
    ("read", "wanted", "same"),
    [
        (When("2026-04-01", "2026-04-30"), When("2026-04-01", "2026-04-30"), True),
        (When("2026-04-01", "2026-04-30"), When(), False),
        (When(), When(), True),
        (When(as_of="2026-04-03T00:00:00"), When(as_of="2026-04-02T24:00"), True),
        (When(as_of="2026-03-12T17:00:00"), When("2026-03-12", "2026-03-12", "2026-03-12T17:00"), True),
        (When(as_of="2026-03-12T20:00:00"), When("2026-03-12", "2026-03-12", "2026-03-12T17:00"), False),
        (When("2025-04-01", "2025-04-30"), When("2026-04-01", "2026-04-30"), False),
    ],
)
def test_times(read: When, wanted: When, same: bool) -> None:
    assert same_when(read, wanted) is same


def test_phrases_share_their_noun() -> None:
    assert same_phrase("冻结资金", "冻结金额")
    assert not same_phrase("入组", "出组人数")
