"""One SQLite file: opening, checking whose it is, transactions, and SQLite's errors said in the user's words."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar
from urllib.parse import quote

from zwsearch.errors import DamagedError, WorkspaceError
from zwsearch.store import schema

SCHEMA_FILE = "zwsearch.sqlite3"
BUSY_SECONDS = 10.0
_RESTORE = "有备份的请放回备份；没有的运行 zwsearch doctor，它会把还读得出的原文件和标注救到一个新文件夹"


Rest = tuple[int, int, int, int, int]
T = TypeVar("T")


def rest_of(path: Path) -> Rest | None:
    """By what a database is known that nobody has open for writing; None where that cannot be said.

    A writer puts all into the log first, and only then into the file. An empty log holds nothing: it is left by who
    found no room for more.
    """
    try:
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            return None
        state = path.stat()
    except OSError:
        return None
    if not S_ISREG(state.st_mode):
        return None
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


def _address(path: Path) -> str:
    """A path as SQLite takes it with parameters; of a share of the network, too, whose `as_uri` it does not."""
    plain = path.absolute().as_posix()
    return f"file://{'' if plain.startswith('/') else '/'}{quote(os.fsencode(plain))}"


def has_no_room(error: sqlite3.DatabaseError) -> bool:
    """Whether a file may have failed to open for want of room for those beside it."""
    return (getattr(error, "sqlite_errorname", "") or "").startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN"))


class Database:
    """Connections to one file, one for each thread; WAL lets readers go on while one writer writes.

    Where the folder cannot be written, or the disk has no room for the files that SQLite puts beside it, the file can
    still be read: at rest, as long as nobody writes to it.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._there = path.exists()
        self._read_only = self._there and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
        try:
            with self.errors():
                self._prepare()
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
        if not self._holds():
            self._let_go()
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        return self._connect() if found is None else found

    def _connect(self) -> sqlite3.Connection:
        """Open the file for this thread as well as can be: for reading at rest if nothing else will do."""
        at_rest = rest_of(self.path) if self._read_only else None
        if at_rest is None:
            try:
                return self._open("ro" if self._read_only else "rw" if self._there else "rwc")
            except sqlite3.DatabaseError as error:
                at_rest = rest_of(self.path) if has_no_room(error) else None
                if at_rest is None:
                    raise
        return self._open("ro&immutable=1", at_rest)

    def _open(self, mode: str, at_rest: Rest | None = None) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{_address(self.path)}?mode={mode}",
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,  # transactions are begun by hand: `BEGIN IMMEDIATE` takes the write lock at once
            check_same_thread=False,  # each thread has its own; only `close` crosses threads
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # KiB. A page of hits reads sixty rows here and there; with the usual 2 MB each was a call of the system.
            connection.execute("PRAGMA cache_size = -16000")
            # FULL, not NORMAL: a commit lost with the power would let a key be used twice, which the index remembers.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA schema_version")  # opens the file and those beside it
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._opened.append(connection)
        self._local.connection, self._local.rest = connection, at_rest
        return connection

    def _holds(self) -> bool:
        """Whether what was opened at rest still is: SQLite would not notice that somebody writes."""
        rest: Rest | None = getattr(self._local, "rest", None)
        return rest is None or rest == rest_of(self.path)

    def _let_go(self) -> None:
        """Close the connection of this thread; whoever asks next opens the file anew."""
        connection = self._local.connection
        self._local.connection = self._local.rest = None
        with self._lock:
            self._opened.remove(connection)
        connection.close()

    def _writable(self) -> sqlite3.Connection:
        """The connection of this thread, opened anew where it only reads for want of room: there may be some by now."""
        if self._read_only or getattr(self._local, "rest", None) is None:
            return self.connection
        self._let_go()
        return self._open("rw")

    def _prepare(self) -> None:
        names = self.read(self._recognise)
        self._there = True
        if names == [name for name, _ in schema.MIGRATIONS]:
            return
        if self._read_only:
            raise WorkspaceError(
                f"工作区由较早版本的 zwsearch 写成，升级时需要写入：{self.path.parent}",
                hint="请给文件夹写入权限后再运行一次，或用 --workspace 换一个可写的文件夹",
            )
        connection = self._writable()
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
        with self.errors():
            connection = self._writable()
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
        return self.read(lambda connection: connection.execute(query, parameters).fetchall())

    def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """The answer to a question that only reads; asked again where somebody began to write meanwhile."""
        with self.errors():
            while True:
                connection = self.connection
                try:
                    answer = question(connection)
                except sqlite3.DatabaseError:
                    if self._holds():
                        raise
                    continue
                if self._holds():
                    return answer

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
