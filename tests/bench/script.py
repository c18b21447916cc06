"""The script that one would write instead of heshu: convert, tag, one pattern for figures, a dictionary for names.

It is kept fair: patterns are compiled once, the converter and the tagger are loaded once, and nothing is done twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

_DIGITS = r"(?:\d[\d,，]*(?:\.\d+)?|[零〇一二三四五六七八九十百千两]+)"
_UNITS = "元|美元|港元|人民币|%|％|个百分点|人|家|个|次|吨|公里|米|亩|公顷|平方公里|小时|天|年|月|日|倍|股|辆|台|套|户"
FIGURE = re.compile(rf"(超过?|逾|近|约|至少|不足|破|突破|达)?({_DIGITS})(余|多)?([万亿千百]{{0,3}})(余|多)?({_UNITS})?")


class Found(NamedTuple):
    """What the script finds in an article."""

    words: list[tuple[str, str]]
    figures: list[tuple[str, ...]]
    names: list[str]


def make_script(names: list[str]) -> Callable[[str], Found]:
    """The script, loaded; `names` is its dictionary."""
    import jieba
    import jieba.posseg
    from opencc import OpenCC

    jieba.setLogLevel(60)
    converter = OpenCC("t2s")
    for name in names:
        jieba.add_word(name, tag="nz")
    list(jieba.posseg.cut("北京"))
    known = set(names)

    def read(text: str) -> Found:
        simple = converter.convert(text)
        words = [(pair.word, pair.flag) for pair in jieba.posseg.cut(simple)]
        return Found(words, FIGURE.findall(simple), [word for word, _ in words if word in known])

    return read


def dump(found: Found) -> str:
    """One line of JSON, as such scripts end."""
    value: dict[str, Any] = found._asdict()
    return json.dumps(value, ensure_ascii=False)
