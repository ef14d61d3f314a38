"""Puts together what pasting has torn: lines broken at a fixed width, tables with a cell a line."""

from __future__ import annotations

import re

from zwsearch.records import Cell, Table

from .headers import column_role
from .markers import line_marker, loose_values, marker_at
from .offices import looks_like_office
from .placed import Item, Line, PlacedCell, PlacedTable

DATE_LINE = re.compile(r"\s*(?:20\d\d|二\S{3})\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日\s*$")


def gather_torn(items: list[Item]) -> list[Item]:
    """Find tables that were pasted as nothing but lines, a cell a line, by the names of their columns.

    Three names or more, one a line, begin such a table; it goes on to the end of the lines, the office and the
    date that sign the notice apart.
    """
    gathered: list[Item] = []
    i = 0
    while i < len(items):
        first = i
        roles: list[str] = []
        names: list[PlacedCell] = []
        while i < len(items) and (name := _column_name(items, i)) is not None:
            names.append(name[0])
            roles.append(name[1])
            i += name[2]
        if len(roles) >= 3 and len(set(roles)) >= 3 and {"lead", "ambiguous", "person"} & set(roles):
            stop = i
            while stop < len(items) and isinstance(items[stop], Line) and not _text(items[stop]).startswith("附件"):
                stop += 1
            for j in range(i, stop):
                if DATE_LINE.match(_text(items[j])):
                    stop = j - 1 if j > i and len(_text(items[j - 1])) < 30 else j
                    break
            below = [item for item in items[i:stop] if isinstance(item, Line)]
            cells = [*names, *(PlacedCell(line.text, line.start, line.end) for line in below)]
            if len(below) >= 3:
                rows = tuple((cell,) for cell in cells)
                source = Table(tuple((Cell(cell.text),) for cell in cells))
                gathered.append(PlacedTable(rows, source, cells[0].start, cells[-1].end))
                i = stop
                continue
        i = max(i, first + 1)
        gathered.extend(items[first:i])
    return gathered


# Beginnings of names that a narrow column breaks: 责任 / 单位.
_BROKEN_NAME = frozenset({"责任", "牵头", "配合", "主办", "协办", "承办", "完成", "时限", "落实"})


def _column_name(items: list[Item], i: int) -> tuple[PlacedCell, str, int] | None:
    """The name of a column at a line, which may be broken over two: its cell, its role, and how many lines it takes."""
    line, below = items[i], items[i + 1] if i + 1 < len(items) else None
    if not isinstance(line, Line):
        return None
    if isinstance(below, Line) and len(line.text) <= 4 and len(below.text) <= 4:
        both = column_role(line.text + below.text)
        if both is not None and (column_role(line.text) is None or line.text in _BROKEN_NAME):
            return PlacedCell(line.text + below.text, line.start, below.end), both, 2
    role = column_role(line.text)
    return (PlacedCell(line.text, line.start, line.end), role, 1) if role is not None else None


def _text(item: Item) -> str:
    return item.text if isinstance(item, Line) else ""


_SENTENCE_ENDS = "。；;：:！!？?”》"


def unwrap(items: list[Item], text: str) -> list[Item]:
    """Join the lines of paragraphs that were broken at a fixed width (from mail, PDF or a terminal).

    Such a text shows itself by its lines: none is longer than the width, and many are about as long without ending
    a sentence. In any text a bracket of owners that is still open goes on in the next line. The joined line still
    covers its line breaks in the text.
    """
    lines = [item for item in items if isinstance(item, Line)]
    width = max((len(line.text) for line in lines), default=0)
    broken = [line for line in lines if _is_broken(line, width)]
    wrapped = 18 <= width <= 60 and len(lines) >= 6 and len(broken) >= 3 and len(broken) * 5 >= len(lines)
    loose = loose_values(line.text for line in lines)
    joined: list[Item] = []
    open_end = False
    for i, item in enumerate(items):
        before = joined[-1] if joined else None
        goes_on = open_end and isinstance(item, Line) and line_marker(item.text, loose) is None and item.level is None
        signs = DATE_LINE.match(_text(item)) or _signs(items, i)
        if goes_on and isinstance(before, Line) and not signs:
            joined[-1] = Line(text[before.start : item.end], before.start, item.end)
        else:
            joined.append(item)
        last = joined[-1]
        open_end = isinstance(last, Line) and ((wrapped and _is_broken(item, width)) or _is_open(last))
    return joined


def _signs(items: list[Item], i: int) -> bool:
    """Whether an office stands alone on a line, and below it at most other offices before the date or the end."""
    for item in items[i : i + 4]:
        if i and DATE_LINE.match(_text(item)):
            return True
        if not isinstance(item, Line) or len(item.text) < 4 or not looks_like_office(item.text):
            return False
    return len(items) - i <= 4


_OPEN_OWNERS = re.compile(
    r"[（(【](?:[^（()）】]{0,8}(?:单位|部门|[科处股]室|牵头|责任|配合|时限)[^（()）】]*|责|责任|牵|牵头|配|配合)?$"
)


# `……。（责任单位：办公室）` is the end of an item, although no full stop says so.
_CLOSED_OWNERS = re.compile(r"[。；;！]\s*[（(【][^（()）】]*(?:[（(][^（()）]*[)）][^（()）】]*)*[)）】]$")


def _is_open(line: Line) -> bool:
    """Whether a line ends inside a bracket that holds owners."""
    return line.level is None and _OPEN_OWNERS.search(line.text[-160:]) is not None


def _is_broken(item: Item, width: int) -> bool:
    """Whether a line is nearly full and stops inside a sentence (after a comma at most)."""
    if not isinstance(item, Line) or item.level is not None or item.text[-1] in _SENTENCE_ENDS:
        return False
    if _CLOSED_OWNERS.search(item.text[-200:]):
        return False
    marker = marker_at(item.text)
    if (
        marker is not None
        and marker.kind in {"cn", "chapter"}
        and not re.search(r"[，,。；;：:]", item.text[marker.end :])
    ):
        return False  # a heading that happens to be long
    return len(item.text) * 4 >= width * 3 or (item.text[-1] in "、，," and len(item.text) * 3 >= width * 2)
