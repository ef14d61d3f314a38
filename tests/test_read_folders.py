"""Folders: what is read, in which order, and what is passed over and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from zwsearch.errors import ReadError
from zwsearch.read import find_files, find_unknown
from zwsearch.workspace import reading
from zwsearch.workspace.indexing import note_unknown


def test_unknown_files_are_counted_and_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.exe", "图.PNG", "Thumbs.db", ".hidden", "~$a.docx", "sub/c.md", "sub/d.dat"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("公开", encoding="utf-8")
    assert [path.name for path in find_files([tmp_path])] == ["a.txt", "c.md"]
    assert sorted(path.name for path in find_unknown([tmp_path, tmp_path / "sub"])) == ["b.exe", "d.dat", "图.PNG"]
    note = note_unknown([tmp_path])
    assert note is not None
    assert note.startswith("跳过 3 个不认识的文件：") and "b.exe" in note
    assert note_unknown([tmp_path / "a.txt", tmp_path / "missing"]) is None


def test_many_unknown_files_are_not_all_named(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02d}.exe").touch()
    note = note_unknown([tmp_path])
    assert note is not None and note.endswith("09.exe等")


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_outcomes_are_the_same_and_in_order_whatever_the_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    for number in range(12):
        text = (
            ""
            if number == 5
            else f"关于公开第{number}批清单的通知\n1.公布清单。（办公室）\n" * (40 if number % 3 == 0 else 1)
        )
        (tmp_path / f"{number:02d}.txt").write_text(text, encoding="utf-8")
    jobs = [reading.Job(path) for path in find_files([tmp_path])]
    monkeypatch.setattr(reading, "_processors", lambda: workers)
    outcomes = list(reading.read_files(jobs))
    assert [outcome.path for outcome in outcomes] == [job.path for job in jobs]
    assert outcomes == [reading.read_file(job) for job in jobs]
    problem = outcomes[5].problem
    assert problem is not None and problem.code == "empty"


def test_a_folder_without_anything_to_read(tmp_path: Path) -> None:
    (tmp_path / "a.exe").touch()
    with pytest.raises(ReadError) as caught:
        find_files([tmp_path])
    assert caught.value.code == "no_files"
