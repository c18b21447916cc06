"""A browser for all tests of this folder, tabs that note every trouble, and a served store of the handmade run."""

from __future__ import annotations

import itertools
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))

from newsroom import ARTICLES, CHECKS, FACTS, REJECTS, RUN

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened() -> list[Any]:
    """The contexts of the tabs that a test has open."""
    return []


def _close(opened: list[Any]) -> None:
    while opened:
        opened.pop().close()


@pytest.fixture
def open_tab(browser: Any, opened: list[Any]) -> Iterator[Callable[..., Any]]:
    """Opens tabs, each with cookies of its own; what they complain of, or ask of another host, fails the test."""
    trouble: list[str] = []

    def make(home: str, **options: Any) -> Any:
        context = browser.new_context(**({"viewport": {"width": 1400, "height": 900}} | options))
        tab = context.new_page()
        tab.on("console", lambda message: trouble.append(message.text))
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("dialog", lambda dialog: trouble.append(dialog.message))
        tab.on("request", lambda asked: None if asked.url.startswith(home) else trouble.append(asked.url))
        opened.append(context)
        return tab

    yield make
    _close(opened)
    assert not trouble


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """What axe-core has against a page, each with the element that it is about."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    import axe_playwright_python

    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

    def run(tab: Any) -> list[str]:
        tab.evaluate(script)
        found = tab.evaluate("axe.run(document)")
        return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]

    return run


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The reader behind drafts and the empty store that it holds them against."""
    from pipeline.config import Config
    from pipeline.stages.drafts import Drafts
    from pipeline.store import open_store

    path = tmp_path_factory.mktemp("served") / "heshu.duckdb"
    with open_store(path):
        pass
    return path, Drafts(path, Config(workers=1))


@pytest.fixture
def served(checker: Any, tmp_path: Path, opened: list[Any]) -> Iterator[str]:
    """The address of a server over a store of its own, with 60 conflicts more than the handmade ones.

    It outlives its tabs: what they still load when a test ends is no trouble.
    """
    import uvicorn

    from pipeline.report.build import build_report
    from pipeline.review.app import create_app
    from pipeline.review.desk import Desk, Tools
    from pipeline.review.guard import Keys
    from pipeline.review.server import LOOPBACK_NAMES
    from pipeline.stages.drafts import parse_draft

    path = tmp_path / "heshu.duckdb"
    path.write_bytes(checker[0].read_bytes())
    more = [replace(FACTS[1], id=f"f-more{number:02d}", subject=f"远帆云{number}") for number in range(60)]
    report = build_report([*FACTS, *more], CHECKS, ARTICLES, REJECTS, RUN, lang="zh", sure=0.5)
    ticks = itertools.count(1)
    clock = lambda: f"2026-03-09T08:00:{next(ticks):05d}"  # noqa: E731
    desk = Desk(path, Tools(lambda view: report, parse_draft, checker[1], clock))
    desk.open()
    listener = socket.create_server(("127.0.0.1", 0))
    app: Any = create_app(desk, Keys(), LOOPBACK_NAMES)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    _close(opened)
    server.should_exit = True
    thread.join(10)
