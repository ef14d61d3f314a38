"""Rows of values between commas whose values in quotes run over line breaks, as a spreadsheet saves them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from zwsearch.read.lines import trim
from zwsearch.records import Block, Cell, Table

_LONGEST_NAME = 16
_LONGEST_HEADING = 40
_MAX_LINES_OF_ROW = 40


def commas(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """A line of names between commas and the rows below it, if a value of one of them holds a line break.

    Where none does, each line is a paragraph: by its words alone it cannot be told from prose with commas.
    """
    if lines[at].count(",") < 2:
        return None
    names = _values(lines[at])
    if not all(0 < len(name) <= _LONGEST_NAME and "。" not in name for name in names):
        return None
    rows = [names]
    headings: list[list[str]] = []
    broken = False
    at_row = end = at + 1
    while at_row < len(lines) and trim(lines[at_row]):
        stop = _end_of_row(lines, at_row)
        values = _values("\n".join(lines[at_row:stop])) if stop else []
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
    if not broken:
        return None
    return [Table(tuple(tuple(Cell(value) for value in row) for row in rows), aligned=True)], end


def _end_of_row(lines: Sequence[str], at: int) -> int:
    """One past the line on which the last quote of a row closes; 0 where it never does."""
    quotes = 0
    for i in range(at, min(at + _MAX_LINES_OF_ROW, len(lines))):
        quotes += lines[i].count('"')
        if quotes % 2 == 0:
            return i + 1
    return 0


def _values(row: str) -> list[str]:
    try:
        return [trim(value) for value in next(csv.reader(io.StringIO(row, newline=""), skipinitialspace=True), [])]
    except csv.Error:
        return []  # a value longer than the module takes, or a bare carriage return
