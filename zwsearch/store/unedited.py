"""Notices as they were read, from under what people set right."""

from __future__ import annotations

import sqlite3
from operator import itemgetter

from zwsearch.records import Extraction, Passage, StoredNotice
from zwsearch.store.notices import NewNotice
from zwsearch.store.rows import (
    UNIT_COLUMNS,
    WHOLE_COLUMNS,
    is_added,
    load_findings_as_read,
    load_notice,
    load_notice_as_read,
    load_tag,
    load_task_as_read,
    load_unit,
)


def as_read(connection: sqlite3.Connection, id_: str) -> NewNotice:
    """A notice as it was read, without people's edits, with the model's word on its tasks."""
    (source_key, read), stored = _stored(connection, id_)
    missing, problems = load_findings_as_read(stored, read)
    rows = connection.execute(
        f"SELECT {UNIT_COLUMNS}, as_read FROM unit WHERE notice = ? ORDER BY key", (id_,)
    ).fetchall()
    units = [(load_unit(row[:-1]), load_tag(row[-3], None), row[-1]) for row in rows]
    tasks = sorted(
        (
            (_number(unit.id), load_task_as_read(unit, before), tag)
            for unit, tag, before in units
            if (unit.type == "task" or before is not None) and not is_added(before)
        ),
        key=itemgetter(0),
    )
    extraction = Extraction(
        notice=load_notice_as_read(stored.notice, read),
        text=stored.text,
        tasks=tuple(task for _, task, _ in tasks),
        passages=tuple(
            Passage(unit.section, unit.text, unit.spans)
            for unit, _, before in units
            if unit.type == "passage" and before is None
        ),
        missing_numbers=missing,
    )
    tags = tuple(tag for _, _, tag in tasks)
    return NewNotice(source_key, stored.source, extraction, stored.mends, problems, tags)


def read_ids(connection: sqlite3.Connection, id_: str) -> list[str]:
    """Ids of the tasks of a notice in the order they were read, also of those that people dropped."""
    query = "SELECT id, as_read FROM unit WHERE notice = ? AND (type = 'task' OR as_read IS NOT NULL)"
    rows = connection.execute(query, (id_,))
    return sorted((unit for unit, before in rows if not is_added(before)), key=_number)


def _number(unit_id: str) -> int:
    return int(unit_id.rpartition("-")[2])


def _stored(connection: sqlite3.Connection, id_: str) -> tuple[tuple[str, str | None], StoredNotice]:
    query = f"SELECT {WHOLE_COLUMNS}, source_key, as_read FROM notice WHERE id = ?"
    *columns, source_key, read = connection.execute(query, (id_,)).fetchone()
    return (source_key, read), load_notice(columns)
