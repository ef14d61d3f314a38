"""People's edits laid over what was read: at every reading and after every edit, before the tasks are tagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zwsearch.extract.deadlines import cell_deadline
from zwsearch.extract.findings import NO_TASKS, NUMBERING_GAP, numbering_gap
from zwsearch.extract.numbering import still_missing
from zwsearch.records import Notice, Problem, Task
from zwsearch.store import Edit, NewNotice, ReadTask, Store
from zwsearch.store.edits import Value, find, standing

ADDED, DROPPED = "added", "dropped"


def lay_over(store: Store, new: NewNotice) -> NewNotice:
    """A notice that was just read, with people's edits of its earlier self laid over it. Tags come afterwards."""
    id_ = store.identify(new.source_key)
    held = standing(store.edits(id_))
    return laid(new, held, id_) if held else new


def laid(new: NewNotice, held: Sequence[Edit], id_: str) -> NewNotice:
    """A notice of an id with the edits that stand laid over what was read of it."""
    before = new.extraction
    own = {edit.field: edit.new for edit in held if edit.requirement is None and edit.field != ADDED}
    added = tuple(Task(None, (), str(edit.new)) for edit in held if edit.field == ADDED)
    every = (*before.tasks, *added)
    read = [ReadTask(f"{id_}-{place}", task.number, task.requirement) for place, task in enumerate(every, 1)]
    of_tasks: dict[int, dict[str, Value]] = {}
    for edit in held:
        place = find(edit, read)
        if place is not None:
            of_tasks.setdefault(place, {})[edit.field] = edit.new
    notice = _edited_notice(before.notice, own)
    tasks = [
        _edited_task(task, of_tasks.get(place, {}), before.notice.year, notice.year) for place, task in enumerate(every)
    ]
    # What a person wrote is dropped by taking it back.
    dropped = frozenset(place for place in range(len(before.tasks)) if of_tasks.get(place, {}).get(DROPPED))
    kept = tuple(task for place, task in enumerate(tasks) if place not in dropped)
    if notice == before.notice and kept == before.tasks:
        return new
    tags = new.tags and (*(tag for place, tag in enumerate(new.tags) if place not in dropped), *(None for _ in added))
    by_hand = [task.number for task, was in zip(tasks, every, strict=True) if task.number != was.number]
    missing = still_missing(before.missing_numbers, by_hand)
    extraction = replace(before, notice=notice, tasks=kept, missing_numbers=missing)
    problems = tuple(_problems_left(new.problems, missing, none_read=not before.tasks and bool(kept)))
    return replace(new, extraction=extraction, problems=problems, tags=tags, as_read=new, dropped=dropped, added=added)


def _problems_left(problems: Sequence[Problem], missing: tuple[str, ...], *, none_read: bool) -> Iterator[Problem]:
    """The problems of a notice without what people have mended; `none_read`: all its tasks are written by them."""
    for problem in problems:
        if problem.code == NUMBERING_GAP:
            if missing:
                yield numbering_gap(missing)
        elif not (problem.code == NO_TASKS and none_read):
            yield problem


def _edited_notice(notice: Notice, changes: Mapping[str, Value]) -> Notice:
    given: dict[str, Any] = dict(changes)
    day = given.get("date")
    if day and "year" not in given and (notice.date or "")[:4] == str(notice.year or ""):
        given["year"] = int(day[:4])  # the year came from the date, so it goes with it
    return replace(notice, **given)


def _edited_task(task: Task, changes: Mapping[str, Value], year_read: int | None, year: int | None) -> Task:
    given: dict[str, Any] = {field: value for field, value in changes.items() if field != DROPPED}
    words = given.pop("deadline", task.deadline.text if task.deadline else None)
    if "deadline" in changes or year != year_read:
        # A deadline that names no year has that of the notice, so it is read anew with either of them.
        given["deadline"] = cell_deadline(words, year) if words else None
    return replace(task, **given) if given else task
