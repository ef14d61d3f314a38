"""Tables whose cells are parted by pipes, as web pages leave them behind when they are copied."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from zwsearch.read.grids import HEADING, NUMBER, rows_of_stream
from zwsearch.read.lines import trim
from zwsearch.read.pasted_torn import torn_rows
from zwsearch.records import Block, Cell, Paragraph, Table

PIPES = re.compile(r"[|\uff5c]")
# Empty cells by the dozen come from layout tables whose columns nobody filled.
FILLER = re.compile(r"(?:[|\uff5c][ \t\u3000\xa0]*){9,}")
# A cell broken over more lines than this is no cell any more but the text between two tables.
MAX_LINES_OF_CELL = 8
# So many lines tell whether a run has a row or a cell a line.
SAMPLE = 24


def pipes(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """A run of lines with pipes: a row a line, or a cell a line, or a layout around prose."""
    if not PIPES.search(lines[at]):
        return None
    if (torn := torn_rows(lines, at, PIPES.split)) is not None:
        return [_table(_without_borders(torn[0]))], torn[1]
    # Rows show in their first lines; the rest of the run is looked at by whoever takes it.
    run = [text for line in lines[at : _end_of_run(lines, at, at + SAMPLE)] if (text := trim(line))]
    filled = [len([c for c in _cells(line) if c]) for line in run if PIPES.search(line)]
    several = sum(1 for n in filled if n >= 2)
    if several * 2 >= len([n for n in filled if n]) and several:
        return _rows(lines, at)
    end = _end_of_run(lines, at, len(lines))
    run = [text for line in lines[at:end] if (text := trim(line))]
    layout = any(FILLER.search(line) for line in run)
    if not layout:
        rows = rows_of_stream(_stream(run))
        if rows is not None:
            return [_table(rows)], end
    if sum(filled) < 2 and not layout and len(filled) == 1 and not _is_closed(run[0]):
        # One pipe in a line of prose.
        return None
    return _layout(run), end


def _without_borders(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    first = 1 if all(not row[0] for row in rows) else 0
    last = len(rows[0]) - (1 if all(not row[-1] for row in rows) else 0)
    return [row[first:last] for row in rows]


def _end_of_run(lines: Sequence[str], at: int, limit: int) -> int:
    """One past the last line with a pipe, before `limit`, that belongs to the run which begins at `at`."""
    end, gap = at + 1, 0
    blank = False
    for i in range(at + 1, min(limit, len(lines))):
        if PIPES.search(lines[i]):
            if blank and gap:
                # Text after an empty line is no longer a broken cell.
                break
            end, gap, blank = i + 1, 0, False
        elif not trim(lines[i]):
            blank = True
        else:
            if blank:
                break
            gap += 1
            if gap > MAX_LINES_OF_CELL:
                break
    return end


def _is_closed(line: str) -> bool:
    return line.endswith(("|", "\uff5c"))


def _cells(line: str) -> list[str]:
    """The cells of one line; the pipe that closes the last cell opens no further one."""
    line = FILLER.sub("|", line)
    cells = [trim(c) for c in PIPES.split(line)]
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def _stream(run: Sequence[str]) -> list[str]:
    text = "\n".join(run)
    cells = ["\n".join(trim(part) for part in cell.split("\n") if trim(part)) for cell in PIPES.split(text)]
    if cells and not cells[-1]:
        cells.pop()
    return cells


def _layout(run: Sequence[str]) -> list[Block]:
    """The texts of a layout table, one paragraph a line."""
    blocks: list[Block] = []
    for line in run:
        blocks += [Paragraph(cell.replace("\t", " ")) for cell in _cells(line) if cell]
    return blocks


def _rows(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """A row a line. A row that is not closed while the others are goes on in the next lines."""
    end = at
    while end < len(lines) and (PIPES.search(lines[end]) or _blank_inside(lines, end)):
        end += 1
    closed = sum(1 for line in lines[at:end] if _is_closed(trim(line)))
    closing = closed * 2 > sum(1 for line in lines[at:end] if trim(line))
    if closing and not (_is_closed(trim(lines[end - 1])) and _is_prose(lines, end)):
        end = _end_of_run(lines, at, len(lines))
    texts: list[str] = []
    used = at
    pending = ""
    for i in range(at, end):
        line = trim(lines[i])
        if not line:
            continue
        if closing and not pending and _is_prose(lines, i):
            # Prose between two tables ends the first.
            break
        joined = f"{pending}\n{line}" if pending else line
        if closing and not _is_closed(line) and i + 1 < end:
            pending = joined
            continue
        texts.append(joined)
        pending, used = "", i + 1
    rows = [_cells(text) for text in texts]
    rows = _mend(rows)
    if not _is_table(rows, closing=closing):
        return None
    leading = all(not row[0] for row in rows) and len(rows) > 1
    if leading:
        # Every line opens with a pipe: it is the left border, not an empty cell.
        rows = [row[1:] for row in rows]
    rows = [row for row in rows if any(row)]
    return [_table([tuple(row) for row in rows])], used


def _blank_inside(lines: Sequence[str], i: int) -> bool:
    """An empty line between two rows, as some editors put after every line."""
    return not trim(lines[i]) and i + 1 < len(lines) and PIPES.search(lines[i + 1]) is not None


def _is_prose(lines: Sequence[str], i: int) -> bool:
    """Whether there is a line without a pipe that is not the start of a row whose first cell is broken."""
    line = trim(lines[i]) if i < len(lines) else ""
    if not line or PIPES.search(line):
        return False
    following = next((text for j in range(i + 1, len(lines)) if (text := trim(lines[j]))), "")
    return len(line) > 40 or PIPES.search(following) is None


def _mend(rows: list[list[str]]) -> list[list[str]]:
    """Joins rows that were torn over several lines, where the pieces add up to the usual width."""
    if not rows:
        return rows
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    mended: list[list[str]] = []
    for row in rows:
        last = mended[-1] if mended else None
        first = next(filter(None, row), "")  # a row of one cell may have its left border before it
        opens = NUMBER.fullmatch(first) or HEADING.match(first)
        if (
            last is not None
            and not opens
            and sum(map(bool, last)) >= 2
            and len(last) < width - 1
            and len(last) + len(row) <= width
            and any(NUMBER.fullmatch(c) for c in last)
        ):
            last += row
        else:
            mended.append(list(row))
    return mended


def _is_table(rows: Sequence[Sequence[str]], *, closing: bool) -> bool:
    several = [row for row in rows if sum(map(bool, row)) >= 2]
    if len(several) < 2:
        return False
    # Two lines with one bar each may well be bylines; a third makes them a table.
    return closing or len(several) >= 3 or max(len(row) for row in several) >= 3


def _table(rows: Sequence[Sequence[str]]) -> Table:
    return Table(tuple(tuple(Cell(cell) for cell in row) for row in rows), aligned=False)
