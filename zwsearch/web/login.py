"""The password, where the server can be reached from other machines."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web.failures import WRONG_PASSWORD, Failure, RefusedError
from zwsearch.web.held import Held, is_surely_ours, load_held
from zwsearch.web.house import (
    address_of,
    form_of,
    go_to,
    house_of,
    is_own,
    read_form,
    render,
    session_of,
    show_again,
    text_of,
)
from zwsearch.web.signature import sign

router = APIRouter()


@router.get("/login")
async def ask(request: Request) -> Response:
    """The form."""
    if house_of(request).password is None:
        return go_to("/")
    return login_page(request, request.query_params.get("next", "/"))


def login_page(
    request: Request, then: str, *, held: Held | None = None, wrong: Failure | None = None, status: int = 200
) -> Response:
    """The form; `then` is where it leads, `held` what was typed before and comes back behind it."""
    status = wrong.status if wrong else status
    page = render(request, "login.html", status=status, wrong=wrong, next=then, held=held, path="/login")
    page.headers.update(wrong.headers if wrong else {})
    return page


@router.post("/login")
async def check(request: Request) -> Response:
    """Compare the password; a right one begins a new session, so that one set by somebody else is worth nothing."""
    house = house_of(request)
    if session_of(request).known:  # a second click: the session has changed with the first, and its token with it
        held = _held(request, await form_of(request))
        return show_again(request, held) if held else go_to("/")
    form = await read_form(request)
    held, then = _held(request, form), text_of(form, "next") or "/"
    try:
        right = await house.brake.is_right(
            address_of(request.scope), text_of(form, "password").encode("utf-8", "replace")
        )
    except RefusedError as refused:
        return login_page(request, then, held=held, wrong=refused.failure)
    if not right:
        return login_page(request, then, held=held, wrong=WRONG_PASSWORD)
    request.state.renew = house.signer.start(known=True)
    if held is None:
        return go_to(then)
    request.state.session = request.state.renew  # the form goes out with the token of the new session
    return show_again(request, held)


def _held(request: Request, form: FormData) -> Held | None:
    held = load_held(text_of(form, "held")) if is_surely_ours(request.headers) else None
    return held if held is not None and is_own(held.address) else None


@router.post("/logout")
async def leave(request: Request) -> Response:
    """End the session, also for whoever copied its cookie, and begin one that knows nothing."""
    house, session = house_of(request), session_of(request)
    if session.known or house.password is None:  # else a second click
        await read_form(request)
        house.signer.end(session)
    request.state.renew = house.signer.start()
    return sign(go_to("/login"), "")  # whoever sits down next is somebody else
