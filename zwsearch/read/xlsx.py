"""Excel workbooks → documents: a table a sheet, cells as displayed."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

from zwsearch.read import limits
from zwsearch.read.lines import split_lines, trim
from zwsearch.read.packed import DAMAGE, damaged, open_zip
from zwsearch.records import Block, Cell, Document, Paragraph, Problem, Source, Table

_MERGE = re.compile(rb"""mergeCell\s[^<>]{0,80}?ref=["']\$?([A-Z]{1,4})\$?(\d{1,8}):\$?([A-Z]{1,4})\$?(\d{1,8})["']""")
_SECTION = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def read(data: bytes, source: Source) -> tuple[Document, ...]:
    """A workbook. Raises ReadError `unreadable` when damaged, `too_large` for bombs."""
    from lxml import etree
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with open_zip(data, source.name) as archive:
        _check_merges(archive, source.name)
    blocks: list[Block] = []
    hidden: list[str] = []
    try:
        import warnings

        with warnings.catch_warnings():
            # The library warns of extensions it leaves out (data validation, pictures), none of which is text.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), data_only=True)
        sheets = workbook.worksheets
        for sheet in sheets:
            blocks += _sheet(sheet, several=len(sheets) > 1)
            hidden += _hidden(sheet)
    except (*DAMAGE, etree.LxmlError, InvalidFileException) as error:
        raise damaged(source.name, error) from error
    problems = (
        (Problem("hidden_rows", "有隐藏的行、列或工作表，已一并读取", "请确认隐藏内容是否应当计入", ";".join(hidden)),)
        if hidden
        else ()
    )
    return (Document(source, tuple(blocks), problems=problems),)


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


def _sheet(sheet: Any, *, several: bool) -> list[Block]:
    spans = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for r in spans.values()
        for row in range(r.min_row, r.max_row + 1)
        for column in range(r.min_col, r.max_col + 1)
    } - set(spans)
    # Sheets are formatted down to their millionth row: only the cells that exist are looked at, not the grid.
    texts = {place: text for place, cell in sheet._cells.items() if (text := displayed(cell))}
    if not texts:
        return []
    last_row = max(row for row, _ in texts)
    first_column, last_column = min(c for _, c in texts), max(c for _, c in texts)
    if last_row * (last_column - first_column + 1) > 4 * limits.MAX_CELLS:
        raise limits.too_large(f"工作表“{sheet.title}”太大", "请删去空白行列，或按工作表拆分后再读取")
    titles, start = _titles(texts, spans, last_row, last_column)
    rows: list[tuple[Cell, ...]] = []
    for row in range(start, last_row + 1):
        cells: list[Cell] = []
        for column in range(first_column, last_column + 1):
            if (row, column) in covered:
                continue
            span = spans.get((row, column))
            down = min(span.max_row, last_row) - row + 1 if span else 1
            right = min(span.max_col, last_column) - column + 1 if span else 1
            cells.append(Cell(texts.get((row, column), ""), max(down, 1), max(right, 1)))
        if any(c.text for c in cells) or len(cells) < last_column - first_column + 1:
            rows.append(tuple(cells))
    caption = sheet.title if several or not re.fullmatch(r"(?:Sheet|工作表|表)\d*", sheet.title) else None
    blocks: list[Block] = [Paragraph(line) for title in titles for line in title.split("\n") if line]
    if rows:
        blocks.append(Table(tuple(rows), aligned=True, caption=caption))
    return blocks


def _titles(
    texts: dict[tuple[int, int], str], spans: dict[tuple[int, int], Any], last_row: int, last_column: int
) -> tuple[list[str], int]:
    """The lines above the header: rows with a single text, merged over the sheet or alone in their row."""
    titles: list[str] = []
    first = min(row for row, _ in texts)
    for row in range(first, last_row + 1):
        found = [(c, text) for (r, c), text in texts.items() if r == row]
        if len(found) > 1 or last_column == 1:
            return titles, row
        span = spans.get((row, found[0][0])) if found else None
        if span is not None and span.max_row > row:
            return titles, row
        titles += [text for _, text in found]
    return titles, last_row + 1


def displayed(cell: Any) -> str:
    """The text of a cell as the sheet shows it, for the number formats that notices use."""
    from openpyxl.utils.datetime import from_excel

    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return _date(value, cell.number_format or "")
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, int | float):
        if (style := _east_asian(cell)) is not None and 0 < value < 2_958_466:
            return _date(from_excel(value, cell.parent.parent.epoch), style)
        return _number(float(value), cell.number_format or "General")
    return "\n".join(line for line in map(trim, split_lines(str(value))) if line)


# The numbers of date formats whose codes the standard leaves to the language (18.8.30, here for Chinese): they are
# not written out in the file, and the library takes them for plain numbers.
_EAST_ASIAN = (
    dict.fromkeys((27, 36, 50, 52, 55, 57), 'yyyy"年"m"月"')
    | dict.fromkeys((28, 29, 51, 53, 54, 56, 58), 'm"月"d"日"')
    | {30: "yyyy-m-d", 31: 'yyyy"年"m"月"d"日"'}
)


def _east_asian(cell: Any) -> str | None:
    style = getattr(cell, "_style", None)
    return _EAST_ASIAN.get(style.numFmtId) if style is not None else None


_DATE_PART = re.compile(
    r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|(y+|m+|d+|h+|s+|AM/PM|上午/下午)|(.)', re.IGNORECASE | re.DOTALL
)


def _date(value: datetime.datetime | datetime.date | datetime.time, style: str) -> str:
    """A date by the parts of its number format, in order, with all that stands between and after them."""
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    clock = value if isinstance(value, datetime.datetime) else datetime.datetime(value.year, value.month, value.day)
    text = ""
    hours = False
    for quoted, escaped, code, other in _DATE_PART.findall(style.split(";")[0]):
        kind = code[:1].lower()
        if kind == "y":
            text += f"{clock.year:04d}" if len(code) > 2 else f"{clock.year % 100:02d}"
        elif kind == "m" and (hours or text.endswith(":")):
            text += f"{clock.minute:02d}"
        elif kind in "md" and kind:
            number = clock.month if kind == "m" else clock.day
            text += str(number) if len(code) == 1 else f"{number:02d}"
        elif kind in "hs" and kind:
            text += (str(clock.hour) if code == "h" else f"{clock.hour:02d}") if kind == "h" else f"{clock.second:02d}"
        else:
            text += quoted or escaped or ("" if code or other in "@" else other)
        hours = kind == "h" or (hours and not code)
    if re.fullmatch(r"\d{2}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2}[-/]\d{2}(?: .*)?|\D*", text):
        # The format of American sheets, and formats of month names: what they mean is not seen in them.
        text = f"{clock.year}-{clock.month:02d}-{clock.day:02d}"
    return trim(text.removesuffix(" 00:00:00").removesuffix(" 00:00").removesuffix(" 0:00"))


def _number(value: float, style: str) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    section = style.split(";")[0]
    bare = _SECTION.sub("", section)
    percent = "%" in bare
    if percent:
        value *= 100
    decimals = re.search(r"0\.(0+)", bare)
    zeros = re.fullmatch(r"0{2,}", bare)
    if decimals:
        text = f"{value:,.{min(len(decimals[1]), 15)}f}" if "," in bare else f"{value:.{min(len(decimals[1]), 15)}f}"
    elif zeros and value == int(value):
        text = f"{int(value):0{min(len(bare), 30)}d}"
    elif bare in ("General", "@", "") or not re.search(r"[0#?]", bare):
        text = str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"
    else:
        text = f"{value:,.0f}" if "," in bare else f"{value:.0f}"
    suffix = "".join(re.findall(r'"([^"]*)"', section)) if '"' in section and section.rstrip().endswith('"') else ""
    return text + ("%" if percent else "") + suffix


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
