"""A form that is sent twice, as by a double click, is answered twice and done once; without any script.

Each page carries a mark of its own in the token of its forms. The same fields from the same page to the same address
are one act: whoever comes second waits for the first answer and is given it again.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web.house import form_of, house_of, session_of, text_of, wants_json

# After that long the same click is meant again: a page that was left open, or gone back to.
_SECONDS = 30.0

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(slots=True)
class Act:
    """What was asked for; `ended` is the time of the answer."""

    answer: asyncio.Future[Response]
    ended: float | None = None

    @property
    def over(self) -> bool:
        """Whether the same is a new act by now."""
        return self.ended is not None and time.monotonic() - self.ended > _SECONDS


class _Once(APIRoute):
    """A route whose changes are done once for each page and form."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            # A script sends one decision after the other from one page, and means each.
            if request.method != "POST" or wants_json(request):
                return await handle(request)
            key = _key(request, await form_of(request))
            if key is None:
                return await handle(request)
            acts = house_of(request).acts
            for old in [known for known, act in acts.items() if act.over]:
                del acts[old]
            if key in acts:
                return await asyncio.shield(acts[key].answer)
            act = acts[key] = Act(asyncio.get_running_loop().create_future())
            try:
                answer = await handle(request)
            except Exception as error:
                act.answer.set_exception(error)
                act.answer.exception()  # seen, also where nobody asks a second time
                raise
            finally:
                act.ended = time.monotonic()
            act.answer.set_result(answer)
            return answer

        return once


def page_router() -> APIRouter:
    """A router for pages."""
    return APIRouter(route_class=_Once)


def _key(request: Request, form: FormData) -> str | None:
    """What makes a form that was sent the same as another one; None for one that carries no mark of a page."""
    if "." not in text_of(form, "token"):
        return None
    fields = [
        (name, value if isinstance(value, str) else (value.filename, value.size)) for name, value in form.multi_items()
    ]
    told = repr((session_of(request).id, str(request.url), fields))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
