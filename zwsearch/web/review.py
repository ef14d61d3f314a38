"""复核: the tasks that a person should decide on, one key each, or all of a filter at once."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import LabelError, NotFoundError, UsageError
from zwsearch.web.asking import read_address
from zwsearch.web.house import go_to, house_of, read_form, render, session_of, text_of
from zwsearch.web.narrowing import Checked, checked
from zwsearch.web.once import page_router
from zwsearch.web.signature import author_of
from zwsearch.workspace import Workspace, corrections, edits, reviewing
from zwsearch.workspace.corrections import Decided
from zwsearch.workspace.reviewing import ReviewList

router = page_router()
_SHOWN = 10
_BATCH = "（成批）"  # after the name of who did it


@router.get("/review")
async def review(request: Request) -> Response:
    """The queue."""
    asked = read_address("/review", request.query_params)

    def look(
        workspace: Workspace,
    ) -> tuple[ReviewList, dict[str, str], tuple[str, ...], dict[str, str], tuple[str, ...], Checked]:
        _, notes = workspace.answering()
        queue = reviewing.review_list(workspace, _SHOWN, asked.all_filters)
        states = [edits.states(workspace, id_) for id_ in {item.unit.notice_id for item in queue.items}]
        return (
            queue,
            {task: state for of_notice in states for task, state in of_notice.items()},
            corrections.categories(workspace),
            corrections.definitions(workspace),
            notes,
            checked(workspace, asked),
        )

    queue, states, categories, definitions, notes, (told, error) = await house_of(request).desk.ask(look)
    return render(
        request,
        "review.html",
        status=400 if error else 200,
        asked=asked,
        queue=queue,
        states=states,
        categories=categories,
        definitions=definitions,
        notes=(*asked.wrong, *notes, *told),
        error=error,
    )


@router.post("/review/all")
async def label_all(request: Request) -> Response:
    """Give one category to all tasks of a filter that wait for a review; `count` is what the visitor was shown."""
    form = await read_form(request)
    house = house_of(request)
    asked = read_address("/review", request.query_params)
    category, count = text_of(form, "category"), text_of(form, "count")
    author, session = f"{author_of(request)}{_BATCH}", session_of(request)
    missing = (
        "请选择要标成的类别" if not category else "请先勾选，确认已看过筛选结果" if not text_of(form, "sure") else ""
    )

    def refuse(why: str) -> Response:
        house.flash(session, text=f"没有改动：{why}", at="bulk", category=category)
        return go_to(f"{asked.without()}#bulk")

    if missing:
        return refuse(missing)

    def act(workspace: Workspace) -> Decided:
        ids = reviewing.doubtful_ids(workspace, asked.all_filters)
        if str(len(ids)) != count:
            raise UsageError(f"待复核的任务已变为 {len(ids)} 条", hint="请核对后再提交" if ids else "不必再标了")
        return corrections.decide(workspace, ids, category, author=author) if ids else Decided(())

    try:
        decided = await house.desk.change(act)
    except (UsageError, LabelError) as error:  # a colleague was quicker, or the category is no more
        return refuse(f"{error.message}，{error.hint}")
    house.remember_batch(session, decided.numbers)
    house.remember_labels(session, decided.numbers)
    told = f"已把 {len(decided.units)} 条任务标为“{category}”"
    house.flash(session, text=told, undo="/review/all/undo", back=asked.without())
    return go_to(asked.without())


@router.post("/review/all/undo")
async def undo_all(request: Request) -> Response:
    """Take back what the visitor last said of many tasks at once, but for those that somebody has decided on since."""
    form = await read_form(request)
    house, session = house_of(request), session_of(request)
    numbers = house.batches.get(session.id, ())
    if not numbers:
        raise NotFoundError("没有可以撤销的成批标注", hint="可以在任务页逐条撤销")

    author = f"{author_of(request)}{_BATCH}"

    def act(workspace: Workspace) -> Decided:
        return corrections.undo_decisions(workspace, numbers, author=author, forgiving=True)

    undone = await house.desk.change(act)
    house.batches.pop(session.id, None)
    kept = f"；另有 {len(undone.kept)} 条后来又改标过，没有动" if undone.kept else ""
    house.flash(session, text=f"已撤销 {len(undone.units)} 条任务的成批标注{kept}")
    return go_to(text_of(form, "back") or "/review")
