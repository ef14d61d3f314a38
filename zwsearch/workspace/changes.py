"""The history of a notice: every edit of people as a line, told with the task that it now speaks of."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from zwsearch.store import Store
from zwsearch.store.edits import Value, find


@dataclass(frozen=True, slots=True)
class Change:
    """One edit, as a line of the history.

    `unit_id` is the task as it is now, None for the notice itself and for a task that is no longer found (`lost`);
    `requirement` are the words of the task as they were read. `undone` was taken back later; `undoes` is the number
    of the edit that this one takes back.
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
    lines = []
    for edit in edits:
        place = find(edit, read)
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
            )
        )
    return tuple(lines)
