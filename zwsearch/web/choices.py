"""All choices of a facet: every unit or issuer among the answers of a search, to look through and choose."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError
from zwsearch.web.asking import Asked, read_address
from zwsearch.web.house import house_of, render
from zwsearch.web.paging import paged
from zwsearch.workspace import Workspace
from zwsearch.workspace.choices import ChoicePage, Field, choices

router = APIRouter()
_ROWS = 60
_LONGEST = 40  # characters that a name can be looked for by
# Parameter of an address -> field, for the facets that can be longer than their list.
LONG = {"office": "offices", "issuer": "issuers"}


@router.get("/choices/{name}")
async def of_search(request: Request, name: str) -> Response:
    """The choices of a search."""
    return await _page(request, name, "/")


@router.get("/ledger/choices/{name}")
async def of_ledger(request: Request, name: str) -> Response:
    """The choices of the ledger."""
    return await _page(request, name, "/ledger")


async def _page(request: Request, name: str, home: str) -> Response:
    if name not in LONG:
        raise NotFoundError("没有这个页面", hint="请从检索页或台账页的“全部”进入")
    here = read_address(request.url.path, request.query_params, more=("find", "order"))
    asked = read_address(home, request.query_params, more=("order",))
    filters = replace(asked.all_filters, tasks_only=asked.all_filters.tasks_only or home == "/ledger")

    def look(workspace: Workspace) -> tuple[ChoicePage, Asked, int]:
        def fetch(offset: int) -> ChoicePage:
            return choices(
                workspace,
                cast(Field, LONG[name]),
                asked.q if home == "/" else "",
                filters,
                find=here.value("find")[:_LONGEST],
                offset=offset,
                limit=_ROWS,
            )

        return paged(here, _ROWS, fetch, lambda found: found.total)

    found, there, pages = await house_of(request).desk.ask(look)
    notes = (*found.notes, *there.wrong)
    return render(request, "choices.html", name=name, here=there, asked=asked, found=found, pages=pages, notes=notes)
