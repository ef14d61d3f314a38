"""People's edits laid over what was read: at every reading and after every edit, before the tasks are tagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zwsearch.extract.deadlines import cell_deadline
from zwsearch.extract.findings import NO_TASKS, NUMBERING_GAP, numbering_gap
from zwsearch.extract.numbering import still_missing
from zwsearch.records import Extraction, Notice, Problem, Span, Task
from zwsearch.store import Edit, NewNotice, ReadTask, Store
from zwsearch.store.edits import CARRIED, Value, find, standing

ADDED, DROPPED = "added", "dropped"
# A part of a task that a person made a task of its own, and a task that is now part of another one.
SPLIT_OFF, MERGED = "split_off", "merged"
WRITTEN = (ADDED, SPLIT_OFF)  # what a person wrote down as a task
_OF_THE_WHOLE = (DROPPED, SPLIT_OFF, MERGED, CARRIED)  # says what becomes of a task, and nothing of its fields


def lay_over(store: Store, new: NewNotice) -> NewNotice:
    """A notice that was just read, with people's edits of its earlier self laid over it. Tags come afterwards."""
    id_ = store.identify(new.source_key)
    held = standing(store.edits(id_))
    return laid(new, held, id_) if held else new


def laid(new: NewNotice, held: Sequence[Edit], id_: str) -> NewNotice:
    """A notice of an id with the edits that stand laid over what was read of it."""
    before = new.extraction
    own = {edit.field: edit.new for edit in held if edit.requirement is None and edit.field != ADDED}
    every, read, order = _with_written(before, held, id_)
    of_tasks: dict[int, dict[str, Value]] = {}
    for edit in held:
        place = find(edit, read)
        if place is not None:
            of_tasks.setdefault(place, {})[edit.field] = edit.new
    notice = _edited_notice(before.notice, own)
    tasks = [_edited_task(task, of_tasks.get(place, {}), before, notice.year) for place, task in enumerate(every)]
    dropped = frozenset(place for place, said in of_tasks.items() if _is_gone(place, said, len(before.tasks), read))
    places = tuple(place for place in order if place not in dropped)
    kept = tuple(tasks[place] for place in places)
    if notice == before.notice and kept == before.tasks:
        return new
    tags = new.tags and tuple(new.tags[place] if place < len(new.tags) else None for place in places)
    by_hand = [task.number for task, was in zip(tasks, every, strict=True) if task.number != was.number]
    missing = still_missing(before.missing_numbers, by_hand)
    extraction = replace(before, notice=notice, tasks=kept, missing_numbers=missing)
    problems = tuple(_problems_left(new.problems, missing, none_read=not before.tasks and bool(kept)))
    return replace(
        new,
        extraction=extraction,
        problems=problems,
        tags=tags,
        as_read=new,
        places=places,
        dropped=dropped,
        added=tuple(every[len(before.tasks) :]),
    )


def _with_written(before: Extraction, held: Sequence[Edit], id_: str) -> tuple[list[Task], list[ReadTask], list[int]]:
    """The tasks that were read and those that people wrote, what each is known by, and their places in order.

    A part stands behind the task that it was split from, and is none where that task is no longer found.
    """
    every = list(before.tasks)
    read = [ReadTask(f"{id_}-{place}", task.number, task.requirement) for place, task in enumerate(every, 1)]
    order = list(range(len(every)))
    behind: dict[int, int] = {}
    for edit in held:
        origin = find(edit, read) if edit.field == SPLIT_OFF else None
        if edit.field not in WRITTEN or (edit.field == SPLIT_OFF and origin is None):
            continue
        place, words = len(every), str(edit.new)
        order.insert(len(order) if origin is None else order.index(behind.get(origin, origin)) + 1, place)
        spans: tuple[Span, ...] = ()
        if origin is not None:
            behind[origin] = place
            spans = _spans_of(words, every[origin].spans, before.text)
        every.append(Task(None, (), words, spans=spans))
        read.append(ReadTask(f"{id_}-{place + 1}", None, words))
    return every, read, order


def _is_gone(place: int, said: Mapping[str, Value], read_count: int, read: Sequence[ReadTask]) -> bool:
    """Whether a task is none of its own any more. What a person wrote is dropped by taking it back.

    Part of another task it is only while that one is found: else its words would stand nowhere.
    """
    whole = said.get(MERGED)
    if whole is not None and find(Edit("", MERGED, None, None, str(whole)), read) not in (None, place):
        return True
    return bool(said.get(DROPPED)) and place < read_count


def _spans_of(words: str, within: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Where some words of a task stand among the places of the whole; nowhere when they were put otherwise."""
    for span in within:
        at = text.find(words, span.start, span.end)
        if at >= 0:
            return (Span(at, at + len(words)),)
    return ()


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


def _edited_task(task: Task, changes: Mapping[str, Value], before: Extraction, year: int | None) -> Task:
    given: dict[str, Any] = {field: value for field, value in changes.items() if field not in _OF_THE_WHOLE}
    words = given.pop("deadline", task.deadline.text if task.deadline else None)
    if "deadline" in changes or year != before.notice.year:
        # A deadline that names no year has that of the notice, so it is read anew with either of them.
        given["deadline"] = cell_deadline(words, year) if words else None
    if "requirement" in given:
        given["spans"] = _spans_of(given["requirement"], task.spans, before.text) or task.spans
    return replace(task, **given) if given else task
