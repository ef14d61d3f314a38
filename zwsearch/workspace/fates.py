"""What became of a notice or a task that somebody was about to change, as a colleague may have been quicker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zwsearch.store import Store
from zwsearch.store.edits import DROPPED, MERGED, SPLIT_OFF, WRITTEN
from zwsearch.workspace.changes import Change, history_of
from zwsearch.workspace.opened import OpenFolder


@dataclass(frozen=True, slots=True)
class Fate:
    """What happened, and what to do now. `notice_id` is its notice where that is still there, `task_id` the task that
    it is part of now; `restorable`: taking the act back makes it a task again, under its id."""

    said: str
    hint: str
    notice_id: str | None = None
    task_id: str | None = None
    restorable: bool = False


def fate_of(folder: OpenFolder, id_: str) -> Fate | None:
    """What became of what bore an id; None while it is a notice or a task."""
    answering, _ = folder.answering()
    store = answering.existing()
    unit = None if store is None else store.unit(id_)
    if store is None or (unit is None and not store.notices([id_])):
        return _gone(store, id_)
    return None if unit is None or unit.type == "task" else _no_task(store, unit.notice_id, id_)


def _no_task(store: Store, notice_id: str, id_: str) -> Fate:
    lines = [line for line in history_of(store, notice_id) if line.unit_id == id_ and line.can_be_undone]
    last = next((line for line in reversed(lines) if line.field in (DROPPED, MERGED)), None)
    if last is None:
        return Fate("这一段不是任务", "只有任务可以这样改", notice_id)
    if last.field == DROPPED:
        return Fate(
            f"这条任务已{_by(last)}划为“不是任务”",
            "如果它确实是任务，请到通知的修改记录里撤销那一次，再回来提交",
            notice_id,
            restorable=True,
        )
    words = str(last.new)
    whole = next((task.unit_id for task in store.read_tasks(notice_id) if task.requirement == words), None)
    return Fate(
        f"这条任务已{_by(last)}并入“{words[:20]}”",
        "请打开合并后的那一条，在那里改；如果不该合并，请到通知的修改记录里撤销那一次，再回来提交",
        notice_id,
        whole,
        restorable=True,
    )


def _gone(store: Store | None, id_: str) -> Fate:
    notice_id, _, number = id_.rpartition("-")
    if store is None or not store.notices([notice_id]):
        return Fate(
            "这份通知已不在，可能已被删除", "请到通知列表里查看；需要时重新读入或粘贴这份通知，再补上您填的内容"
        )
    undone = _taken_back(store, notice_id, number)
    if undone is None:
        return Fate("这条任务已不在：通知重新读入后变了", "请打开通知，找到现在的那一条再改", notice_id)
    if undone.field == SPLIT_OFF:
        said = f"这条拆出来的任务已{_by(undone)}撤销，并回了原来那一条"
        return Fate(said, "请打开通知，在原来那一条里改；或者把它补写成一条新任务", notice_id)
    return Fate(f"这条补写的任务已{_by(undone)}去掉", "如果它应当保留，请把它重新补写一条", notice_id)


def _taken_back(store: Store, notice_id: str, number: str) -> Change | None:
    """The line that took back the task that a person wrote under a number."""
    written = {x.number for x in store.edits(notice_id) if x.field in WRITTEN and str(x.task) == number}
    lines: Sequence[Change] = history_of(store, notice_id)
    return next((line for line in lines if line.undoes in written), None)


def _by(line: Change) -> str:
    return f"由“{line.author}”" if line.author else "被"
