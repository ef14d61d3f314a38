"""Pages set in two columns: where the columns part, and in which order the parts of the page are read.

A page has columns when many lines on both sides of a white strip fill their side, as running text does and lists and
tables do not. What crosses the strip, a heading or a wide table, parts the page into sections that follow each other;
in a section the left column comes before the right one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from zwsearch.read.lines import trim

Words = list[dict[str, Any]]
Box = tuple[float, float, float, float]

# Heads and feet stand in these shares of the page's height.
MARGIN = 0.12
# In characters: a full line ends within one and a half of the edge.
SHORT = 1.6
# A page number, with what is set around it.
PAGE_NUMBER = re.compile(
    r"[\s\-‐-―─\uff0d~～·._|]*+(?:第\s*+)?(?:\d{1,4}|[一二三四五六七八九十]{1,3}|[ivxIVX]{1,5})(?:\s*+页)?"
    r"(?:\s*+[/,\uff0c\uff0f共]\s*+(?:共\s*+)?\d{1,4}(?:\s*+页)?)?[\s\-‐-―─\uff0d~～·._|]*"
)

_CAPTION = re.compile(r"附[件表录：:]|[^。；，]{2,30}(?:表|清单|台账|目录)$")

# Lines on either side, and the share of them that must fill their side, before a page has columns.
_FEWEST_LINES = 4
_FULL = 0.5
# In characters: the gap between two words that are cells, not words; the distance of the lines of one text; and how
# many of them are that close; the narrowest column.
_INNER_GAP, _LINE_STEP, _NARROWEST_COLUMN = 1.2, 2.4, 9
_CLOSE = 0.75
# The narrower column, as a share of the wider.
_NARROWEST = 0.6
# How far the left edge of a column varies, in points, and how many candidates for one are tried.
_EDGE = 2.0
_MOST_EDGES = 4
# The rules of a table stand out of its column by the padding of its cells, in points.
_HANGING = 12.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The edges of two columns in points from the left."""

    left: tuple[float, float]
    right: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Flow:
    """The columns of a page and its sections from top to bottom: (top, bottom, in columns)."""

    columns: Columns | None = None
    sections: tuple[tuple[float, float, bool], ...] = ()

    def zone(self, item: Any) -> tuple[int, int]:
        """The section and the column in which something stands: the order in which it is read."""
        return self.zone_of((item["x0"], item["top"], item["x1"], item["bottom"]))

    def zone_of(self, box: Box) -> tuple[int, int]:
        """As `zone`, for (x0, top, x1, bottom)."""
        if self.columns is None:
            return (0, 0)
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        at = max(bisect_right([top for top, _, _ in self.sections], y) - 1, 0)
        return (at, int(self.sections[at][2] and x > (self.columns.left[1] + self.columns.right[0]) / 2))

    def frame(self, zone: tuple[int, int]) -> tuple[float, float] | None:
        """The edges of a column; None for what is as wide as the page."""
        if self.columns is None or not self.sections[zone[0]][2]:
            return None
        return self.columns.right if zone[1] else self.columns.left


def in_margin(top: float, bottom: float, height: float) -> bool:
    """Whether something stands where heads and feet do."""
    return bottom < height * MARGIN or top > height * (1 - MARGIN)


def flow_of(words: Words, boxes: Sequence[Box], height: float, carried: Columns | None) -> Flow:
    """The flow of a page; `boxes` are its tables, `carried` the columns of the page before."""
    words = [w for w in words if trim(w["text"])]
    across = [_box(w) for w in words if _is_number(w, height)]
    text = [w for w in words if not _is_number(w, height)]
    for edge in _edges(text):
        flow = _flow(text, [*boxes, *across], edge, None)
        if flow is not None:
            return flow
    if carried is not None:
        return _flow(text, [*boxes, *across], carried.right[0], carried) or Flow()
    return Flow()


def _is_number(word: Any, height: float) -> bool:
    return in_margin(word["top"], word["bottom"], height) and PAGE_NUMBER.fullmatch(word["text"]) is not None


def _box(word: Any) -> Box:
    return (float(word["x0"]), float(word["top"]), float(word["x1"]), float(word["bottom"]))


def _edges(words: Words) -> list[float]:
    """Where a right column may begin: where words begin that stand beside others."""
    ordered = sorted(words, key=lambda w: float(w["top"]))
    tops = [float(w["top"]) for w in ordered]
    starts: Counter[int] = Counter()
    for word in ordered:
        middle, size = (word["top"] + word["bottom"]) / 2, max(float(word["size"]), 1.0)
        near = ordered[bisect_left(tops, middle - 1.5 * size) : bisect_right(tops, middle)]
        if any(w["x1"] < word["x0"] - 0.8 * size and w["bottom"] >= middle for w in near):
            starts[round(float(word["x0"]))] += 1
            # It may be the first line of a paragraph.
            starts[round(float(word["x0"]) - 2 * size)] += 1
    return [float(x) for x, n in starts.most_common(_MOST_EDGES) if n >= _FEWEST_LINES]


def _flow(words: Words, across: Sequence[Box], edge: float, carried: Columns | None) -> Flow | None:
    """The page parted at `edge`; None where the text on its sides is not that of columns."""
    crossing = [b for b in map(_box, words) if b[0] < edge - _EDGE and b[2] > edge + _EDGE]
    crossing += [b for b in across if b[0] < edge - _HANGING and b[2] > edge + _HANGING]
    crossing += [b for b in across if b not in crossing and b[3] - b[1] < 40 and _is_between(b, words, edge)]
    sections = _sections(words, crossing, edge)
    parted = [s for s in sections if s[2]]
    inside = [w for w in words if any(top <= (w["top"] + w["bottom"]) / 2 < bottom for top, bottom, _ in parted)]
    sides = ([w for w in inside if w["x0"] < edge - _EDGE], [w for w in inside if w["x0"] >= edge - _EDGE])
    if not all(sides):
        return None
    if carried is not None:
        fits = sum(abs(w["x0"] - edge) <= 2.2 * w["size"] for w in sides[1])
        if max(w["x1"] for w in sides[0]) > edge or fits < 0.7 * len(sides[1]):
            return None
        return Flow(carried, tuple(sections))
    left, right = map(_column, sides)
    narrow, wide = sorted((left[1] - left[0], right[1] - right[0]))
    if narrow < _NARROWEST * wide or not all(
        _is_running(side, col) for side, col in zip(sides, (left, right), strict=True)
    ):
        return None
    return Flow(Columns(left, right), tuple(sections))


def _is_between(box: Box, words: Words, edge: float) -> bool:
    """Whether a page number stands in the middle under both columns."""
    left, right = min(w["x0"] for w in words), max(w["x1"] for w in words)
    return abs((box[0] + box[2]) / 2 - (left + right) / 2) < 0.1 * (right - left) and box[0] < edge + 20


def _sections(words: Words, crossing: Sequence[Box], edge: float) -> list[tuple[float, float, bool]]:
    sections: list[tuple[float, float, bool]] = []

    def add(top: float, bottom: float, *, parted: bool) -> None:
        if sections and sections[-1][2] == parted:
            sections[-1] = (sections[-1][0], bottom, parted)
        else:
            sections.append((top, bottom, parted))

    y = float("-inf")
    for top, bottom in [*sorted((b[1], b[3]) for b in crossing), (float("inf"), float("inf"))]:
        between = [w for w in words if y <= (w["top"] + w["bottom"]) / 2 < top]
        right = [w for w in between if w["x0"] >= edge - _EDGE]
        left = [w for w in between if w["x0"] < edge - _EDGE]
        if left and right:
            # The last line of a wide paragraph may be as short as a column.
            first = min(float(w["top"]) for w in right)
            above = sorted(float(w["bottom"]) for w in left if w["bottom"] <= first + 1)
            start = above[0] if above and y > float("-inf") else y
            # And a caption between the columns and a table is wide, though short.
            last = max(float(w["bottom"]) for w in right)
            below = [w for w in left if w["top"] >= last - 1 and _CAPTION.match(trim(w["text"]))]
            end = float(below[-1]["top"]) if below and top < float("inf") else top
            if start > y:
                add(y, start, parted=False)
            add(start, end, parted=True)
            if end < top:
                add(end, top, parted=False)
        elif between or top > y:
            add(y, top, parted=False)
        add(max(top, y), max(bottom, y, top), parted=False)
        y = max(y, bottom)
    return sections


def _column(words: Words) -> tuple[float, float]:
    lefts = Counter(round(float(w["x0"])) for w in words)
    return float(min(x for x, n in lefts.items() if n >= max(lefts.values()) * 0.3)), float(max(w["x1"] for w in words))


def _is_running(words: Words, column: tuple[float, float]) -> bool:
    """Whether words are lines of text that fill their column."""
    lines: dict[int, list[Any]] = {}
    for word in words:
        lines.setdefault(round((word["top"] + word["bottom"]) / 4), []).append(word)
    full = 0
    for line in lines.values():
        size = max(float(line[0]["size"]), 1.0)
        ordered = sorted(line, key=lambda w: float(w["x0"]))
        full += (
            column[1] - ordered[-1]["x1"] < SHORT * size
            and ordered[0]["x0"] < column[0] + 2.5 * size
            and all(b["x0"] - a["x1"] < _INNER_GAP * size for a, b in pairwise(ordered))
        )
    tops = sorted(min(float(w["top"]) for w in line) for line in lines.values())
    size = max(float(words[0]["size"]), 1.0)
    close = sum(b - a < _LINE_STEP * size for a, b in pairwise(tops))
    wide = column[1] - column[0] >= _NARROWEST_COLUMN * size
    return wide and len(lines) >= _FEWEST_LINES and full >= _FULL * len(lines) and close >= _CLOSE * (len(tops) - 1)
