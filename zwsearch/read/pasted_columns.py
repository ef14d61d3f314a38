"""Columns parted by single blanks, as a table turns out that was pasted through an editor without tabs.

Blanks alone prove nothing, since headings and names have them too: a line of headings (序号 任务 责任科室 时限) must
stand above, and rows of as many pieces below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from zwsearch.read.grids import NUMBER
from zwsearch.read.lines import trim
from zwsearch.records import Block, Cell, Table

_BLANKS = re.compile(r"[ \u3000\xa0]+")
_WIDE = re.compile(r"(?:[ \xa0]{2,}|\u3000)[ \u3000\xa0]*")
_SENTENCE = re.compile(r"[,，。;；:：、!！?？\d]")
_LONGEST_HEADING = 10
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 2
# The column whose text may hold blanks of its own.
_TEXT = re.compile("任务|事项|内容|要求|措施|举措|目标")


@cache
def _headings() -> re.Pattern[str]:
    text = resources.files(__package__).joinpath("headed_columns.txt").read_text(encoding="utf-8")
    words = [re.escape(line) for line in text.splitlines() if line and not line.startswith("#")]
    return re.compile("(?:" + "|".join(words) + r")(?:[（(][^（）()]{1,6}[）)])?$")


def columns(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """A line of headings and the rows under it; empty lines between rows are passed over."""
    parts = _WIDE if _WIDE.search(trim(lines[at])) else _BLANKS
    header = parts.split(trim(lines[at]))
    if not is_header(header):
        return None
    numbered = header[0] in ("序号", "编号")
    rows: list[list[str]] = []
    whole = 0
    end = i = at + 1
    while i < len(lines):
        text = trim(lines[i])
        i += 1
        if not text:
            continue
        row = parts.split(text)
        if numbered and not NUMBER.fullmatch(row[0]):
            # Blanks may part the number less widely than the columns.
            row = _BLANKS.split(text)
            if not NUMBER.fullmatch(row[0]):
                break
        if len(row) == len(header):
            whole += 1
        elif not numbered or len(row) < _FEWEST_COLUMNS:
            break
        rows.append(fitted(row, header, " "))
        end = i
    if whole < _FEWEST_ROWS or whole * 2 < len(rows):
        return None
    return [Table(tuple(tuple(Cell(cell) for cell in row) for row in (header, *rows)), aligned=False)], end


def is_header(header: Sequence[str]) -> bool:
    """Whether these are the headings of columns of a table of tasks, all or nearly all of them."""
    if len(header) < _FEWEST_COLUMNS or any(len(h) > _LONGEST_HEADING or _SENTENCE.search(h) for h in header):
        return False
    known = sum(_headings().search(heading) is not None for heading in header)
    return known == len(header) or (known >= _FEWEST_COLUMNS and known * 4 >= len(header) * 3)


def fitted(row: list[str], header: Sequence[str], mark: str) -> list[str]:
    """A row whose text holds marks that part columns, brought to the width of the header."""
    over = len(row) - len(header)
    place = next((i for i, heading in enumerate(header) if _TEXT.search(heading)), None)
    if over <= 0 or place is None:
        return row
    return [*row[:place], mark.join(row[place : place + over + 1]), *row[place + over + 1 :]]
