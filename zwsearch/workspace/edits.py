"""What people set right by hand in a notice and its tasks, with history and undo."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.records import StoredNotice, Unit
from zwsearch.store import NOTICE_FIELDS, TASK_FIELDS, Edit, Store
from zwsearch.store.edits import CARRIED, ReadTask, Value, find, standing
from zwsearch.store.labels import plain
from zwsearch.workspace.changes import Change, history_of, of_one_field
from zwsearch.workspace.corrections import answering_store, check_own, task_of
from zwsearch.workspace.edit_values import NAMES, cleaned, differs, refused
from zwsearch.workspace.opened import OpenFolder, not_found
from zwsearch.workspace.overlay import ADDED, DROPPED, MERGED, SPLIT_OFF, WRITTEN, laid

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
    "state_of",
    "state_of_notice",
    "undo_edit",
    "value_of",
]


def edit_notice(
    folder: OpenFolder, id_: str, changes: Mapping[str, Any], *, author: str = "", seen: str | None = None
) -> StoredNotice:
    """Set fields of a notice (see `NOTICE_FIELDS`) right; return it as it now is.

    `seen` is the `state_of_notice` that the editor had before the eyes. Raises UsageError, code `conflict` when it
    is another by now and `edit` for a value that cannot be, NotFoundError; then nothing is written.
    """
    wanted = cleaned(changes, NOTICE_FIELDS)
    check_own(folder, [id_])
    with folder.writing() as store:
        stored = _notice(store, id_)
        if seen is not None and seen != state_of_notice(stored):
            raise conflict("这份通知的题头")
        time = now()
        made = [
            Edit(id_, field, _plain(getattr(stored.notice, field)), value, author=author, time=time)
            for field, value in wanted.items()
            if differs(field, value, _plain(getattr(stored.notice, field)))
        ]
        write(folder, store, id_, made)
        return _notice(store, id_)


def edit_task(
    folder: OpenFolder, id_: str, changes: Mapping[str, Any], *, author: str = "", seen: str | None = None
) -> Unit:
    """Set fields of a task (see `TASK_FIELDS`) right; return it as it now is. Offices may come as one text.

    `seen` is the `state_of` the task that the editor had before the eyes: when it is another by now, nothing is
    written. Raises UsageError, code `conflict` for that and `edit` for a value that cannot be, NotFoundError.
    """
    wanted = cleaned(changes, TASK_FIELDS)
    check_own(folder, [id_])
    with folder.writing() as store:
        unit = task_of(store, id_)
        if seen is not None and seen != state_of(unit):
            raise conflict("这条任务")
        read = read_task(store, unit)
        time = now()
        made = [
            Edit(unit.notice_id, field, old, value, read.requirement, read.printed, id_, author=author, time=time)
            for field, value in wanted.items()
            if differs(field, value, old := value_of(unit, field))
        ]
        write(folder, store, unit.notice_id, made)
        return task_of(store, id_)


def read_task(store: Store, unit: Unit) -> ReadTask:
    """What a task is known by."""
    return next(task for task in store.read_tasks(unit.notice_id) if task.unit_id == unit.id)


def drop_task(folder: OpenFolder, id_: str, *, author: str = "") -> Unit:
    """Say that what was read as a task is none; it stays under its id as a passage. Raises NotFoundError, UsageError.

    A task that a person added is taken back.
    """
    check_own(folder, [id_])
    with folder.writing() as store:
        unit = task_of(store, id_)
        notice_id = unit.notice_id
        read = read_task(store, unit)
        mine = [
            edit for edit in standing(store.edits(notice_id)) if edit.field in WRITTEN and edit.new == read.requirement
        ]
        if mine:
            _take_back(folder, store, notice_id, mine[-1:], author)
            return unit
        said = (read.requirement, read.printed, id_)
        write(folder, store, notice_id, [Edit(notice_id, DROPPED, 0, 1, *said, author=author, time=now())])
        found = store.unit(id_)
        assert found is not None
        return found


def add_task(
    folder: OpenFolder, notice_id: str, requirement: str, changes: Mapping[str, Any], *, author: str = ""
) -> Unit:
    """Write down a task that was not read from a notice, with fields as `edit_task` knows them.

    Raises UsageError (code `edit`) for words that stand there as a task already, or for a value that cannot be.
    """
    wanted = cleaned({**changes, "requirement": requirement}, TASK_FIELDS)
    words = str(wanted.pop("requirement"))
    check_own(folder, [notice_id])
    with folder.writing() as store:
        _notice(store, notice_id)
        read = store.read_tasks(notice_id)
        probe = Edit(notice_id, ADDED, None, words, words)
        if find(probe, read) is not None:
            raise refused("这份通知里已有同样的任务", "请直接修改那一条；它若被划为“不是任务”，请先撤销")
        time = now()
        made = [Edit(notice_id, ADDED, None, words, author=author, time=time)]
        empty = Unit(0, "", notice_id, "task", words)
        made += [
            Edit(notice_id, field, old, value, words, author=author, time=time)
            for field, value in wanted.items()
            if differs(field, value, old := value_of(empty, field))
        ]
        write(folder, store, notice_id, made)
        place = find(probe, after := store.read_tasks(notice_id))
        assert place is not None
        return task_of(store, after[place].unit_id)


def history(folder: OpenFolder, id_: str) -> tuple[Change, ...]:
    """All edits of a notice and its tasks, or of one task, oldest first. Raises NotFoundError."""
    store = answering_store(folder)
    unit = store.unit(id_)
    changes = history_of(store, id_ if unit is None else unit.notice_id)
    return changes if unit is None else tuple(change for change in changes if id_ in (change.unit_id, change.part_id))


def undo_edit(folder: OpenFolder, id_: str, *, number: int | None = None, author: str = "") -> tuple[Change, ...]:
    """Take back the edit of a number, else what was last saved together; return the lines that this adds.

    `id_` is the notice, or the task whose edits alone count. Raises NotFoundError when there is nothing to take back,
    and UsageError, code `conflict`, when a later edit of the same field stands above it; then nothing is written.
    """
    check_own(folder, [id_])
    with folder.writing() as store:
        unit = store.unit(id_)
        notice_id, unit_id = (id_, None) if unit is None else (unit.notice_id, id_)
        _notice(store, notice_id)
        lines = {line.number: line for line in history_of(store, notice_id)}
        mine = {
            line.number
            for line in lines.values()
            if line.can_be_undone and unit_id in (None, line.unit_id, line.part_id)
        }
        held = standing(store.edits(notice_id))
        # What was carried over at a reading is nobody's last act: it goes by its number alone.
        wanted = [edit for edit in held if edit.number == number or (number is None and edit.field != CARRIED)]
        chosen = [edit for edit in wanted if edit.number in mine]
        if not chosen:
            raise NotFoundError(f"{id_} 没有可以撤销的修改", hint=f"用 zwsearch show {id_} 查看现在的内容")
        acts = {edit.act for edit in chosen[-1:]}
        together = [edit for edit in held if edit.act in acts]
        if any(edit.field in (SPLIT_OFF, MERGED) for edit in together):
            undone = together  # half a split or half a merger would lose words, or have them twice
        else:
            undone = [edit for edit in chosen if number is not None or edit.act in acts]
        if number is not None or undone is together:
            _check_on_top(_with_all_said(undone, held), lines)
        return _take_back(folder, store, notice_id, undone, author)


def _check_on_top(undone: Sequence[Edit], lines: Mapping[int, Change]) -> None:
    """Raise UsageError where an edit that stays stands above one of those that are to be taken back."""
    numbers = {edit.number for edit in undone}
    for edit in undone:
        above = lines[edit.number].above
        if above is not None and above not in numbers:
            raise UsageError(
                f"“{NAMES[edit.field]}”在这之后又改过（第 {above} 号修改），没有撤销",
                hint=f"请先撤销第 {above} 号修改，或直接改成想要的内容",
                code="conflict",
            )


def _take_back(
    folder: OpenFolder, store: Store, notice_id: str, undone: Sequence[Edit], author: str
) -> tuple[Change, ...]:
    """Take edits back; with a task that a person wrote, all that was said of it."""
    held, time = standing(store.edits(notice_id)), now()
    made = [
        replace(x, old=x.new, new=_value_before(x, held), undoes=x.number, author=author, time=time)
        for x in _with_all_said(undone, held)
    ]
    write(folder, store, notice_id, made)
    return history_of(store, notice_id)[-len(made) :]


def _with_all_said(undone: Sequence[Edit], held: Sequence[Edit]) -> list[Edit]:
    """Edits, and all that was said of the tasks that a person wrote with them."""
    chosen, before = {x.number for x in undone}, 0
    while len(chosen) > before:  # a part may have been split again
        before = len(chosen)
        gone = {plain(str(x.new)) for x in held if x.number in chosen and x.field in WRITTEN}
        chosen |= {x.number for x in held if plain(x.requirement or "") in gone}
    return [x for x in held if x.number in chosen]


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


def state_of(unit: Unit) -> str:
    """A short sign of what a task says; another one once it says something else."""
    return _sign([value_of(unit, field) for field in TASK_FIELDS])


def state_of_notice(stored: StoredNotice) -> str:
    """A short sign of what the metadata of a notice says; another one once it says something else."""
    return _sign([_plain(getattr(stored.notice, field)) for field in NOTICE_FIELDS])


def _sign(values: Sequence[Value]) -> str:
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def conflict(what: str) -> UsageError:
    """Somebody else was quicker."""
    return UsageError(
        f"{what}刚刚被改过或重新读入过，没有保存", hint="请与现在的内容核对，改好以后再保存一次", code="conflict"
    )


def value_of(unit: Unit, field: str) -> Value:
    """A field of a task as a person edits it."""
    if field == "deadline":
        return unit.deadline.text if unit.deadline else None
    return _plain(getattr(unit, "text" if field == "requirement" else field))


def _plain(value: Any) -> Value:
    return tuple(value) if isinstance(value, tuple | list) else value


def _value_before(edit: Edit, held: Sequence[Edit]) -> Value:
    """What holds once an edit is taken back, as far as edits tell; else what it was when the edit was made."""
    others = [x for x in held if x.number != edit.number and of_one_field(x, edit)]
    return others[-1].new if others else edit.old


def write(folder: OpenFolder, store: Store, notice_id: str, made: Sequence[Edit]) -> None:
    """Keep edits as one act, lay them over what was read, and bring the index in step."""
    if not made:
        return
    tag = folder.tagger(forgiving=True)
    with store.transaction():
        store.add_edits(made)
        read = store.as_read(notice_id)
        store.rewrite(notice_id, tag(laid(read, standing(store.edits(notice_id)), notice_id)))
    folder.bring_in_step(store)


def _notice(store: Store, id_: str) -> StoredNotice:
    found = store.whole_notices([id_]).get(id_)
    if found is None:
        raise not_found(id_)
    return found


def now() -> str:
    """The time of an edit."""
    return datetime.now(UTC).isoformat(timespec="seconds")
