"""Rows of values between commas or semicolons, with line breaks inside quotes, as a spreadsheet saves them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from zwsearch.read.lines import trim
from zwsearch.read.pasted_columns import fitted, is_header
from zwsearch.read.pasted_grids import given_up
from zwsearch.records import Block, Cell, Table

# Spreadsheets write semicolons where the comma is a decimal point; the wide one is typed by hand.
SEMICOLONS = (";", "\uff1b")
_LONGEST_NAME = 16
_LONGEST_HEADING = 40
_MAX_LINES_OF_ROW = 40


def commas(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """A line of names between commas and the rows below it, if a value of one of them holds a line break.

    Where none does, each line is a paragraph: by its words alone it cannot be told from prose with commas.
    """
    if lines[at].count(",") < 2:
        return None
    names = _values(lines[at], ",")
    if not all(0 < len(name) <= _LONGEST_NAME and "。" not in name for name in names):
        return None
    rows, end, broken = _rows(lines, at, names, ",")
    return ([_table(rows)], end) if broken else given_up(lines, at, end)


def semicolons(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """A line of headings that nothing but semicolons part, and the rows below it.

    The headings prove the table, for the text of rows between commas may be full of semicolons. A row with more values
    than headings has semicolons in its text, one with fewer has lost its empty last ones.
    """
    for mark in SEMICOLONS:
        if lines[at].count(mark) < 2:
            continue
        names = _values(lines[at], mark)
        if not is_header(names):
            continue
        rows, end, _ = _rows(lines, at, names, mark, ragged=True)
        if len(rows) > 1:
            return [_table(rows)], end
    return None


def _table(rows: Sequence[Sequence[str]]) -> Table:
    return Table(tuple(tuple(Cell(value) for value in row) for row in rows), aligned=True)


def _rows(
    lines: Sequence[str], at: int, names: list[str], mark: str, *, ragged: bool = False
) -> tuple[list[list[str]], int, bool]:
    """The rows from the names on, where they end, and whether one of them runs over several lines."""
    rows = [names]
    headings: list[list[str]] = []
    broken = False
    at_row = end = at + 1
    while at_row < len(lines):
        if not trim(lines[at_row]):
            if not ragged:
                break
            at_row += 1  # some programs end a line twice
            continue
        stop = _end_of_row(lines, at_row)
        values = _values("\n".join(lines[at_row:stop]), mark) if stop else []
        while ragged and len(values) > len(names) and not values[-1]:
            values.pop()
        if ragged and 1 < len(values) != len(names) and len(values) * 2 >= len(names):
            values = fitted(values, names, mark) + [""] * (len(names) - len(values))
        if len(values) == len(names):
            rows += [*headings, values]
            headings = []
            broken = broken or stop - at_row > 1
            end = stop
        elif len(values) == 1 and len(values[0]) <= _LONGEST_HEADING:
            headings.append(values)  # a heading only if rows follow
        else:
            break
        at_row = stop
    return rows, end, broken


def _end_of_row(lines: Sequence[str], at: int) -> int:
    """One past the line on which the last quote of a row closes; 0 where it never does."""
    quotes = 0
    for i in range(at, min(at + _MAX_LINES_OF_ROW, len(lines))):
        quotes += lines[i].count('"')
        if quotes % 2 == 0:
            return i + 1
    return 0


def _values(row: str, mark: str) -> list[str]:
    reader = csv.reader(io.StringIO(row, newline=""), delimiter=mark, skipinitialspace=True)
    try:
        return [trim(value) for value in next(reader, [])]
    except csv.Error:
        return []  # a value longer than the module takes, or a bare carriage return
