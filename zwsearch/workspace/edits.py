"""What people set right by hand in a notice and its tasks, with history and undo."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from zwsearch.records import StoredNotice, Unit
from zwsearch.store import NOTICE_FIELDS, TASK_FIELDS, Edit
from zwsearch.store.edits import ADDED, DROPPED, WRITTEN, find, standing
from zwsearch.workspace.acts import (
    Done,
    as_value,
    check_seen,
    conflict,
    notice_of,
    now,
    read_task,
    state_of_notice,
    states_of,
    value_of,
    write,
)
from zwsearch.workspace.changes import Change, history_of
from zwsearch.workspace.corrections import answering_store, check_own, task_of
from zwsearch.workspace.edit_values import cleaned, differs, refused
from zwsearch.workspace.opened import OpenFolder, not_found
from zwsearch.workspace.undoing import take_back

__all__ = [
    "NOTICE_FIELDS",
    "TASK_FIELDS",
    "Change",
    "add_task",
    "doubts",
    "drop_task",
    "edit_notice",
    "edit_task",
    "history",
    "state_of_notice",
    "states",
    "value_of",
]


def edit_notice(
    folder: OpenFolder, id_: str, changes: Mapping[str, Any], *, author: str = "", seen: str | None = None
) -> Done[StoredNotice]:
    """Set fields of a notice (see `NOTICE_FIELDS`) right; what it is now.

    `seen` is the `state_of_notice` that the editor had before the eyes. Raises UsageError, code `conflict` when it
    is another by now and `edit` for a value that cannot be, NotFoundError; then nothing is written.
    """
    wanted = cleaned(changes, NOTICE_FIELDS)
    check_own(folder, [id_])
    with folder.writing() as store:
        stored = notice_of(store, id_)
        if seen is not None and seen != state_of_notice(stored):
            lines = [line for line in history_of(store, id_) if line.requirement is None and line.written is None]
            raise conflict("这份通知的题头", lines[-1] if lines else None)
        time = now()
        made = [
            Edit(id_, field, as_value(getattr(stored.notice, field)), value, author=author, time=time)
            for field, value in wanted.items()
            if differs(field, value, as_value(getattr(stored.notice, field)))
        ]
        written = write(folder, store, id_, made)
        return Done(notice_of(store, id_), written)


def edit_task(
    folder: OpenFolder, id_: str, changes: Mapping[str, Any], *, author: str = "", seen: str | None = None
) -> Done[Unit]:
    """Set fields of a task (see `TASK_FIELDS`) right; what it is now. Offices may come as one text.

    `seen` is one of the `states` that the editor had before the eyes: when it is another by now, nothing is written.
    Raises UsageError, code `conflict` for that and `edit` for a value that cannot be, NotFoundError.
    """
    wanted = cleaned(changes, TASK_FIELDS)
    check_own(folder, [id_])
    with folder.writing() as store:
        unit = task_of(store, id_)
        check_seen(store, [unit], {} if seen is None else {id_: seen})
        read = read_task(store, unit)
        time = now()
        made = [
            Edit(unit.notice_id, field, old, value, read.requirement, read.printed, id_, author=author, time=time)
            for field, value in wanted.items()
            if differs(field, value, old := value_of(unit, field))
        ]
        written = write(folder, store, unit.notice_id, made)
        return Done(task_of(store, id_), written)


def drop_task(folder: OpenFolder, id_: str, *, author: str = "", seen: str | None = None) -> Done[Unit]:
    """Say that what was read as a task is none; it stays under its id as a passage. A task that a person added is
    taken back, with its id: then this is what it was.

    `seen` as in `edit_task`. Raises NotFoundError, UsageError.
    """
    check_own(folder, [id_])
    with folder.writing() as store:
        unit = task_of(store, id_)
        check_seen(store, [unit], {} if seen is None else {id_: seen})
        notice_id = unit.notice_id
        read = read_task(store, unit)
        mine = [
            edit for edit in standing(store.edits(notice_id)) if edit.field in WRITTEN and edit.new == read.requirement
        ]
        if mine:
            return Done(unit, take_back(folder, store, notice_id, mine[-1:], author))
        said = (read.requirement, read.printed, id_)
        made = write(folder, store, notice_id, [Edit(notice_id, DROPPED, 0, 1, *said, author=author, time=now())])
        found = store.unit(id_)
        assert found is not None
        return Done(found, made)


def add_task(
    folder: OpenFolder, notice_id: str, requirement: str, changes: Mapping[str, Any], *, author: str = ""
) -> Done[Unit]:
    """Write down a task that was not read from a notice, with fields as `edit_task` knows them.

    Raises UsageError (code `edit`) for words that stand there as a task already, or for a value that cannot be.
    """
    wanted = cleaned({**changes, "requirement": requirement}, TASK_FIELDS)
    words = str(wanted.pop("requirement"))
    check_own(folder, [notice_id])
    with folder.writing() as store:
        notice_of(store, notice_id)
        read = store.read_tasks(notice_id)
        probe = Edit(notice_id, ADDED, None, words, words)
        if find(probe, read) is not None:
            raise refused("这份通知里已有同样的任务", "请直接修改那一条；它若被划为“不是任务”，请先撤销", "requirement")
        time = now()
        made = [Edit(notice_id, ADDED, None, words, author=author, time=time)]
        empty = Unit(0, "", notice_id, "task", words)
        made += [
            Edit(notice_id, field, old, value, words, author=author, time=time)
            for field, value in wanted.items()
            if differs(field, value, old := value_of(empty, field))
        ]
        written = write(folder, store, notice_id, made)
        place = find(probe, after := store.read_tasks(notice_id))
        assert place is not None
        return Done(task_of(store, after[place].unit_id), written)


def history(folder: OpenFolder, id_: str) -> tuple[Change, ...]:
    """All edits of a notice and its tasks, or of one task, oldest first. Raises NotFoundError."""
    store = answering_store(folder)
    unit = store.unit(id_)
    if unit is None and not store.notices([id_]):
        raise not_found(id_)
    changes = history_of(store, id_ if unit is None else unit.notice_id)
    return changes if unit is None else tuple(change for change in changes if id_ in (change.unit_id, change.part_id))


def states(folder: OpenFolder, notice_id: str) -> dict[str, str]:
    """A short sign of each task of a notice by its id, for the editor to send back as `seen`."""
    store = answering_store(folder)
    return states_of(store, [unit for unit in store.units_of(notice_id) if unit.type == "task"])


def doubts(now: StoredNotice | Unit, changed: Set[str]) -> tuple[str, ...]:
    """What a person who has just set these fields should look at again, one sentence each; it is saved all the same."""
    if isinstance(now, Unit):
        due = now.deadline
        dateless = due is not None and due.kind in ("by", "range") and due.end is None
        return (f"时限“{due.text}”里没有读出日期",) if due and dateless and "deadline" in changed else ()
    about = now.notice
    found = []
    if "title" in changed and not about.title:
        found.append("标题现在是空的，显示时以来源的名称代替")
    if changed & {"year", "date"} and about.date and about.year and not about.date.startswith(str(about.year)):
        found.append(f"年份 {about.year} 与成文日期 {about.date} 不一致，请核对")
    return tuple(found)
