"""Edits: what people set right by hand, a field at a time; append-only, found again by the words that were read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import count as count_from
from itertools import islice
from typing import Any

from zwsearch.store.labels import plain
from zwsearch.store.rows import NOTICE_FIELDS, dump

__all__ = [
    "ADDED",
    "CARRIED",
    "DROPPED",
    "MERGED",
    "NOTICE_FIELDS",
    "SPLIT_OFF",
    "TASK_FIELDS",
    "WRITTEN",
    "Edit",
    "ReadTask",
    "all_edits",
    "append",
    "find",
    "goes_along",
    "in_present_words",
    "note_numbers",
    "numbers_of_read",
    "reshaping_acts",
    "standing",
]

Value = str | int | tuple[str, ...] | None

TASK_FIELDS = ("number", "section", "requirement", "lead", "support", "deadline")
ADDED, DROPPED = "added", "dropped"
# A part of a task that a person made a task of its own, and a task that is now part of another one.
SPLIT_OFF, MERGED = "split_off", "merged"
WRITTEN = (ADDED, SPLIT_OFF)  # what a person wrote down as a task
CARRIED = "carried"  # a task is the same that was read with other words before
_GIVEN = "notice, unit, requirement, printed, field, old, new, undoes, author, time"
_NAMES = ("notice_id", "unit_id", *_GIVEN.split(", ")[2:])
EDIT_COLUMNS = f"id, act, task, {_GIVEN}"


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of a notice, or of one of its tasks, as a person set it.

    `requirement` and `printed` are the words and the number of the task as they were read, by which it is found
    again after a re-reading; both None for the notice's own fields. A deadline is its words. The field `added` of a
    notice is the words of a task that a person wrote, `dropped` (1) of a task says that it is none, `split_off` is a
    part of it that is a task of its own, `merged` are the words (as read) of the task that it is part of. `carried`
    says that a task is the same that was read with other words before: `old` are those, `new` the present ones.
    `undoes` is the number of the edit that this one takes back. What is saved together has one `act`. `time` is ISO
    8601 in UTC. `number`, `act` and `task` are given by the store; `task` is the number in the id of the task that was
    written down.
    """

    notice_id: str
    field: str
    old: Value
    new: Value
    requirement: str | None = None
    printed: str | None = None
    unit_id: str | None = None
    undoes: int | None = None
    author: str = ""
    time: str = ""
    act: int = 0
    number: int = 0
    task: int | None = None


@dataclass(frozen=True, slots=True)
class ReadTask:
    """What a task is known by: its id now, and its number and words as they were read."""

    unit_id: str
    printed: str | None
    requirement: str


def append(connection: sqlite3.Connection, edits: Iterable[Edit]) -> None:
    """Write edits down as one act; a task that a person writes gets a number that no task of its notice ever had."""
    (act,) = connection.execute("SELECT coalesce(max(act), 0) + 1 FROM edit").fetchone()
    for edit in edits:
        values = (dump(getattr(edit, name)) if name in ("old", "new") else getattr(edit, name) for name in _NAMES)
        task = _next_number(connection, edit.notice_id) if edit.field in WRITTEN and edit.undoes is None else None
        connection.execute(
            f"INSERT INTO edit (act, task, {_GIVEN}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", (act, task, *values)
        )


def _next_number(connection: sqlite3.Connection, notice: str) -> int:
    query = "UPDATE numbering SET last = last + 1 WHERE notice = ? RETURNING last"
    return int(connection.execute(query, (notice,)).fetchone()[0])


def note_numbers(connection: sqlite3.Connection, notice: str, last: int) -> None:
    """Remember the largest number that a task of a notice ever had in its id."""
    query = "INSERT INTO numbering VALUES (?, ?) ON CONFLICT (notice) DO UPDATE SET last = max(last, excluded.last)"
    connection.execute(query, (notice, last))


def numbers_of_read(count: int, edits: Iterable[Edit]) -> list[int]:
    """The numbers in the ids of tasks that were read: in their order, but those that people's tasks have or had."""
    taken = {edit.task for edit in edits}
    return list(islice((number for number in count_from(1) if number not in taken), count))


def all_edits(rows: Iterable[Sequence[Any]]) -> list[Edit]:
    """Edits from rows of `EDIT_COLUMNS`."""
    return [
        Edit(
            notice_id=notice,
            field=field,
            old=_value(old),
            new=_value(new),
            requirement=requirement,
            printed=printed,
            unit_id=unit,
            undoes=undoes,
            author=author,
            time=time,
            act=act,
            number=number,
            task=task,
        )
        for number, act, task, notice, unit, requirement, printed, field, old, new, undoes, author, time in rows
    ]


def _value(text: str) -> Value:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def standing(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that were not taken back, oldest first; of those of one field the last one holds."""
    given = list(edits)
    undone = {edit.undoes for edit in given}
    return [edit for edit in given if edit.undoes is None and edit.number not in undone]


def in_present_words(edits: Iterable[Edit]) -> list[Edit]:
    """The edits, oldest first; those of tasks that were carried over to other words speak of these now."""
    now = list(edits)
    carried = [(place, edit) for place, edit in enumerate(now) if edit.field == CARRIED]
    if not carried:
        return now
    undone, reshaping = {edit.undoes for edit in now}, reshaping_acts(now)
    words = [plain(edit.requirement or "") for edit in now]
    for place, step in carried:
        if step.undoes is not None or step.number in undone:
            continue
        before, after = plain(str(step.old)), str(step.new)
        for at, edit in enumerate(now[:place]):
            if words[at] == before and goes_along(edit, after, reshaping):
                now[at] = replace(edit, requirement=after, printed=step.printed)
                words[at] = plain(after)
    return now


def goes_along(edit: Edit, words: str, reshaping: Set[int]) -> bool:
    """Whether an edit of a task is carried over to other words of it.

    What was said of the words themselves is not: it would hide the new ones, unless they are the same.
    """
    if edit.field == "requirement":
        return plain(str(edit.new)) == plain(words)
    return edit.act not in reshaping


def reshaping_acts(edits: Iterable[Edit]) -> set[int]:
    """The acts that split a task or merged some."""
    return {edit.act for edit in edits if edit.field in (SPLIT_OFF, MERGED)}


def find(edit: Edit, tasks: Iterable[ReadTask]) -> int | None:
    """The place of the task that an edit speaks of, among the tasks as they are now read; None when it is gone.

    The words decide, as for labels; among tasks of the same words the printed number does, then the old id.
    """
    if edit.requirement is None:
        return None
    words = plain(edit.requirement)
    same = [(place, task) for place, task in enumerate(tasks) if plain(task.requirement) == words]
    for agrees in (
        [place for place, task in same if task.printed == edit.printed and task.unit_id == edit.unit_id],
        [place for place, task in same if task.printed == edit.printed],
        [place for place, task in same if task.unit_id == edit.unit_id],
        [place for place, _ in same],
    ):
        if agrees:
            return agrees[0]
    return None
