"""粘贴标注: set the category of a task of a draft right, in its row of the table, and take that back there."""

from __future__ import annotations

from functools import partial

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.web.draft import Draft
from zwsearch.web.house import go_to, house_of, is_own, numbers_of, read_form, session_of, text_of, told, wants_json
from zwsearch.web.labelling import ask_to_replace, seen_of
from zwsearch.web.once import page_router
from zwsearch.web.signature import author_of
from zwsearch.web.tag import draft_of
from zwsearch.web.wording import told_tag
from zwsearch.workspace import Workspace, corrections
from zwsearch.workspace.decisions import SaidMeanwhileError, Seen

router = page_router()


@router.post("/tag/{id_}/category")
async def correct(request: Request, id_: str) -> Response:
    """Set the category of one task of a draft; an empty one goes back to the model's word.

    Of a draft that the workspace holds it is said there. With `undo` it is what held before, and of such a draft the
    decisions of `numbers` are taken back.
    """
    form = await read_form(request)
    house = house_of(request)
    draft = await draft_of(request, id_)
    given, category, undo = text_of(form, "place"), text_of(form, "category"), bool(text_of(form, "undo"))
    unit = dict(draft.rows).get(int(given)) if given.isdecimal() and len(given) <= 6 else None
    if unit is None:
        raise NotFoundError("没有这一条任务", hint="请刷新页面后再试")
    place, back = int(given), text_of(form, "back")  # the page of all that was brought together
    row = f"task-{id_}-{place}" if back else f"task-{place}"
    here = f"{back if back and is_own(back) else f'/tag/{id_}'}#{row}"
    moved = _moved(form, draft)
    before = unit.tag.category if unit.tag and unit.tag.said else ""
    numbers: tuple[int, ...] = ()
    try:
        if draft.home is None:
            if category:
                await house.desk.ask(lambda workspace: corrections.check_category(workspace, category))
            house.drafts.say(draft, place, category)
        else:
            undone, seen = numbers_of(form) if undo else [], seen_of(request, form, unit.id)
            numbers = await house.desk.change(partial(_said, unit.id, category, undone, author_of(request), seen))
            house.remember_labels(session_of(request), numbers)
    except SaidMeanwhileError as error:
        more = [(name, text_of(form, name)) for name in ("place", "stored") if name in form]
        return await ask_to_replace(request, form, [unit.id], error, more)
    except UsageError as error:
        if wants_json(request):
            raise
        house.flash(session_of(request), text=f"{error.message}。{error.hint}", at=row)
        return go_to(here)
    tag = dict((await draft_of(request, id_)).rows)[place].tag
    now = {"category": tag.category if tag else "", "verdict": tag.verdict if tag else ""}
    if wants_json(request) and not moved:
        said = tag is not None and tag.said
        return told({"ok": True, "place": place, **now, "said": said, "before": before, "numbers": list(numbers)})
    message = {"text": f"{moved}{'已撤销，现在是' if undo else '已标为'}{told_tag(tag)}", "at": row}
    if not undo and before != category:
        message |= {"undo": f"/tag/{id_}/category", "before": before, "numbers": " ".join(map(str, numbers))}
    house.flash(session_of(request), **message)
    if wants_json(request):  # the script opens the page anew: what its buttons say is no longer so
        return told({"ok": True, **now, "numbers": list(numbers), "renewed": here})
    return go_to(here)


def _moved(form: FormData, draft: Draft) -> str:
    """What to say where the draft was stored, or its notice deleted, since the page was made that the form is on."""
    if "stored" not in form or text_of(form, "stored") == (draft.saved or ""):
        return ""
    if draft.saved:
        return "打开这一页以后，这份通知已存进工作区，这次改在工作区里："
    return "打开这一页以后，这份通知已从工作区里删除，这次只改在这里，还没有保存："


def _said(
    id_: str, category: str, undone: list[int], author: str, seen: Seen | None, workspace: Workspace
) -> tuple[int, ...]:
    """Say the category of a stored task, or take decisions back; the numbers of what was written down."""
    if undone:
        return corrections.undo_decisions(workspace, undone, author=author).numbers
    return corrections.decide(workspace, [id_], category or None, author=author, seen=seen).numbers
