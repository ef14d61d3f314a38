"""What stands between the network and the routes: host, size, session, password, origin, and headers that protect.

Plain ASGI, so that a body is counted while it streams and never gathered first.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zwsearch.web.brake import Brake
from zwsearch.web.failures import FORBIDDEN, LOG_IN, TOO_LARGE, WRONG_HOST, Failure, RefusedError, too_large
from zwsearch.web.held import is_surely_ours, read_late
from zwsearch.web.house import address_of, answer_failure, wants_json
from zwsearch.web.login import login_page
from zwsearch.web.session import COOKIE, Session, Signer

MAX_BODY = 60 * 1024 * 1024
_LET_PASS = 20  # times the limit that is taken and thrown away
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What may be asked for before the password is given.
_OPEN = ("/login", "/logout", "/static/")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to `host`."""
    return host.lower() in _LOOPBACK or host.startswith("127.")


@dataclass(frozen=True)
class Guard:
    """Pure ASGI middleware. `password` None means that whoever reaches the server may use it."""

    app: ASGIApp
    signer: Signer
    brake: Brake
    password: str | None
    hosts: frozenset[str]
    max_body: int = MAX_BODY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, and pass it on or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        if scope["method"] == "HEAD":
            # What GET would answer, without its body. The server's own scope stays: it must know not to wait for one.
            scope, send = {**scope, "method": "GET"}, _headers_alone(send)
        headers = Headers(scope=scope)
        session = self.signer.read(_cookie(headers))
        fresh = session is None
        session = session or self.signer.start()
        scope.setdefault("state", {})["session"] = session
        scope["state"]["renew"] = None
        answering = _Answering(send, scope, session if fresh else None, self.signer, began)
        try:
            bearer = scope["state"]["bearer"] = await self._bearer(scope, headers)
            failure = self._refuse(scope, headers, session, bearer=bearer)
        except RefusedError as refused:
            failure = refused.failure
        if failure is LOG_IN and scope["method"] == "POST" and is_surely_ours(headers):
            await self._ask_again(scope, receive, answering)
            return
        if failure is not None:
            if failure.code == TOO_LARGE.code:
                await self._let_pass(receive, self.max_body * _LET_PASS)
            await self._answer(failure, scope, receive, answering)
            return
        counted = _Counted(receive, self.max_body)
        with contextlib.suppress(_TooLargeError):
            await self.app(scope, counted, _Unless(counted, answering))
        if counted.exceeded and not answering.started:
            if counted.more:
                await self._let_pass(receive, self.max_body * _LET_PASS)
            await self._answer(too_large(self.max_body), scope, receive, answering)

    async def _ask_again(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page for the password, with what a page of ours sent when its session had ended; a program is told."""
        request = Request(scope)
        if wants_json(request):
            await self._answer(LOG_IN, scope, receive, send)
            return
        held, more = await read_late(request, receive)
        if more:
            await self._let_pass(receive, self.max_body)
        page = login_page(request, scope["path"], held=held if held.fields else None, status=LOG_IN.status)
        await page(scope, receive, send)

    async def _let_pass(self, receive: Receive, most: int) -> None:
        """Take the rest of a body and keep nothing of it: a browser reads no answer before it has sent all.

        Beyond `most` bytes it is cut off.
        """
        left = most
        while left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            if message["type"] != "http.request" or not message.get("more_body", False):
                return

    async def _answer(self, failure: Failure, scope: Scope, receive: Receive, send: Send) -> None:
        """A failure as JSON for programs and as a page for people, or the way to the password."""
        response: Response
        if failure is LOG_IN and scope["method"] == "GET" and not wants_json(Request(scope)):
            asked = scope["query_string"].decode("latin-1")
            address = quote(scope["path"], safe="/") + (f"?{asked}" if asked else "")
            response = RedirectResponse(f"/login?next={quote(address, safe='/')}", 303)
        elif failure.code == WRONG_HOST.code and not wants_json(Request(scope)):
            # Nothing of the page, its style sheet least of all, is given out under this name.
            page = Request(scope).app.state.house.templates.get_template("host.html")
            response = HTMLResponse(page.render(failure=failure, home=_home(scope)), failure.status)
        else:
            response = answer_failure(Request(scope), failure)
        if failure.code == TOO_LARGE.code:
            response.headers["Connection"] = "close"
        await response(scope, receive, send)

    async def _bearer(self, scope: Scope, headers: Headers) -> bool:
        kind, _, given = headers.get("authorization", "").partition(" ")
        if self.password is None or kind.lower() != "bearer" or not given:
            return False
        return await self.brake.is_right(address_of(scope), given.encode("latin-1", "replace"))

    def _refuse(self, scope: Scope, headers: Headers, session: Session, *, bearer: bool) -> Failure | None:
        if self.password is None and _host_name(headers.get("host", "")) not in self.hosts:
            # a name that somebody else points at this machine
            return replace(WRONG_HOST, hint=f"请在浏览器里打开 {_home(scope)}")
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self.max_body:
            return too_large(self.max_body)
        if scope["method"] not in _READING and not _same_origin(headers):
            return FORBIDDEN
        if self.password is None or bearer or session.known or scope["path"].startswith(_OPEN):
            return None
        return LOG_IN


def _headers_alone(send: Send) -> Send:
    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_on


class _TooLargeError(Exception):
    """The body grew beyond the limit."""


class _Counted:
    """Receives a body and counts it."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self.exceeded = False
        self.more = True

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            self.more = message.get("more_body", False)
            if self._left < 0:
                self.exceeded = True
                raise _TooLargeError
        return message


class _Unless:
    """Holds an answer back that was made of half a body: the framework takes the cut for a bad request."""

    def __init__(self, counted: _Counted, send: Send) -> None:
        self._counted = counted
        self._send = send

    async def __call__(self, message: Message) -> None:
        if not self._counted.exceeded:
            await self._send(message)


class _Answering:
    """Sends an answer with the headers that protect, and the cookie of a new session."""

    def __init__(self, send: Send, scope: Scope, fresh: Session | None, signer: Signer, began: float) -> None:
        self._send = send
        self._scope = scope
        self._fresh = fresh
        self._signer = signer
        self._began = began
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "private, no-store")
            headers["Server-Timing"] = f"app;dur={(time.perf_counter() - self._began) * 1000:.1f}"
            session = self._scope["state"]["renew"] or self._fresh
            if session is not None and not self._scope["path"].startswith(("/static/", "/api/")):
                headers.append(
                    "Set-Cookie",
                    f"{COOKIE}={self._signer.cookie(session)}; Path=/; HttpOnly; SameSite=Lax; "
                    f"Max-Age={session.until - int(time.time())}",
                )
        await self._send(message)


def _cookie(headers: Headers) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return None if found is None else found.value


def _host_name(host: str) -> str:
    name = host.rsplit(":", 1)[0] if host.rpartition(":")[2].isdigit() else host
    return name.lower().rstrip(".")


def _home(scope: Scope) -> str:
    """The address that the server is opened at on its own machine."""
    host, port = scope.get("server") or ("127.0.0.1", None)
    name = f"[{host}]" if ":" in host else host
    return f"http://{name if is_loopback(host) else '127.0.0.1'}{f':{port}' if port else ''}/"


def _same_origin(headers: Headers) -> bool:
    """Whether a change was asked for by our own page, or by a program that is no browser."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
