"""通知: all notices; one notice with its tasks in their places; one task with its history and its like."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError
from zwsearch.records import Filters, SearchPage, StoredNotice
from zwsearch.store import Label
from zwsearch.store.spellings import begins_or_ends
from zwsearch.web.asking import PAGE_SIZE, read_address
from zwsearch.web.forms import Typed, merge_form, new_task_form, notice_form, split_form, task_form
from zwsearch.web.fulltext import full_text
from zwsearch.web.hits import excerpt
from zwsearch.web.house import (
    download,
    download_original,
    go_to,
    house_of,
    read_form,
    render,
    session_of,
)
from zwsearch.web.once import page_router
from zwsearch.web.paging import paged
from zwsearch.web.search import json_bytes
from zwsearch.web.wording import mend_lines, title
from zwsearch.workspace import Workspace, corrections, edits
from zwsearch.workspace.changes import Line, lines_about, lines_of
from zwsearch.workspace.edit_values import KINDS
from zwsearch.workspace.reports import Shown
from zwsearch.workspace.shapes import understood_shape
from zwsearch.workspace.takeaway import ledger_bytes

router = page_router()
_MENDS_SHOWN = 300


@router.get("/notices")
async def notices(request: Request) -> Response:
    """All notices, the latest read first."""
    asked = read_address("/notices", request.query_params)
    found = await house_of(request).desk.ask(lambda workspace: workspace.list())
    every = [x for x in reversed(found.notices) if _is_called(x.notice, asked.q)]
    listed, there, pages = paged(asked, PAGE_SIZE, lambda at: every[at : at + PAGE_SIZE], lambda _: len(every))
    notes = (*found.notes, *there.wrong)
    return render(request, "notices.html", asked=there, listed=listed, total=len(every), pages=pages, notes=notes)


def _is_called(stored: StoredNotice, words: str) -> bool:
    """Whether words are part of what a person may know a notice by; a document number is one in any spelling."""
    about = stored.notice
    known = (about.title, about.issuer, about.document_number, stored.source.name)
    numbered = about.document_number is not None and any(map(str.isdecimal, words))
    named = any(words in name for name in known if name)
    return named or (numbered and begins_or_ends(about.document_number or "", words))


@router.get("/notices/{id_}")
async def notice(request: Request, id_: str) -> Response:
    """One notice."""
    return await notice_page(request, id_)


async def notice_page(request: Request, id_: str, typed: Typed | None = None) -> Response:
    """The page of a notice, with what was typed into one of its forms and could not be saved."""

    def look(workspace: Workspace) -> tuple[Shown, tuple[edits.Change, ...], dict[str, str], tuple[Label, ...]]:
        shown, history = workspace.show(id_), workspace.history(id_)
        return shown, history, edits.states(workspace, id_), corrections.lost_labels(workspace, id_)

    shown, history, states, lost_labels = await house_of(request).desk.ask(look)
    if shown.unit is not None:
        return go_to(f"/tasks/{shown.unit.id}")
    tasks, lines = [unit for unit in shown.units if unit.type == "task"], lines_of(history)
    context: dict[str, Any] = {
        "shown": shown,
        "stored": shown.notice,
        "tasks": tasks,
        "text": full_text(shown.notice.text, tasks, lambda unit: f"/tasks/{unit.id}"),
        "mends": mend_lines(shown.notice.mends)[:_MENDS_SHOWN],
        "mends_told": len(mend_lines(shown.notice.mends)),
        "history": lines,
        "lost": sum(change.lost and change.can_be_undone for line in lines for change in line.changes),
        "lost_labels": lost_labels,
        "by_hand": _by_hand(lines),
        "kinds": KINDS,
        "form": notice_form(shown.notice, typed),
        "new": new_task_form(typed),
        "merge": merge_form(typed),
        "seen": edits.state_of_notice(shown.notice),
        "states": states,
        "reshaping": "reshape" in request.query_params,
        "showing_history": "history" in request.query_params,
        "notes": shown.notes,
    }
    return render(request, "notice.html", status=typed.wrong.status if typed else 200, **context)


_WRITTEN = {"added": "补写", "split_off": "拆出"}


def _by_hand(lines: tuple[Line, ...]) -> dict[str | None, str]:
    """The tasks that are no longer as they were read, with what a person did about them."""
    told: dict[str | None, str] = {}
    for change in (change for line in lines for change in line.changes if change.can_be_undone):
        if change.field == "carried":  # at a reading, by nobody
            continue
        if change.written is None:
            told.setdefault(change.unit_id, "改过")
        else:
            told[change.part_id or change.unit_id] = _WRITTEN[change.field]
    return told


@router.get("/notices/{id_}/original")
async def original(request: Request, id_: str) -> Response:
    """The file as it came in."""

    def look(workspace: Workspace) -> tuple[str, bytes]:
        return workspace.show(id_).notice.source.name, workspace.original(id_)

    name, data = await house_of(request).desk.ask(look)
    return download_original(data, name)


@router.get("/notices/{id_}/ledger{suffix}")
async def ledger(request: Request, id_: str, suffix: str) -> Response:
    """The tasks of a notice as a file."""
    if suffix not in (".xlsx", ".csv", ".json"):
        raise NotFoundError(f"没有格式为 {suffix[:10]} 的下载", hint="可用的格式：xlsx、csv、json")

    def make(workspace: Workspace) -> tuple[str, bytes]:
        shown = workspace.show(id_)
        tasks = [unit for unit in shown.units if unit.type == "task"]
        name = shown.notice.notice.title or shown.notice.id
        if suffix == ".json":
            return name, json_bytes(understood_shape(shown.notice, tasks))
        return name, ledger_bytes(((unit, shown.notice) for unit in tasks), suffix)

    name, data = await house_of(request).desk.ask(make)
    return download(data, f"台账_{name[:40]}", suffix)


@router.post("/notices/{id_}/remove")
async def remove(request: Request, id_: str) -> Response:
    """Delete a notice."""
    await read_form(request)
    house = house_of(request)

    def act(workspace: Workspace) -> str:
        name = title(workspace.show(id_).notice)
        workspace.remove(id_)
        return name

    house.flash(session_of(request), text=f"已删除通知“{await house.desk.change(act)}”")
    return go_to("/notices")


@router.get("/tasks/{id_}")
async def task(request: Request, id_: str) -> Response:
    """One task or passage."""
    return await task_page(request, id_)


async def task_page(request: Request, id_: str, typed: Typed | None = None) -> Response:
    """The page of a task, with what was typed into its form and could not be saved."""

    def look(workspace: Workspace) -> tuple[Shown, SearchPage, tuple[Any, ...], tuple[int, ...], Any, Any, Any]:
        shown = workspace.show(id_)
        if shown.unit is None:
            raise NotFoundError(f"没有编号为“{id_}”的任务", hint="这是一份通知的编号，请从通知页进入")
        is_task = shown.unit.type == "task"
        said = corrections.label_history(workspace, id_) if is_task else ()
        standing = corrections.standing_decisions(workspace, id_) if is_task else ()
        related = workspace.similar(id_, k=8, filters=Filters(tasks_only=True))
        seen = edits.states(workspace, shown.notice.id).get(id_)
        history = workspace.history(shown.notice.id)
        return shown, related, said, standing, history, seen, corrections.categories(workspace)

    shown, related, said, standing, history, seen, categories = await house_of(request).desk.ask(look)
    assert shown.unit is not None
    return render(
        request,
        "task.html",
        status=typed.wrong.status if typed else 200,
        unit=shown.unit,
        form=task_form(shown.unit, typed),
        split=split_form(shown.unit, typed),
        splitting="split" in request.query_params,
        stored=shown.notice,
        related=related,
        excerpt=excerpt,
        said=said,
        standing=standing,
        history=lines_about(lines_of(history), id_),
        seen=seen,
        categories=categories,
        notes=shown.notes,
    )
