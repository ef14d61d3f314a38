"""What people say about tasks: labels with history and undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zwsearch.errors import LabelError, NotFoundError, UsageError
from zwsearch.records import Unit, said_over
from zwsearch.store import Label, Store
from zwsearch.store.edits import CARRIED
from zwsearch.store.labels import plain, standing
from zwsearch.workspace import decisions
from zwsearch.workspace.changes import history_of
from zwsearch.workspace.decisions import (
    Seen,
    check_seen,
    decisions_of,
    decisions_standing,
    is_said,
    said_since,
    undoing,
    write_down,
)
from zwsearch.workspace.opened import OpenFolder, not_found
from zwsearch.workspace.taxonomy import read_taxonomy, stored_terms


@dataclass(frozen=True, slots=True)
class Decided:
    """Tasks as they are after a decision about them, and the numbers of the decisions that it wrote down, by which
    it can be taken back; `kept` are the ids of tasks that an undo left as they were."""

    units: tuple[Unit, ...]
    numbers: tuple[int, ...] = ()
    kept: tuple[str, ...] = ()


def categories(folder: OpenFolder) -> tuple[str, ...]:
    """The categories that a task can have here, in the order of the taxonomy.

    While the taxonomy is broken these are the last ones, so that a page with a choice of them can be shown.
    """
    try:
        return read_taxonomy(folder.path).names
    except LabelError:
        store = folder.existing()
        terms = None if store is None else stored_terms(store)
        if terms is None:
            raise
        return tuple(name for name, present in terms.items() if name == present)


def definitions(folder: OpenFolder) -> dict[str, str]:
    """What each category means."""
    return {category.name: category.definition for category in read_taxonomy(folder.path).categories}


def check_category(folder: OpenFolder, category: str) -> None:
    """Raises LabelError for a category that the taxonomy does not hold."""
    taxonomy = read_taxonomy(folder.path)
    if category not in taxonomy:
        present = taxonomy.present(category)
        if present is not None:
            raise LabelError(f"“{category}”已改名为“{present}”", hint=f"请写现在的名称：{present}")
        near = taxonomy.nearest(category)
        hint = f"是不是“{near}”？" if near else ""
        raise LabelError(f"没有名为“{category}”的类别", hint=f"{hint}可用的类别：{'、'.join(taxonomy.names)}")


def label_tasks(folder: OpenFolder, ids: Sequence[str], category: str | None, *, author: str = "") -> tuple[Unit, ...]:
    """Say what category tasks have; None takes an earlier decision back. Returns the tasks as they now are.

    Raises LabelError for an unknown category, NotFoundError for an unknown task, UsageError for a passage; then
    nothing is written.
    """
    return decide(folder, ids, category, author=author).units


def decide(
    folder: OpenFolder, ids: Sequence[str], category: str | None, *, author: str = "", seen: Seen | None = None
) -> Decided:
    """`label_tasks` with what is needed to take exactly this back. What a person said already is not said again.

    With `seen`, nothing is written and SaidMeanwhileError raised where another person's word would be replaced that
    whoever decides did not see.
    """
    if category is not None:
        check_category(folder, category)
    check_own(folder, ids)
    with folder.writing() as store:
        units = [task_of(store, id_) for id_ in ids]
        if seen is not None:
            check_seen(store, units, category, seen)
        # What is said of one task is said of all of the same words in its notice.
        new = {(unit.notice_id, plain(unit.text)): unit for unit in units if not is_said(store, unit, category)}
        numbers = write_down(store, [(unit, Label(unit.text, category)) for unit in new.values()], author)
        return Decided(tuple(task_of(store, id_) for id_ in ids), numbers)


def undo_label(folder: OpenFolder, id_: str, *, author: str = "") -> Unit:
    """Take the last decision about a task back, whoever made it. Raises NotFoundError when none is left."""
    check_own(folder, [id_])
    with folder.writing() as store:
        unit = task_of(store, id_)
        stack = decisions_standing(store, unit)
        if not stack:
            raise NotFoundError(f"任务 {id_} 没有可以撤销的标注", hint=f"用 zwsearch show {id_} 查看它现在的类别")
        write_down(store, [(unit, undoing(stack))], author)
        return task_of(store, id_)


def undo_decisions(folder: OpenFolder, numbers: Sequence[int], *, author: str = "", forgiving: bool = False) -> Decided:
    """Take back the decisions of some numbers (see `Decided`), and nothing that anybody said since.

    Where one of the tasks was decided on otherwise meanwhile, nothing is written and UsageError raised, code
    `conflict`; `forgiving` leaves such tasks as they are and takes the others back. Raises NotFoundError.
    """
    if folder.existing() is None:
        raise not_found("")
    with folder.writing() as store:
        chosen: list[tuple[Unit, Label]] = []
        kept: list[str] = []
        for number in numbers:
            label = store.label(number)
            unit = None if label is None or label.unit_id is None else store.unit(label.unit_id)
            if unit is None or unit.type != "task":
                if forgiving and label is not None:
                    kept.append(label.unit_id or "")
                    continue
                raise NotFoundError("要撤销的标注已找不到", hint="通知可能已删去或重新读入，用 zwsearch list 查看")
            said = decisions_of(store, unit)
            stack = standing(said)
            if stack and stack[-1].number == number:
                chosen.append((unit, undoing(stack)))
            elif forgiving:
                kept.append(unit.id)
            else:
                raise said_since(unit, number, said)
        written = write_down(store, chosen, author)
        return Decided(tuple(task_of(store, unit.id) for unit, _ in chosen), written, tuple(kept))


def label_history(folder: OpenFolder, id_: str) -> tuple[Label, ...]:
    """All decisions about a task and all that took one back, oldest first, under the present names of their
    categories, without those of categories that are gone. Raises NotFoundError."""
    store = answering_store(folder)
    return tuple(as_it_holds(store, decisions_of(store, task_of(store, id_))))


def standing_decisions(folder: OpenFolder, id_: str) -> tuple[int, ...]:
    """Numbers of the decisions about a task that were not taken back, oldest first. Raises NotFoundError."""
    store = answering_store(folder)
    return tuple(label.number for label in decisions_standing(store, task_of(store, id_)))


def lost_labels(folder: OpenFolder, notice_id: str) -> tuple[Label, ...]:
    """The decisions that a notice has no task for any more, oldest first: kept, and waiting for it to come back."""
    store = answering_store(folder)
    return tuple(as_it_holds(store, decisions.lost_labels(store, notice_id)))


def carried_from(folder: OpenFolder, id_: str) -> str | None:
    """The words that a task bore when its label was given, where it was carried over from them to other ones."""
    store = answering_store(folder)
    unit = task_of(store, id_)
    said = decisions_standing(store, unit)
    if not said or said[-1].category is None or plain(said[-1].requirement) == plain(unit.text):
        return None
    steps = [x for x in history_of(store, unit.notice_id) if x.field == CARRIED and x.can_be_undone]
    carried = any(x.unit_id == id_ and said[-1].time <= x.time for x in steps)
    return said[-1].requirement if carried else None


def as_it_holds(store: Store, said: Sequence[Label]) -> Iterator[Label]:
    """Decisions under the present names of their categories, without those of categories that are gone."""
    terms = stored_terms(store)
    for label in said:
        if terms is None or label.category is None:
            yield label
        elif label.category in terms:
            names = dict.fromkeys(terms[name] for name in (label.category, *label.also) if name in terms)
            category, *also = names
            yield replace(label, category=category, also=tuple(also))


def with_category(unit: Unit, category: str) -> Unit:
    """A task that was not stored, as if a person had said its category."""
    return replace(unit, tag=said_over(unit.tag, category))


def answering_store(folder: OpenFolder) -> Store:
    """The store that answers questions. Raises NotFoundError when there is none."""
    answering, _ = folder.answering()
    store = answering.existing()
    if store is None:
        raise not_found("")
    return store


def task_of(store: Store, id_: str) -> Unit:
    """A task. Raises NotFoundError, or UsageError for a passage."""
    unit = store.unit(id_)
    if unit is None:
        raise not_found(id_)
    if unit.type != "task":
        raise UsageError(f"{id_} 是段落，不是任务", hint="这只能对任务做，请选一条任务")
    return unit


def check_own(folder: OpenFolder, ids: Sequence[str]) -> None:
    """The sample is the program's: nobody can write into it."""
    own = folder.existing()
    if own is not None and own.has_notices():
        return
    answering, _ = folder.answering()
    store = answering.existing()
    if store is not None and ids and (store.unit(ids[0]) is not None or store.notices(ids[:1])):
        raise UsageError("示例语料不能改动", hint="请先读入自己的通知，再作改动")
    raise not_found(ids[0] if ids else "")
