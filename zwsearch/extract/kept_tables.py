"""Tables that hold no tasks by what they are: standard catalogues, and those of the annual report."""

from __future__ import annotations

import re

from zwsearch.records import Cell, Table

from .headers import column_role
from .lexicon import fold
from .placed import Item, Line, PlacedCell, PlacedTable

_CATALOGUE = (
    "公开事项",
    "公开依据",
    "公开主体",
    "公开对象",
    "公开方式",
    "公开层级",
    "公开渠道",
    "公开内容",
    "公开时限",
)
# What the forms of 国办公开办函〔2019〕60号 and 〔2021〕30号 print in these tables, and only they. The second dropped
# purchases and the counts of last year, and parted （六）其他处理 into three rows.
_ACTIVE = (
    ("2019", re.compile(r"新制作数量|新公开数量|对外公开总数量|上一年项目数量|政府集中采购")),
    ("2021", re.compile(r"本年制发件数|本年废止件数|现行有效件数|本年处理决定数量|本年收费金额")),
)
_REQUESTS = re.compile(r"本年新收政府信息公开申请|上年结转政府信息公开申请|结转下年度继续办理")
_THREE_ROWS = re.compile(r"逾期不补正|逾期未按收费通知")
_REVIEWS = re.compile(r"未经复议直接起诉|复议后起诉")


def kind_of_table(table: PlacedTable) -> str | None:
    """Return what a table is that holds no tasks whatever its columns look like; None for any other table.

    The table of reviews and suits is the same in both forms, so its kind names no year.
    """
    if _is_catalogue(table):
        return "标准目录"
    words = "\n".join(fold(cell.text) for row in table.rows for cell in row if cell.text)
    if _REQUESTS.search(words) and "予以公开" in words:
        return f"年报{'2021' if _THREE_ROWS.search(words) else '2019'}依申请公开"
    if _REVIEWS.search(words) and "结果维持" in words:
        return "年报复议诉讼"
    for year, printed in _ACTIVE:
        found = set(printed.findall(words))
        if len(found) > 1 or (found and "信息内容" in words):
            return f"年报{year}主动公开"
    return None


_REPORT_PART = re.compile(
    r"[二三四][、.．]\s*(?:主动公开政府信息|收到和处理政府信息公开申请|(?:因?政府信息公开|政府信息公开工作)?.{0,8}行政复议)"
)
_NEXT_PART = re.compile(r"[三四五六][、.．]\s*(?:收到和处理|.{0,14}行政复议|.{0,8}(?:主要)?问题|其他需要)")


def gather_report_tables(items: list[Item]) -> list[Item]:
    """Keep the tables of an annual report that were pasted as nothing but lines, a cell a line.

    Such a table stands between the headings of two parts of the report, and its rows `一、本年新收…` look like headings
    themselves; nearly all of its lines are names or numbers.
    """
    gathered: list[Item] = []
    i = 0
    while i < len(items):
        gathered.append(items[i])
        i += 1
        head = gathered[-1]
        if not isinstance(head, Line) or not _REPORT_PART.match(head.text):
            continue
        stop = i
        while stop < len(items) and isinstance(line := items[stop], Line):
            if _NEXT_PART.match(line.text) or _REPORT_PART.match(line.text):
                break
            stop += 1
        cells = [line for line in items[i:stop] if isinstance(line, Line)]
        short = sum(1 for line in cells if len(line.text) <= 16 and line.text[-1] not in "。；")
        if len(cells) < 6 or short * 3 < len(cells) * 2 or not all("。" not in line.text for line in cells):
            continue
        rows = tuple((PlacedCell(line.text, line.start, line.end),) for line in cells)
        source = Table(tuple((Cell(line.text),) for line in cells))
        table = PlacedTable(rows, source, cells[0].start, cells[-1].end)
        if kind_of_table(table) is not None:
            gathered.append(table)
            i = stop
    return gathered


def _is_catalogue(table: PlacedTable) -> bool:
    """The head of a standard catalogue names what is published, on what ground, by whom and where."""
    head = {cell.text.replace(" ", "").replace("\n", "") for row in table.rows[:4] for cell in row}
    named = sum(1 for word in _CATALOGUE if any(text.startswith(word) for text in head))
    owners = any(column_role(text) in {"lead", "support"} for text in head)
    return named >= 5 or (named >= 3 and not owners)
