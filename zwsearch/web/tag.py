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
from zwsearch.web.draft import Draft
from zwsearch.web.draft_keeping import keep_drafts, told_besides, was_there
from zwsearch.web.drafts import Drafts
from zwsearch.web.failures import Failure, RefusedError, explain
from zwsearch.web.house import (
    download,
    go_to,
    house_of,
    read_form,
    render,
    session_of,
    text_of,
    told,
    wants_json,
)
from zwsearch.web.once import page_router
from zwsearch.web.search import json_bytes
from zwsearch.web.wording import title
from zwsearch.workspace import Workspace, bringing, corrections, twins
from zwsearch.workspace.shapes import understood_shape
from zwsearch.workspace.tagging import UNNAMED
from zwsearch.workspace.takeaway import ledger_bytes
from zwsearch.workspace.twins import Older

router = page_router()


@router.get("/tag")
async def start(request: Request) -> Response:
    """The page for pasting, with what was brought before."""
    return await _start(request, secrets.token_urlsafe(9))


@router.post("/tag")
async def bring(request: Request) -> Response:
    """Read what was pasted, and each of the files; an archive may hold several notices."""
    form = await read_form(request, files=True)
    house, session = house_of(request), session_of(request)
    batch = _plain_batch(text_of(form, "batch"))
    sources: list[tuple[str, str | bytes]] = []
    text = text_of(form, "text")
    if text.strip():
        sources.append((UNNAMED, text.replace("\r\n", "\n")))
    uploads = [upload for upload in form.getlist("files") if isinstance(upload, UploadFile) and upload.filename]
    sources += [(_plain_name(upload.filename or ""), await upload.read()) for upload in uploads]
    await form.close()
    if not sources:
        nothing = UsageError("没有内容", hint="请把通知粘贴到框里，或选择文件")
        if wants_json(request):
            raise nothing
        return await _start(request, batch, status=400, failed=[("", explain(nothing))])
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
        return await _start(request, batch, status=400, failed=failed, text=text)
    if wants_json(request):
        told_ = [{"id": d.id, "name": d.title, "tasks": d.size, "stored": d.saved is not None} for d in drafts]
        wrong = [{"name": name, "error": failure.error, "hint": failure.hint} for name, failure in failed]
        return told({"ok": True, "batch": batch, "drafts": told_, "failed": wrong})
    if failed:
        return await _start(request, batch, failed=failed)
    return go_to(f"/tag/{drafts[0].id}" if len(drafts) == 1 else f"/tag/all/{batch}")


@router.post("/tag/drop")
async def drop_list(request: Request) -> Response:
    """Forget what was brought before: what the workspace holds by now, or all of it."""
    form = await read_form(request)
    house, owner = house_of(request), session_of(request).id
    drafts = house.drafts
    for draft in await house.desk.ask(partial(drafts.listed, owner=owner)):
        if draft.saved or text_of(form, "which") == "all":
            drafts.drop(owner, draft.id)
    return go_to("/tag")


@router.get("/tag/{id_}")
async def look(request: Request, id_: str) -> Response:
    """The tasks of a draft."""
    house = house_of(request)
    draft = await draft_of(request, id_)
    categories, (older,) = await house.desk.ask(partial(beside, drafts=[draft]))
    replaced = house.replacings.offered(session_of(request).id)
    return render(request, "draft.html", draft=draft, categories=categories, older=older, replaced=replaced)


@router.post("/tag/{id_}/save")
async def save(request: Request, id_: str) -> Response:
    """Store a draft in the workspace with what the visitor said of its tasks."""
    await read_form(request)
    house, session = house_of(request), session_of(request)
    draft = await draft_of(request, id_)
    reports = await keep_drafts(request, [draft])
    (report,) = reports
    saved = f"已保存“{title(report.notice)}”，{len(report.tasks)} 条任务现在可以检索"
    there = f"没有新增：{bringing.ALREADY}，没有另存一份"
    house.flash(session, text=f"{there if was_there(report) else saved}{told_besides(reports, report.notice.id)}")
    return go_to(f"/notices/{report.notice.id}")


@router.post("/tag/{id_}/drop")
async def drop(request: Request, id_: str) -> Response:
    """Forget a draft; what is stored stays, which the page may not know yet."""
    await read_form(request)
    house, session = house_of(request), session_of(request)
    stored = [draft for draft in house.drafts.of(session.id) if draft.id == id_ and draft.saved]
    with suppress(NotFoundError):  # dropped in another window, which is what is wanted
        house.drafts.drop(session.id, id_)
    if stored:
        house.flash(session, text=f"已从列表里去掉“{stored[0].title}”，它仍在工作区里")
    return go_to("/tag")


@router.get("/tag/{id_}/ledger{suffix}")
async def ledger(request: Request, id_: str, suffix: str) -> Response:
    """The tasks of a draft as a file."""
    return await take_away(request, [await draft_of(request, id_)], suffix)


async def draft_of(request: Request, id_: str) -> Draft:
    """A draft of this visitor. Raises NotFoundError."""
    house = house_of(request)
    return await house.desk.ask(partial(house.drafts.get, owner=session_of(request).id, id_=id_))


async def take_away(request: Request, drafts: Sequence[Draft], suffix: str) -> Response:
    """The tasks of some drafts as one file."""
    if suffix not in (".xlsx", ".csv", ".json"):
        raise NotFoundError(f"没有格式为 {suffix[:10]} 的下载", hint="可用的格式：xlsx、csv、json")

    def make(_: Workspace) -> bytes:
        if suffix == ".json":
            shapes = [understood_shape(draft.notice, draft.tasks) for draft in drafts]
            return json_bytes(shapes[0] if len(shapes) == 1 else {"notices": shapes})
        return ledger_bytes(((unit, draft.notice) for draft in drafts for unit in draft.tasks), suffix)

    name = title(drafts[0].notice)[:40] if len(drafts) == 1 else f"{len(drafts)}份通知"
    return download(await house_of(request).desk.ask(make), f"台账_{name}", suffix)


async def _start(
    request: Request,
    batch: str,
    *,
    status: int = 200,
    failed: Sequence[tuple[str, Failure]] = (),
    text: str = "",
) -> Response:
    house, owner = house_of(request), session_of(request).id
    try:
        drafts = await house.desk.ask(partial(house.drafts.listed, owner=owner))
    except WorkspaceError:  # what is pasted can be read all the same
        drafts = house.drafts.of(owner)
    together = sum(draft.batch == batch for draft in drafts)
    context = {"drafts": drafts, "failed": failed, "text": text, "batch": batch, "together": together}
    return render(request, "tag.html", status=status, suffixes=",".join(bringing.SUFFIXES), **context)


def beside(workspace: Workspace, *, drafts: Sequence[Draft]) -> tuple[tuple[str, ...], list[tuple[Older, ...]]]:
    """The categories, and the stored notices that each of the drafts may replace."""
    found = [() if x.home or x.is_again else twins.older(workspace, x.pasted, named=not x.is_text) for x in drafts]
    return corrections.categories(workspace), found


def _bring(
    workspace: Workspace, *, drafts: Drafts, owner: str, batch: str, source: str | bytes, name: str
) -> tuple[list[Draft], tuple[bringing.Unread, ...]]:
    """Read a text or a file, and keep its notices for the visitor."""
    drafts.check_room(owner, len(source))
    found, unread = bringing.bring(workspace, source, name)
    return drafts.add(workspace, owner, batch, name, source, found), unread


def _plain_batch(given: str) -> str:
    return given if re.fullmatch(r"[\w-]{1,32}", given, re.ASCII) else secrets.token_urlsafe(9)


def _plain_name(name: str) -> str:
    """The last part of a file name; it is shown and kept, and never opened."""
    # What a browser cannot write between the quotes of a form it writes so.
    for written, meant in (("%22", '"'), ("%0D", ""), ("%0A", "")):
        name = name.replace(written, meant)
    return "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())[:200] or "文件"
