"""Setting right by hand: the forms on the pages of a notice and of a task."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, UsageError, WorkspaceError, ZwsearchError
from zwsearch.records import StoredNotice, Unit
from zwsearch.web.failures import explain
from zwsearch.web.forms import CONFLICT, Purpose, Typed, given, opened_with
from zwsearch.web.house import go_to, house_of, is_own, read_form, session_of, text_of, told, wants_json
from zwsearch.web.labelling import counts_at, refuse
from zwsearch.web.notices import notice_page, task_page
from zwsearch.web.once import page_router
from zwsearch.web.overtaken import ask_again, show_fate
from zwsearch.web.signature import author_of
from zwsearch.web.wording import field_names, quoted, told_undo
from zwsearch.workspace import Workspace, edits, reshaping, undoing
from zwsearch.workspace.acts import Done
from zwsearch.workspace.edit_values import RefusedValueError

Page = Callable[[Request, str, Typed], Awaitable[Response]]
router = page_router()


@router.post("/notices/{id_}/edit")
async def edit_notice(request: Request, id_: str) -> Response:
    """Save the fields of a notice, or take an edit back."""
    return await _save(request, id_, f"/notices/{id_}", edits.NOTICE_FIELDS, edits.edit_notice, notice_page)


@router.post("/tasks/{id_}/edit")
async def edit_task(request: Request, id_: str) -> Response:
    """Save the fields of a task, or take an edit back."""
    return await _save(request, id_, f"/tasks/{id_}", edits.TASK_FIELDS, edits.edit_task, task_page)


@router.post("/notices/{id_}/tasks")
async def add_task(request: Request, id_: str) -> Response:
    """Write down a task that was not read."""
    form = await read_form(request)
    changes = given(form, edits.TASK_FIELDS)
    rest = {name: text for name, text in changes.items() if name != "requirement"}
    house, requirement, author = house_of(request), changes.get("requirement", ""), author_of(request)
    try:
        done = await house.desk.change(lambda w: edits.add_task(w, id_, requirement, rest, author=author))
    except (UsageError, WorkspaceError, NotFoundError) as error:
        return await _again(request, form, id_, changes, error, notice_page, "add")
    _tell(request, id_, done, "已补写一条任务", doubts=edits.doubts(done.now, set(changes)), at=f"row-{done.now.id}")
    return go_to(f"/notices/{id_}")


@router.post("/tasks/{id_}/split")
async def split_task(request: Request, id_: str) -> Response:
    """Make several tasks of one: a line each."""
    form = await read_form(request)
    typed, seen, author = given(form, ("parts",)), text_of(form, "seen") or None, author_of(request)
    parts, house = typed.get("parts", "").splitlines(), house_of(request)
    try:
        done = await house.desk.change(lambda w: reshaping.split_task(w, id_, parts, author=author, seen=seen))
    except (UsageError, WorkspaceError, NotFoundError) as error:
        return await _again(request, form, id_, typed, error, task_page, "split")
    notice_id = done.now[0].notice_id
    said = "；".join((f"已拆成 {len(done.now)} 条", *reshaping.taken_over(done.now)))
    _tell(request, notice_id, done, said, at=f"row-{id_}")
    return go_to(f"/notices/{notice_id}")


@router.post("/notices/{id_}/merge")
async def merge_tasks(request: Request, id_: str) -> Response:
    """Make one task of those that are ticked; each tick says what its task was when the page was made."""
    form = await read_form(request)
    ticked = [value.partition(" ") for value in form.getlist("task") if isinstance(value, str)]
    ids, seen = [task for task, _, _ in ticked], {task: state for task, _, state in ticked if state}
    house, author = house_of(request), author_of(request)
    try:
        done = await house.desk.change(lambda w: reshaping.merge_tasks(w, ids, author=author, seen=seen))
    except (UsageError, NotFoundError) as error:
        if wants_json(request):
            raise
        if error.code == CONFLICT:
            button = f"仍然合并这 {len(set(ids))} 条"
            return await ask_again(request, error, ids, request.url.path, button, _ticks)
        for task in ids:
            if (lost := await show_fate(request, task, error)) is not None:
                return lost
        return await notice_page(request, id_, Typed({"task": " ".join(ids)}, explain(error), "merge"))
    doubts = edits.doubts(done.now, {change.field for change in done.made})
    said = f"已把 {len(set(ids))} 条合并为一条"
    _tell(request, done.now.notice_id, done, said, doubts=doubts, at=f"row-{done.now.id}")
    return go_to(f"/notices/{done.now.notice_id}")


@router.post("/tasks/{id_}/drop")
async def drop_task(request: Request, id_: str) -> Response:
    """Say that this is no task, from its page or from the queue of a review."""
    form = await read_form(request)
    house, author, seen = house_of(request), author_of(request), text_of(form, "seen") or None
    back = text_of(form, "back") if is_own(text_of(form, "back")) else ""

    def act(workspace: Workspace) -> tuple[Done[Unit], dict[str, int]]:
        done = edits.drop_task(workspace, id_, author=author, seen=seen)
        return done, counts_at(workspace, back) if wants_json(request) else {}

    try:
        done, counts = await house.desk.change(act)
    except (UsageError, NotFoundError) as error:
        if wants_json(request):
            return await refuse(request, form, error)
        if error.code == CONFLICT:
            button, kept = "仍然划为“不是任务”", [("back", back)] if back else []
            return await ask_again(
                request, error, [id_], request.url.path, button, lambda _, now: [("seen", now[id_]), *kept]
            )
        if (lost := await show_fate(request, id_, error)) is None:
            raise
        return lost
    home = f"/notices/{done.now.notice_id}"
    gone = any(change.undoes for change in done.made)  # it was written by hand, and is gone with its id
    said = "已去掉这条手工写的任务；修改记录里还看得到它的内容" if gone else "已划为“不是任务”，原文仍可检索"
    if wants_json(request):
        undo = {} if gone else {"undo": f"{home}/edit", "act": done.act}
        return told({"ok": True, "id": id_, "category": "不是任务", "told": said, **undo, **counts})
    if gone:
        house.flash(session_of(request), text=said)
    else:
        said = f"{quoted(done.now.text)}{said}" if back else said
        _tell(request, done.now.notice_id, done, said, **({"back": back} if back else {}))
    return go_to(back or home)


def _ticks(units: Sequence[Unit], states: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("task", f"{unit.id} {states[unit.id]}") for unit in units]


async def _save(
    request: Request,
    id_: str,
    home: str,
    fields: Sequence[str],
    edit: Callable[..., Done[StoredNotice] | Done[Unit]],
    page: Page,
) -> Response:
    """Save what a form says; where it cannot be, `page` shows it again as it was typed."""
    form = await read_form(request)
    if text_of(form, "undo"):
        return await _undo(request, form, id_, home)
    changes, seen, author = given(form, fields), text_of(form, "seen") or None, author_of(request)
    house = house_of(request)
    try:
        done = await house.desk.change(lambda w: edit(w, id_, changes, author=author, seen=seen))
    except (UsageError, WorkspaceError, NotFoundError) as error:
        return await _again(request, form, id_, changes, error, page)
    if done.made:
        notice_id = done.now.notice_id if isinstance(done.now, Unit) else done.now.id
        doubts = edits.doubts(done.now, {change.field for change in done.made})
        _tell(request, notice_id, done, f"已改正{field_names(done.made)}", doubts=doubts)
    else:
        house.flash(session_of(request), text="与现在的内容相同，没有改动")
    back = text_of(form, "back")
    return go_to(back if is_own(back) else home)


async def _again(
    request: Request,
    form: FormData,
    id_: str,
    values: Mapping[str, str],
    error: ZwsearchError,
    page: Page,
    purpose: Purpose = "edit",
) -> Response:
    """Show what was typed again: in its form, or where nothing is left that it could change, by itself.

    A program that sent no form gets the error itself.
    """
    if wants_json(request) or not values:
        raise error
    kept = [(name, text) for name, text in form.multi_items() if name != "token" and isinstance(text, str)]
    lost = await show_fate(request, id_, error, kept, renewed="补写为一条新任务" if purpose == "edit" else None)
    at = error.field if isinstance(error, RefusedValueError) else ""
    return lost or await page(request, id_, Typed(values, explain(error), purpose, opened_with(form), at))


def _tell(
    request: Request,
    notice_id: str,
    done: Done[object],
    said: str,
    *,
    doubts: Sequence[str] = (),
    at: str = "",
    **more: str,
) -> None:
    """Say what was done, with the way to take back exactly this: beside what is named `at`, else above the page."""
    message = {"text": "；".join((said, *doubts)), "at": at, "doubtful": "yes" if doubts else "", **more}
    undo = {"undo": f"/notices/{notice_id}/edit", "act": str(done.act)}
    house_of(request).flash(session_of(request), **message, **undo)


async def _undo(request: Request, form: FormData, id_: str, home: str) -> Response:
    """Take back the edit of a number, as beside a line of the history, or all of an act, as in a message."""
    house, author, back = house_of(request), author_of(request), text_of(form, "back")
    number, act, known = (
        int(text) if (text := text_of(form, name)).isdecimal() else None for name in ("number", "act", "known")
    )
    if number is None and act is None:
        raise UsageError("没有说明撤销哪一次修改", hint="请打开修改记录，点要撤销的那一条")
    there = back if is_own(back) else home

    def take_back(workspace: Workspace) -> tuple[tuple[edits.Change, ...], bool, dict[str, int]]:
        if act is not None:
            made = undoing.undo_act(workspace, id_, act, author=author)
        else:
            made = undoing.undo_edit(workspace, id_, number=number, author=author, known=known)
        return made, _is_there(workspace, there), counts_at(workspace, back) if wants_json(request) else {}

    made, is_there, counts = await house.desk.change(take_back)
    if wants_json(request):
        return told({"ok": True, "told": told_undo(made), **counts})
    house.flash(session_of(request), text=told_undo(made))
    return go_to(there if is_there else f"/notices/{id_ if home.startswith('/notices/') else id_.rpartition('-')[0]}")


def _is_there(workspace: Workspace, address: str) -> bool:
    """Whether the task that an address leads to, if to any, is still there."""
    task = re.match(r"/tasks/([\w-]+)", address)
    try:
        return task is None or bool(workspace.show(task[1]))
    except NotFoundError:
        return False
