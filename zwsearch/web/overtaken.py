"""Where a colleague was quicker: a page that asks again, and one that keeps what was typed for what is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, ZwsearchError
from zwsearch.records import Unit
from zwsearch.web.failures import explain
from zwsearch.web.house import house_of, render
from zwsearch.workspace import Workspace, edits
from zwsearch.workspace.fates import fate_of


async def show_fate(
    request: Request,
    id_: str,
    error: ZwsearchError,
    typed: Sequence[tuple[str, str]] = (),
    *,
    renewed: str | None = None,
) -> Response | None:
    """Say what became of a notice or task, above what was typed for it; None while it is still there.

    `renewed` is the button that makes a new task of it.
    """
    fate = await house_of(request).desk.ask(lambda workspace: fate_of(workspace, id_))
    if fate is None:
        return None
    again: tuple[str, str] | None = None
    if fate.restorable:
        again = request.url.path, "再提交一次"
    elif renewed is not None and fate.notice_id is not None:
        again = f"/notices/{fate.notice_id}/tasks", renewed
    failure = explain(error)
    status = 404 if failure.status == 404 else 409
    return render(request, "gone.html", status=status, fate=fate, fields=typed, again=again)


Fields = list[tuple[str, str]]


async def ask_again(
    request: Request,
    error: ZwsearchError,
    ids: Sequence[str],
    action: str,
    button: str,
    fields: Callable[[Sequence[Unit], dict[str, str]], Fields],
) -> Response:
    """Show tasks as they are now, and ask whether to go on; `fields` of the form say what was seen, from the tasks
    and their states."""

    def look(workspace: Workspace) -> tuple[list[Unit], dict[str, str], tuple[str, ...]]:
        shown = [workspace.show(id_) for id_ in dict.fromkeys(ids)]
        units = [one.unit for one in shown if one.unit is not None]
        if not units:
            raise NotFoundError(error.message, hint=error.hint)
        return units, edits.states(workspace, units[0].notice_id), shown[0].notes

    units, states, notes = await house_of(request).desk.ask(look)
    return render(
        request,
        "ask.html",
        status=409,
        failure=explain(error),
        units=units,
        fields=fields(units, states),
        action=action,
        button=button,
        notes=notes,
    )
