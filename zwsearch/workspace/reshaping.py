"""One task that is really two, and two that are one: split and merged by hand, each as one act that is undone whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from zwsearch.extract.due_times import deadline_in_sentence
from zwsearch.records import Unit
from zwsearch.store import TASK_FIELDS, Edit, Store
from zwsearch.store.edits import MERGED, SPLIT_OFF, Value, find
from zwsearch.store.labels import plain
from zwsearch.workspace.acts import Done, check_seen, notice_of, now, read_task, value_of, write
from zwsearch.workspace.corrections import check_own, task_of
from zwsearch.workspace.edit_values import cleaned, differs, refused
from zwsearch.workspace.opened import OpenFolder

_ENDS = "。；;！!？?…"


def split_task(
    folder: OpenFolder, id_: str, parts: Sequence[str], *, author: str = "", seen: str | None = None
) -> Done[tuple[Unit, ...]]:
    """Make several tasks of one: it keeps the first of the `parts`, the others stand behind it.

    They take number, headings and offices along, and the deadline but where their own words say another. `seen` as in
    `edit_task`. Raises UsageError (code `edit`)
    for fewer than two parts or words that stand there as a task already, NotFoundError; then nothing is written.
    """
    words = [str(cleaned({"requirement": part}, TASK_FIELDS)["requirement"]) for part in parts if part.strip()]
    if len(words) < 2:
        raise refused("拆开以后至少要有两条", "请把每一条的要求分开写，每条写一个 --split", "parts")
    if len({plain(part) for part in words}) < len(words):
        raise refused("拆开的各条不能相同", "请检查有没有重复的一行", "parts")
    check_own(folder, [id_])
    with folder.writing() as store:
        unit = task_of(store, id_)
        check_seen(store, [unit], {} if seen is None else {id_: seen})
        notice_id, read, time = unit.notice_id, read_task(store, unit), now()
        known = store.read_tasks(notice_id)
        for part in words[1:]:
            if find(Edit(notice_id, SPLIT_OFF, None, part, part), known) is not None:
                raise refused(f"这份通知里已有同样的任务：{part[:20]}", "请直接修改那一条", "parts")
        of_it = (read.requirement, read.printed, id_)
        year = notice_of(store, notice_id).notice.year
        made = [
            Edit(notice_id, field, old, value, *of_it, author=author, time=time)
            for field, value in (("requirement", words[0]), ("deadline", _due(words[0], year, unit)))
            if differs(field, value, old := value_of(unit, field))
        ]
        empty = Unit(0, "", notice_id, "task", "")
        for part in words[1:]:
            taken = {field: value_of(unit, field) for field in TASK_FIELDS} | {"deadline": _due(part, year, unit)}
            made.append(Edit(notice_id, SPLIT_OFF, None, part, *of_it, author=author, time=time))
            made += [
                Edit(notice_id, field, old, value, part, author=author, time=time)
                for field in TASK_FIELDS
                if field != "requirement" and (value := taken[field]) != (old := value_of(empty, field))
            ]
        written = write(folder, store, notice_id, made)
        after = {plain(task.requirement): task.unit_id for task in store.read_tasks(notice_id)}
        return Done((task_of(store, id_), *(task_of(store, after[plain(part)]) for part in words[1:])), written)


def _due(words: str, year: int | None, whole: Unit) -> Value:
    """The words of the deadline of a part: its own, else that of the whole."""
    own = deadline_in_sentence(words, year)
    return value_of(whole, "deadline") if own is None else own.text


def taken_over(parts: Sequence[Unit]) -> tuple[str, ...]:
    """What a person who has just split a task should look at again, one sentence each."""
    dated = [unit for unit in parts if unit.deadline is not None]
    own = [unit for unit in dated if unit.deadline is not None and unit.deadline.text in unit.text]
    names = [
        name
        for name, there in (("单位", any(x.lead or x.support for x in parts)), ("时限", len(dated) > len(own)))
        if there
    ]
    found = [f"{'和'.join(names)}照原来那一条带了过去，请逐条核对"] if names else []
    return (*found, *([f"有 {len(own)} 条的时限是从它自己的话里读出的"] if own else []))


def merge_tasks(
    folder: OpenFolder, ids: Sequence[str], *, author: str = "", seen: Mapping[str, str] | None = None
) -> Done[Unit]:
    """Make one task of several of a notice: the first of them says it all, the others stay as passages.

    Offices are those of all; deadlines that differ stand beside one another. `seen` are the `states` that the editor
    had before the eyes. Raises UsageError, code `conflict` when one is another by now and `edit` for fewer than two
    tasks or tasks of several notices, NotFoundError; then nothing is written.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) < 2:
        raise refused("至少选两条任务才能合并", "请再选一条")
    check_own(folder, wanted)
    with folder.writing() as store:
        notice_id = task_of(store, wanted[0]).notice_id
        if {task_of(store, id_).notice_id for id_ in wanted} != {notice_id}:
            raise refused("只能合并同一份通知里的任务", "请选同一份通知里的任务")
        units = [unit for unit in store.units_of(notice_id) if unit.id in wanted]  # in the order of the notice
        check_seen(store, units, seen or {})
        first, time = units[0], now()
        read = read_task(store, first)
        whole = cleaned(_merged(store, units), TASK_FIELDS)
        of_it = (read.requirement, read.printed, first.id)
        made = [
            Edit(notice_id, field, old, value, *of_it, author=author, time=time)
            for field, value in whole.items()
            if differs(field, value, old := value_of(first, field))
        ]
        for unit in units[1:]:
            other = read_task(store, unit)
            said = (other.requirement, other.printed, unit.id)
            made.append(Edit(notice_id, MERGED, None, read.requirement, *said, author=author, time=time))
        written = write(folder, store, notice_id, made)
        return Done(task_of(store, first.id), written)


def _merged(store: Store, units: Sequence[Unit]) -> dict[str, Value]:
    """The fields of several tasks as one."""
    text = store.whole_notices([units[0].notice_id])[units[0].notice_id].text
    words = units[0].text
    for before, unit in pairwise(units):
        torn = before.spans and unit.spans and not text[before.spans[-1].end : unit.spans[0].start].strip()
        words += ("" if torn or words[-1:] in _ENDS else "；") + unit.text
    lead = tuple(dict.fromkeys(name for unit in units for name in unit.lead))
    support = tuple(dict.fromkeys(name for unit in units for name in unit.support if name not in lead))
    deadlines = dict.fromkeys(unit.deadline.text for unit in units if unit.deadline)
    return {
        "requirement": words,
        "number": next((unit.number for unit in units if unit.number), None),
        "section": next((unit.section for unit in units if unit.section), ()),
        "lead": lead,
        "support": support,
        "deadline": "；".join(deadlines) or None,
    }
