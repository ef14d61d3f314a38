"""The API's part for setting right by hand: edits of notices and tasks, their history, and taking them back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from zwsearch.records import NoticeKind, Unit
from zwsearch.web.api import Home, Id
from zwsearch.web.api_door import Day, Shape, failures, make_router
from zwsearch.web.api_seen import Change
from zwsearch.workspace import Workspace
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
async def edit_notice(change: Change, id: Id, edit: NoticeEdit) -> Shape:
    """Set fields of a notice right; the notice as it now is."""
    given = edit.model_dump(exclude_unset=True)

    def act(workspace: Workspace) -> Shape:
        workspace.edit_notice(id, author=_AUTHOR, **given)
        shown = workspace.show(id)
        return understood_shape(shown.notice, [unit for unit in shown.units if unit.type == "task"])

    return await change.make([id], act)


@router.patch("/tasks/{id}", operation_id="edit_task", summary="改正一条任务", responses=failures(404, 409))
async def edit_task(change: Change, id: Id, edit: TaskEdit) -> Shape:
    """Set fields of a task right; the task as it now is. Dates are read from the words of the deadline."""
    given = edit.model_dump(exclude_unset=True)
    return task_shape(await change.make([id], lambda w: w.edit_task(id, author=_AUTHOR, **given)))


@router.post(
    "/notices/{id}/tasks",
    operation_id="add_task",
    summary="补写一条任务",
    status_code=201,
    responses=failures(404, 409),
)
async def add_task(change: Change, id: Id, task: NewTask) -> Shape:
    """Write down a task that was not read from the notice; If-Match is of the notice, the ETag of the new task."""
    given = task.model_dump(exclude_unset=True)
    requirement = given.pop("requirement")

    def act(workspace: Workspace) -> Unit:
        return workspace.add_task(id, requirement, author=_AUTHOR, **given)

    return task_shape(await change.make([id], act, leaves=lambda unit: unit.id))


@router.delete("/tasks/{id}", operation_id="drop_task", summary="说明这不是任务", responses=failures(404, 409))
async def drop_task(change: Change, id: Id) -> Shape:
    """Say that what was read as a task is none; it stays as a passage, and `DELETE …/edits` takes it up again."""
    unit = await change.make([id], lambda w: w.drop_task(id, author=_AUTHOR))
    return {"id": unit.id, "type": unit.type}


@router.post("/tasks/{id}/split", operation_id="split_task", summary="拆成几条任务", responses=failures(404, 409))
async def split_task(change: Change, id: Id, split: Parts) -> list[Shape]:
    """Make several tasks of one; `DELETE …/edits` makes it one again. The tasks as they now are, it first."""
    units = await change.make([id], lambda w: w.split_task(id, split.parts, author=_AUTHOR))
    return [task_shape(unit) for unit in units]


@router.post("/tasks/{id}/merge", operation_id="merge_tasks", summary="与别的任务合并", responses=failures(404, 409))
async def merge_tasks(change: Change, id: Id, merge: Others) -> Shape:
    """Make one task of this and others of its notice; `DELETE …/edits` parts them again. The first, as it now is."""
    ids = [id, *merge.others]
    unit = await change.make(ids, lambda w: w.merge_tasks(ids, author=_AUTHOR), leaves=lambda unit: unit.id)
    return task_shape(unit)


@router.get("/notices/{id}/history", operation_id="notice_history", summary="修改记录", responses=failures(404))
@router.get("/tasks/{id}/history", operation_id="task_history", summary="一条任务的修改记录", responses=failures(404))
async def history(house: Home, id: Id) -> list[Shape]:
    """All edits, oldest first; `lost` ones no longer find their task, `undone` ones were taken back."""
    return [change.shape() for change in await house.desk.ask(lambda workspace: workspace.history(id))]


@router.delete("/notices/{id}/edits", operation_id="undo_notice_edit", summary="撤销修改", responses=failures(404, 409))
@router.delete(
    "/tasks/{id}/edits", operation_id="undo_task_edit", summary="撤销任务的修改", responses=failures(404, 409)
)
async def undo(change: Change, id: Id, number: Number = None) -> list[Shape]:
    """Take back one edit, or what was last saved together; the lines that this adds to the history."""
    return [line.shape() for line in await change.make([id], lambda w: w.undo_edit(id, number=number, author=_AUTHOR))]
