"""A workspace that cannot be written can be read: archived on a disc, or shared by somebody else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zwsearch.errors import WorkspaceError
from zwsearch.records import Filters
from zwsearch.store import SCHEMA_FILE, Store
from zwsearch.workspace import Workspace


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder can be written; said so and not made so, since the superuser may write anywhere."""
    monkeypatch.setattr(os, "access", lambda _path, mode, **_: mode != os.W_OK)


def _files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_questions_are_answered_and_nothing_is_touched(filled: Workspace, forbidden: None) -> None:
    filled.close()
    before = _files(filled.path)
    with Workspace(filled.path, lock_seconds=0.1) as workspace:
        page = workspace.query("图文解读")
        assert page.total >= 1
        assert len(workspace.list().notices) == 2
        assert workspace.show(page.hits[0].unit.id).units
        assert len(workspace.tag("云川县2024年工作方案\n（一）逐件开展保密审查。（责任单位：县司法局）").tasks) == 1
    assert _files(filled.path) == before


def test_what_a_writer_left_in_the_log_is_read_too(filled: Workspace, forbidden: None) -> None:
    log = filled.path / f"{SCHEMA_FILE}-wal"
    assert log.exists()
    assert log.stat().st_size > 0, "the writer still has its log open"
    store = Store(filled.path / SCHEMA_FILE)
    assert len(store.select_keys(Filters(tasks_only=True))) == 5
    with pytest.raises(WorkspaceError, match="不能写入"):
        store.set_setting("甲", "乙")
    store.close()


def test_an_older_layout_asks_for_a_folder_that_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zwsearch.store import schema

    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        Store(tmp_path / SCHEMA_FILE).close()
    monkeypatch.setattr(os, "access", lambda _path, mode, **_: mode != os.W_OK)
    with pytest.raises(WorkspaceError, match="较早版本") as caught:
        Store(tmp_path / SCHEMA_FILE)
    assert "写入权限" in caught.value.hint
