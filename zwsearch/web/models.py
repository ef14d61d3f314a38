"""模型: retrain in the background, old against new, take or leave; roll back to an earlier version."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web.house import go_to, house_of, read_form, render, render_part, session_of, text_of
from zwsearch.web.once import page_router
from zwsearch.web.wording import version_name
from zwsearch.workspace import Workspace
from zwsearch.workspace.candidate import take_candidate
from zwsearch.workspace.verdict import judge

router = page_router()


@router.get("/models")
async def models(request: Request) -> Response:
    """The versions, and what the training is at."""
    known = await house_of(request).desk.ask(Workspace.models)
    return render(request, "models.html", known=known, **_at(request))


@router.get("/models/training")
async def progress(request: Request) -> Response:
    """The part of the page that is about the training."""
    return render_part(request, "training.html", **_at(request))


def _at(request: Request) -> dict[str, Any]:
    training = house_of(request).training
    candidate = training.candidate
    verdict = None if candidate is None else judge(candidate.report.comparison)
    return {"training": training, "candidate": candidate, "verdict": verdict}


@router.post("/models/train")
async def train(request: Request) -> Response:
    """Begin a training."""
    await read_form(request)
    house = house_of(request)
    if house.training.state != "running":  # from another window
        await house.train()
    return go_to("/models")


@router.post("/models/take")
async def take(request: Request) -> Response:
    """Use the new model."""
    form = await read_form(request)
    house, session = house_of(request), session_of(request)
    candidate = house.training.candidate
    if candidate is None:  # decided in another window
        house.flash(session, text="没有等待采用的新模型了；现在用的是下面标着“使用中”的版本")
        return go_to("/models")
    force = bool(text_of(form, "force"))
    report = await house.desk.change(lambda workspace: take_candidate(workspace, candidate, force=force))
    house.training.drop()
    anew = f"重新标注了 {report.retagged} 条任务，其中 {report.changed} 条换了类别；人工标注的不变"
    house.flash(session, text=f"已采用新模型 {report.version}，{anew}")
    return go_to("/models")


@router.post("/models/leave")
async def leave(request: Request) -> Response:
    """Keep the old model."""
    await read_form(request)
    house = house_of(request)
    candidate = house.training.candidate
    in_use = await house.desk.ask(lambda workspace: workspace.model_versions.folder())
    house.training.drop()
    if candidate is not None and candidate.based_on == (None if in_use is None else str(in_use)):
        house.flash(session_of(request), text="保留原来的模型")
    else:
        known = await house.desk.ask(lambda workspace: workspace.models())
        now = "、".join(model.version for model in known if model.current)
        house.flash(
            session_of(request), text=f"没有等着决定的新模型了，别处已经决定过；现在使用的是 {now or '（没有模型）'}"
        )
    return go_to("/models")


@router.post("/models/use")
async def use(request: Request) -> Response:
    """Go back (or forward) to a version."""
    form = await read_form(request)
    house, version = house_of(request), text_of(form, "version")
    await house.desk.change(lambda workspace: workspace.use_model(version))
    house.flash(session_of(request), text=f"已换用{version_name(version)}，任务已重新标注")
    return go_to("/models")
