"""The history of a notice: every edit of people as a line, told with the task that it now speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

from zwsearch.store import Edit, Store
from zwsearch.store.edits import ADDED, CARRIED, MERGED, SPLIT_OFF, WRITTEN, Value, find, standing
from zwsearch.store.labels import plain


@dataclass(frozen=True, slots=True)
class Change:
    """One edit, as a line of the history.

    `unit_id` is the task as it is now, None for the notice itself and for a task that is no longer found (`lost`);
    `requirement` are the words of the task as they were read. `undone` was taken back later; `undoes` is the number
    of the edit that this one takes back. `above` is the number of the latest edit that stands above this one, or above
    what goes with it, and has to be taken back first. What was saved together has one `act`.
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
    as pairs of a field and its value.

    A split and a merger are one line with their `parts`; the line itself then speaks of the first that makes them one.
    """

    change: Change
    says: tuple[tuple[str, Value], ...] = ()
    parts: tuple[Line, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that it tells."""
        return tuple(part.change for part in self.parts) or (self.change,)

    @property
    def whole(self) -> tuple[str, str | None]:
        """The words of the task that was written down, split, or merged with others, and its id as it is now."""
        change = self.change
        if change.field == MERGED:
            ids = (part.unit_id for part in self.changes if part.field != MERGED)
            return str(change.old if change.undoes else change.new), next(ids, None)
        return change.requirement or change.written or "", change.unit_id

    @property
    def told(self) -> str:
        """What was done, in words, where it has parts."""
        fields = [change.field for change in self.changes]
        name = self.change.field
        done = f"{'合并了' if name == MERGED else '拆成了'} {fields.count(name) + 1} 条任务"
        done = "补写了这条任务" if ADDED in fields else done
        return f"撤销：{done}" if self.change.undoes else done

    @property
    def undone(self) -> bool:
        """Whether all of it was taken back later."""
        return all(change.undone for change in self.changes)

    @property
    def number(self) -> int | None:
        """The number by which it can be taken back whole; None when it cannot."""
        return next((change.number for change in self.changes if change.can_be_undone), None)

    @property
    def above(self) -> int | None:
        """The number of another edit that has to be taken back first."""
        own = {change.number for change in self.changes}
        return next((x.above for x in self.changes if x.above is not None and x.above not in own), None)


def lines_of(changes: Iterable[Change]) -> tuple[Line, ...]:
    """The history as people read it: a task that a person wrote down is one line with all that it says, and so is
    what a split or a merger did."""
    return tuple(
        line
        for _, act in groupby(_with_what_they_say(changes), lambda line: line.change.act)
        for line in _as_one([*act])
    )


def _with_what_they_say(changes: Iterable[Change]) -> list[Line]:
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
    return lines


def _as_one(act: Sequence[Line]) -> Sequence[Line]:
    """The lines of an act, as one where they write down, split or merge tasks."""
    head = next((line for line in act if line.change.field in (*WRITTEN, MERGED)), None)
    return act if head is None or len(act) == 1 else (replace(head, says=(), parts=tuple(act)),)


def lines_about(lines: Iterable[Line], unit_id: str) -> tuple[Line, ...]:
    """Those that speak of one task."""
    return tuple(line for line in lines if any(unit_id in (x.unit_id, x.part_id) for x in line.changes))


def history_of(store: Store, notice_id: str) -> tuple[Change, ...]:
    """All edits of a notice and its tasks, oldest first."""
    edits, read = store.edits(notice_id), store.read_tasks(notice_id)
    undone = {edit.undoes for edit in edits}
    held = standing(edits)
    ids, written = {task.unit_id for task in read}, {edit.number: edit.task for edit in edits if edit.task is not None}
    said: dict[str, str] = {}  # words that people wrote -> the task that was last written in them
    lines = []
    for edit in edits:
        # A task that a person wrote is known by its number: another one may have been written in its words since.
        task = f"{notice_id}-{written.get(edit.undoes or edit.number)}" if edit.field in WRITTEN else None
        if task is not None:
            said[plain(str(edit.new or edit.old))] = task
        place = None if edit.requirement is None else find(edit, read)
        of = task if edit.field == ADDED else said.get(plain(edit.requirement or ""))
        if of is None and place is not None:
            of = read[place].unit_id
        lines.append(
            Change(
                edit.number,
                edit.time,
                edit.author,
                edit.field,
                edit.old,
                edit.new,
                of if of in ids else None,
                edit.requirement,
                edit.number in undone,
                edit.requirement is not None and place is None and edit.field != CARRIED,
                edit.undoes,
                _above(edit, held) if edit in held else None,
                edit.act,
                task if edit.field == SPLIT_OFF and task in ids else None,
            )
        )
    return tuple(lines)


def going_with(edit: Edit, held: Sequence[Edit]) -> list[Edit]:
    """What goes when an edit is taken back: of a split or a merger all, since half of one would lose words or have
    them twice; and with a task that a person wrote, all that was said of it."""
    together = [x for x in held if x.act == edit.act]
    return with_all_said(together if is_whole(together) else [edit], held)


def with_all_said(undone: Sequence[Edit], held: Sequence[Edit]) -> list[Edit]:
    """Edits, and all that was said of the tasks that a person wrote with them."""
    chosen, before = {x.number for x in undone}, 0
    while len(chosen) > before:  # a part may have been split again
        before = len(chosen)
        gone = {plain(str(x.new)) for x in held if x.number in chosen and x.field in WRITTEN}
        chosen |= {x.number for x in held if plain(x.requirement or "") in gone}
    return [x for x in held if x.number in chosen]


def is_whole(together: Sequence[Edit]) -> bool:
    """Whether what was done together is a split or a merger, which goes whole or not at all."""
    return any(x.field in (SPLIT_OFF, MERGED) for x in together)


def _above(edit: Edit, held: Sequence[Edit]) -> int | None:
    """The latest edit that stays and stands above one of those that would go: what is below it shows nowhere."""
    going = going_with(edit, held)
    numbers = {x.number for x in going}
    stays = [x for x in held if x.number not in numbers and x.number > edit.number]
    return max(
        (x.number for x in stays if any(x.number > y.number and of_one_field(x, y) for y in going)), default=None
    )


def of_one_field(one: Edit, other: Edit) -> bool:
    """Whether two edits speak of the same field; each task that a person wrote is one of its own."""
    if one.field in WRITTEN and plain(str(one.new)) != plain(str(other.new)):
        return False
    return (one.field, one.requirement, one.printed) == (other.field, other.requirement, other.printed)
