"""Safe by default: whose requests are let in, how large they may be, what leaves with every answer."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from newsroom import FACTS

from pipeline.errors import ConfigError
from pipeline.review.guard import MOST_BYTES, POLICY
from pipeline.review.server import read_token

TOKEN = "e4b880" * 6
FACT = FACTS[0].id
WORD = {"target": FACT, "verdict": "fine"}
EVERYWHERE = ["/", "/?list=judged", f"/item/{FACT}", "/draft", "/article/n1", "/nowhere", "/facts", "/openapi.json"]


@pytest.mark.parametrize("path", [*EVERYWHERE, "/static/review.js", "/login"])
def test_every_answer_has_its_policy(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY and POLICY.startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers and "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8421", "", "[", "a" * 400])
def test_other_host_names_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/facts", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8421", "[::1]:8421"])
def test_this_machines_names_are_known(client: TestClient, host: str) -> None:
    assert client.get("/facts", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "foreign",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"origin": "http://[x"}],
)
def test_other_sites_change_nothing(client: TestClient, foreign: dict[str, str]) -> None:
    assert client.post("/judgements", json=WORD, headers=foreign).status_code == 403
    assert client.get("/judgements").json() == {"judgements": []}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_the_api_takes_no_forms(client: TestClient, kind: str) -> None:
    assert client.post("/judgements", content=json.dumps(WORD), headers={"content-type": kind}).status_code == 422


@pytest.mark.parametrize("path", ["/judge", "/undo", "/draft", "/prefs", "/logout"])
@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"])
def test_forms_need_their_token(client: TestClient, path: str, csrf: str) -> None:
    client.get("/")
    answer = client.post(path, data={"csrf": csrf, "target": FACT, "verdict": "fine", "body": "95个"})
    assert answer.status_code == 403
    assert client.get("/judgements").json() == {"judgements": []}


def test_a_forms_token_is_of_its_session(client: TestClient) -> None:
    client.get("/")
    mine = client.cookies["heshu"]
    client.cookies.clear()
    other = client.get("/").text.partition('name="csrf" value="')[2][:64]
    client.cookies.set("heshu", mine)
    assert client.post("/judge", data={"csrf": other, **WORD}).status_code == 403


def test_too_much_is_refused(client: TestClient) -> None:
    assert client.post("/check", content=b"x" * (MOST_BYTES + 1)).status_code == 413

    parts = (b"x" * 100_000 for _ in range(MOST_BYTES // 100_000 + 2))
    assert client.post("/check", content=parts).status_code == 413
    assert client.get("/facts", headers={"content-length": "9" * 30}).status_code == 413
    assert client.get("/facts", headers={"content-length": "-5"}).status_code == 413


@pytest.mark.parametrize("path", ["/facts", "/judgements", "/openapi.json", "/articles/n1"])
def test_with_a_token_nothing_is_open(guarded: TestClient, path: str) -> None:
    assert guarded.get(path).status_code == 401
    assert guarded.get(path, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert guarded.get(path, headers={"authorization": f"Basic {TOKEN}"}).status_code == 401
    assert guarded.get(path, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_signing_in_and_out(guarded: TestClient) -> None:
    assert guarded.get("/").headers["location"] == "/login"
    assert "HttpOnly" not in guarded.get("/login").headers.get("set-cookie", "")
    assert guarded.post("/login", data={"token": "wrong"}).status_code == 401
    answer = guarded.post("/login", data={"token": TOKEN})
    assert answer.headers["location"] == "/" and "HttpOnly" in answer.headers["set-cookie"]
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    page = guarded.get("/")
    assert page.status_code == 200
    csrf = page.text.partition('name="csrf" value="')[2][:64]
    assert guarded.post("/judge", data={"csrf": csrf, **WORD}).status_code == 303
    assert guarded.post("/logout", data={"csrf": csrf}).headers["location"] == "/login"
    guarded.cookies.clear()
    assert guarded.get("/").headers["location"] == "/login"


def test_a_made_up_session_opens_nothing(guarded: TestClient) -> None:
    for session in ("", "a.b", "é.ü", "0" * 32 + "." + "0" * 64):
        assert guarded.get("/", headers={"cookie": f"heshu={session}".encode()}).status_code == 303


def test_another_address_needs_a_token() -> None:
    with pytest.raises(ConfigError, match="HESHU_TOKEN"):
        read_token(None, "0.0.0.0")
    with pytest.raises(ConfigError, match="16"):
        read_token("short", "127.0.0.1")
    assert read_token(f" {TOKEN}\n", "0.0.0.0") == TOKEN
    assert read_token("", "localhost") is None
