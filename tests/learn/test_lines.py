"""The model of page lines: what ships was made from the pages that are here, and loses less than the rules alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, GoldError
from pipeline.ingest.furniture import find_body
from pipeline.ingest.line_features import line_features
from pipeline.ingest.line_model import LineModel, load_line_model, page_features, read_line_model, second_look
from pipeline.learn.align import digest_of
from pipeline.learn.lines import count, read_forms, read_pages

ROOT = Path(__file__).resolve().parents[2]
PAGES, SHIPPED = ROOT / "corpus" / "pages", ROOT / "models" / "lines"


def test_it_was_made_from_the_pages_that_are_here() -> None:
    weights = json.loads((SHIPPED / "weights.json").read_text(encoding="utf-8"))
    assert weights["corpus"] == digest_of(PAGES.glob("*.tsv")), "heshu train lines --corpus corpus --models models"
    assert {form.form for form in read_forms(PAGES)} == {path.stem for path in PAGES.glob("*.tsv")} - {"forms"}


def test_on_forms_not_seen_it_loses_less_of_articles_and_leaves_less_furniture() -> None:
    unseen = [form.form for form in read_forms(PAGES) if form.split == "test"]
    pages = [page for form in unseen for page in read_pages(PAGES / f"{form}.tsv")]
    rules, both = count(pages, None), count(pages, load_line_model())
    assert both == json.loads((SHIPPED / "metrics.json").read_text(encoding="utf-8"))["test"]["rules_and_model"]
    assert both["body_lost"] < rules["body_lost"] and both["furniture_left"] < rules["furniture_left"]


def test_titles_and_dates_of_forms_seen_are_found() -> None:
    seen = [form.form for form in read_forms(PAGES) if form.split == "train"]
    pages = [page for form in seen for page in read_pages(PAGES / f"{form}.tsv")]
    found = [(page, find_body("\n".join(line.text for line in page))) for page in pages]
    titles = [next(line.text for line in page if line.kind == "title") == told.title for page, told in found]
    assert sum(titles) / len(titles) > 0.93
    assert sum(told.published is not None for _, told in found) / len(found) > 0.93


def test_every_weight_is_in_the_card() -> None:
    card = (SHIPPED / "card.md").read_text(encoding="utf-8")
    names = {name.removeprefix("above_").removeprefix("below_") for name in load_line_model().weights}
    assert {name for name in names if not name.startswith("role_") and f"`{name}`" not in card} == set()


@pytest.mark.parametrize("bias", [-50.0, 50.0])
def test_whole_sentences_and_notices_stay_as_the_rules_have_them(bias: float) -> None:
    lines = line_features("公司去年营收5亿元。\n三个数字\n2026-03-18\n相关推荐\n1. 又一处数字")
    kept = second_look(lines, lines[:1], (0, 3), LineModel({}, bias, 0.1, 0.9))
    assert [line.text for line in kept] == ["公司去年营收5亿元。", *(["三个数字"] if bias > 0 else [])]


def test_features_lie_between_nothing_and_a_little_more_than_one() -> None:
    lines = line_features("首页 > 正文\n澜川科技营收增长\n来源：深港早报\n公司去年营收5亿元。\n1. 旧闻31%\n相关推荐")
    for row in page_features(lines, {lines[3].span.start}):
        assert all(0 < value <= 1.5 for value in row.values())


def test_what_is_broken_says_where(tmp_path: Path) -> None:
    (tmp_path / "form.tsv").write_text("# page 1\nbody\t公司去年营收5亿元。\n没有种类\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"form\.tsv:3"):
        list(read_pages(tmp_path / "form.tsv"))
    with pytest.raises(ConfigError, match="heshu train lines"):
        read_line_model(tmp_path)
