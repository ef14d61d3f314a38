"""Reads cells that have slid aside, or stand one a line, along columns of known roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from .cells import Costs
from .placed import PlacedCell


@dataclass(slots=True)
class Record:
    """One row of a task table: cells by role. `title` is set for a row that is only a heading.

    A heading `opens` a part of its own when the names of the columns are repeated below it.
    """

    cells: dict[str, list[PlacedCell]] = field(default_factory=dict)
    title: PlacedCell | None = None
    opens: bool = False

    def one(self, role: str) -> PlacedCell | None:
        """Return the first cell of that role that holds something."""
        return next((cell for cell in self.cells.get(role, []) if cell.text), None)


@dataclass(frozen=True, slots=True)
class Flow:
    """The cells of a table whose columns cannot be trusted, in order, with the place of the row breaks."""

    cells: list[PlacedCell]
    breaks: set[int]
    torn: bool


def join_cells(first: PlacedCell, second: PlacedCell) -> PlacedCell:
    return PlacedCell(f"{first.text}\n{second.text}", first.start, second.end)


_SKIP = {
    "number": 0.8, "section": 0.1, "requirement": 5.0, "lead": 1.0, "support": 0.5,
    "deadline": 0.8, "person": 0.3, "remark": 0.05,
}  # fmt: skip


_GOES_ON = 1.0


def _may_go_on(role: str, above: str, roles: list[str]) -> bool:
    """Whether the next line may be more of the same cell of a torn table: an unfinished demand, or more owners."""
    if role == "requirement":
        return "number" in roles and above[-1:] not in "。；;！"
    return role == "lead" and "support" not in roles and "number" in roles


def walk(flow: Flow, roles: list[str], costs: Costs) -> list[Record]:
    """Read the cells along the columns with the least total cost (Viterbi over the columns).

    Within a row the column only moves right; going back begins a row. Breaks of the source are a hint where the
    rows are whole and next to nothing where the table is torn into a cell a line.
    """
    cells, width = flow.cells, len(roles)
    if not cells or not width:
        return []
    skip = [_SKIP[role] for role in roles]
    ahead = [0.0] * (width + 1)
    for i in range(width - 1, -1, -1):
        ahead[i] = ahead[i + 1] + skip[i]
    # Nothing but a heading in a row is common: leaving the rest of that row out costs little.
    tail = [0.4 if roles[i] == "section" else ahead[i + 1] for i in range(width)]
    head = [ahead[0] - ahead[i] for i in range(width)]
    infinity = float("inf")
    emission = [[costs.of(cell.text).get(role, 2.0) for role in roles] for cell in cells]
    best = [head[c] + emission[0][c] for c in range(width)]
    back: list[list[tuple[int, bool]]] = []
    for i in range(1, len(cells)):
        broken = i in flow.breaks
        new_row = (0.3 if flow.torn else 0.0) if broken else (0.5 if flow.torn else 4.0)
        same_row = (0.1 if flow.torn else 4.0) if broken else 0.0
        goes_on = [flow.torn and _may_go_on(role, cells[i - 1].text, roles) for role in roles]
        closed = [best[p] + tail[p] for p in range(width)]
        cheapest = min(range(width), key=closed.__getitem__)
        scores: list[float] = []
        links: list[tuple[int, bool]] = []
        for c in range(width):
            score, link = closed[cheapest] + new_row + head[c], (cheapest, True)
            for p in range(c + 1):
                if p == c:
                    # Two headings side by side (一、 and （一）), or owners broken over cells.
                    step = 0.3 if roles[c] == "section" else _GOES_ON if goes_on[c] else infinity
                    if not cells[i].text:
                        step = 0.3 - emission[i][c]
                else:
                    step = ahead[p + 1] - ahead[c]
                if best[p] + same_row + step < score:
                    score, link = best[p] + same_row + step, (p, False)
            scores.append(score + emission[i][c])
            links.append(link)
        best = scores
        back.append(links)
    column = min(range(width), key=lambda c: best[c] + tail[c])
    path: list[tuple[int, bool]] = []
    for i in range(len(cells) - 1, 0, -1):
        previous, begins = back[i - 1][column]
        path.append((column, begins))
        column = previous
    path.append((column, True))
    records: list[Record] = []
    for cell, (column, begins) in zip(cells, reversed(path), strict=True):
        if begins:
            records.append(Record())
        there = records[-1].cells.setdefault(roles[column], [])
        if flow.torn and there and roles[column] != "section":
            there[-1] = join_cells(there[-1], cell)
        else:
            there.append(cell)
    for record in records:
        filled = [role for role, those in record.cells.items() if any(cell.text for cell in those)]
        headings = [cell for cell in record.cells.get("section", []) if cell.text]
        if filled == ["section"] and len(headings) == 1:
            record.title = headings[0]
            record.cells = {}
    return records
