"""The JSON API: what it gives is what the pages show, it takes what it says it takes, and its description holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from newsroom import ARTICLES, FACTS
from schemathesis import GenerationMode

from pipeline.evaluate.gold import read_cluster
from pipeline.review.desk import Desk

CONFLICTS = [f for f in FACTS if any(p.relation == "conflict" and p.confidence >= 0.5 for p in f.pairs)]


def test_facts_as_the_pages_show_them(client: TestClient, desk: Desk) -> None:
    found = client.get("/facts").json()
    assert [fact["id"] for fact in found["facts"]] == [view.fact.id for view in desk.shown().report.conflicts]
    assert found["total"] == len(CONFLICTS)
    part = client.get("/facts?limit=1&offset=1").json()
    assert (part["total"], part["facts"]) == (found["total"], [found["facts"][1]])
    assert client.get(f"/facts/{CONFLICTS[0].id}").json() in found["facts"]
    assert client.get("/facts/f-none").json() == {"error": "没有这一页。", "detail": []}


def test_articles_with_their_text(client: TestClient) -> None:
    found = client.get("/articles?outlet=东江日报").json()
    assert [(one["id"], one["script"]) for one in found["articles"]] == [("n1", "hans")]
    one = client.get("/articles/n2").json()
    assert one["body"].startswith("【本報訊】") and one["facts"]
    claims = [c for s in client.get(f"/facts/{one['facts'][0]}").json()["sides"] for c in s["claims"]]
    assert all(one["body"][c["start"] : c["end"]] == c["text"] for c in claims if c["article"] == "n2")


def test_a_draft_is_checked_and_not_kept(client: TestClient) -> None:
    body = "截至2026年3月5日，远帆云设有95个可用区，同比增约3.5%。"
    found = client.post("/check", json={"body": body, "published": "2026-03-06"}).json()
    told = {one["text"]: one for one in found["figures"]}
    assert (told["95个"]["low"], told["95个"]["high"], told["95个"]["hedge"]) == ("95", "95", "exact")
    assert all(body[one["start"] : one["end"]] == one["text"] for one in found["figures"])
    assert client.get("/articles").json()["total"] == len(ARTICLES)
    assert client.post("/check", json={"body": " "}).status_code == 422
    assert client.post("/check", json={"body": "95个", "path": "/etc/passwd"}).status_code == 422


def test_judging_and_taking_back(client: TestClient) -> None:
    word = {"target": CONFLICTS[0].id, "verdict": "fine", "reviewer": "甲\x00", "note": "备\x00注"}
    made = client.post("/judgements", content=json.dumps(word), headers={"content-type": "application/json"})
    assert made.status_code == 201 and made.json()["standing"]
    assert (made.json()["reviewer"], made.json()["note"]) == ("甲", "备 注")
    fact = client.get(f"/facts/{CONFLICTS[0].id}").json()
    assert fact["shelf"] == "dismissed" and fact["judgement"]["verdict"] == "fine"
    path = f"/judgements/{made.json()['id']}/undo"
    assert client.post(path, json={"reviewer": "乙"}).status_code == 201
    assert client.post(path, json={}).status_code == 409
    assert client.post("/judgements/j-none/undo", json={}).status_code == 404
    assert client.get(f"/facts/{CONFLICTS[0].id}").json()["judgement"] is None
    said = client.get(f"/judgements?target={CONFLICTS[0].id}").json()["judgements"]
    assert [(one["verdict"], one["standing"]) for one in said] == [("fine", False), ("withdrawn", False)]
    wrong = {"target": CONFLICTS[0].id, "verdict": "withdrawn"}
    assert client.post("/judgements", json=wrong).status_code == 422


@pytest.mark.parametrize(("verdict", "facts", "traps"), [("conflict", 1, 0), ("fine", 1, 0), ("not_comparable", 0, 1)])
def test_the_export_is_gold(client: TestClient, tmp_path: Path, verdict: str, facts: int, traps: int) -> None:
    for fact in CONFLICTS:
        client.post("/judgements", json={"target": fact.id, "verdict": verdict, "note": "看过原文"})
    client.post("/judgements", json={"target": CONFLICTS[0].id, "verdict": "unsure"})
    lines = client.get("/judgements.jsonl").text.splitlines()
    assert len(lines) > 2
    for number, line in enumerate(lines):
        path = tmp_path / f"{number}.json"
        path.write_text(line, encoding="utf-8")
        cluster = read_cluster(path)
        bodies = {article.key: article.body for article in cluster.articles}
        assert json.loads(line)["partial"] is True
        assert (bool(cluster.facts), bool(cluster.traps)) == (bool(facts), bool(traps))
        for fact in cluster.facts:
            quoted = {bodies[article][start:end] for article, start, end in fact.claims}
            known = {claim.text for one in CONFLICTS for claim in one.claims}
            assert quoted <= known
            assert {pair.relation for pair in fact.pairs} == {"conflict" if verdict == "conflict" else "compatible"}


def test_what_was_taken_back_teaches_nothing(client: TestClient) -> None:
    made = client.post("/judgements", json={"target": CONFLICTS[0].id, "verdict": "fine"}).json()
    assert client.get("/judgements.jsonl").text
    client.post(f"/judgements/{made['id']}/undo", json={})
    assert client.get("/judgements.jsonl").text == ""


HERE = {"host": "localhost"}
OPERATIONS = (
    ("GET", "/facts"),
    ("GET", "/facts/{id}"),
    ("GET", "/articles"),
    ("GET", "/articles/{id}"),
    ("POST", "/check"),
    ("GET", "/judgements"),
    ("POST", "/judgements"),
    ("POST", "/judgements/{id}/undo"),
    ("GET", "/judgements.jsonl"),
    ("GET", "/health"),
)


ASKED_WITHOUT = ("/judgements.jsonl", "/health")
TRIED = [
    (*one, mode) for one in OPERATIONS for mode in GenerationMode if mode.is_positive or one[1] not in ASKED_WITHOUT
]


@pytest.mark.parametrize(("method", "path", "mode"), TRIED, ids=[f"{m} {p} {mode.value}" for m, p, mode in TRIED])
def test_the_description_holds(client: TestClient, method: str, path: str, mode: GenerationMode) -> None:
    """Requests made of the description, right ones and wrong ones: every answer is one that it names."""
    operation = schemathesis.openapi.from_asgi("/openapi.json", client.app, headers=HERE)[path][method]

    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=HERE)

    hold()


def test_the_description_is_of_all_there_is(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {(method.upper(), path) for path, methods in paths.items() for method in methods} == set(OPERATIONS)
