"""The ruled tables of PDF pages, with their spans, joined over page breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zwsearch.read.pdf_lines import is_full, join, lines_of_chars
from zwsearch.records import Cell, Table

# Rules drawn twice, or a hair's breadth apart, are one.
SNAP = 3.0
_ENDED = re.compile(r"[。；！？;!?)）]$")

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class PageTable:
    """A table with its place on its page."""

    table: Table
    box: Box
    page: int
    columns: int

    @property
    def top(self) -> float:
        return self.box[1]

    @property
    def x0(self) -> float:
        return self.box[0]

    @property
    def text(self) -> str:
        return " ".join(cell.text for row in self.table.rows for cell in row)


def tables_of(page: Any) -> list[PageTable]:
    """The ruled tables of a page; frames around text are none."""
    if len(page.edges) < 4:
        return []
    found: list[PageTable] = []
    for table in page.find_tables():
        cells = [tuple(float(v) for v in cell) for cell in table.cells]
        xs = _grid([c[0] for c in cells] + [c[2] for c in cells])
        ys = _grid([c[1] for c in cells] + [c[3] for c in cells])
        if len(xs) < 3 or len(cells) < 2:
            continue
        rows = _rows(page, cells, xs, ys)
        if sum(1 for row in rows for cell in row if cell.text) < 2:
            continue
        box = tuple(float(v) for v in table.bbox)
        found.append(PageTable(Table(rows, aligned=True), box, int(page.page_number), len(xs) - 1))  # type: ignore[arg-type]
    return [t for t in found if not any(t is not other and _within(t.box, other.box) for other in found)]


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    smaller = (inner[2] - inner[0]) * (inner[3] - inner[1]) < (outer[2] - outer[0]) * (outer[3] - outer[1])
    return smaller and outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _grid(values: Sequence[float]) -> list[float]:
    grid: list[float] = []
    for value in sorted(values):
        if not grid or value - grid[-1] > SNAP:
            grid.append(value)
    return grid


def _place(grid: Sequence[float], value: float) -> int:
    return min(range(len(grid)), key=lambda i: abs(grid[i] - value))


def _rows(
    page: Any, cells: Sequence[tuple[float, ...]], xs: Sequence[float], ys: Sequence[float]
) -> tuple[tuple[Cell, ...], ...]:
    rows: list[list[tuple[int, Cell]]] = [[] for _ in range(len(ys) - 1)]
    chars = page.chars
    for x0, top, x1, bottom in cells:
        column, row = _place(xs, x0), _place(ys, top)
        inside = [
            c for c in chars if x0 <= (c["x0"] + c["x1"]) / 2 <= x1 and top <= (c["top"] + c["bottom"]) / 2 <= bottom
        ]
        span_right, span_down = max(_place(xs, x1) - column, 1), max(_place(ys, bottom) - row, 1)
        if row < len(rows):
            rows[row].append((column, Cell(_cell_text(inside, x0, x1), span_down, span_right)))
    return tuple(tuple(cell for _, cell in sorted(row, key=lambda pair: pair[0])) for row in rows)


def _cell_text(chars: Sequence[Any], x0: float, x1: float) -> str:
    """The text of a cell; a line that fills the cell runs on, a shorter one was ended by hand."""
    text = ""
    previous = None
    for line in lines_of_chars(chars):
        if previous is not None:
            # The padding of the cell, seen on the left, is on the right too.
            padding = max(previous.x0 - x0, 0.0) if previous.x0 - x0 < previous.size * 2 else 0.0
            full = is_full(previous.text, (x1 - padding - previous.x1) / previous.size, line.text)
            text = join(text, line.text, parted=previous.parted) if full else f"{text}\n{line.text}"
        else:
            text = line.text
        previous = line
    return text


def join_over_pages(tables: Sequence[PageTable]) -> list[PageTable]:
    """Joins tables that follow each other on consecutive pages and have the same columns."""
    joined: list[PageTable] = []
    for table in tables:
        last = joined[-1] if joined else None
        if last is not None and table.page == last.page + 1 and _continues(last, table):
            rows = table.table.rows
            if rows and last.table.rows and _texts(rows[0]) == _texts(last.table.rows[0]):
                rows = rows[1:]
            above = last.table.rows
            if rows and above and (torn := _rejoined(above[-1], rows[0])) is not None:
                above, rows = (*above[:-1], torn), rows[1:]
            whole = Table(above + rows, aligned=True)
            joined[-1] = PageTable(whole, last.box, table.page, last.columns)
        else:
            joined.append(table)
    return joined


def _continues(last: PageTable, table: PageTable) -> bool:
    if _texts(table.table.rows[0]) == _texts(last.table.rows[0]):
        return True
    return table.columns == last.columns and abs(table.box[0] - last.box[0]) < 4 * SNAP


def _rejoined(above: Sequence[Cell], below: Sequence[Cell]) -> tuple[Cell, ...] | None:
    """The row that a page break has torn: what follows has no number, leaves cells empty and goes on in sentences."""
    plain = all((c.row_span, c.column_span) == (1, 1) for c in (*above, *below))
    if not plain or len(above) != len(below) or below[0].text or not above[0].text:
        return None
    rest = [(a.text, b.text) for a, b in zip(above, below, strict=True) if b.text]
    if not rest or len(rest) > len(below) - 2 or any(not a or _ENDED.search(a) for a, _ in rest):
        return None
    return tuple(
        Cell(join(a.text, b.text, parted=False) if b.text else a.text) for a, b in zip(above, below, strict=True)
    )


def _texts(row: Sequence[Cell]) -> list[str]:
    return ["".join(cell.text.split()) for cell in row]
