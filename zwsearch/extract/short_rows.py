"""Rows of a sound table that lack a cell: what stands in them tells which one, else all cells after it slide aside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from .cells import Costs
from .placed import PlacedCell

GridLine = list[PlacedCell | None]

_MOST_LACKING = 2
_WORTH_MOVING = 3.0  # what the cells of a row must gain: about one of them in a column where it cannot stand


def filled_up(line: GridLine, above: Sequence[PlacedCell | None], roles: list[str], costs: Costs) -> GridLine:
    """A row with its cells in the columns they fit best, if it ends too early; cells that reach down stay in place."""
    reaching = {i for i, cell in enumerate(above) if cell is not None and i < len(line) and line[i] is cell}
    free = [i for i in range(len(line)) if i not in reaching]
    own = [cell for i in free if (cell := line[i]) is not None]
    lacking = len(free) - len(own)
    trailing = all(line[i] is None for i in free[len(own) :])
    if not (0 < lacking <= _MOST_LACKING and trailing and len(own) > 1) or len({id(cell) for cell in own}) < len(own):
        return line

    def cost(places: Sequence[int]) -> float:
        return sum(costs.of(cell.text).get(roles[i], 2.0) for cell, i in zip(own, places, strict=True))

    best = min(combinations(free, len(own)), key=cost)
    if cost(best) + _WORTH_MOVING > cost(free[: len(own)]):
        return line
    moved: GridLine = [line[i] if i in reaching else None for i in range(len(line))]
    for cell, i in zip(own, best, strict=True):
        moved[i] = cell
    return moved
