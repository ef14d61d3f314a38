"""Puts the parts of this room together: layout, metadata, tables, prose, problems."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from zwsearch.records import Extraction, Notice, NoticeKind, Passage, Repaired, Span, Table, Task

from .findings import find_problems
from .grids import read_grid
from .headers import find_label
from .kept_tables import kind_of_table
from .kinds import kind_with_tasks
from .layout import Layout, lay_out
from .metadata import read_front
from .numbering import Numbered, missing_numbers
from .outline import Node, build
from .passages import heading_path
from .placed import PlacedTable
from .prose import NO_TASKS, ProseReader
from .tables import is_task_table, tasks_of_table
from .walking import Record

_FIRST_LEADS = re.compile(
    r"(?:排|列|位)在?(?:第一|首)位?的?(?:单位|部门|科室|处室|为|的|是|系)|第一(?:个|家)?(?:责任)?(?:单位|部门|科室|处室)(?:为|是)(?:牵头|主办)|(?:排|列)(?:名|序)?(?:第一|首位)的"
)


def extract(repaired: Repaired) -> Extraction:
    """Understand a notice: who issued it, what it demands of whom by when, and what else it says.

    Spans of tasks and passages are half-open ranges of code points of `Extraction.text`. Never raises on the
    content of a document: what cannot be told stays None, and what is missing becomes a problem.
    """
    document = repaired.document
    layout = lay_out(document)
    front = read_front(document, layout)
    notice = front.notice
    root = build(layout.items, front.consumed, front.resets, front.titles)
    body = _read_body(layout, root, notice)
    if notice.year is None and (year := _shared_year(body.tasks)) is not None:
        # Deadlines without a year are of the year that the others name: all is read again with it.
        notice = replace(notice, year=year)
        body = _read_body(layout, root, notice)
    if body.tabled:
        notice = replace(notice, kind=kind_with_tasks(notice.title, notice.kind))
    tasks = sorted(body.tasks, key=lambda task: task.spans[0].start)
    passages = sorted(body.passages, key=lambda passage: passage.spans[0].start)
    missing = missing_numbers(_numbered(root, tasks))
    return Extraction(
        notice=notice,
        text=layout.text,
        tasks=tuple(tasks),
        passages=tuple(passages),
        missing_numbers=missing,
        problems=document.problems
        + repaired.problems
        + find_problems(
            layout,
            root,
            front,
            missing,
            aside=body.aside,
            has_text=bool(tasks or passages),
            has_tasks=bool(tasks),
        ),
        tables=tuple(body.kept),
    )


@dataclass(frozen=True, slots=True)
class _Body:
    """What stands below the front of a notice, in no order; `tabled`: some of the tasks stand in tables.

    `aside` are the first lines of items that order something and became no tasks.
    """

    tasks: list[Task]
    passages: list[Passage]
    kept: list[Table]
    tabled: bool
    aside: list[str]


def _read_body(layout: Layout, root: Node, notice: Notice) -> _Body:
    leads_from = _first_leads_from(layout.text)
    tasks: list[Task] = []
    passages: list[Passage] = []
    kept: list[Table] = []
    for item in layout.items:
        if not isinstance(item, PlacedTable):
            continue
        kind = kind_of_table(item)
        grid = _task_grid(item, notice.kind) if kind is None else None
        if grid is None:
            kept.append(replace(item.source, kind=kind))
            passages.extend(_rows(item, layout.text, heading_path(root, item.start)))
            continue
        found = tasks_of_table(
            item,
            layout.text,
            above=heading_path(root, item.start),
            year=notice.year,
            leads_from=leads_from,
            grid=grid,
        )
        tasks.extend(found.tasks)
        passages.extend(found.passages)
    reader = ProseReader(layout.text, notice=notice, leads_from=leads_from)
    reader.read(root, may_hold_tasks=not tasks or _names_owners(root, layout))
    aside = [layout.text[node.start : node.segments[0].end] for node in reader.aside]
    return _Body([*tasks, *reader.tasks], [*passages, *reader.passages], kept, bool(tasks), aside)


def _shared_year(tasks: list[Task]) -> int | None:
    """The one year of all deadlines that name theirs."""
    dates = [day for task in tasks if (due := task.deadline) is not None for day in (due.start, due.end) if day]
    years = {int(day[:4]) for day in dates}
    return years.pop() if len(years) == 1 else None


def _first_leads_from(text: str) -> int:
    """From which place on the first office of a list leads; beyond the end of the text where nothing says so.

    A remark in the bracket of an item that ends in 下同 holds from that bracket on, any other for the whole notice.
    """
    leads = _FIRST_LEADS.search(text)
    if leads is None or "牵头" not in text[leads.start() : leads.end() + 20]:
        return len(text) + 1
    if re.match(r"[^。；;\n]{0,20}(?:下同|以下均?同)", text[leads.end() :]) is None:
        return 0
    line = text.rfind("\n", 0, leads.start()) + 1
    opened = max(text.rfind(c, line, leads.start()) for c in "（(【[")
    closed = max(text.rfind(c, line, leads.start()) for c in "）)】]")
    return opened if opened > closed else line


def _numbered(root: Node, tasks: list[Task]) -> list[Numbered]:
    """Every number that a task or an item of the outline carries, in the shapes that tasks carry."""
    found = {
        task.spans[0].start: Numbered(task.spans[0].start, task.number, task=True) for task in tasks if task.number
    }
    shapes = {_shape(item.printed) for item in found.values() if item.printed}
    found |= {
        task.spans[0].start: Numbered(task.spans[0].start, None, task=True) for task in tasks if task.number is None
    }
    for node in root.walk():
        if node.marker is None or node.soft or _shape(node.marker.printed) not in shapes:
            continue
        body = node.segments[0].start if node.segments else node.start
        if not any(place in found for place in (body, node.start + node.marker.end - node.marker.start)):
            found[node.start] = Numbered(node.start, node.marker.printed, task=False)
    return list(found.values())


def _shape(printed: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"[一二三四五六七八九十百]+", "零", printed))


def _names_owners(root: Node, layout: Layout) -> bool:
    """Beside a table of tasks, running text holds tasks only where its items name owners themselves."""
    return any(
        _OWNER_IN_BRACKETS.search(layout.text, segment.start, segment.end)
        or (node.marker is not None and _names_lead(layout.text, segment, first=segment is node.segments[0]))
        for node in root.walk()
        for segment in node.segments
    )


_OWNER_IN_BRACKETS = re.compile(r"[（(](?:责任|牵头|主办|承办)[^（()）]{0,6}[:：]")


def _names_lead(text: str, segment: Span, *, first: bool) -> bool:
    """Whether a label and who leads stand behind the demand of an item: `公布水价。责任单位：水务局。`"""
    label = find_label(text, segment.start, segment.end)
    if label is None or label[2] != "lead":
        return False
    before = text[segment.start : label[0]].strip()
    return before[-1] in "。；;" if before else not first


def _task_grid(table: PlacedTable, kind: NoticeKind) -> tuple[list[str], list[Record]] | None:
    """The rows of a table of tasks; None for one that is kept as it is."""
    if kind in NO_TASKS or _width(table) > _MOST_COLUMNS:
        return None
    roles, records = read_grid(table)
    return (roles, records) if is_task_table(roles, records) else None


_MOST_COLUMNS = 100  # the columns of a table of tasks have names that people read


def _width(table: PlacedTable) -> int:
    return max((i for row in table.rows for i, cell in enumerate(row, 1) if cell.text), default=0)


def _rows(table: PlacedTable, text: str, section: tuple[str, ...]) -> list[Passage]:
    """The rows of a table that is kept, as passages of some length, so that its words are found."""
    passages: list[Passage] = []
    begin = end = -1
    for row in table.rows:
        filled = [cell for cell in row if cell.text]
        if not filled:
            continue
        start, stop = filled[0].start, filled[-1].end
        if begin >= 0 and stop - begin > 400:
            passages.append(_passage(text, begin, end, section))
            begin = start
        begin, end = (start if begin < 0 else begin), stop
    if begin >= 0:
        passages.append(_passage(text, begin, end, section))
    return passages


def _passage(text: str, begin: int, end: int, section: tuple[str, ...]) -> Passage:
    return Passage(section, text[begin:end], (Span(begin, end),))
