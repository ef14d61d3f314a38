"""The application: one house with its rooms of pages, guarded at the door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from zwsearch import __version__
from zwsearch.errors import WorkspaceError, ZwsearchError
from zwsearch.web import (
    api,
    api_edits,
    api_models,
    choices,
    draft_batch,
    draft_category,
    draft_replacing,
    editing,
    labelling,
    ledger,
    login,
    models,
    naming,
    notices,
    review,
    search,
    stats,
    tag,
)
from zwsearch.web.failures import INTERNAL, RefusedError, explain, trace
from zwsearch.web.house import House, StaleFormError, answer_failure, is_of_api, show_again, wants_json
from zwsearch.web.invalid import explain_invalid
from zwsearch.web.safety import MAX_BODY, Guard

_STATIC = Path(__file__).parent / "static"
_DESCRIPTION = "政务公开通知的任务：检索、标注、复核、台账。出错时一律返回 {ok: false, code, error, hint}。"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server is run. `password` None is for loopback alone; `hosts` are further names it answers to."""

    workspace: Path
    password: str | None = None
    hosts: tuple[str, ...] = ()
    max_body: int = MAX_BODY


def create_app(settings: Settings) -> FastAPI:
    """The application over one workspace; closing it lets go of all files."""
    house = House(settings.workspace, password=settings.password, max_body=settings.max_body)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        house.close()

    app = FastAPI(
        title="zwsearch",
        version=__version__,
        description=_DESCRIPTION,
        docs_url=None,  # their pages fetch scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.house = house
    for room in (
        search,
        choices,
        notices,
        editing,
        labelling,
        draft_batch,
        tag,
        draft_category,
        draft_replacing,
        review,
        models,
        stats,
        ledger,
        naming,
        login,
    ):
        app.include_router(room.router, include_in_schema=False)
    for part in (api, api_models, api_edits):
        app.include_router(part.router)
    app.mount("/static", _Static(directory=_STATIC))
    _map_failures(app)
    hosts = frozenset({"127.0.0.1", "localhost", "[::1]", *settings.hosts})
    app.add_middleware(
        Guard,
        signer=house.signer,
        brake=house.brake,
        password=settings.password,
        hosts=hosts,
        max_body=settings.max_body,
    )
    return app


class _Static(StaticFiles):
    """Our own style sheets and scripts; kept by the browser for a while, asked for anew when they change."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response


def _map_failures(app: FastAPI) -> None:
    async def told(request: Request, error: Exception) -> Response:
        failure = explain(error, program=is_of_api(request))
        if failure is INTERNAL:
            request.app.state.house.log(trace(error))
        elif isinstance(error, WorkspaceError):
            request.app.state.house.log(f"{error.message}（{error.hint}）")
        if isinstance(error, StaleFormError) and error.held.fields and not wants_json(request):
            return show_again(request, error.held, failure)
        if failure.status == 405 and request.method == "GET" and not wants_json(request):
            # An address that forms are sent to, come back to by the browser's history or after logging in.
            return RedirectResponse(request.url.path.rpartition("/")[0] or "/", 303)
        response = answer_failure(request, failure)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)  # a 405 names the methods that are allowed
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        problems = error.errors() if isinstance(error, RequestValidationError) else ()
        return answer_failure(request, explain_invalid(problems))

    for kind in (ZwsearchError, RefusedError, HTTPException, Exception):
        app.add_exception_handler(kind, told)
    app.add_exception_handler(RequestValidationError, invalid)
