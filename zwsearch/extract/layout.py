"""Lays the blocks of a document out as one text, in which every paragraph and cell knows its place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from zwsearch.records import Document, Paragraph, Span, Table

from .headers import column_role


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph (or of a cell that only served the layout of a page)."""

    text: str
    start: int
    end: int
    level: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with its place in the text and in its grid; `text` has no white space at its ends."""

    text: str
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table with its cells placed; `source` is the table as it came."""

    rows: tuple[tuple[PlacedCell, ...], ...]
    aligned: bool
    source: Table
    start: int
    end: int


Item = Line | PlacedTable


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
    for number, block in enumerate(document.blocks):
        if number:
            writer.put("\n")
        if isinstance(block, Paragraph):
            items.extend(_lines(block.text, writer.put(block.text), block.level))
            continue
        if block.caption and block.caption.strip():
            items.extend(_lines(block.caption, writer.put(block.caption)))
            writer.put("\n")
        start = writer.length
        rows: list[tuple[PlacedCell, ...]] = []
        for row_number, row in enumerate(block.rows):
            if row_number:
                writer.put("\n")
            cells: list[PlacedCell] = []
            for column, cell in enumerate(row):
                if column:
                    writer.put(" | ")
                bare, cell_start, cell_end = _stripped(cell.text, writer.put(cell.text))
                cells.append(PlacedCell(bare, cell_start, cell_end, max(1, cell.row_span), max(1, cell.column_span)))
            rows.append(tuple(cells))
        if _is_frame(block):
            for placed in rows:
                for framed in placed:
                    items.extend(_lines(framed.text, framed.start))
        else:
            items.append(PlacedTable(tuple(rows), block.aligned, block, start, writer.length))
    return Layout("".join(writer.parts), tuple(items))


def join_spans(text: str, spans: list[Span]) -> tuple[str, tuple[Span, ...]]:
    """Join pieces of the text in order: those that only spaces part become one, others join by a line break."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if span.end <= span.start:
            continue
        if (
            merged
            and "\n" not in text[merged[-1].end : span.start]
            and not text[merged[-1].end : span.start].strip(" \u3000\t")
        ):
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    pieces = [text[span.start : span.end] for span in merged]
    joined = pieces[0] if pieces else ""
    for (before, after), piece in zip(pairwise(merged), pieces[1:], strict=True):
        gap = text[before.end : after.start]
        joined += ("\n" if "\n" in gap else "") + piece
    return joined, tuple(merged)


def trim(text: str, start: int, end: int, marks: str = " \u3000\t\r\n") -> Span:
    """Return the range without the given characters at its ends."""
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return Span(start, end)
