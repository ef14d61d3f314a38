"""Printed lines of a table without rules → its rows: by the rules across, by the numbers, or by the gaps between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from zwsearch.read.pdf_flow import SHORT
from zwsearch.read.pdf_lines import is_full

FEWEST_ROWS = 3
# A larger distance between two lines, in usual distances, ends the table; a smaller one ends a row.
TABLE_GAP, ROW_GAP = 2.6, 1.25

NUMBER = re.compile(r"[(\uff08]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)\uff09]?[.、\uff0e]?")
_SENTENCE_END = re.compile(r"[。;\uff1b.!\uff01)\uff09]$")


@dataclass(slots=True)
class Row:
    """One printed line: its words by column, its place from the top in points, and the size of its characters."""

    words: dict[int, Any]
    top: float
    bottom: float
    size: float
    whole: bool = field(default=False)
    # Column → how many columns its words span, where it is more than one.
    wide: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Columns:
    """What each column covers so far, in points from the left, and which of them holds the numbers (or None)."""

    spans: list[tuple[float, float]]
    number: int | None


def best_groups(rows: Sequence[Row], columns: Columns, rules: Sequence[float], *, torn: bool) -> list[list[Row]] | None:
    """The printed lines gathered into rows of the table, by the first way that agrees with itself.

    `torn` says that the page ends with the last of them, so that its row may go on over the page.
    """
    groups: list[list[Row]] = []
    part: list[Row] = []
    for row in [*rows, None]:
        if row is not None and not row.whole:
            part.append(row)
            continue
        if part:
            found = _groups_of_part(part, columns, rules, torn=torn and row is None)
            if found is None:
                return None
            groups += found
            part = []
        if row is not None:
            groups.append([row])
    return groups


def _groups_of_part(
    rows: Sequence[Row], columns: Columns, rules: Sequence[float], *, torn: bool
) -> list[list[Row]] | None:
    ways = (_by_rules(rows, rules), _by_numbers_amid(rows, columns), _by_numbers_first(rows, columns), _by_gaps(rows))
    for groups in ways:
        if groups and all(_is_sound(g, columns, torn=torn and g is groups[-1]) for g in groups):
            return groups
    return None


def _by_rules(rows: Sequence[Row], rules: Sequence[float]) -> list[list[Row]] | None:
    if not any(rows[0].bottom <= rule <= rows[-1].top for rule in rules):
        return None
    groups: list[list[Row]] = []
    place = -1
    for row in rows:
        middle = (row.top + row.bottom) / 2
        now = sum(1 for rule in rules if rule < middle)
        if not groups or now != place:
            groups.append([])
        groups[-1].append(row)
        place = now
    return groups


def _by_numbers_amid(rows: Sequence[Row], columns: Columns) -> list[list[Row]] | None:
    """Numbers that stand at half the height of their rows: as many points above as below."""
    if columns.number is None:
        return None
    groups: list[list[Row]] = []
    start = 0
    numbered = [i for i, row in enumerate(rows) if columns.number in row.words]
    for at in numbered:
        if at < start:
            return None
        end_top = 2 * rows[at].top - rows[start].top
        reach = max(rows[at].size * 0.6, 1.0)
        end = max((i for i in range(at, len(rows)) if rows[i].top <= end_top + reach), default=at)
        if abs(rows[end].top - end_top) > reach:
            return None
        groups.append(list(rows[start : end + 1]))
        start = end + 1
    return groups if start == len(rows) else None


def _by_numbers_first(rows: Sequence[Row], columns: Columns) -> list[list[Row]] | None:
    """Numbers that stand in the first line of their rows."""
    if columns.number is None or not rows or columns.number not in rows[0].words:
        return None
    groups: list[list[Row]] = []
    for row in rows:
        if columns.number in row.words:
            groups.append([])
        groups[-1].append(row)
    return groups


def _by_gaps(rows: Sequence[Row]) -> list[list[Row]] | None:
    steps = [b.top - a.top for a, b in pairwise(rows)]
    if not steps:
        return [list(rows)]
    least = min(steps)
    groups = [[rows[0]]]
    for step, row in zip(steps, rows[1:], strict=True):
        # Where all steps are the same, each line is a row.
        if step > ROW_GAP * least or max(steps) <= ROW_GAP * least:
            groups.append([])
        groups[-1].append(row)
    return groups


def _is_sound(group: Sequence[Row], columns: Columns, *, torn: bool) -> bool:
    """Whether lines can be one row: at least two cells, one number, and no cell that stops and goes on."""
    if len({column for row in group for column in row.words}) < 2:
        return False
    if columns.number is not None:
        numbers = [row.words[columns.number]["text"] for row in group if columns.number in row.words]
        if len(numbers) != 1 or not NUMBER.fullmatch(re.sub(r"\s", "", numbers[0])):
            return False
    longest = max(range(len(columns.spans)), key=lambda i: columns.spans[i][1] - columns.spans[i][0])
    words = [row.words[longest] for row in group if longest in row.words and longest not in row.wide]
    right = columns.spans[longest][1]
    if not all(
        is_full(word["text"], (right - float(word["x1"])) / row_size(word), more["text"])
        for word, more in pairwise(words)
    ):
        return False
    # A row that fills its last line to the edge and ends without a stop may have lost its end to the next.
    if not torn and len(words) > 1 and right - float(words[-1]["x1"]) < SHORT * row_size(words[-1]):
        return _SENTENCE_END.search(words[-1]["text"]) is not None
    return bool(words) or any(row.wide for row in group)


def row_size(word: Any) -> float:
    """The size of a word's characters in points."""
    return max(float(word["size"]), 1.0)
