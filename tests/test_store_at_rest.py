"""A disk without room for the files that SQLite puts beside a database: it is read all the same, and never wrongly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_server import client_of

from zwsearch.errors import WorkspaceError
from zwsearch.store import SCHEMA_FILE, Store
from zwsearch.store.database import Database, Rest
from zwsearch.workspace import Workspace


class Disk:
    """A disk, seen from where SQLite is opened; `refuses` is what it says for want of room, else None."""

    def __init__(self) -> None:
        self.refuses: str | None = None


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk, opened = Disk(), Database._open

    def open_(self: Database, mode: str, at_rest: Rest | None = None) -> sqlite3.Connection:
        if disk.refuses and "immutable" not in mode:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = disk.refuses
            raise error
        return opened(self, mode, at_rest)

    monkeypatch.setattr(Database, "_open", open_)
    return disk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database that nobody has open."""
    store = Store(tmp_path / SCHEMA_FILE)
    store.set_setting("甲", "0")
    store.close()
    return tmp_path / SCHEMA_FILE


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@pytest.fixture
def reader(disk: Disk, path: Path) -> Iterator[Store]:
    """Somebody who opened it while the disk was full; there is room again, for others first."""
    disk.refuses = "SQLITE_IOERR_SHMSIZE"
    store = Store(path)
    disk.refuses = None
    yield store
    store.close()


@pytest.mark.parametrize("says", ["SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE", "SQLITE_CANTOPEN"])
def test_questions_are_answered_and_nothing_is_touched(filled: Workspace, disk: Disk, says: str) -> None:
    wanted = filled.query("图文解读").hits
    filled.close()
    before = {file: file.stat().st_mtime_ns for file in filled.path.rglob("*")}
    disk.refuses = says
    with Workspace(filled.path, lock_seconds=0.1) as workspace:
        assert workspace.query("图文解读").hits == wanted
        assert len(workspace.list().notices) == 2
        assert workspace.show(wanted[0].unit.id).unit == wanted[0].unit
        assert workspace.history(wanted[0].unit.id) == ()
        assert len(workspace.tag("云川县2024年工作方案\n（一）开展保密审查。（责任单位：县司法局）").tasks) == 1
        with pytest.raises(WorkspaceError) as refused:
            workspace.label(wanted[0].unit.id, "监督考核")
        assert refused.value.code in ("full", "disk", "unwritable")
    assert {file: file.stat().st_mtime_ns for file in filled.path.rglob("*")} == before


def test_what_says_nothing_of_room_is_told_as_it_is(disk: Disk, path: Path) -> None:
    disk.refuses = "SQLITE_BUSY"
    with pytest.raises(WorkspaceError, match="另一个程序"):
        Store(path)


def test_an_empty_log_is_none_and_a_log_that_cannot_be_read_is_not_passed_over(disk: Disk, path: Path) -> None:
    disk.refuses = "SQLITE_IOERR_SHMSIZE"
    log_of(path).touch()
    store = Store(path)
    assert store.setting("甲") == "0"
    store.close()
    log_of(path).write_bytes(b"something that somebody wrote")
    with pytest.raises(WorkspaceError) as refused:
        Store(path)
    assert refused.value.code == "disk"


def test_what_others_write_is_read_at_once_while_they_have_it_open_and_after(reader: Store, path: Path) -> None:
    for number in range(3):
        writer = Store(path)
        for value in (f"{number}一", f"{number}二"):
            writer.set_setting("甲", value)
            assert log_of(path).stat().st_size > 0
            assert reader.setting("甲") == value
        writer.close()
        assert reader.setting("甲") == f"{number}二"


@pytest.mark.parametrize("closes", [False, True])
def test_a_question_during_which_somebody_writes_is_asked_again(reader: Store, path: Path, closes: bool) -> None:
    writer = Store(path)
    asked: list[str] = []

    def question(connection: sqlite3.Connection) -> str:
        (value,) = connection.execute("SELECT value FROM setting WHERE name = '甲'").fetchone()
        asked.append(value)
        if len(asked) == 1:
            writer.set_setting("甲", "新")
            if closes:
                writer.close()
            raise sqlite3.DatabaseError("a page half old and half new")
        return str(value)

    assert reader._database.read(question) == "新"
    assert asked == ["0", "新"]
    writer.close()


def test_a_failure_while_nobody_writes_is_a_failure(reader: Store) -> None:
    def question(_: sqlite3.Connection) -> str:
        raise sqlite3.DatabaseError("broken")

    with pytest.raises(WorkspaceError):
        reader._database.read(question)


@pytest.mark.parametrize("room", [False, True])
def test_a_write_is_told_of_the_disk_and_done_once_there_is_room(
    reader: Store, disk: Disk, path: Path, room: bool
) -> None:
    disk.refuses = None if room else "SQLITE_FULL"
    if not room:
        with pytest.raises(WorkspaceError, match="磁盘已满"):
            reader.set_setting("甲", "1")
        assert reader.setting("甲") == "0"
        disk.refuses = None
    reader.set_setting("甲", "1")
    assert reader.setting("甲") == "1"
    other = Store(path)
    assert other.setting("甲") == "1"
    other.close()


def test_a_database_that_vanishes_is_missed_and_never_made_anew(reader: Store, path: Path) -> None:
    path.unlink()
    for _ in range(2):
        with pytest.raises(WorkspaceError):
            reader.setting("甲")
    assert not path.exists()


def test_the_page_goes_on_and_takes_changes_once_there_is_room(filled: Workspace, disk: Disk) -> None:
    id_ = filled.tasks_matching()[0].id
    notice = filled.show(id_).notice.id
    filled.close()
    disk.refuses = "SQLITE_IOERR_SHMSIZE"
    with client_of(filled.path) as client:
        for address in (
            "/",
            "/?q=解读",
            "/notices",
            f"/notices/{notice}",
            f"/tasks/{id_}",
            "/ledger",
            "/review",
            "/stats",
        ):
            assert client.get(address).status_code == 200, address
        for address in ("query?q=解读", "stats", "notices", f"notices/{notice}", f"tasks/{id_}", "export?format=csv"):
            assert client.get(f"/api/{address}").status_code == 200, address
        change = {"method": "PUT", "url": f"/api/tasks/{id_}/label", "json": {"category": "监督考核"}}
        refused = client.request(**change)  # type: ignore[arg-type]
        assert (refused.status_code, refused.json()["code"]) == (503, "disk")
        disk.refuses = None
        assert client.request(**change).status_code == 200  # type: ignore[arg-type]
        assert client.get(f"/api/tasks/{id_}").json()["category"] == "监督考核"
