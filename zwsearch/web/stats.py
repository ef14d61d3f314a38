"""统计: counts and the model's figures as charts."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import LabelError, NotFoundError
from zwsearch.web import charts
from zwsearch.web.failures import explain
from zwsearch.web.house import House, house_of, render, render_part
from zwsearch.web.judging import Judged
from zwsearch.workspace import Workspace
from zwsearch.workspace.candidate import mark_of_model
from zwsearch.workspace.reports import ModelVersion

router = APIRouter()


@router.get("/stats")
async def stats(request: Request) -> Response:
    """The page."""
    house = house_of(request)
    found = await house.desk.ask(Workspace.stats)
    drawn = await house.desk.ask(lambda _: charts.draw(found.tables, date.today()))
    model, judged = await _model(house)
    return render(request, "stats.html", found=found, charts=drawn, model=model, judged=judged, notes=found.notes)


@router.get("/stats/model")
async def figures(request: Request) -> Response:
    """The part of the page that is about the model, which may be judged just now."""
    model, judged = await _model(house_of(request))
    if model is None:
        raise NotFoundError("没有模型", hint="请重新训练")
    return render_part(request, "judged.html", model=model, judged=judged)


async def _model(house: House) -> tuple[ModelVersion | None, Judged]:
    model = next((model for model in await house.desk.ask(Workspace.models) if model.current), None)
    try:
        mark = await house.desk.ask(mark_of_model)
    except LabelError as error:  # a broken taxonomy hides no counts
        return model, Judged(failure=explain(error))
    return model, Judged() if mark is None else await house.judging.look(mark)
