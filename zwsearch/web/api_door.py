"""What every call of the API passes: whether a program may ask so, and whether its parameters are known and real."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic_core import PydanticCustomError

from zwsearch.web.failures import INVALID, NO_PROGRAM, Failure, RefusedError
from zwsearch.web.house import house_of, session_of

Shape = dict[str, Any]
_WITH_BODY = ("POST", "PUT", "PATCH")


def _real(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise PydanticCustomError("no_such_day", "no such day") from None


Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
    AfterValidator(_real),
]


class Failed(BaseModel):
    """Every failure."""

    ok: Literal[False]
    code: str
    error: str
    hint: str


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How failures of some statuses are described."""
    return {status: {"model": Failed} for status in statuses}


async def _is_program(request: Request) -> None:
    """What has a body must say that it is JSON; without one, a POST must say so too, or bring the password or the token
    of our form.

    A foreign page cannot send any of these, nor another method, without asking us first, and we never allow it.
    """
    if request.method not in _WITH_BODY:
        return
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        return
    empty = "transfer-encoding" not in request.headers and request.headers.get("content-length", "0") == "0"
    ours = house_of(request).signer.is_form_token(session_of(request), request.headers.get("x-form-token", ""))
    if not (empty and (request.state.bearer or ours)):
        raise RefusedError(NO_PROGRAM)


async def _is_known(request: Request) -> None:
    """A parameter that nobody knows is a slip: left aside, it would give another answer than was asked for."""
    described = request.app.openapi()["paths"][request.scope["route"].path_format][request.method.lower()]
    known = {one["name"]: one["schema"] for one in described.get("parameters", ()) if one["in"] == "query"}
    for name in request.query_params:
        if name not in known:
            hint = f"可用的参数：{'、'.join(sorted(known))}" if known else "这个地址没有参数"
            raise invalid(f"没有名为“{name[:40]}”的参数", hint)
        if len(request.query_params.getlist(name)) > 1 and not _takes_many(known[name]):
            raise invalid(f"参数 {name} 写了不止一次", "请只写一次")


def _takes_many(schema: Shape) -> bool:
    return any(one.get("type") == "array" for one in (schema, *schema.get("anyOf", ())))


def invalid(error: str, hint: str) -> RefusedError:
    """What is raised for parameters that say nothing sensible."""
    return RefusedError(Failure(INVALID.status, INVALID.code, error, hint))


def make_router() -> APIRouter:
    """A router of the API: guarded, and with the failures that every verb has."""
    described = failures(400, 401, 403, 413, 421, 422, 429, 500, 503)
    described[403]["description"] = "POST、PUT、PATCH 没有带上 Content-Type: application/json，或来自别的网站"
    return APIRouter(prefix="/api", dependencies=[Depends(_is_program), Depends(_is_known)], responses=described)
