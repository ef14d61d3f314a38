"""A torn stream of cells → rows, by what the stream itself says.

A web table that was copied with one cell a line has lost where its rows end. What is left is rhythm: the same
kind of cell comes back every so many cells, and a bare item number stands once in every row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

# A cell that is nothing but an item number: 12, 12. 12、(3) （十二） ③
NUMBER = re.compile(r"[((]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[))]?[.．、]?|[①-⑳㈠-㈩]")
# A cell that opens like a heading of a section.
HEADING = re.compile(r"(?:第?[一二三四五六七八九十百]{1,4}[、.．章节篇]|[((][一二三四五六七八九十]{1,3}[))])\S")
# Longest cell that can be an office, a deadline or a heading of a column; longer ones are sentences.
SHORT = 25
MAX_COLUMNS = 15
# Below this rhythm the stream is no grid. A true grid has 0.75 and more, a wrong width 0.5 and less.
LEAST_RHYTHM = 0.6

Row = tuple[str, ...]


def rows_of_stream(cells: Sequence[str]) -> list[Row] | None:
    """Cuts a stream of cells into rows; None where the stream is no table."""
    width = _width(cells)
    if width is not None:
        return [tuple(cells[i : i + width]) for i in range(0, len(cells), width)]
    return _rows_by_numbers(cells)


def _kind(cell: str) -> str:
    if not cell:
        return "empty"
    if NUMBER.fullmatch(cell):
        return "number"
    if HEADING.match(cell):
        return "heading"
    return "short" if len(cell) <= SHORT else "long"


def _width(cells: Sequence[str]) -> int | None:
    kinds = [_kind(c) for c in cells]
    numbered = kinds.count("number") >= 2
    best: tuple[float, int] | None = None
    for width in range(2, min(MAX_COLUMNS, len(cells) // 2) + 1):
        # The last row may have lost its empty cells, never more than that.
        if len(cells) % width and width - len(cells) % width > max(1, width // 2):
            continue
        worth = _rhythm(kinds, width, numbered=numbered)
        # A multiple of the true width has the same rhythm: the smallest wins.
        if best is None or worth > best[0] + 0.03:
            best = (worth, width)
    if best is None or best[0] < LEAST_RHYTHM:
        return None
    if not numbered and (len(cells) // best[1] < 3 or len(cells) % best[1] or best[0] < 0.75):
        return None
    return best[1]


def _rhythm(kinds: Sequence[str], width: int, *, numbered: bool) -> float:
    """How alike the rows of this width are, in [0, 1]."""
    body = kinds[width:] if len(kinds) >= 3 * width else kinds
    likeness = 0.0
    for column in range(width):
        found = Counter(body[column::width])
        total = found.total()
        likeness += sum(n * n for n in found.values()) / (total * total) if total else 0.0
    likeness /= width
    if not numbered:
        return likeness
    # The header has no number; title rows inside the table may have none either.
    rows = [list(body[i : i + width]) for i in range(0, len(body), width)]
    single = sum(1 for row in rows if row.count("number") == 1)
    crowded = sum(1 for row in rows if row.count("number") > 1)
    return (likeness + max(0.0, (single - crowded) / len(rows))) / 2


def _rows_by_numbers(cells: Sequence[str]) -> list[Row] | None:
    """Rows of a stream that lost or gained cells: every bare number opens a row."""
    anchors = [i for i, c in enumerate(cells) if NUMBER.fullmatch(c)]
    if len(anchors) < 2:
        return None
    bodies = [[c for c in cells[a + 1 : b] if c] for a, b in pairwise(anchors)]
    usual = Counter(len([c for c in body if not HEADING.match(c)]) for body in bodies).most_common(1)[0][0]
    if usual == 0:
        return None
    first = anchors[0]
    header, leading = _split_leading(list(cells[:first]), None)
    rows: list[Row] = [tuple(header)] if header else []
    ends = [*anchors[1:], len(cells)]
    for anchor, end in zip(anchors, ends, strict=True):
        body = list(cells[anchor + 1 : end])
        upcoming: list[str] = []
        if end < len(cells):
            body, upcoming = _split_leading(body, usual)
        rows.append((*leading, cells[anchor], *body))
        leading = upcoming
    return rows


def _split_leading(cells: list[str], usual: int | None) -> tuple[list[str], list[str]]:
    """Splits what stands between two numbers: the rest of this row, and the headings that open the next."""
    at = len(cells)
    while at and (not cells[at - 1] or HEADING.match(cells[at - 1])):
        at -= 1
    if usual is not None and at == len(cells):
        # Headings without a marker: whatever exceeds the usual number of cells.
        filled = [i for i, c in enumerate(cells) if c]
        if len(filled) > usual:
            at = filled[usual]
    return cells[:at], cells[at:]
