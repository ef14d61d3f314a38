"""What can still be read from a damaged database: the files as they came in, and what people decided."""

from __future__ import annotations

import csv
import hashlib
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePath
from typing import Any

from zwsearch.names import file_name_of

# After so many rows in a row that cannot be read, the rest of a table is given up.
_PATIENCE = 2_000
ORIGINALS, LABELS, EDITS = "原文件", "标注.csv", "修改记录.csv"


# With these each database of ours begins: the format, pages of 4096 bytes, a log beside the file, and fixed shares
# (https://www.sqlite.org/fileformat.html#the_database_header).
_FIRST_BYTES = b"SQLite format 3\0" + bytes.fromhex("1000 0202 00 402020")


@dataclass(frozen=True, slots=True)
class Rescued:
    """How many original files, labels and edits were written to a folder; `whole` is the database itself in there,
    where only its first bytes were damaged."""

    originals: int
    labels: int
    edits: int
    whole: Path | None = None


def rescue(database: Path, folder: Path) -> Rescued:
    """Write what is readable into `folder`, which is made if anything is. Raises OSError when the disk refuses.

    The database is only read. An original counts when its bytes have the checksum that was noted with them.
    """
    with tempfile.TemporaryDirectory(prefix="zwsearch-") as made:
        for place in chain([database], _with_sound_header(database, Path(made))):
            for options in ("mode=ro", "mode=ro&immutable=1"):  # the second passes over a log that cannot be read
                with suppress(sqlite3.DatabaseError), closing(_connect(place, options)) as connection:
                    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                    counts = (
                        _originals(connection, folder / ORIGINALS),
                        _labels(connection, folder),
                        _edits(connection, folder),
                    )
                    mended = any(counts) and place is not database
                    return Rescued(*counts, _whole(connection, folder / database.name) if mended else None)
    return Rescued(0, 0, 0)


def _with_sound_header(database: Path, folder: Path) -> Iterator[Path]:
    """A copy of a database with the first bytes set right; none is made before it is asked for."""
    copy, log = folder / database.name, database.with_name(f"{database.name}-wal")
    shutil.copyfile(database, copy)
    with suppress(FileNotFoundError):
        shutil.copyfile(log, folder / log.name)
    with copy.open("r+b") as file:
        file.write(_FIRST_BYTES)
    yield copy


def _whole(connection: sqlite3.Connection, target: Path) -> Path | None:
    """The database written anew, where SQLite finds nothing wrong with it; None else."""
    with suppress(sqlite3.DatabaseError):
        if connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",):
            with closing(sqlite3.connect(target)) as sound:
                connection.backup(sound)
            return target
    target.unlink(missing_ok=True)
    return None


def _connect(database: Path, options: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?{options}", uri=True)


def _rows(connection: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in the order they were written, those on broken pages left out."""
    last = failures = 0
    query = f"SELECT rowid, {columns} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT 1"
    while failures < _PATIENCE:
        try:
            row = connection.execute(query, (last,)).fetchone()
        except sqlite3.DatabaseError:
            last, failures = last + 1, failures + 1
            continue
        if row is None:
            return
        last, failures = row[0], 0
        yield row[1:]


def _originals(connection: sqlite3.Connection, folder: Path) -> int:
    names = dict(_rows(connection, "notice", "source_sha256, source_name"))
    names |= dict(_rows(connection, "file", "sha256, key"))
    count = 0
    for sha256, packed in _rows(connection, "original", "sha256, packed"):
        try:
            data = zlib.decompress(packed)
        except (zlib.error, TypeError):
            continue
        if hashlib.sha256(data).hexdigest() == sha256:
            folder.mkdir(parents=True, exist_ok=True)
            _free(folder, names.get(sha256, f"{sha256[:12]}.txt")).write_bytes(data)
            count += 1
    return count


def _free(folder: Path, key: str) -> Path:
    """A path in the folder that bears the name of the file, with a number where several bear it."""
    name = file_name_of(PurePath(key).name)[-80:]
    place, number = folder / name, 2
    while place.exists():
        place, number = folder / f"{number}-{name}", number + 1
    return place


def _labels(connection: sqlite3.Connection, folder: Path) -> int:
    latest = {row[0]: row for row in _rows(connection, "label", "requirement, category, author, time")}
    return _write(folder / LABELS, ("requirement", "category", "author", "time"), [r for r in latest.values() if r[1]])


def _edits(connection: sqlite3.Connection, folder: Path) -> int:
    columns = ("notice", "unit", "requirement", "field", "old", "new", "author", "time")
    return _write(folder / EDITS, columns, list(_rows(connection, "edit", ", ".join(columns))))


def _write(place: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> int:
    if rows:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    return len(rows)
