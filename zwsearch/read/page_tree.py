"""The markup of a page → its tree, whatever its depth: the parser drops without a word what lies beyond its limits."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from zwsearch.errors import ReadError
from zwsearch.read.page_text import BLOCK

# The parser stops at 256 elements in each other, as editors and templates write that never close an element, and at
# ten million bytes of one text or attribute, as a picture in the page may have.
_DEEPEST = 150
# Titles and tables may lie deeper, so that they are still told among what nobody closed.
_DEEPEST_TELLING = 220
_TELLING = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "table", "thead", "tbody", "tr", "td", "th", "body"))
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
# fmt: off
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
))
# An element that the next one of its name closes.
_CLOSED_BY_NEXT = frozenset(("p", "li", "td", "th", "tr", "dd", "dt", "option", "tbody"))
# fmt: on


def tree_of(markup: str, name: str) -> Any:
    """The root element of a page called `name`. Raises ReadError `unreadable`."""
    from lxml import etree

    try:
        root, complete = _parsed(markup, huge=False)
        if not complete:
            root, complete = _parsed(_flattened(markup), huge=True)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise _unreadable(name) from error
    if not complete:
        raise _unreadable(name)
    return root


def _parsed(markup: str, *, huge: bool) -> tuple[Any, bool]:
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=huge)
    root = html.document_fromstring(markup.encode("utf-8"), parser=parser)
    return root, not any(entry.level_name == "FATAL" for entry in parser.error_log)


def _unreadable(name: str) -> ReadError:
    return ReadError(f"“{name}”不是可读的网页", hint="请在浏览器中重新另存网页，或把正文复制成文本")


def _flattened(markup: str) -> str:
    """Markup without the elements that lie too deep, each of which is at most a line break then."""
    open_: list[tuple[str, bool]] = []
    counts: Counter[str] = Counter()
    kept = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal kept
        name = match[2].lower()
        if name in _VOID or match[3].endswith("/"):
            return match[0]
        if match[1]:
            if not counts[name]:
                return match[0]
            last, shown = "", False
            while last != name:
                last, shown = open_.pop()
                counts[last] -= 1
                kept -= shown
            return _shown(match, name, shown=shown)
        if name in _CLOSED_BY_NEXT and open_ and open_[-1][0] == name:
            _, shown = open_.pop()
            counts[name] -= 1
            kept -= shown
        shown = kept < (_DEEPEST if name not in _TELLING else _DEEPEST_TELLING)
        open_.append((name, shown))
        counts[name] += 1
        kept += shown
        return _shown(match, name, shown=shown)

    return _TAG.sub(replaced, markup)


def _shown(match: re.Match[str], name: str, *, shown: bool) -> str:
    return match[0] if shown else "<br>" if name in BLOCK else ""
