"""检索: the page, and the same view as a file."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zwsearch.errors import NotFoundError
from zwsearch.web.asking import read_address
from zwsearch.web.house import download, house_of, visit_of
from zwsearch.web.searching import Question
from zwsearch.workspace import Workspace
from zwsearch.workspace.shapes import page_shape
from zwsearch.workspace.takeaway import found_bytes, under_notices

router = APIRouter()
# What a person can still look through in a sheet; the ledger page hands out all tasks.
MOST_DOWNLOADED = 10_000


@router.get("/")
async def search(request: Request) -> Response:
    """The box, the facets and the hits."""
    page = await house_of(request).searchers.page(Question(request.scope["query_string"], visit_of(request)))
    return HTMLResponse(page.html, page.status)


@router.get("/download{suffix}")
async def take_away(request: Request, suffix: str) -> Response:
    """A view as xlsx, csv or json."""
    if suffix not in (".xlsx", ".csv", ".json"):
        raise NotFoundError(f"没有格式为 {suffix[:10]} 的下载", hint="可用的格式：xlsx、csv、json")
    asked = read_address("/", request.query_params)

    def make(workspace: Workspace) -> bytes:
        page = workspace.query(asked.q, k=MOST_DOWNLOADED, filters=asked.all_filters)
        page = under_notices(page) if asked.value("group") else page
        if suffix == ".json":
            return json_bytes(page_shape(page))
        return found_bytes(page, asked.all_filters, suffix)

    return download(await house_of(request).desk.ask(make), f"检索_{asked.q[:20] or '筛选'}", suffix)


def json_bytes(document: Any) -> bytes:
    """JSON that people can read."""
    import json

    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")
