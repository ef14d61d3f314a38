"""What a form for setting right holds: what is stored, or what was typed into it and could not be saved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from starlette.datastructures import FormData

from zwsearch.records import StoredNotice, Unit
from zwsearch.web.failures import Failure
from zwsearch.web.house import text_of
from zwsearch.workspace.edit_values import as_text
from zwsearch.workspace.edits import NOTICE_FIELDS, TASK_FIELDS, value_of

CONFLICT = "conflict"
# Set right what is there, write down a task that was not read, make several of one, or one of several.
Purpose = Literal["edit", "add", "split", "merge"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a visitor typed into which form, and why it could not be saved.

    `opened` is what the form held when it was opened, as far as it says so; `at` is the field that is wrong.
    """

    values: Mapping[str, str]
    wrong: Failure
    purpose: Purpose = "edit"
    opened: Mapping[str, str] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The text of each field. `now` holds what is stored where something else was typed; `wrong` says why.

    `stored` is what all fields hold now; `at` is the field that is wrong, empty where it is none or not one alone.
    """

    values: Mapping[str, str]
    now: Mapping[str, str] = field(default_factory=dict)
    wrong: Failure | None = None
    stored: Mapping[str, str] = field(default_factory=dict)
    at: str = ""

    @property
    def opened(self) -> str:
        """What is stored now, for the form to send back: then it is known which fields the visitor touched."""
        return json.dumps(dict(self.stored), ensure_ascii=False)

    @property
    def conflict(self) -> bool:
        """Whether somebody else was quicker."""
        return self.wrong is not None and self.wrong.code == CONFLICT


def given(form: FormData, fields: Sequence[str]) -> dict[str, str]:
    """The fields that a form sent; a browser ends lines as DOS does."""
    return {name: text_of(form, name).replace("\r\n", "\n") for name in fields if name in form}


def opened_with(form: FormData) -> dict[str, str]:
    """What a form held when it was opened; empty where it does not say so."""
    try:
        told = json.loads(text_of(form, "opened"))
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in told.items()} if isinstance(told, dict) else {}


def notice_form(stored: StoredNotice, typed: Typed | None) -> Form:
    """The form of a notice's metadata."""
    return _form({name: as_text(name, getattr(stored.notice, name)) for name in NOTICE_FIELDS}, typed, "edit")


def task_form(unit: Unit, typed: Typed | None) -> Form:
    """The form of a task."""
    return _form({name: as_text(name, value_of(unit, name)) for name in TASK_FIELDS}, typed, "edit")


def new_task_form(typed: Typed | None) -> Form:
    """The form of a task that was not read."""
    return replace(_form(dict.fromkeys(TASK_FIELDS, ""), typed, "add"), now={})


def split_form(unit: Unit, typed: Typed | None) -> Form:
    """The form for the words of the tasks that one is made of, one a line."""
    return replace(_form({"parts": unit.text}, typed, "split"), now={})


def merge_form(typed: Typed | None) -> Form:
    """The form for the tasks that are to be one: the ids of those that are ticked."""
    return replace(_form({"task": ""}, typed, "merge"), now={}, at="")


def _form(stored: Mapping[str, str], typed: Typed | None, purpose: Purpose) -> Form:
    if typed is None or typed.purpose != purpose:
        return Form(stored, stored=stored)
    # What the visitor left as it was belongs to whoever changed it meanwhile.
    mine = {name: text for name, text in typed.values.items() if text.strip() != typed.opened.get(name, "\0").strip()}
    now = {name: stored[name] for name, text in mine.items() if text.strip() != stored[name].strip()}
    # Of a form with one field all that is wrong is wrong there, whatever the rooms call it.
    at = typed.at if typed.at in stored or len(stored) > 1 or not typed.at else next(iter(stored))
    return Form({**stored, **mine}, now, typed.wrong, stored, at if at in stored else "")
