"""Tasks from tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from zwsearch.records import Deadline, Passage, Span, Task

from .brackets import merge_owners
from .cell_items import ends_before_items, items_of_cell
from .deadlines import cell_deadline, is_blank, looks_like_deadline, parse_deadline
from .due_times import deadline_in_sentence
from .grids import read_grid
from .lexicon import fold, squeeze
from .owners import Owners, looks_like_owners, same_as_above
from .placed import PlacedCell, PlacedTable, join_spans
from .remarks import read_above
from .row_headings import Headings, on_one_line
from .row_owners import owners_in_demand, owners_of_row
from .walking import Record


@dataclass(slots=True)
class Found:
    """What a part of the notice gave: tasks and passages in order, and the numbers that ran through it."""

    tasks: list[Task] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def say(self, section: tuple[str, ...], cell: PlacedCell, text: str) -> None:
        """Add a cell as a passage; one that spans rows comes by once a row and counts once."""
        if cell.start not in self.used:
            self.used.add(cell.start)
            words, places = join_spans(text, [Span(cell.start, cell.end)])
            self.passages.append(Passage(section, words, places))


def is_task_table(roles: list[str], records: list[Record]) -> bool:
    """Whether a table holds demands: a column of text and one of owners or deadlines."""
    if "requirement" not in roles:
        return False
    rows = [r for r in records if r.one("requirement") is not None]
    if not rows:
        return False
    demands = sum(1 for r in rows if (c := r.one("requirement")) is not None and _DEMAND.search(squeeze(c.text)))
    if demands * 2 < len(rows):
        return False  # names, numbers of telephones, ticks
    in_text = sum(1 for r in rows if (c := r.one("requirement")) is not None and _NAMES_OWNER.search(c.text[-80:]))
    due = sum(1 for r in rows if (c := r.one("deadline")) is not None and looks_like_deadline(c.text))
    if "lead" not in roles:
        # Without a column of owners only a time for every row, or owners in the text, make it a list of tasks.
        return in_text * 2 >= len(rows) or (due * 2 >= len(rows) and len(rows) > 1)
    owned = sum(1 for r in rows if (c := r.one("lead")) is not None and looks_like_owners(c.text))
    return owned * 2 >= len(rows) or ("lead" in roles and owned >= 1)


_DEMAND = re.compile(r"[\u4e00-\u9fff“”《》、，；]{4}")
_NAMES_OWNER = re.compile(r"[（(【](?:责任|牵头|主办)[^（()）】]{0,6}[:：]|(?:负责|牵头|配合)[)）】][。；;]?$")


def tasks_of_table(
    table: PlacedTable,
    text: str,
    *,
    above: tuple[str, ...],
    year: int | None,
    leads_from: int,
    grid: tuple[list[str], list[Record]] | None = None,
) -> Found:
    """Read every row of a table of tasks.

    `above` are the headings that stand before the table; from the place `leads_from` on, the first office of a list
    without roles leads.
    """
    roles, records = grid or read_grid(table)
    found = Found()
    headings = Headings()
    last = Owners()
    last_deadline: Deadline | None = None
    trusted = table.aligned or all(
        len(r.cells.get("section", [])) == roles.count("section") for r in records if r.cells
    )
    two_columns = "lead" in roles and "support" in roles
    for i, record in enumerate(records):
        # A row without a number below one with a number shows that cells have moved: then nothing is taken over.
        odd_below = not table.aligned and i + 1 < len(records) and _is_odd(records[i + 1], roles)
        if record.title is not None:
            remark = read_above(record.title.text)
            if remark is not None:
                section = above + headings.path()
                for k, task in enumerate(found.tasks):
                    if task.section == section and not task.lead:
                        found.tasks[k] = replace(task, lead=remark.owners.lead, support=remark.owners.support)
                continue
            alone = i == 0 or records[i - 1].title is None
            _place_title(record.title, headings, found, above, text, opens=record.opens and alone)
            continue
        sections = list(record.cells.get("section", []))
        headings.cells([on_one_line(cell.text) for cell in sections], trusted=trusted)
        demand = record.one("requirement")
        if _is_note(record):
            _rest(record, headings, found, above, text, everything=True)
            continue
        if demand is not None and found.tasks and _continues(record, found.tasks[-1], numbered="number" in roles):
            if demand.start in found.used:
                continue
            found.used.add(demand.start)
            last_task = found.tasks[-1]
            requirement, places = join_spans(text, [*last_task.spans, Span(demand.start, demand.end)])
            found.tasks[-1] = replace(last_task, requirement=requirement, spans=places)
            continue
        if demand is None:
            demand = _demand_from_section(sections, headings, record)
            if demand is None:
                _rest(record, headings, found, above, text)
                continue
        if _is_numbered_heading(record, demand):
            headings.title(on_one_line(demand.text))
            continue
        section = above + headings.path()
        items = items_of_cell(demand, record.one("number"))
        above_row = last if "lead" in roles and not (items[0].number and odd_below) else Owners()
        first_leads = demand.start >= leads_from
        owners, deadline = owners_of_row(record, above_row, first_leads=first_leads and not two_columns)
        if demand.start in found.used:
            # A demand that spans the rows of several offices is one of them all.
            for k, task in enumerate(found.tasks):
                if task.spans[0].start >= demand.start:
                    both = merge_owners([Owners(task.lead, task.support), owners])
                    found.tasks[k] = replace(task, lead=both.lead, support=both.support)
            continue
        found.used.add(demand.start)
        deadline_cell = record.one("deadline")
        own, due = owners, last_deadline
        used_remark: PlacedCell | None = None
        for item in items:
            body, in_cell = owners_in_demand(item.body, text, record, first_leads=first_leads)
            own, due = in_cell or owners, None
            if deadline_cell is not None and not is_blank(deadline_cell.text):
                due = last_deadline if same_as_above(deadline_cell.text) else cell_deadline(deadline_cell.text, year)
            elif deadline or in_cell.deadline:
                due = cell_deadline(deadline or in_cell.deadline or "", year)
            elif (
                not table.aligned
                and "deadline" in roles
                and "deadline" not in record.cells
                and record.one("lead") is None
            ):
                due = last_deadline  # merged with the row above, so the paste lost it
            if due is None and "deadline" not in roles:
                for cell in record.cells.get("remark", []):
                    if looks_like_deadline(cell.text):
                        due, used_remark = parse_deadline(cell.text, year), cell
                        break
                else:
                    due = deadline_in_sentence(text[body.start : body.end], year)
            requirement, places = join_spans(text, [body], ends_before_items(text, body))
            found.tasks.append(Task(item.number, section, requirement, own.lead, own.support, due, places))
        last, last_deadline = own, due
        _rest(record, headings, found, above, text, used=(demand, used_remark))
    return found


def _is_odd(record: Record, roles: list[str]) -> bool:
    texts = [record.one(role) for role in ("requirement", "lead")]
    return "number" in roles and record.title is None and record.one("number") is None and all(texts)


def _place_title(
    cell: PlacedCell, headings: Headings, found: Found, above: tuple[str, ...], text: str, *, opens: bool
) -> None:
    flat = squeeze(cell.text)
    note = re.match(r"(?:备注|注|说明|填表|单位|制表|联系)", flat)
    if note is None and len(flat) <= 60 and not flat.rstrip("。").count("。") and not flat.endswith(("；", ";")):
        headings.title(on_one_line(cell.text), opens=opens)
    else:
        found.say(above + headings.path(), cell, text)


def _demand_from_section(sections: list[PlacedCell], headings: Headings, record: Record) -> PlacedCell | None:
    """A row with owners whose only text fell into the heading column is a demand all the same."""
    filled = [cell for cell in sections if cell.text]
    if not filled or record.one("lead") is None:
        return None
    demand = filled[-1]
    headings.columns = [pair for pair in headings.columns if pair[1] != on_one_line(demand.text)]
    return demand


def _rest(
    record: Record,
    headings: Headings,
    found: Found,
    above: tuple[str, ...],
    text: str,
    *,
    used: tuple[PlacedCell | None, ...] = (),
    everything: bool = False,
) -> None:
    """Whatever else a row says becomes passages, so that nothing of the notice is lost to search."""
    for role in record.cells if everything else ("requirement", "remark"):
        for cell in record.cells.get(role, []):
            if cell.text and cell not in used and not is_blank(cell.text) and len(cell.text) > 1:
                found.say(above + headings.path(), cell, text)


_SUMS = frozenset({"合计", "总计", "共计", "小计", "总数"})


def _is_note(record: Record) -> bool:
    """A row such as 备注 | … below the tasks."""
    first = next((cell.text for cells in record.cells.values() for cell in cells if cell.text), "")
    name = fold(first).rstrip(":")
    return name in _SUMS or (name in {"备注", "注", "说明", "填表说明"} and record.one("lead") is None)


def _is_numbered_heading(record: Record, demand: PlacedCell) -> bool:
    """A row 一 | 主动公开 with nothing about owners or time is a heading whose number has a cell of its own."""
    number = record.one("number")
    return (
        number is not None
        and re.fullmatch(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.]?", squeeze(number.text)) is not None
        and all(record.one(role) is None for role in ("lead", "support", "deadline", "section"))
        and len(demand.text) <= 40
        and demand.text[-1] not in "。；;"
    )


def _continues(record: Record, before: Task, *, numbered: bool) -> bool:
    """Whether a row holds nothing but more words of the demand above it."""
    alone = all(record.one(role) is None for role in record.cells if role not in {"requirement", "remark"})
    return alone and ((numbered and before.number is not None) or before.requirement[-1:] not in "。；;！")
