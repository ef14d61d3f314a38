"""What a program saw of a task or notice: a sign of all that an answer says of it, and changes to nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from zwsearch.errors import UsageError
from zwsearch.records import StoredNotice, Unit
from zwsearch.store import Store
from zwsearch.workspace.acts import overtaken, sign, state_of_notice, states_of
from zwsearch.workspace.decisions import decisions_of, decisions_standing
from zwsearch.workspace.fates import fate_of
from zwsearch.workspace.opened import OpenFolder

_NO_TASK = "passage"


def sign_of(store: Store, id_: str) -> str | None:
    """The sign of a task, a passage or a notice with its tasks; None where nothing bears the id.

    It is another one once a person, or a reading anew, has made something else of it; what the model says of tasks is
    no part of it. Ask for it before you read what it is the sign of: an older one does no harm, a newer one would.
    """
    unit = store.unit(id_)
    if unit is not None:
        return f"{states_of(store, [unit])[id_]}-{_decided(store, unit)}"
    stored = store.whole_notices([id_]).get(id_)
    return None if stored is None else _sign_of_notice(store, stored)


def _decided(store: Store, unit: Unit) -> str:
    """What stands of what people decided on: the number of the last decision on a category, or that it is no task."""
    if unit.type != "task":
        return _NO_TASK
    said = decisions_standing(store, unit)
    return str(said[-1].number if said else 0)


def _sign_of_notice(store: Store, stored: StoredNotice) -> str:
    tasks = [unit for unit in store.units_of(stored.id) if unit.type == "task"]
    edits, labels = store.edits(stored.id), store.labels(stored.id)
    last = tuple(rows[-1].number if rows else 0 for rows in (edits, labels))
    read = (stored.source.sha256, stored.text, repr(stored.problems), stored.missing_numbers)
    return sign([state_of_notice(stored), *states_of(store, tasks).items(), *last, *read])


@contextmanager
def unchanged(folder: OpenFolder, ids: Sequence[str], seen: Sequence[str] | None) -> Iterator[None]:
    """Let nobody else write while the caller changes what bears some ids, if that still is what it saw.

    `seen` are signs: any that fits will do for one id, and for several each has one, in any order; None asks for
    nothing. Raises UsageError, code `conflict`, when one of them is another by now; what is gone the change itself
    says.
    """
    own = folder.existing()
    if own is None:
        yield
        return
    with folder.writing() as store:
        if seen is not None:
            _check(folder, store, list(dict.fromkeys(ids)), seen)
        yield


def _check(folder: OpenFolder, store: Store, ids: Sequence[str], seen: Sequence[str]) -> None:
    now = {id_: found for id_ in ids if (found := sign_of(store, id_)) is not None}
    if len(now) < len(ids):
        return
    unseen = set(now.values()) - set(seen) if len(ids) == 1 else Counter(now.values()) - Counter(seen)
    for id_ in ids:
        if now[id_] in unseen:
            raise _other_now(folder, store, id_, seen)


def _other_now(folder: OpenFolder, store: Store, id_: str, seen: Sequence[str]) -> UsageError:
    """Why something is no longer what a program saw, as far as that is known."""
    unit = store.unit(id_)
    look = "用 zwsearch show {} 查看现在的内容，核对以后再提交"
    if unit is None:
        return UsageError("这份通知或其中的任务在这之后有过改动，没有执行", hint=look.format(id_), code="conflict")
    if unit.type != "task":
        fate = fate_of(folder, id_)
        said, whole = ("这一段不是任务", None) if fate is None else (fate.said, fate.task_id)
        return UsageError(f"{said}，没有执行", hint=look.format(whole or id_), code="conflict")
    state, said_of_it = states_of(store, [unit])[id_], decisions_of(store, unit)
    if not said_of_it or all(known.partition("-")[0] != state for known in seen):
        return overtaken(store, unit)
    who = f"“{said_of_it[-1].author}”" if said_of_it[-1].author else "别人"
    held = unit.tag is not None and unit.tag.said
    done = f"把这条任务标为“{unit.tag.category}”" if held and unit.tag else "撤回了这条任务的标注"
    return UsageError(f"{who}刚{done}，没有执行", hint=look.format(id_), code="conflict")
