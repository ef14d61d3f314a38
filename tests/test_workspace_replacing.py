"""A corrected notice that took the place of a stored one, and what later readings make of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import TABLE

from zwsearch.errors import NotFoundError
from zwsearch.workspace import Workspace, bringing
from zwsearch.workspace.replacing import replace_notice

CORRECTED = TABLE.replace("节水灌溉补贴办法", "渡口公告办法")


def replaced(workspace: Workspace, id_: str, text: str) -> str:
    (brought,), _ = bringing.bring(workspace, text, "更正")
    return replace_notice(workspace, id_, brought.pasted).report.notice.id


def first(workspace: Workspace, id_: str) -> str:
    unit = workspace.show(f"{id_}-1").unit
    assert unit is not None
    return unit.text


def test_the_old_file_in_its_folder_does_not_come_back_until_it_changes(filled: Workspace, notices: Path) -> None:
    id_ = next(x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt")
    assert replaced(filled, id_, CORRECTED) == id_
    report = filled.index(notices)
    assert (report.count("unchanged"), report.count("updated"), report.count("added")) == (2, 0, 0)
    assert "渡口公告办法" in first(filled, id_)
    (notices / "table.txt").write_text(CORRECTED.replace("渡口", "码头"), "utf-8")
    assert filled.index(notices).count("updated") == 1
    assert "码头公告办法" in first(filled, id_)
    (notices / "table.txt").write_text(TABLE, "utf-8")
    assert filled.index(notices).count("updated") == 1
    assert "节水灌溉补贴办法" in first(filled, id_)


def test_the_old_file_does_not_come_back_under_another_name(filled: Workspace, notices: Path) -> None:
    id_ = next(x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt")
    replaced(filled, id_, CORRECTED)
    (notices / "table.txt").rename(notices / "改名.txt")
    for count in (1, 0):
        report = filled.index(notices)
        assert (report.count("unchanged"), report.count("added"), len(report.notes)) == (2, 0, count)
    assert "渡口公告办法" in first(filled, id_)
    (notices / "改名.txt").write_text(CORRECTED.replace("渡口", "码头"), "utf-8")
    assert filled.index(notices).count("updated") == 1
    assert "码头公告办法" in first(filled, id_)


@pytest.mark.parametrize("name", ["table.txt", "改名.txt"])
def test_a_corrected_notice_that_was_removed_hides_no_file(filled: Workspace, notices: Path, name: str) -> None:
    id_ = next(x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt")
    filled.remove(replaced(filled, id_, CORRECTED))
    (notices / "table.txt").rename(notices / name)
    assert filled.index(notices).count("added") == 1
    assert len(filled.list()) == 2


def test_numbers_that_were_taken_back_are_not_given_to_what_a_corrected_notice_reads(filled: Workspace) -> None:
    id_ = next(x.notice.id for x in filled.list().notices if x.notice.source.name == "table.txt")
    written = filled.add_task(id_, "编印办事地图，摆放在大厅。").id
    filled.drop_task(written)
    replaced(filled, id_, TABLE + "4 | 在渡口立牌写明末班船的钟点。 | 办公室 | 财务科 | 年底前 |\n")
    ids = [unit.id for unit in filled.show(id_).units if unit.type == "task"]
    assert len(ids) == 4
    assert written not in ids


def test_what_was_pasted_before_does_not_take_its_place_back(workspace: Workspace) -> None:
    old = workspace.tag(TABLE, save=True).notice.id
    replaced(workspace, old, CORRECTED)
    again = workspace.tag(TABLE, save=True).notice.id
    assert again != old
    assert "渡口公告办法" in first(workspace, old)
    assert workspace.tag(CORRECTED, save=True).notice.id == old
    assert workspace.original(old) == CORRECTED.encode()
    assert workspace.doctor().sound


def test_a_notice_of_an_archive_leaves_its_neighbours_alone(workspace: Workspace, tmp_path: Path) -> None:
    import zipfile

    packed = tmp_path / "来文.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", TABLE)
        archive.writestr("b.txt", TABLE.replace("望江市", "鹿溪市"))
    workspace.index(packed)
    one, other = (x.notice.id for x in workspace.list().notices)
    replaced(workspace, one, CORRECTED)
    assert "渡口公告办法" in first(workspace, one)
    assert "节水灌溉补贴办法" in first(workspace, other)
    assert [x.notice.id for x in workspace.list().notices] == [one, other]
    assert workspace.index(packed).count("unchanged") == 1


def test_nothing_is_replaced_where_nothing_is(workspace: Workspace, filled: Workspace) -> None:
    with pytest.raises(NotFoundError):
        replaced(filled, "none", CORRECTED)
