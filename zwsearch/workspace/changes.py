"""The history of a notice: every edit of people as a line, told with the task that it now speaks of."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from zwsearch.store import Edit, Store
from zwsearch.store.edits import Value, find, standing
from zwsearch.store.labels import plain
from zwsearch.workspace.overlay import ADDED, WRITTEN


@dataclass(frozen=True, slots=True)
class Change:
    """One edit, as a line of the history.

    `unit_id` is the task as it is now, None for the notice itself and for a task that is no longer found (`lost`);
    `requirement` are the words of the task as they were read. `undone` was taken back later; `undoes` is the number
    of the edit that this one takes back. `above` is the number of the latest edit of the same field that stands above
    this one, which has to be taken back first: what is below it shows nowhere.
    """

    number: int
    time: str
    author: str
    field: str
    old: Value
    new: Value
    unit_id: str | None = None
    requirement: str | None = None
    undone: bool = False
    lost: bool = False
    undoes: int | None = None
    above: int | None = None

    def shape(self) -> dict[str, Any]:
        """The line as JSON."""
        plain = {name: list(v) if isinstance(v := getattr(self, name), tuple) else v for name in ("old", "new")}
        return {**asdict(self), **plain}

    @property
    def can_be_undone(self) -> bool:
        """Whether it stands and can be taken back."""
        return not self.undone and self.undoes is None


def history_of(store: Store, notice_id: str) -> tuple[Change, ...]:
    """All edits of a notice and its tasks, oldest first."""
    edits, read = store.edits(notice_id), store.read_tasks(notice_id)
    undone = {edit.undoes for edit in edits}
    held = standing(edits)
    lines = []
    for edit in edits:
        # A task that a person wrote bears its own words.
        of_task = replace(edit, requirement=str(edit.new or edit.old)) if edit.field == ADDED else edit
        place = find(of_task, read)
        later = [x.number for x in held if x.number > edit.number and of_one_field(x, edit)]
        lines.append(
            Change(
                edit.number,
                edit.time,
                edit.author,
                edit.field,
                edit.old,
                edit.new,
                None if place is None else read[place].unit_id,
                edit.requirement,
                edit.number in undone,
                edit.requirement is not None and place is None,
                edit.undoes,
                later[-1] if later and edit in held else None,
            )
        )
    return tuple(lines)


def of_one_field(one: Edit, other: Edit) -> bool:
    """Whether two edits speak of the same field; each task that a person wrote is one of its own."""
    if one.field in WRITTEN and plain(str(one.new)) != plain(str(other.new)):
        return False
    return (one.field, one.requirement, one.printed) == (other.field, other.requirement, other.printed)
