"""Saying a task's category, from its page and from the queue of a review, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import Response

from zwsearch.errors import NotFoundError, UsageError, ZwsearchError
from zwsearch.records import Unit
from zwsearch.web.asking import read_address
from zwsearch.web.failures import explain
from zwsearch.web.house import go_to, house_of, is_own, numbers_of, read_form, session_of, text_of, told, wants_json
from zwsearch.web.once import page_router
from zwsearch.web.overtaken import ask_again, show_fate
from zwsearch.web.signature import ANONYMOUS, author_of
from zwsearch.web.wording import quoted, told_tag
from zwsearch.workspace import Workspace, corrections, reviewing
from zwsearch.workspace.corrections import Decided
from zwsearch.workspace.decisions import SaidMeanwhileError, Seen

router = page_router()


@router.post("/tasks/{id_}/label")
async def label(request: Request, id_: str) -> Response:
    """Say a task's category by hand, with those alike only where `together` says so; `undo` goes one decision back."""
    form = await read_form(request)
    house, author = house_of(request), author_of(request)

    def act(workspace: Workspace) -> tuple[Decided, Unit, dict[str, int]]:
        if not text_of(form, "undo"):
            done = corrections.decide(workspace, [id_, *alike], text_of(form, "category"), author=author, seen=seen)
        elif numbers:
            done = corrections.undo_decisions(workspace, numbers, author=author)
        else:  # nothing was decided before the eyes of whoever asks: the last decision, whoever made it
            done = Decided((corrections.undo_label(workspace, id_, author=author),))
        counts = counts_at(workspace, back) if wants_json(request) else {}
        return done, corrections.task_of(corrections.answering_store(workspace), id_), counts

    back = text_of(form, "back")
    named = [value for value in form.getlist("alike") if isinstance(value, str)]
    alike = named[:500] if text_of(form, "together") else []
    numbers, seen = numbers_of(form), seen_of(request, form, id_)
    try:
        decided, unit, counts = await house.desk.change(act)
    except SaidMeanwhileError as error:
        together = [("together", "1"), *(("alike", other) for other in alike)] if alike else []
        return await ask_to_replace(request, form, [id_, *alike], error, together)
    except (UsageError, NotFoundError) as error:
        if wants_json(request):
            return await refuse(request, form, error)
        lost = await show_fate(request, id_, error)
        if lost is None:
            raise
        return lost
    house.remember_labels(session_of(request), decided.numbers)
    category = unit.tag.category if unit.tag else ""
    if wants_json(request):
        tag = {"category": category, "verdict": unit.tag.verdict if unit.tag else ""}
        done = {"labelled": len(decided.units), "numbers": list(decided.numbers)}
        return told({"ok": True, "id": id_, **tag, **done, **counts})
    others = len({each.id for each in decided.units} - {id_})
    these = f"{quoted(unit.text)}{f'和另外 {others} 条' if others else ''}"
    if text_of(form, "undo"):
        house.flash(session_of(request), text=f"{these}已撤销，现在是{told_tag(unit.tag)}")
    elif decided.numbers:
        house.flash(
            session_of(request),
            text=f"{these}已标为“{category}”",
            undo=f"/tasks/{id_}/label",
            numbers=" ".join(map(str, decided.numbers)),
        )
    else:
        house.flash(session_of(request), text=f"{these}已经标为“{category}”，没有改动")
    return go_to(back if is_own(back) else f"/tasks/{id_}")


def counts_at(workspace: Workspace, back: str) -> dict[str, int]:
    """How many wait and how many are decided on the page of a review that a form is on; nothing on other pages."""
    if not back.startswith("/review"):
        return {}
    asked = read_address("/review", QueryParams(urlsplit(back).query))
    waiting, decided = reviewing.review_counts(workspace, asked.all_filters)
    return {"waiting": waiting, "decided": decided}


async def refuse(request: Request, form: FormData, error: ZwsearchError, **more: object) -> Response:
    """Tell our script what went wrong, and how many are left: where others were quicker it is fewer than it shows."""
    failure, back = explain(error), text_of(form, "back")
    counts = await house_of(request).desk.ask(lambda workspace: counts_at(workspace, back))
    return told({**failure.shape(), **counts, **more}, failure.status)


def seen_of(request: Request, form: FormData, id_: str) -> Seen | None:
    """What the page showed that the form is on; None where it does not say so."""
    if "seen" not in form:
        return None
    agreed, words = own_labels(request) | set(numbers_of(form, "agreed")), text_of(form, "words")
    return Seen({id_: text_of(form, "seen")}, agreed, own_name(request), {id_: words} if words else {})


def own_labels(request: Request) -> frozenset[int]:
    """The numbers of the decisions that a visitor made lately."""
    return house_of(request).labels.get(session_of(request).id, frozenset())


def own_name(request: Request) -> str:
    """The name whose decisions are a visitor's own.

    Without a name all visitors sign alike: then only what this one decided lately is known as their own.
    """
    author = author_of(request)
    return "" if author == ANONYMOUS else author


async def ask_to_replace(
    request: Request,
    form: FormData,
    ids: Sequence[str],
    error: SaidMeanwhileError,
    more: Sequence[tuple[str, str]] = (),
) -> Response:
    """Ask whether to replace what others said; `more` are fields of the form beside what was decided and seen."""
    if wants_json(request):
        return await refuse(request, form, error, agreed=list(error.numbers))
    agreed = " ".join(map(str, {*numbers_of(form, "agreed"), *error.numbers}))
    fields = [(name, text_of(form, name)) for name in ("category", "seen", "words", "back")] + [
        ("agreed", agreed),
        *more,
    ]
    button = f"仍然标为“{text_of(form, 'category')}”"
    return await ask_again(request, error, ids, request.url.path, button, lambda units, states: fields)
