"""Generated articles that agree, disagree, copy each other and share ids: the same for the same number."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

Record = dict[str, object]

COMPANIES = ("澜川科技", "合江重工", "岷安制药", "港湾航运")
OUTLETS = ("甲报", "乙报", "丙报", "丁报", "戊报")


def make_article(number: int) -> Record:
    """One article of a corpus; every fifth is a copy of the one before in another paper, every seventh has no date."""
    seed = number - 1 if number % 5 == 4 else number
    chance = random.Random(seed)
    company = COMPANIES[seed % len(COMPANIES)]
    day = f"2026-03-{10 + seed % 4:02}"
    revenue, growth, staff = 180 + chance.choice((0, 0, 0, 4, 40)), 20 + chance.choice((0, 0, 3)), 3000 + seed % 3
    body = (
        f"{company}3月{10 + seed % 4}日公布年报。{company}去年营业收入{revenue}亿元，同比增长{growth}%。"
        f"截至2025年底，{company}共有员工{staff}人。公司说，今年将投入{seed % 9 + 1}亿元，设备{4001 + seed}台。"
    )
    article: Record = {
        "id": f"n{number:03}",
        "outlet": OUTLETS[number % len(OUTLETS)],
        "published": day,
        "title": f"{company}公布年报",
        "body": body,
    }
    if number % 7 == 6:
        del article["published"]
    if number % 20 == 19:  # an id that another article has too
        article["id"], article["body"] = "n001", f"岷江{seed}号大桥昨日通车，全长{seed}公里，总投资{seed}亿元。"
    return article


def write_articles(path: Path, articles: Iterable[Record]) -> Path:
    """A dump of articles as JSON lines, with one line that is none."""
    lines = [json.dumps(article, ensure_ascii=False) for article in articles]
    path.write_text("\n".join([*lines, '{"id": "断']) + "\n", encoding="utf-8")
    return path
