"""Killed or failing at any step, a workspace opens, answers, and finishes its work when it is asked again."""

from __future__ import annotations

import os
import select
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PLAN, TABLE

from zwsearch.errors import WorkspaceError
from zwsearch.store import SCHEMA_FILE
from zwsearch.workspace import Workspace

# Indexes the notices into the folders killed-1, killed-2 … and dies in the n-th when the n-th step that touches the
# disk begins, like a machine that loses its power; the folder where it came to the end is the last one.
_VICTIM = textwrap.dedent("""
    import os, pathlib, signal, sys
    from zwsearch.store import notices as rows
    from zwsearch.workspace import Workspace, indexing, rules

    parent, notices = map(pathlib.Path, sys.argv[1:])
    left = 0

    def step():
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event, arguments):
        if event in ("os.rename", "os.mkdir") or (event == "open" and str(arguments[1])[:1] in "wa"):
            step()

    def counted(*arguments):
        step()
        insert(*arguments)
        step()

    insert, rows._insert = rows._insert, counted
    rules.rules_version()
    sys.addaudithook(hook)
    for number in range(1, 100):
        left = 0
        child = os.fork()
        if child == 0:
            left = number
            Workspace(parent / f"killed-{number}").index(notices)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(status)
""")


def kill_at_every_step(parent: Path, notices: Path) -> None:
    """Fill the folders `killed-N` of `parent` with what the killed writers left."""
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", _VICTIM, str(parent), str(notices)],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="没有 fork")


@needs_fork
def test_killed_at_any_step_of_indexing_it_opens_and_finishes(tmp_path: Path, notices: Path) -> None:
    kill_at_every_step(tmp_path, notices)
    places = sorted(tmp_path.glob("killed-*"))
    assert len(places) > 8, "the writer was killed at many steps"
    for place in places:
        with Workspace(place) as left:
            store = left.existing()
            if store is not None and store.count_notices():
                assert store.count_notices() == 2, "a batch is stored whole or not at all"
                assert left.query("图文解读").total >= 1, "the next query brings the index in step"
            left.index(notices)
            assert left.query('"图文解读"').total == 1
            assert all(check.sound for check in left.doctor().checks)


@needs_fork
def test_killed_while_replacing_the_old_or_the_new_answers(tmp_path: Path, notices: Path) -> None:
    with Workspace(tmp_path / "before") as first:
        first.index(notices)
    for number in range(1, 40):
        shutil.copytree(tmp_path / "before", tmp_path / f"killed-{number}")
    (notices / "table.txt").write_text(TABLE.replace("图文解读", "动漫解读"), "utf-8")
    kill_at_every_step(tmp_path, notices)
    seen = set()
    for place in sorted(tmp_path.glob("killed-*")):
        with Workspace(place) as left:
            found = (left.query('"图文解读"').total, left.query('"动漫解读"').total)
            seen.add(found)
            left.index(notices)
            assert left.query('"动漫解读"').total == 1
    assert seen == {(1, 0), (0, 1)}


@pytest.mark.parametrize("name", ["replace_file", "files_with", "notices_of"])
def test_a_failure_inside_a_batch_leaves_nothing_of_it(
    workspace: Workspace, notices: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(f"zwsearch.store.Store.{name}", fail)
        with pytest.raises(WorkspaceError):
            workspace.index(notices)
    assert workspace.index(notices).count("added") == 2


def test_a_failing_index_commit_leaves_the_notices_stored(
    workspace: Workspace, notices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("zwsearch.workspace.freshness.update_index", fail)
        with pytest.raises(WorkspaceError, match="索引"):
            workspace.index(notices)
    assert workspace.query("图文解读").total >= 1


@pytest.mark.parametrize("after", [0, 1])
def test_an_interrupt_keeps_what_is_done_and_says_what_is_left(workspace: Workspace, notices: Path, after: int) -> None:
    def stop(done: int, total: int, name: str) -> None:
        if done > after:
            raise KeyboardInterrupt

    report = workspace.index(notices, progress=stop)
    assert report.interrupted == 1 - after
    assert report.count("added") == 1 + after
    assert workspace.query("公开").total >= 1
    assert workspace.index(notices).count("unchanged") == 1 + after


Damage = Callable[[Path], None]


def _overwrite(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:50] + bytes(255 - byte for byte in data[50:]))


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


@pytest.mark.parametrize("damage", [_overwrite, _truncate, Path.unlink])
def test_a_damaged_index_is_made_anew_from_the_store(filled: Workspace, damage: Damage) -> None:
    version = filled.index_root / (filled.index_root / "CURRENT").read_text().strip()
    for path in sorted(version.iterdir()):
        damage(path)
    with Workspace(filled.path) as again:
        page = again.query("图文解读")
        assert page.total >= 1
        assert any("重建" in note for note in page.notes)
    with Workspace(filled.path) as again:
        assert all(check.sound for check in again.doctor().checks)


def test_damage_that_opening_cannot_see_is_found_by_the_doctor(filled: Workspace) -> None:
    version = filled.index_root / (filled.index_root / "CURRENT").read_text().strip()
    largest = max(version.iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[-1] ^= 0xFF
    largest.write_bytes(data)
    with Workspace(filled.path) as again:
        found = again.doctor(repair=False)
        assert not found.sound
        assert again.doctor().sound
        assert all(check.sound for check in again.doctor().checks)
        assert again.query("图文解读").total >= 1


def test_a_damaged_database_is_named_by_every_verb(filled: Workspace, notices: Path) -> None:
    filled.close()
    for leftover in filled.path.glob(f"{SCHEMA_FILE}-*"):
        leftover.unlink()
    path = filled.path / SCHEMA_FILE
    path.write_bytes(b"\x00" * 100 + os.urandom(8192))
    verbs: list[Callable[[Workspace], object]] = [
        lambda w: w.query("解读"),
        lambda w: w.list(),
        lambda w: w.index(notices),
        lambda w: w.stats(),
    ]
    for verb in verbs:
        with Workspace(filled.path) as again, pytest.raises(WorkspaceError) as caught:
            verb(again)
        assert caught.value.hint
    with Workspace(filled.path) as again:
        assert not again.doctor().sound


def test_a_second_writer_waits_and_then_hears_that_it_is_busy(filled: Workspace, notices: Path) -> None:
    with filled.writing(), Workspace(filled.path, lock_seconds=0.1) as second:
        seen: list[BaseException] = []

        def write() -> None:
            try:
                second.index(notices)
            except WorkspaceError as error:
                seen.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert [getattr(error, "code", None) for error in seen] == ["busy"]
        assert second.query("图文解读").total >= 1, "readers go on"
    assert filled.index(notices).count("unchanged") == 2


def test_a_reader_answers_from_the_last_index_while_a_writer_works(filled: Workspace, notices: Path) -> None:
    (notices / "more.txt").write_text(PLAN.replace("云川县", "鹿溪县"), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "bring_in_step", lambda *_: ())
        filled.index(notices)
    with filled.writing(), Workspace(filled.path) as reader:
        page = reader.query("图文解读")
        assert page.total >= 1
        assert any("正在写入" in note for note in page.notes)
    with Workspace(filled.path) as reader:
        assert reader.query("鹿溪县").total >= 1


# Indexes in two processes, says their ids when the first outcome is there, and is killed then.
_PARENT = textwrap.dedent("""
    import multiprocessing, os, pathlib, signal, sys
    from zwsearch.workspace import Workspace, reading

    reading._processors = lambda: 2

    def told(done, total, name):
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        os.kill(os.getpid(), getattr(signal, sys.argv[3]))

    Workspace(pathlib.Path(sys.argv[1])).index(sys.argv[2], progress=told)
""")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="只有 Linux 能等别的进程结束")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM"])
def test_a_killed_writer_leaves_no_process_and_no_lock_behind(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(PLAN.replace("云川县", f"云川{number}县"), "utf-8")
    command = [sys.executable, "-c", _PARENT, str(tmp_path / "ws"), str(folder), how]
    killed = subprocess.run(command, capture_output=True, text=True, check=False)
    children = [int(word) for word in killed.stdout.split()]
    assert killed.returncode < 0
    assert len(children) == 2, killed.stderr
    with Workspace(tmp_path / "ws", lock_seconds=0.5) as workspace:
        assert workspace.index(folder).count("failed") == 0
    for child in children:
        try:
            watched = os.pidfd_open(child)
        except ProcessLookupError:
            continue
        assert select.select([watched], [], [], 20)[0], "a reading process outlives its parent"
        os.close(watched)
