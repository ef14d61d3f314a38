"""Opening: foreign, damaged, newer, unwritable and busy files each end in a clear WorkspaceError."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from zwsearch.errors import WorkspaceError
from zwsearch.records import Filters
from zwsearch.store import Store, schema


def test_a_new_store_records_its_migrations_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        names = schema.applied(connection)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert names == [name for name, _ in schema.MIGRATIONS]
    assert Store(path).count_units() == 0


def test_a_missing_migration_is_run_once_inside_a_transaction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.sqlite3"
    Store(path).close()

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE extra (a)")
        connection.execute("INSERT INTO no_such_table VALUES (1)")

    def mended(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE extra (a)")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("0002_extra", broken)))
    with pytest.raises(WorkspaceError):
        Store(path)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:-1], ("0002_extra", mended)))
    Store(path).close()
    Store(path).close()


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO migration VALUES ('9999_from_the_future', 'now')")
    connection.commit()
    connection.close()
    with pytest.raises(WorkspaceError, match="更新版本") as caught:
        Store(path)
    assert "升级" in caught.value.hint


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (a)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="不是 zwsearch"):
        Store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["garbage", "truncated", "overwritten"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "s.sqlite3"
    Store(path).close()
    sound = path.read_bytes()
    broken = {
        "garbage": b"not a database " * 500,
        "truncated": sound[: len(sound) // 3],
        "overwritten": sound[:100] + b"\xff" * (len(sound) - 100),
    }[damage]
    path.write_bytes(broken)
    with pytest.raises(WorkspaceError, match=r"s\.sqlite3") as caught:
        Store(path).select_keys(Filters())
    assert caught.value.hint


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match="不能写入"):
        Store(tmp_path / "file" / "s.sqlite3")


def test_a_second_writer_waits_and_then_says_busy(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    first, second = Store(path), Store(path, busy_seconds=0.05)
    with first.transaction():
        first.set_setting("a", "1")
        with pytest.raises(WorkspaceError) as caught:
            second.set_setting("a", "2")
        assert caught.value.code == "busy"
        assert second.setting("a") is None, "readers go on"
    second.set_setting("a", "2")
    assert first.setting("a") == "2"


def test_threads_have_connections_of_their_own(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite3")
    store.set_setting("a", "1")
    seen: list[str | None] = []
    threads = [threading.Thread(target=lambda: seen.append(store.setting("a"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["1"] * 4
    store.close()


@pytest.mark.parametrize(
    "name", ["甲 乙", "a?mode=memory", "b#c", "100%41", "d\\e", "f\ng", "file:h", "&i=j", "k\udcff"]
)
def test_a_folder_of_any_name_holds_the_file_itself(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    store = Store(folder / "s.sqlite3")
    store.set_setting("甲", "1")
    store.close()
    assert [file.name for file in folder.iterdir()] == ["s.sqlite3"]
    assert [file.name for file in tmp_path.iterdir()] == [name]
    again = Store(folder / "s.sqlite3")
    assert again.setting("甲") == "1"
    again.close()
