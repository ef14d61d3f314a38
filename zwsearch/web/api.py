"""The API: the verbs of the Python class, in the JSON of the command line; failures have one shape."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.responses import Response

from zwsearch.errors import UsageError
from zwsearch.read import MAX_PASTED_CHARACTERS
from zwsearch.records import Filters, Unit
from zwsearch.web.api_door import Day, Shape, failures, invalid, make_router
from zwsearch.web.api_seen import IfMatch, label_in, task_tag
from zwsearch.web.house import TYPES, House, download, house_of
from zwsearch.workspace import Workspace, corrections, edits, reviewing
from zwsearch.workspace.candidate import take_candidate
from zwsearch.workspace.querying import filter_notes
from zwsearch.workspace.reports import ModelVersion
from zwsearch.workspace.shapes import notice_shape, page_shape, tag_shape, task_shape, understood_shape
from zwsearch.workspace.tagging import UNNAMED
from zwsearch.workspace.takeaway import export_bytes


class Pasted(BaseModel):
    """A notice as text."""

    model_config = ConfigDict(extra="forbid")
    # What is longer is refused as too large and not as invalid, so the limit is only described here.
    text: str = Field(min_length=1, description="通知的全文", json_schema_extra={"maxLength": MAX_PASTED_CHARACTERS})
    name: str = Field(default=UNNAMED, min_length=1, max_length=200, description="来源的名称")
    save: StrictBool = Field(default=False, description="是否保存到工作区")


class Said(BaseModel):
    """A category that a person decided on."""

    model_config = ConfigDict(extra="forbid")
    category: str = Field(min_length=1, max_length=100)


class Version(BaseModel):
    """A version of the model."""

    model_config = ConfigDict(extra="forbid")
    version: str = Field(min_length=1, max_length=100)


class Decision(BaseModel):
    """What to do with a new model."""

    model_config = ConfigDict(extra="forbid")
    force: StrictBool = Field(default=False, description="较差也采用")


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
    """A notice with its tasks, its problems and its text as repaired; the ETag is of its metadata."""
    shown = await house.desk.ask(lambda workspace: workspace.show(id))
    response.headers["ETag"] = f'"{edits.state_of_notice(shown.notice)}"'
    return understood_shape(shown.notice, [unit for unit in shown.units if unit.type == "task"])


@router.get(
    "/notices/{id}/original",
    operation_id="original",
    summary="读入时的原始文件",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **failures(404)},
)
async def original(house: Home, id: Id) -> Response:
    """The bytes of a notice as they came in."""
    data = await house.desk.ask(lambda workspace: workspace.original(id))
    return download(data, id, ".bin")


@router.delete("/notices/{id}", operation_id="remove", summary="删除一份通知", responses=failures(404))
async def remove(house: Home, id: Id) -> Shape:
    """Delete a notice."""
    report = await house.desk.change(lambda workspace: workspace.remove(id))
    return {"notices": report.notices, "units": report.units}


@router.post("/tag", operation_id="tag", summary="抽取并标注一份粘贴的通知")
async def tag(house: Home, pasted: Pasted) -> Shape:
    """The tasks of a notice; stored only with `save`."""
    run = house.desk.change if pasted.save else house.desk.ask
    return tag_shape(await run(lambda workspace: workspace.tag(pasted.text, save=pasted.save, name=pasted.name)))


@router.get("/tasks/{id}", operation_id="task", summary="一条任务", responses=failures(404))
async def task(house: Home, id: Id, response: Response) -> Shape:
    """One task with its tag; send the ETag back as If-Match to change only what you saw."""

    def look(workspace: Workspace) -> tuple[Unit, str | None]:
        unit = workspace.show(id).unit
        if unit is None:
            raise UsageError(f"“{id}”是通知的编号，不是任务的", hint="通知请用 /api/notices/编号")
        return unit, task_tag(workspace, unit)

    unit, state = await house.desk.ask(look)
    if state is not None:
        response.headers["ETag"] = state
    return task_shape(unit)


@router.get("/tasks/{id}/similar", operation_id="similar", summary="相似的任务", responses=failures(404))
async def similar(house: Home, id: Id, k: Annotated[int, Query(ge=0, le=100)] = 10) -> Shape:
    """Tasks like one."""
    return page_shape(
        await house.desk.ask(lambda workspace: workspace.similar(id, k=k, filters=Filters(tasks_only=True)))
    )


@router.put("/tasks/{id}/label", operation_id="label", summary="标注一条任务", responses=failures(404, 409))
async def label(house: Home, id: Id, said: Said, if_match: IfMatch = None) -> Shape:
    """Say what category a task has."""
    seen = label_in(if_match)
    done = await house.desk.change(lambda w: corrections.decide(w, [id], said.category, author="API", seen=seen))
    return task_shape(done.units[0])


@router.delete("/tasks/{id}/label", operation_id="unlabel", summary="撤销上一次标注", responses=failures(404))
async def unlabel(house: Home, id: Id) -> Shape:
    """Go back to what held before the last decision."""
    return task_shape(await house.desk.change(lambda w: corrections.undo_label(w, id, author="API")))


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


@router.get("/models", operation_id="models", summary="模型的版本")
async def models(house: Home) -> list[Shape]:
    """All versions with their figures."""
    return [_model_shape(model) for model in await house.desk.ask(lambda workspace: workspace.models())]


@router.post("/models/use", operation_id="use_model", summary="换用一个版本", responses=failures(404))
async def use_model(house: Home, version: Version) -> list[Shape]:
    """Answer with another version from now on."""
    await house.desk.change(lambda workspace: workspace.use_model(version.version))
    return await models(house)


@router.post("/train", operation_id="train", summary="在后台重新训练", status_code=202)
async def train(house: Home) -> Shape:
    """Begin a training; ask `GET /api/train` how it goes."""
    await house.train()
    return _training_shape(house)


@router.get("/train", operation_id="training", summary="训练的进展和新旧比较")
async def training(house: Home) -> Shape:
    """What the training is at; when ready, old figures against new."""
    return _training_shape(house)


@router.post("/train/take", operation_id="take", summary="采用新模型")
async def take(house: Home, decision: Decision) -> Shape:
    """Use the new model from now on."""
    candidate = house.training.waiting()
    report = await house.desk.change(lambda w: take_candidate(w, candidate, force=decision.force))
    house.training.drop()
    return {"version": report.version, "retagged": report.retagged}


@router.get("/categories", operation_id="categories", summary="类别表")
async def categories(house: Home) -> Shape:
    """The categories with their definitions."""
    return await house.desk.ask(corrections.definitions)


def _model_shape(model: ModelVersion) -> Shape:
    return {
        "version": model.version,
        "current": model.current,
        "shipped": model.shipped,
        "figures": dict(model.figures),
    }


def _training_shape(house: House) -> Shape:
    at = house.training
    shape: Shape = {"state": at.state, "seconds": round(at.seconds, 1), "share": round(at.share, 3)}
    shape["interrupted"] = at.interrupted
    if at.state == "running":
        shape["stage"] = at.stage
    if at.failure is not None:
        shape["failure"] = at.failure.shape()
    if at.candidate is not None:
        comparison = at.candidate.report.comparison
        shape |= {
            "old": comparison.old.figures() if comparison.old else None,
            "new": comparison.new.figures(),
            "better_or_equal": comparison.better_or_equal,
            "categories": [
                {"category": name, "count": count, "old": old, "new": new}
                for name, count, old, new in comparison.per_category()
            ],
        }
    return shape
