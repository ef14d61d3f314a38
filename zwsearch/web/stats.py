"""统计: counts and the model's figures as charts."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web import charts
from zwsearch.web.house import house_of, render
from zwsearch.workspace import Workspace
from zwsearch.workspace.candidate import judge_model_in_use
from zwsearch.workspace.reports import ModelVersion, Stats

router = APIRouter()


@router.get("/stats")
async def stats(request: Request) -> Response:
    """The page."""

    def look(workspace: Workspace) -> tuple[Stats, ModelVersion | None, Any]:
        model = next((m for m in workspace.models() if m.current), None)
        return workspace.stats(), model, judged(workspace, model)

    def judged(workspace: Workspace, model: ModelVersion | None) -> Any:
        # A version never changes, so it is judged once.
        if model is not None and model.version not in house.judged:
            house.judged[model.version] = judge_model_in_use(workspace)
        return house.judged.get(model.version) if model is not None else None

    house = house_of(request)
    found, model, judgement = await house.desk.ask(look)
    drawn = await house.desk.ask(lambda _: charts.draw(found.tables, date.today()))
    return render(request, "stats.html", found=found, charts=drawn, model=model, judged=judgement, notes=found.notes)
