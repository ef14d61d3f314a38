"""The choices beside a list of answers: what each is called, how many answers it leaves, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zwsearch.errors import QueryError
from zwsearch.web.asking import Asked
from zwsearch.web.failures import Failure, explain
from zwsearch.web.wording import DUE, FACETS
from zwsearch.workspace import Workspace
from zwsearch.workspace.facets import Counts
from zwsearch.workspace.querying import filter_notes

_SHOWN = 8
_OPEN = ("categories", "offices", "due", "years")
_LONG = ("offices", "issuers")  # those of which a page of its own shows all

Checked = tuple[tuple[str, ...], Failure | None]  # what to know of the filters, and why they cannot be meant
Choice = tuple[str, str, int, bool]  # link, label, count, whether it is chosen; a template reads a hundred of them


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """The choices of one field: some are shown, and the `rest` on demand; `all` is the link to a page of all."""

    label: str
    open: bool
    shown: list[Choice]
    rest: list[Choice]
    all: str | None


def checked(workspace: Workspace, asked: Asked) -> Checked:
    """What a visitor should know of the filters of an address; a category that does not exist is a failure."""
    try:
        return filter_notes(workspace, asked.all_filters), None
    except QueryError as error:
        return (), explain(error)


def choice_lists(asked: Asked, counts: Counts) -> Iterator[ChoiceList]:
    """A list for each field that has a choice."""
    home = "/ledger/choices/" if asked.path == "/ledger" else "/choices/"
    for field, (name, label) in FACETS.items():
        rows = counts.get(field)
        if not rows:
            continue
        shown, rest = _choices(asked, name, rows)
        whole = asked.at(f"{home}{name}") if field in _LONG else None
        yield ChoiceList(label, field in _OPEN or bool(asked.value(name)), shown, rest, whole)


def _choices(asked: Asked, name: str, rows: Mapping[str, int]) -> tuple[list[Choice], list[Choice]]:
    chosen = {value for other, value in asked.pairs if other == name}
    link = asked.adding(name)
    shown: list[Choice] = []
    rest: list[Choice] = []
    for place, (value, count) in enumerate(rows.items()):
        is_chosen = value in chosen
        label = DUE.get(value, value) if name == "due" else value
        target = asked.toggled(name, value) if is_chosen else link(value)
        (shown if place < _SHOWN or is_chosen else rest).append((target, label, count, is_chosen))
    return shown, rest
