"""What all pages share: the desk, the templates, the drafts, the training, and how an answer is made of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from zwsearch.names import file_name_of
from zwsearch.web.brake import Brake
from zwsearch.web.desk import Desk
from zwsearch.web.drafts import Drafts
from zwsearch.web.failures import FORBIDDEN, Failure, RefusedError, to_person, to_program
from zwsearch.web.held import Held, held_of
from zwsearch.web.judging import Judging
from zwsearch.web.rendering import Terms, Visit, fill, templates_of
from zwsearch.web.replacings import Replacings
from zwsearch.web.searchers import Searchers
from zwsearch.web.searching import SearchRoom
from zwsearch.web.session import Session, Signer
from zwsearch.web.shelf import Shelf
from zwsearch.web.signature import author_of
from zwsearch.web.training import Training
from zwsearch.workspace import Workspace
from zwsearch.workspace.facets import Facets
from zwsearch.workspace.opened import OpenFolder

_MOST_BATCHES = 100
_MOST_NUMBERS = 501  # a task and those alike
_MAX_FILES = 50
_MAX_FIELDS = 2000
_MAX_FIELD = 16 * 1024 * 1024  # bytes of a pasted notice

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}


class House:
    """One running page over one workspace."""

    def __init__(self, workspace: Path, *, password: str | None, max_body: int) -> None:
        self.desk = Desk(workspace)
        self.password = password
        self.shelf = Shelf(workspace)
        self.signer = Signer(self.shelf, password)
        self.brake = Brake(password)
        self.facets = Facets()
        self.drafts = Drafts(self.shelf)
        self.replacings = Replacings()
        self.log = OpenFolder(workspace).log
        self.training = Training(workspace, self.log, self.shelf)
        self.judging = Judging(self.desk, self.shelf, self.log)
        self.batches: dict[str, tuple[int, ...]] = {}  # session → numbers of the labels that it last gave at once
        self.labels: dict[str, frozenset[int]] = {}  # session → numbers of the labels that it gave lately
        self.flashes: dict[str, tuple[float, dict[str, str]]] = {}
        self.acts: dict[str, Any] = {}  # what forms asked for a moment ago, see `once`
        terms = Terms(password is not None, max_body)
        self.templates = templates_of(terms)
        self.searchers = Searchers(self.desk, SearchRoom(self.facets, self.templates), terms, self.log)

    def close(self) -> None:
        """End what runs, let go of all files."""
        self.training.close()
        self.searchers.close()
        self.facets.close()
        self.desk.close()

    async def train(self) -> None:
        """Begin a training. Raises WorkspaceError where its result could not be kept, and UsageError."""
        await self.desk.ask(Workspace.check_writable)
        self.training.start()

    def remember_batch(self, session: Session, numbers: tuple[int, ...]) -> None:
        """What can be taken back at once; the sessions of long ago make room."""
        self.batches.pop(session.id, None)
        self.batches[session.id] = numbers
        while len(self.batches) > _MOST_BATCHES:
            del self.batches[next(iter(self.batches))]

    def remember_labels(self, session: Session, numbers: tuple[int, ...]) -> None:
        """What a visitor may replace without being asked; the sessions of long ago make room."""
        self.labels[session.id] = self.labels.pop(session.id, frozenset()) | frozenset(numbers)
        while len(self.labels) > _MOST_BATCHES:
            del self.labels[next(iter(self.labels))]

    def flash(self, session: Session, **message: str) -> None:
        """Something to say on the next page of this visitor."""
        now = time.monotonic()
        self.flashes = {id_: held for id_, held in self.flashes.items() if now - held[0] < 300}
        self.flashes[session.id] = (now, message)


def house_of(request: Request) -> House:
    """The house that a request came to."""
    return cast(House, request.app.state.house)


def address_of(scope: Scope) -> str:
    """Where a request comes from."""
    return str((scope.get("client") or ("",))[0])


def session_of(request: Request) -> Session:
    """The session that the guard found or began."""
    return cast(Session, request.state.session)


def visit_of(request: Request) -> Visit:
    """What the page that is being made says of its visitor; what was to be said once is said by now."""
    house, session = house_of(request), session_of(request)
    _, flash = house.flashes.pop(session.id, (0.0, {}))
    return Visit(request.url.path, house.signer.form_token(session), author_of(request), flash)


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page."""
    return HTMLResponse(fill(house_of(request).templates, template, visit_of(request), context), status)


def render_part(request: Request, template: str, **context: Any) -> Response:
    """A part of a page for our own script; what is to be said once is left for the next page."""
    visit = Visit(request.url.path, house_of(request).signer.form_token(session_of(request)), author_of(request), {})
    return HTMLResponse(fill(house_of(request).templates, template, visit, context))


def wants_json(request: Request) -> bool:
    """Whether a program (or our own script) asks, and not a person's browser."""
    return is_of_api(request) or "application/json" in request.headers.get("accept", "")


def is_of_api(request: Request) -> bool:
    """Whether it is a program that asks, which has no pages before it."""
    return request.url.path.startswith("/api/") or request.url.path == "/openapi.json"


def answer_failure(request: Request, failure: Failure) -> Response:
    """A failure as JSON for programs, as a page for people."""
    if not wants_json(request):
        answer = render(request, "failure.html", status=failure.status, failure=to_person(failure))
    else:
        told = to_program(failure) if is_of_api(request) else failure
        answer = Response(told.body(), failure.status, media_type="application/json")
    answer.headers.update(failure.headers)
    return answer


async def form_of(request: Request) -> FormData:
    """What a form sent, whoever sent it."""
    return await request.form(max_files=_MAX_FILES, max_fields=_MAX_FIELDS, max_part_size=_MAX_FIELD)


def show_again(request: Request, held: Held, failure: Failure | None = None) -> Response:
    """What a form held that came too late, to be sent again with the token of now."""
    headline, status = (failure.error, failure.status) if failure else ("已重新登录", 200)
    return render(request, "stale.html", status=status, headline=headline, held=held)


async def read_form(request: Request, *, files: bool = False) -> FormData:
    """The form of a change; with `files`, the caller closes it. Raises RefusedError when it is not from our page."""
    form = await form_of(request)
    token = request.headers.get("x-form-token") or form.get("token")
    ours = isinstance(token, str) and house_of(request).signer.is_form_token(session_of(request), token)
    if not (files and ours):
        await form.close()  # its texts stay
    if not ours:
        raise StaleFormError(held_of(request, form))
    return form


class StaleFormError(RefusedError):
    """A form that is not, or no longer, one of ours; it holds what somebody may have typed for an hour."""

    def __init__(self, held: Held) -> None:
        super().__init__(FORBIDDEN)
        self.held = held


def text_of(form: FormData, name: str) -> str:
    """A text field of a form, or an empty string."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def numbers_of(form: FormData, name: str = "numbers") -> list[int]:
    """The numbers of decisions in a field of a form, such as those that it asks to take back."""
    found = text_of(form, name).split()[:_MOST_NUMBERS]
    return [int(number) for number in found if number.isdecimal() and number.isascii() and len(number) < 16]


def go_to(address: str) -> Response:
    """Send the browser to a page of ours after a change."""
    return RedirectResponse(address if is_own(address) else "/", 303)


def is_own(address: str) -> bool:
    """Whether an address leads to a page of ours and nowhere else."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()


def told(document: Mapping[str, Any], status: int = 200) -> Response:
    """An answer for our own script."""
    return JSONResponse(dict(document), status)


def download(data: bytes, name: str, suffix: str) -> Response:
    """A file to take away; it is never shown in the browser as a page of ours."""
    name = file_name_of(name)
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name)
    full = quote(f"{name}{suffix}", safe="")
    return Response(
        data,
        headers={
            "Content-Type": TYPES.get(suffix, "application/octet-stream"),
            "Content-Disposition": f"attachment; filename=\"{plain[:80]}{suffix}\"; filename*=UTF-8''{full}",
        },
    )


def download_original(data: bytes, name: str) -> Response:
    """A file as it came in, under its own name."""
    stem, _, suffix = name.rpartition(".")
    bare = not stem or not (suffix.isalnum() and suffix.isascii())
    return download(data, name if bare else stem, "" if bare else f".{suffix}")
