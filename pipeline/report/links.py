"""Links: article addresses come from strangers, so only plain web addresses become links."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

_SAFE = "/:?#[]@!$&'()*+,;=%~-._"


def safe_url(url: str | None) -> str | None:
    """The address if it is http or https with a host, percent-encoded; else None.

    >>> safe_url("https://news.example/文?a=1"), safe_url("javascript:alert(1)"), safe_url(" http://a b/")
    ('https://news.example/%E6%96%87?a=1', None, None)
    """
    if not url:
        return None
    text = url.strip()
    if len(text) > 2000 or any(ch.isspace() or ord(ch) < 32 or ch in '"<>\\`' for ch in text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or parts.username or parts.password:
        return None
    return quote(text, safe=_SAFE, errors="replace")
