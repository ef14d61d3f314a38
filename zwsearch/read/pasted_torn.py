"""Rows of pasted tables whose cells were broken over several lines, put together by the bars of their header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from zwsearch.read.grids import HEADING, NUMBER
from zwsearch.read.lines import trim

# A cell of more lines, or of longer ones at the end of its row, is the text below the table.
_LINES_OF_CELL = 12
_LONGEST_TAIL = 60
# What the last cell of a table evidently lacks; what follows any other one is the text below.
_OPEN_END = re.compile(r"[、，,（(《“—-]$|\d[年月]?$")
_SENTENCE_END = re.compile(r"[。；;！？]$")

Row = list[str]


def torn_rows(lines: Sequence[str], at: int, split: Callable[[str], Row]) -> tuple[list[Row], int] | None:
    """The rows from `at` on and the line behind them; None where nothing is torn, or where doubt is left.

    `split` gives the cells of one line. Every row must come out with as many cells as the header, and a number that
    opens a row opens one everywhere.
    """
    header = split(lines[at])
    width = len(header)
    inner = [trim(cell) for cell in header]
    if width < 3 or sum(map(bool, inner)) < 3 or not all(inner[1:-1]):
        return None
    place = next((i for i in range(3) if inner[i] in ("序号", "编号")), None)
    rows: list[Row] = [header]
    tail: list[str] = []
    end = at + 1
    joined = False
    for i in range(at + 1, len(lines)):
        pieces = split(lines[i])
        row = rows[-1]
        opens = place is None or (len(pieces) > place + 1 and NUMBER.fullmatch(trim(pieces[place])) is not None)
        if len(row) < width:
            filled = [text for piece in pieces if (text := trim(piece))]
            if len(filled) == 1 and len(pieces) > 1 and not trim(pieces[0]) and HEADING.match(filled[0]):
                return None  # `| 二、公开 |`: a heading in a row of its own, below one without its last cells
            torn = place is not None or len(pieces) == 1 or not _SENTENCE_END.search(trim(row[-1]))
            if (opens and place is not None) or not torn or i - end > _LINES_OF_CELL:
                return None
            row[-1] += "\n" + pieces[0]
            row += pieces[1:]
            joined = True
            if len(row) > width:
                return None
        elif len(pieces) == 1:
            text = trim(pieces[0])
            if len(tail) >= _LINES_OF_CELL or len(text) > _LONGEST_TAIL or HEADING.match(text):
                break
            if text and not trim(row[-1]):
                # Nothing goes on behind an empty cell, or behind the bar that closes the row.
                break
            tail.append(text)
            continue
        elif len(pieces) > width or (len(pieces) < width and not opens):
            return None
        elif any(tail) and pieces == header:
            break
        else:
            # What stood between two rows belongs to the last cell of the first.
            row[-1] = "\n".join((row[-1], *tail))
            joined = joined or any(tail)
            tail = []
            rows.append(pieces)
        if len(rows[-1]) == width:
            end = i + 1
    if len(rows[-1]) < width or len(rows) < 3:
        return None
    for text in tail:
        if not _OPEN_END.search(trim(rows[-1][-1])):
            break
        rows[-1][-1] += f"\n{text}"
        end += 1
        joined = True
    return ([[_cell(cell) for cell in row] for row in rows], end) if joined else None


def _cell(text: str) -> str:
    return "\n".join(part for part in map(trim, text.split("\n")) if part)
