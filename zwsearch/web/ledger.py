"""台账: all tasks as a table, sorted and filtered, to print or to take away."""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError
from zwsearch.records import Filters
from zwsearch.web.asking import Asked, read_address
from zwsearch.web.house import TYPES, download, house_of, render
from zwsearch.web.narrowing import Checked, checked, choice_lists
from zwsearch.web.paging import paged
from zwsearch.web.wording import ORDERS
from zwsearch.workspace import Workspace
from zwsearch.workspace.facets import Counts
from zwsearch.workspace.takeaway import LedgerPage, Order, export_bytes, ledger_page

router = APIRouter()
ROWS = 100
_PRINTED = 2000  # rows that one page can be asked to hold, to be printed


@router.get("/ledger")
async def ledger(request: Request) -> Response:
    """The page."""
    house = house_of(request)
    asked = read_address("/ledger", request.query_params, more=("order", "rows"))
    rows = _PRINTED if asked.value("rows") == "all" else ROWS
    order = _order(asked)

    def look(workspace: Workspace) -> tuple[tuple[LedgerPage, Asked, int], Counts, Checked]:
        def fetch(offset: int) -> LedgerPage:
            return ledger_page(workspace, asked.all_filters, order=order, offset=offset, limit=rows)

        tasks = replace(asked.filters, tasks_only=True)  # a passage is found by a search, but stands on no ledger
        facets = house.facets.count(workspace, "", tasks, asked.due)
        return paged(asked, rows, fetch, lambda found: found.total), facets, checked(workspace, asked)

    (found, there, pages), facets, (told, error) = await house.desk.ask(look)
    return render(
        request,
        "ledger.html",
        status=400 if error else 200,
        asked=there,
        order=order,
        found=found,
        choices=list(choice_lists(there, facets)),
        first=(there.page - 1) * rows,
        pages=pages,
        notes=(*there.wrong, *_wrong_order(there, order), *found.notes, *told),
        error=error,
    )


@router.get("/ledger{suffix}")
async def take_away(request: Request, suffix: str) -> Response:
    """The ledger of the filters as a file."""
    if suffix not in TYPES or suffix == ".json":
        raise NotFoundError(f"没有格式为 {suffix[:10]} 的台账", hint="可用的格式：xlsx、csv、jsonl、md")
    asked = read_address("/ledger", request.query_params, more=("order",))
    data, count = await house_of(request).desk.ask(
        lambda workspace: export_bytes(workspace, asked.all_filters, suffix, order=_order(asked))
    )
    if not count and asked.all_filters != Filters():
        raise NotFoundError("没有任务符合这些条件，没有可下载的台账", hint="请放宽或去掉筛选条件")
    return download(data, "台账", suffix)


def _order(asked: Asked) -> Order:
    return cast(Order, asked.value("order")) if asked.value("order") in get_args(Order) else "notice"


def _wrong_order(asked: Asked, order: Order) -> tuple[str, ...]:
    given = asked.value("order")
    return (f"没有叫“{given[:20]}”的排序，下面{ORDERS[order]}",) if given not in ("", order) else ()
