"""检索: the box, the facets, the hits, and the same view as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, QueryError
from zwsearch.records import Hit, SearchPage, StoredNotice
from zwsearch.web.asking import PAGE_SIZE, Asked, read_address
from zwsearch.web.failures import explain
from zwsearch.web.hits import as_chosen, excerpt, ways_on, ways_out, why_found
from zwsearch.web.house import download, house_of, render
from zwsearch.web.narrowing import choice_lists
from zwsearch.web.paging import paged
from zwsearch.workspace import Workspace
from zwsearch.workspace.facets import Counts
from zwsearch.workspace.querying import NoticePage, query_notices
from zwsearch.workspace.shapes import page_shape
from zwsearch.workspace.takeaway import found_bytes

router = APIRouter()
# What a person can still look through in a sheet; the ledger page hands out all tasks.
MOST_DOWNLOADED = 10_000
_NOTICES = 10  # on a page of answers under their notices
_EACH = 3


@router.get("/")
async def search(request: Request) -> Response:
    """The page."""
    house = house_of(request)
    asked = read_address("/", request.query_params)

    def look(workspace: Workspace) -> tuple[_Found | None, Counts, tuple[str, ...], QueryError | None]:
        _, notes = workspace.answering()
        if asked.empty:
            return None, house.facets.count(workspace, "", asked.filters), notes, None
        try:
            found = _grouped(workspace, asked) if asked.value("group") else _listed(workspace, asked)
            return found, house.facets.count(workspace, asked.q, asked.filters, asked.due), found.notes, None
        except QueryError as error:
            return None, house.facets.count(workspace, "", asked.filters), notes, error

    found, facets, notes, error = await house.desk.ask(look)
    answered = found.asked if found else asked
    notes = as_chosen(answered, notes)
    context: dict[str, Any] = {
        "asked": answered,
        "found": found,
        "categories": facets.get("categories", {}),
        "choices": list(choice_lists(answered, facets)),
        "types": facets.get("types", {}),
        "notes": (*answered.wrong, *notes),
        "ways_out": ways_out(answered, notes),
        "ways_on": ways_on(answered),
        "excerpt": excerpt,
        "why_found": why_found,
        "error": error and explain(error),
    }
    return render(request, "search.html", status=400 if error else 200, **context)


@dataclass(frozen=True)
class _Found:
    """A page of answers, in groups that each have a notice above them and its number of answers, or neither.

    `asked` is the address with the page that there is.
    """

    asked: Asked
    total: int
    notices: int | None
    took_ms: float
    groups: Sequence[tuple[StoredNotice | None, int, Sequence[Hit]]]
    pages: int
    notes: tuple[str, ...]


def _listed(workspace: Workspace, asked: Asked) -> _Found:
    def fetch(offset: int) -> SearchPage:
        return workspace.query(asked.q, k=PAGE_SIZE, offset=offset, filters=asked.all_filters)

    page, there, pages = paged(asked, PAGE_SIZE, fetch, lambda found: found.total)
    groups = [(None, page.total, page.hits)] if page.hits else []
    return _Found(there, page.total, None, page.took_ms, groups, pages, page.notes)


def _grouped(workspace: Workspace, asked: Asked) -> _Found:
    def fetch(offset: int) -> NoticePage:
        return query_notices(workspace, asked.q, k=_NOTICES, offset=offset, each=_EACH, filters=asked.all_filters)

    page, there, pages = paged(asked, _NOTICES, fetch, lambda found: found.total)
    groups = [(group.notice, group.total, group.hits) for group in page.groups]
    return _Found(there, page.matches, page.total, page.took_ms, groups, pages, page.notes)


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
        return found_bytes(page, asked.all_filters, suffix)

    return download(await house_of(request).desk.ask(make), f"检索_{asked.q[:20] or '筛选'}", suffix)


def json_bytes(document: Any) -> bytes:
    """JSON that people can read."""
    import json

    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")
