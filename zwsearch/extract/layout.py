"""Lays the blocks of a document out as one text, in which every paragraph and cell knows its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from zwsearch.records import Document, Paragraph, Table

from .commas import gather_commas
from .headers import column_role
from .kept_tables import gather_report_tables
from .offices import looks_like_office
from .placed import Item, Line, PlacedCell, PlacedTable
from .reflow import DATE_LINE, gather_torn, unwrap


@dataclass(frozen=True, slots=True)
class Layout:
    """The text of a notice (paragraphs and rows by line breaks, cells by ` | `) and its items in order."""

    text: str
    items: tuple[Item, ...]


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def put(self, text: str) -> int:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start


def _stripped(text: str, offset: int) -> tuple[str, int, int]:
    bare = text.strip()
    if not bare:
        return "", offset, offset
    start = offset + text.index(bare[0]) if text[0] != bare[0] else offset
    return bare, start, start + len(bare)


def _lines(text: str, offset: int, level: int | None = None) -> list[Line]:
    lines: list[Line] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        bare, start, end = _stripped(raw, offset + position)
        if bare:
            lines.append(Line(bare, start, end, level))
        position += len(raw)
    return lines


def _is_frame(table: Table) -> bool:
    """A table that only frames text: no row has two cells with something in them, and no column has a name."""
    named = sum(1 for row in table.rows[:12] for cell in row if cell.text.strip() and column_role(cell.text))
    return named < 2 and all(sum(1 for cell in row if cell.text.strip(" |\u3000\n\t")) <= 1 for row in table.rows)


def lay_out(document: Document) -> Layout:
    """Write all blocks into one text; a table with one column becomes the lines of its cells."""
    writer = _Writer()
    items: list[Item] = []
    blocks = [b for b in document.blocks if not (isinstance(b, Paragraph) and _PAGE_NUMBER.fullmatch(b.text.strip()))]
    for number, block in enumerate(blocks):
        if number:
            writer.put("\n")
        if isinstance(block, Paragraph):
            items.extend(_lines(block.text, writer.put(block.text), block.level))
            continue
        if block.caption and block.caption.strip():
            items.extend(replace(x, caption=True) for x in _lines(block.caption, writer.put(block.caption)))
            writer.put("\n")
        start = writer.length
        rows: list[tuple[PlacedCell, ...]] = []
        columns = _columns(block)
        for row_number, row in enumerate(block.rows):
            if row_number:
                writer.put("\n")
            cells: list[PlacedCell] = []
            before = 0
            for cell, column in zip(row, columns[row_number], strict=True):
                writer.put(" | " * (column - before))
                before = column
                bare, cell_start, cell_end = _stripped(cell.text, writer.put(cell.text))
                cells.append(PlacedCell(bare, cell_start, cell_end, max(1, cell.row_span), max(1, cell.column_span)))
            rows.append(tuple(cells))
        first, last = _table_proper(rows)
        for placed in rows[:first]:
            for framed in placed:
                items.extend(_lines(framed.text, framed.start))
        notes = [cell for placed in rows[last:] for cell in placed]
        if _is_frame(block):
            for placed in rows[first:last]:
                for framed in placed:
                    items.extend(_lines(framed.text, framed.start))
        elif first < last:
            items.append(PlacedTable(tuple(rows[first:last]), block, start, writer.length))
        for note in notes:
            items.extend(_lines(note.text, note.start))
    text = "".join(writer.parts)
    return Layout(text, tuple(gather_torn(unwrap(gather_report_tables(gather_commas(items)), text))))


def _columns(table: Table) -> list[list[int]]:
    """The column in which each cell of a row begins: what a merged cell covers keeps its place in the text."""
    hanging: dict[int, int] = {}  # column → rows that a cell above still covers
    columns: list[list[int]] = []
    for row in table.rows:
        covered = hanging
        hanging = {column: left - 1 for column, left in covered.items() if left > 1}
        column = 0
        starts: list[int] = []
        for cell in row:
            while column in covered:
                column += 1
            starts.append(column)
            for _ in range(max(1, min(cell.column_span, _WIDEST))):
                if cell.row_span > 1:
                    hanging[column] = cell.row_span - 1
                column += 1
        columns.append(starts)
    return columns


_WIDEST = 60  # columns that one cell may cover

# A page number stands inside the text only because the pages were put one after another.
_PAGE_NUMBER = re.compile(r"[-—–－·]+\s*\d{1,3}\s*[-—–－·]+|第\s*\d{1,3}\s*页(?:\s*[，,/]?\s*共\s*\d{1,3}\s*页)?")
_NOTE = re.compile(r"(?:备\s*注|注|说\s*明|填表说明|填报单位|填表人|制表|联系人|联系电话)\s*[:：0-9]")


# `填报时间：2023年11月3日`, `单位（盖章）：民政局`, `单位：万元`; or the label alone, with its value in the next cell.
_FILLED_IN = re.compile(r"[（(]?(?:[\u4e00-\u9fff]\s*+){2,8}(?:[（(][^（()）]{1,8}[)）]\s*+)?[:：].{0,40}")


def _is_filled_form(row: tuple[PlacedCell, ...]) -> bool:
    """Whether a row tells by whom and when the table was filled in: it stands above the header and is no row of it."""
    texts = [cell.text for cell in row if cell.text]
    opened = [text.endswith((":", "：")) for text in texts]
    known = [
        _FILLED_IN.fullmatch(text) is not None or DATE_LINE.match(text) is not None or (i > 0 and opened[i - 1])
        for i, text in enumerate(texts)
    ]
    return all(known) and not all(opened)


def _table_proper(rows: list[tuple[PlacedCell, ...]]) -> tuple[int, int]:
    """Where the table itself begins and ends: titles and notes above its header and below its last row are lines."""
    first, last = 0, len(rows)
    for i, row in enumerate(rows[:6]):
        names = [cell for cell in row if cell.text and column_role(cell.text) is not None]
        if len(names) >= 2 and not _is_filled_form(row):
            if all(sum(1 for cell in above if cell.text) <= 1 or _is_filled_form(above) for above in rows[:i]):
                first = i
            break
    while last > first:
        filled = [cell for cell in rows[last - 1] if cell.text]
        below = "".join(cell.text for row in rows[last : last + 1] for cell in row)
        signs = bool(filled) and DATE_LINE.match(below) is not None and looks_like_office(filled[0].text)
        noted = bool(filled) and (_NOTE.match(filled[0].text) or DATE_LINE.match(filled[0].text))
        if len(filled) > 1 or (filled and not noted and not signs):
            break
        last -= 1
    return first, last
