"""The page of a search, made from the parameters of its address: by the server, or by a process that it asks to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from starlette.datastructures import QueryParams

from zwsearch.errors import QueryError
from zwsearch.records import Hit, SearchPage, StoredNotice
from zwsearch.web.asking import PAGE_SIZE, Asked, read_address
from zwsearch.web.failures import explain
from zwsearch.web.hits import as_chosen, excerpt, ways_on, ways_out, why_found
from zwsearch.web.narrowing import choice_lists
from zwsearch.web.paging import paged
from zwsearch.web.rendering import Visit, fill
from zwsearch.workspace import Workspace
from zwsearch.workspace.facets import Counts, Facets
from zwsearch.workspace.querying import NoticePage, query_notices

_NOTICES = 10  # on a page of answers under their notices
_EACH = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What a visitor asks: the query string of the address as it came, and the visit."""

    query: bytes
    visit: Visit


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its status, and the page as it is sent."""

    status: int
    html: bytes


@dataclass(frozen=True)
class _Found:
    """A page of answers, in groups that each have a notice above them and its number of answers, or neither.

    `asked` is the address with the page that there is.
    """

    asked: Asked
    total: int
    notices: int | None
    took_ms: float
    groups: Sequence[tuple[StoredNotice | None, int, Sequence[Hit]]]
    pages: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchRoom:
    """What a page of a search is made with."""

    facets: Facets
    templates: Environment

    def page(self, workspace: Workspace, question: Question) -> Page:
        """The page. A question that cannot be understood is a page that says so; raises WorkspaceError."""
        asked = read_address("/", QueryParams(question.query))
        found, counts, notes, error = _look(workspace, self.facets, asked)
        answered = found.asked if found else asked
        notes = as_chosen(answered, notes)
        context: dict[str, Any] = {
            "asked": answered,
            "found": found,
            "categories": counts.get("categories", {}),
            "choices": list(choice_lists(answered, counts)),
            "types": counts.get("types", {}),
            "notes": (*answered.wrong, *notes),
            "ways_out": ways_out(answered, notes),
            "ways_on": ways_on(answered),
            "excerpt": excerpt,
            "why_found": why_found,
            "error": error and explain(error),
        }
        return Page(400 if error else 200, fill(self.templates, "search.html", question.visit, context))


def _look(
    workspace: Workspace, facets: Facets, asked: Asked
) -> tuple[_Found | None, Counts, tuple[str, ...], QueryError | None]:
    _, notes = workspace.answering()
    if asked.empty:
        return None, facets.count(workspace, "", asked.filters), notes, None
    try:
        found = _grouped(workspace, asked) if asked.value("group") else _listed(workspace, asked)
        return found, facets.count(workspace, asked.q, asked.filters, asked.due), found.notes, None
    except QueryError as error:
        return None, facets.count(workspace, "", asked.filters), notes, error


def _listed(workspace: Workspace, asked: Asked) -> _Found:
    def fetch(offset: int) -> SearchPage:
        return workspace.query(asked.q, k=PAGE_SIZE, offset=offset, filters=asked.all_filters)

    page, there, pages = paged(asked, PAGE_SIZE, fetch, lambda found: found.total)
    groups = [(None, page.total, page.hits)] if page.hits else []
    return _Found(there, page.total, None, page.took_ms, groups, pages, page.notes)


def _grouped(workspace: Workspace, asked: Asked) -> _Found:
    def fetch(offset: int) -> NoticePage:
        return query_notices(workspace, asked.q, k=_NOTICES, offset=offset, each=_EACH, filters=asked.all_filters)

    page, there, pages = paged(asked, _NOTICES, fetch, lambda found: found.total)
    groups = [(group.notice, group.total, group.hits) for group in page.groups]
    return _Found(there, page.matches, page.total, page.took_ms, groups, pages, page.notes)
