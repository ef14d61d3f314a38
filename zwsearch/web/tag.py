"""粘贴标注: paste a notice or bring files, look at the tasks, set categories right, save, take away."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, UsageError, ZwsearchError
from zwsearch.web.drafts import Draft
from zwsearch.web.house import download, go_to, house_of, read_form, render, session_of, text_of, told, wants_json
from zwsearch.web.search import json_bytes
from zwsearch.web.wording import title
from zwsearch.workspace import Workspace, corrections
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.shapes import understood_shape
from zwsearch.workspace.takeaway import ledger_bytes

router = APIRouter()
_PASTED = "粘贴文本"


@router.get("/tag")
async def start(request: Request) -> Response:
    """The page for pasting, with what was brought before."""
    return _start(request)


@router.post("/tag")
async def bring(request: Request) -> Response:
    """Read what was pasted, and each of the files."""
    form = await read_form(request, files=True)
    house, session = house_of(request), session_of(request)
    sources: list[tuple[str, str | bytes]] = []
    text = text_of(form, "text")
    if text.strip():
        sources.append((_PASTED, text.replace("\r\n", "\n")))
    uploads = [upload for upload in form.getlist("files") if isinstance(upload, UploadFile) and upload.filename]
    sources += [(_plain_name(upload.filename or ""), await upload.read()) for upload in uploads]
    await form.close()
    if not sources:
        raise UsageError("没有内容", hint="请把通知粘贴到框里，或选择文件")
    drafts: list[Draft] = []
    failed: list[tuple[str, ZwsearchError]] = []
    for name, source in sources:
        try:
            report = await house.desk.ask(partial(_tag, source=source, name=name))
        except ZwsearchError as error:
            failed.append((name, error))
            continue
        drafts.append(house.drafts.add(session.id, name, source, report))
    if len(sources) == 1 and failed:
        if wants_json(request):
            raise failed[0][1]
        return _start(request, status=400, failed=failed, text=text)
    if wants_json(request):
        return told({"ok": True, "drafts": [{"id": d.id, "name": d.name, "tasks": len(d.tasks)} for d in drafts]})
    if len(sources) == 1:
        return go_to(f"/tag/{drafts[0].id}")
    return _start(request, failed=failed)


@router.get("/tag/{id_}")
async def look(request: Request, id_: str) -> Response:
    """The tasks of a draft."""
    house = house_of(request)
    draft = house.drafts.get(session_of(request).id, id_)
    categories = await house.desk.ask(corrections.categories)
    return render(request, "draft.html", draft=draft, stored=draft.report.notice, categories=categories)


@router.post("/tag/{id_}/category")
async def correct(request: Request, id_: str) -> Response:
    """Set the category of one task of a draft; an empty one goes back to the model's word."""
    form = await read_form(request)
    house = house_of(request)
    draft = house.drafts.get(session_of(request).id, id_)
    place, category = text_of(form, "place"), text_of(form, "category")
    if not place.isdecimal() or len(place) > 6 or int(place) >= len(draft.tasks):
        raise NotFoundError("没有这一条任务", hint="请刷新页面后再试")
    if category:
        await house.desk.ask(lambda workspace: corrections.check_category(workspace, category))
        draft.said[int(place)] = category
    else:
        draft.said.pop(int(place), None)
    unit = draft.tasks[int(place)]
    if wants_json(request):
        return told({"ok": True, "place": int(place), "category": unit.tag.category if unit.tag else ""})
    return go_to(f"/tag/{id_}#task-{place}")


@router.post("/tag/{id_}/save")
async def save(request: Request, id_: str) -> Response:
    """Store a draft in the workspace with what the visitor said of its tasks."""
    await read_form(request)
    house, session = house_of(request), session_of(request)
    draft = house.drafts.get(session.id, id_)

    def act(workspace: Workspace) -> TagReport:
        report = workspace.tag(draft.source, save=True, name=draft.name)
        for place, category in draft.said.items():
            if place < len(report.tasks):
                corrections.label_tasks(workspace, [report.tasks[place].id], category, author="网页")
        return report

    report = await house.desk.change(act)
    draft.saved = report.notice.id
    house.flash(session, text=f"已保存“{title(report.notice)}”，{len(report.tasks)} 条任务现在可以检索")
    return go_to(f"/notices/{report.notice.id}")


@router.post("/tag/{id_}/drop")
async def drop(request: Request, id_: str) -> Response:
    """Forget a draft."""
    await read_form(request)
    house_of(request).drafts.drop(session_of(request).id, id_)
    return go_to("/tag")


@router.get("/tag/{id_}/ledger{suffix}")
async def ledger(request: Request, id_: str, suffix: str) -> Response:
    """The tasks of a draft as a file."""
    if suffix not in (".xlsx", ".csv", ".json"):
        raise NotFoundError(f"没有格式为 {suffix[:10]} 的下载", hint="可用的格式：xlsx、csv、json")
    house = house_of(request)
    draft = house.drafts.get(session_of(request).id, id_)
    stored, tasks = draft.report.notice, draft.tasks

    def make(_: Workspace) -> bytes:
        if suffix == ".json":
            return json_bytes(understood_shape(stored, tasks))
        return ledger_bytes(((unit, stored) for unit in tasks), suffix)

    return download(await house.desk.ask(make), f"台账_{title(stored)[:40]}", suffix)


def _start(
    request: Request, *, status: int = 200, failed: list[tuple[str, ZwsearchError]] | None = None, text: str = ""
) -> Response:
    drafts = house_of(request).drafts.of(session_of(request).id)
    return render(request, "tag.html", status=status, drafts=drafts, failed=failed or [], text=text)


def _tag(workspace: Workspace, *, source: str | bytes, name: str) -> TagReport:
    return workspace.tag(source, name=name)


def _plain_name(name: str) -> str:
    """The last part of a file name; it is shown and kept, and never opened."""
    return "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())[:200] or "文件"
