"""Whether a text is the source of a web page: what was saved, piped or pasted does not always say so by its name."""

from __future__ import annotations

import re

# So much of a text tells what it is; the head of a page with its scripts may be long.
GLANCE = 65_536
_PAGE = re.compile(r"(?:<\?xml[^>]*>\s*)?<!?(?:doctype\s+)?html\b", re.IGNORECASE)
# What a piece of a page begins with; it closes some elements and ends with a tag, or closes several.
_OPENS = re.compile(
    r"<(?:meta|head|title|style|script|link|body|div|section|article|main|table|thead|tbody|tr|p|h[1-6]|ul|ol|dl|center"
    r"|span|font|b|strong)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"</(?:title|body|html|div|section|article|table|tr|td|th|p|h[1-6]|ul|ol|li|span)\s*>", re.IGNORECASE
)
_SEVERAL = 3


def is_markup(text: str) -> bool:
    """Whether `text` is a page, or a piece of one; a text that only speaks of tags is none."""
    start = text[:GLANCE].lstrip("\ufeff \t\r\n")
    while start.startswith("<!--") and (end := start.find("-->")) > 0:
        start = start[end + 3 :].lstrip()
    if _PAGE.match(start):
        return True
    if not _OPENS.match(start):
        return False
    closed = sum(1 for _ in _CLOSES.finditer(start))
    return closed >= _SEVERAL or (closed > 0 and text.rstrip("\0 \t\r\n").endswith(">"))
