"""The history of a notice: every edit of people as a line, told with the task that it now speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from zwsearch.store import Edit, Store
from zwsearch.store.edits import CARRIED, Value, find, standing
from zwsearch.store.labels import plain
from zwsearch.workspace.overlay import ADDED, SPLIT_OFF, WRITTEN


@dataclass(frozen=True, slots=True)
class Change:
    """One edit, as a line of the history.

    `unit_id` is the task as it is now, None for the notice itself and for a task that is no longer found (`lost`);
    `requirement` are the words of the task as they were read. `undone` was taken back later; `undoes` is the number
    of the edit that this one takes back. `above` is the number of the latest edit of the same field that stands above
    this one, which has to be taken back first: what is below it shows nowhere. What was saved together has one `act`.
    `part_id` is the task that was split off, as it is now.
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
    act: int = 0
    part_id: str | None = None

    def shape(self) -> dict[str, Any]:
        """The line as JSON."""
        plain = {name: list(v) if isinstance(v := getattr(self, name), tuple) else v for name in ("old", "new")}
        return {**asdict(self), **plain}

    @property
    def can_be_undone(self) -> bool:
        """Whether it stands and can be taken back."""
        return not self.undone and self.undoes is None

    @property
    def written(self) -> str | None:
        """The words of the task that a person wrote down with it, or split off; None for any other edit."""
        if self.field not in WRITTEN:
            return None
        return str(self.old if self.undoes else self.new)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history as people read it: an edit, and what was said of the task that was written down with it,
    as pairs of a field and its value."""

    change: Change
    says: tuple[tuple[str, Value], ...] = ()


def lines_of(changes: Iterable[Change]) -> tuple[Line, ...]:
    """The history as people read it: a task that a person wrote down is one line with all that it says."""
    lines: list[Line] = []
    places: dict[tuple[int, str], int] = {}  # act and words of a task that was written -> its line
    for change in changes:
        place = places.get((change.act, plain(change.requirement or "")))
        if change.written is not None:
            places[change.act, plain(change.written)] = len(lines)
            lines.append(Line(change))
        elif place is None:
            lines.append(Line(change))
        elif not change.undoes:
            lines[place] = replace(lines[place], says=(*lines[place].says, (change.field, change.new)))
    return tuple(lines)


def history_of(store: Store, notice_id: str) -> tuple[Change, ...]:
    """All edits of a notice and its tasks, oldest first."""
    edits, read = store.edits(notice_id), store.read_tasks(notice_id)
    undone = {edit.undoes for edit in edits}
    held = standing(edits)
    lines = []
    for edit in edits:
        # A task that a person wrote bears its own words.
        itself = replace(edit, requirement=str(edit.new or edit.old)) if edit.field in WRITTEN else edit
        part = find(itself, read) if edit.field == SPLIT_OFF else None
        place = find(itself if edit.field == ADDED else edit, read)
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
                edit.requirement is not None and place is None and edit.field != CARRIED,
                edit.undoes,
                later[-1] if later and edit in held else None,
                edit.act,
                None if part is None else read[part].unit_id,
            )
        )
    return tuple(lines)


def of_one_field(one: Edit, other: Edit) -> bool:
    """Whether two edits speak of the same field; each task that a person wrote is one of its own."""
    if one.field in WRITTEN and plain(str(one.new)) != plain(str(other.new)):
        return False
    return (one.field, one.requirement, one.printed) == (other.field, other.requirement, other.printed)
