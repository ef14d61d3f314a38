"""粘贴标注: paste a notice or bring files, look at the tasks, set categories right, save, take away."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, UsageError, WorkspaceError, ZwsearchError
from zwsearch.web.asking import read_address
from zwsearch.web.drafts import Draft, Drafts
from zwsearch.web.failures import Failure, RefusedError, explain
from zwsearch.web.house import (
    download,
    go_to,
    house_of,
    is_own,
    read_form,
    render,
    session_of,
    text_of,
    told,
    wants_json,
)
from zwsearch.web.once import page_router
from zwsearch.web.paging import paged
from zwsearch.web.search import json_bytes
from zwsearch.web.signature import author_of
from zwsearch.web.speech import for_page
from zwsearch.web.wording import title
from zwsearch.workspace import Workspace, bringing, corrections
from zwsearch.workspace.reports import TagReport
from zwsearch.workspace.shapes import understood_shape
from zwsearch.workspace.takeaway import ledger_bytes

router = page_router()
_PASTED = "粘贴文本"
_TASKS_A_PAGE = 150


@router.get("/tag")
async def start(request: Request) -> Response:
    """The page for pasting, with what was brought before."""
    return _start(request, secrets.token_urlsafe(9))


@router.post("/tag")
async def bring(request: Request) -> Response:
    """Read what was pasted, and each of the files; an archive may hold several notices."""
    form = await read_form(request, files=True)
    house, session = house_of(request), session_of(request)
    batch = _plain_batch(text_of(form, "batch"))
    sources: list[tuple[str, str | bytes]] = []
    text = text_of(form, "text")
    if text.strip():
        sources.append((_PASTED, text.replace("\r\n", "\n")))
    uploads = [upload for upload in form.getlist("files") if isinstance(upload, UploadFile) and upload.filename]
    sources += [(_plain_name(upload.filename or ""), await upload.read()) for upload in uploads]
    await form.close()
    if not sources:
        nothing = UsageError("没有内容", hint="请把通知粘贴到框里，或选择文件")
        if wants_json(request):
            raise nothing
        return _start(request, batch, status=400, failed=[("", explain(nothing))])
    drafts: list[Draft] = []
    failed: list[tuple[str, Failure]] = []
    for name, source in sources:
        try:
            made, unread = await house.desk.ask(
                partial(_bring, drafts=house.drafts, owner=session.id, batch=batch, source=source, name=name)
            )
        except WorkspaceError:
            raise  # nothing else of it would be read either
        except ZwsearchError as error:
            failed.append((name, explain(error)))
            continue
        drafts += made
        failed += [(inner, explain(why)) for inner, why in unread]
    if failed and not drafts and len(sources) == 1:
        if wants_json(request):
            raise RefusedError(failed[0][1])
        return _start(request, batch, status=400, failed=failed, text=text)
    if wants_json(request):
        told_ = [{"id": d.id, "name": d.title, "tasks": d.size} for d in drafts]
        wrong = [{"name": name, "error": failure.error, "hint": failure.hint} for name, failure in failed]
        return told({"ok": True, "batch": batch, "drafts": told_, "failed": wrong})
    if failed:
        return _start(request, batch, failed=failed)
    return go_to(f"/tag/{drafts[0].id}" if len(drafts) == 1 else f"/tag/all/{batch}")


@router.get("/tag/all/{batch}")
async def look_at_all(request: Request, batch: str) -> Response:
    """What was brought together: the tasks of each notice in a table of its own."""
    house = house_of(request)
    drafts = await _batch(request, batch)
    asked = read_address(f"/tag/all/{batch}", request.query_params)
    pages = _pages(drafts)
    (shown,), asked, _ = paged(asked, 1, lambda at: pages[at : at + 1] or [[]], lambda _: len(pages))
    categories, twins = await house.desk.ask(partial(_beside, drafts=shown))
    return render(
        request,
        "drafts.html",
        batch=batch,
        drafts=drafts,
        shown=shown,
        asked=asked,
        pages=len(pages),
        notes=asked.wrong,
        categories=categories,
        twins=twins,
    )


@router.post("/tag/all/{batch}/save")
async def save_all(request: Request, batch: str) -> Response:
    """Store all that was brought together and is not stored yet."""
    await read_form(request)
    house, session = house_of(request), session_of(request)
    drafts = [draft for draft in await _batch(request, batch) if not draft.saved]
    reports = await house.desk.change(partial(_keep, drafts=drafts, held=house.drafts, author=author_of(request)))
    new = [report for report in reports if not _was_there(report)]
    tasks, there = sum(len(report.tasks) for report in new), len(reports) - len(new)
    also = f"；另有 {there} 份已在工作区里，没有另存" if there else ""
    also += "".join(f"。{for_page(note)}" for report in new for note in report.notes)
    house.flash(session, text=f"已保存 {len(new)} 份通知，{tasks} 条任务现在可以检索{also}")
    return go_to(f"/tag/all/{batch}")


@router.post("/tag/all/{batch}/drop")
async def drop_all(request: Request, batch: str) -> Response:
    """Forget all that was brought together; what is stored stays."""
    await read_form(request)
    drafts, owner = house_of(request).drafts, session_of(request).id
    for draft in drafts.of(owner):
        if draft.batch == batch:
            drafts.drop(owner, draft.id)
    return go_to("/tag")


@router.get("/tag/all/{batch}/ledger{suffix}")
async def ledger_of_all(request: Request, batch: str, suffix: str) -> Response:
    """The tasks of all that was brought together as one file."""
    return await _take_away(request, await _batch(request, batch), suffix)


@router.get("/tag/{id_}")
async def look(request: Request, id_: str) -> Response:
    """The tasks of a draft."""
    house = house_of(request)
    draft = await _draft(request, id_)
    categories, (twins,) = await house.desk.ask(partial(_beside, drafts=[draft]))
    stored = draft.report.notice
    return render(request, "draft.html", draft=draft, stored=stored, categories=categories, twins=twins)


@router.post("/tag/{id_}/category")
async def correct(request: Request, id_: str) -> Response:
    """Set the category of one task of a draft; an empty one goes back to the model's word."""
    form = await read_form(request)
    house = house_of(request)
    draft = await _draft(request, id_)
    place, category = text_of(form, "place"), text_of(form, "category")
    if not place.isdecimal() or len(place) > 6 or int(place) >= len(draft.tasks):
        raise NotFoundError("没有这一条任务", hint="请刷新页面后再试")
    if draft.saved:
        await house.desk.change(
            partial(_label_stored, draft=draft, place=int(place), category=category, author=author_of(request))
        )
    elif category:
        await house.desk.ask(lambda workspace: corrections.check_category(workspace, category))
    house.drafts.say(draft, int(place), category)
    unit = draft.tasks[int(place)]
    if wants_json(request):
        return told({"ok": True, "place": int(place), "category": unit.tag.category if unit.tag else ""})
    back = text_of(form, "back")  # the page of all that was brought together
    return go_to(f"{back}#task-{id_}-{place}" if back and is_own(back) else f"/tag/{id_}#task-{place}")


@router.post("/tag/{id_}/save")
async def save(request: Request, id_: str) -> Response:
    """Store a draft in the workspace with what the visitor said of its tasks."""
    await read_form(request)
    house, session = house_of(request), session_of(request)
    draft = await _draft(request, id_)
    (report,) = await house.desk.change(partial(_keep, drafts=[draft], held=house.drafts, author=author_of(request)))
    told = "".join(f"。{for_page(note)}" for note in report.notes)
    saved = f"已保存“{title(report.notice)}”，{len(report.tasks)} 条任务现在可以检索{told}"
    house.flash(session, text=f"{bringing.ALREADY}，没有另存一份" if _was_there(report) else saved)
    return go_to(f"/notices/{report.notice.id}")


@router.post("/tag/{id_}/drop")
async def drop(request: Request, id_: str) -> Response:
    """Forget a draft."""
    await read_form(request)
    with suppress(NotFoundError):  # dropped in another window, which is what is wanted
        house_of(request).drafts.drop(session_of(request).id, id_)
    return go_to("/tag")


@router.get("/tag/{id_}/ledger{suffix}")
async def ledger(request: Request, id_: str, suffix: str) -> Response:
    """The tasks of a draft as a file."""
    return await _take_away(request, [await _draft(request, id_)], suffix)


async def _draft(request: Request, id_: str) -> Draft:
    house = house_of(request)
    return await house.desk.ask(partial(house.drafts.get, owner=session_of(request).id, id_=id_))


async def _batch(request: Request, batch: str) -> list[Draft]:
    house = house_of(request)
    return await house.desk.ask(partial(house.drafts.batch, owner=session_of(request).id, batch=batch))


async def _take_away(request: Request, drafts: Sequence[Draft], suffix: str) -> Response:
    if suffix not in (".xlsx", ".csv", ".json"):
        raise NotFoundError(f"没有格式为 {suffix[:10]} 的下载", hint="可用的格式：xlsx、csv、json")

    def make(_: Workspace) -> bytes:
        if suffix == ".json":
            shapes = [understood_shape(draft.report.notice, draft.tasks) for draft in drafts]
            return json_bytes(shapes[0] if len(shapes) == 1 else {"notices": shapes})
        return ledger_bytes(((unit, draft.report.notice) for draft in drafts for unit in draft.tasks), suffix)

    name = title(drafts[0].report.notice)[:40] if len(drafts) == 1 else f"{len(drafts)}份通知"
    return download(await house_of(request).desk.ask(make), f"台账_{name}", suffix)


def _start(
    request: Request,
    batch: str,
    *,
    status: int = 200,
    failed: Sequence[tuple[str, Failure]] = (),
    text: str = "",
) -> Response:
    drafts = house_of(request).drafts.of(session_of(request).id)
    together = sum(draft.batch == batch for draft in drafts)
    context = {"drafts": drafts, "failed": failed, "text": text, "batch": batch, "together": together}
    return render(request, "tag.html", status=status, suffixes=",".join(bringing.SUFFIXES), **context)


def _beside(workspace: Workspace, *, drafts: Sequence[Draft]) -> tuple[tuple[str, ...], list[bringing.Twins]]:
    """The categories, and what the workspace holds of each draft already."""
    return corrections.categories(workspace), [bringing.twins(workspace, draft.pasted) for draft in drafts]


def _bring(
    workspace: Workspace, *, drafts: Drafts, owner: str, batch: str, source: str | bytes, name: str
) -> tuple[list[Draft], tuple[bringing.Unread, ...]]:
    """Read a text or a file, and keep its notices for the visitor."""
    drafts.check_room(owner, len(source))
    found, unread = bringing.bring(workspace, source, name)
    return drafts.add(owner, batch, name, source, found), unread


def _keep(workspace: Workspace, *, drafts: Sequence[Draft], held: Drafts, author: str) -> tuple[TagReport, ...]:
    """Store drafts, with what the visitor said of their tasks."""
    reports = bringing.keep(workspace, [draft.pasted for draft in drafts]) if drafts else ()
    for draft, report in zip(drafts, reports, strict=True):
        held.keep(draft, report)
        for place, category in draft.said.items():
            if place in draft.stored:
                corrections.label_tasks(workspace, [draft.stored[place]], category, author=author)
    return reports


def _was_there(report: TagReport) -> bool:
    return any(note.startswith(bringing.ALREADY) for note in report.notes)


def _label_stored(workspace: Workspace, *, draft: Draft, place: int, category: str, author: str) -> None:
    """Say the category of a task whose draft was saved meanwhile."""
    if place not in draft.stored:
        raise NotFoundError("这一条在工作区里已不是任务", hint="请打开保存好的通知查看")
    corrections.label_tasks(workspace, [draft.stored[place]], category or None, author=author)


def _pages(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Notices by the page: as many as have some hundred tasks together, at least one."""
    pages: list[list[Draft]] = [[]]
    tasks = 0
    for draft in drafts:
        if pages[-1] and tasks + len(draft.tasks) > _TASKS_A_PAGE:
            pages.append([])
            tasks = 0
        pages[-1].append(draft)
        tasks += len(draft.tasks)
    return pages


def _plain_batch(given: str) -> str:
    return given if re.fullmatch(r"[\w-]{1,32}", given, re.ASCII) else secrets.token_urlsafe(9)


def _plain_name(name: str) -> str:
    """The last part of a file name; it is shown and kept, and never opened."""
    # What a browser cannot write between the quotes of a form it writes so.
    for written, meant in (("%22", '"'), ("%0D", ""), ("%0A", "")):
        name = name.replace(written, meant)
    return "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())[:200] or "文件"
