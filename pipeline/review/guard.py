"""The gate before every request: known host, bounded body, token where one is asked for, no foreign page's forms."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SESSION = "heshu"
MOST_BYTES = 4_000_000
BODY_SECONDS = 30.0
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FREE = frozenset({"/login", "/static/report.css", "/static/review.css", "/static/review.js", "/health"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("::1")
    (True, True, False, True)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Keys:
    """What proves who one is: the token to get in, None where everyone on this machine may, and our own secret."""

    token: str | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def sign(self, purpose: str, text: str) -> str:
        """A signature that only this process makes."""
        return hmac.new(self.secret, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()

    def csrf(self, session: str) -> str:
        """What a form of a session carries."""
        return self.sign("form", session)

    def session(self) -> str:
        """A new session that was let in."""
        name = secrets.token_hex(16)
        return f"{name}.{self.sign('session', name)}"

    def knows_session(self, session: str) -> bool:
        """Whether this process made the session."""
        name, _, signature = session.partition(".")
        return hmac.compare_digest(signature.encode(), self.sign("session", name).encode())

    def opens(self, token: str) -> bool:
        """Whether the token is the right one."""
        return self.token is not None and hmac.compare_digest(token.encode(), self.token.encode())


class RefusedError(Exception):
    """A request that goes no further, with the status to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def header(scope: Scope, name: bytes) -> str:
    """A header of a request, empty where it has none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def cookie(scope: Scope, name: str) -> str:
    """A cookie of a request, empty where it has none."""
    try:
        found = SimpleCookie(header(scope, b"cookie")).get(name)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def name_of(host: str) -> str | None:
    """The name in a Host header, without its port; None where it holds none.

    >>> name_of("localhost:8421"), name_of("[::1]:8421"), name_of("["), name_of("")
    ('localhost', '::1', None, None)
    """
    try:
        return urlsplit(f"//{host}").hostname if len(host) < 300 else None
    except ValueError:
        return None


class Guard:
    """Wraps the application; `hosts` are the names it may be called by, None where any (then a token guards it)."""

    def __init__(self, app: App, keys: Keys, hosts: Iterable[str] | None, answer: App) -> None:
        self._app = app
        self._keys = keys
        self._hosts = None if hosts is None else frozenset(hosts)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._admit(scope)
            body = await asyncio.wait_for(_read(scope, receive), BODY_SECONDS)
        except (RefusedError, TimeoutError) as refused:
            scope["heshu.status"] = refused.status if isinstance(refused, RefusedError) else 408
            await self._answer(scope, receive, _with_headers(send))
            return
        await self._app(scope, _replay(body, receive), _with_headers(send))

    def _admit(self, scope: Scope) -> None:
        host = header(scope, b"host")
        if self._hosts is not None and name_of(host) not in self._hosts:
            raise RefusedError(400)
        if scope["method"] not in SAFE and not _from_here(scope, host):
            raise RefusedError(403)
        if self._keys.token is not None and scope["path"] not in FREE and not self._let_in(scope):
            raise RefusedError(401)

    def _let_in(self, scope: Scope) -> bool:
        kind, _, token = header(scope, b"authorization").partition(" ")
        if kind.lower() == "bearer" and self._keys.opens(token.strip()):
            return True
        return self._keys.knows_session(cookie(scope, SESSION))


def _from_here(scope: Scope, host: str) -> bool:
    """Whether a request that changes something was sent by our own page, or by no page at all."""
    if header(scope, b"sec-fetch-site") not in ("", "same-origin", "none"):
        return False
    origin = header(scope, b"origin")
    if not origin:
        return True
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        return False


async def _read(scope: Scope, receive: Receive) -> bytes:
    declared = header(scope, b"content-length")
    if declared and (not declared.isascii() or not declared.isdigit() or int(declared[:20]) > MOST_BYTES):
        raise RefusedError(413)
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400)
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            raise RefusedError(413)
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _with_headers(send: Send) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *HEADERS]}
        await send(message)

    return dressed
