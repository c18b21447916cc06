"""HTML inside records to plain text: tags go, blocks become lines, scripts and styles are left out."""

from __future__ import annotations

import re

from lxml import etree, html

BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "table", "td", "th", "tr", "ul"),
    ]
)
SILENT = ("script", "style", "noscript", "template", "iframe", "svg", "head", "title")

_BLOCK_TAG = re.compile(r"<(?:p|br|div|li|td|h[1-6])(?:\s[^<>]{0,500})?/?>|</(?:p|div|li|td|h[1-6])>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_FOLD_WORDS = re.compile(r"(?<=[!-~])[ \t]*[\r\n]\s*(?=[!-~])")
_FOLD = re.compile(r"[\r\n]\s*")


def looks_like_html(text: str) -> bool:
    """Whether a body is marked up rather than plain.

    >>> looks_like_html("<p>营收5亿元。</p>"), looks_like_html("若 a<b 则成立")
    (True, False)
    """
    return _BLOCK_TAG.search(text) is not None


def text_of_html(markup: str) -> str:
    """The text of marked-up paragraphs, one a line.

    >>> text_of_html("<p>营收<b>5</b>亿元。</p><script>x()</script><p>利润1亿元。</p>")
    '营收5亿元。\\n利润1亿元。'
    """
    try:
        root = html.document_fromstring(_DECLARATION.sub("", markup.replace("\0", "")), parser=_parser())
    except (etree.LxmlError, ValueError):
        return _tidy(_TAG.sub("\n", markup))
    etree.strip_elements(root, *SILENT, with_tail=False)
    parts: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        _walk(event, node, parts)
    return _tidy("".join(parts))


def _tidy(text: str) -> str:
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding=None, huge_tree=False, no_network=True, recover=True)


def _walk(event: str, node: etree._Element, parts: list[str]) -> None:
    tag = node.tag if isinstance(node.tag, str) else None
    if event == "start" and tag is not None:
        parts.append("\n" if tag in BLOCKS else "")
        parts.append(_folded(node.text))
    elif event != "start":
        parts.append("\n" if tag in BLOCKS else "")
        parts.append(_folded(node.tail) if node.getparent() is not None else "")


def _folded(text: str | None) -> str:
    # Line ends of the markup are spaces to a reader; between Chinese characters they are nothing.
    return _FOLD.sub("", _FOLD_WORDS.sub(" ", text or ""))
