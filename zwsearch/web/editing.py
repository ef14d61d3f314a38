"""Setting right by hand: the forms on the pages of a notice and of a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web.house import go_to, house_of, is_own, read_form, session_of, text_of
from zwsearch.workspace import Workspace, edits
from zwsearch.workspace.edit_values import NAMES

router = APIRouter()
_AUTHOR = "网页"


@router.post("/notices/{id_}/edit")
async def edit_notice(request: Request, id_: str) -> Response:
    """Save the fields of a notice, or take an edit back."""
    form = await read_form(request)
    changes = _given(form, edits.NOTICE_FIELDS)

    def act(workspace: Workspace) -> Sequence[edits.Change]:
        before = len(workspace.history(id_))
        workspace.edit_notice(id_, author=_AUTHOR, **changes)
        return workspace.history(id_)[before:]

    return await _answer(request, form, id_, f"/notices/{id_}", act)


@router.post("/tasks/{id_}/edit")
async def edit_task(request: Request, id_: str) -> Response:
    """Save the fields of a task, or take an edit back."""
    form = await read_form(request)
    changes, seen = _given(form, edits.TASK_FIELDS), text_of(form, "seen") or None

    def act(workspace: Workspace) -> Sequence[edits.Change]:
        before = len(workspace.history(id_))
        edits.edit_task(workspace, id_, changes, author=_AUTHOR, seen=seen)
        return workspace.history(id_)[before:]

    return await _answer(request, form, id_, f"/tasks/{id_}", act)


@router.post("/notices/{id_}/tasks")
async def add_task(request: Request, id_: str) -> Response:
    """Write down a task that was not read."""
    form = await read_form(request)
    changes = _given(form, edits.TASK_FIELDS)
    requirement = changes.pop("requirement", "")
    house = house_of(request)
    unit = await house.desk.change(lambda w: edits.add_task(w, id_, requirement, changes, author=_AUTHOR))
    house.flash(session_of(request), text="已补写一条任务", undo=f"/notices/{id_}/edit")
    return go_to(f"/notices/{id_}#row-{unit.id}")


@router.post("/tasks/{id_}/drop")
async def drop_task(request: Request, id_: str) -> Response:
    """Say that this is no task."""
    await read_form(request)
    house = house_of(request)
    unit = await house.desk.change(lambda workspace: workspace.drop_task(id_, author=_AUTHOR))
    home = f"/notices/{unit.notice_id}"
    house.flash(session_of(request), text="已划为“不是任务”，原文仍可检索", undo=f"{home}/edit")
    return go_to(home)


def _given(form: FormData, fields: Sequence[str]) -> dict[str, Any]:
    return {name: text_of(form, name) for name in fields if name in form}


async def _answer(request: Request, form: FormData, id_: str, home: str, act: Any) -> Response:
    house, session = house_of(request), session_of(request)
    number = text_of(form, "undo")
    if number:
        # The button beside a line names its edit; the one of the message says only `1`, as for labels.
        one = int(text_of(form, "number")) if text_of(form, "number").isdecimal() else None
        made = await house.desk.change(lambda workspace: workspace.undo_edit(id_, number=one, author=_AUTHOR))
        house.flash(session, text=f"已撤销对{_names(made)}的修改")
    else:
        made = await house.desk.change(act)
        if made:
            house.flash(session, text=f"已改正{_names(made)}", undo=f"{home}/edit")
        else:
            house.flash(session, text="与现在的内容相同，没有改动")
    back = text_of(form, "back")
    return go_to(back if is_own(back) else home)


def _names(made: Sequence[edits.Change]) -> str:
    return "、".join(dict.fromkeys(NAMES[change.field] for change in made))
