"""The password, where the server can be reached from other machines."""

from __future__ import annotations

import asyncio
import hmac

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web.failures import WRONG_PASSWORD
from zwsearch.web.house import go_to, house_of, read_form, render, session_of, text_of
from zwsearch.web.signature import sign

router = APIRouter()
# Whoever guesses waits; whoever mistypes hardly notices.
_PAUSE = 1.0


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
    given, wanted = text_of(form, "password"), house.password or ""
    if not wanted or not hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode()):
        await asyncio.sleep(_PAUSE)
        status = WRONG_PASSWORD.status
        return render(request, "login.html", status=status, wrong=WRONG_PASSWORD, next=text_of(form, "next"))
    request.state.renew = house.signer.start(known=True)
    return go_to(text_of(form, "next") or "/")


@router.post("/logout")
async def leave(request: Request) -> Response:
    """Begin a session that knows nothing."""
    if session_of(request).known or house_of(request).password is None:  # else a second click
        await read_form(request)
    request.state.renew = house_of(request).signer.start()
    return sign(go_to("/login"), "")  # whoever sits down next is somebody else
