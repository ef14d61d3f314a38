"""What a form for setting right holds: what is stored, or what was typed into it and could not be saved."""

from __future__ import annotations

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
# Set right what is there, write down a task that was not read, or make several of one.
Purpose = Literal["edit", "add", "split"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a visitor typed into which form, and why it could not be saved."""

    values: Mapping[str, str]
    wrong: Failure
    purpose: Purpose = "edit"


@dataclass(frozen=True, slots=True)
class Form:
    """The text of each field. `now` holds what is stored where something else was typed; `wrong` says why."""

    values: Mapping[str, str]
    now: Mapping[str, str] = field(default_factory=dict)
    wrong: Failure | None = None

    @property
    def conflict(self) -> bool:
        """Whether somebody else was quicker."""
        return self.wrong is not None and self.wrong.code == CONFLICT


def given(form: FormData, fields: Sequence[str]) -> dict[str, str]:
    """The fields that a form sent; a browser ends lines as DOS does."""
    return {name: text_of(form, name).replace("\r\n", "\n") for name in fields if name in form}


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


def _form(stored: Mapping[str, str], typed: Typed | None, purpose: Purpose) -> Form:
    if typed is None or typed.purpose != purpose:
        return Form(stored)
    now = {name: stored[name] for name, text in typed.values.items() if text.strip() != stored[name]}
    return Form({**stored, **typed.values}, now, typed.wrong)
