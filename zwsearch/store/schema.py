"""The tables of the store, and the named steps that lead from any older layout to the present one.

Each migration is a function run once, in the order of `MIGRATIONS`, inside the transaction that records its name.
A database that knows a name which is not in the list was written by a newer program and is left alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from zwsearch.store.pasted_names import name_pasted

APPLICATION_ID = 0x7A777331  # "zws1": says that an SQLite file is ours and not somebody's other database

_TABLES = """
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES ('generation', 0);

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;

-- The bytes exactly as they came in, compressed; one row however many files hold the same bytes.
CREATE TABLE original (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, packed BLOB NOT NULL);

-- One row for each file (or pasted text) that was read; an archive is one file with several notices.
CREATE TABLE file (
    key TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES original (sha256),
    rules TEXT NOT NULL
);
CREATE INDEX file_sha256 ON file (sha256);

-- Units of one notice have neighbouring keys, tasks first: first_key, task_count and unit_count name them all.
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    source_key TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL REFERENCES file (key),
    source_name TEXT NOT NULL,
    source_format TEXT NOT NULL,
    source_encoding TEXT,
    source_sha256 TEXT NOT NULL,
    title TEXT,
    issuer TEXT,
    document_number TEXT,
    date TEXT,
    year INTEGER,
    province TEXT,
    kind TEXT NOT NULL,
    url TEXT,
    first_key INTEGER NOT NULL,
    task_count INTEGER NOT NULL,
    unit_count INTEGER NOT NULL,
    -- Long columns come last: what filters read must not lie behind pages of text.
    cites TEXT NOT NULL,
    text TEXT NOT NULL,
    missing_numbers TEXT NOT NULL,
    problems TEXT NOT NULL,
    mends TEXT NOT NULL
);
CREATE INDEX notice_keys ON notice (first_key, unit_count, task_count);
CREATE INDEX notice_file ON notice (file);

CREATE TABLE unit (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    notice TEXT NOT NULL REFERENCES notice (id),
    type TEXT NOT NULL CHECK (type IN ('task', 'passage')),
    number TEXT,
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    lead TEXT NOT NULL,
    support TEXT NOT NULL,
    deadline_text TEXT,
    deadline_kind TEXT,
    deadline_start TEXT,
    deadline_end TEXT,
    spans TEXT NOT NULL,
    -- What the model said (JSON of a Tag), what a person said, and the one of the two that holds.
    tag TEXT,
    label TEXT,
    category TEXT,
    verdict TEXT
);
CREATE INDEX unit_notice ON unit (notice);
CREATE INDEX unit_category ON unit (category) WHERE category IS NOT NULL;
CREATE INDEX unit_deadline_end ON unit (deadline_end) WHERE deadline_end IS NOT NULL;
CREATE INDEX unit_deadline_kind ON unit (deadline_kind) WHERE deadline_kind IS NOT NULL;

-- Names stand once, so that a search for a part of a name reads thousands of names and not every task.
CREATE TABLE office (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE unit_office (
    office INTEGER NOT NULL REFERENCES office (id),
    unit INTEGER NOT NULL REFERENCES unit (key),
    role TEXT NOT NULL CHECK (role IN ('lead', 'support')),
    PRIMARY KEY (office, unit, role)
) WITHOUT ROWID;
CREATE INDEX unit_office_unit ON unit_office (unit);

-- Append only: the latest row about a requirement holds; a row without a category takes the label back.
CREATE TABLE label (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notice TEXT,
    unit TEXT,
    requirement TEXT NOT NULL,
    section TEXT NOT NULL,
    category TEXT,
    also TEXT NOT NULL,
    author TEXT NOT NULL,
    time TEXT NOT NULL
);
CREATE INDEX label_notice ON label (notice);
"""


def create_tables(connection: sqlite3.Connection) -> None:
    """Lay the first tables."""
    run_script(connection, _TABLES)


_EDITS = """
-- Append only: the latest row about a field that no later row undoes holds. A task is found again by its words and
-- number as they were read; rows with the same act were saved together.
CREATE TABLE edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    act INTEGER NOT NULL,
    notice TEXT NOT NULL,
    unit TEXT,
    requirement TEXT,
    printed TEXT,
    field TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    undoes INTEGER REFERENCES edit (id),
    author TEXT NOT NULL,
    time TEXT NOT NULL
);
CREATE INDEX edit_notice ON edit (notice);

-- What was read, where a person set it otherwise (JSON); null where what was read still stands.
ALTER TABLE notice ADD COLUMN as_read TEXT;
ALTER TABLE unit ADD COLUMN as_read TEXT;
"""


def add_edits(connection: sqlite3.Connection) -> None:
    """Room for what people set right by hand."""
    run_script(connection, _EDITS)


# Filters are answered without touching the rows of notices, which hold whole texts.
_FILTERS = """
CREATE INDEX notice_filters ON notice (first_key, unit_count, task_count, year, kind, province, issuer);
DROP INDEX notice_keys;
"""


def index_filters(connection: sqlite3.Connection) -> None:
    """An index that covers what filters read of notices."""
    run_script(connection, _FILTERS)


def add_undone_labels(connection: sqlite3.Connection) -> None:
    """Which decision a label takes back; those of old stand as decisions of their own."""
    connection.execute("ALTER TABLE label ADD COLUMN undoes INTEGER REFERENCES label (id)")


def number_written_tasks(connection: sqlite3.Connection) -> None:
    """A number for each task that a person wrote, which is never given again; those of now stay as they are."""
    run_script(connection, _NUMBERING)
    connection.execute(
        "UPDATE edit SET task = (SELECT CAST(substr(id, length(unit.notice) + 2) AS INTEGER) FROM unit "
        "WHERE unit.notice = edit.notice AND json_extract(as_read, '$[6]') "
        "AND json_extract(as_read, '$[2]') = json_extract('[' || edit.new || ']', '$[0]')) "
        f"WHERE {_WRITTEN} AND id NOT IN (SELECT undoes FROM edit WHERE undoes IS NOT NULL)"
    )
    # Those that are found nowhere now may be found again when the file is read again.
    rows = connection.execute(f"SELECT id, notice FROM edit WHERE {_WRITTEN} AND task IS NULL ORDER BY id").fetchall()
    for edit, notice in rows:
        (last,) = connection.execute(
            "INSERT INTO numbering VALUES (?, 1) ON CONFLICT (notice) DO UPDATE SET last = last + 1 RETURNING last",
            (notice,),
        ).fetchone()
        connection.execute("UPDATE edit SET task = ? WHERE id = ?", (last, edit))


_WRITTEN = "field IN ('added', 'split_off') AND undoes IS NULL"
_NUMBERING = """
ALTER TABLE edit ADD COLUMN task INTEGER;
-- The largest number that a task of a notice ever had in its id, also of notices that are gone.
CREATE TABLE numbering (notice TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO numbering
    SELECT notice, max(CAST(substr(id, length(notice) + 2) AS INTEGER)) FROM unit
    WHERE type = 'task' OR as_read IS NOT NULL GROUP BY notice;
INSERT INTO numbering SELECT DISTINCT id, 0 FROM notice WHERE id NOT IN (SELECT notice FROM numbering);
"""


def index_deadlines(connection: sqlite3.Connection) -> None:
    """An index of the words of deadlines, so that a filter reads each way of saying one once."""
    connection.execute("CREATE INDEX unit_deadline_text ON unit (deadline_text) WHERE deadline_text IS NOT NULL")


MIGRATIONS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (
    ("0001_create_tables", create_tables),
    ("0002_edits", add_edits),
    ("0003_filters", index_filters),
    ("0004_undone_labels", add_undone_labels),
    ("0005_pasted_names", name_pasted),
    ("0006_numbering", number_written_tasks),
    ("0007_deadlines", index_deadlines),
)


def applied(connection: sqlite3.Connection) -> list[str]:
    """Names of the migrations that a database has been through, oldest first."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").fetchone()
    if found is None:
        return []
    return [name for (name,) in connection.execute("SELECT name FROM migration ORDER BY rowid")]


def unknown(names: list[str]) -> list[str]:
    """Those of the applied migrations that this program has never heard of: a newer one wrote them."""
    known = {name for name, _ in MIGRATIONS}
    return [name for name in names if name not in known]


def migrate(connection: sqlite3.Connection, names: list[str]) -> None:
    """Run what is missing; the caller has begun a transaction and commits it."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL UNIQUE, applied_at TEXT NOT NULL)",
    )
    for name, step in MIGRATIONS:
        if name not in names:
            step(connection)
            connection.execute("INSERT INTO migration VALUES (?, ?)", (name, datetime.now(UTC).isoformat()))


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run statements one by one: `executescript` would commit the transaction that a migration must stay in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
