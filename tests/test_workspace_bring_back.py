"""A notice that was replaced comes back exactly as it was, unless somebody built upon the new one since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TABLE

from zwsearch.errors import NotFoundError, UsageError
from zwsearch.records import StoredNotice, Unit
from zwsearch.workspace import Workspace, bringing, corrections
from zwsearch.workspace.changes import Change
from zwsearch.workspace.replacing import Before, bring_back, replace_notice

FIRST = "出台节水灌溉补贴办法时发布图文解读，讲清申领条件。"
CORRECTED = {
    "owners and dates": TABLE.replace("农水科", "水政科").replace("年底前", "6月底前"),
    "words": TABLE.replace(FIRST, FIRST[:-1] + "和时限。"),
    "fewer": "".join(line for line in TABLE.splitlines(keepends=True) if "农户代表" not in line),
    "more": TABLE + "4 | 在渡口立牌写明末班船的钟点。 | 办公室 | 财务科 | 年底前 |\n",
    "other words": TABLE.replace(FIRST, "每季度清一次渠。"),
}


def replaced(workspace: Workspace, id_: str, text: str) -> Before:
    (brought,), _ = bringing.bring(workspace, text, "更正")
    before = replace_notice(workspace, id_, brought.pasted).before
    assert before is not None
    return before


def table_of(workspace: Workspace) -> str:
    return next(x.notice.id for x in workspace.list() if "望江市" in (x.notice.notice.title or ""))


@pytest.fixture
def spoken(filled: Workspace) -> Workspace:
    """With edits and labels of all kinds on the notice from table.txt."""
    id_ = table_of(filled)
    filled.edit_notice(id_, issuer="望江市水利局", author="甲")
    filled.edit_task(f"{id_}-1", lead="灌溉科", author="甲")
    filled.label(f"{id_}-1", "监督考核", author="甲")
    filled.label(f"{id_}-3", "平台建设", author="乙")
    filled.add_task(id_, "编印办事地图，摆放在大厅。", author="乙")
    filled.drop_task(f"{id_}-2", author="乙")
    return filled


def state(workspace: Workspace, id_: str) -> tuple[StoredNotice, list[Unit], list[Change], bytes, list[str]]:
    from dataclasses import replace

    shown = workspace.show(id_)
    history = [line for line in workspace.history(id_) if line.field != "carried"]
    lost = [label.requirement for label in corrections.lost_labels(workspace, id_)]
    # What is stored anew has other keys in the index, and nothing else.
    return shown.notice, [replace(unit, key=0) for unit in shown.units], history, workspace.original(id_), lost


@pytest.mark.parametrize("how", CORRECTED)
def test_all_is_as_it_was(spoken: Workspace, notices: Path, how: str) -> None:
    id_ = table_of(spoken)
    was, hits = state(spoken, id_), [hit.unit.id for hit in spoken.query("图文解读").hits]
    before = replaced(spoken, id_, CORRECTED[how])
    assert state(spoken, id_) != was
    assert bring_back(spoken, before, (), author="丙").id == id_
    assert state(spoken, id_) == was
    assert [hit.unit.id for hit in spoken.query("图文解读").hits] == hits
    assert spoken.index(notices).count("unchanged") == 2
    assert spoken.doctor().sound
    (notices / "table.txt").write_text(CORRECTED[how], "utf-8")
    assert spoken.index(notices).count("updated") == 1, "nothing is hidden from later readings"


def test_it_can_be_replaced_and_brought_back_again_and_again(spoken: Workspace) -> None:
    id_ = table_of(spoken)
    was = state(spoken, id_)
    for how in ("words", "owners and dates", "words"):
        bring_back(spoken, replaced(spoken, id_, CORRECTED[how]), ())
        assert state(spoken, id_) == was
    one = replaced(spoken, id_, CORRECTED["words"])
    middle = state(spoken, id_)
    bring_back(spoken, replaced(spoken, id_, CORRECTED["fewer"]), ())
    assert state(spoken, id_) == middle
    with pytest.raises(UsageError, match="重新读入或替换过"):
        bring_back(spoken, one, ())


def test_what_was_said_of_the_new_one_with_it_is_taken_back(spoken: Workspace) -> None:
    id_ = table_of(spoken)
    was = state(spoken, id_)
    before = replaced(spoken, id_, CORRECTED["words"])
    said = corrections.decide(spoken, [f"{id_}-1", f"{id_}-3"], "平台建设").numbers
    bring_back(spoken, before, said)
    assert state(spoken, id_) == was


def label(workspace: Workspace, id_: str) -> None:
    workspace.label(f"{id_}-1", "平台建设", author="同事")


def edit(workspace: Workspace, id_: str) -> None:
    workspace.edit_task(f"{id_}-1", deadline="3月底前", author="同事")


def undo_of_theirs(workspace: Workspace, id_: str) -> None:
    """Of an edit that was made before the notice was replaced."""
    workspace.undo_edit(f"{id_}-1", author="同事")


def remove(workspace: Workspace, id_: str) -> None:
    workspace.remove(id_)


def read_anew(workspace: Workspace, _: str) -> None:
    path = workspace.path.parent / "notices" / "table.txt"
    assert path.exists()
    path.write_text(TABLE.replace("年底前", "8月底前"), "utf-8")
    workspace.index(path)


@pytest.mark.parametrize("since", [label, edit, undo_of_theirs, remove, read_anew])
def test_what_was_built_upon_since_stays(
    spoken: Workspace, notices: Path, since: Callable[[Workspace, str], None]
) -> None:
    id_ = table_of(spoken)
    before = replaced(spoken, id_, CORRECTED["owners and dates"])
    since(spoken, id_)
    now = state(spoken, id_) if since is not remove else None
    with pytest.raises(UsageError, match="没有撤销替换") as refused:
        bring_back(spoken, before, ())
    assert refused.value.code == "conflict"
    assert ("同事" in refused.value.message) == (since in (label, edit, undo_of_theirs))
    if now is not None:
        assert state(spoken, id_) == now


@pytest.mark.parametrize("kind", CORRECTED)
def test_what_was_undone_since_hinders_nobody(spoken: Workspace, kind: str) -> None:
    id_ = table_of(spoken)
    was = state(spoken, id_)
    before = replaced(spoken, id_, CORRECTED[kind])
    task = next(unit.id for unit in spoken.show(id_).units if unit.type == "task")
    spoken.edit_task(task, deadline="3月底前", author="同事")
    spoken.edit_notice(id_, province="同事的省", author="同事")
    added = spoken.add_task(id_, "在渡口挂一盏灯。", author="同事")
    with pytest.raises(UsageError, match="由“同事”改过"):
        bring_back(spoken, before, ())
    for what in (added.id, id_, task):
        spoken.undo_edit(what, author="同事")
    bring_back(spoken, before, ())
    now = state(spoken, id_)
    assert (*now[:2], *now[3:]) == (*was[:2], *was[3:])  # the history alone knows of it


def test_of_what_was_pasted_the_old_one_may_have_been_stored_beside_it(workspace: Workspace) -> None:
    id_ = workspace.tag(TABLE, save=True).notice.id
    before = replaced(workspace, id_, CORRECTED["fewer"])
    beside = workspace.tag(TABLE, save=True).notice.id
    with pytest.raises(UsageError, match="另存过"):
        bring_back(workspace, before, ())
    workspace.remove(beside)
    bring_back(workspace, before, ())
    assert workspace.original(id_) == TABLE.encode()
    assert workspace.tag(TABLE, save=True).notice.id == id_


def test_a_notice_of_an_archive_comes_back_beside_its_neighbours(workspace: Workspace, tmp_path: Path) -> None:
    import zipfile

    def pack(other: str) -> None:
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", TABLE)
            archive.writestr("b.txt", TABLE.replace("望江市", other))

    packed = tmp_path / "来文.zip"
    pack("鹿溪市")
    workspace.index(packed)
    one, other = (x.notice.id for x in workspace.list())
    was = state(workspace, one), state(workspace, other)
    before = replaced(workspace, one, CORRECTED["fewer"])
    bring_back(workspace, before, ())
    assert (state(workspace, one), state(workspace, other)) == was
    before = replaced(workspace, one, CORRECTED["fewer"])
    pack("云门市")
    workspace.index(packed)
    with pytest.raises(UsageError, match="没有撤销替换"):
        bring_back(workspace, before, ())


def test_nothing_comes_back_where_nothing_is(workspace: Workspace, filled: Workspace, tmp_path: Path) -> None:
    before = replaced(filled, table_of(filled), CORRECTED["fewer"])
    with Workspace(tmp_path / "empty") as empty, pytest.raises(NotFoundError):
        bring_back(empty, before, ())
