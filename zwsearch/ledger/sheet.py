"""The ledger as a workbook that can be handed in: titled, filtered, with real dates, and printed on A4 across."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

from zwsearch.ledger.columns import COLUMNS, DATES, PRINTED, PROBLEM_COLUMNS, SHARES, Value, columns_of
from zwsearch.ledger.heading import Heading
from zwsearch.records import StoredNotice, Unit

# What XML 1.0, and so a sheet, cannot hold: control characters, halves of surrogate pairs and two non-characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_LIMIT = 32767  # characters in one cell of a sheet, counted as Excel counts: in UTF-16 units
_CUT = "……（全文见原通知）"
_A4 = 9
_FONT = "宋体"
_FIRST_DAY = date(1900, 3, 1)  # Excel's calendar is wrong before
_HEAD = 2  # rows above the tasks: what it is, and the header


def write_xlsx(
    file: BinaryIO, rows: Iterable[tuple[Unit, StoredNotice]], without_tasks: Sequence[StoredNotice], heading: Heading
) -> None:
    """The tasks on one sheet, the problems of their notices, where there are any, on another."""
    from openpyxl import Workbook

    # All of them before a sheet is begun: one that is left half written cannot be closed cleanly.
    notices: dict[str, StoredNotice] = {}
    table, tasks = [], 0
    shown = columns_of(passages=heading.passages)
    for row in rows:
        table.append([column.value(*row) for column in shown])
        tasks += row[0].type == "task"
        notices.setdefault(row[1].id, row[1])
    only = next(iter(notices.values())) if len(notices) == 1 and not without_tasks else None
    notices |= {notice.id: notice for notice in without_tasks}
    problems = [
        [column.value(notice, problem) for column in PROBLEM_COLUMNS]
        for notice in notices.values()
        for problem in notice.problems
    ]
    about = f"{only.notice.title or only.source.name} " if only else "政务公开"
    day = f"{date.today().isoformat()} 导出"
    book = Workbook(write_only=True)
    columns = [(column.header, column.width) for column in shown]
    title = heading.title(about, len(table), tasks, day)
    _fill(book, "台账", title, columns, table, PRINTED + len(shown) - len(COLUMNS))
    if problems:
        columns = [(column.header, column.width) for column in PROBLEM_COLUMNS]
        _fill(book, "问题", f"通知里需要留意的地方（{len(problems)} 处，{day}）", columns, problems, len(columns))
    book.save(file)


def _fill(
    book: Any, name: str, title: str, columns: Sequence[tuple[str, int]], table: Sequence[Sequence[Value]], printed: int
) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    last = len(table) + _HEAD
    sheet.freeze_panes = f"A{_HEAD + 1}"
    for place, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEAD}:{_HEAD}"
    sheet.print_area = f"A1:{get_column_letter(printed)}{last}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.auto_filter.ref = f"A{_HEAD}:{get_column_letter(len(columns))}{last}"
    wrap = Alignment(wrap_text=True, vertical="top")
    thin = Side(style="thin", color="999999")
    grid = Border(left=thin, right=thin, top=thin, bottom=thin)
    plain, bold, ground = Font(name=_FONT), Font(name=_FONT, bold=True), PatternFill("solid", fgColor="EDEDED")

    def made(value: Any) -> Any:
        cell = WriteOnlyCell(sheet, value=_sheet_text(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"  # text, also where it begins like a formula
        return cell

    def cells(values: Iterable[Value], *, header: bool = False) -> Iterator[Any]:
        for (named, _), given in zip(columns, values, strict=True):
            value = _day(given) if named in DATES and not header else given
            cell = made(value)
            cell.font, cell.alignment, cell.border = plain, wrap, grid
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
            elif named in SHARES and isinstance(value, float):
                cell.number_format = "0%"
            if header:
                cell.font, cell.fill = bold, ground
            yield cell

    top = made(title)
    top.font = Font(name=_FONT, bold=True, size=14)
    sheet.append([top])
    sheet.append(list(cells((header for header, _ in columns), header=True)))
    for values in table:
        sheet.append(list(cells(values)))


def _day(value: Value) -> Value | date:
    """A date that a sheet can reckon with; what is none stays as it is."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return value
    return day if day is not None and day >= _FIRST_DAY else value


def _sheet_text(text: str) -> str:
    text = _ILLEGAL.sub("", text)
    encoded = text.encode("utf-16-le")
    if len(encoded) // 2 <= _CELL_LIMIT:
        return text
    room = (_CELL_LIMIT - len(_CUT)) * 2
    return encoded[:room].decode("utf-16-le", "ignore") + _CUT
