"""Excel workbooks → documents: a table a sheet, cells as displayed."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

from zwsearch.read import limits, number_formats
from zwsearch.read.lines import split_lines, trim
from zwsearch.read.packed import DAMAGE, damaged, open_zip
from zwsearch.read.xlsx_extent import part_strays
from zwsearch.records import Block, Cell, Document, Paragraph, Problem, Source, Table

_MERGE = re.compile(rb"""mergeCell\s[^<>]{0,80}?ref=["']\$?([A-Z]{1,4})\$?(\d{1,8}):\$?([A-Z]{1,4})\$?(\d{1,8})["']""")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# 1 January 10000, the first day that is no date in a sheet.
_LAST_DAY = 2_958_466
_QUOTED = 20  # characters of a stray cell that are told


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """A workbook. Raises ReadError `unreadable` when damaged, `too_large` for bombs."""
    from lxml import etree
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with open_zip(data, source.name) as archive:
        _check_merges(archive, source.name)
    blocks: list[Block] = []
    hidden: list[str] = []
    strays: list[str] = []
    try:
        import warnings

        with warnings.catch_warnings():
            # The library warns of extensions it leaves out (data validation, pictures), none of which is text.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), data_only=True)
        sheets = workbook.worksheets
        for sheet in sheets:
            found, left_out = _sheet(sheet, several=len(sheets) > 1)
            blocks += found
            hidden += _hidden(sheet)
            strays += [left_out] if left_out else []
    except (*DAMAGE, etree.LxmlError, InvalidFileException) as error:
        raise damaged(source.name, error) from error
    problems: list[Problem] = []
    if hidden:
        hint = "请确认隐藏内容是否应当计入"
        problems.append(Problem("hidden_rows", "有隐藏的行、列或工作表，已一并读取", hint, ";".join(hidden)))
    if strays:
        where = ";".join(strays)
        hint = "如是有用的内容，请移到表格旁边后再读取"
        problems.append(Problem("stray_cells", f"远离表格的格子没有读入：{where}", hint, where))
    return (Document(source, tuple(blocks), problems=tuple(problems)),)


def _check_merges(archive: zipfile.ZipFile, name: str) -> None:
    """Refuses merges beyond any sheet: the library makes an object of every cell that a merge covers."""
    total = 0
    try:
        for part in archive.namelist():
            if not part.startswith("xl/worksheets/"):
                continue
            for start_column, start_row, end_column, end_row in _MERGE.findall(archive.read(part)):
                rows = int(end_row) - int(start_row) + 1
                total += max(rows, 0) * max(_column(end_column) - _column(start_column) + 1, 0)
    except DAMAGE as error:
        raise damaged(name, error) from error
    if total > limits.MAX_CELLS:
        raise limits.too_large(f"“{name}”的合并单元格太大", "请取消整行整列的合并后再读取")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _sheet(sheet: Any, *, several: bool) -> tuple[list[Block], str]:
    """The titles and the table of a sheet, and which stray cells were left out."""
    spans = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for r in spans.values()
        for row in range(r.min_row, r.max_row + 1)
        for column in range(r.min_col, r.max_col + 1)
    } - set(spans)
    # Sheets are formatted down to their millionth row: only the cells that exist are looked at, not the grid.
    texts, strays = part_strays({place: text for place, cell in sheet._cells.items() if (text := displayed(cell))})
    if not texts:
        return [], ""
    first_row, last_row = min(row for row, _ in texts), max(row for row, _ in texts)
    first_column, last_column = min(c for _, c in texts), max(c for _, c in texts)
    # A row that only merged cells run through counts in their spans.
    through = {r for r, c in covered if first_row < r <= last_row and first_column <= c <= last_column}
    there = sorted({row for row, _ in texts} | through)
    if len(there) * (last_column - first_column + 1) > 4 * limits.MAX_CELLS:
        raise limits.too_large(f"工作表“{sheet.title}”太大", "请删去空白行列，或按工作表拆分后再读取")
    titles, start = _titles(texts, spans, there, last_column)
    rows: list[tuple[Cell, ...]] = []
    for row in there[start:]:
        cells: list[Cell] = []
        for column in range(first_column, last_column + 1):
            if (row, column) in covered:
                continue
            span = spans.get((row, column))
            down = min(span.max_row, last_row) - row + 1 if span else 1
            right = min(span.max_col, last_column) - column + 1 if span else 1
            cells.append(Cell(texts.get((row, column), ""), max(down, 1), max(right, 1)))
        rows.append(tuple(cells))
    caption = sheet.title if several or not re.fullmatch(r"(?:Sheet|工作表|表)\d*", sheet.title) else None
    blocks: list[Block] = [Paragraph(line) for title in titles for line in title.split("\n") if line]
    if rows:
        blocks.append(Table(tuple(rows), aligned=True, caption=caption))
    return blocks, _named(sheet, strays)


def _named(sheet: Any, strays: dict[tuple[int, int], str]) -> str:
    """Stray cells by their addresses, with what they say."""
    said = [
        f"{sheet.cell(*place).coordinate}（{' '.join(text.split())[:_QUOTED]}）"
        for place, text in sorted(strays.items())
    ]
    return f"“{sheet.title}”{'、'.join(said)}" if said else ""


def _titles(
    texts: dict[tuple[int, int], str], spans: dict[tuple[int, int], Any], there: list[int], last_column: int
) -> tuple[list[str], int]:
    """The lines above the header (rows with a single text, merged over the sheet or alone in their row), and how many
    of the rows they take."""
    titles: list[str] = []
    columns: dict[int, list[int]] = {}
    for row, column in texts:
        columns.setdefault(row, []).append(column)
    for place, row in enumerate(there):
        found = columns.get(row, [])
        if len(found) > 1 or last_column == 1:
            return titles, place
        span = spans.get((row, found[0])) if found else None
        if span is not None and span.max_row > row:
            return titles, place
        titles += [texts[row, column] for column in found]
    return titles, len(there)


def displayed(cell: Any) -> str:
    """The text of a cell as the sheet shows it, for the number formats that notices use."""
    from openpyxl.utils.datetime import from_excel

    value = cell.value
    if value is None:
        return ""
    style = _style(cell)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return number_formats.show_date(value, style)
    if isinstance(value, datetime.timedelta):
        return number_formats.show_span(value, style)
    if isinstance(value, int | float):
        if number_formats.is_date(style) and 0 < value < _LAST_DAY:
            moment = from_excel(value, cell.parent.parent.epoch)
            return number_formats.show_date(moment, style)
        return number_formats.show_number(float(value), style)
    text = "\n".join(line for line in map(trim, split_lines(_unescaped(str(value)))) if line)
    return number_formats.show_text(text, style) if text else ""


def _style(cell: Any) -> str:
    style = getattr(cell, "_style", None)
    east_asian = number_formats.EAST_ASIAN.get(style.numFmtId) if style is not None else None
    return east_asian or cell.number_format or "General"


def _unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold or would change, which are written by their code."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _hidden(sheet: Any) -> list[str]:
    found: list[str] = []
    if sheet.sheet_state != "visible":
        found.append(f"工作表“{sheet.title}”")
    rows = [number for number, d in sheet.row_dimensions.items() if d.hidden and number <= sheet.max_row]
    if rows:
        shown = "、".join(map(str, sorted(rows)[:10]))
        found.append(f"“{sheet.title}”第 {shown} 行" + ("等" if len(rows) > 10 else ""))
    columns = [letter for letter, d in sheet.column_dimensions.items() if d.hidden]
    if columns:
        found.append(f"“{sheet.title}”{'、'.join(sorted(columns)[:10])} 列")
    return found
