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
NUMBER = re.compile(r"[(\uff08]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)\uff09]?[.\uff0e、]?|[①-⒛㈠-㈩]")
# A cell that opens like a heading of a section.
HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}[、.\uff0e章节篇]|[(\uff08][一二三四五六七八九十]{1,3}[)\uff09])\s*\S"
)
_SENTENCE = re.compile(r"[,\uff0c。;\uff1b]")
# Longest cell that can be an office, a deadline or a heading of a column; longer ones are sentences.
SHORT = 25
LONGEST_HEADING = 40
MAX_COLUMNS = 15
# As many cells may stand above a grid as its title.
MAX_TITLES = 2
# Below this rhythm the stream is no grid. A true grid has 0.75 and more, a wrong width 0.5 and less.
LEAST_RHYTHM = 0.6

# As large a part of the rows must hold one number near its start, else the stream has lost or gained cells.
LEAST_REGULAR = 0.7

Row = tuple[str, ...]


def rows_of_stream(cells: Sequence[str]) -> list[Row] | None:
    """Cuts a stream of cells into rows; None where the stream is no table."""
    width = _width(cells)
    if width is None:
        return _rows_by_numbers(cells)
    titles = _titles(cells, width)
    rows: list[Row] = [(cell,) for cell in cells[:titles] if cell]
    return rows + [tuple(cells[i : i + width]) for i in range(titles, len(cells), width)]


def _titles(cells: Sequence[str], width: int) -> int:
    """How many cells at the start are titles above the grid: what is over when the rows are full."""
    over = len(cells) % width

    def sound(start: int) -> int:
        rows = [cells[i : i + width] for i in range(start, len(cells), width)]
        opened = [[_kind(c) for c in row] for row in rows]
        return sum(1 for kinds in opened if "number" in kinds and "short" not in kinds[: kinds.index("number")])

    return over if over and sound(over) > sound(0) else 0


def _kind(cell: str) -> str:
    if not cell:
        return "empty"
    if NUMBER.fullmatch(cell):
        return "number"
    if HEADING.match(cell) and len(cell) <= LONGEST_HEADING:
        return "heading"
    if sum(c.isdigit() for c in cell) * 2 > len(cell):
        return "figure"
    return "short" if len(cell) <= SHORT and not _SENTENCE.search(cell) else "long"


def _width(cells: Sequence[str]) -> int | None:
    kinds = [_kind(c) for c in cells]
    numbered = kinds.count("number") >= 2
    worth: dict[int, float] = {}
    for width in range(2, min(MAX_COLUMNS, len(cells) // 2) + 1):
        # The last row may have lost its empty cells, never more than that.
        over = len(cells) % width
        if not over or (numbered and (over <= MAX_TITLES or width - over <= max(1, width // 2))):
            worth[width] = _rhythm(kinds, width, numbered=numbered)
    if not worth or max(worth.values()) < LEAST_RHYTHM:
        return None
    # A multiple of the true width has the same rhythm: the smallest wins.
    best = min(width for width, value in worth.items() if value > max(worth.values()) - 0.03)
    if numbered:
        return best
    # Without numbers the rhythm must be clear, and other widths must not beat it.
    others = [_rhythm(kinds, width, numbered=False) for width in range(2, best + 2) if width % best]
    if len(cells) < 3 * best or worth[best] < 0.75 or max(others, default=0.0) > worth[best] - 0.1:
        return None
    return best


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
    # The number stands before its text, among the first half of the columns, and a heading before the number.
    single = 0
    for row in rows:
        if row.count("number") == 1:
            place = row.index("number")
            single += place <= (width - 1) // 2 and "heading" not in row[place:]
    crowded = sum(1 for row in rows if row.count("number") > 1)
    regular = (single - crowded) / len(rows)
    return (likeness + regular) / 2 if regular >= LEAST_REGULAR else 0.0


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
