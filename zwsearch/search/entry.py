"""What of a unit can be searched: the same for the index and for checking phrases."""

from __future__ import annotations

from zwsearch.index import IndexEntry
from zwsearch.records import StoredNotice, Unit


def entry_of(unit: Unit, notice: StoredNotice) -> IndexEntry:
    """The entry of `unit`: its text, its headings, the title and number of its notice, and its offices."""
    title = (notice.notice.title, notice.notice.document_number)
    fields = {
        "text": unit.text,
        "section": " ".join(unit.section),
        "title": " ".join(part for part in title if part),
        "offices": " ".join((*unit.lead, *unit.support)),
    }
    return IndexEntry(unit.key, {name: value for name, value in fields.items() if value})
