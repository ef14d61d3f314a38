"""Rows from a spreadsheet or a table of a word processor: cells parted by tabs.

A cell with line breaks stands in quotes where a spreadsheet copied it, and breaks its row where anything else did.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zwsearch.read.lines import trim
from zwsearch.read.pasted_grids import Found, given_up, table
from zwsearch.read.pasted_torn import torn_rows


def tabs(lines: Sequence[str], at: int) -> Found:
    """Rows from a spreadsheet: cells parted by tabs, cells with line breaks in quotes."""
    if "\t" not in lines[at].strip(" \u3000\xa0"):
        return None
    rows: list[list[str]] = []
    end = at
    while end < len(lines) and "\t" in lines[end]:
        row, after = _tabbed(lines, end)
        rows.append(row)
        end = after
    torn = torn_rows(lines, at, lambda line: line.split("\t")) if len({len(row) for row in rows}) > 1 else None
    if torn is not None:
        return [table(torn[0])], torn[1]
    width = max(len(row) for row in rows)
    several = [row for row in rows if sum(map(bool, row)) >= 2]
    if len(several) < 2 or (width == 2 and len(several) < 3):
        return given_up(lines, at, end)
    while all(len(row) < width or not row[width - 1] for row in rows):
        width -= 1
    first = 0
    while all(not row[first] for row in rows if len(row) > first):
        first += 1
    rows = [row[first:width] for row in rows]
    return [table([row for row in rows if any(row)])], end


def _tabbed(lines: Sequence[str], at: int) -> tuple[list[str], int]:
    """One row; a cell that opens with a quote goes on to the line that closes it."""
    text = lines[at]
    end = at + 1
    # A quote that never closes is a quotation mark, so the search does not run away.
    limit = min(len(lines), at + 60)
    candidate, reach = text, end
    while _open_quote(candidate) and reach < limit:
        candidate += "\n" + lines[reach]
        reach += 1
    if not _open_quote(candidate):
        text, end = candidate, reach
    cells = _quoted(text) if '"' in text else text.split("\t")
    return ["\n".join(trim(part) for part in trim(cell).split("\n")) for cell in cells], end


def _open_quote(text: str) -> bool:
    """Whether the last quoted cell has no end yet."""
    inside = False
    at = text.find('"')
    while at >= 0:
        inside = not inside and (at == 0 or text[at - 1] in '\t"')
        at = text.find('"', at + 1)
    return inside


def _quoted(text: str) -> list[str]:
    found = re.finditer(r'(?:^|\t)(?:"((?:[^"]|"")*)"(?=\t|$)|([^\t]*))', text)
    return [m[1].replace('""', '"') if m[1] is not None else m[2] for m in found]
