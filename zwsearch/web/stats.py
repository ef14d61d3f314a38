"""统计: counts and the model's figures as charts."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web import charts
from zwsearch.web.house import house_of, render
from zwsearch.workspace import Workspace
from zwsearch.workspace.reports import ModelVersion, Stats

router = APIRouter()


@router.get("/stats")
async def stats(request: Request) -> Response:
    """The page."""

    def look(workspace: Workspace) -> tuple[Stats, ModelVersion | None]:
        return workspace.stats(), next((m for m in workspace.models() if m.current), None)

    house = house_of(request)
    found, model = await house.desk.ask(look)
    drawn = await house.desk.ask(lambda _: charts.draw(found.tables))
    return render(request, "stats.html", found=found, charts=drawn, model=model, notes=found.notes)
