"""What of a notice without tasks looks as if it held some: it is told, so that nothing is lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from zwsearch.records import Notice, Problem

from .deadlines import looks_like_deadline
from .demands import is_told_by_title
from .headers import column_role
from .layout import Layout
from .markers import inline_markers, marker_at
from .offices import is_plain_office, split_offices
from .placed import Line, PlacedTable

NO_TASKS = "no_tasks"
_LIST = re.compile(r"任务(?:清单|分工|分解|表)|分工|台账|要点|责任清单")
_PROMISES = {"任务分工", "工作要点"}
# What parts the values of a line; the wide semicolon also ends clauses, so that it needs short values beside it.
_MARKS = (",", ";", "|", "\t", "；", "，")
_LONGEST_NAME = 12
_LONGEST_VALUE = 60
# A numbered line that says who leads or by which day.
_HANDS_OUT = re.compile(
    r"由[^，。；、]{2,20}(?:牵头|负责|承办|主办)|[局办委室处科司厅府]牵头|(?:月底|月\d{1,2}日|年底|月末)之?前"
    r"|[（(](?:责任|牵头|主办|承办)[^（()）]{0,6}[:：]"
)


def missing_tasks(layout: Layout, notice: Notice) -> list[Problem]:
    """What of a notice without tasks promises some: its title, or lines and tables that look like a list of them."""
    if notice.kind in {"年度报告", "标准目录", "政策解读"}:
        return []
    hint = "请检查正文或表格是否粘贴完整，或换用原文件重新导入；确有遗漏的可手工补上"
    if (where := _looks_tabled(layout, notice)) is not None:
        return [Problem(NO_TASKS, "像是任务表，但没有读出任务", hint, where)]
    # A plain notice may ask for a list (关于报送工作要点的通知); the one that issues a list has the list's kind.
    listed = notice.kind in _PROMISES or (notice.kind == "其他" and _LIST.search(notice.title or ""))
    if listed and notice.title:
        return [Problem(NO_TASKS, "标题说是任务，但没有读出任务", hint, notice.title)]
    if not is_told_by_title(notice) and len(items := _handed_out(layout)) > 1:
        what = f"有 {len(items)} 条编号的内容写明由谁牵头或何时完成，但没有当作任务读出"
        return [Problem(NO_TASKS, what, "请核对这些内容；确是任务的可手工补上", items[0][:60])]
    return []


def _looks_tabled(layout: Layout, notice: Notice) -> str | None:
    """The names of columns, or the first row of a table or of values; None where nothing looks so."""
    lines = [item.text for item in layout.items if isinstance(item, Line)]
    tables = [item for item in layout.items if isinstance(item, PlacedTable)]
    for line in lines:
        if any(len(values) <= 8 and _are_columns(values) for values in _parted(line)):
            return line
    for table in tables:
        for row in table.rows[:3]:
            if _are_columns([cell.text for cell in row]):
                return " ".join(cell.text for cell in row if cell.text)[:60]
    if (values := next((above for above, below in pairwise(lines) if _are_rows(above, below)), None)) is not None:
        return values[:60]
    if notice.kind != "任务分工":
        return None
    if tables:
        return " ".join(cell.text for cell in tables[0].rows[0] if cell.text)[:60] or None
    numbered = [line for line in lines if re.match(r"\d{1,2}\s+\S", line)]
    return numbered[0][:60] if len(numbered) > 1 else None


def _parted(line: str) -> list[list[str]]:
    """The values of a line, by blanks and by each mark that parts it."""
    return [line.split(), *(line.split(mark) for mark in _MARKS if mark in line)]


def _are_columns(values: Iterable[str]) -> bool:
    """Whether these are names of columns, of three roles and more, that of offices among them."""
    roles = {role for value in values if len(value) <= _LONGEST_NAME and (role := column_role(value)) is not None}
    return len(roles) >= 3 and bool(roles & {"lead", "support"})


def _are_rows(above: str, below: str) -> bool:
    """Whether the same mark parts both lines into as many values, one of which is an office or a deadline in each."""
    for mark in _MARKS:
        if above.count(mark) < 2 or above.count(mark) != below.count(mark):
            continue
        rows = [[value.strip() for value in line.split(mark)] for line in (above, below)]
        if all(max(map(len, row)) <= _LONGEST_VALUE and any(map(_is_owner_or_due, row)) for row in rows):
            return True
    return False


def _is_owner_or_due(value: str) -> bool:
    return looks_like_deadline(value) or all(map(is_plain_office, split_offices(value) or ("",)))


def _handed_out(layout: Layout) -> list[str]:
    """The numbered items, on lines of their own or inside one, that say who leads or by which day."""
    found: list[str] = []
    for item in layout.items:
        if not isinstance(item, Line):
            continue
        first = marker_at(item.text)
        starts = {marker.start for marker in inline_markers(item.text)} | ({0} if first is not None else set())
        for start, end in pairwise([*sorted(starts), len(item.text)]):
            if _HANDS_OUT.search(item.text, start, end):
                found.append(item.text[start:end])
    return found
