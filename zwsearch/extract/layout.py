"""Lays the blocks of a document out as one text, in which every paragraph and cell knows its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zwsearch.records import Cell, Document, Paragraph, Span, Table

from .headers import column_role
from .markers import marker_at


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
    source: Table
    start: int
    end: int

    @property
    def aligned(self) -> bool:
        """Whether the format itself gave rows and spans."""
        return self.source.aligned


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
    return Layout(text, tuple(_gather_torn(_unwrap(items, text))))


_SENTENCE_ENDS = "。；;：:！!？?”》"


def _unwrap(items: list[Item], text: str) -> list[Item]:
    """Join the lines of paragraphs that were broken at a fixed width (from mail, PDF or a terminal).

    Such a text shows itself by its lines: none is longer than the width, and many are about as long without ending
    a sentence. The joined line still covers its line breaks in the text.
    """
    lines = [item for item in items if isinstance(item, Line)]
    width = max((len(line.text) for line in lines), default=0)
    if not 18 <= width <= 60 or len(lines) < 6:
        return items
    broken = [line for line in lines if _is_broken(line, width)]
    if len(broken) < 3 or len(broken) * 5 < len(lines):
        return items
    joined: list[Item] = []
    open_end = False
    for item in items:
        goes_on = (
            open_end
            and isinstance(item, Line)
            and marker_at(item.text) is None
            and item.level is None
            and not _DATE_LINE.match(item.text)
        )
        if goes_on and isinstance(item, Line):
            before = joined[-1]
            joined[-1] = Line(text[before.start : item.end], before.start, item.end)
        else:
            joined.append(item)
        open_end = isinstance(item, Line) and _is_broken(item, width)
    return joined


def _is_broken(line: Line, width: int) -> bool:
    """Whether a line is nearly full and stops inside a sentence (after a comma at most)."""
    inside_bracket = line.text.rfind("（") > line.text.rfind("）")
    ends = line.text[-1] in _SENTENCE_ENDS and not inside_bracket
    return line.level is None and len(line.text) * 4 >= width * 3 and not ends


_NOTE = re.compile(r"(?:备\s*注|注|说\s*明|填表说明|填报单位|填表人|制表|联系人|联系电话)\s*[:：0-9]")


def _table_proper(rows: list[tuple[PlacedCell, ...]]) -> tuple[int, int]:
    """Where the table itself begins and ends: a title above its header and notes below its last row are lines."""
    first, last = 0, len(rows)
    for i, row in enumerate(rows[:6]):
        names = [cell for cell in row if cell.text and column_role(cell.text) is not None]
        if len(names) >= 2:
            if all(sum(1 for cell in above if cell.text) <= 1 for above in rows[:i]):
                first = i
            break
    while last > first:
        filled = [cell for cell in rows[last - 1] if cell.text]
        if len(filled) > 1 or (filled and not _NOTE.match(filled[0].text) and not _DATE_LINE.match(filled[0].text)):
            break
        last -= 1
    return first, last


_DATE_LINE = re.compile(r"\s*(?:20\d\d|二\S{3})\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日\s*$")


def _gather_torn(items: list[Item]) -> list[Item]:
    """Find tables that were pasted as nothing but lines, a cell a line, by the names of their columns.

    Three names or more, one a line, begin such a table; it goes on to the end of the lines, the office and the
    date that sign the notice apart.
    """
    i = 0
    while i < len(items):
        first = i
        roles: list[str] = []
        while i < len(items) and isinstance(items[i], Line) and (role := column_role(_text(items[i]))) is not None:
            roles.append(role)
            i += 1
        if len(roles) >= 3 and len(set(roles)) >= 3 and {"lead", "ambiguous", "person"} & set(roles):
            stop = i
            while stop < len(items) and isinstance(items[stop], Line) and not _text(items[stop]).startswith("附件"):
                stop += 1
            for j in range(i, stop):
                if _DATE_LINE.match(_text(items[j])):
                    stop = j - 1 if j > i and len(_text(items[j - 1])) < 30 else j
                    break
            cells = [item for item in items[first:stop] if isinstance(item, Line)]
            if len(cells) >= len(roles) + 3:
                rows = tuple((PlacedCell(line.text, line.start, line.end),) for line in cells)
                source = Table(tuple((Cell(line.text),) for line in cells))
                table = PlacedTable(rows, source, cells[0].start, cells[-1].end)
                return [*items[:first], table, *_gather_torn(items[stop:])]
        i = max(i, first + 1)
    return items


def _text(item: Item) -> str:
    return item.text if isinstance(item, Line) else ""


def join_spans(text: str, spans: list[Span], headings: frozenset[int] = frozenset()) -> tuple[str, tuple[Span, ...]]:
    """Join pieces of the text in order, without the line breaks (and the white space about them) inside and between.

    Chinese needs nothing at a break; only after a heading (whose end is in `headings`) the break stays, since no
    full stop parts it from what follows. Returns the joined text and the places of its pieces.
    """
    pieces: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        start = span.start
        for match in _BREAK.finditer(text, span.start, span.end):
            pieces.append(trim(text, start, match.start()))
            start = match.end()
        pieces.append(trim(text, start, span.end))
    merged: list[Span] = []
    for piece in pieces:
        if piece.end <= piece.start:
            continue
        if merged and piece.start >= merged[-1].end and not text[merged[-1].end : piece.start].strip(" \u3000\t"):
            merged[-1] = Span(merged[-1].start, piece.end)
        elif not merged or piece.start >= merged[-1].end:
            merged.append(piece)
    joined = "".join(text[p.start : p.end] + ("\n" if p.end in headings and p != merged[-1] else "") for p in merged)
    return joined, tuple(merged)


_BREAK = re.compile(r"[ \t\u3000]*[\r\n\v\f\u2028\u2029]\s*")


def trim(text: str, start: int, end: int, marks: str = " \u3000\t\r\n") -> Span:
    """Return the range without the given characters at its ends."""
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return Span(start, end)
