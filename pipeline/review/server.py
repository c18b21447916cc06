"""Puts the application on an address: one process, nothing but this machine unless a token guards it."""

from __future__ import annotations

from pipeline.errors import ConfigError
from pipeline.review.app import create_app
from pipeline.review.desk import Desk
from pipeline.review.guard import Keys, is_loopback

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
LEAST_TOKEN = 16


def read_token(given: str | None, host: str) -> str | None:
    """The token of a server, none where only this machine can reach it and none is given; raises ConfigError.

    >>> read_token(None, "127.0.0.1") is None
    True
    """
    token = (given or "").strip()
    if not token and not is_loopback(host):
        raise ConfigError(
            f"{host} can be reached from other machines: set HESHU_TOKEN, a secret of {LEAST_TOKEN} or more characters"
        )
    if token and (len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable()):
        raise ConfigError(f"HESHU_TOKEN: expected {LEAST_TOKEN} printable ASCII characters or more")
    return token or None


def serve(desk: Desk, *, host: str, port: int, token: str | None, lang: str) -> None:
    """Serves an open desk until it is stopped."""
    import uvicorn

    hosts = None if token is not None and not is_loopback(host) else {*LOOPBACK_NAMES, host}
    config = uvicorn.Config(
        create_app(desk, Keys(token), hosts, lang),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=64,
        timeout_keep_alive=5,
    )
    uvicorn.Server(config).run()
