"""The pages without any script: lists, filters, judging by plain forms, drafts; hostile text stays text."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from lxml import html
from newsroom import CHECKS, FACTS, HOSTILE

from pipeline.report.phrases import strings
from pipeline.review.choose import NAMES
from pipeline.review.desk import Desk

CONFLICTS = [f.id for f in FACTS if any(p.relation == "conflict" and p.confidence >= 0.5 for p in f.pairs)]
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def tree(client: TestClient, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return html.document_fromstring(answer.text)


def csrf(client: TestClient) -> str:
    return str(tree(client, "/").xpath("//input[@name='csrf']/@value")[0])


def ids(page: Any) -> list[str]:
    return [str(one) for one in page.xpath("//article/@id")]


def assert_harmless(page: Any) -> None:
    assert [s.get("src") for s in page.xpath("//script")] == ["/static/review.js"]
    for node in page.iter():
        assert node.tag not in {"iframe", "object", "embed", "base", "img"}, html.tostring(node)
        assert not [name for name in node.attrib if name.lower().startswith("on")], node.attrib
        assert "style" not in node.attrib, node.attrib
        for name in ("href", "src", "action", "formaction"):
            value = node.get(name)
            assert value is None or value.startswith(("/", "#", "https://news.example/")), (name, value)
            assert value is None or not value.startswith("//")


def test_the_list_is_the_reports(client: TestClient, desk: Desk) -> None:
    page = tree(client, "/")
    assert ids(page) == [view.fact.id for view in desk.shown().report.conflicts]
    assert page.xpath("string(//h1)").strip() == f"{len(CONFLICTS) + 1} 处待判，0 处已判。"
    assert page.xpath("//form[@class='judge']//button[@name='verdict']/@value")[:4] == [
        *("conflict", "fine", "not_comparable", "unsure")
    ]


@pytest.mark.parametrize("path", [f"/?list={name}" for name in NAMES] + ["/draft", f"/item/{CONFLICTS[0]}"])
def test_nothing_hostile_gets_in(client: TestClient, path: str) -> None:
    page = tree(client, path)
    assert_harmless(page)
    assert HOSTILE not in client.get(path).text


@pytest.mark.parametrize("number", range(1, 8))
def test_articles_show_their_figures(client: TestClient, number: int) -> None:
    page = tree(client, f"/article/n{number}")
    assert_harmless(page)
    assert page.xpath("//mark[contains(@class, 'fig')]//span[@role='tooltip']")


def test_filters_are_the_reports(client: TestClient) -> None:
    assert all(
        "远帆云" in text for text in tree(client, "/?q=远帆云").xpath("//article//h3//text()[contains(., '远')]")
    )
    kinds = tree(client, "/?kind=unit").xpath("//article//span[contains(@class, 'kind')]")
    assert [kind.text_content() for kind in kinds] == ["单位"]
    assert ids(tree(client, "/?first=2026-03-07&last=2026-03-07"))
    assert ids(tree(client, "/?first=2030-01-01")) == []
    assert ids(tree(client, "/?outlet=东江日报")) and ids(tree(client, "/?subject=没有这个")) == []
    assert sorted(ids(tree(client, "/?sort=newest"))) == sorted(ids(tree(client, "/")))
    assert ids(tree(client, "/?page=99")) and ids(tree(client, "/?page=x")) and ids(tree(client, "/?list=x&sort=y"))


@pytest.mark.parametrize("name", ["q", "kind", "outlet", "subject", "script", "first", "verdict", "page", "list"])
def test_what_is_asked_stays_text(client: TestClient, name: str) -> None:
    assert_harmless(tree(client, f"/?{urlencode({name: EVIL})}"))


def test_judged_by_a_plain_form(client: TestClient) -> None:
    token = csrf(client)
    assert client.post("/prefs", data={"csrf": token, "reviewer": f"甲{EVIL}"}).status_code == 303
    word = {"csrf": token, "target": CONFLICTS[0], "verdict": "not_comparable", "note": EVIL, "back": "/?kind=value"}
    answer = client.post("/judge", data=word)
    assert answer.status_code == 303 and answer.headers["location"] == f"/?kind=value#{CONFLICTS[0]}"
    assert CONFLICTS[0] not in ids(tree(client, "/"))
    page = tree(client, "/?list=judged")
    assert ids(page) == [CONFLICTS[0]]
    assert_harmless(page)
    assert EVIL in page.xpath("string(//p[@class='judged'])")
    assert ids(tree(client, "/?list=judged&verdict=fine")) == []
    item = tree(client, f"/item/{CONFLICTS[0]}")
    assert_harmless(item)
    assert len(item.xpath("//section[@class='history']//li")) == 1
    (undo,) = item.xpath("//button[contains(@class, 'undo')]/@value")
    back = {"csrf": token, "id": undo, "target": CONFLICTS[0], "back": f"/item/{CONFLICTS[0]}"}
    assert client.post("/undo", data=back).status_code == 303
    assert client.post("/undo", data=back).status_code == 303
    assert CONFLICTS[0] in ids(tree(client, "/"))
    assert len(tree(client, f"/item/{CONFLICTS[0]}").xpath("//section[@class='history']//li")) == 2


def test_our_script_gets_the_row_alone(client: TestClient) -> None:
    word = {"csrf": csrf(client), "target": CONFLICTS[0], "verdict": "conflict"}
    answer = client.post("/judge", data=word, headers={"x-heshu-part": "row"})
    row = html.fragment_fromstring(answer.text)
    assert (row.tag, row.get("id")) == ("article", CONFLICTS[0])
    assert row.xpath(".//button[@aria-pressed='true']/@value") == ["conflict"]
    gone = client.post("/judge", data=word | {"target": "f-none"}, headers={"x-heshu-part": "row"})
    assert (gone.status_code, gone.text) == (404, "没有这一页。")


def test_sums_are_judged_too(client: TestClient) -> None:
    wrong = next(check.id for check in CHECKS if check.verdict == "inconsistent")
    assert ids(tree(client, "/?list=wrong")) == [wrong]
    client.post("/judge", data={"csrf": csrf(client), "target": wrong, "verdict": "fine"})
    assert ids(tree(client, "/?list=wrong")) == []
    assert ids(tree(client, "/?list=judged")) == [wrong]


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\r\nset-cookie: a=b"],
)
def test_the_way_back_stays_here(client: TestClient, back: str) -> None:
    word = {"csrf": csrf(client), "target": CONFLICTS[0], "verdict": "unsure", "back": back}
    assert client.post("/judge", data=word).headers["location"] == f"/#{CONFLICTS[0]}"
    answer = client.post("/prefs", data={"csrf": csrf(client), "theme": "dark", "back": back})
    assert answer.headers["location"] == "/" and "a=b" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(("language", "title"), [("hant", "核數審核"), ("en", "Heshu review")])
def test_language_and_theme_are_kept(client: TestClient, language: str, title: str) -> None:
    client.post("/prefs", data={"csrf": csrf(client), "language": language})
    client.post("/prefs", data={"csrf": csrf(client), "theme": "dark"})
    page = tree(client, "/")
    assert page.findtext(".//title") == title
    assert page.get("data-theme") == "dark"
    client.post("/prefs", data={"csrf": csrf(client), "language": EVIL, "theme": EVIL})
    assert_harmless(tree(client, "/"))


def test_a_pasted_draft(client: TestClient) -> None:
    text = f"截至目前，远帆云在30个地域设有95个可用区。\n{EVIL}\n入场约3.5万人次。"
    answer = client.post("/draft", data={"csrf": csrf(client), "body": text, "title": EVIL, "outlet": EVIL})
    assert answer.status_code == 200
    page = html.document_fromstring(answer.text)
    assert_harmless(page)
    marks = {re.sub(r"\s+", " ", m.text): m for m in page.xpath("//mark[contains(@class, 'fig')]")}
    assert {"30个", "95个", "约3.5万人次"} <= set(marks)
    assert "约 3.5万" in marks["约3.5万人次"].xpath("string(.//span[@role='tooltip'])")
    assert page.xpath("string(//textarea)").strip() == text


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        (
            "稿.html",
            "<html><body><article><h1>题</h1><p>本院现有床位1200张，其中ICU床位45张，是全市最多的。</p></article></body></html>".encode(),
            "1200张",
        ),
        ("稿.txt", "本院现有床位1200张。".encode("gb18030"), "1200张"),
        ("../../etc/passwd", "本院现有床位1200张。".encode(), "1200张"),
    ],
)
def test_an_uploaded_draft(client: TestClient, name: str, data: bytes, found: str) -> None:
    answer = client.post("/draft", data={"csrf": csrf(client)}, files={"file": (name, data)})
    assert answer.status_code == 200
    assert any(found in (m.text or "") for m in html.document_fromstring(answer.text).xpath("//mark"))


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", b"   ", b"PK\x03\x04\x00\x00\x00\x00"])
def test_what_is_no_text_is_told(client: TestClient, data: bytes) -> None:
    answer = client.post("/draft", data={"csrf": csrf(client)}, files={"file": ("a.txt", data)})
    assert answer.status_code == 422
    assert html.document_fromstring(answer.text).xpath("//p[@class='problem']")


@pytest.mark.parametrize(
    "path",
    ["/static/../desk.py", "/static/%2e%2e/desk.py", "/static/desk.py", "/article/../../etc/passwd", "/item/x", "/%00"],
)
def test_no_path_reaches_the_disk(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "import" not in answer.text and "root:" not in answer.text


def test_errors_have_no_traces(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("秘密 /work/secret.py")

    monkeypatch.setattr(desk, "shown", fail)
    quiet = TestClient(client.app, base_url="http://127.0.0.1:8421", raise_server_exceptions=False)
    for path in ("/", "/facts"):
        answer = quiet.get(path)
        assert answer.status_code == 500
        assert "秘密" not in answer.text and "Traceback" not in answer.text and "RuntimeError" not in answer.text


def test_every_text_has_its_row(client: TestClient) -> None:
    for path in ("/", "/?list=judged", "/draft", f"/item/{CONFLICTS[0]}", "/nowhere"):
        page = html.document_fromstring(client.get(path).text)
        assert set(page.xpath("//@data-t")) <= set(strings())
