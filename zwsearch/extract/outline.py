"""Builds the outline of running text: which line is a heading, which an item, and what belongs under which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

from zwsearch.records import Span

from .headers import after_demand_label, starts_with_label
from .markers import SOFT, Marker, inline_markers, line_marker, loose_values
from .placed import Item, Line, PlacedTable, trim

_STOPS = "。；;！？!?"
HEADING_LENGTH = 50


@dataclass(slots=True)
class Node:
    """A heading or an item with everything under it. The root has neither number nor heading.

    `start` is where its first line begins (the number), `segments` are the stretches of its own text (number and
    heading left out), `head` is the heading with its number, exactly as it stands.
    """

    kind: str = "root"
    marker: Marker | None = None
    start: int = 0
    head: str = ""
    head_span: Span | None = None
    heading_only: bool = False
    inline: bool = False
    segments: list[Span] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    tables: list[tuple[int, PlacedTable]] = field(default_factory=list)

    @property
    def number(self) -> str | None:
        """The number as printed."""
        return self.marker.printed or None if self.marker is not None else None

    @property
    def soft(self) -> bool:
        """Whether it is a sub-item inside a sentence (一是, ①)."""
        return self.kind in SOFT or (self.inline and self.kind in {"num", "nump"})

    def walk(self) -> Iterator[Node]:
        """This node and all under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


_BLANK_BREAK = re.compile(r"[ \u3000\t\xa0]+")
_RUN_IN = re.compile(r"[^。；;！!]{2,45}?[。：:]")


def _heading_of(text: str, marker: Marker) -> tuple[str, int, bool]:
    """Split an item's line into its heading and the rest: (heading, where the rest begins, whether all is heading)."""
    body = text[marker.end :].rstrip()
    bare = body.rstrip("。：:")
    gap = _BLANK_BREAK.search(text, marker.end + 2)
    if (
        marker.kind in {"cn", "cnp", "chapter"}
        and gap is not None
        and gap.start() - marker.end <= 40
        and not any(c in _STOPS + "，," for c in text[marker.end : gap.start()])
        and (len(body) > HEADING_LENGTH or body[-1] in _STOPS)
    ):
        return text[: gap.start()].strip(), gap.end(), False
    if (
        len(body) <= HEADING_LENGTH
        and not any(c in _STOPS for c in bare)
        and ("（" not in bare.replace("（试行）", "") or not _OWNER_HINT.search(bare))
    ):
        return (text[: marker.end] + bare).strip(), len(text), True
    run_in = _RUN_IN.match(text, marker.end)
    if run_in is not None:
        return text[: run_in.end() - 1].strip(), marker.end, False
    return "", marker.end, False


_OWNER_HINT = re.compile(r"负责|牵头|责任|配合|落实|[局处科室委办厅部][)）]$")


_BULLETS = frozenset({"dash", "circ", "nump"})


class _Builder:
    def __init__(self, loose: Set[int]) -> None:
        self.loose = loose
        self.root = Node()
        self.stack: list[Node] = [self.root]

    def reset(self) -> None:
        self.stack = [self.root]

    def add(self, node: Node) -> None:
        if not node.soft:
            while self.stack[-1].soft:
                self.stack.pop()
        for i in range(len(self.stack) - 1, 0, -1):
            if self.stack[i].kind == node.kind:
                del self.stack[i:]
                break
        else:
            if node.kind.startswith("h") or node.kind == "chapter":
                del self.stack[1:]
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def line(self, text: str, offset: int, level: int | None) -> None:
        marks = inline_markers(text)
        first = line_marker(text, self.loose)
        if first is not None and (not marks or marks[0].start != 0):
            marks = [first, *marks]
        if first is not None and first.kind in _BULLETS and self._is_labelled(text[first.end :]):
            # `- 责任科室：X` and `→工作要求：Y` below an item are lines of it, no items of their own.
            self.text(trim_span(text, offset, first.end, len(text)))
            return
        if level is not None and first is None and len(text) <= HEADING_LENGTH and not any(c in _STOPS for c in text):
            span = Span(offset, offset + len(text))
            self.add(Node(f"h{level}", None, offset, text, span, heading_only=True))
            return
        edges = [m.start for m in marks] + [len(text)]
        if not marks or edges[0] > 0:
            self.text(trim_span(text, offset, 0, edges[0]))
        for i, marker in enumerate(marks):
            self.item(text[: edges[i + 1]], marker, offset, inline=marker.start > 0)

    def _is_labelled(self, text: str) -> bool:
        below = self.stack[-1].marker is not None and self.stack[-1].kind not in _BULLETS
        return starts_with_label(text) or (below and after_demand_label(text, 0, len(text)) is not None)

    def item(self, text: str, marker: Marker, offset: int, *, inline: bool) -> None:
        shifted = text[marker.start :]
        local = Marker(marker.kind, marker.value, marker.printed, 0, marker.end - marker.start)
        head, rest, whole = _heading_of(shifted, local)
        start = offset + marker.start
        node = Node(marker.kind, marker, start, head, Span(start, start + len(head)), whole, inline)
        begin = start + (local.end if whole else rest)
        span = trim_span(text, offset, begin - offset, len(text))
        if span.end > span.start:
            node.segments.append(span)
        self.add(node)

    def text(self, span: Span) -> None:
        if span.end <= span.start:
            return
        while self.stack[-1].soft and self.stack[-1].inline:
            self.stack.pop()
        self.stack[-1].segments.append(span)


def trim_span(text: str, offset: int, start: int, end: int) -> Span:
    """Trim white space of a piece of a line and move it to its place in the whole text."""
    span = trim(text, start, end)
    return Span(span.start + offset, span.end + offset)


def build(items: Iterable[Item], skipped: Set[int], resets: Set[int], titles: Set[int]) -> Node:
    """Build the outline of the items.

    By the starts of lines: `skipped` are no body, `resets` end all headings, `titles` are no headings although the
    format says so.
    """
    placed = list(items)
    lines = (item.text for item in placed if isinstance(item, Line) and item.start not in skipped)
    builder = _Builder(loose_values(lines))
    for item in placed:
        if item.start in resets:
            builder.reset()
        if item.start in skipped:
            continue
        if isinstance(item, Line):
            builder.line(item.text, item.start, None if item.start in titles else item.level)
        else:
            node = builder.stack[-1]
            while node.soft:
                builder.stack.pop()
                node = builder.stack[-1]
            node.tables.append((item.start, item))
    return builder.root
