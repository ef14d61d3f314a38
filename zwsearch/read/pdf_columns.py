"""Tables of PDF pages that have no vertical rules, or none at all: columns by the white between them.

Taken for a table only when everything agrees: a line of header cells with known words, at least three rows below it
whose words keep to the columns, and rows in which each line but the last fills its cell. Otherwise the lines stay
lines, since a table in lines is a smaller harm than a text torn into columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from zwsearch.read.lines import trim
from zwsearch.read.pdf_flow import PAGE_NUMBER, in_margin
from zwsearch.read.pdf_headers import FEWEST_COLUMNS, Header, headers_at
from zwsearch.read.pdf_lines import BLANK, is_full, join
from zwsearch.read.pdf_rows import FEWEST_ROWS, TABLE_GAP, Columns, Row, best_groups, row_size
from zwsearch.read.pdf_tables import Box, PageTable
from zwsearch.records import Cell, Table

# White between two columns, as a share of the size of the characters.
CHANNEL = 0.4

_SECTION = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[(\uff08][一二三四五六七八九十]{1,3}[)\uff09]).{2,30}$")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[二〇○零一三四五六七八九十]{4}年.{1,3}月.{1,4}日")


def column_table(page: Any, carried: Columns | None) -> tuple[PageTable | None, Columns | None]:
    """The table of a page that only the places of its words tell; and its columns, for the next page to go on with.

    `carried` are the columns of the table at the end of the page before, or None.
    """
    lines = _printed_lines(page)
    for at, line in enumerate(lines):
        if len(line) < FEWEST_COLUMNS - 1:
            continue
        for header in headers_at(lines, at):
            if (found := _below(page, lines, at, header)) is not None:
                return found
    if carried is not None and lines:
        return _below(page, lines, 0, Header(carried, (), 0)) or (None, None)
    return None, None


def _printed_lines(page: Any) -> list[list[Any]]:
    """The words of the page line by line; words are split where there is a blank."""
    words = page.extract_words(x_tolerance_ratio=BLANK, y_tolerance=3, keep_blank_chars=True, extra_attrs=["size"])
    lines: list[list[Any]] = []
    for word in sorted(words, key=lambda w: (w["top"] + w["bottom"], w["x0"])):
        word["text"] = trim(word["text"])
        if not word["text"]:
            continue
        middle = (word["top"] + word["bottom"]) / 2
        if lines and lines[-1][0]["top"] <= middle <= lines[-1][0]["bottom"]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: float(w["x0"])) for line in lines]


def _below(page: Any, lines: Sequence[list[Any]], at: int, header: Header) -> tuple[PageTable, Columns] | None:
    """The table whose header begins with line `at` (of no lines: it stood on the page before); None when in doubt."""
    columns = Columns(list(header.columns.spans), header.columns.number)
    rows: list[Row] = []
    for line in lines[at + header.lines :]:
        row = _placed(line, columns)
        if row is None:
            break
        rows.append(row)
    rest = lines[at + header.lines + len(rows) :]
    torn = all(
        len(line) == 1
        and in_margin(line[0]["top"], line[0]["bottom"], float(page.height))
        and PAGE_NUMBER.fullmatch(line[0]["text"])
        for line in rest
    )
    # What goes on from the page before has no number.
    numbered = next((i for i, row in enumerate(rows) if row.whole or columns.number in row.words), 0)
    going_on = [] if header.lines or columns.number is None else rows[:numbered]
    steps = sorted(b.top - a.top for a, b in pairwise(rows) if b.top > a.top)
    if not steps:
        return None
    step = steps[len(steps) // 2]
    for i, (above, below) in enumerate(pairwise(rows), start=1):
        if below.top - above.top > TABLE_GAP * step:
            rows = rows[:i]
            torn = False
            break
    rules = _rules(page)
    groups = None
    while rows and groups is None:
        # What the lines below the table covered does not count.
        columns.spans = list(header.columns.spans)
        for row in rows:
            for column, word in row.words.items():
                a, b = columns.spans[column]
                if not row.whole and column not in row.wide:
                    columns.spans[column] = (min(a, float(word["x0"])), max(b, float(word["x1"])))
        groups = best_groups(rows[len(going_on) :], columns, rules, torn=torn)
        if groups is None:
            # What follows a table closely, a signature or a note, has but one word in a line.
            if len(rows[-1].words) > 1:
                return None
            rows, torn = rows[:-1], False
    if groups is not None and going_on:
        groups.insert(0, going_on)
    if groups is None or sum(1 for g in groups if not g[0].whole) < (FEWEST_ROWS if header.lines else 1):
        return None
    cells = [*header.rows, *(_cells(group, columns) for group in groups)]
    top = min(float(w["top"]) for w in lines[at]) if header.lines else rows[0].top
    right = max(x1 for _, x1 in columns.spans)
    left = min(x0 for x0, _ in columns.spans)
    for row in rows:
        right = max(right, *(float(w["x1"]) for w in row.words.values()))
    box: Box = (left - 1, top, right + 1, rows[-1].bottom)
    table = Table(tuple(cells), aligned=True)
    return PageTable(table, box, int(page.page_number), len(columns.spans)), columns


def _placed(line: Sequence[Any], columns: Columns) -> Row | None:
    """The words of a line in their columns, which widen by them; None when the line does not keep to the columns."""
    spans = list(columns.spans)
    size = max(float(w["size"]) for w in line)
    top, bottom = min(float(w["top"]) for w in line), max(float(w["bottom"]) for w in line)
    if len(line) == 1 and _SECTION.match(line[0]["text"]):
        return Row({0: line[0]}, top, bottom, size, whole=True)
    if len(line) == 1 and not _in_line(line[0], spans, size):
        return None
    placed: dict[int, Any] = {}
    wide: dict[int, int] = {}
    taken: set[int] = set()
    for word in line:
        x0, x1 = float(word["x0"]), float(word["x1"])
        over = [i for i, (a, b) in enumerate(spans) if x0 < b and x1 > a]
        if not over:
            middle = (x0 + x1) / 2
            over = [min(range(len(spans)), key=lambda i: min(abs(spans[i][0] - middle), abs(spans[i][1] - middle)))]
        if (len(over) > 1 and len(line) == 1) or taken & set(over):
            return None
        taken |= set(over)
        placed[over[0]] = word
        if len(over) > 1:
            # It spans columns, and says nothing of where they part.
            wide[over[0]] = len(over)
            continue
        a, b = spans[over[0]]
        spans[over[0]] = (min(a, x0), max(b, x1))
    if any(right[0] - left[1] < CHANNEL * size for left, right in pairwise(spans)):
        return None
    columns.spans = spans
    return Row(placed, top, bottom, size, wide=wide)


def _in_line(word: Any, spans: Sequence[tuple[float, float]], size: float) -> bool:
    """Whether a word alone in its line begins or is centred where a column does; a signature below does not."""
    if _DATE.fullmatch(word["text"]):
        return False
    x0, middle = float(word["x0"]), (float(word["x0"]) + float(word["x1"])) / 2
    return any(abs(x0 - a) < size or abs(middle - (a + b) / 2) < size for a, b in spans)


def _rules(page: Any) -> list[float]:
    """The heights of the horizontal rules of a page, from the top."""
    heights = sorted({round(float(e["top"])) for e in page.edges if e.get("orientation") == "h"})
    return [float(h) for i, h in enumerate(heights) if not i or h - heights[i - 1] > 2]


def _cells(group: Sequence[Row], columns: Columns) -> tuple[Cell, ...]:
    if group[0].whole:
        return (Cell(group[0].words[0]["text"], 1, len(columns.spans)),)
    cells = []
    column = 0
    while column < len(columns.spans):
        # A cell is as wide as its widest line; the others may cover less of it.
        width = max(row.wide.get(column, 1) for row in group)
        covered = range(column, min(column + width, len(columns.spans)))
        right = columns.spans[covered[-1]][1]
        text = ""
        before: Any = None
        for row in group:
            word = next((row.words[c] for c in covered if c in row.words), None)
            if word is None:
                continue
            if before is None:
                text = word["text"]
            elif is_full(before["text"], (right - float(before["x1"])) / row_size(before), word["text"]):
                text = join(text, word["text"], parted=False)
            else:
                text += "\n" + word["text"]
            before = word
        cells.append(Cell(text, 1, len(covered)))
        column = covered[-1] + 1
    return tuple(cells)
