"""How a page is made of its template: what all templates know, and what every page says of its visitor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from zwsearch import __version__
from zwsearch.web import wording
from zwsearch.web.fulltext import text_with_rows

_SAMPLE = "示例语料"  # how the note begins that tells of notices which cannot be changed


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a visitor is, the token of the forms there, who signs them, and what is to be said once."""

    path: str
    token: str
    author: str
    flash: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """How the server may be used: whether a password is asked for, and how many bytes one form may send."""

    locked: bool
    max_body: int


def templates_of(terms: Terms) -> Environment:
    """The templates, with all that they know beside what a page is about."""
    templates = Environment(
        loader=PackageLoader("zwsearch.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        auto_reload=False,  # else each page looks whether four files have changed
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(wording.FILTERS, text_with_rows=text_with_rows)
    templates.globals.update(version=__version__, words=wording, locked=terms.locked, max_body=terms.max_body)
    return templates


def fill(templates: Environment, template: str, visit: Visit, context: Mapping[str, Any]) -> bytes:
    """A page as it is sent."""
    html = templates.get_template(template).render(
        token=visit.token,
        author=visit.author,
        today=date.today().isoformat(),
        flash=visit.flash,
        sample=any(note.startswith(_SAMPLE) for note in context.get("notes", ())),
        **{"path": visit.path, **context},
    )
    # A lone half of a surrogate pair can come out of a damaged notice; no answer may fail for it.
    return html.encode("utf-8", "replace")
