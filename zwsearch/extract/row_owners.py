"""The owners of one row of a table: from its cells, from the row above, or from brackets in the demand."""

from __future__ import annotations

from zwsearch.records import Span

from .brackets import strip_owners
from .deadlines import is_blank
from .owners import Owners, parse_owners, same_as_above
from .placed import trim
from .walking import Record


def owners_of_row(record: Record, last: Owners, *, first_leads: bool) -> tuple[Owners, str | None]:
    """The owners that the cells of a row name, and the deadline among them; `last` are those of the row above."""
    lead: list[str] = []
    support: list[str] = []
    deadline: str | None = None
    leads = [cell for cell in record.cells.get("lead", []) if cell.text and not is_blank(cell.text)]
    supports = [cell for cell in record.cells.get("support", []) if cell.text and not is_blank(cell.text)]
    none = not leads and any(cell.text for cell in record.cells.get("lead", []))  # `-` says that there is none
    if not none and (not leads or same_as_above(leads[0].text)):
        lead.extend(last.lead)
        leads = []
        if not supports and "support" not in record.cells:
            support.extend(last.support)
    for cell in leads:
        owners = parse_owners(cell.text, first_leads=first_leads)
        lead.extend(owners.lead)
        support.extend(owners.support)
        deadline = owners.deadline or deadline
    for cell in supports:
        if same_as_above(cell.text):
            support.extend(last.support)
            continue
        owners = parse_owners(cell.text, default="support")
        support.extend(owners.support + owners.lead)
    lead = list(dict.fromkeys(lead))
    return Owners(tuple(lead), tuple(n for n in dict.fromkeys(support) if n not in lead)), deadline


def owners_in_demand(body: Span, text: str, record: Record, *, first_leads: bool) -> tuple[Span, Owners]:
    """Owners in brackets at the end of the demand, for rows without a cell for them."""
    if record.one("lead") is not None or record.one("support") is not None:
        return body, Owners()
    parts, owners = strip_owners(text, body.start, body.end, first_leads=first_leads)
    if not owners or not parts:
        return body, Owners()
    return trim(text, parts[0].start, parts[-1].end), owners
