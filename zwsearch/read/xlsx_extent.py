"""Which cells of a sheet are its tables, and which are strays that somebody typed far away from them.

A slip of the keyboard (Ctrl and an arrow) leads to the last row or column of a sheet. What is typed there stretches the
sheet over millions of places, and nobody sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

Place = tuple[int, int]

# Nobody leaves so many rows or columns empty between the parts of a sheet.
_ROWS_APART = 500
_COLUMNS_APART = 50
# More cells in one place are there on purpose, if not few beside all others.
_FEW = 3


def part_strays(texts: Mapping[Place, str]) -> tuple[dict[Place, str], dict[Place, str]]:
    """The cells (row, column) of the sheet's tables, and the few that lie far away from them."""
    kept = dict(texts)
    for measure, apart in ((_row, _ROWS_APART), (_column, _COLUMNS_APART)):
        strays = _far(kept, measure, apart)
        kept = {place: text for place, text in kept.items() if measure(place) not in strays}
    return kept, {place: text for place, text in texts.items() if place not in kept}


def _row(place: Place) -> int:
    return place[0]


def _column(place: Place) -> int:
    return place[1]


def _far(places: Iterable[Place], measure: Callable[[Place], int], apart: int) -> set[int]:
    """The rows (or columns) of the groups of a few cells that lie so far apart from the largest group."""
    counts: dict[int, int] = {}
    for place in places:
        counts[measure(place)] = counts.get(measure(place), 0) + 1
    lines = sorted(counts)
    groups: list[list[int]] = [lines[:1]]
    for before, line in pairwise(lines):
        if line - before > apart:
            groups.append([])
        groups[-1].append(line)
    sizes = [sum(counts[line] for line in group) for group in groups]
    few = min(_FEW, max(sizes) // 2)
    return {line for group, size in zip(groups, sizes, strict=True) if size <= few for line in group}
