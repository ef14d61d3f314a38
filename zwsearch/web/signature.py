"""署名: the name that a visitor gives once, under which edits and labels are kept from then on."""

from __future__ import annotations

import base64
import binascii

from starlette.requests import Request
from starlette.responses import Response

ANONYMOUS = "网页"
LONGEST = 30  # characters of a name
# Apart from the session, which ends with the day: what somebody calls themselves proves nothing and opens nothing.
_COOKIE = "zwsearch_name"
_YEAR = 365 * 24 * 3600


def author_of(request: Request) -> str:
    """Who signs what this visitor changes."""
    try:
        given = base64.urlsafe_b64decode(request.cookies.get(_COOKIE, "").encode("ascii", "ignore")).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ANONYMOUS
    return plain_name(given) or ANONYMOUS


def plain_name(given: str) -> str:
    """A name as it can be kept, on one line; an empty one is none."""
    return " ".join("".join(char if char.isprintable() else " " for char in given).split())[:LONGEST]


def sign(answer: Response, name: str) -> Response:
    """The answer, with the name for the browser to keep; an empty one is forgotten."""
    value = base64.urlsafe_b64encode(name.encode("utf-8", "replace")).decode()
    if name:
        answer.set_cookie(_COOKIE, value, max_age=_YEAR, path="/", httponly=True, samesite="lax")
    else:
        answer.delete_cookie(_COOKIE, path="/", httponly=True, samesite="lax")
    return answer
