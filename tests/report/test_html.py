"""The page: nothing hostile gets in, nothing goes out, and it says what was found."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import html
from newsroom import ARTICLES, CHECKS, FACTS, HOSTILE, REJECTS, RUN, newsroom

from pipeline.report import to_html
from pipeline.report.build import build_report
from pipeline.report.model import Report
from pipeline.report.phrases import LANGUAGES, strings
from pipeline.report.to_html import render_html, script_json

ATTRIBUTES_WITH_ADDRESS = ("src", "href", "action", "formaction", "poster", "data", "srcset", "ping", "xlink:href")


def unpacked(text: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(text)))


def fragments(page: str) -> list[Any]:
    """The page and every packed row, parsed."""
    tree = html.document_fromstring(page)
    rows = [row for chunk in tree.xpath("//script[@class='chunk']") for row in unpacked(chunk.text)]
    return [tree, *(html.fragment_fromstring(f"<table>{row}</table>" if row[:3] == "<tr" else row) for row in rows)]


def many(times: int) -> Report:
    facts = [replace(fact, id=f"{fact.id}{number:03d}") for number in range(times) for fact in FACTS]
    rejects = [replace(reject, record=number) for number in range(times) for reject in REJECTS]
    return build_report(facts, CHECKS, ARTICLES, rejects, RUN, lang="zh", sure=0.5)


@pytest.fixture(scope="module", params=[1, 30], ids=["whole", "packed"])
def page(request: pytest.FixtureRequest) -> str:
    return render_html(newsroom() if request.param == 1 else many(request.param))


def test_hostile_text_stays_text(page: str) -> None:
    assert HOSTILE not in page
    for tree in fragments(page):
        for node in tree.iter():
            assert node.tag not in {"img", "iframe", "object", "embed", "link", "base", "foreignObject", "use", "image"}
            assert not [name for name in node.attrib if name.lower().startswith("on")], node.attrib
            assert "style" not in node.attrib, node.attrib
            for name in ATTRIBUTES_WITH_ADDRESS:
                value = node.get(name)
                assert value is None or value.startswith(("#", "https://news.example/")), (name, value)
    scripts = html.document_fromstring(page).xpath("//script")
    assert [s.get("id") for s in scripts if s.get("type") == "application/json"] == ["strings"]
    assert len([s for s in scripts if s.get("type") is None]) == 1
    assert {s.get("type") for s in scripts} <= {None, "application/json", "application/octet-stream"}
    assert all(not tree.xpath(".//script") for tree in fragments(page)[1:])


def test_only_article_links_leave_the_page(page: str) -> None:
    for tree in fragments(page):
        for link in tree.xpath(".//a[not(starts-with(@href, '#'))]"):
            assert link.get("rel") == "noopener noreferrer"
            assert link.get("href").startswith("https://news.example/")
    styles = "".join(html.document_fromstring(page).xpath("//style/text()"))
    assert "url(" not in styles and "@import" not in styles


def test_policy_allows_our_own_script_and_style_alone(page: str) -> None:
    tree = html.document_fromstring(page)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    for body in re.findall(r"<style>(.*?)</style>", page, re.S) + re.findall(r"<script>(.*?)</script>", page, re.S):
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_index_and_rows_agree() -> None:
    tree = html.document_fromstring(render_html(many(30)))
    index = unpacked(tree.get_element_by_id("index").text)
    for name, entries in index.items():
        section = tree.get_element_by_id(name)
        packed = [row for chunk in section.xpath(".//script[@class='chunk']") for row in unpacked(chunk.text)]
        drawn = section.xpath(".//*[contains(@class, 'host')]/*")
        assert len(entries) == len(drawn) + len(packed), name
        ids = [row.get("id") for row in drawn] + [
            html.fragment_fromstring(row).get("id") for row in packed if row[1] != "t"
        ]
        assert [entry["i"] for entry in entries if entry["i"]] == [one for one in ids if one], name
    assert len(index["conflicts"]) == 150


def test_row_shows_sides_quotes_and_reason() -> None:
    tree = html.document_fromstring(render_html(newsroom()))
    row = next(r for r in tree.xpath("//article") if "衍生模型" in r.xpath("string(.//h3)"))
    assert [v.strip() for v in row.xpath(".//p[@class='value']/b/text()")] == ["超9万个", "超过8万", "突破20万个"]
    sides = row.xpath(".//section[starts-with(@class, 'side')]")
    assert sides[0].xpath("string(.//mark)") == "超9萬個"
    assert sides[0].xpath(".//blockquote/@lang")[0] == "zh-Hant"
    assert "另有 1 篇转载" in sides[0].text_content()
    assert "知道有 20 万个的人不会写" in row.xpath("string(.//p[@class='why'])")
    assert "更早时点" in row.xpath("string(.//p[@class='remedy'])")


def test_numbers_at_the_top_lead_to_their_lists() -> None:
    tree = html.document_fromstring(render_html(newsroom()))
    for link in tree.xpath("//section[@class='overview']//a/@href"):
        assert tree.get_element_by_id(link[1:]) is not None
    assert "8 篇文章，5 处数字对不上，其中 3 处须先核。" in tree.xpath("string(//h1)")


def test_ids_are_unique(page: str) -> None:
    ids = html.document_fromstring(page).xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", ["zh", "zh-Hant", "en"])
def test_page_declares_its_language(lang: str) -> None:
    tree = html.document_fromstring(render_html(newsroom(lang)))
    assert tree.get("lang") == {"zh": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en"}[lang]


def test_every_spoken_key_has_its_row() -> None:
    tree = html.document_fromstring(render_html(newsroom()))
    assert set(tree.xpath("//@data-t | //@data-tp")) <= set(strings())


def test_strings_are_sorted_and_whole() -> None:
    lines = (to_html.TEMPLATES.parent / "data" / "strings.tsv").read_text(encoding="utf-8").splitlines()[1:]
    keys = [line.split("\t")[0] for line in lines]
    assert keys == sorted(set(keys))
    for key, text in strings().items():
        places = {language: sorted(re.findall(r"{\w+}", text.get(language))) for language in LANGUAGES}
        assert all(text.get(language) for language in LANGUAGES), key
        assert places["hans"] == places["hant"] == places["en"], key


def test_calm_report_says_so() -> None:
    report = build_report((), (), (), (), replace(RUN, articles=0, rejected=0), lang="zh", sure=0.5)
    page = render_html(report)
    assert "没有发现对不上的数字" in page


def test_half_characters_do_not_stop_the_page() -> None:
    broken = replace(FACTS[0], subject="远帆\ud83d云")
    report = build_report((broken,), (), ARTICLES, (), RUN, lang="zh", sure=0.5)
    assert "远帆\ufffd云" in render_html(report)
    render_html(report).encode("utf-8")


def test_script_json_cannot_close_its_element() -> None:
    assert "</" not in script_json({"a": "</script><!--"})
