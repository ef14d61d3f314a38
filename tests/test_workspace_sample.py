"""While the workspace is empty the sample answers, says so, and is never mixed with the user's notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PLAN, TABLE

from zwsearch.errors import UsageError
from zwsearch.workspace import Workspace


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of one notice in the place of the program's own."""
    folder = tmp_path / "corpus"
    (folder / "notices").mkdir(parents=True)
    (folder / "notices" / "sample.txt").write_text(TABLE.replace("望江", "样本"), "utf-8")
    monkeypatch.setattr("zwsearch.bundled.corpus_folder", lambda: folder)
    # The sample alone: the compiled dictionary, which is slow to make, stays where it is.
    monkeypatch.setattr("zwsearch.workspace.sample.cache_folder", lambda: tmp_path / "cache")
    return folder


def test_the_sample_answers_until_the_first_notice_comes(workspace: Workspace, corpus: Path, tmp_path: Path) -> None:
    page = workspace.query("图文解读")
    assert page.hits[0].notice.notice.title == "样本市水利局2023年政务公开任务分工表"
    assert any(note.startswith("示例语料") for note in page.notes)
    for notes in (workspace.list().notes, workspace.stats().notes, workspace.show(page.hits[0].unit.id).notes):
        assert any(note.startswith("示例语料") for note in notes)
    assert workspace.export(tmp_path / "out.csv").tasks == 3
    assert not workspace.path.exists(), "looking leaves nothing behind"
    with pytest.raises(UsageError, match="示例语料不能改动"):
        workspace.remove(page.hits[0].notice.id)
    own = tmp_path / "own.txt"
    own.write_text(PLAN, "utf-8")
    workspace.index(own)
    page = workspace.query("图文解读")
    assert all(hit.notice.source.name == "own.txt" for hit in page.hits)
    assert not page.notes or not any("示例语料" in note for note in page.notes)
    assert len(workspace.list().notices) == 1
    workspace.remove(workspace.list().notices[0].notice.id)
    assert any("示例语料" in note for note in workspace.list().notes), "an emptied workspace is empty"


def test_the_sample_is_made_once_and_again_when_the_corpus_changes(tmp_path: Path, corpus: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        with Workspace(tmp_path / "w", notify=said.append) as opened:
            assert len(opened.list().notices) == 1
    assert len(said) == 1
    (corpus / "notices" / "second.txt").write_text(PLAN, "utf-8")
    with Workspace(tmp_path / "w", notify=said.append) as opened:
        assert len(opened.list().notices) == 2
    assert len(said) == 2
    assert len(list((tmp_path / "cache").glob("sample-*"))) == 1, "the old one is swept away"


def test_without_a_writable_cache_the_sample_goes_to_the_temporary_folder(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr("zwsearch.workspace.sample.cache_folder", lambda: tmp_path / "file" / "inside")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Workspace(tmp_path / "w") as opened:
        assert opened.query("图文解读").total >= 1
    assert list(tmp_path.glob("zwsearch-*/sample-*"))


def test_a_program_without_a_corpus_says_that_there_is_nothing(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zwsearch.bundled.corpus_folder", lambda: None)
    with Workspace(tmp_path / "w") as opened:
        page = opened.query("图文解读")
        assert (page.total, page.hits) == (0, ())
        assert page.notes
        assert opened.list().notices == ()
        assert opened.stats().notices == 0
        assert opened.export(tmp_path / "out.csv").tasks == 0


@pytest.mark.parametrize("step", ["zwsearch.workspace.reading.read_file", "zwsearch.workspace.freshness.bring_in_step"])
def test_half_a_sample_is_never_kept(tmp_path: Path, corpus: Path, step: str) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, stop)
        with Workspace(tmp_path / "w") as opened, pytest.raises(KeyboardInterrupt):
            opened.list()
    assert list((tmp_path / "cache").iterdir()) == []
