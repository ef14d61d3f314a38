"""The API: the verbs of the Python class, in the JSON of the command line; failures have one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.responses import Response

from zwsearch.errors import UsageError
from zwsearch.read import MAX_PASTED_CHARACTERS
from zwsearch.records import Filters, Unit
from zwsearch.web.api_door import Day, Shape, failures, invalid, make_router
from zwsearch.web.api_seen import Change, put_tag, tag_of
from zwsearch.web.house import TYPES, House, download, download_original, house_of
from zwsearch.web.speech import for_program
from zwsearch.workspace import Workspace, corrections, reviewing
from zwsearch.workspace.querying import filter_notes
from zwsearch.workspace.replacing import replace_notice
from zwsearch.workspace.shapes import notice_shape, page_shape, tag_shape, task_shape, understood_shape
from zwsearch.workspace.tagging import UNNAMED, read_source
from zwsearch.workspace.takeaway import export_bytes
from zwsearch.workspace.twins import Older, older


class Pasted(BaseModel):
    """A notice as text."""

    model_config = ConfigDict(extra="forbid")
    # What is longer is refused as too large and not as invalid, so the limit is only described here.
    text: str = Field(min_length=1, description="通知的全文", json_schema_extra={"maxLength": MAX_PASTED_CHARACTERS})
    name: str = Field(default=UNNAMED, min_length=1, max_length=200, description="来源的名称")
    save: StrictBool = Field(default=False, description="是否保存到工作区")
    replaces: str | None = Field(
        default=None, max_length=40, description="保存为这份通知的更正：它的编号不变，标注和修改尽量沿用"
    )


class Said(BaseModel):
    """A category that a person decided on."""

    model_config = ConfigDict(extra="forbid")
    category: str = Field(min_length=1, max_length=100)


router = make_router()
Text = Annotated[str, Query(max_length=2000, description='如：政策解读 "短语" -排除 类别:政策解读')]
Id = str
Many = Annotated[list[str] | None, Query(max_length=50)]


def _filters(
    category: Many = None,
    office: Many = None,
    issuer: Many = None,
    province: Many = None,
    year: Annotated[list[Annotated[int, Field(ge=1000, le=2999)]] | None, Query(max_length=50)] = None,
    kind: Many = None,
    due_before: Day | None = None,
    due_after: Day | None = None,
    ongoing: bool | None = None,
    tasks_only: bool = False,
) -> Filters:
    if due_before and due_after and due_after > due_before:
        raise invalid(f"due_after {due_after} 晚于 due_before {due_before}，没有时限在这之间", "请对调")
    return Filters(
        categories=tuple(category or ()),
        offices=tuple(office or ()),
        issuers=tuple(issuer or ()),
        provinces=tuple(province or ()),
        years=tuple(year or ()),
        kinds=tuple(kind or ()),
        due_before=due_before,
        due_after=due_after,
        ongoing=ongoing,
        tasks_only=tasks_only,
    )


Asked = Annotated[Filters, Depends(_filters)]
Home = Annotated[House, Depends(house_of)]


@router.get("/query", operation_id="query", summary="检索任务和段落")
async def query(
    house: Home,
    filters: Asked,
    q: Text,
    k: Annotated[int, Query(ge=0, le=1000)] = 10,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Shape:
    """Ranked hits, the total, and the counts of each further choice."""

    def look(workspace: Workspace) -> Shape:
        page = workspace.query(q, k=k, offset=offset, filters=filters)
        facets = house.facets.count(workspace, q, filters)
        return {**page_shape(page), "notes": list(page.notes), "facets": facets}

    return await house.desk.ask(look)


@router.get("/notices", operation_id="list", summary="全部通知")
async def notices(house: Home) -> list[Shape]:
    """All notices with the number of their tasks."""
    found = await house.desk.ask(lambda workspace: workspace.list())
    return [{**notice_shape(listed.notice), "tasks": listed.tasks} for listed in found.notices]


@router.get("/notices/{id}", operation_id="show", summary="一份通知", responses=failures(404))
async def show(house: Home, id: Id, response: Response) -> Shape:
    """A notice with its tasks, its problems and its text as repaired; the ETag is of all of it, with the labels."""
    tag, shown = await house.desk.ask(lambda workspace: (tag_of(workspace, id), workspace.show(id)))
    put_tag(response, tag)
    return understood_shape(shown.notice, [unit for unit in shown.units if unit.type == "task"])


@router.get(
    "/notices/{id}/original",
    operation_id="original",
    summary="读入时的原始文件",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **failures(404)},
)
async def original(house: Home, id: Id) -> Response:
    """The bytes of a notice as they came in, under the name that they came in by."""
    source, data = await house.desk.ask(lambda workspace: (workspace.show(id).notice.source, workspace.original(id)))
    return download_original(data, source.name)


@router.delete("/notices/{id}", operation_id="remove", summary="删除一份通知", responses=failures(404, 409))
async def remove(change: Change, id: Id) -> Shape:
    """Delete a notice."""
    report = await change.make([id], lambda workspace: workspace.remove(id))
    return {"notices": report.notices, "units": report.units}


@router.post("/tag", operation_id="tag", summary="抽取并标注一份粘贴的通知", responses=failures(404))
async def tag(house: Home, pasted: Pasted, response: Response) -> Shape:
    """The tasks of a notice. With `save` it is stored: then `notes` tell what became of it and of earlier edits and
    labels, `lost_labels` are those without a task now, and the ETag is of the notice."""
    if pasted.replaces is not None and not pasted.save:
        raise invalid("replaces 只在保存时有用", "请同时写上 save: true")
    if not pasted.save:
        return tag_shape(await house.desk.ask(lambda workspace: workspace.tag(pasted.text, name=pasted.name)))

    def keep(workspace: Workspace) -> tuple[str | None, Shape]:
        brought = read_source(pasted.text, pasted.name)
        others: tuple[Older, ...] = ()
        if pasted.replaces is not None:
            report = replace_notice(workspace, pasted.replaces, brought).report
        else:
            others = older(workspace, brought, named=pasted.name != UNNAMED)
            report = workspace.tag(pasted.text, save=True, name=pasted.name)
        id_ = report.notice.id
        tag, shown = tag_of(workspace, id_), workspace.show(id_)
        notes = [*map(for_program, report.notes), *_namesakes([x.notice.id for x in others if x.notice.id != id_])]
        lost = [asdict(label) for label in corrections.lost_labels(workspace, id_)]
        tasks = [unit for unit in shown.units if unit.type == "task"]
        change = {} if report.difference is None else {"difference": report.difference.shape()}
        return tag, {**understood_shape(shown.notice, tasks), **change, "notes": notes, "lost_labels": lost}

    tag, shape = await house.desk.change(keep)
    put_tag(response, tag)
    return shape


def _namesakes(ids: Sequence[str]) -> list[str]:
    """What to say of stored notices that the one just stored may be a corrected text of."""
    told = (
        f"另有标题或来源名称相同的通知，没有改动：{'、'.join(ids)}；如果存入的是它的更正，请改用 replaces 提交它的编号"
    )
    return [told] if ids else []


@router.get("/tasks/{id}", operation_id="task", summary="一条任务", responses=failures(404))
async def task(house: Home, id: Id, response: Response) -> Shape:
    """One task with its tag; send the ETag back as If-Match to change only what you saw."""

    def look(workspace: Workspace) -> tuple[str | None, Unit]:
        tag, unit = tag_of(workspace, id), workspace.show(id).unit
        if unit is None:
            raise UsageError(f"“{id}”是通知的编号，不是任务的", hint="通知请用 /api/notices/编号")
        return tag, unit

    tag, unit = await house.desk.ask(look)
    put_tag(response, tag)
    return task_shape(unit)


@router.get("/tasks/{id}/similar", operation_id="similar", summary="相似的任务", responses=failures(404))
async def similar(house: Home, id: Id, k: Annotated[int, Query(ge=0, le=100)] = 10) -> Shape:
    """Tasks like one."""
    return page_shape(
        await house.desk.ask(lambda workspace: workspace.similar(id, k=k, filters=Filters(tasks_only=True)))
    )


@router.put("/tasks/{id}/label", operation_id="label", summary="标注一条任务", responses=failures(404, 409))
async def label(change: Change, id: Id, said: Said) -> Shape:
    """Say what category a task has."""
    (unit,) = await change.make([id], lambda w: corrections.label_tasks(w, [id], said.category, author="API"))
    return task_shape(unit)


@router.delete("/tasks/{id}/label", operation_id="unlabel", summary="撤销上一次标注", responses=failures(404, 409))
async def unlabel(change: Change, id: Id) -> Shape:
    """Go back to what held before the last decision."""
    return task_shape(await change.make([id], lambda w: corrections.undo_label(w, id, author="API")))


@router.get("/review", operation_id="review", summary="待复核的任务")
async def review(house: Home, filters: Asked, count: Annotated[int, Query(ge=1, le=200)] = 20) -> Shape:
    """The tasks to decide on next, best first."""

    def look(workspace: Workspace) -> reviewing.ReviewList:
        filter_notes(workspace, filters)  # a category that does not exist is an error, and no empty list
        return reviewing.review_list(workspace, count, filters)

    queue = await house.desk.ask(look)
    tasks = [{**task_shape(item.unit), "alike": list(item.alike)} for item in queue.items]
    return {"waiting": queue.waiting, "labelled": queue.labelled, "tasks": tasks}


@router.get("/stats", operation_id="stats", summary="统计")
async def stats(house: Home) -> Shape:
    """Counts of notices and tasks."""
    found = await house.desk.ask(lambda workspace: workspace.stats())
    counts = {"notices": found.notices, "tasks": found.tasks, "passages": found.passages}
    return {**counts, **{name: dict(table) for name, table in found.tables.items()}}


@router.get(
    "/export",
    operation_id="export",
    summary="台账文件",
    response_class=Response,
    responses={200: {"content": {kind.partition(";")[0]: {} for kind in TYPES.values()}}},
)
async def export(house: Home, filters: Asked, format: Literal["xlsx", "csv", "jsonl", "md"] = "xlsx") -> Response:
    """The ledger of the filters; the header `X-Total-Count` is the number of its tasks."""

    def make(workspace: Workspace) -> tuple[bytes, int]:
        filter_notes(workspace, filters)
        return export_bytes(workspace, filters, f".{format}")

    data, count = await house.desk.ask(make)
    answer = download(data, "台账", f".{format}")
    answer.headers["X-Total-Count"] = str(count)
    return answer


@router.get("/categories", operation_id="categories", summary="类别表")
async def categories(house: Home) -> Shape:
    """The categories with their definitions."""
    return await house.desk.ask(corrections.definitions)
