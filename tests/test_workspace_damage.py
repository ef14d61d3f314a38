"""A workspace that is damaged, incomplete or out of reach: each names its true cause, and nothing is lost unseen."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import PLAN, TABLE

from zwsearch.cli import main
from zwsearch.errors import DamagedError, WorkspaceError
from zwsearch.store import LABELS, ORIGINALS, SCHEMA_FILE, Rescued, rescue
from zwsearch.workspace import Workspace
from zwsearch.workspace.sample import NOTE

PAGE = 4096


@pytest.fixture
def folder(filled: Workspace) -> Path:
    """The folder of a workspace with two notices and a label, closed."""
    task = next(hit.unit for hit in filled.query("图文解读").hits if hit.unit.type == "task")
    filled.label([task.id], "政策解读")
    filled.close()
    for log in filled.path.glob(f"{SCHEMA_FILE}-*"):
        assert not log.stat().st_size
    return filled.path


def told(folder: Path, *, repair: bool = True) -> dict[str, tuple[bool, bool, str]]:
    with Workspace(folder) as workspace:
        checks = workspace.doctor(repair=repair).checks
    return {check.name: (check.sound, check.repaired, check.message) for check in checks}


@pytest.mark.parametrize("left", [None, b""])
def test_a_database_that_is_gone_beside_a_full_index_is_told(left: bytes | None, folder: Path, tmp_path: Path) -> None:
    place = folder / SCHEMA_FILE
    place.unlink()
    if left is not None:
        place.write_bytes(left)
    (tmp_path / "new.txt").write_text(PLAN, "utf-8")
    with Workspace(folder) as workspace:
        for verb in (
            lambda: workspace.query("公布"),
            workspace.list,
            lambda: workspace.index(tmp_path / "new.txt"),
            lambda: workspace.add_words("一网统管"),
        ):
            with pytest.raises(WorkspaceError, match="不见了" if left is None else "是空的") as caught:
                verb()
            assert "备份" in caught.value.hint
    sound, repaired, message = told(folder)["数据库"]
    assert (sound, repaired) == (False, False)
    assert str(place) in message
    assert (place.read_bytes() if left is not None else left) == left, "nothing is made anew without a word"
    # What the hint says works.
    (folder / "index").rename(folder / "index.old")
    with Workspace(folder) as workspace:
        assert workspace.index(tmp_path / "new.txt").count("added") == 1


def test_an_empty_workspace_is_not_a_lost_one(tmp_path: Path) -> None:
    assert told(tmp_path / "none")["数据库"] == (True, False, "工作区还没有内容")
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / SCHEMA_FILE).touch()
    assert told(tmp_path / "some")["数据库"][0]


def test_programs_are_told_when_the_sample_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["--workspace", str(tmp_path / "own"), "--json"]
    for more in ((), ("--group",)):
        assert main([*base, "query", "停水", *more]) == 0
        assert json.loads(capsys.readouterr().out)["notes"][0] == NOTE
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    assert main([*base, "index", str(tmp_path / "plan.txt")]) == 0
    capsys.readouterr()
    assert main([*base, "query", "保密审查"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["query", "total", "took_ms", "hits"]


def test_what_can_be_read_of_a_damaged_database_is_put_aside(folder: Path, tmp_path: Path) -> None:
    place = folder / SCHEMA_FILE
    data = bytearray(place.read_bytes())
    broken = data.index("逐件开展保密审查".encode())  # in a notice or a unit; the originals are compressed
    data[broken // PAGE * PAGE : broken // PAGE * PAGE + PAGE] = os.urandom(PAGE)
    place.write_bytes(data)
    assert "--check-only" in told(folder, repair=False)["数据库"][2]
    assert not list(folder.glob("救出-*"))
    sound, repaired, message = told(folder)["数据库"]
    (aside,) = folder.glob("救出-*")
    assert (sound, repaired) == (False, False)
    assert f"index {aside / ORIGINALS}" in message
    assert "zwsearch doctor" not in message, "the doctor sends nobody to the doctor"
    found = {path.name: path.read_text("utf-8") for path in (aside / ORIGINALS).iterdir()}
    assert sorted(found.values()) == sorted([TABLE, PLAN])
    assert all(name.endswith(".txt") for name in found)
    assert "政策解读" in (aside / LABELS).read_text("utf-8-sig")
    with Workspace(tmp_path / "anew") as anew:
        assert anew.index(aside / ORIGINALS).count("added") == 2


@pytest.mark.parametrize("damaged", [1, 14, 24])
def test_a_database_of_which_the_first_bytes_are_damaged_is_saved_whole(folder: Path, damaged: int) -> None:
    place = folder / SCHEMA_FILE
    with Workspace(folder) as workspace:
        before = [(unit.id, unit.text, unit.tag) for unit in workspace.tasks_matching()]
    place.write_bytes(bytes(damaged) + place.read_bytes()[damaged:])
    sound, repaired, message = told(folder)["数据库"]
    (aside,) = folder.glob("救出-*")
    assert (sound, repaired) == (False, False)
    assert str(aside / SCHEMA_FILE) in message
    assert "都在" in message
    shutil.copy(aside / SCHEMA_FILE, place)  # what the message says
    with Workspace(folder) as workspace:
        assert workspace.doctor().sound
        assert [(unit.id, unit.text, unit.tag) for unit in workspace.tasks_matching()] == before


def test_rubbish_gives_nothing_and_says_so(folder: Path) -> None:
    place = folder / SCHEMA_FILE
    place.write_bytes(os.urandom(20 * PAGE))
    assert rescue(place, folder / "aside") == Rescued(0, 0, 0)
    assert not (folder / "aside").exists()
    with Workspace(folder) as workspace, pytest.raises(DamagedError, match="已损坏") as caught:
        workspace.query("公布")
    assert "doctor" in caught.value.hint
    message = told(folder)["数据库"][2]
    assert "读不出" in message
    assert "doctor" not in message


def test_files_in_the_place_of_folders_are_named(folder: Path) -> None:
    shutil.rmtree(folder / "index")
    (folder / "index").write_text("x", "utf-8")
    with Workspace(folder) as workspace, pytest.raises(WorkspaceError, match="索引的位置上是一个文件"):
        workspace.query("公布")
    assert "是一个文件" in told(folder)["索引"][2]
    (folder / "index").unlink()
    assert told(folder)["索引"][1]
    (folder / SCHEMA_FILE).unlink()
    (folder / SCHEMA_FILE).mkdir()
    with Workspace(folder) as workspace, pytest.raises(WorkspaceError, match="是一个文件夹"):
        workspace.query("公布")


def test_a_database_without_the_right_to_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zwsearch.store.database import Database

    def refused(*_: object) -> None:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorname = "SQLITE_CANTOPEN"
        raise error

    monkeypatch.setattr(os, "access", lambda _path, _mode, **_: False)
    monkeypatch.setattr(Database, "_open", refused)
    with Workspace(folder) as workspace, pytest.raises(WorkspaceError, match="没有读数据库的权限"):
        workspace.query("公布")


def test_a_damaged_index_that_cannot_be_made_anew_is_named(folder: Path) -> None:
    for part in (folder / "index").rglob("*.json"):
        part.write_text("{", "utf-8")
    (folder / "lock").unlink()
    (folder / "lock").mkdir()  # no writer can begin here, as in a folder that cannot be written
    with Workspace(folder) as workspace, pytest.raises(WorkspaceError, match=r"索引.*不能重建.*不能写入"):
        workspace.query("公布")
    sound, repaired, message = told(folder)["索引"]
    assert (sound, repaired) == (False, False)
    assert "未能重建" in message
