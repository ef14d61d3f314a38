"""An act: the edits that are saved together, from what the editor had before the eyes to what they leave."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from zwsearch.errors import UsageError
from zwsearch.records import StoredNotice, Unit
from zwsearch.store import NOTICE_FIELDS, TASK_FIELDS, Edit, Store
from zwsearch.store.edits import CARRIED, SPLIT_OFF, ReadTask, Value, find, standing
from zwsearch.workspace.changes import Change, history_of
from zwsearch.workspace.opened import OpenFolder, not_found
from zwsearch.workspace.overlay import laid

Left = TypeVar("Left", covariant=True)


@dataclass(frozen=True, slots=True)
class Done(Generic[Left]):
    """What an act left, and the lines that it added to the history; none where all was as it should be."""

    now: Left
    made: tuple[Change, ...]

    @property
    def act(self) -> int | None:
        """The number by which exactly this is taken back."""
        return self.made[0].act if self.made else None


def write(folder: OpenFolder, store: Store, notice_id: str, made: Sequence[Edit]) -> tuple[Change, ...]:
    """Keep edits as one act, lay them over what was read, bring the index in step; the lines of the history."""
    if not made:
        return ()
    tag = folder.tagger(forgiving=True)
    with store.transaction():
        store.add_edits(made)
        read = store.as_read(notice_id)
        store.rewrite(notice_id, tag(laid(read, store.edits(notice_id), notice_id)))
    folder.bring_in_step(store)
    return history_of(store, notice_id)[-len(made) :]


def read_task(store: Store, unit: Unit) -> ReadTask:
    """What a task is known by."""
    return next(task for task in store.read_tasks(unit.notice_id) if task.unit_id == unit.id)


def notice_of(store: Store, id_: str) -> StoredNotice:
    """A notice with all that is known of it. Raises NotFoundError."""
    found = store.whole_notices([id_]).get(id_)
    if found is None:
        raise not_found(id_)
    return found


def now() -> str:
    """The time of an edit."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def value_of(unit: Unit, field: str) -> Value:
    """A field of a task as a person edits it."""
    if field == "deadline":
        return unit.deadline.text if unit.deadline else None
    return as_value(getattr(unit, "text" if field == "requirement" else field))


def as_value(value: Any) -> Value:
    """A field of a record as edits keep it."""
    return tuple(value) if isinstance(value, tuple | list) else value


# --- what the editor had before the eyes -----------------------------------------------------------------------


def states_of(store: Store, units: Iterable[Unit]) -> dict[str, str]:
    """A short sign of each of some tasks of one notice, by their ids: another one once the task says something else,
    or is split otherwise."""
    tasks = list(units)
    parts: dict[str, list[Value]] = {}
    split = [edit for edit in standing(store.edits(tasks[0].notice_id)) if edit.field == SPLIT_OFF] if tasks else []
    read = store.read_tasks(tasks[0].notice_id) if split else []
    for edit in split:
        place = find(edit, read)
        if place is not None:
            parts.setdefault(read[place].unit_id, []).append(edit.new)
    return {x.id: sign([*(value_of(x, field) for field in TASK_FIELDS), *parts.get(x.id, ())]) for x in tasks}


def state_of_notice(stored: StoredNotice) -> str:
    """A short sign of what the metadata of a notice says; another one once it says something else."""
    return sign([as_value(getattr(stored.notice, field)) for field in NOTICE_FIELDS])


def sign(values: Sequence[object]) -> str:
    """A short sign of some values; other values have another one."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def check_seen(store: Store, units: Sequence[Unit], seen: Mapping[str, str]) -> None:
    """Raises UsageError, code `conflict`, where one of some tasks of a notice is no longer what its editor saw.

    `seen` are `states_of` the tasks; those that it does not hold are not compared.
    """
    states = states_of(store, units) if seen else {}
    others = [unit for unit in units if seen.get(unit.id, states.get(unit.id)) != states.get(unit.id)]
    if others:
        raise overtaken(store, others[0], "这条任务" if len(units) == 1 else f"任务“{others[0].text[:20]}”")


def overtaken(store: Store, unit: Unit, called: str = "这条任务") -> UsageError:
    """Why a task is no longer what its editor saw: the last that was done to it."""
    lines = [line for line in history_of(store, unit.notice_id) if unit.id in (line.unit_id, line.part_id)]
    return conflict(called, lines[-1] if lines else None)


def conflict(what: str, line: Change | None = None) -> UsageError:
    """Somebody else was quicker; `line` is the last that was done to it."""
    named = line is not None and line.author and line.field != CARRIED
    who = f"“{line.author}”" if line is not None and named else ""
    done = "拆开过" if line is not None and line.field == SPLIT_OFF else "改过或重新读入过"
    return UsageError(
        f"{what}刚刚被{who}{done}，没有保存", hint="请与现在的内容核对，改好以后再保存一次", code="conflict"
    )
