"""The page where a visitor says who they are."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from zwsearch.web.house import go_to, house_of, read_form, render, session_of, text_of
from zwsearch.web.once import page_router
from zwsearch.web.signature import LONGEST, plain_name, sign

router = page_router()


@router.get("/name")
async def ask(request: Request) -> Response:
    """The form."""
    return render(request, "name.html", longest=LONGEST, back=request.query_params.get("back", "/"))


@router.post("/name")
async def keep(request: Request) -> Response:
    """Keep a name in the browser of its owner."""
    form = await read_form(request)
    name = plain_name(text_of(form, "name"))
    said = f"以后您的修改和标注署名“{name}”" if name else "已去掉署名"
    house_of(request).flash(session_of(request), text=said)
    return sign(go_to(text_of(form, "back")), name)
