"""What people said of a notice, when it is read with other words: carried over to the task that is surely the same.

Where none is, nothing is guessed: what was said is kept in the history, and the report names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zwsearch.records import Task
from zwsearch.store import Edit, Label, NewNotice, Store, StoredFile
from zwsearch.store.edits import CARRIED, goes_along, in_present_words, numbers_of_read, reshaping_acts, standing
from zwsearch.store.labels import latest, plain
from zwsearch.workspace.acts import now
from zwsearch.workspace.changes import Change, history_of
from zwsearch.workspace.decisions import lost_labels
from zwsearch.workspace.edit_values import NAMES, as_text
from zwsearch.workspace.overlay import laid, lay_over
from zwsearch.workspace.sameness import same_tasks

Tagger = Callable[[NewNotice], NewNotice]

_BY = "重新读入"  # who carried it over, in the history
_TOLD = 24  # characters of a task


@dataclass(frozen=True, slots=True)
class Stored:
    """The ids of the notices of a file, the notices as they were stored, and what became of people's words on them."""

    ids: list[str]
    notices: list[NewNotice]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What had been said of a notice before it was read again, and what of it had no task even then."""

    id: str
    tasks: tuple[Task, ...]
    wordings: dict[str, set[str]]
    edits: tuple[Edit, ...]
    labels: tuple[Label, ...]
    lost_edits: frozenset[int]
    lost_labels: frozenset[int]


def store_file(store: Store, file: StoredFile, data: bytes, notices: Sequence[NewNotice], tagger: Tagger) -> Stored:
    """Put what a file holds in the place of what it held before, with what people said laid over it.

    The caller has begun a transaction.
    """
    new = {store.identify(notice.source_key): notice.extraction.tasks for notice in notices}
    before = [said for id_ in new if (said := _said_of(store, id_)) is not None]
    gone = [id_ for id_ in store.notices_of(file.key) if id_ not in new]
    notes = [note for id_ in gone for note in _told_gone(store, id_)]
    for said in before:
        store.add_edits(_carried(store, said, new[said.id]))
    tagged = [tagger(lay_over(store, notice)) for notice in notices]
    ids = store.replace_file(file, data, tagged)
    notes += [note for said in before for note in _told(store, said)]
    return Stored(ids, tagged, tuple(notes))


def store_in_place(
    store: Store, id_: str, file: StoredFile, data: bytes, notice: NewNotice, tagger: Tagger
) -> tuple[str, ...]:
    """Put a notice from a file of its own in the place of a stored one, whose id it takes over, with what people said
    laid over it; what became of that. The caller has begun a transaction.
    """
    said = _said_of(store, id_)
    if said is not None:
        store.add_edits(_carried(store, said, notice.extraction.tasks))
    store.supersede(id_, file, data, tagger(laid(notice, store.edits(id_), id_)))
    return () if said is None else tuple(_told(store, said))


def edits_after(store: Store, id_: str, new: Sequence[Task]) -> list[Edit]:
    """The edits of a stored notice, in the words they will speak of once its tasks are read as `new`."""
    said, edits = _said_of(store, id_), store.edits(id_)
    return edits if said is None else in_present_words([*edits, *_carried(store, said, new)])


def _said_of(store: Store, id_: str) -> _Said | None:
    edits, labels = standing(store.edits(id_)), latest(store.labels(id_))
    if not edits and not labels:
        return None
    if not store.notices([id_]):  # it was removed, and comes back
        return _Said(id_, (), {}, tuple(edits), tuple(labels), frozenset(), frozenset())
    return _Said(
        id_,
        store.as_read(id_).extraction.tasks,
        store.all_wordings(id_),
        tuple(edits),
        tuple(labels),
        frozenset(change.number for change in _lost_edits(store, id_)),
        frozenset(label.number for label in lost_labels(store, id_)),
    )


def _lost_edits(store: Store, id_: str) -> list[Change]:
    return [change for change in history_of(store, id_) if change.lost and change.can_be_undone]


def _carried(store: Store, said: _Said, new: Sequence[Task]) -> list[Edit]:
    """Which tasks are the same as before, among those that something was said of."""
    of_task: dict[str, list[Edit]] = {}
    for edit in said.edits:
        of_task.setdefault(plain(edit.requirement or ""), []).append(edit)
    said_to = {plain(label.requirement) for label in said.labels}
    labelled = {words for words, all_ in said.wordings.items() if all_ & said_to}
    reshaping = reshaping_acts(said.edits)

    def is_worth_it(old: str, new: Task) -> bool:
        return old in labelled or any(goes_along(edit, new.requirement, reshaping) for edit in of_task.get(old, ()))

    numbers = numbers_of_read(len(new), store.edits(said.id))
    time = now()
    return [
        Edit(
            said.id,
            CARRIED,
            old.requirement,
            task.requirement,
            task.requirement,
            task.number,
            f"{said.id}-{numbers[place]}",
            author=_BY,
            time=time,
        )
        for old, place, task in same_tasks(said.tasks, new, said.wordings, spoken=labelled | of_task.keys())
        if is_worth_it(plain(old.requirement), task)
    ]


# --- what is told ------------------------------------------------------------------------------------------


def _told(store: Store, said: _Said) -> Iterator[str]:
    """A line for each task that was carried over, and for each that could not be."""
    edits, before = store.edits(said.id), {edit.number for edit in said.edits}
    for carried in standing(edits):
        if carried.field == CARRIED and carried.number not in before:
            fields = [e.field for e in standing(edits) if e.requirement == carried.new and e.field != CARRIED]
            words = store.all_wordings(said.id).get(plain(str(carried.new)), set())
            labels = [label.category for label in said.labels if plain(label.requirement) in words]
            yield (
                f"任务 {carried.unit_id} 的文字改了，沿用原来的{_what(fields, labels)}："
                f"“{_short(carried.old)}” → “{_short(carried.new)}”；"
                f"不是同一条的，用 zwsearch edit {carried.unit_id} --undo-number {carried.number} 撤销沿用"
            )
    lost: dict[str, tuple[str, list[str], list[str | None]]] = {}
    for change in _lost_edits(store, said.id):
        if change.number not in said.lost_edits:
            told = f"{NAMES[change.field]}：{as_text(change.field, change.new) or '（空）'}"
            lost.setdefault(plain(change.requirement or ""), (change.requirement or "", [], []))[1].append(told)
    read_as = {words: read for read, all_ in said.wordings.items() for words in all_}
    for label in lost_labels(store, said.id):
        if label.number not in said.lost_labels:
            spoken = plain(label.requirement)
            lost.setdefault(read_as.get(spoken, spoken), (label.requirement, [], []))[2].append(label.category)
    numbers = {plain(task.requirement): task.number for task in said.tasks}
    for task, (requirement, told_edits, labels) in lost.items():
        printed = f"{numbers[task]} " if numbers.get(task) else ""
        yield (
            f"通知 {said.id} 里已找不到任务“{printed}{_short(requirement)}”，对它的"
            f"{_what(told_edits, labels)}没有用上；记录都在，用 zwsearch show {said.id} 查看"
        )


def _told_gone(store: Store, id_: str) -> Iterator[str]:
    """A line for a notice that the file no longer holds, where people had said something of it."""
    edits, labels = len(standing(store.edits(id_))), len(latest(store.labels(id_)))
    if edits or labels:
        name = store.notices([id_])[id_].source.name
        yield f"文件里没有读到“{name}”这一份，对它的 {edits} 处修改和 {labels} 条标注没有用上；再读入这一份时会用上"


def _what(edits: Sequence[str], labels: Sequence[str | None]) -> str:
    named = "、".join(NAMES.get(edit, edit) for edit in dict.fromkeys(edits))
    parts = [f"修改（{named}）"] if edits else []
    return "和".join([*parts, *([f"标注（{'、'.join(filter(None, labels))}）"] if labels else [])])


def _short(words: object) -> str:
    text = str(words)
    return text if len(text) <= _TOLD else f"{text[: _TOLD - 1]}…"
