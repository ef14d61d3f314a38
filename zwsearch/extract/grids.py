"""Brings the cells of a table into rows whose columns have known roles, however the cells have slid."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from .cells import Costs, is_heading, is_number
from .columns import is_codes, is_header, judge_columns, name_roles, settle
from .headers import column_role
from .lexicon import squeeze
from .markers import marker_at
from .owners import looks_like_owners
from .placed import PlacedCell, PlacedTable
from .remarks import read_above
from .short_rows import filled_up
from .walking import Flow, Record, join_cells, walk


def _expand(table: PlacedTable) -> list[list[PlacedCell | None]]:
    """Lay an aligned table out as a full grid; a spanning cell stands in every place it covers."""
    grid: list[list[PlacedCell | None]] = []
    hanging: dict[int, tuple[PlacedCell, int]] = {}
    width = max((sum(min(cell.column_span, 60) for cell in row) for row in table.rows), default=0)
    for row in table.rows:
        line: list[PlacedCell | None] = []
        cells = list(row)
        column = 0
        while cells or any(reached >= column for reached in hanging):
            if column in hanging:
                cell, left = hanging.pop(column)
                line.append(cell)
                if left > 1:
                    hanging[column] = (cell, left - 1)
                column += 1
                continue
            if not cells:
                line.append(None)
                column += 1
                continue
            cell = cells.pop(0)
            for _ in range(min(cell.column_span, 60)):
                line.append(cell)
                if cell.row_span > 1:
                    hanging[column] = (cell, min(cell.row_span, 2000) - 1)
                column += 1
        grid.append(line)
    width = max([width, *map(len, grid)], default=0)
    return [line + [None] * (width - len(line)) for line in grid]


def _aligned_records(table: PlacedTable, costs: Costs) -> tuple[list[str], list[Record]]:
    grid = _expand(table)
    width = len(grid[0]) if grid else 0
    names = [""] * width
    body: list[list[PlacedCell | None]] = []
    opening: set[int] = set()
    seen = 0
    for line in grid:
        distinct = tuple({id(c): c for c in line if c is not None and c.text}.values())
        if is_codes(distinct):
            continue
        if is_header(distinct) or (seen and not body and _is_second_header(line, names)):
            # A second row of names (牵头 | 配合 under 责任单位) is more exact than the first.
            for i, cell in enumerate(line):
                if cell is not None and column_role(cell.text) is not None:
                    names[i] = cell.text
            seen += 1
            opening.add(len(body) - 1)
            continue
        body.append(line)
    data = [line for line in body if len({id(c) for c in line if c is not None and c.text}) > 1]
    columns = [[c.text for line in data if (c := line[i]) is not None and _begins(line, i)] for i in range(width)]
    roles = judge_columns(name_roles(names), columns, costs)
    records: list[Record] = []
    settled = [filled_up(line, body[i - 1] if i else (), roles, costs) for i, line in enumerate(body)]
    for i, line in enumerate(settled):
        cells = list({id(c): c for c in line if c is not None and c.text}.values())
        if not cells:
            continue
        if len(cells) == 1 and not _is_text_in_its_column(cells[0], line, roles):
            records.append(Record(title=cells[0], opens=i in opening))
            continue
        record = Record()
        for column, cell in enumerate(line):
            if cell is not None and _begins(line, column):
                record.cells.setdefault(roles[column], []).append(cell)
        records.append(record)
    return roles, records


def _is_text_in_its_column(cell: PlacedCell, line: list[PlacedCell | None], roles: list[str]) -> bool:
    """Whether the only cell of a row is a piece of a demand (a row torn by a line break) and no heading."""
    places = [i for i, other in enumerate(line) if other is cell]
    return (
        len(places) == 1
        and roles[places[0]] == "requirement"
        and len(roles) > 1
        and not is_heading(cell.text)
        and (cell.text[-1] in "。；;，,、" or len(cell.text) > 25)
    )


def _begins(line: list[PlacedCell | None], column: int) -> bool:
    """A cell that spans columns counts once, in its first."""
    return column == 0 or line[column - 1] is not line[column]


def _is_second_header(line: list[PlacedCell | None], names: list[str]) -> bool:
    cells = [c.text for c in line if c is not None and c.text]
    return bool(cells) and any(names) and sum(1 for t in cells if column_role(t)) * 3 >= len(cells) * 2


def _slid_records(table: PlacedTable, costs: Costs) -> tuple[list[str], list[Record]]:
    whole = [tuple(_without_tail(row)) for row in table.rows]
    rows = [row for row in whole if any(cell.text for cell in row) and not is_codes(row)]
    names, body = _take_header(rows)
    filled_counts = [sum(1 for cell in row if cell.text) for row in body]
    torn = bool(body) and sum(1 for n in filled_counts if n <= 1) * 2 > len(body) and max(len(names), 3) >= 3
    costs.headings.update(_lone_titles(rows) if not torn else ())
    roles = _columns_of(names, body, costs, torn=torn)
    cells: list[PlacedCell] = []
    breaks: set[int] = set()
    for line in body if not torn else _rejoined(body):
        # In a torn table an empty cell is an accident of the paste; in a row it may hold an empty column's place.
        kept = [cell for cell in line if cell.text or not torn]
        if kept:
            breaks.add(len(cells))
            cells.extend(kept)
    records = walk(Flow(cells, breaks, torn), roles, costs)
    opening = {next(c.start for c in row if c.text) for row, below in pairwise(rows) if is_header(_filled(below))}
    for record in records:
        record.opens = record.title is not None and record.title.start in opening
    return roles, records


def _filled(row: tuple[PlacedCell, ...]) -> tuple[PlacedCell, ...]:
    return tuple(cell for cell in row if cell.text)


def _rejoined(body: list[tuple[PlacedCell, ...]]) -> list[tuple[PlacedCell, ...]]:
    """Join the lines of a cell that was itself broken.

    It ends in a comma, so the next line goes on with it; or a list inside it goes on with its next number.
    """
    joined: list[tuple[PlacedCell, ...]] = []
    for row in body:
        filled = _filled(row)
        before = joined[-1] if joined else ()
        alone = len(filled) == 1 and len(before) == 1 and not is_number(filled[0].text)
        if alone and (before[0].text[-1] in "、，," or _counts_on(before[0].text, filled[0].text)):
            joined[-1] = (join_cells(before[0], filled[0]),)
        elif filled:
            joined.append(filled)
    return joined


def _lone_titles(rows: list[tuple[PlacedCell, ...]]) -> set[str]:
    """The words of rows that are headings without a number: alone and short, between whole rows and a numbered one."""
    titles: set[str] = set()
    for i in range(1, len(rows)):
        row, above = _filled(rows[i]), _filled(rows[i - 1])
        below = _filled(rows[i + 1]) if i + 1 < len(rows) else ()
        if len(row) == 1 and read_above(row[0].text) is not None:
            titles.add(row[0].text)
            continue
        if len(row) != 1 or len(row[0].text) > 16 or row[0].text[-1] in "。；;，,、：:" or is_number(row[0].text):
            continue
        opens = is_header(below) or (len(below) > 1 and is_number(squeeze(below[0].text)))
        if opens and (is_header(above) or len(above) > 2) and not looks_like_owners(row[0].text):
            titles.add(row[0].text)
    return titles


def _counts_on(before: str, text: str) -> bool:
    """Whether a line begins with the number after one that stands inside the line before it (`（2）`, `（3）`)."""
    marker = marker_at(text)
    if marker is None or marker.kind not in {"num", "nump", "circ"} or marker.end >= len(text):
        return False
    inside = [m for i in range(1, len(before)) if (m := marker_at(before, i)) is not None and m.kind == marker.kind]
    return bool(inside) and inside[-1].value + 1 == marker.value


def _without_tail(row: tuple[PlacedCell, ...]) -> list[PlacedCell]:
    cells = list(row)
    while cells and not cells[-1].text:
        cells.pop()
    return cells


def _take_header(rows: list[tuple[PlacedCell, ...]]) -> tuple[list[str], list[tuple[PlacedCell, ...]]]:
    """Return the texts of the header and the rows without it and its repetitions."""
    names: list[str] = []
    body: list[tuple[PlacedCell, ...]] = []
    loose: list[PlacedCell] = []
    for row in rows:
        filled = _filled(row)
        if is_header(filled):
            if not names:
                names = [cell.text for cell in filled]
                loose = []
            continue
        # A torn table has one name a line: collect them until the first cell that is none.
        if not body and len(filled) == 1 and column_role(filled[0].text) is not None:
            loose.append(filled[0])
            continue
        body.append(row)
    if not names and len(loose) >= 2:
        names = [cell.text for cell in loose]
    elif loose:
        body = [(cell,) for cell in loose] + body
    return names, body


def _columns_of(names: list[str], body: list[tuple[PlacedCell, ...]], costs: Costs, *, torn: bool) -> list[str]:
    """The order of the columns: from the header, from full rows where there is none, with a number where one shows."""
    lengths = Counter(sum(1 for cell in row if cell.text) for row in body)
    full = max((n for n, count in lengths.items() if count * 5 >= len(body)), default=0)
    sample = [tuple(c.text for c in row if c.text) for row in body]
    sample = [texts for texts in sample if len(texts) == full]
    if names:
        roles = name_roles(names)
        if full == len(names) and not torn and len(sample) >= 2:
            columns = [[texts[i] for texts in sample] for i in range(full)]
            roles_settled = judge_columns(roles, columns, costs)
        else:
            roles_settled = settle(roles, [1.0] * len(roles))
    elif full >= 2:
        columns = [[texts[i] for texts in sample] for i in range(full)]
        roles_settled = judge_columns([None] * full, columns, costs)
    else:
        roles_settled = ["requirement", "lead", "support", "deadline"]
    every = [cell.text for row in body for cell in row if cell.text]
    if "number" not in roles_settled and sum(1 for text in every if is_number(squeeze(text))) >= 2:
        place = roles_settled.index("requirement") if "requirement" in roles_settled else 0
        roles_settled.insert(place, "number")
    if "section" not in roles_settled and any(text in costs.headings or is_heading(text) for text in every):
        roles_settled.insert(0, "section")
    return roles_settled


def read_grid(table: PlacedTable) -> tuple[list[str], list[Record]]:
    """Return the roles of the columns and the rows of a table of tasks.

    A table that the format itself keeps in shape is read by its columns; one that was pasted, by its cells.
    """
    costs = Costs()
    if not table.aligned:
        table = replace(table, rows=tuple(_freed_headings(table.rows)))
    return _aligned_records(table, costs) if table.aligned or _is_regular(table, costs) else _slid_records(table, costs)


def _freed_headings(rows: tuple[tuple[PlacedCell, ...], ...]) -> list[tuple[PlacedCell, ...]]:
    """Give a heading that slid into the empty end of the row above it (`3 | …。 | | 二、解读`) its own row again."""
    freed: list[tuple[PlacedCell, ...]] = []
    for row in rows:
        *before, last = _without_tail(row) or [PlacedCell("", 0, 0)]
        alone = is_heading(last.text) or read_above(last.text) is not None
        if len(before) > 1 and not before[-1].text and len(_filled(tuple(before))) > 1 and alone:
            freed.extend((tuple(before), (last,)))
        else:
            freed.append(row)
    return freed


def _is_regular(table: PlacedTable, costs: Costs) -> bool:
    """A pasted table whose rows all have as many cells as its header has slid nowhere (markdown, tabs)."""
    rows = [row for row in table.rows if sum(1 for cell in row if cell.text) > 1]
    if not rows or not is_header(tuple(cell for cell in rows[0] if cell.text)):
        return False
    width = len(rows[0])
    if width < 2 or not all(cell.text for cell in rows[0]) or not all(len(row) == width for row in rows):
        return False
    roles = settle(name_roles([cell.text for cell in rows[0]]), [1.0] * width)
    return not any(_has_slid(row, roles, costs) for row in rows[1:])


def _has_slid(row: tuple[PlacedCell, ...], roles: list[str], costs: Costs) -> bool:
    """Whether a row that ends in empty cells would fit its columns better when moved to the right."""
    texts = [cell.text for cell in row]
    empty = len(texts) - len(_without_tail(row))
    if not empty:
        return False
    moved = [""] * empty + texts[: len(texts) - empty]

    def cost(cells: list[str]) -> float:
        return sum(costs.of(text).get(role, 2.0) for text, role in zip(cells, roles, strict=True))

    return cost(moved) + 1.0 < cost(texts)
