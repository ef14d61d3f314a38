"""检索: the box, the facets, the hits, and the same view as a file."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, QueryError
from zwsearch.records import SearchPage
from zwsearch.web.asking import PAGE_SIZE, Asked, read_address
from zwsearch.web.house import download, house_of, render
from zwsearch.workspace import Workspace
from zwsearch.workspace.facets import Counts
from zwsearch.workspace.shapes import page_shape
from zwsearch.workspace.takeaway import ledger_bytes

router = APIRouter()
# What a person can still look through in a sheet; the ledger page hands out all tasks.
MOST_DOWNLOADED = 10_000


@router.get("/")
async def search(request: Request) -> Response:
    """The page."""
    house = house_of(request)
    asked = read_address("/", request.query_params)

    def look(workspace: Workspace) -> tuple[SearchPage | None, Counts, tuple[str, ...], QueryError | None]:
        _, notes = workspace.answering()
        if asked.empty:
            return None, house.facets.count(workspace, "", asked.filters), notes, None
        try:
            page = workspace.query(asked.q, k=PAGE_SIZE, offset=(asked.page - 1) * PAGE_SIZE, filters=asked.all_filters)
            return page, house.facets.count(workspace, asked.q, asked.filters, asked.due), page.notes, None
        except QueryError as error:
            return None, house.facets.count(workspace, "", asked.filters), notes, error

    page, facets, notes, error = await house.desk.ask(look)
    context: dict[str, Any] = {
        "asked": asked,
        "page": page,
        "groups": _groups(asked, page),
        "facets": facets,
        "notes": (*notes, *asked.wrong),
        "error": error,
        "pages": 0 if page is None else -(-page.total // PAGE_SIZE),
    }
    return render(request, "search.html", status=400 if error else 200, **context)


@router.get("/download{suffix}")
async def take_away(request: Request, suffix: str) -> Response:
    """A view as xlsx, csv or json."""
    if suffix not in (".xlsx", ".csv", ".json"):
        raise NotFoundError(f"没有格式为 {suffix[:10]} 的下载", hint="可用的格式：xlsx、csv、json")
    asked = read_address("/", request.query_params)

    def make(workspace: Workspace) -> bytes:
        page = workspace.query(asked.q, k=MOST_DOWNLOADED, filters=asked.all_filters)
        if suffix == ".json":
            return json_bytes(page_shape(page))
        return ledger_bytes(((hit.unit, hit.notice) for hit in page.hits), suffix)

    return download(await house_of(request).desk.ask(make), f"检索_{asked.q[:20] or '筛选'}", suffix)


def json_bytes(document: Any) -> bytes:
    """JSON that people can read."""
    import json

    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _groups(asked: Asked, page: SearchPage | None) -> list[tuple[Any, list[Any]]]:
    """The hits under their notices, in the order of the best hit of each; one group for all when not asked for."""
    if page is None:
        return []
    if not asked.value("group"):
        return [(None, list(page.hits))]
    first: dict[str, int] = {}
    for place, hit in enumerate(page.hits):
        first.setdefault(hit.notice.id, place)
    ordered = sorted(page.hits, key=lambda hit: first[hit.notice.id])
    groups = [list(hits) for _, hits in groupby(ordered, key=lambda hit: hit.notice.id)]
    return [(hits[0].notice, hits) for hits in groups]
