"""Writing notices with their units, and taking them away again; always a whole file at a time."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from zwsearch.records import Extraction, Mend, Passage, Problem, Source, Tag, Task
from zwsearch.store.edits import note_numbers
from zwsearch.store.labels import lay_over
from zwsearch.store.rows import (
    dump,
    dump_records,
    dump_spans,
    dump_tag,
    notice_as_read,
    task_as_read,
)

_ID_LENGTHS = (8, 12, 16, 64)  # short for people; longer only when two sources share the first digits


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One notice to be stored. `tags` holds one tag (or None) for each task of the extraction, in its order.

    `as_read` is the notice before people's edits were laid over it; None without edits. Its tasks, and behind them
    those that people `added` (as they were first written), are counted from 0: `places` are those of the tasks of
    the extraction, in its order, and `dropped` those that are none any more. `numbers` are those in the ids of tasks
    read and added; empty is 1, 2, 3 …
    """

    source_key: str
    source: Source
    extraction: Extraction
    mends: tuple[Mend, ...] = ()
    problems: tuple[Problem, ...] = ()
    tags: tuple[Tag | None, ...] = ()
    as_read: NewNotice | None = None
    places: tuple[int, ...] = ()
    dropped: frozenset[int] = frozenset()
    added: tuple[Task, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was last read: hash of its bytes, and version of the rules that read, mended and extracted."""

    key: str
    sha256: str
    rules: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What a removal took away."""

    notices: int
    units: int


def replace_file(
    connection: sqlite3.Connection, file: StoredFile, data: bytes, notices: Sequence[NewNotice]
) -> list[str]:
    """Put what a file holds in the place of what it held before; return the ids of its notices, in order."""
    # The ids must outlive the deletion below, so they are taken first.
    taken = [identify(connection, notice.source_key) for notice in notices]
    old = connection.execute("SELECT sha256 FROM file WHERE key = ?", (file.key,)).fetchall()
    _delete(connection, [id_ for (id_,) in connection.execute("SELECT id FROM notice WHERE file = ?", (file.key,))])
    _write_file(connection, file, data)
    _drop_unused_originals(connection, old)
    for id_, notice in zip(taken, notices, strict=True):
        _insert(connection, id_, file.key, notice)
    return taken


def supersede(connection: sqlite3.Connection, id_: str, file: StoredFile, data: bytes, new: NewNotice) -> None:
    """Put a notice from a file of its own in the place of another one, under whose id it is known from now on."""
    (row,) = connection.execute("SELECT rowid FROM notice WHERE id = ?", (id_,)).fetchone()
    old = connection.execute("SELECT sha256 FROM file WHERE key = ?", (file.key,)).fetchall()
    _delete(connection, [id_])
    _write_file(connection, file, data)
    _insert(connection, id_, file.key, new, row)
    _drop_unused_originals(connection, [*old, *_drop_unused_files(connection)])


def move_file(connection: sqlite3.Connection, key: str, new_key: str) -> None:
    """Let a file and its notices be known by another key; the ids stay."""
    connection.execute("INSERT INTO file SELECT ?2, sha256, rules FROM file WHERE key = ?1", (key, new_key))
    inside, new_inside = (f"/{PurePath(path).name}/" for path in (key, new_key))
    for id_, source_key in connection.execute("SELECT id, source_key FROM notice WHERE file = ?", (key,)).fetchall():
        rest = source_key.removeprefix(key)
        if rest.startswith(inside):  # a notice of an archive, whose name says so
            rest = new_inside + rest.removeprefix(inside)
        connection.execute("UPDATE notice SET file = ?, source_key = ? WHERE id = ?", (new_key, new_key + rest, id_))
    connection.execute("DELETE FROM file WHERE key = ?", (key,))


def remove_notices(connection: sqlite3.Connection, ids: Sequence[str]) -> Removed:
    """Take notices away with their units; a file goes with its last notice, an original with its last file."""
    units = _delete(connection, ids)
    _drop_unused_originals(connection, _drop_unused_files(connection))
    return Removed(len(ids), units)


def rewrite(connection: sqlite3.Connection, id_: str, new: NewNotice) -> None:
    """Put a notice in its own place again; its units get new keys, since their searchable text may be another."""
    row, file = connection.execute("SELECT rowid, file FROM notice WHERE id = ?", (id_,)).fetchone()
    _delete(connection, [id_])
    _insert(connection, id_, file, new, row)


def identify(connection: sqlite3.Connection, source_key: str) -> str:
    """The id that the notice of a source has, or would have."""
    found = connection.execute("SELECT id FROM notice WHERE source_key = ?", (source_key,)).fetchone()
    if found is not None:
        return str(found[0])
    digest = hashlib.sha256(source_key.encode("utf-8", "surrogatepass")).hexdigest()
    for length in _ID_LENGTHS:
        if connection.execute("SELECT 1 FROM notice WHERE id = ?", (digest[:length],)).fetchone() is None:
            return digest[:length]
    raise AssertionError("two sources with one SHA-256")  # pragma: no cover


def _delete(connection: sqlite3.Connection, ids: Sequence[str]) -> int:
    units = 0
    for id_ in ids:
        connection.execute("DELETE FROM unit_office WHERE unit IN (SELECT key FROM unit WHERE notice = ?)", (id_,))
        units += connection.execute("DELETE FROM unit WHERE notice = ?", (id_,)).rowcount
        connection.execute("DELETE FROM notice WHERE id = ?", (id_,))
    return units


def _write_file(connection: sqlite3.Connection, file: StoredFile, data: bytes) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO original VALUES (?, ?, ?)", (file.sha256, len(data), zlib.compress(data, 6))
    )
    connection.execute(
        "INSERT INTO file VALUES (?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET sha256 = excluded.sha256, rules = excluded.rules",
        (file.key, file.sha256, file.rules),
    )


def _drop_unused_files(connection: sqlite3.Connection) -> list[tuple[str]]:
    """Forget the files of which no notice is left; the hashes of what they held."""
    gone = "FROM file WHERE key NOT IN (SELECT file FROM notice)"
    hashes = connection.execute(f"SELECT sha256 {gone}").fetchall()
    connection.execute(f"DELETE {gone}")
    return hashes


def _drop_unused_originals(connection: sqlite3.Connection, hashes: Sequence[tuple[str]]) -> None:
    connection.executemany(
        "DELETE FROM original WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM file WHERE sha256 = ?1)", hashes
    )


_NOTICE = (
    "rowid, id, source_key, file, source_name, source_format, source_encoding, source_sha256, title, issuer, "
    "document_number, date, year, province, kind, url, first_key, task_count, unit_count, cites, text, "
    "missing_numbers, problems, mends, as_read"
)


def _insert(connection: sqlite3.Connection, id_: str, file: str, new: NewNotice, row: int | None = None) -> None:
    """Write a notice and its units; with `row` it keeps its place among the notices."""
    before = new.as_read or new
    extraction, read = new.extraction, before.extraction
    notice = extraction.notice
    first = _next_key(connection)
    connection.execute(
        f"INSERT INTO notice ({_NOTICE}) VALUES ({','.join('?' * 25)})",
        (
            row,
            id_,
            new.source_key,
            file,
            new.source.name,
            new.source.format,
            new.source.encoding,
            new.source.sha256,
            notice.title,
            notice.issuer,
            notice.document_number,
            notice.date,
            notice.year,
            notice.province,
            notice.kind,
            notice.url,
            first,
            len(extraction.tasks),
            len(extraction.tasks) + len(new.dropped) + len(extraction.passages),
            dump(notice.cites),
            extraction.text,
            dump(extraction.missing_numbers),
            dump_records(new.problems),
            dump_records(new.mends),
            None if new.as_read is None else notice_as_read(read.notice, read.missing_numbers, before.problems),
        ),
    )
    tags = new.tags or (None,) * len(extraction.tasks)
    places = range(len(read.tasks)) if new.as_read is None else new.places
    known = [*read.tasks, *new.added]
    numbers = new.numbers or range(1, len(known) + 1)
    note_numbers(connection, id_, max(numbers, default=0))
    rows = [
        (
            *_task_row(first + at, f"{id_}-{numbers[place]}", id_, task, tag),
            task_as_read(known[place], added=place >= len(read.tasks))
            if known[place] != task or place >= len(read.tasks)
            else None,
        )
        for at, (place, task, tag) in enumerate(zip(places, extraction.tasks, tags, strict=True))
    ]
    # A dropped task stays under its id, to be searched as a passage and to be taken up again.
    no_tasks = [(place, known[place]) for place in sorted(new.dropped)]
    rows += [
        (
            *_passage_row(
                first + at, f"{id_}-{numbers[place]}", id_, Passage(task.section, task.requirement, task.spans)
            ),
            task_as_read(task, added=place >= len(read.tasks)),
        )
        for at, (place, task) in enumerate(no_tasks, len(rows))
    ]
    after = first + len(rows)
    rows += [
        (*_passage_row(after + place, f"{id_}-p{place + 1}", id_, passage), None)
        for place, passage in enumerate(extraction.passages)
    ]
    connection.executemany(
        "INSERT INTO unit (key, id, notice, type, number, section, text, lead, support, deadline_text, deadline_kind, "
        "deadline_start, deadline_end, spans, tag, as_read) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    _link_offices(connection, first, extraction.tasks)
    lay_over(connection, id_)


def _next_key(connection: sqlite3.Connection) -> int:
    # AUTOINCREMENT remembers the largest key that ever was, also after its row is gone.
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'unit'").fetchone()
    return 1 if found is None else int(found[0]) + 1


def _task_row(key: int, id_: str, notice: str, task: Task, tag: Tag | None) -> tuple[object, ...]:
    due = task.deadline
    when = (None, None, None, None) if due is None else (due.text, due.kind, due.start, due.end)
    offices = (dump(task.lead), dump(task.support))
    spans = dump_spans(task.spans)
    printed = (task.number, dump(task.section), task.requirement)
    return (key, id_, notice, "task", *printed, *offices, *when, spans, dump_tag(tag))


def _passage_row(key: int, id_: str, notice: str, passage: Passage) -> tuple[object, ...]:
    nothing = (None, None, None, None)
    spans = dump_spans(passage.spans)
    printed = (None, dump(passage.section), passage.text)
    return (key, id_, notice, "passage", *printed, "[]", "[]", *nothing, spans, None)


def _link_offices(connection: sqlite3.Connection, first: int, tasks: Sequence[Task]) -> None:
    links = [(name, first + place, role) for place, task in enumerate(tasks) for name, role in _roles(task)]
    connection.executemany("INSERT OR IGNORE INTO office (name) VALUES (?)", sorted({(name,) for name, _, _ in links}))
    connection.executemany(
        "INSERT OR IGNORE INTO unit_office SELECT id, ?2, ?3 FROM office WHERE name = ?1",
        links,
    )


def _roles(task: Task) -> Iterable[tuple[str, str]]:
    for name in task.lead:
        yield name, "lead"
    for name in task.support:
        yield name, "support"
