"""The tree of a page → segments of text and tables in reading order, each with the elements it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from zwsearch.read.lines import trim
from zwsearch.read.page_labels import label_of
from zwsearch.records import Cell, Table

# fmt: off
BLOCK = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figure", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
ATTACHMENT = re.compile(r"\.(?:docx?|wps|pdf|xlsx?|et|ofd|rtf|pptx?|zip|rar|txt)(?:$|[?#])", re.IGNORECASE)
# The specification allows 1000 columns; a span beyond that is an error or a bomb.
MAX_SPAN = 1000
# Tables in tables in tables are layout; beyond this depth their text is taken as it comes.
MAX_TABLE_DEPTH = 12
# A cell of this length beside next to nothing is a page in a layout table.
LAYOUT_CELL = 300

# Labels and values of fields side by side in a line.
LABELLING = frozenset(("label", "span", "b", "strong", "em", "i", "font"))
EMPHASIS = frozenset(("b", "strong", "big"))

# Where such a label begins and ends; these characters are taken out of any markup before.
_OPEN, _CLOSE = "\x1e", "\x1f"
_MARKS = re.compile("[\x1e\x1f]")
_LABEL_END = re.compile("(?:[:\uff1a]|(?<!\\s))[^\\S\x1f]*+\x1f\\s*+[:\uff1a]?")
_SPACE = re.compile(r"[ \t\r\n\f]+")
# The rows of source code are no blanks between Chinese characters.
_SOURCE_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef])")
_ROW_END = re.compile("\r\n|[\r\n]")
_PRESERVED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"[(\uff08]?(?:\d+|[一二三四五六七八九十]+|[a-zA-Z])[)\uff09、.\uff0e]|[①-⒛㈠-㈩]|第[一二三四五六七八九十\d]+"
)


@dataclass(slots=True)
class Segment:
    """One line of text, or one table (then `text` is all that its cells say)."""

    text: str
    path: tuple[Any, ...]
    links: int = 0
    level: int | None = None
    table: Table | None = None
    # The text with the labels that stand in elements of their own set off by a colon, where it has such.
    labelled: str | None = None
    emphasis: bool = False

    @property
    def link_share(self) -> float:
        """The share of the text that is links to other pages, in [0, 1]."""
        return self.links / max(len(self.text), 1)


def segments(root: Any, depth: int = 0) -> Iterator[Segment]:
    """The text of `root` block by block; data tables whole, layout tables as the text in them."""
    from lxml import etree

    walker = etree.iterwalk(root, events=("start", "end"))
    path: list[Any] = []
    parts: list[str] = []
    links = linked = strong = bold = 0
    pending: list[Segment] = []
    places: dict[Any, int] = {}

    def add(text: str, element: Any) -> None:
        nonlocal links, strong
        # Source code breaks its rows anywhere, but for the elements that show them.
        shown = "\n" in text and _shows_breaks(element, path)
        for number, line in enumerate(_ROW_END.split(text) if shown else (text,)):
            if number:
                flush()
            parts.append(line)
            links += len(line.strip()) if linked else 0
            strong += len(line.strip()) if bold else 0

    def flush() -> None:
        nonlocal links
        nonlocal strong
        raw = "".join(parts)
        parts.clear()
        if raw and (text := trim(_SPACE.sub(" ", _SOURCE_BREAK.sub("", _MARKS.sub("", raw))))):
            level = next((int(e.tag[1]) for e in reversed(path) if e.tag in HEADINGS), None)
            labelled = trim(_SPACE.sub(" ", _LABEL_END.sub(":", raw.replace(_OPEN, " ")))) if _CLOSE in raw else None
            emphasis = strong * 2 > len(text)
            pending.append(
                Segment(text, tuple(path), min(links, len(text)), level, labelled=labelled, emphasis=emphasis)
            )
        links = strong = 0

    for event, element in walker:
        tag = element.tag
        if not isinstance(tag, str):
            if event == "end" and element.tail and element is not root:
                parts.append(element.tail)
            continue
        if event == "start":
            if tag in BLOCK:
                flush()
                if tag == "table" and element is not root and (rows := data_rows(element, depth)) is not None:
                    table = Table(rows, aligned=True, caption=_caption(element))
                    text = " ".join(c.text for row in rows for c in row if c.text)
                    linked_text = sum(len(a.text_content()) for a in element.iter("a") if _leads_away(a))
                    pending.append(Segment(text, tuple(path), min(linked_text, len(text)), None, table))
                    walker.skip_subtree()
                path.append(element)
                if tag == "li" and (number := _list_number(element, places)):
                    parts.append(number)
            elif tag == "br":
                if any(e.tag in HEADINGS for e in path):
                    parts.append("\n")
                else:
                    flush()
            elif tag == "a" and _leads_away(element):
                linked += 1
            bold += tag in EMPHASIS
            if tag in LABELLING and _holds_label(element):
                parts.append(_OPEN)
            if element.text and not (
                tag == "table" and pending and pending[-1].table and pending[-1].path == tuple(path[:-1])
            ):
                add(element.text, element)
        else:
            bold -= tag in EMPHASIS
            if tag in LABELLING and _holds_label(element):
                parts.append(_CLOSE)
            if tag in BLOCK:
                flush()
                if path and path[-1] is element:
                    path.pop()
            elif tag == "a" and _leads_away(element):
                linked -= 1
            if element.tail and element is not root:
                add(element.tail, element.getparent())
        yield from pending
        pending.clear()
    flush()
    yield from pending


def _shows_breaks(element: Any, path: list[Any]) -> bool:
    """Whether the rows of source code in `element` are shown as lines."""
    return any(e.tag == "pre" or _PRESERVED.search(e.get("style") or "") for e in (*path, element))


def _leads_away(anchor: Any) -> bool:
    """Whether a link is one of navigation: attachments and anchors belong to the text."""
    href = anchor.get("href") or ""
    if not href:
        # A link that a script follows; a name alone is a place to jump to, which is often never closed.
        return anchor.get("name") is None and anchor.get("id") is None
    return not href.startswith("#") and not ATTACHMENT.search(href)


def _holds_label(element: Any) -> bool:
    """Whether an inline element holds nothing but the label of a field."""
    return len(element) == 0 and len(text := element.text or "") <= 24 and label_of(text) is not None


def _list_number(item: Any, places: dict[Any, int]) -> str:
    """The number that a browser prints before an item of an ordered list and that its text does not hold.

    `places` counts the items of each list so far.
    """
    parent = item.getparent()
    places[parent] = places.get(parent, -1) + 1
    if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or "").replace(" ", ""):
        return ""
    text = trim("".join(islice(item.itertext(), 5))[:20])
    if not text or _NUMBERED.match(text):
        return ""
    start = parent.get("start") or "1"
    place = places[parent] + (int(start) if start.lstrip("-").isdigit() and len(start) < 6 else 1)
    kind = parent.get("type")
    if kind in ("a", "A") and 1 <= place <= 26:
        return f"{chr(ord(kind) + place - 1)}."
    return f"{place}."


def _caption(table: Any) -> str | None:
    caption = table.find("caption")
    return (trim(_SPACE.sub(" ", caption.text_content())) or None) if caption is not None else None


def own_rows(table: Any) -> list[list[Any]]:
    """The cells of a table row by row, without those of the tables inside it."""
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append([c for c in child if c.tag in ("td", "th")])
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [[c for c in row if c.tag in ("td", "th")] for row in child if row.tag == "tr"]
    return rows


def data_rows(table: Any, depth: int) -> tuple[tuple[Cell, ...], ...] | None:
    """The rows of a data table with their spans; None for a table that only lays out a page."""
    grid = [row for row in own_rows(table) if row]
    if depth >= MAX_TABLE_DEPTH or max((len(row) for row in grid), default=0) < 2:
        return None
    inner = [t for t in table.iter("table") if t is not table]
    if inner:
        # Tables inside: layout, unless they are small beside what the outer table itself says.
        nearest = [t for t in inner if next(t.iterancestors("table")) is table]
        within = sum(len(trim(t.text_content())) for t in nearest)
        if within * 2 > len(trim(table.text_content())):
            return None
    texts = [[cell_text(cell, depth) for cell in row] for row in grid]
    lengths = [len(text) for row in texts for text in row if text]
    if not lengths or (len(lengths) < 4 and max(lengths) > LAYOUT_CELL) or sum(1 for r in texts if any(r)) < 2:
        return None
    if max(lengths) > LAYOUT_CELL and max(lengths) > 0.8 * sum(lengths) and table.find(".//th") is None:
        return None
    rows = []
    for i, row in enumerate(grid):
        left = len(grid) - i
        rows.append(
            tuple(
                Cell(text, min(_span(cell, "rowspan", left), left), _span(cell, "colspan", MAX_SPAN))
                for cell, text in zip(row, texts[i], strict=True)
            )
        )
    return tuple(rows)


def _span(cell: Any, name: str, whole: int) -> int:
    value = (cell.get(name) or "1").strip()
    if not value.isdigit() or len(value) > 6:
        return 1
    # Zero means: to the end of the table.
    return min(int(value), MAX_SPAN) or min(whole, MAX_SPAN)


def cell_text(cell: Any, depth: int = 0) -> str:
    """The text of a cell; paragraphs and line breaks in it are kept as line breaks."""
    lines = []
    for segment in segments(cell, depth + 1):
        if segment.table is None:
            lines.append(segment.text)
        else:
            lines += [" ".join(c.text for c in row if c.text) for row in segment.table.rows]
    return "\n".join(line for line in lines if line)
