"""Tables that keep a grid of sorts in plain text: markdown, box drawing, columns of spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from zwsearch.read.lines import trim
from zwsearch.records import Block, Cell, Paragraph, Table

_MARKDOWN_RULE = re.compile(r"[|\uff5c]?\s*:?-{1,}:?\s*(?:[|\uff5c]\s*:?-{1,}:?\s*)*[|\uff5c]?")
_UNESCAPED = re.compile(r"(?<!\\)[|\uff5c]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOX_BORDER = re.compile(r"[│┃║|]?[ \t]*(?:[─━═┄┅┈┉┌-╬][─━═┄┅┈┉┌-╬ \t]{2,}[│┃║]?|\+(?:[-=]+\+)+)")
_BOX_BAR = re.compile(r"[│┃║|]")
# Fewer lines than this line up by chance.
LEAST_SPACED_ROWS = 3
# Shorter runs that turn out to be no table are left to the other finders, line by line.
LONG_RUN = 50

Found = tuple[list[Block], int] | None


def markdown(lines: Sequence[str], at: int) -> Found:
    """A header line, a rule of dashes, and the rows below it."""
    if at + 1 >= len(lines) or "-" not in lines[at + 1]:
        return None
    rule = trim(lines[at + 1])
    if (
        not re.search(r"[|\uff5c]", lines[at])
        or not re.search(r"[|\uff5c]", rule)
        or not _MARKDOWN_RULE.fullmatch(rule)
    ):
        return None
    rows = [_markdown_cells(lines[at])]
    end = at + 2
    while end < len(lines) and re.search(r"[|\uff5c]", lines[end]):
        if not _MARKDOWN_RULE.fullmatch(trim(lines[end])):
            rows.append(_markdown_cells(lines[end]))
        end += 1
    return [table(rows)], end


def _markdown_cells(line: str) -> list[str]:
    text = trim(line)
    if text[:1] in ("|", "\uff5c"):
        text = text[1:]
    if text[-1:] in ("|", "\uff5c") and not text.endswith("\\|"):
        text = text[:-1]
    return [
        "\n".join(trim(part) for part in _BREAK.split(cell.replace("\\|", "|"))).strip("\n")
        for cell in _UNESCAPED.split(text)
    ]


def box(lines: Sequence[str], at: int) -> Found:
    """A table drawn with lines; rows are what stands between two horizontal borders."""
    if not _is_border(lines[at]):
        return None
    groups: list[list[list[str]]] = [[]]
    end = at
    while end < len(lines):
        text = trim(lines[end])
        if _is_border(text):
            groups.append([])
        elif text and text[0] in "│┃║|" and text[-1] in "│┃║|" and len(text) > 1:
            groups[-1].append([trim(c) for c in _BOX_BAR.split(text[1:-1])])
        else:
            break
        end += 1
    groups = [group for group in groups if group]
    if not groups or max(len(line) for group in groups for line in group) < 2:
        return given_up(lines, at, end)
    # Only one or two groups: rows are not parted by borders, every line is a row.
    ruled = len(groups) > 2
    rows: list[list[str]] = []
    for group in groups:
        rows += [_joined(group)] if ruled else group
    return [table(rows)], end


def _is_border(line: str) -> bool:
    text = trim(line)
    return len(text) >= 3 and _BOX_BORDER.fullmatch(text) is not None


def _joined(lines: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(line) for line in lines)
    return ["\n".join(line[i] for line in lines if i < len(line) and line[i]) for i in range(width)]


def given_up(lines: Sequence[str], at: int, end: int) -> Found:
    """What looked like a table for long and was none: its lines, so that they are not looked at again and again."""
    if end - at <= LONG_RUN:
        return None
    return [Paragraph(text.replace("\t", " ")) for line in lines[at:end] if (text := trim(line))], end


def spaces(lines: Sequence[str], at: int) -> Found:
    """Columns made of spaces, where they line up over at least three rows."""
    if len(_spaced(lines[at])) < 2:
        return None
    rows: list[list[tuple[int, str]]] = []
    low = [start for start, _ in _spaced(lines[at])]
    high = list(low)
    for line in lines[at:]:
        cells = _spaced(line)
        if len(cells) != len(low):
            break
        low = [min(a, start) for a, (start, _) in zip(low, cells, strict=True)]
        high = [max(a, start) for a, (start, _) in zip(high, cells, strict=True)]
        if any(b - a > 1 for a, b in zip(low, high, strict=True)):
            break
        rows.append(cells)
    if len(rows) < LEAST_SPACED_ROWS:
        return None
    end = at + len(rows)
    return [table([[cell for _, cell in row] for row in rows])], end


def _spaced(line: str) -> list[tuple[int, str]]:
    """The cells of a line that are at least two columns apart, with the screen column of each."""
    if "  " not in line and "\u3000" not in line:
        return []
    cells: list[tuple[int, str]] = []
    column = gap = 0
    for character in line:
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if character in " \u3000\xa0\t":
            gap += width
        else:
            if not cells or gap >= 2:
                cells.append((column, character))
            else:
                start, text = cells[-1]
                cells[-1] = (start, text + " " * bool(gap) + character)
            gap = 0
        column += width
    return cells


def table(rows: Sequence[Sequence[str]]) -> Table:
    return Table(tuple(tuple(Cell(cell) for cell in row) for row in rows), aligned=False)
