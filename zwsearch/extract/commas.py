"""Tables that were pasted as lines of values between commas."""

from __future__ import annotations

import re

from zwsearch.records import Cell, Table

from .headers import column_role
from .placed import Item, Line, PlacedCell, PlacedTable, trim

# A value in quotes (two quotes inside stand for one), or all up to the next comma.
_VALUE = re.compile(r'\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^,]*))\s*(?:,|$)')


def gather_commas(items: list[Item]) -> list[Item]:
    """Turn lines of values between commas into tables: a line of column names begins one, the first other line ends it.

    A line with more values than names has commas inside its demand; one with a single value is a heading, if lines of
    values follow it.
    """
    gathered: list[Item] = []
    i = 0
    while i < len(items):
        head = items[i]
        names = _values(head) if isinstance(head, Line) else []
        roles = [column_role(cell.text) for cell in names]
        if not isinstance(head, Line) or len(names) < 3 or len({role for role in roles if role}) * 2 < len(names):
            gathered.append(items[i])
            i += 1
            continue
        rows = [tuple(names)]
        wide = roles.index("requirement") if "requirement" in roles else _first(roles, "section")
        last = i
        for j in range(i + 1, len(items)):
            line = items[j]
            values = _values(line) if isinstance(line, Line) else []
            if len(values) == 1 and len(values[0].text) <= 40 and "。" not in values[0].text:
                rows.append(tuple(values))
                continue
            if len(values) < len(names):
                break
            rows.append(tuple(_joined(values, wide, len(names))))
            last = j
        rows = rows[: last - i + 1]
        if len(rows) < 2:
            gathered.append(items[i])
            i += 1
            continue
        source = Table(tuple(tuple(Cell(cell.text) for cell in row) for row in rows), aligned=True)
        gathered.append(PlacedTable(tuple(rows), source, head.start, items[last].end))
        i = last + 1
    return gathered


def _first(roles: list[str | None], role: str) -> int:
    return roles.index(role) if role in roles else 0


def _values(line: Line) -> list[PlacedCell]:
    cells: list[PlacedCell] = []
    position = 0
    while position <= len(line.text):
        match = _VALUE.match(line.text, position)
        if match is None:
            return []
        group = "quoted" if match.group("quoted") is not None else "plain"
        span = trim(line.text, *match.span(group))
        cells.append(PlacedCell(line.text[span.start : span.end], line.start + span.start, line.start + span.end))
        if match.end() == len(line.text):
            if line.text.endswith(","):
                cells.append(PlacedCell("", line.end, line.end))
            break
        position = match.end()
    return cells


def _joined(cells: list[PlacedCell], wide: int, width: int) -> list[PlacedCell]:
    """Join the values that a comma inside the demand has parted; `wide` is its column."""
    surplus = len(cells) - width
    if surplus <= 0:
        return cells
    torn = cells[wide : wide + surplus + 1]
    whole = PlacedCell(",".join(cell.text for cell in torn), torn[0].start, torn[-1].end)
    return [*cells[:wide], whole, *cells[wide + surplus + 1 :]]
