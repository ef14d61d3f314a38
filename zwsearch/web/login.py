"""The password, where the server can be reached from other machines."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web.failures import WRONG_PASSWORD
from zwsearch.web.house import address_of, go_to, house_of, read_form, render, session_of, text_of
from zwsearch.web.signature import sign

router = APIRouter()


@router.get("/login")
async def ask(request: Request) -> Response:
    """The form."""
    if house_of(request).password is None:
        return go_to("/")
    return render(request, "login.html", wrong=None, next=request.query_params.get("next", "/"))


@router.post("/login")
async def check(request: Request) -> Response:
    """Compare the password; a right one begins a new session, so that one set by somebody else is worth nothing."""
    if session_of(request).known:  # a second click: the session has changed with the first, and its token with it
        return go_to("/")
    form = await read_form(request)
    house = house_of(request)
    given = text_of(form, "password").encode("utf-8", "replace")
    if not await house.brake.is_right(address_of(request.scope), given):
        status = WRONG_PASSWORD.status
        return render(request, "login.html", status=status, wrong=WRONG_PASSWORD, next=text_of(form, "next"))
    request.state.renew = house.signer.start(known=True)
    return go_to(text_of(form, "next") or "/")


@router.post("/logout")
async def leave(request: Request) -> Response:
    """End the session, also for whoever copied its cookie, and begin one that knows nothing."""
    house, session = house_of(request), session_of(request)
    if session.known or house.password is None:  # else a second click
        await read_form(request)
        house.signer.end(session)
    request.state.renew = house.signer.start()
    return sign(go_to("/login"), "")  # whoever sits down next is somebody else
