"""粘贴标注: set the category of a task of a draft right, in its row of the table, and take that back there."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.web.drafts import Draft
from zwsearch.web.house import go_to, house_of, is_own, numbers_of, read_form, session_of, text_of, told, wants_json
from zwsearch.web.once import page_router
from zwsearch.web.signature import author_of
from zwsearch.web.tag import draft_of
from zwsearch.workspace import Workspace, corrections

router = page_router()


@router.post("/tag/{id_}/category")
async def correct(request: Request, id_: str) -> Response:
    """Set the category of one task of a draft; an empty one goes back to the model's word.

    With `undo` it is what held before, and of a draft that is stored the decisions of `numbers` are taken back.
    """
    form = await read_form(request)
    house = house_of(request)
    draft = await draft_of(request, id_)
    given, category, undo = text_of(form, "place"), text_of(form, "category"), bool(text_of(form, "undo"))
    if not given.isdecimal() or len(given) > 6 or int(given) >= len(draft.tasks):
        raise NotFoundError("没有这一条任务", hint="请刷新页面后再试")
    place, back = int(given), text_of(form, "back")  # the page of all that was brought together
    row = f"task-{id_}-{place}" if back else f"task-{place}"
    here = f"{back if back and is_own(back) else f'/tag/{id_}'}#{row}"
    act = partial(_said, draft, place, category, numbers_of(form) if undo else None, author_of(request))
    before = draft.said.get(place, "")
    try:
        numbers = await (house.desk.change(act) if draft.saved else house.desk.ask(act))
    except UsageError as error:
        if wants_json(request):
            raise
        house.flash(session_of(request), text=f"{error.message}。{error.hint}", at=row)
        return go_to(here)
    house.drafts.say(draft, place, category)
    tag = draft.tasks[place].tag
    now = {"category": tag.category if tag else "", "verdict": tag.verdict if tag else ""}
    if wants_json(request):
        return told({"ok": True, "place": place, **now, "before": before, "numbers": list(numbers)})
    message = {"text": f"{'已撤销，现在是' if undo else '已标为'}“{now['category']}”", "at": row}
    if not undo and before != category:
        message |= {"undo": f"/tag/{id_}/category", "before": before, "numbers": " ".join(map(str, numbers))}
    house.flash(session_of(request), **message)
    return go_to(here)


def _said(
    draft: Draft, place: int, category: str, undone: list[int] | None, author: str, workspace: Workspace
) -> tuple[int, ...]:
    """Check a category; of a draft that is stored say it of the stored task, or take decisions (`undone`) back.

    Returns the numbers of the decisions that were written down.
    """
    if not draft.saved:
        if category:
            corrections.check_category(workspace, category)
        return ()
    if place not in draft.stored:
        raise NotFoundError("这一条在工作区里已不是任务", hint="请打开保存好的通知查看")
    if undone:
        return corrections.undo_decisions(workspace, undone, author=author).numbers
    return corrections.decide(workspace, [draft.stored[place]], category or None, author=author).numbers
