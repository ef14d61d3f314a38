"""通知: all notices; one notice with its tasks in their places; one task with its history and its like."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError
from zwsearch.records import Filters, SearchPage, StoredNotice, Unit
from zwsearch.web.asking import PAGE_SIZE, read_address
from zwsearch.web.forms import Typed, new_task_form, notice_form, split_form, task_form
from zwsearch.web.fulltext import full_text
from zwsearch.web.hits import excerpt
from zwsearch.web.house import (
    download,
    go_to,
    house_of,
    is_own,
    numbers_of,
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
from zwsearch.web.wording import mend_lines, told_tag
from zwsearch.workspace import Workspace, corrections, edits
from zwsearch.workspace.changes import Line, lines_of
from zwsearch.workspace.corrections import Decided
from zwsearch.workspace.edit_values import KINDS
from zwsearch.workspace.overlay import ADDED
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
    every = [x for x in reversed(found.notices) if asked.q in _names(x.notice)]
    listed, there, pages = paged(asked, PAGE_SIZE, lambda at: every[at : at + PAGE_SIZE], lambda _: len(every))
    notes = (*found.notes, *there.wrong)
    return render(request, "notices.html", asked=there, listed=listed, total=len(every), pages=pages, notes=notes)


def _names(stored: StoredNotice) -> str:
    """What a person may know a notice by."""
    about = stored.notice
    return "\n".join(part or "" for part in (about.title, about.issuer, about.document_number, stored.source.name))


@router.get("/notices/{id_}")
async def notice(request: Request, id_: str) -> Response:
    """One notice."""
    return await notice_page(request, id_)


async def notice_page(request: Request, id_: str, typed: Typed | None = None) -> Response:
    """The page of a notice, with what was typed into one of its forms and could not be saved."""

    def look(workspace: Workspace) -> tuple[Shown, tuple[edits.Change, ...]]:
        return workspace.show(id_), workspace.history(id_)

    shown, history = await house_of(request).desk.ask(look)
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
        "lost": sum(line.change.lost and line.change.can_be_undone for line in lines),
        "edited": _edited(lines),
        "kinds": KINDS,
        "form": notice_form(shown.notice, typed),
        "new": new_task_form(typed),
        "seen": edits.state_of_notice(shown.notice),
        "reshaping": "reshape" in request.query_params,
        "showing_history": "history" in request.query_params,
        "notes": shown.notes,
    }
    return render(request, "notice.html", status=typed.wrong.status if typed else 200, **context)


def _edited(lines: tuple[Line, ...]) -> set[str | None]:
    """The tasks that are no longer as they were read, or as they were written down."""
    standing = [line.change for line in lines if line.change.can_be_undone and line.change.field != ADDED]
    return {id_ for change in standing for id_ in (change.unit_id, change.part_id)}


@router.get("/notices/{id_}/original")
async def original(request: Request, id_: str) -> Response:
    """The file as it came in."""

    def look(workspace: Workspace) -> tuple[str, bytes]:
        return workspace.show(id_).notice.source.name, workspace.original(id_)

    name, data = await house_of(request).desk.ask(look)
    stem, _, suffix = name.rpartition(".")
    bare = not stem or not (suffix.isalnum() and suffix.isascii())
    return download(data, name if bare else stem, "" if bare else f".{suffix}")


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
    await house.desk.change(lambda workspace: workspace.remove(id_))
    house.flash(session_of(request), text=f"已删除通知 {id_}")
    return go_to("/notices")


@router.get("/tasks/{id_}")
async def task(request: Request, id_: str) -> Response:
    """One task or passage."""
    return await task_page(request, id_)


async def task_page(request: Request, id_: str, typed: Typed | None = None) -> Response:
    """The page of a task, with what was typed into its form and could not be saved."""

    def look(workspace: Workspace) -> tuple[Shown, SearchPage, tuple[Any, ...], tuple[int, ...], Any, tuple[str, ...]]:
        shown = workspace.show(id_)
        if shown.unit is None:
            raise NotFoundError(f"没有编号为“{id_}”的任务", hint="这是一份通知的编号，请从通知页进入")
        is_task = shown.unit.type == "task"
        said = corrections.label_history(workspace, id_) if is_task else ()
        standing = corrections.standing_decisions(workspace, id_) if is_task else ()
        related = workspace.similar(id_, k=8, filters=Filters(tasks_only=True))
        return shown, related, said, standing, workspace.history(id_), corrections.categories(workspace)

    shown, related, said, standing, history, categories = await house_of(request).desk.ask(look)
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
        history=lines_of(history),
        seen=edits.state_of(shown.unit),
        categories=categories,
        notes=shown.notes,
    )


@router.post("/tasks/{id_}/label")
async def label(request: Request, id_: str) -> Response:
    """Say a task's category by hand, with the tasks alike where asked for; `undo` goes one decision back."""
    form = await read_form(request)
    house = house_of(request)
    author = author_of(request)

    def act(workspace: Workspace) -> tuple[Decided, Unit, dict[str, int]]:
        if not text_of(form, "undo"):
            done = corrections.decide(workspace, [id_, *alike], text_of(form, "category"), author=author)
        elif numbers:
            done = corrections.undo_decisions(workspace, numbers, author=author)
        else:  # nothing was decided before the eyes of whoever asks: the last decision, whoever made it
            done = Decided((corrections.undo_label(workspace, id_, author=author),))
        counts: dict[str, int] = {}
        if wants_json(request) and back.startswith("/review"):
            asked = read_address("/review", QueryParams(urlsplit(back).query))
            counts["waiting"], counts["decided"] = corrections.review_counts(workspace, asked.all_filters)
        return done, corrections.task_of(corrections.answering_store(workspace), id_), counts

    back = text_of(form, "back")
    alike = [value for value in form.getlist("alike") if isinstance(value, str)][:500]
    numbers = numbers_of(form)
    decided, unit, counts = await house.desk.change(act)
    category = unit.tag.category if unit.tag else ""
    if wants_json(request):
        tag = {"category": category, "verdict": unit.tag.verdict if unit.tag else ""}
        done = {"labelled": len(decided.units), "numbers": list(decided.numbers)}
        return told({"ok": True, "id": id_, **tag, **done, **counts})
    others = len({each.id for each in decided.units} - {id_})
    these = f"任务 {id_} 和几乎相同的 {others} 条" if others else f"任务 {id_} "
    if text_of(form, "undo"):
        house.flash(session_of(request), text=f"{these}已撤销，现在是{told_tag(unit.tag)}")
    elif decided.numbers:
        house.flash(
            session_of(request),
            text=f"{these}已标为“{category}”",
            undo=f"/tasks/{id_}/label",
            numbers=" ".join(map(str, decided.numbers)),
        )
    else:
        house.flash(session_of(request), text=f"{these}已经标为“{category}”，没有改动")
    return go_to(back if is_own(back) else f"/tasks/{id_}")
