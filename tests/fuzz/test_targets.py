"""The fuzz targets hold on the hostile corpus and on what Hypothesis makes up."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import NAMES, TARGETS
from tests.ingest.hostile import corpus

SIGNS = (
    "0123456789０一二三十百千万亿兆零半几约超近逾％%个元年月日时分第至-~—.,，。、（）“”《》\n 增长下降营收萬億據"
    "\u200b\u202e\ufeff\xad\0"
)
NEWS = st.lists(st.one_of(st.text(SIGNS, max_size=12), st.text(max_size=6)), max_size=12).map("".join)


@pytest.mark.parametrize("name", TARGETS)
def test_the_hostile_corpus_breaks_no_target(name: str) -> None:
    target = TARGETS[name]()
    for number, hostile in enumerate(corpus()):
        if len(hostile.data) < 3000 and number % 3 == 0:
            target(bytes([number % len(NAMES)]) + hostile.data)


def test_the_last_day_of_all() -> None:
    extract = TARGETS["extract"]()
    extract("有效期至9999年12月31日，9999-12-31 23:59。".encode())


@pytest.mark.parametrize("name", TARGETS)
def test_no_text_breaks_a_target(name: str) -> None:
    target = TARGETS[name]()

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.integers(0, 255), st.one_of(NEWS.map(lambda t: t.encode("utf-8", "surrogatepass")), st.binary(max_size=200))
    )
    def check(first: int, data: bytes) -> None:
        target(bytes([first]) + data if name == "ingest" else data)

    check()
