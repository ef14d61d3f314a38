"""Versions are whole or absent: whatever step a writer dies at, the last good version stays current."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zwsearch.versions import POINTER, SEAL, VersionedFolder, write_atomically


def publish(folder: VersionedFolder, text: str) -> str:
    with folder.publish() as staging:
        (staging / "a.txt").write_text(text)
        (staging / "b.txt").write_text(text * 2)
    current = folder.current()
    assert current is not None
    return current.name


def test_nothing_published_means_no_current(tmp_path: Path) -> None:
    folder = VersionedFolder(tmp_path / "absent")
    assert folder.current() is None
    assert folder.versions() == []


def test_publish_then_roll_back(tmp_path: Path) -> None:
    folder = VersionedFolder(tmp_path)
    first, second = publish(folder, "eins"), publish(folder, "zwei")
    assert folder.versions() == [first, second] == ["v000001", "v000002"]
    folder.use(first)
    current = folder.current()
    assert current is not None
    assert (current / "a.txt").read_text() == "eins"
    assert publish(folder, "drei") == "v000003"


def test_unknown_or_hostile_version_is_refused(tmp_path: Path) -> None:
    folder = VersionedFolder(tmp_path)
    publish(folder, "x")
    for name in ("v000009", "../v000001", "", ".staging-x"):
        with pytest.raises(FileNotFoundError):
            folder.use(name)
    (tmp_path / POINTER).write_text("../../etc")
    assert folder.current() is None


def test_failure_while_filling_leaves_the_old_version(tmp_path: Path) -> None:
    folder = VersionedFolder(tmp_path)
    first = publish(folder, "x")
    with pytest.raises(RuntimeError), folder.publish() as staging:
        (staging / "a.txt").write_text("half")
        raise RuntimeError
    current = folder.current()
    assert current is not None
    assert current.name == first
    assert sorted(p.name for p in tmp_path.iterdir()) == [POINTER, first]


@pytest.mark.parametrize("damage", ["change", "remove", "add", "seal"])
def test_verify_names_what_was_tampered_with(tmp_path: Path, damage: str) -> None:
    folder = VersionedFolder(tmp_path)
    version = publish(folder, "x")
    assert folder.verify(version) == []
    path = tmp_path / version
    expected = {"change": "a.txt", "remove": "b.txt", "add": "c.txt", "seal": SEAL}[damage]
    if damage == "change":
        (path / "a.txt").write_text("y")
    elif damage == "remove":
        (path / "b.txt").unlink()
    elif damage == "add":
        (path / "c.txt").write_text("z")
    else:
        (path / SEAL).write_text("{")
    assert folder.verify(version) == [expected]


def test_prune_keeps_the_newest_and_the_current(tmp_path: Path) -> None:
    folder = VersionedFolder(tmp_path)
    names = [publish(folder, str(i)) for i in range(5)]
    folder.use(names[0])
    folder.prune(2)
    assert folder.versions() == [names[0], names[3], names[4]]


def test_write_atomically_keeps_the_old_bytes_when_the_disk_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "pointer"
    write_atomically(target, b"old")

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["pointer"]


KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from zwsearch.versions import VersionedFolder
import zwsearch.versions as versions

step = int(sys.argv[2])
count = 0

def dying(function):
    def call(*args, **kwargs):
        global count
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        return function(*args, **kwargs)
    return call

os.fsync = dying(os.fsync)
Path.rename = dying(Path.rename)
Path.replace = dying(Path.replace)
folder = VersionedFolder(Path(sys.argv[1]))
with folder.publish() as staging:
    (staging / "a.txt").write_text("new")
    (staging / "b.txt").write_text("new" * 2)
print("done", count)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_writer_killed_at_any_step_leaves_a_whole_current_version(tmp_path: Path) -> None:
    finished = False
    for step in range(40):
        root = tmp_path / str(step)
        folder = VersionedFolder(root)
        publish(folder, "old")
        run = subprocess.run(
            [sys.executable, "-c", KILLED_WRITER, str(root), str(step)], capture_output=True, text=True, check=False
        )
        current = folder.current()
        assert current is not None
        text = (current / "a.txt").read_text()
        assert text in {"old", "new"}
        assert (current / "b.txt").read_text() == text * 2
        assert folder.verify(current.name) == []
        # The next writer sweeps what is left and goes on.
        publish(folder, "next")
        assert not list(root.glob(".staging-*"))
        if run.returncode == 0:
            finished = True
            assert text == "new"
            break
    assert finished, "the writer never reached its end"
    assert step > 5, "the writer has more steps than that to die at"
