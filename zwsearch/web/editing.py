"""Setting right by hand: the forms on the pages of a notice and of a task."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import UsageError, WorkspaceError, ZwsearchError
from zwsearch.records import StoredNotice, Unit
from zwsearch.web.failures import explain
from zwsearch.web.forms import Purpose, Typed, given, opened_with
from zwsearch.web.house import go_to, house_of, is_own, read_form, session_of, text_of, wants_json
from zwsearch.web.notices import notice_page, task_page
from zwsearch.web.once import page_router
from zwsearch.web.signature import author_of
from zwsearch.workspace import Workspace, edits, reshaping
from zwsearch.workspace.edit_values import NAMES

Saved = tuple[tuple[edits.Change, ...], tuple[str, ...]]  # the lines of the history, and what is doubtful about them
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
        unit = await house.desk.change(lambda w: edits.add_task(w, id_, requirement, rest, author=author))
    except (UsageError, WorkspaceError) as error:
        return await notice_page(request, id_, _typed(request, changes, error, "add"))
    doubts = edits.doubts(unit, set(changes))
    house.flash(session_of(request), text="；".join(("已补写一条任务", *doubts)), undo=f"/notices/{id_}/edit")
    return go_to(f"/notices/{id_}#row-{unit.id}")


@router.post("/tasks/{id_}/split")
async def split_task(request: Request, id_: str) -> Response:
    """Make several tasks of one: a line each."""
    form = await read_form(request)
    typed, seen, author = given(form, ("parts",)), text_of(form, "seen") or None, author_of(request)
    parts, house = typed.get("parts", "").splitlines(), house_of(request)
    try:
        units = await house.desk.change(lambda w: reshaping.split_task(w, id_, parts, author=author, seen=seen))
    except (UsageError, WorkspaceError) as error:
        return await task_page(request, id_, _typed(request, typed, error, "split"))
    home = f"/notices/{units[0].notice_id}"
    house.flash(session_of(request), text=f"已拆成 {len(units)} 条", undo=f"/tasks/{id_}/edit")
    return go_to(f"{home}#row-{id_}")


@router.post("/notices/{id_}/merge")
async def merge_tasks(request: Request, id_: str) -> Response:
    """Make one task of those that are ticked."""
    form = await read_form(request)
    ids = [value for value in form.getlist("task") if isinstance(value, str)]
    house, session, author = house_of(request), session_of(request), author_of(request)
    try:
        unit = await house.desk.change(lambda workspace: workspace.merge_tasks(ids, author=author))
    except UsageError as error:
        if wants_json(request):
            raise
        house.flash(session, text=f"{error.message}，没有改动。{error.hint}")
        return go_to(f"/notices/{id_}?reshape=1#reshape")
    house.flash(session, text=f"已把 {len(set(ids))} 条合并为一条", undo=f"/tasks/{unit.id}/edit")
    return go_to(f"/notices/{unit.notice_id}#row-{unit.id}")


@router.post("/tasks/{id_}/drop")
async def drop_task(request: Request, id_: str) -> Response:
    """Say that this is no task."""
    await read_form(request)
    house, author = house_of(request), author_of(request)
    unit = await house.desk.change(lambda workspace: workspace.drop_task(id_, author=author))
    home = f"/notices/{unit.notice_id}"
    house.flash(session_of(request), text="已划为“不是任务”，原文仍可检索", undo=f"{home}/edit")
    return go_to(home)


async def _save(
    request: Request,
    id_: str,
    home: str,
    fields: Sequence[str],
    edit: Callable[..., StoredNotice | Unit],
    page: Callable[[Request, str, Typed], Awaitable[Response]],
) -> Response:
    """Save what a form says; where it cannot be, `page` shows it again as it was typed."""
    form = await read_form(request)
    changes, seen, author = given(form, fields), text_of(form, "seen") or None, author_of(request)

    def act(workspace: Workspace) -> Saved:
        before = len(workspace.history(id_))
        now = edit(workspace, id_, changes, author=author, seen=seen)
        made = workspace.history(id_)[before:]
        return made, edits.doubts(now, {change.field for change in made})

    try:
        return await _answer(request, form, id_, home, act)
    except (UsageError, WorkspaceError) as error:
        return await page(request, id_, _typed(request, changes, error, opened=opened_with(form)))


def _typed(
    request: Request,
    values: Mapping[str, str],
    error: ZwsearchError,
    purpose: Purpose = "edit",
    *,
    opened: Mapping[str, str] | None = None,
) -> Typed:
    """What goes back into the form; a program that sent no form gets the error itself."""
    if wants_json(request) or not values:
        raise error
    return Typed(values, explain(error), purpose, opened or {})


async def _answer(request: Request, form: FormData, id_: str, home: str, act: Callable[[Workspace], Saved]) -> Response:
    house, session, author = house_of(request), session_of(request), author_of(request)
    number = text_of(form, "undo")
    if number:
        # The button beside a line names its edit; the one of the message says only `1`, as for labels.
        one = int(text_of(form, "number")) if text_of(form, "number").isdecimal() else None
        made = await house.desk.change(lambda workspace: workspace.undo_edit(id_, number=one, author=author))
        house.flash(session, text=f"已撤销对{_names(made)}的修改")
        gone = any(change.written is not None and change.unit_id != id_ for change in made)
        if gone and home.startswith("/tasks/"):
            return go_to(f"/notices/{id_.rpartition('-')[0]}")  # the task itself is gone with its page
    else:
        made, doubts = await house.desk.change(act)
        if made:
            house.flash(session, text="；".join((f"已改正{_names(made)}", *doubts)), undo=f"{home}/edit")
        else:
            house.flash(session, text="与现在的内容相同，没有改动")
    back = text_of(form, "back")
    return go_to(back if is_own(back) else home)


def _names(made: Sequence[edits.Change]) -> str:
    return "、".join(dict.fromkeys(NAMES[change.field] for change in made))
