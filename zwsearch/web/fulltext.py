"""The full text of a notice as the page shows it: running text and tables, each task marked in its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from zwsearch.records import Span, Unit
from zwsearch.web.text_tables import TextTable, find_tables
from zwsearch.web.wording import cut

_HEAD_CELL = 20  # characters of the name of a column
_LONG = 30  # characters of a cell that wants some room


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; of a task it has the `unit` and the `address` that it leads to. The `first` one of a task bears
    its name, so that links find it."""

    text: str
    unit: Unit | None = None
    address: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over some columns; `long` where it wants some room."""

    runs: tuple[Run, ...]
    columns: int = 1
    long: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Running text, or a table: rows of cells, the first of which names the columns where there is a `head`."""

    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    head: bool = False


def full_text(text: str, units: Sequence[Unit], address: Callable[[Unit], str]) -> list[Part]:
    """A text in its parts; `address` is where the mark of a task leads."""
    marked = _Marked(text, units, address)
    parts: list[Part] = []
    at = 0
    for table in find_tables(text):
        if table.start > at:
            parts.append(Part(marked.between(at, table.start - 1)))
        parts.append(_table(marked, table))
        at = table.end + 1  # behind the break of the line
    if at < len(text):
        parts.append(Part(marked.between(at, len(text))))
    return parts


def text_with_rows(text: str, tasks: Sequence[tuple[int, Unit]], rows: str) -> list[Part]:
    """A text in its parts beside a table of its tasks, whose rows are named `rows` with their places behind."""
    places = {unit.id: place for place, unit in tasks}
    return full_text(text, [unit for _, unit in tasks], lambda unit: f"#{rows}{places[unit.id]}")


class _Marked:
    """The runs of a text, to be taken by their places."""

    def __init__(self, text: str, units: Sequence[Unit], address: Callable[[Unit], str]) -> None:
        self.text = text
        self._runs: list[Run] = []
        self._starts: list[int] = []
        at, named = 0, set()
        for piece in cut(text, ((span, unit) for unit in units for span in unit.spans)):
            unit: Unit | None = piece.mark
            where = address(unit) if unit else ""
            self._runs.append(Run(piece.text, unit, where, unit is not None and unit.id not in named))
            self._starts.append(at)
            named.add(unit.id if unit else "")
            at += len(piece.text)

    def between(self, start: int, end: int) -> tuple[Run, ...]:
        """The runs of [start, end)."""
        return tuple(self._between(start, end))

    def _between(self, start: int, end: int) -> Iterator[Run]:
        place = max(0, bisect_right(self._starts, start) - 1)
        while place < len(self._runs) and self._starts[place] < end:
            run, began = self._runs[place], self._starts[place]
            inside = run.text[max(0, start - began) : end - began]
            if inside:
                yield replace(run, text=inside, first=run.first and began >= start)
            place += 1

    def holds_task(self, span: Span) -> bool:
        """Whether a task begins between two places."""
        return any(run.first for run in self.between(span.start, span.end))


def _table(marked: _Marked, table: TextTable) -> Part:
    rows = [_filled(marked.text, row) for row in table.rows]
    width = max(map(len, rows))
    slid = _slid(marked, rows, width)
    told = [(*([Cell(())] * by), *(_cell(marked, span) for span in row)) for row, by in zip(rows, slid, strict=True)]
    names = told[0]
    head = all(len(marked.text[s.start : s.end].strip()) <= _HEAD_CELL for s in rows[0]) and len(names) > 1
    head = head and not any(run.unit for cell in names for run in cell.runs)
    if head and any(slid) and len(names) < width:
        # A cell over several columns was lost in the heading as it was in the rows.
        told[0] = (replace(names[0], columns=1 + min(max(slid), width - len(names))), *names[1:])
    return Part(rows=tuple(_over_all(row, width) for row in told), head=head)


def _filled(text: str, row: tuple[Span, ...]) -> tuple[Span, ...]:
    """A row without the empty cells at its end."""
    last = next((n for n in range(len(row), 1, -1) if text[row[n - 1].start : row[n - 1].end].strip()), 1)
    return row[:last]


def _slid(marked: _Marked, rows: Sequence[tuple[Span, ...]], width: int) -> list[int]:
    """By how many columns each row slid to the left of the column in which the tasks stand.

    A pasted table lost the cells that were merged with those above them.
    """
    places = [next((n for n, span in enumerate(row) if marked.holds_task(span)), None) for row in rows]
    column = max((place for place in places if place is not None), default=0)
    by = [0 if place is None else column - place for place in places]
    return [step if len(row) + step <= width else 0 for row, step in zip(rows, by, strict=True)]


def _cell(marked: _Marked, span: Span) -> Cell:
    return Cell(marked.between(span.start, span.end), long=span.end - span.start > _LONG)


def _over_all(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """A row as wide as its table: one cell alone goes across, else empty ones follow."""
    short = width - sum(cell.columns for cell in row)
    if short and len(row) == 1:
        return (replace(row[0], columns=width),)
    return (*row, *([Cell((), short)] if short else []))
