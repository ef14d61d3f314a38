"""The one class that the rest of the program talks to; each of its verbs lives in the file of its noun."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from zwsearch.errors import NotFoundError, WorkspaceError
from zwsearch.records import Filters, StoredNotice, Tag, Unit
from zwsearch.store import labels as label_rows
from zwsearch.store import notices as notice_rows
from zwsearch.store import selection, statistics
from zwsearch.store.database import BUSY_SECONDS
from zwsearch.store.notices import NewNotice, Removed, StoredFile
from zwsearch.store.office_names import each_once
from zwsearch.store.rows import NOTICE_COLUMNS, UNIT_COLUMNS, WHOLE_COLUMNS, dump, dump_tag, load_notice, load_unit
from zwsearch.store.said import Said


class Store(Said):
    """Notices, originals, units, labels and settings in one SQLite file.

    Opening creates the file and brings an older layout up to date. Any method raises WorkspaceError when the file
    is damaged, busy, newer than the program, or cannot be written.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        super().__init__(path, busy_seconds=busy_seconds)
        self._selections = selection.Selections(self._database)

    # --- files and notices ---------------------------------------------------------------------------------

    def file(self, key: str) -> StoredFile | None:
        """How a file was last read, or None when it never was."""
        rows = self._database.rows("SELECT key, sha256, rules FROM file WHERE key = ?", (key,))
        return StoredFile(*rows[0]) if rows else None

    def file_of(self, notice_id: str) -> StoredFile | None:
        """The file that a notice came from, as it was last read; None for an unknown id."""
        query = "SELECT f.key, f.sha256, f.rules FROM notice n JOIN file f ON f.key = n.file WHERE n.id = ?"
        rows = self._database.rows(query, (notice_id,))
        return StoredFile(*rows[0]) if rows else None

    def files_with(self, sha256: str) -> list[str]:
        """Keys of the files that hold the same bytes, in alphabetical order."""
        return [key for (key,) in self._database.rows("SELECT key FROM file WHERE sha256 = ? ORDER BY key", (sha256,))]

    def notices_of(self, file: str) -> list[str]:
        """Ids of the notices of a file, in the order they stand in it."""
        rows = self._database.rows("SELECT id FROM notice WHERE file = ? ORDER BY rowid", (file,))
        return [id_ for (id_,) in rows]

    def replace_file(self, file: StoredFile, data: bytes, notices: Sequence[NewNotice]) -> list[str]:
        """Put what a file holds in the place of what it held before; return the ids of its notices, in order."""
        with self.transaction():
            return notice_rows.replace_file(self._database.connection, file, data, notices)

    def supersede(self, notice_id: str, file: StoredFile, data: bytes, notice: NewNotice) -> None:
        """Put a notice from a file of its own in the place of a stored one, whose id it takes over."""
        with self.transaction():
            notice_rows.supersede(self._database.connection, notice_id, file, data, notice)

    def move_file(self, key: str, new_key: str) -> None:
        """Let a file, with its notices under their ids, be known by another key that no file has."""
        with self.transaction():
            notice_rows.move_file(self._database.connection, key, new_key)

    def remove(self, ids: Sequence[str]) -> Removed:
        """Take notices away with their units; their labels stay. Raises NotFoundError for an unknown id."""
        with self.transaction():
            known = self.notices(ids)
            missing = [id_ for id_ in ids if id_ not in known]
            if missing:
                others = "；其余的也没有删除" if len(set(ids)) > 1 else ""
                raise NotFoundError(
                    f"没有编号为 {'、'.join(missing)[:200]} 的通知{others}", hint="用 zwsearch list 查看全部通知的编号"
                )
            return notice_rows.remove_notices(self._database.connection, list(dict.fromkeys(ids)))

    def original(self, notice_id: str) -> bytes:
        """The bytes of the file that a notice came from, exactly as they were. NotFoundError for an unknown id."""
        query = (
            "SELECT o.packed FROM notice n JOIN file f ON f.key = n.file JOIN original o USING (sha256) WHERE n.id = ?"
        )
        rows = self._database.rows(query, (notice_id,))
        if not rows:
            raise NotFoundError(f"没有编号为 {notice_id[:40]} 的通知", hint="用 zwsearch list 查看全部通知的编号")
        try:
            return zlib.decompress(rows[0][0])
        except zlib.error as error:
            raise WorkspaceError(
                f"通知 {notice_id} 的原始文件已损坏", hint="请重新运行 zwsearch index 读入原始文件", code="original"
            ) from error

    def notices(self, ids: Iterable[str]) -> dict[str, StoredNotice]:
        """The notices of some ids, without their texts and mends; unknown ids are left out."""
        return self._notices(NOTICE_COLUMNS, ids)

    def whole_notices(self, ids: Iterable[str]) -> dict[str, StoredNotice]:
        """The notices of some ids with all that is known of them; unknown ids are left out."""
        return self._notices(WHOLE_COLUMNS, ids)

    def _notices(self, columns: str, ids: Iterable[str]) -> dict[str, StoredNotice]:
        query = f"SELECT {columns} FROM notice WHERE id IN (SELECT value FROM json_each(?))"
        return {row[0]: load_notice(row) for row in self._database.rows(query, (dump(list(ids)),))}

    def notices_called(self, title: str | None) -> list[str]:
        """Ids of the notices with a title, and of those whose title people have set; None is no title."""
        query = "SELECT id FROM notice WHERE title IS ? OR id IN (SELECT notice FROM edit WHERE field = 'title')"
        return [id_ for (id_,) in self._database.rows(f"{query} ORDER BY rowid", (title,))]

    def notices_from(self, name: str) -> list[str]:
        """Ids of the notices that came from files of a name, wherever these were."""
        return [
            id_ for (id_,) in self._database.rows("SELECT id FROM notice WHERE source_name = ? ORDER BY rowid", (name,))
        ]

    def notice_ids(self) -> list[str]:
        """Ids of all notices, in the order they were stored."""
        return [id_ for (id_,) in self._database.rows("SELECT id FROM notice ORDER BY rowid")]

    def source_key(self, notice_id: str) -> str | None:
        """The full path (or archive and inner name) that a notice came from."""
        rows = self._database.rows("SELECT source_key FROM notice WHERE id = ?", (notice_id,))
        return str(rows[0][0]) if rows else None

    def has_notices(self) -> bool:
        """Whether there is any notice; each question asks."""
        return bool(self._database.rows("SELECT EXISTS (SELECT 1 FROM notice)")[0][0])

    def count_notices(self) -> int:
        """Number of notices."""
        return int(self._database.rows("SELECT count(*) FROM notice")[0][0])

    def identify(self, source_key: str) -> str:
        """The id that the notice of a source has, or would have."""
        return self._database.read(lambda connection: notice_rows.identify(connection, source_key))

    def rewrite(self, notice_id: str, notice: NewNotice) -> None:
        """Put a stored notice, with edits laid over it, in its own place; its units get new keys."""
        with self.transaction():
            notice_rows.rewrite(self._database.connection, notice_id, notice)

    # --- units ---------------------------------------------------------------------------------------------

    def count_units(self) -> int:
        """Number of tasks and passages."""
        return int(self._database.rows("SELECT coalesce(sum(unit_count), 0) FROM notice")[0][0])

    def count_tasks(self, ids: Iterable[str] | None = None) -> dict[str, int]:
        """Number of tasks of each notice, or of those with the given ids."""
        if ids is None:
            return dict(self._database.rows("SELECT id, task_count FROM notice"))
        query = "SELECT id, task_count FROM notice WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._database.rows(query, (dump(list(ids)),)))

    def select_keys(self, filters: Filters) -> selection.Keys:
        """Keys of the units that pass all filters, ascending, int64; not to be written to."""
        return self._selections.keys(self.generation, filters)

    def latest_first(self, keys: selection.Keys, limit: int) -> selection.Keys:
        """The first `limit` of some ascending keys by the date of their notice, latest first; ties by key."""
        return selection.latest_first(self._database, keys, limit)

    def notice_of(self, keys: selection.Keys) -> selection.Keys:
        """For each key a number that the units of its notice share and those of others do not."""
        return selection.notice_of(self._database, keys)

    def known_names(self, field: str) -> list[str]:
        """The names that a field of `Filters` can be asked for: offices, issuers, provinces or categories."""
        return selection.known_names(self._database, field)

    def offices_also_meant(self, name: str) -> list[str]:
        """The offices that a filter for `name` finds only because they are another name for it."""
        return selection.offices_also_meant(self._database, name)

    def offices_once(self, names: Sequence[str]) -> list[str]:
        """Names of offices, each office once and by the longest of its names."""
        return each_once(self._database, names)

    def keys_of_offices(self, meant: Callable[[str], bool]) -> selection.Keys:
        """Keys of the tasks of the offices whose name is meant, ascending."""
        return selection.keys_of_offices(self._database, meant)

    def units(self, keys: Iterable[int]) -> dict[int, Unit]:
        """The units of some keys; unknown keys are left out."""
        query = f"SELECT {UNIT_COLUMNS} FROM unit WHERE key IN (SELECT value FROM json_each(?))"
        return {row[0]: load_unit(row) for row in self._database.rows(query, (dump([int(key) for key in keys]),))}

    def texts(self, keys: Iterable[int]) -> dict[int, str]:
        """The texts of some units by key, for those who look at many and show few; unknown keys are left out."""
        query = "SELECT key, text FROM unit WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self._database.rows(query, (dump([int(key) for key in keys]),)))

    def units_of(self, notice_id: str) -> list[Unit]:
        """All units of a notice, tasks first, in the order of the notice."""
        query = f"SELECT {UNIT_COLUMNS} FROM unit WHERE notice = ? ORDER BY key"
        return [load_unit(row) for row in self._database.rows(query, (notice_id,))]

    def unit(self, id_: str) -> Unit | None:
        """One unit by the id that users see, or None."""
        rows = self._database.rows(f"SELECT {UNIT_COLUMNS} FROM unit WHERE id = ?", (id_,))
        return load_unit(rows[0]) if rows else None

    def set_tags(self, tags: Mapping[int, Tag | None]) -> None:
        """Write the model's word on units (by key); labels of people stay above it."""
        with self.transaction():
            connection = self._database.connection
            connection.executemany(
                "UPDATE unit SET tag = ? WHERE key = ?", [(dump_tag(tag), key) for key, tag in tags.items()]
            )
            query = "SELECT DISTINCT notice FROM unit WHERE key IN (SELECT value FROM json_each(?))"
            for (notice,) in connection.execute(query, (dump(list(tags)),)).fetchall():
                label_rows.lay_over(connection, notice)

    def doubtful(self, keys: selection.Keys) -> selection.Keys:
        """Those of some keys whose category a person should decide."""
        rows = self._database.rows("SELECT key FROM unit WHERE verdict = 'review'")
        return keys[np.isin(keys, np.array(rows, dtype=np.int64).reshape(-1))]

    def labelled(self, keys: selection.Keys) -> selection.Keys:
        """Those of some keys whose category a person has said."""
        rows = self._database.rows("SELECT key FROM unit WHERE label IS NOT NULL")
        return keys[np.isin(keys, np.array(rows, dtype=np.int64).reshape(-1))]

    def tables(self) -> dict[str, dict[str, int]]:
        """Counts by category, year, office …; see `statistics.tables`."""
        return statistics.tables(self._database)

    def choices(self) -> dict[str, list[str]]:
        """The values of each field that a search can be narrowed to; see `statistics.choices`."""
        return statistics.choices(self._database)

    def values(self, field: str, keys: Sequence[int]) -> list[str]:
        """All `offices` or `issuers` of some units, the most frequent first."""
        return statistics.values(self._database, field, keys)

    def in_order(self, keys: selection.Keys) -> selection.Keys:
        """Keys in the order of their notices and their tasks: an edited notice has new keys, in its old place."""
        rows = self._database.rows("SELECT first_key FROM notice WHERE unit_count > 0 ORDER BY rowid")
        firsts = np.array(rows, dtype=np.int64).reshape(-1)
        if len(firsts) < 2 or bool((np.diff(firsts) > 0).all()):
            return keys
        by_key = np.argsort(firsts)
        place = by_key[np.searchsorted(firsts[by_key], keys, side="right") - 1]
        return keys[np.lexsort((keys, place))]
