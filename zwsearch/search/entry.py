"""What of a unit can be searched: the same for the index and for checking phrases."""

from __future__ import annotations

from zwsearch.index import IndexEntry
from zwsearch.records import StoredNotice, Unit


def entry_of(unit: Unit, notice: StoredNotice) -> IndexEntry:
    """The entry of `unit`: its text, its headings, the title and number of its notice, its offices and deadline.

    The deadline stands with the offices, in its own words and as a date, so that both 8月底前 and 2023年8月 find it.
    """
    title = (notice.notice.title, notice.notice.document_number)
    due = unit.deadline
    when = () if due is None else (due.text, due.end if due.end and due.end not in due.text else "")
    fields = {
        "text": unit.text,
        "section": " ".join(unit.section),
        "title": " ".join(part for part in title if part),
        "offices": " ".join(part for part in (*unit.lead, *unit.support, *when) if part),
    }
    return IndexEntry(unit.key, {name: value for name, value in fields.items() if value})
