"""The script of an article is decided by what only one script has."""

from __future__ import annotations

import pytest

from pipeline.convert.detect import detect_script

CASES = [
    ("", "hans"),
    ("2026-02-06 GPT-4", "hans"),
    ("云后里于并著乾隆", "hans"),
    ("馬云說，隨后宣布并購，里程碑", "hant"),
    ("台積電營收創新高，沖上兩千億", "hant"),
    ("台积电营收创新高", "hans"),
    ("這是繁體" * 20 + "这", "hant"),
    ("这是简体" * 20 + "「愛國」", "hans"),
    ("這段說明經營。这段说明经营。", "mixed"),
    ("幷州", "hant"),
    ("群裡的床、峰、秘、灶", "hant"),
]


@pytest.mark.parametrize(("text", "want"), CASES)
def test_detect(text: str, want: str) -> None:
    assert detect_script(text) == want
