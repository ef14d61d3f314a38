"""Finds the tables in the text of a notice, which holds a row on a line (a cell may break it) with ` | ` between cells.

The text is all that is kept of a table, so this is an estimate: what does not hold together as rows of one width stays
text. Nothing but the page sees the difference.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zwsearch.records import Span

_BETWEEN = " | "
_BEGINS_A_ROW = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)]?[.、．]?")
_HEADING = 60  # characters of a line without cells that can be a row of its own in the midst of a table
_GAP = 3  # such lines in a row
_MOST_LINES = 40  # lines that the cells of one row may have
_ODD = 1 / 3  # the share of rows that may be narrower than their table


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text; `bars` is the number of ends of cells inside it."""

    start: int
    end: int
    text: str
    bars: int


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table in [start, end) of a text: the places of the cells of each row; a row of one cell goes across."""

    start: int
    end: int
    rows: tuple[tuple[Span, ...], ...]


def find_tables(text: str) -> list[TextTable]:
    """The tables of a text, in order."""
    if _BETWEEN not in text:
        return []
    lines = list(_lines(text))
    return [table for run in _runs(lines) if (table := _table(run)) is not None]


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        yield _Line(start, start + len(line), line, line.count(_BETWEEN))
        start += len(line) + 1


def _runs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Lines with cells that may be of one table, and the few lines without that stand between them."""
    run: list[_Line] = []
    gap: list[_Line] = []
    seen: set[int] = set()
    for line in lines:
        if not line.bars:
            gap.append(line)
            continue
        if run and not _bridges(run[-1], gap, line, seen):
            yield run
            run, seen = [], set()
        run += [*gap, line] if run else [line]
        gap = []
        seen.add(line.bars)
    if run:
        yield run


def _bridges(before: _Line, gap: Sequence[_Line], after: _Line, seen: set[int]) -> bool:
    """Whether the lines between two lines with cells belong to the same table."""
    if not gap:
        return True
    if not all(line.text.strip() for line in gap):
        return False
    if before.bars + after.bars in seen:  # a cell of several lines
        return len(gap) <= _MOST_LINES
    fits = after.bars in seen or (after.bars < max(seen) and _is_next_row(after))
    return fits and len(gap) <= _GAP and all(len(line.text) <= _HEADING for line in gap)


def _table(run: Sequence[_Line]) -> TextTable | None:
    """The table of a run: with cells of several lines where all fits together so, else a line a row; None for none."""
    widest = max(line.bars for line in run)
    rows = _joined(run, widest)
    if not _holds_together(rows, widest):
        rows = [[line] for line in run]
        (usual, _), *_ = sorted(Counter(line.bars for line in run if line.bars).items(), key=lambda x: (-x[1], -x[0]))
        if not _holds_together(rows, usual, odd=1 / 2):
            return None
    return TextTable(run[0].start, run[-1].end, tuple(_cells(row) for row in rows))


def _holds_together(rows: Sequence[Sequence[_Line]], bars: int, *, odd: float = _ODD) -> bool:
    """Whether rows make a table of a width; two lines with a bar each are none."""
    widths = [_bars(row) for row in rows if _bars(row)]
    whole = widths.count(bars)
    return whole >= (2 if bars > 1 else 3) and len(widths) - whole <= odd * len(widths)


def _joined(run: Sequence[_Line], bars: int) -> list[list[_Line]]:
    """Lines put together to rows of a width, where they add up to it exactly."""
    rows: list[list[_Line]] = []
    at = 0
    while at < len(run):
        row = [run[at]]
        if 0 < run[at].bars < bars:
            for line in run[at + 1 : at + _MOST_LINES]:
                if _begins_a_row(line, bars) or _bars(row) + line.bars > bars:
                    break
                row.append(line)
                if _bars(row) == bars:
                    break
            if _bars(row) != bars or _are_rows(row, [*run[max(0, at - 1) : at], *run[at + len(row) :][:1]]):
                row = row[:1]
        rows.append(row)
        at += len(row)
    return rows


def _are_rows(lines: Sequence[_Line], beside: Sequence[_Line]) -> bool:
    """Whether lines that would make one row are rows of a narrower table: all alike, and more of the kind."""
    if _is_next_row(lines[0]):
        return False  # and none of the others is one
    widths = [line.bars for line in lines if line.bars]
    return len(set(widths)) == 1 and (len(widths) > 2 or any(line.bars == widths[0] for line in beside))


def _begins_a_row(line: _Line, bars: int) -> bool:
    return line.bars >= bars or (line.bars > 0 and _is_next_row(line))


def _is_next_row(line: _Line) -> bool:
    """Whether the first cell of a line is a number, or merged with the one above: neither goes on with a cell."""
    first = line.text.partition(_BETWEEN)[0].strip()
    return not first or _BEGINS_A_ROW.fullmatch(first) is not None


def _bars(row: Sequence[_Line]) -> int:
    return sum(line.bars for line in row)


def _cells(row: Sequence[_Line]) -> tuple[Span, ...]:
    cells: list[Span] = []
    start = row[0].start
    for line in row:
        at = line.text.find(_BETWEEN)
        while at >= 0:
            cells.append(Span(start, line.start + at))
            start = line.start + at + len(_BETWEEN)
            at = line.text.find(_BETWEEN, at + len(_BETWEEN))
    return (*cells, Span(start, row[-1].end))
