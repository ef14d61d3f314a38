"""粘贴标注: a draft in the place of a stored notice, and the old one back again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.records import StoredNotice
from zwsearch.web.draft_keeping import own_words, say_kept, told_besides
from zwsearch.web.failures import explain
from zwsearch.web.house import go_to, house_of, is_own, read_form, session_of, text_of
from zwsearch.web.once import page_router
from zwsearch.web.replacings import Replacing
from zwsearch.web.signature import author_of
from zwsearch.web.tag import draft_of
from zwsearch.web.wording import title
from zwsearch.workspace import Workspace
from zwsearch.workspace.comparing import Difference
from zwsearch.workspace.replacing import Before, bring_back, replace_notice
from zwsearch.workspace.reports import TagReport

router = page_router()
_TOLD = 20  # tasks that are told one by one


@router.post("/tag/{id_}/replace")
async def take_place(request: Request, id_: str) -> Response:
    """Let a draft take the place of a stored notice."""
    form = await read_form(request)
    house, session, own = house_of(request), session_of(request), own_words(request)
    draft, old, back = await draft_of(request, id_), text_of(form, "notice"), text_of(form, "back")

    def act(workspace: Workspace) -> tuple[TagReport, tuple[int, ...], Before | None]:
        done = replace_notice(workspace, old, draft.pasted)
        return *say_kept(workspace, draft, done.report, own), done.before

    report, numbers, before = await house.desk.change(act)
    chosen = dict(draft.said)
    house.drafts.keep(draft, report.notice.id, new=True)
    house.remember_labels(session, numbers)
    undo = {}
    if before is not None:
        key = house.replacings.add(Replacing(session.id, before, numbers, draft.id, chosen))
        undo = {"undo": f"/tag/{id_}/replace/undo", "act": key}
    there = back if is_own(back) else f"/notices/{old}"
    lines = _lines(report.difference)
    besides = told_besides([report], "" if is_own(back) else old)
    text = "\n".join([*lines, *([besides.removeprefix("。")] if besides else [])])
    house.flash(session, text=f"已替换“{title(report.notice)}”：{text}", **undo)
    return go_to(there)


@router.post("/tag/{id_}/replace/undo")
async def take_back(request: Request, id_: str) -> Response:
    """Put the notice that a draft took the place of there again; what was chosen on the draft is on it again."""
    form = await read_form(request)
    house, session, author = house_of(request), session_of(request), author_of(request)
    key, back = text_of(form, "act"), text_of(form, "back")
    done = house.replacings.get(session.id, key)

    def act(workspace: Workspace) -> StoredNotice:
        notice = bring_back(workspace, done.before, done.said, author=author)
        try:
            draft = house.drafts.get(workspace, session.id, done.draft)
        except NotFoundError:  # dropped since
            return notice
        for place, category in done.chosen.items():
            house.drafts.say(draft, place, category)
        return notice

    try:
        notice = await house.desk.change(act)
    except UsageError as error:  # what hinders it may be undone: it is offered again
        told, page = explain(error), await _offering(request, done)
        undo = {"undo": request.url.path, "act": key} if page.startswith("/notices/") else {}
        house.flash(session, text=f"{told.error}。{told.hint}", doubtful="1", **undo)
        return go_to(page)
    house.replacings.drop(key)
    house.flash(session, text=f"已撤销替换：“{title(notice)}”恢复为原来的那一份，修改和标注与替换前相同")
    return go_to(back if is_own(back) else f"/notices/{notice.id}")


async def _offering(request: Request, done: Replacing) -> str:
    """The page to go on from where a replacement was not taken back: that of the draft, which goes on offering it; else
    the history of the notice."""
    try:
        home = (await draft_of(request, done.draft)).saved == done.before.id
    except NotFoundError:  # dropped since
        home = False
    return f"/tag/{done.draft}" if home else f"/notices/{done.before.id}?history=1"


def _lines(change: Difference | None) -> list[str]:
    """What became of the tasks: in a line, and those that are not as they were one by one."""
    if change is None:
        return ["编号不变"]
    told = [f"{done}　{task}" for done, task in change.lines[:_TOLD]]
    more = len(change.lines) - len(told)
    return [
        f"任务{change.told_whole}",
        *told,
        *([f"……还有 {more} 条"] if more else []),
    ]
