"""A served store made of the handmade run of the report's tests; the reader behind drafts is loaded once for all."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))

from fastapi.testclient import TestClient
from newsroom import ARTICLES, CHECKS, FACTS, REJECTS, RUN

from pipeline.config import Config
from pipeline.convert import to_article
from pipeline.records import Origin, RawArticle
from pipeline.report.build import build_report
from pipeline.review.app import create_app
from pipeline.review.desk import Desk, Tools
from pipeline.review.guard import Keys
from pipeline.review.server import LOOPBACK_NAMES
from pipeline.stages.drafts import Drafts, parse_draft
from pipeline.store import Writer, open_store
from pipeline.store.rows import to_rows

CONFIG = Config(workers=1)


def fill(path: Path) -> None:
    """The articles of the run, with no claims: what they say stands in the report that the desk is given."""
    with open_store(path) as store:
        rows = []
        for number, card in enumerate(ARTICLES, 1):
            origin = Origin("手工.jsonl", number)
            raw = RawArticle(origin, card.id, card.title, card.raw, card.outlet, card.published, card.url)
            rows.append(to_rows(raw, to_article(raw), [], "f"))
        Writer(store).add(rows)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "heshu.duckdb"
    fill(path)
    return path


@pytest.fixture(scope="session")
def drafts(empty_store: Path) -> Drafts:
    return Drafts(empty_store, CONFIG)


@pytest.fixture
def make_desk(empty_store: Path, drafts: Drafts, tmp_path: Path) -> Callable[[], Desk]:
    path = tmp_path / "heshu.duckdb"
    path.write_bytes(empty_store.read_bytes())
    ticks = itertools.count(1)

    def make() -> Desk:
        tools = Tools(
            report=lambda view: build_report(FACTS, CHECKS, ARTICLES, REJECTS, RUN, lang="zh", sure=0.5),
            parse=parse_draft,
            checker=drafts,
            clock=lambda: f"2026-03-09T08:00:{next(ticks):05d}",
        )
        desk = Desk(path, tools)
        desk.open()
        return desk

    return make


@pytest.fixture
def desk(make_desk: Callable[[], Desk]) -> Desk:
    return make_desk()


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    app: Any = create_app(desk, Keys(), LOOPBACK_NAMES)
    with TestClient(app, base_url="http://127.0.0.1:8421", follow_redirects=False) as found:
        yield found


@pytest.fixture
def guarded(desk: Desk) -> Iterator[TestClient]:
    """A server with a token, as on any other address than this machine's."""
    app: Any = create_app(desk, Keys("一".encode().hex() * 6), None)
    with TestClient(app, base_url="http://desk.example", follow_redirects=False) as found:
        yield found
