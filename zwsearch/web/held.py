"""What a form held that could not be taken: it goes back to its sender, to be looked at and sent again.

Where the session has ended it is carried through the page for the password, in that page itself: nothing of it is kept
here, and nothing is done with it before somebody clicks again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

MOST = (
    4 * 1024 * 1024
)  # bytes of a form that is carried through the password; a pasted notice has some hundred thousand
_MAX_FILES = 50
_SECRET = ("token", "password")


@dataclass(frozen=True, slots=True)
class Held:
    """The text fields of a form and the address that it goes to; `files`: there were files, which a page cannot hold;
    `cut`: it was too long, and what came behind is missing."""

    address: str
    fields: tuple[tuple[str, str], ...] = ()
    files: bool = False
    cut: bool = False

    def dump(self) -> str:
        """As one field of a form."""
        return json.dumps(asdict(self), ensure_ascii=False)


def held_of(request: Request, form: FormData, *, cut: bool = False) -> Held:
    """What a form held, without what proves who sent it."""
    kept = [(name, value) for name, value in form.multi_items() if name not in _SECRET]
    return Held(
        request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        tuple((name, value.replace("\r\n", "\n")) for name, value in kept if isinstance(value, str)),
        any(not isinstance(value, str) and bool(value.filename) for _, value in kept),
        cut,
    )


def load_held(text: str) -> Held | None:
    """What `Held.dump` wrote; None for anything else."""
    try:
        given: dict[str, Any] = json.loads(text)
        fields = tuple((str(name), str(value)) for name, value in given["fields"])
        return Held(str(given["address"]), fields, bool(given["files"]), bool(given["cut"]))
    except (ValueError, LookupError, TypeError):
        return None


def is_surely_ours(headers: Headers) -> bool:
    """Whether the browser itself says that a page of ours sent this: silence is not enough to hold what was sent."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    own = origin is not None and urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    return (own or (origin is None and site == "same-origin")) and site in (None, "same-origin")


async def read_late(request: Request, receive: Receive) -> tuple[Held, bool]:
    """What a form held whose session has ended, as far as it is short enough, and whether more of it is to come."""
    short = _Short(receive, MOST)
    sent = Request(request.scope, short)
    cut, form = False, FormData()
    try:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            parser = MultiPartParser(sent.headers, sent.stream(), max_files=_MAX_FILES, max_part_size=MOST)
            try:
                form = await parser.parse()
            except _TooLongError:
                cut, form = True, FormData(parser.items)  # what was whole before
        else:
            form = await sent.form(max_part_size=MOST)
    except _TooLongError:
        cut = True
    except (HTTPException, MultiPartException, ClientDisconnect):
        pass  # no form of ours
    await form.close()
    return held_of(request, form, cut=cut), short.more


class _TooLongError(Exception):
    """More came than is held."""


class _Short:
    """Receives a body up to a length."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most
        self.more = True

    async def __call__(self) -> Message:
        if self._left < 0:
            raise _TooLongError
        message = await self._receive()
        self.more = message.get("more_body", False)
        body = message.get("body", b"")
        self._left -= len(body)
        return {**message, "body": body[: self._left], "more_body": True} if self._left < 0 else message
