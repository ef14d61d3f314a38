"""粘贴标注: what was brought together, looked at, saved and taken away together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web.asking import read_address
from zwsearch.web.draft import Draft
from zwsearch.web.draft_keeping import keep_drafts, told_besides, was_there
from zwsearch.web.house import go_to, house_of, read_form, render, session_of, text_of
from zwsearch.web.once import page_router
from zwsearch.web.paging import paged
from zwsearch.web.tag import beside, take_away

router = page_router()
_TASKS_A_PAGE = 150


@router.get("/tag/all/{batch}")
async def look_at_all(request: Request, batch: str) -> Response:
    """The tasks of each notice in a table of its own."""
    house = house_of(request)
    drafts = await _batch(request, batch)
    asked = read_address(f"/tag/all/{batch}", request.query_params)
    pages = _pages(drafts)
    (shown,), asked, _ = paged(asked, 1, lambda at: pages[at : at + 1] or [[]], lambda _: len(pages))
    categories, older = await house.desk.ask(partial(beside, drafts=shown))
    return render(
        request,
        "drafts.html",
        batch=batch,
        drafts=[draft for draft in drafts if not draft.is_again],
        again=sum(draft.is_again for draft in drafts),
        ids={draft.nth: draft.id for draft in drafts},
        shown=shown,
        asked=asked,
        pages=len(pages),
        notes=asked.wrong,
        categories=categories,
        older=older,
        replaced=house.replacings.offered(session_of(request).id),
    )


@router.post("/tag/all/{batch}/save")
async def save_all(request: Request, batch: str) -> Response:
    """Store what the workspace does not hold yet."""
    await read_form(request)
    house, session = house_of(request), session_of(request)
    drafts = await _batch(request, batch)
    unsaved = [draft for draft in drafts if not draft.saved and not draft.is_again]
    reports = await keep_drafts(request, unsaved)
    new = [report for report in reports if not was_there(report)]
    again = sum(draft.is_again for draft in drafts)
    tasks, there = sum(len(report.tasks) for report in new), len(drafts) - again - len(new)
    if new:
        also = f"；另有 {there} 份已在工作区里，没有另存" if there else ""
        also += f"；{again} 份与别的相同，只存一份" if again else ""
        text = f"已保存 {len(new)} 份通知，{tasks} 条任务现在可以检索{also}"
    else:
        text = f"没有新增：这 {there} 份通知都已在工作区里"
    house.flash(session, text=f"{text}{told_besides(reports)}")
    return go_to(f"/tag/all/{batch}")


@router.post("/tag/all/{batch}/drop")
async def drop_all(request: Request, batch: str) -> Response:
    """Forget all that was brought together, or with `which` those that are not stored; what is stored stays."""
    form = await read_form(request)
    house, session = house_of(request), session_of(request)
    drafts = await _batch(request, batch)
    stay = text_of(form, "which") == "unsaved"
    left = any(draft.saved for draft in drafts) and stay
    for draft in drafts:
        if not (draft.saved and stay):
            house.drafts.drop(session.id, draft.id)
    stored = len({draft.saved for draft in drafts if draft.saved})
    if stored and not left:
        house.flash(session, text=f"已从列表里去掉；其中 {stored} 份仍在工作区里")
    return go_to(f"/tag/all/{batch}" if left else "/tag")


@router.get("/tag/all/{batch}/ledger{suffix}")
async def ledger_of_all(request: Request, batch: str, suffix: str) -> Response:
    """The tasks of all that was brought together as one file."""
    drafts = await _batch(request, batch)
    return await take_away(request, [draft for draft in drafts if not draft.is_again], suffix)


async def _batch(request: Request, batch: str) -> list[Draft]:
    house = house_of(request)
    return await house.desk.ask(partial(house.drafts.batch, owner=session_of(request).id, batch=batch))


def _pages(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Notices by the page: as many as have some hundred tasks together, at least one."""
    pages: list[list[Draft]] = [[]]
    tasks = 0
    for draft in drafts:
        shown = 0 if draft.is_again else len(draft.tasks)
        if pages[-1] and tasks + shown > _TASKS_A_PAGE:
            pages.append([])
            tasks = 0
        pages[-1].append(draft)
        tasks += shown
    return pages
