"""One SQLite file: opening, checking whose it is, transactions, and SQLite's errors said in the user's words."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zwsearch.errors import DamagedError, WorkspaceError
from zwsearch.store import schema

SCHEMA_FILE = "zwsearch.sqlite3"
BUSY_SECONDS = 10.0
_RESTORE = "有备份的请放回备份；没有的运行 zwsearch doctor，它会把还读得出的原文件和标注救到一个新文件夹"


class Database:
    """Connections to one file, one for each thread; WAL lets readers go on while one writer writes.

    Where the folder cannot be written, the file can still be read.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._read_only = path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
        try:
            with self.errors():
                self._prepare(self.connection)
        except BaseException:
            self.close()
            raise

    def __del__(self) -> None:
        # A forgotten workspace must not leave open files behind (and, from Python 3.13 on, a warning).
        for connection in self.__dict__.get("_opened", ()):
            connection.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of the calling thread."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._connect()
            self._local.connection = found
        return found

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._address(),
            uri=self._read_only,
            timeout=self._busy_seconds,
            isolation_level=None,  # transactions are begun by hand: `BEGIN IMMEDIATE` takes the write lock at once
            check_same_thread=False,  # each thread has its own; only `close` crosses threads
        )
        with self._lock:
            self._opened.append(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        # KiB. A page of hits reads sixty rows here and there; with the usual 2 MB each was a call of the system.
        connection.execute("PRAGMA cache_size = -16000")
        # FULL, not NORMAL: a commit lost with the power would let a key be used twice, and the index remembers keys.
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _address(self) -> str | Path:
        if not self._read_only:
            return self.path
        # Without a log beside it nobody has the file open, and SQLite need not make one; a log must be read, too.
        log = self.path.with_name(f"{self.path.name}-wal")
        return f"{self.path.absolute().as_uri()}?mode=ro{'' if log.exists() else '&immutable=1'}"

    def _prepare(self, connection: sqlite3.Connection) -> None:
        names = self._recognise(connection)
        if names == [name for name, _ in schema.MIGRATIONS]:
            return
        if self._read_only:
            raise WorkspaceError(
                f"工作区由较早版本的 zwsearch 写成，升级时需要写入：{self.path.parent}",
                hint="请给文件夹写入权限后再运行一次，或用 --workspace 换一个可写的文件夹",
            )
        if not names:
            connection.execute("PRAGMA journal_mode = WAL")
        with self.transaction():
            names = self._recognise(connection)  # another process may have been quicker
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            schema.migrate(connection, names)

    def _recognise(self, connection: sqlite3.Connection) -> list[str]:
        (identity,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and identity != schema.APPLICATION_ID:
            raise WorkspaceError(
                f"{self.path} 不是 zwsearch 的数据库",
                hint="请换一个文件夹作工作区（--workspace），不要改动别的程序的文件",
            )
        names = schema.applied(connection)
        if schema.unknown(names):
            raise WorkspaceError(
                f"工作区由更新版本的 zwsearch 写成：{self.path}", hint="请升级 zwsearch，或换一个 --workspace 文件夹"
            )
        return names

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn SQLite's failures into a WorkspaceError that says what the user can do."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise  # a broken promise of our own code, not of the user's disk
        except sqlite3.DatabaseError as error:
            raise self._explain(error) from error

    def _explain(self, error: sqlite3.DatabaseError) -> WorkspaceError:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return WorkspaceError(
                "工作区正被另一个程序写入", hint="请等它完成后再试，或换一个 --workspace 文件夹", code="busy"
            )
        if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
            return self._closed()
        if name.startswith("SQLITE_FULL"):
            return WorkspaceError(
                f"磁盘已满，没有写入：{self.path.parent}",
                hint="请腾出磁盘空间后重试；已完成的部分不会丢失",
                code="full",
            )
        if name.startswith("SQLITE_IOERR"):
            return WorkspaceError(
                f"读写工作区时磁盘出错或已满：{self.path.parent}",
                hint="请检查磁盘，腾出空间后重试；已完成的部分不会丢失",
                code="disk",
            )
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "SQLITE_ERROR")):
            return DamagedError(f"工作区数据库已损坏：{self.path}", hint=_RESTORE)
        return WorkspaceError(f"工作区数据库出错（{name or error}）：{self.path}", hint=_RESTORE)

    def _closed(self) -> WorkspaceError:
        """Why the file cannot be opened, or not for writing: SQLite says one thing for all of it."""
        if self.path.is_dir():
            return WorkspaceError(f"数据库的位置上是一个文件夹：{self.path}", hint="请移走它，再从备份放回原来的数据库")
        if self.path.exists() and not os.access(self.path, os.R_OK):
            return WorkspaceError(
                f"没有读数据库的权限：{self.path}", hint="请让管理员给这个文件读写的权限，或用 --workspace 换一个文件夹"
            )
        return WorkspaceError(
            f"工作区不能写入：{self.path.parent}",
            hint="请检查文件夹权限，或用 --workspace 换一个可写的文件夹",
            code="unwritable",
        )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction; inside another one, become part of it. Nothing stays when it fails."""
        connection = self.connection
        with self.errors():
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self.errors():
            return self.connection.execute(query, parameters).fetchall()

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file: broken pages, and rows that point at nothing."""
        try:
            found = [line for (line,) in self.connection.execute("PRAGMA integrity_check(20)") if line != "ok"]
            orphans = self.connection.execute("PRAGMA foreign_key_check").fetchmany(20)
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return found + [f"{table} #{row} -> {parent}" for table, row, parent, _ in orphans]

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()
