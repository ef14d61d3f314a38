"""People's edits laid over what was read: at every reading and after every edit, before the tasks are tagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zwsearch.extract.deadlines import cell_deadline
from zwsearch.extract.findings import NUMBERING_GAP, numbering_gap
from zwsearch.extract.missed import NO_TASKS
from zwsearch.extract.numbering import still_missing
from zwsearch.records import Deadline, Extraction, Notice, Problem, Span, Task
from zwsearch.store import Edit, NewNotice, ReadTask, Store
from zwsearch.store.edits import (
    ADDED,
    CARRIED,
    DROPPED,
    MERGED,
    SPLIT_OFF,
    WRITTEN,
    Value,
    find,
    numbers_of_read,
    standing,
)

_OF_THE_WHOLE = (DROPPED, SPLIT_OFF, MERGED, CARRIED)  # says what becomes of a task, and nothing of its fields


def lay_over(store: Store, new: NewNotice) -> NewNotice:
    """A notice that was just read, with people's edits of its earlier self laid over it. Tags come afterwards."""
    id_ = store.identify(new.source_key)
    edits = store.edits(id_)
    return laid(new, edits, id_) if edits else new


def laid(new: NewNotice, edits: Sequence[Edit], id_: str) -> NewNotice:
    """A notice of an id with those of its edits that stand laid over what was read of it."""
    before, held = new.extraction, standing(edits)
    numbers = numbers_of_read(len(before.tasks), edits)
    own = {edit.field: edit.new for edit in held if edit.requirement is None and edit.field != ADDED}
    every, read, order = _with_written(before, held, [f"{id_}-{number}" for number in numbers])
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
        return replace(new, numbers=tuple(numbers))
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
        numbers=tuple(int(task.unit_id.rpartition("-")[2]) for task in read),
    )


def _with_written(
    before: Extraction, held: Sequence[Edit], ids: Sequence[str]
) -> tuple[list[Task], list[ReadTask], list[int]]:
    """The tasks that were read and those that people wrote, what each is known by, and their places in order.

    A part stands behind the task that it was split from, and is none where that task is no longer found.
    """
    every = list(before.tasks)
    read = [ReadTask(id_, task.number, task.requirement) for id_, task in zip(ids, every, strict=True)]
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
        read.append(ReadTask(f"{edit.notice_id}-{edit.task}", None, words))
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


def _deadline(words: str, year: int | None) -> Deadline | None:
    """What a deadline means that a person wrote; of several beside one another, as a merger leaves them, the latest
    counts."""
    whole = cell_deadline(words, year)
    each = [part for text in words.split("；") if (part := cell_deadline(text, year)) is not None and part.end]
    latest = max(each, key=lambda part: part.end or "", default=None)
    return whole if whole is None or latest is None else replace(latest, text=whole.text)


def _edited_task(task: Task, changes: Mapping[str, Value], before: Extraction, year: int | None) -> Task:
    given: dict[str, Any] = {field: value for field, value in changes.items() if field not in _OF_THE_WHOLE}
    words = given.pop("deadline", task.deadline.text if task.deadline else None)
    if "deadline" in changes or year != before.notice.year:
        # A deadline that names no year has that of the notice, so it is read anew with either of them.
        given["deadline"] = _deadline(words, year) if words else None
    if "requirement" in given:
        given["spans"] = _spans_of(given["requirement"], task.spans, before.text) or task.spans
    return replace(task, **given) if given else task
