"""The id of a task that a person wrote: it is that task's for ever, and nobody else's afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TABLE
from web_server import client_of, token_of

from zwsearch.cli import main
from zwsearch.errors import NotFoundError
from zwsearch.workspace import Workspace

FOURTH = "3 | 4 | 公开水价调整方案。 | 农水科 | 办公室 | 年底前 | |\n"


def table_of(workspace: Workspace) -> str:
    return next(x.notice.id for x in workspace.list().notices if x.notice.source.name == "table.txt")


def texts(workspace: Workspace, id_: str) -> dict[str, str]:
    return {unit.id: unit.text for unit in workspace.show(id_).units if unit.type == "task"}


def write(workspace: Workspace, id_: str, how: str, word: str) -> str:
    """A task that a person wrote."""
    if how == "add":
        return workspace.add_task(id_, f"公布{word}。", lead="某科").id
    whole = f"{id_}-1"
    return workspace.split_task(whole, [workspace.show(whole).unit.text, f"公布{word}。"])[1].id  # type: ignore[union-attr]


@pytest.mark.parametrize("how", ["add", "split"])
@pytest.mark.parametrize("remove", [Workspace.drop_task, Workspace.undo_edit])
def test_what_is_removed_leaves_its_id_to_nobody(
    filled: Workspace, notices: Path, how: str, remove: Callable[[Workspace, str], object]
) -> None:
    id_ = table_of(filled)
    first, second = (write(filled, id_, how, word) for word in ("甲", "乙"))
    remove(filled, first)
    for again in range(3):
        assert first not in texts(filled, id_)
        assert texts(filled, id_)[second] == "公布乙。"
        for stale in (filled.drop_task, filled.show, filled.undo_label, lambda x: filled.edit_task(x, lead="别的科")):
            with pytest.raises(NotFoundError):
                stale(first)
        if again == 0:
            assert write(filled, id_, how, "丙") not in (first, second)
            assert write(filled, id_, how, "甲") not in (first, second)
        if again == 1:
            (notices / "table.txt").write_text(TABLE + "\n请抓好落实。\n", "utf-8")
            filled.index(notices)


def test_a_task_that_is_read_later_takes_no_id_of_a_written_one(filled: Workspace, notices: Path) -> None:
    id_ = table_of(filled)
    held, gone = (filled.add_task(id_, f"公布{word}。").id for word in ("甲", "乙"))
    filled.drop_task(gone)
    (notices / "table.txt").write_text(TABLE + FOURTH + FOURTH.replace("4", "5").replace("水价", "水费"), "utf-8")
    filled.index(notices)
    after = texts(filled, id_)
    assert len(after) == 6
    assert after[held] == "公布甲。"
    assert gone not in after
    late = next(unit for unit, text in after.items() if text == "公开水价调整方案。")
    filled.edit_task(late, lead="别的科")
    assert texts(filled, id_) == after, "a notice that is written anew keeps all ids"
    (notices / "table.txt").write_text(TABLE, "utf-8")
    filled.index(notices)
    assert texts(filled, id_)[held] == "公布甲。"
    new = filled.add_task(id_, "公布丙。").id
    assert new not in after, "nor does a written one take that of a task which was read before"


def test_a_notice_that_is_removed_and_read_again_keeps_the_ids(filled: Workspace, notices: Path) -> None:
    id_ = table_of(filled)
    first, second = (filled.add_task(id_, f"公布{word}。").id for word in ("甲", "乙"))
    filled.undo_edit(first)
    before = texts(filled, id_)
    filled.remove(id_)
    filled.index(notices)
    assert texts(filled, id_) == before
    assert filled.add_task(id_, "公布丙。").id not in (first, second)


def test_a_stale_id_is_unknown_to_page_api_and_terminal(filled: Workspace) -> None:
    id_, json = table_of(filled), {"Content-Type": "application/json"}
    with client_of(filled.path) as client:
        ids = [
            client.post(f"/api/notices/{id_}/tasks", json={"requirement": f"公布{word}。"}).json()["id"]
            for word in "甲乙"
        ]
        assert client.delete(f"/api/tasks/{ids[0]}", headers=json).status_code == 200
        assert client.delete(f"/api/tasks/{ids[0]}", headers=json).status_code == 404
        assert texts(filled, id_)[ids[1]] == "公布乙。"
        label = {"token": token_of(client), "category": "监督考核"}
        assert client.post(f"/tasks/{ids[0]}/label", data=label).status_code == 404
        assert client.get(f"/tasks/{ids[0]}").status_code == 404
    assert main(["edit", ids[0], "--not-a-task", "--workspace", str(filled.path)]) == 2
    assert texts(filled, id_)[ids[1]] == "公布乙。"


def test_a_workspace_of_before_keeps_its_ids_and_reuses_none(filled: Workspace, notices: Path) -> None:
    id_ = table_of(filled)
    filled.add_task(id_, "公布甲。")
    part = write(filled, id_, "split", "乙")
    gone = filled.add_task(id_, "公布丙。").id
    filled.drop_task(gone)
    before, path = texts(filled, id_), filled.path
    filled.close()
    with sqlite3.connect(path / "zwsearch.sqlite3") as old:
        old.execute("ALTER TABLE edit DROP COLUMN task")
        old.execute("DROP TABLE numbering")
        old.execute("DELETE FROM migration WHERE name = '0006_numbering'")
    old.close()
    with Workspace(path) as workspace:
        assert texts(workspace, id_) == before
        workspace.edit_task(part, lead="别的科")
        assert texts(workspace, id_) == before
        assert workspace.add_task(id_, "公布丁。").id not in {*before, gone}
        (notices / "table.txt").write_text(TABLE + FOURTH, "utf-8")
        workspace.index(notices)
        assert before.items() <= texts(workspace, id_).items()
        plan = next(x.notice.id for x in workspace.list().notices if x.notice.id != id_)
        assert workspace.add_task(plan, "公布甲。").id == f"{plan}-3"
