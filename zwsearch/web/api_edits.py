"""The API's part for setting right by hand: edits of notices and tasks, their history, and taking them back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from zwsearch.records import NoticeKind, Unit
from zwsearch.web.api import Home, Id
from zwsearch.web.api_door import Day, Shape, failures, make_router
from zwsearch.web.api_seen import IfMatch, states_in
from zwsearch.workspace import Workspace, edits, reshaping
from zwsearch.workspace.shapes import task_shape, understood_shape

router = make_router()
_AUTHOR = "API"
Number = Annotated[int | None, Query(ge=1, le=2**53, description="修改记录里的编号；不写则撤销最近一次")]
Text = Annotated[str | None, Field(max_length=300)]
Words = Annotated[str, Field(min_length=1, max_length=20_000)]
Names = list[Annotated[str, Field(max_length=300)]]


class NoticeEdit(BaseModel):
    """Fields of a notice that a person sets right; those left out stay, null clears one."""

    model_config = ConfigDict(extra="forbid")
    title: Annotated[str | None, Field(max_length=500)] = None
    issuer: Text = None
    document_number: Text = None
    date: Day | None = None
    year: Annotated[StrictInt | None, Field(ge=1949, le=2100)] = None
    province: Text = None
    kind: NoticeKind = "其他"


class TaskFields(BaseModel):
    """Fields of a task but its words; those left out stay. A deadline is its words."""

    model_config = ConfigDict(extra="forbid")
    number: Text = None
    section: Annotated[Names, Field(max_length=60)] = []
    lead: Annotated[Names, Field(max_length=60)] = []
    support: Annotated[Names, Field(max_length=60)] = []
    deadline: Text = None


class TaskEdit(TaskFields):
    """Fields of a task that a person sets right."""

    requirement: Words = "…"


class Parts(BaseModel):
    """The words of the tasks that one is made of."""

    model_config = ConfigDict(extra="forbid")
    parts: Annotated[list[Words], Field(min_length=2, max_length=60)]


class Others(BaseModel):
    """The tasks that become part of one."""

    model_config = ConfigDict(extra="forbid")
    others: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(min_length=1, max_length=60)]


class NewTask(TaskFields):
    """A task that was not read from its notice."""

    requirement: Words


@router.patch("/notices/{id}", operation_id="edit_notice", summary="改正一份通知的题头", responses=failures(404, 409))
async def edit_notice(house: Home, id: Id, edit: NoticeEdit, if_match: IfMatch = None) -> Shape:
    """Set fields of a notice right; the notice as it now is."""
    given = edit.model_dump(exclude_unset=True)

    def act(workspace: Workspace) -> Shape:
        edits.edit_notice(workspace, id, given, author=_AUTHOR, seen=_state(if_match))
        shown = workspace.show(id)
        return understood_shape(shown.notice, [unit for unit in shown.units if unit.type == "task"])

    return await house.desk.change(act)


@router.patch("/tasks/{id}", operation_id="edit_task", summary="改正一条任务", responses=failures(404, 409))
async def edit_task(house: Home, id: Id, edit: TaskEdit, if_match: IfMatch = None) -> Shape:
    """Set fields of a task right; the task as it now is. Dates are read from the words of the deadline."""
    given = edit.model_dump(exclude_unset=True)

    def act(workspace: Workspace) -> Unit:
        return edits.edit_task(workspace, id, given, author=_AUTHOR, seen=_state(if_match)).now

    return task_shape(await house.desk.change(act))


@router.post(
    "/notices/{id}/tasks", operation_id="add_task", summary="补写一条任务", status_code=201, responses=failures(404)
)
async def add_task(house: Home, id: Id, task: NewTask) -> Shape:
    """Write down a task that was not read from the notice."""
    given = task.model_dump(exclude_unset=True)
    requirement = given.pop("requirement")
    return task_shape(await house.desk.change(lambda w: w.add_task(id, requirement, author=_AUTHOR, **given)))


@router.delete("/tasks/{id}", operation_id="drop_task", summary="说明这不是任务", responses=failures(404, 409))
async def drop_task(house: Home, id: Id, if_match: IfMatch = None) -> Shape:
    """Say that what was read as a task is none; it stays as a passage, and `DELETE …/edits` takes it up again."""
    done = await house.desk.change(lambda w: edits.drop_task(w, id, author=_AUTHOR, seen=_state(if_match)))
    return {"id": done.now.id, "type": done.now.type}


@router.post("/tasks/{id}/split", operation_id="split_task", summary="拆成几条任务", responses=failures(404, 409))
async def split_task(house: Home, id: Id, split: Parts, if_match: IfMatch = None) -> list[Shape]:
    """Make several tasks of one; `DELETE …/edits` makes it one again. The tasks as they now are, it first."""
    seen = _state(if_match)
    done = await house.desk.change(lambda w: reshaping.split_task(w, id, split.parts, author=_AUTHOR, seen=seen))
    return [task_shape(unit) for unit in done.now]


@router.post("/tasks/{id}/merge", operation_id="merge_tasks", summary="与别的任务合并", responses=failures(404, 409))
async def merge_tasks(house: Home, id: Id, merge: Others, if_match: IfMatch = None) -> Shape:
    """Make one task of this and others of its notice; `DELETE …/edits` parts them again. The first, as it now is."""
    ids = [id, *merge.others]
    seen = dict(zip(ids, states_in(if_match), strict=False))
    done = await house.desk.change(lambda w: reshaping.merge_tasks(w, ids, author=_AUTHOR, seen=seen))
    return task_shape(done.now)


def _state(if_match: str | None) -> str | None:
    return next(iter(states_in(if_match)), None)


@router.get("/notices/{id}/history", operation_id="notice_history", summary="修改记录", responses=failures(404))
@router.get("/tasks/{id}/history", operation_id="task_history", summary="一条任务的修改记录", responses=failures(404))
async def history(house: Home, id: Id) -> list[Shape]:
    """All edits, oldest first; `lost` ones no longer find their task, `undone` ones were taken back."""
    return [change.shape() for change in await house.desk.ask(lambda workspace: workspace.history(id))]


@router.delete("/notices/{id}/edits", operation_id="undo_notice_edit", summary="撤销修改", responses=failures(404, 409))
@router.delete(
    "/tasks/{id}/edits", operation_id="undo_task_edit", summary="撤销任务的修改", responses=failures(404, 409)
)
async def undo(house: Home, id: Id, number: Number = None) -> list[Shape]:
    """Take back one edit, or what was last saved together; the lines that this adds to the history."""
    made = await house.desk.change(lambda workspace: workspace.undo_edit(id, number=number, author=_AUTHOR))
    return [change.shape() for change in made]
